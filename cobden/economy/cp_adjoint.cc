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

}  // namespace

AlignedVector inverse_transpose(const CpEngine& g, const LU& jacobian) {
  const Eigen::MatrixXd inverse = jacobian.inverse();
  AlignedVector rows(g.N * g.Np);
  for (std::size_t n = 0; n < g.N; ++n)
    for (std::size_t m = 0; m < g.N; ++m)
      rows[n * g.Np + m] = inverse(static_cast<Eigen::Index>(m), static_cast<Eigen::Index>(n));
  return rows;
}

CpAdjointBase::CpAdjointBase(const CpEngine& g)
    : closed_price(g.open.size() * g.Np),
      closed_wage(g.Np),
      alpha(g.open.size() * g.Np),
      links(g.G_star.empty() ? 0 : g.N * g.open.size() * g.open.size()),
      wage_response(inverse_transpose(g, g.jacobian)) {
  const std::size_t T = g.open.size();
  for (std::size_t k = 0; k < T && !links.empty(); ++k)
    for (std::size_t j = 0; j < T; ++j)
      for (std::size_t n = 0; n < g.N; ++n) links[(n * T + k) * T + j] = g.G_star_of(g.open[k], g.open[j], n);
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
        closed_price[t * g.Np + n] += share * g.G_star_of(g.open[t], k, n);
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
      inverse_scale(T() * g.Np, 1.0),
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
      if (at.X[full] > 0) scale[k] = at.X[full], inverse_scale[k] = 1 / at.X[full];
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
      for (std::size_t t = 0; t < p.T(); ++t) y[t * g.Np + n] += g.G_star_of(k, g.open[t], n) * seed;
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
  const auto climb = [&](const AlignedVector& wage_response, int limit) {
    adjoint_sweep(p, seeds, wage_response, state.z.data(), change.data(), work);
    numerics::axpy(-1.0, state.z.data(), change.data(), change.size());
    const auto solved = numerics::gmres(
        state.z, change,
        [&](const double* v, double* image) { adjoint_sweep(p, none, wage_response, v, image, work); },
        {.max_iterations = limit, .tolerance = tolerance});
    summary.sweeps += 1 + solved.iterations;
    summary.residual = solved.residual;
    summary.converged = solved.converged;
    return solved.converged;
  };
  if (!climb(p.base.wage_response, kFirstLimit)) {
    const LU refreshed(trade_balance_jacobian(p.g, p.solution.rows, p.solution.work, p.solution.state));
    climb(inverse_transpose(p.g, refreshed), kLastLimit);
  }
  state.last = summary;
  return summary;
}

}  // namespace cobden::economy
