#pragma once
// The sweep of the accelerated Caliendo-Parro solver: one pass over trade shares that maps costs, expenditure
// and wages (c, X, w) to improved ones. Domestic feedback through input-output links is removed exactly per
// country beforehand, and wages move by a Newton step with a Jacobian built once per data set.
// docs/theory/caliendo-parro.md derives each step.
//
// Legend (n importer, i exporter, j, k sectors; logs of hats unless said otherwise)
//   c[j,n]  unit cost              X[s,n]  expenditure (level)
//   w[n]    wage                   p[s,n]  price index
//   K       off-diagonal share times kappa_hat^-theta, its diagonal k kept apart;  K~ = K / tau'
//   e       exp(-theta (c - c_bar))
//   Phi     k e + K e              s = k e / Phi,  M = (K~ e) / Phi
//   delta   baseline domestic share
//   G*      (I - G' delta)^-1 G'
//   b*      (I - G' delta)^-1 gv   a*      (I - G delta)^-1 alpha
//   Y       exports by sector      A       exports plus D+,  B  imports plus D-
//   rho     1 - s - M, the tariff share of spending
//   I       income
#include <Eigen/LU>
#include <vector>

#include "cobden/core/team.h"
#include "cobden/economy/cp_shares.h"
#include "cobden/numerics/vector_math.h"

namespace cobden::economy {

/// Per data set: everything that all counterfactuals share. Immutable after construction.
struct CpEngine {
  explicit CpEngine(CpShares base);

  CpShares shares;
  std::size_t N, Np, S;                ///< countries, padded countries, sectors
  std::vector<char> traded;            ///< [S] does any flow of the sector cross a border
  std::vector<std::size_t> open;       ///< the traded sectors, in order; the sweep iterates on these alone
  numerics::AlignedVector K, K_tilde;  ///< [S][N][Np] base rows (kappa_hat = 1), diagonal zero
  std::vector<char> row_has_tariff;    ///< [S][N]
  numerics::AlignedVector delta, b_star, a_star, X_base;  ///< [S][Np]
  numerics::AlignedVector G_star;         ///< [line][k][j][kLine], see `link`; empty if no materials
  numerics::AlignedVector VA, D, income;  ///< [Np] value added, deficit, VA + tariff revenue + D at the base
  double world_value_added = 0, world_income = 0;
  Eigen::PartialPivLU<Eigen::MatrixXd> jacobian;  ///< d ln(A/B) / dw at the base

  std::size_t at(std::size_t s, std::size_t n) const { return s * Np + n; }

