#include "cobden/economy/cp_adjoint.h"

#include <algorithm>
#include <cmath>

#include "cobden/numerics/gmres.h"

namespace cobden::economy {
namespace {

using numerics::AlignedVector;
using LU = Eigen::PartialPivLU<Eigen::MatrixXd>;

constexpr int kFirstLimit = 80;  ///< sweeps before the Jacobian is refreshed
constexpr int kLastLimit = 400;  ///< and after

/// [Np] of the wage-income and revenue V = w VA + R of each country.
AlignedVector own_income(const CpEngine& g, const CpWork& at) {
  AlignedVector own(g.Np);
  for (std::size_t n = 0; n < g.N; ++n) own[n] = at.ew[n] * g.VA[n] + at.revenue[n];
  return own;
}

/// Derivatives of the closure's deficits to own incomes, see the documentation of the adjoint.
void fill_deficit_shares(CpAdjointPoint& p) {
  const CpEngine& g = p.g;
  if (p.closure.closure == Closure::kWorldShare)
    for (std::size_t n = 0; n < g.N; ++n) p.mean_share[n] = g.D[n] / g.world_income;
  if (p.closure.closure != Closure::kIncome) return;
  const AlignedVector own = own_income(g, p.solution.work);
  double total = 0;
  for (std::size_t n = 0; n < g.N; ++n) {
    const double D = p.solution.work.D[n], income = own[n] + D;
    p.own_share[n] = D / own[n];
    p.mean_share[n] = income * income / own[n];
    total += p.mean_share[n];
  }
  for (std::size_t n = 0; n < g.N; ++n) p.mean_share[n] /= total;
}

/// tau* / tau - 1 of the first-order conditions of a whole row solved together, tau* = zeta (1 + theta s) / C
/// with C = (q + g_P alpha) / X + theta s zeta_nn.
struct RowStep {
  double theta, s, X, C;
};

/// A positive pace so that derivative / pace is tau* / tau - 1; where signs forbid it, the slope of the
/// derivative at a point where the row's other conditions hold.
double pace_of(const RowStep& row, double share, double tau, double zeta, double derivative) {
  const double slope =
      (row.theta + 1) * row.X * share * std::max(std::abs(row.C), 1e-12) / (1 + row.theta * row.s);
  const double step = zeta * (1 + row.theta * row.s) / (row.C * tau) - 1;
  const double exact = derivative / step;
  if (step > -1 && exact > 0 && std::isfinite(exact)) return std::clamp(exact, slope / 8, slope * 8);
  return std::max(slope, derivative < 0 ? -2 * derivative : 0.0);
}

}  // namespace

CpAdjointBase::CpAdjointBase(const CpEngine& g)
    : closed_price(g.open.size() * g.Np), closed_wage(g.Np), alpha(g.open.size() * g.Np) {
  for (std::size_t t = 0; t < g.open.size(); ++t)
    for (std::size_t n = 0; n < g.N; ++n)
      alpha[t * g.Np + n] = g.shares.final_share(Sector(g.open[t]), Country(n));
  for (std::size_t k = 0; k < g.S; ++k) {
    if (g.traded[k]) continue;
    for (std::size_t n = 0; n < g.N; ++n) {
      const double share = g.shares.final_share(Sector(k), Country(n));
      closed_wage[n] += share * g.b_star[g.at(k, n)];
      if (g.G_star.empty()) continue;
      for (std::size_t t = 0; t < g.open.size(); ++t)
        closed_price[t * g.Np + n] += share * g.G_star[(g.open[t] * g.S + k) * g.Np + n];
    }
  }
}

CpAdjointPoint::CpAdjointPoint(const CpEngine& engine, const CpAdjointBase& shared, const CpClosure& rule,
                               const CpSolution& solved)
    : g(engine),
      base(shared),
      closure(rule),
      solution(solved),
      inverse(T() * g.Np),
      spend(T() * g.Np),
      home(T() * g.Np),
      left(T() * g.Np),
      scale(T() * g.Np, 1.0),
      wage_bill(g.Np),
      own_share(g.Np),
      mean_share(g.Np) {
  const CpWork& at = solution.work;
  for (std::size_t t = 0; t < T(); ++t)
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t k = t * g.Np + n, full = g.at(g.open[t], n);
      inverse[k] = at.s[full] + at.M[full] > 0 ? 1 / at.Phi[full] : 0.0;
      spend[k] = at.X[full] * inverse[k];
      home[k] = at.s[full] * at.X[full];
      left[k] = home[k] + at.M[full] * at.X[full];
      if (at.X[full] > 0) scale[k] = at.X[full];
    }
  for (std::size_t n = 0; n < g.N; ++n) wage_bill[n] = at.ew[n] * g.VA[n];
  fill_deficit_shares(*this);
}

CpMultipliers::CpMultipliers(const CpEngine& g)
    : z(2 * g.open.size() * g.Np + 2 * g.Np), TN(g.open.size() * g.Np), Np(g.Np) {}

CpReducedSeeds::CpReducedSeeds(const CpAdjointPoint& p)
    : price(p.g.Np),
      income(p.g.Np),
      revenue(p.g.Np),
      wage(p.g.Np),
      sales(p.T() * p.g.Np),
      y(p.T() * p.g.Np) {}

