#pragma once
// Counterfactual equilibrium of the single-sector family. Unknown, in logs: wages, employment and (with
// intermediate inputs) prices. One evaluation is two or three matrix-vector products: powers of tariffs are
// paid once per scenario and only on the cells that change, rows without a change are shared with the base.
// Solved by Anderson acceleration of a wage-adjustment map, then, where that stalls, by Newton with a
// difference Jacobian and by continuation in the tariffs. Imports and exports are compared with domestic
// sales held apart, so that the residual keeps its meaning near autarky. Equations in single_sector.h;
// Alvarez and Lucas (2007, JME 54(6)) for the wage map.
#include <memory>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/economy/single_sector_calibration.h"

namespace cobden::economy {

/// Rows of the import matrices of one counterfactual. `net` rows hold lambda tau_hat^(-eps phi) / (1 + t),
/// `gross` rows the same without the division; the two pointers are equal where the importer has no tariff.
/// Diagonals are zero, held apart in `home`. Importers without a change share their rows with the base.
class SingleSectorScenario {
 public:
  /// UserError: tariffs or trade costs that do not fit the model or are out of range.
  SingleSectorScenario(const SingleSectorBase& base, const SingleSectorSpec& spec,
                       const Counterfactual& counterfactual);
  /// The point `fraction` of the way from the base to `counterfactual`, in log tariffs and log trade costs.
  SingleSectorScenario(const SingleSectorBase& base, const SingleSectorSpec& spec,
                       const Counterfactual& counterfactual, double fraction);
  /// Tariffs `tariff` without a change of trade costs. Importers whose tariffs are those of `earlier_tariff`
  /// share their rows with `earlier`, which was made from it.
  SingleSectorScenario(const SingleSectorBase& base, const SingleSectorSpec& spec, const TradeCube& tariff,
                       const SingleSectorScenario& earlier, const TradeCube& earlier_tariff);

  const double* net(std::size_t importer) const { return net_[importer]; }
  const double* gross(std::size_t importer) const { return gross_[importer]; }
  double home(std::size_t importer) const { return home_[importer]; }
  const std::vector<double>& home() const { return home_; }

 private:
  struct Rows {
    numerics::AlignedVector net, gross;
  };
  void fill_row(const SingleSectorBase& base, const SingleSectorSpec& spec, std::size_t importer,
                const double* tariff, const double* cost, double fraction);
  void change_row(const SingleSectorBase& base, const SingleSectorSpec& spec, std::size_t importer,
                  const double* tariff, const double* cost, double fraction);
  std::vector<const double*> net_, gross_;
  std::vector<double> home_;
  std::vector<std::shared_ptr<const Rows>> changed_;  // by importer; null = the base's
};

/// One point and everything equations (1) to (7) say about it; arrays padded to the stride.
struct SingleSectorPoint {
  numerics::AlignedVector log_wage, log_labour, log_price;  ///< hats
  numerics::AlignedVector cost;                             ///< a_j, equation (1)
  numerics::AlignedVector gross_sum, net_sum, foreign_sum;  ///< S, C, and C without the domestic term
  numerics::AlignedVector labour_income;                    ///< y [unit]
  numerics::AlignedVector net_spending;                     ///< Z [unit]
  numerics::AlignedVector exports_value_added;              ///< sum_{i != j} (1 - nu_i) X_ji [unit]
  numerics::AlignedVector new_wage, new_labour, new_price;  ///< images under the map, in logs
  numerics::AlignedVector trade_gap;  ///< relative excess demand for each country's labour, over its trade
  double world_growth = 1;            ///< G
  bool feasible = true;               ///< no income or tax bound was active
  std::size_t worst = 0;              ///< country with the largest residual (or the first infeasible one)
  double residual = 0;                ///< largest of trade_gap, labour and price gaps
};

/// Inverse of the derivative of the log labour market gaps to log wages at the base, by rows padded to the
/// stride; empty where it does not exist (a country cut off from trade in a way that leaves its wage open).
std::vector<numerics::AlignedVector> inverse_wage_jacobian(const SingleSectorBase& base,
                                                           const SingleSectorSpec& spec);

/// How wages answer to labour market gaps.
enum class WageRule {
  kJacobian,  ///< quasi-Newton with the inverse Jacobian of the base: fast near the base
  kOwnGap,    ///< each wage answers to its own gap alone: slower, and safe far from the base
};

/// The equilibrium map of one base and specification.
class SingleSectorMap {
 public:
  SingleSectorMap(const SingleSectorBase& base, const SingleSectorSpec& spec);
  SingleSectorPoint start() const;  ///< all hats one
  /// Evaluates equations (1) to (7) at the point's wages, employment and prices.
  void evaluate(const SingleSectorScenario& scenario, SingleSectorPoint& point, WageRule rule) const;
  /// Moves wages and prices together so that the numeraire holds: sum E (P - 1) = 0, or sum Y (w - 1) = 0
  /// with inputs.
  void normalise(SingleSectorPoint& point) const;
  /// Why no tariffs at all admit an equilibrium with these transfers (a country that must export but sells
  /// nothing abroad, or must import and buys nothing); empty if nothing speaks against one.
  std::string obstacle() const;
  std::size_t stride() const { return base_.stride; }
  std::size_t countries() const { return base_.countries; }
  bool has_inputs() const { return spec_.labour_share < 1; }
  const SingleSectorBase& base() const { return base_; }
  const SingleSectorSpec& spec() const { return spec_; }

 private:
  void costs_and_spending(SingleSectorPoint& point) const;
  void trade(const SingleSectorScenario& scenario, SingleSectorPoint& point) const;
  void images(SingleSectorPoint& point) const;
  void move_wages(SingleSectorPoint& point, WageRule rule) const;
  void measure(SingleSectorPoint& point) const;
  const SingleSectorBase& base_;
  SingleSectorSpec spec_;
  double world_income_ = 0;
  std::vector<double> spending_weight_, base_tax_,
      pace_;  // 1 / (beta + nu (1 - beta)); R/Y at base; wage step per unit gap
  std::vector<double> log_spending_;
  std::vector<numerics::AlignedVector> inverse_jacobian_;
};

struct SingleSectorSolution {
  SingleSectorPoint point;
  SolverSummary summary;
};

/// Solves one counterfactual from all hats one. Reaching the cap, an income that cannot cover a transfer, or
/// revenue above labour income are statuses with a message; never an exception.
SingleSectorSolution solve_single_sector(const SingleSectorMap& map, const Counterfactual& counterfactual,
                                         const SolveOptions& options, const RunContext& context);
/// The same on rows made before, from the wages, employment and prices of `start` first (nullptr: all hats
/// one).
SingleSectorSolution solve_single_sector(const SingleSectorMap& map, const Counterfactual& counterfactual,
                                         const SingleSectorScenario& scenario, const SingleSectorPoint* start,
                                         const SolveOptions& options, const RunContext& context);

}  // namespace cobden::economy
