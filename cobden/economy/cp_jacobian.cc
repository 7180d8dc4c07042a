#include <cmath>

#include "cobden/economy/cp_engine.h"

namespace cobden::economy {

// d ln(A/B) / dw with costs following wages as dc_j = b*_j dw + (1 - b*_j) Mshare dw (foreign inputs at the
// average import mix) and spending following the own wage. V[n,i]: imports of n from i before tariffs; pi:
// full share rows, domestic included.
Eigen::MatrixXd trade_balance_jacobian(const CpEngine& g, const CpRows& rows, const CpWork& work,
                                       const CpState& state) {
  using Eigen::MatrixXd;
  const auto N = static_cast<Eigen::Index>(g.N);
  MatrixXd own = MatrixXd::Zero(N, N),
           foreign = own;                 // wage effects through own-wage costs and through imported inputs
  MatrixXd trade = MatrixXd::Zero(N, N);  // sum_s V
  MatrixXd V(N, N), pi(N, N), T(N, N);
  for (std::size_t s = 0; s < g.S; ++s) {
    if (!g.traded[s]) continue;
    const double theta = g.shares.theta[Sector(s)];
    V.setZero();
    pi.setZero();
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t a = g.at(s, n), row = s * g.N + n;
      const double inverse = work.s[a] + work.M[a] > 0 ? 1 / work.Phi[a] : 0.0;
      for (std::size_t i = 0; i < g.N; ++i) {
        const double e = work.e[g.at(s, i)] * inverse;
        V(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(i)) = rows.K_tilde[row][i] * e * work.X[a];
        pi(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(i)) =
            i == n ? work.s[a] : rows.K[row][i] * e;
      }
    }
    trade += V;
    const Eigen::VectorXd exports = V.colwise().sum().transpose(), imports = V.rowwise().sum();
    // T(i, m): A_i part over A_i plus B_i part over B_i, costs of m moving.
    T.noalias() = V.transpose() * pi;
    T.diagonal() -= exports;
    for (Eigen::Index i = 0; i < N; ++i) {
      const double A = std::max(work.A[static_cast<std::size_t>(i)], 1e-300),
                   B = std::max(work.B[static_cast<std::size_t>(i)], 1e-300);
      T.row(i) = theta * (T.row(i) / A + (V.row(i) - imports(i) * pi.row(i)) / B);
    }
    const Eigen::Map<const Eigen::VectorXd> b(&g.b_star[g.at(s, 0)], N);
    own += T * b.asDiagonal();
    foreign += T * (Eigen::VectorXd::Ones(N) - b).asDiagonal();
  }
  const Eigen::VectorXd total_imports = trade.rowwise().sum();
  MatrixXd import_mix = total_imports.cwiseMax(1e-300).cwiseInverse().asDiagonal() * trade;
  MatrixXd J = own + foreign * import_mix;
  for (Eigen::Index i = 0; i < N; ++i) {
    const auto n = static_cast<std::size_t>(i);
    if (work.A[n] > 0) J.row(i) += trade.col(i).transpose() / work.A[n];
    if (work.B[n] > 0) J(i, i) -= total_imports(i) / work.B[n];
    // Level of all wages: pinned by the numeraire, sum w VA constant.
    for (Eigen::Index m = 0; m < N; ++m)
      J(i, m) += std::exp(state.w()[m]) * g.VA[static_cast<std::size_t>(m)] / g.world_value_added;
    if (work.A[n] <= 0 && work.B[n] <= 0) {  // an isolated country: its wage has no bearing on trade
      J.row(i).setZero();
      J(i, i) = 1;
    }
  }
  return J;
}

}  // namespace cobden::economy
