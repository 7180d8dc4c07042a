#pragma once
// Exact derivatives of any sum of objectives to all tariffs of the single-sector family, by the reverse of
// equations (1) to (7) of single_sector.h: one linear system with one unknown per country, whatever the
// number of tariffs. Given everyone's log costs c = ln a and world income, all else in a country (wage,
// employment, price, spending) follows from its own sums S and C by three equations, solved exactly country
// by country; what is left are the labour markets as functions of c. Choose the iteration (GMRES, with the
// inverse of the transposed system at the base) for one objective, and one factorisation of the system at the
// point for the objectives of many governments. docs/theory/single-sector.md.
//
// Legend: i importer, j exporter; c log cost, S and C the logs of the sums of equation (2), g log world
//   income, w l p logs of wage, employment and price, y = w + l, z = ln Z; eta_j multiplier of the labour
//   market of j (the objective's money per unit of money); V_ij = (1 - nu_i) X_ji for i != j, v_i = sum_j
//   V_ij; x_bar the derivative of the objective and the weighted labour markets to x.
#include <span>

#include "cobden/economy/single_sector_objective.h"

namespace cobden::economy {

/// How the logs of one country's unknowns answer to one of (c, S, C, g), the other three held.
struct SingleSectorAnswer {
  double wage = 0, labour = 0, price = 0, spending = 0;
  double income() const { return wage + labour; }
};
struct SingleSectorAnswers {
  SingleSectorAnswer cost, gross, net, growth;
};

/// A solved point with the coefficients of its linear system. Refers to its arguments. Arrays are padded.
struct SingleSectorAdjointPoint {
  SingleSectorAdjointPoint(const SingleSectorMap& map, const SingleSectorScenario& scenario,
                           const SingleSectorPoint& point);
  /// image = A' eta: the derivative to c of sum_j eta_j (excess demand for the labour of j). The level of
  /// eta, which is free because excess demands add up to zero, is pinned: sum_j scale_j eta_j = 0; where the
  /// last labour market was dropped, its eta is.
  void apply(const double* eta, double* image) const;
  /// out_j += sum_i (s_ij S_bar_i + n_ij C_bar_i): what a cost does through everyone's sums.
  void add_through_sums(const double* gross_bar, const double* net_bar, double* out) const;
  /// g_bar over what is left of it after its own feedback, given `seed`.
  double growth_multiplier(std::span<const double> eta, double seed) const;

  const SingleSectorMap& map;
  const SingleSectorScenario& scenario;
  const SingleSectorPoint& at;
  std::vector<SingleSectorAnswers> answers;
  numerics::AlignedVector scale;                  ///< value added traded, the size of the country's row of A'
  numerics::AlignedVector cell;                   ///< V_ij = cell_i N_ij a_j
  numerics::AlignedVector imports;                ///< v_i
  numerics::AlignedVector income_share;           ///< of world income
  numerics::AlignedVector growth_in, growth_out;  ///< A' holds growth_out growth_in' / growth_room
  double growth_room = 1;                         ///< 1 - d ln(world income) / d g
  bool growth_matters = false;
  double total_scale = 0;
  bool last_dropped = false;

 private:
  void find_answers();
  void find_growth_terms();
};

/// Seeds with each country's own unknowns eliminated, divided by `unit` (the sum of the weights), so that
/// multipliers are of order one.
struct SingleSectorReducedSeeds {
  SingleSectorReducedSeeds(const SingleSectorAdjointPoint& point, const SingleSectorSeeds& seeds);
  numerics::AlignedVector gross, net;  ///< S_bar, C_bar of the objective alone
  numerics::AlignedVector cost;        ///< c_bar through all channels
  double growth = 0;                   ///< g_bar
  double unit = 1;
};

/// The inverse of A' at `base`, by rows: the preconditioner of all points of one model.
std::vector<numerics::AlignedVector> inverse_adjoint_matrix(const SingleSectorAdjointPoint& base);

/// Multipliers between gradients of the same objective.
struct SingleSectorMultipliers final : public AdjointState {
  numerics::AlignedVector eta;
};

struct SingleSectorAdjointSummary {
  int passes = 0;       ///< applications of A'
  double residual = 0;  ///< of eta, Euclidean norm; after a factorisation relative to the rows' scale
  bool converged = false;
};

/// Solves A' eta = -cost of the seeds, starting from `eta`; where the iteration stalls, by factoring A'.
SingleSectorAdjointSummary solve_adjoint(const SingleSectorAdjointPoint& point,
                                         const std::vector<numerics::AlignedVector>& preconditioner,
                                         const SingleSectorReducedSeeds& seeds, double tolerance,
                                         numerics::AlignedVector& eta);
/// Many seeds by one factorisation; `eta` has one vector for each.
SingleSectorAdjointSummary solve_adjoints(const SingleSectorAdjointPoint& point,
                                          std::span<const SingleSectorReducedSeeds> seeds,
                                          std::vector<numerics::AlignedVector>& eta);

/// Derivatives and paces [1][exporter] of one importer's tariffs, in the money of the seeds.
ImporterGradient importer_gradient(const SingleSectorAdjointPoint& point,
                                   const SingleSectorReducedSeeds& seeds, Country importer,
                                   const numerics::AlignedVector& eta);

}  // namespace cobden::economy
