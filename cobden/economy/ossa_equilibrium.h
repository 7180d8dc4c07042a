#pragma once
// Equilibrium of the model of Ossa (2014) in exact hat algebra. Prices depend on wages alone, and at given
// wages spending solves a linear system, so that the only unknowns are the wages: Newton on the log ratios of
// what each country sells abroad to what it buys abroad, with the exact Jacobian. Domestic sales never enter
// the ratios, so that they keep their meaning near autarky. Powers of tariffs are paid once per scenario.
//
// Legend (kernels: ossa_equilibrium.cc, ossa_jacobian.cc, ossa_adjoint.cc); i exporter, j importer, s sector;
// cubes are [s][j][i] with i contiguous and padded to `ld`:
//   sigma, mu_js      elasticity of substitution, expenditure share of the sector
//   m_ijs             share of i in j's spending on s, tariffs included (gamma of the paper at the base)
//   tau_ijs = 1+t     power of the tariff;  v_ijs = m mu_js X_j / tau   trade at customs value
//   w_i L_i           wage bill = sum_s (1 - 1/sigma_s) Y_is;  profits = sum_s Y_is / sigma_s
//   Y_is = sum_j v    sales;  C_j = sum_is v   purchases at customs value (domestic ones included)
//   X_j               spending = C_j + tariff revenue = w_j L_j + profits_j + revenue_j + D_j
//   E_i, M_i          exports, imports at customs value;  gap_i = ln (E_i + max(D,0)) / (M_i + max(-D,0))
#include <Eigen/LU>
#include <string>
#include <vector>

#include "cobden/economy/model.h"
#include "cobden/numerics/vector_math.h"

namespace cobden::economy {

/// Base year. Arrays by country in the benchmark's order and unit.
struct OssaBase {
  CountryAxis countries;
  SectorAxis sectors;
  std::string unit;
  std::size_t N = 0, S = 0, ld = 0;
  std::vector<double> sigma;           ///< [s]
  TradeCube flow, tariff;              ///< customs values; ad valorem fractions
  numerics::AlignedVector share;       ///< m at the base
  std::vector<double> spending_share;  ///< mu [s * N + j]
  std::vector<double> spending, wage_bill, profits, revenue, deficit, sales;
  double world_sales = 0;
  std::size_t row(std::size_t s, std::size_t j) const { return (s * N + j) * ld; }
};

/// UserError: a country that sells or buys nothing (named with `name`, the benchmark).
OssaBase ossa_base(const CountryAxis& countries, const SectorAxis& sectors, const std::string& unit,
                   std::vector<double> sigma, TradeCube flow, TradeCube tariff, const std::string& name);

/// Which price is one when the equilibrium is solved. With deficits fixed in money the choice is real.
struct OssaNumeraire {
  Numeraire::Kind kind = Numeraire::Kind::kWorldValueAdded;
  std::size_t country = 0;
};

/// Tariff factors of one counterfactual.
struct OssaScenario {
  numerics::AlignedVector weight;       ///< m_base (tau_hat kappa_hat)^(1-sigma), scaled by row
  numerics::AlignedVector inverse_tau;  ///< 1 / tau_new, one where nothing is charged, zero in the padding
  std::vector<double> log_scale;        ///< ln of what the row of `weight` was divided by [s * N + j]
  /// The point `fraction` of the way from the base, in log tariffs and costs. Empty cubes: as in the base.
  OssaScenario(const OssaBase& base, const TradeCube& tariff, const TradeCube& cost_hat, double fraction = 1);
};

/// One point and what the equations say about it.
struct OssaPoint {
  numerics::AlignedVector log_wage;             ///< hats, padded
  numerics::AlignedVector share;                ///< m
  std::vector<double> phi;                      ///< sum of weight w^(1-sigma), for prices [s * N + j]
  numerics::AlignedVector trade, profit_trade;  ///< sum_s v, sum_s v / sigma, per unit of X_j [j][i], padded
  std::vector<double> purchases;                ///< C_j / X_j
  std::vector<double> spending, exports, imports, gap;
  double log_numeraire = 0;  ///< ln of the price that is to be one
  double residual = 0;       ///< largest |gap|, or |log_numeraire|
  std::size_t worst = 0;     ///< country of the largest gap
  bool feasible = true;      ///< all spending positive and finite
};

/// Derivatives at a point to log wages and spending, factored. Rows of `gap` carry the numeraire besides, so
/// that the reduced matrix is regular.
struct OssaLinear {
  Eigen::MatrixXd gap_wage, gap_spending;        ///< d (gap_i + ln numeraire) / d ln w_k, d X_k
  Eigen::MatrixXd budget_wage, budget_spending;  ///< of C_j - w_j L_j - profits_j - D_j
  Eigen::PartialPivLU<Eigen::MatrixXd> budget, reduced;
  std::vector<double> gap_scale;  ///< d gap_i = d (E_i - M_i) / gap_scale at an equilibrium
};

/// The equations of one base.
class OssaSystem {
 public:
  OssaSystem(OssaBase base, OssaNumeraire numeraire);
  const OssaBase& base() const { return base_; }
  const OssaNumeraire& numeraire() const { return numeraire_; }
  OssaPoint start() const;  ///< all hats one
  /// Fills the point from its log wages.
  void evaluate(const OssaScenario& scenario, OssaPoint& point) const;
  OssaLinear linearise(const OssaScenario& scenario, const OssaPoint& point) const;
  /// ln of sectoral price index hats [s * N + j] at an evaluated point.
  std::vector<double> log_prices(const OssaScenario& scenario, const OssaPoint& point) const;
  /// ln of consumer price hats by country.
  std::vector<double> log_consumer_prices(const std::vector<double>& log_prices) const;

 private:
  void share_out(const OssaScenario& scenario, OssaPoint& point) const;
  void settle_spending(OssaPoint& point) const;
  void balance(const OssaScenario& scenario, OssaPoint& point) const;
  double log_numeraire(const OssaScenario& scenario, const OssaPoint& point) const;
  void add_numeraire(const OssaPoint& point, const Eigen::MatrixXd& purchases_wage, OssaLinear& linear) const;
  OssaBase base_;
  OssaNumeraire numeraire_;
  numerics::AlignedVector one_less_sigma_;  // [s][i], padded by zero
};

struct OssaSolution {
  OssaPoint point;
  SolverSummary summary;
};

/// Solves one counterfactual, `start` (log wages, padded) or all hats one being where it begins. Not
/// converging is a status with the best point; never an exception.
OssaSolution solve_ossa(const OssaSystem& system, const OssaScenario& scenario, const TradeCube& tariff,
                        const TradeCube& cost_hat, const SolveOptions& options, const RunContext& context,
                        const numerics::AlignedVector* start = nullptr);

}  // namespace cobden::economy
