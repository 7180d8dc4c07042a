#pragma once
// The adjoint of a Caliendo-Parro equilibrium: one linear solve gives the derivatives of any weighted sum of
// objectives to every tariff of the world. The multipliers of the sweep's own equations are iterated by the
// transposed sweep: domestic feedback removed exactly, wages by the transpose of the Jacobian that is
// factored already. docs/theory/gradients.md derives each step.
//
// Legend (cp_engine.h has the symbols of the sweep; S sectors, T traded ones, n importer, i exporter)
//   seeds  partial derivatives of the sum G: g_P to ln P, g_I to income, g_R to revenue, g_w to ln w,
//          g_Q to a sector's sales
//   a      multiplier of the cost equation c = b* w + G* q
//   b      of the spending equation X = G*' z + a* I
//   y      of z = Y + (s - delta) X, that is G* b        q  of the price news p - delta c, that is G*' a
//   psi    of income                                     nu of trade balance A - B, up to a constant
//   h      what one unit of wage income or revenue changes through the closure's deficits
//   load   psi + h + g_R + nu: cost to the importer of a unit that leaves spending
//   eta    y + g_Q + nu: worth of a unit sold            zeta[n,i] = eta_i - load_n
//   Q      multiplier of the price: q + g_P alpha + theta sum_i V_ni zeta_ni
#include <memory>

#include "cobden/economy/cp_objective.h"

namespace cobden::economy {

/// What all adjoints of one data set share: how prices of closed sectors follow from the others.
struct CpAdjointBase {
  explicit CpAdjointBase(const CpEngine& engine);
  numerics::AlignedVector closed_price;  ///< [T][Np] d ln P / d q through closed sectors
  numerics::AlignedVector closed_wage;   ///< [Np] d ln P / d w through closed sectors
  numerics::AlignedVector alpha;         ///< [T][Np] final shares of traded sectors
  numerics::AlignedVector links;  ///< [N][k][j] G*_jk of traded sectors, by country; empty: no materials
  numerics::AlignedVector wage_response;  ///< [N][Np] J^-T with the Jacobian of the base
};

/// J^-T in rows padded to the width of the kernels, [N][Np].
numerics::AlignedVector inverse_transpose(const CpEngine& engine,
                                          const Eigen::PartialPivLU<Eigen::MatrixXd>& jacobian);

/// Coefficients of the adjoint at one equilibrium. [T][Np] unless said otherwise.
struct CpAdjointPoint {
  CpAdjointPoint(const CpEngine& engine, const CpAdjointBase& base, const CpClosure& closure,
                 const CpSolution& solution);
  const CpEngine& g;
  const CpAdjointBase& base;
  const CpClosure& closure;
  const CpSolution& solution;
  numerics::AlignedVector inverse;  ///< 1 / Phi, zero where nothing can be bought
  numerics::AlignedVector spend;    ///< X / Phi
  numerics::AlignedVector home;     ///< s X
  numerics::AlignedVector left;     ///< (s + M) X, spending that is not tariff
  numerics::AlignedVector scale;    ///< X, 1 where nothing is spent: the unit of q
  numerics::AlignedVector inverse_scale;
  numerics::AlignedVector wage_bill;   ///< [Np] w VA
  numerics::AlignedVector own_share;   ///< [Np] closure income: D / (w VA + R), zero else
  numerics::AlignedVector mean_share;  ///< [Np] closure income: weights of the world's mean; world-share: D0
  std::size_t T() const { return g.open.size(); }
};

struct CpAdjointSummary {
  int sweeps = 0;
  double residual = 0;  ///< Euclidean norm of the last change of the multipliers, seeds of order one
  bool converged = false;
};

/// Multipliers of one sum of objectives in one vector: y [T][Np], q / X [T][Np], nu [Np], psi [Np].
struct CpMultipliers final : public AdjointState {
  numerics::AlignedVector z;
  std::size_t TN = 0, Np = 0;
  CpAdjointSummary last;  ///< of the solve that made them
  explicit CpMultipliers(const CpEngine& engine);
  double* y() { return z.data(); }
  double* q() { return z.data() + TN; }
  double* nu() { return z.data() + 2 * TN; }
  double* psi() { return z.data() + 2 * TN + Np; }
  const double* y() const { return z.data(); }
  const double* q() const { return z.data() + TN; }
  const double* nu() const { return z.data() + 2 * TN; }
  const double* psi() const { return z.data() + 2 * TN + Np; }
};

/// Seeds with closed sectors taken out.
struct CpReducedSeeds {
  CpReducedSeeds(const CpAdjointPoint& point, const CpSeeds& seeds);
  explicit CpReducedSeeds(const CpAdjointPoint& point);  ///< all zero
  numerics::AlignedVector price, income, revenue, wage;  ///< [Np]
  numerics::AlignedVector sales;                         ///< [T][Np] g_Q of traded sectors
  numerics::AlignedVector y;                             ///< [T][Np] what closed sectors add to y
};

/// Scratch of one sweep.
struct CpAdjointWork {
  explicit CpAdjointWork(const CpAdjointPoint& point);
  numerics::AlignedVector Q, eta;                ///< [T][Np]
  numerics::AlignedVector load, h, levy;         ///< [Np]; levy = h + g_R
  numerics::AlignedVector price, wage;           ///< [Np] seeds, with the deficits that follow the numeraire
  numerics::AlignedVector sold, fixed, u, news;  ///< [Np] of one sector
  numerics::AlignedVector a, b;                  ///< [S][Np], zero in closed sectors
  numerics::AlignedVector wage_gap, income_gap;  ///< [Np] sums of the wage and the income conditions
};

/// Fills eta, load, h, levy and the seeds of the numeraire at the multipliers `z`.
void prepare_worth(const CpAdjointPoint& point, const CpReducedSeeds& seeds, const double* z,
                   CpAdjointWork& work);

/// One transposed sweep: `out` gets the improved multipliers. `wage_response` is J^-T [N][Np].
void adjoint_sweep(const CpAdjointPoint& point, const CpReducedSeeds& seeds,
                   const numerics::AlignedVector& wage_response, const double* in, double* out,
                   CpAdjointWork& work);

/// Solves for the multipliers of `seeds`, from those in `state`; `work` is scratch.
CpAdjointSummary solve_adjoint(const CpAdjointPoint& point, const CpReducedSeeds& seeds, double tolerance,
                               CpMultipliers& state, CpAdjointWork& work);

/// Derivatives and paces of one importer, times `unit`, at the multipliers `state` for which `work` was
/// prepared.
ImporterGradient importer_gradient(const CpAdjointPoint& point, const CpMultipliers& state, Country importer,
                                   const CpAdjointWork& work, double unit);

}  // namespace cobden::economy