CpReducedSeeds::CpReducedSeeds(const CpAdjointPoint& p, const CpSeeds& seeds) : CpReducedSeeds(p) {
  const CpEngine& g = p.g;
  price = seeds.price;
  income = seeds.income;
  revenue = seeds.revenue;
  wage = seeds.wage;
  if (seeds.sales.empty()) return;
  for (std::size_t t = 0; t < p.T(); ++t) std::copy_n(&seeds.sales[g.open[t] * g.Np], g.Np, &sales[t * g.Np]);
  for (std::size_t k = 0; k < g.S; ++k) {
    if (g.traded[k]) continue;
    for (std::size_t n = 0; n < g.N; ++n) {
      const double seed = seeds.sales[g.at(k, n)];
      if (seed == 0) continue;
      income[n] += g.a_star[g.at(k, n)] * seed;
      if (g.G_star.empty()) continue;
      for (std::size_t t = 0; t < p.T(); ++t)
        y[t * g.Np + n] += g.G_star[(k * g.S + g.open[t]) * g.Np + n] * seed;
    }
  }
}

CpAdjointWork::CpAdjointWork(const CpAdjointPoint& p)
    : Q(p.T() * p.g.Np),
      eta(p.T() * p.g.Np),
      load(p.g.Np),
      h(p.g.Np),
      levy(p.g.Np),
      price(p.g.Np),
      wage(p.g.Np),
      sold(p.g.Np),
      fixed(p.g.Np),
      u(p.g.Np),
      news(p.g.Np),
      a(p.g.S * p.g.Np),
      b(p.g.S * p.g.Np),
      wage_gap(p.g.Np),
      income_gap(p.g.Np) {}

CpAdjointSummary solve_adjoint(const CpAdjointPoint& p, const CpReducedSeeds& seeds, double tolerance,
                               CpMultipliers& state, CpAdjointWork& work) {
  const CpReducedSeeds none(p);
  AlignedVector change(state.z.size());
  CpAdjointSummary summary;
  const auto climb = [&](const LU& jacobian, int limit) {
    adjoint_sweep(p, seeds, jacobian, state.z.data(), change.data(), work);
    numerics::axpy(-1.0, state.z.data(), change.data(), change.size());
    const auto solved = numerics::gmres(
        state.z, change,
        [&](const double* v, double* image) { adjoint_sweep(p, none, jacobian, v, image, work); },
        {.max_iterations = limit, .tolerance = tolerance});
    summary.sweeps += 1 + solved.iterations;
    summary.residual = solved.residual;
    summary.converged = solved.converged;
    return solved.converged;
  };
  if (!climb(p.g.jacobian, kFirstLimit))
    climb(LU(trade_balance_jacobian(p.g, p.solution.rows, p.solution.work, p.solution.state)), kLastLimit);
  prepare_worth(p, seeds, state.z.data(), work);
  return summary;
}

ImporterGradient importer_gradient(const CpAdjointPoint& p, const CpReducedSeeds& seeds, Country importer,
                                   const CpMultipliers& state, const CpAdjointWork& work) {
  const CpEngine& g = p.g;
  const CpWork& at = p.solution.work;
  const auto n = static_cast<std::size_t>(importer.value);
  ImporterGradient gradient{
      .importer = importer, .derivative = SectorCountry(g.S, g.N), .pace = SectorCountry(g.S, g.N)};
  AlignedVector eta(g.Np), share(g.Np), sales(g.Np);
  for (std::size_t t = 0; t < p.T(); ++t) {
    const std::size_t s = g.open[t], k = t * g.Np, full = s * g.Np;
    const double *K = p.solution.rows.K[s * g.N + n], *Kt = p.solution.rows.K_tilde[s * g.N + n];
    const double theta = g.shares.theta[Sector(s)], X = at.X[full + n];
    double worth = 0;  // sum_i V_ni eta_i, domestic sales included
    for (std::size_t i = 0; i < g.N; ++i) {
      eta[i] = state.y()[k + i] + seeds.sales[k + i] + state.nu()[i];
      share[i] = K[i] * at.e[full + i] * p.inverse[k + n];
      sales[i] = Kt[i] * at.e[full + i] * p.spend[k + n];
      worth += sales[i] * eta[i];
    }
    worth += p.home[k + n] * eta[n];
    const double import_price = state.q()[k + n] * p.scale[k + n] + work.price[n] * p.base.alpha[k + n];
    const double Q = import_price + theta * (worth - p.left[k + n] * work.load[n]);
    const RowStep row{.theta = theta,
                      .s = at.s[full + n],
                      .X = X,
                      .C = X > 0 ? import_price / X + theta * at.s[full + n] * (eta[n] - work.load[n]) : 0.0};
    for (std::size_t i = 0; i < g.N; ++i) {
      if (!(sales[i] > 0)) continue;
      const double zeta = eta[i] - work.load[n];
      const double derivative = share[i] * Q - (theta + 1) * sales[i] * zeta;
      gradient.derivative(Sector(s), Country(i)) = derivative;
      gradient.pace(Sector(s), Country(i)) = pace_of(row, share[i], K[i] / Kt[i], zeta, derivative);
    }
  }
  return gradient;
}

}  // namespace cobden::economy