  /// Links are kept by lines of eight countries, which are one cache line: a sweep reads the links of a line
  /// from beginning to end, while the line's prices and sales stay in the first-level cache.
  static constexpr std::size_t kLine = 8;
  /// Where G*_kj of the countries of a line begins.
  std::size_t link(std::size_t line, std::size_t k, std::size_t j) const {
    return ((line * S + k) * S + j) * kLine;
  }
  double G_star_of(std::size_t k, std::size_t j, std::size_t n) const {
    return G_star[link(n / kLine, k, j) + n % kLine];
  }
};

/// Per scenario: base rows plus overlay rows for what changed, so that scenarios and threads share the base.
struct CpRows {
  std::vector<const double*> K, K_tilde;  ///< [S][N]; K_tilde == K where the row carries no tariff
  std::vector<double> k;                  ///< [S][Np] domestic share times kappa_hat^-theta
  std::vector<double> log_scale;  ///< [S][N] what was divided out of a row whose entries are all tiny (logs)
  numerics::AlignedVector overlay;  ///< storage of changed rows
};

/// Rows solved before at other tariffs, without iceberg changes: where a tariff row is the same they are
/// copied.
struct CpKnownRows {
  const CpRows& rows;
  const TradeCube& tariff;
};

/// Rows for new tariffs and iceberg cost changes (either may be empty). `fraction` in (0, 1] moves only that
/// part of the way in logs, for continuation. Powers are paid once, on changed entries only. `known` is for
/// empty `cost_hat` and fraction 1.
CpRows make_rows(const CpEngine& engine, const TradeCube& tariff_new, const TradeCube& cost_hat,
                 double fraction = 1.0, const CpKnownRows* known = nullptr, Team* team = nullptr);

/// Deficits implied by wages and income under a closure; see Closure.
struct CpClosure {
  Closure closure = Closure::kFixed;
  Numeraire::Kind numeraire = Numeraire::Kind::kWorldValueAdded;
  int numeraire_country = -1;
};

/// The unknowns in one vector of logs: c [T][Np], ln X [T][Np], w [Np], over the T traded sectors. With
/// domestic feedback removed a closed sector has no bearing on the rest. Padding and empty cells hold zero.
struct CpState {
  numerics::AlignedVector z;
  std::size_t TN = 0;
  double* c() { return z.data(); }
  double* lnX() { return z.data() + TN; }
  double* w() { return z.data() + 2 * TN; }
  const double* c() const { return z.data(); }
  const double* lnX() const { return z.data() + TN; }
  const double* w() const { return z.data() + 2 * TN; }
};
CpState base_state(const CpEngine& engine);

/// Scratch of one solve; after a sweep it holds the quantities at the state that was passed in (closed
/// sectors after complete_closed_sectors).
struct CpWork {
  explicit CpWork(const CpEngine& engine);
  static constexpr std::size_t kParts = 4;  ///< a sweep is done in as many parts, whatever the threads
  numerics::AlignedVector part_sums;        ///< [part][4][Np]: A, B, revenue, tax of a part's sectors
  numerics::AlignedVector c, e, Phi, p, s, M, Y, X, q, z, rho;  ///< [S][Np]
  numerics::AlignedVector A, B, I, D, ew, ew_new, gap, revenue,
      tax;               ///< [Np]; ew: wages, ew_new after the move
  bool clamped = false;  ///< a safeguard was active: the point is not an equilibrium
};

/// c_j += G*_kj q_k and x_k += G*_kj z_j over the traded sectors, for the countries of the lines first <=
/// line < last, in one pass over their links. q, z: [S][Np]; c, x: [T][Np].
void follow_links(const CpEngine& engine, std::size_t first, std::size_t last, const double* q,
                  const double* z, double* c, double* x);

struct CpSweepSize {
  double trade_gap = 0;   ///< max |A - B| / (w VA)
  double cost_step = 0;   ///< max |dc|
  double spend_step = 0;  ///< max |d ln X|
  double largest() const;
};

/// One sweep: `out` gets the improved (c, ln X, w). `jacobian` is the engine's or a refreshed one; nullptr
/// holds wages still. A `team` does its parts side by side.
CpSweepSize sweep(const CpEngine& engine, const CpRows& rows, const CpClosure& closure,
                  const Eigen::PartialPivLU<Eigen::MatrixXd>* jacobian, const CpState& in, CpState& out,
                  CpWork& work, Team* team = nullptr);
/// Whether a sweep is long enough for its parts to be done side by side.
bool worth_sharing(const CpEngine& engine);

/// Costs, prices and spending of closed sectors at the point last swept, where wages were held or had
/// settled.
void complete_closed_sectors(const CpEngine& engine, const CpState& state, CpWork& work);

/// Jacobian d ln(A/B) / dw with shares, expenditure and imports as held in `work` after a sweep (the base if
/// `work` is of the base).
Eigen::MatrixXd trade_balance_jacobian(const CpEngine& engine, const CpRows& rows, const CpWork& work,
                                       const CpState& state);

/// Relative excess demand for labour, max_n |sum_j gv_j (domestic sales + exports) / (w VA) - 1|, at the
/// point last swept.
double labour_excess_demand(const CpEngine& engine, const CpWork& work);

}  // namespace cobden::economy
