#include "cobden/economy/cp_engine.h"

#include <algorithm>
#include <cmath>

namespace cobden::economy {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Domestic share, off-diagonal rows with and without tariffs.
void fill_base_rows(CpEngine& g) {
  const CpShares& b = g.shares;
  for (std::size_t s = 0; s < g.S; ++s)
    for (std::size_t n = 0; n < g.N; ++n) {
      double* K = &g.K[(s * g.N + n) * g.Np];
      double* Kt = &g.K_tilde[(s * g.N + n) * g.Np];
      for (std::size_t i = 0; i < g.N; ++i) {
        const Sector sec(s);
        const double share = b.share(sec, Country(n), Country(i)),
                     tariff = b.tariff(sec, Country(n), Country(i));
        if (i == n) {
          g.delta[g.at(s, n)] = share;
          continue;
        }
        K[i] = share;
        Kt[i] = share / (1 + tariff);
        if (share > 0) g.traded[s] = 1;
        if (share > 0 && tariff != 0) g.row_has_tariff[s * g.N + n] = 1;
      }
      g.X_base[g.at(s, n)] = b.expenditure(Sector(s), Country(n));
    }
}

/// G*, b*, a* of one country: the domestic round-about (sector to sector within the country) solved exactly.
void fill_domestic_feedback(CpEngine& g) {
  const CpShares& b = g.shares;
  const auto S = static_cast<Eigen::Index>(g.S);
  for (std::size_t n = 0; n < g.N; ++n) {
    const Country country(n);
    if (b.input_share.empty()) {
      for (std::size_t s = 0; s < g.S; ++s) {
        g.b_star[g.at(s, n)] = 1.0;
        g.a_star[g.at(s, n)] = b.final_share(Sector(s), country);
      }
      continue;
    }
    MatrixXd G(S, S);  // G(k, j) = gamma
    VectorXd gv(S), alpha(S), delta(S);
    for (Eigen::Index k = 0; k < S; ++k) {
      const Sector sk(static_cast<int>(k));
      for (Eigen::Index j = 0; j < S; ++j) G(k, j) = b.input_share(sk, Sector(static_cast<int>(j)), country);
      gv(k) = b.value_added_share(sk, country);
      alpha(k) = b.final_share(sk, country);
      delta(k) = g.delta[g.at(static_cast<std::size_t>(k), n)];
    }
    const MatrixXd feedback = MatrixXd::Identity(S, S) - G.transpose() * delta.asDiagonal();
    const Eigen::PartialPivLU<MatrixXd> lu(feedback);
    const MatrixXd G_star = lu.solve(MatrixXd(G.transpose()));  // (j, k)
    const VectorXd b_star = lu.solve(gv);
    const VectorXd a_star = (MatrixXd::Identity(S, S) - G * delta.asDiagonal()).partialPivLu().solve(alpha);
    for (std::size_t k = 0; k < g.S; ++k) {
      const auto kk = static_cast<Eigen::Index>(k);
      g.b_star[g.at(k, n)] = b_star(kk);
      g.a_star[g.at(k, n)] = a_star(kk);
      for (std::size_t j = 0; j < g.S; ++j)
        g.G_star[g.link(n / g.kLine, k, j) + n % g.kLine] = G_star(static_cast<Eigen::Index>(j), kk);
    }
  }
}

void fill_income(CpEngine& g) {
  const CpShares& b = g.shares;
  for (std::size_t n = 0; n < g.N; ++n) {
    g.VA[n] = b.value_added[Country(n)];
    g.D[n] = b.deficit[Country(n)];
    g.world_value_added += g.VA[n];
  }
  for (std::size_t n = 0; n < g.N; ++n) g.income[n] = g.VA[n] + g.D[n];
  for (std::size_t s = 0; s < g.S; ++s)
    for (std::size_t n = 0; n < g.N; ++n) {
      const double* K = &g.K[(s * g.N + n) * g.Np];
      const double* Kt = &g.K_tilde[(s * g.N + n) * g.Np];
      double tax = 0;
      for (std::size_t i = 0; i < g.N; ++i) tax += K[i] - Kt[i];
      g.income[n] += tax * g.X_base[g.at(s, n)];
    }
  g.world_income = 0;
  for (std::size_t n = 0; n < g.N; ++n) g.world_income += g.income[n] - g.D[n];
}

}  // namespace

CpEngine::CpEngine(CpShares base)
    : shares(std::move(base)),
      N(shares.country_count()),
      Np(numerics::padded(N)),
      S(shares.sector_count()),
      traded(S, 0),
      K(S * N * Np),
      K_tilde(S * N * Np),
      row_has_tariff(S * N, 0),
      delta(S * Np),
      b_star(S * Np),
      a_star(S * Np),
      X_base(S * Np),
      G_star(shares.input_share.empty() ? 0 : S * S * Np),
      VA(Np),
      D(Np),
      income(Np) {
  fill_base_rows(*this);
  for (std::size_t s = 0; s < S; ++s)
    if (traded[s]) open.push_back(s);
  fill_domestic_feedback(*this);
  fill_income(*this);
  const CpRows rows = make_rows(*this, {}, {});
  CpState state = base_state(*this), out = state;
  CpWork work(*this);
  sweep(*this, rows, {}, nullptr, state, out, work);  // only fills the work arrays at the base point
  jacobian.compute(trade_balance_jacobian(*this, rows, work, state));
}

CpState base_state(const CpEngine& g) {
  CpState state;
  state.TN = g.open.size() * g.Np;
  state.z.assign(2 * state.TN + g.Np, 0.0);
  for (std::size_t t = 0; t < g.open.size(); ++t)
    for (std::size_t n = 0; n < g.N; ++n) {
      const double X = g.X_base[g.at(g.open[t], n)];
      state.lnX()[t * g.Np + n] = X > 0 ? std::log(X) : 0.0;
    }
  return state;
}

CpWork::CpWork(const CpEngine& g)
    : part_sums(kParts * 4 * g.Np),
      c(g.S * g.Np),
      e(g.S * g.Np, 1.0),
      Phi(g.S * g.Np, 1.0),
      p(g.S * g.Np),
      s(g.S * g.Np, 1.0),
      M(g.S * g.Np),
      Y(g.S * g.Np),
      X(g.X_base),
      q(g.S * g.Np),
      z(g.S * g.Np),
      rho(g.S * g.Np),
      A(g.Np),
      B(g.Np),
      I(g.Np),
      D(g.Np),
      ew(g.Np),
      ew_new(g.Np),
      gap(g.Np),
      revenue(g.Np),
      tax(g.Np) {}

double CpSweepSize::largest() const { return std::max({trade_gap, cost_step, spend_step}); }

double labour_excess_demand(const CpEngine& g, const CpWork& work) {
  double worst = 0;
  for (std::size_t n = 0; n < g.N; ++n) {
    if (g.VA[n] <= 0) continue;
    double demand = 0;
    for (std::size_t j = 0; j < g.S; ++j) {
      const std::size_t a = g.at(j, n);
      demand += g.shares.value_added_share(Sector(j), Country(n)) * (work.s[a] * work.X[a] + work.Y[a]);
    }
    worst = std::max(worst, std::abs(demand / (work.ew[n] * g.VA[n]) - 1));
  }
  return worst;
}

}  // namespace cobden::economy
