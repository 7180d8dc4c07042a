// The transposed sweep and its kernels. Numerical kernel file: the legend of symbols stands in cp_adjoint.h.
#include <algorithm>

#include "cobden/economy/cp_adjoint.h"
#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using numerics::kWidth;
using numerics::Lanes;
using numerics::load;
using numerics::store;

/// One sector: eta = y + g_Q + nu, u = e eta, and the part of Q that needs no trade,
/// q + g_P alpha + theta (s X eta - (s + M) X load).
COBDEN_CLONES void worth_kernel(std::size_t Np, double theta, const double* y, const double* sales,
                                const double* nu, const double* e, const double* q, const double* scale,
                                const double* price, const double* alpha, const double* home,
                                const double* left, const double* cost, double* eta, double* u,
                                double* fixed) {
  for (std::size_t n = 0; n < Np; n += kWidth) {
    const Lanes worth = load(y + n) + load(sales + n) + load(nu + n);
    store(eta + n, worth);
    store(u + n, load(e + n) * worth);
    store(fixed + n, load(q + n) * load(scale + n) + load(price + n) * load(alpha + n) +
                         theta * (load(home + n) * worth - load(left + n) * load(cost + n)));
  }
}

/// One sector, reading each row of K and K~ once: Q of every importer, sold[n] = (K~ u)/Phi what a unit of
/// its spending is worth to those who sell it, and news[i] = sum_n K_ni Q_n / Phi_n + theta K~_ni load_n
/// X_n / Phi_n.
COBDEN_CLONES void adjoint_trade_kernel(std::size_t N, std::size_t Np, double theta, const double* const* K,
                                        const double* const* Kt, const double* inverse, const double* spend,
                                        const double* u, const double* fixed, const double* cost, double* Q,
                                        double* sold, double* news) {
  for (std::size_t i = 0; i < Np; i += kWidth) store(news + i, Lanes{});
  for (std::size_t n = 0; n < N; ++n) {
    const double *row = K[n], *taxed = Kt[n];
    Lanes d0 = {}, d1 = {};
    for (std::size_t i = 0; i < Np; i += 2 * kWidth) {
      d0 += load(taxed + i) * load(u + i);
      d1 += load(taxed + i + kWidth) * load(u + i + kWidth);
    }
    const double dot = numerics::sum(d0 + d1);
    sold[n] = inverse[n] * dot;
    Q[n] = fixed[n] + theta * spend[n] * dot;
    const double f = inverse[n] * Q[n], g = theta * spend[n] * cost[n];
    if (row == taxed) {
      for (std::size_t i = 0; i < Np; i += kWidth) store(news + i, load(news + i) + (f + g) * load(row + i));
    } else {
      for (std::size_t i = 0; i < Np; i += kWidth)
        store(news + i, load(news + i) + (f * load(row + i) + g * load(taxed + i)));
    }
  }
}

/// What feedback_kernel reads and adds to, of one sector.
struct Feedback {
  const double *s, *M, *rho, *Y, *delta, *a_star, *b_star, *e;         // of the equilibrium
  const double *home, *scale, *y, *q, *sales, *eta, *Q, *sold, *news;  // of the adjoint
  const double *nu, *cost, *levy;                                      // [Np]; levy = h + g_R
  double *a, *b, *psi, *wage;
};

/// b without its part in psi, a, and the sums over sectors for psi and the wage gap.
COBDEN_CLONES void feedback_kernel(std::size_t Np, double theta, const Feedback& f) {
  for (std::size_t n = 0; n < Np; n += kWidth) {
    const Lanes s = load(f.s + n), y = load(f.y + n), delta = load(f.delta + n), home = load(f.home + n);
    const Lanes b = load(f.sold + n) + (s - delta) * y + s * load(f.sales + n) +
                    load(f.rho + n) * load(f.levy + n) - load(f.M + n) * load(f.nu + n);
    const Lanes a = load(f.e + n) * load(f.news + n) + s * load(f.Q + n) +
                    theta * (home * load(f.cost + n) - load(f.eta + n) * (load(f.Y + n) + home)) -
                    delta * load(f.q + n) * load(f.scale + n);
    store(f.b + n, b);
    store(f.a + n, a);
    store(f.psi + n, load(f.psi + n) + load(f.a_star + n) * b);
    store(f.wage + n, load(f.wage + n) + load(f.b_star + n) * a);
  }
}

COBDEN_CLONES void add_product(std::size_t Np, const double* a, const double* b, double* out) {
  for (std::size_t n = 0; n < Np; n += kWidth) store(out + n, load(out + n) + load(a + n) * load(b + n));
}

COBDEN_CLONES void scale_by(std::size_t Np, const double* by, double* out) {
  for (std::size_t n = 0; n < Np; n += kWidth) store(out + n, load(out + n) * load(by + n));
}

/// sum_n weight_n (psi_n + nu_n).
double mean_worth(const CpAdjointPoint& p, const double* weight, const double* z) {
  const double *nu = z + 2 * p.T() * p.g.Np, *psi = nu + p.g.Np;
  return numerics::dot(weight, nu, p.g.Np) + numerics::dot(weight, psi, p.g.Np);
}

/// What deficits make of the multipliers: h, and the seeds of the numeraire in whose units they are fixed.
void deficit_worth(const CpAdjointPoint& p, const CpReducedSeeds& seeds, const double* z,
                   CpAdjointWork& work) {
  const CpEngine& g = p.g;
  const double *nu = z + 2 * p.T() * g.Np, *psi = nu + g.Np;
  work.price = seeds.price;
  work.wage = seeds.wage;
  std::fill(work.h.begin(), work.h.end(), 0.0);
  switch (p.closure.closure) {
    case Closure::kZero:
      return;
    case Closure::kFixed: {
      if (p.closure.numeraire == Numeraire::Kind::kWorldValueAdded) return;
      auto& unit = p.closure.numeraire == Numeraire::Kind::kWage ? work.wage : work.price;
      unit[static_cast<std::size_t>(p.closure.numeraire_country)] +=
          mean_worth(p, p.solution.work.D.data(), z);
      return;
    }
    case Closure::kWorldShare: {
      const double worth = mean_worth(p, p.mean_share.data(), z);
      for (std::size_t n = 0; n < g.N; ++n) work.h[n] = worth;
      return;
    }
    case Closure::kIncome: {
      const double worth = mean_worth(p, p.mean_share.data(), z);
      for (std::size_t n = 0; n < g.N; ++n) work.h[n] = p.own_share[n] * (psi[n] + nu[n] - worth);
    }
  }
}

/// nu' = nu - diag(1/B) J^-T r with r the wage gap, its part along the numeraire taken out: all wages
/// rising together is pinned by the numeraire, so that r along w VA is the numeraire's multiplier.
void move_trade_worth(const CpAdjointPoint& p, const numerics::AlignedVector& wage_response, const double* nu,
                      double* nu_out, CpAdjointWork& work) {
  const std::size_t N = p.g.N, Np = p.g.Np;
  double gap = 0, bill = 0, mean = 0;
  for (std::size_t n = 0; n < N; ++n) gap += work.wage_gap[n], bill += p.wage_bill[n];
  numerics::axpy(-gap / bill, p.wage_bill.data(), work.wage_gap.data(), Np);
  for (std::size_t n = 0; n < N; ++n) {
    const double B = p.solution.work.B[n];
    const double step = numerics::dot(&wage_response[n * Np], work.wage_gap.data(), Np);
    nu_out[n] = B > 0 ? nu[n] - step / B : 0.0;
    mean += nu_out[n] / static_cast<double>(N);
  }
  for (std::size_t n = 0; n < N; ++n) nu_out[n] -= mean;
}

/// load, levy, h and the numeraire's seeds.
void carry_costs(const CpAdjointPoint& p, const CpReducedSeeds& seeds, const double* z, CpAdjointWork& work) {
  const std::size_t Np = p.g.Np;
  const double *nu = z + 2 * p.T() * Np, *psi = nu + Np;
  deficit_worth(p, seeds, z, work);
  for (std::size_t n = 0; n < Np; ++n) {
    work.levy[n] = work.h[n] + seeds.revenue[n];
    work.load[n] = psi[n] + work.levy[n] + nu[n];
  }
}

void trade_worth(const CpAdjointPoint& p, const CpReducedSeeds& seeds, const double* z, CpAdjointWork& work) {
  const CpEngine& g = p.g;
  const std::size_t Np = g.Np, T = p.T();
  const CpWork& at = p.solution.work;
  const CpRows& rows = p.solution.rows;
  const double* nu = z + 2 * T * Np;
  for (std::size_t t = 0; t < T; ++t) {
    const std::size_t s = g.open[t], full = s * Np, k = t * Np;
    const double theta = g.shares.theta[Sector(s)];
    worth_kernel(Np, theta, z + k, &seeds.sales[k], nu, &at.e[full], z + (T * Np) + k, &p.scale[k],
                 work.price.data(), &p.base.alpha[k], &p.home[k], &p.left[k], work.load.data(), &work.eta[k],
                 work.u.data(), work.fixed.data());
    adjoint_trade_kernel(g.N, Np, theta, &rows.K[s * g.N], &rows.K_tilde[s * g.N], &p.inverse[k], &p.spend[k],
                         work.u.data(), work.fixed.data(), work.load.data(), &work.Q[k], work.sold.data(),
                         work.news.data());
    feedback_kernel(Np, theta,
                    {.s = &at.s[full],
                     .M = &at.M[full],
                     .rho = &at.rho[full],
                     .Y = &at.Y[full],
                     .delta = &g.delta[full],
                     .a_star = &g.a_star[full],
                     .b_star = &g.b_star[full],
                     .e = &at.e[full],
                     .home = &p.home[k],
                     .scale = &p.scale[k],
                     .y = z + k,
                     .q = z + (T * Np) + k,
                     .sales = &seeds.sales[k],
                     .eta = &work.eta[k],
                     .Q = &work.Q[k],
                     .sold = work.sold.data(),
                     .news = work.news.data(),
                     .nu = nu,
                     .cost = work.load.data(),
                     .levy = work.levy.data(),
                     .a = &work.a[full],
                     .b = &work.b[full],
                     .psi = work.income_gap.data(),
                     .wage = work.wage_gap.data()});
  }
}

}  // namespace

void prepare_worth(const CpAdjointPoint& p, const CpReducedSeeds& seeds, const double* z,
                   CpAdjointWork& work) {
  carry_costs(p, seeds, z, work);
  const std::size_t Np = p.g.Np;
  const double* nu = z + 2 * p.T() * Np;
  for (std::size_t k = 0; k < p.T() * Np; k += Np)
    for (std::size_t n = 0; n < Np; ++n) work.eta[k + n] = z[k + n] + seeds.sales[k + n] + nu[n];
}

void adjoint_sweep(const CpAdjointPoint& p, const CpReducedSeeds& seeds,
                   const numerics::AlignedVector& wage_response, const double* in, double* out,
                   CpAdjointWork& work) {
  const CpEngine& g = p.g;
  const std::size_t Np = g.Np, T = p.T(), TN = T * Np;
  carry_costs(p, seeds, in, work);
  work.income_gap = seeds.income;
  work.wage_gap = work.wage;
  add_product(Np, work.price.data(), p.base.closed_wage.data(), work.wage_gap.data());
  trade_worth(p, seeds, in, work);
  double *nu = out + 2 * TN, *psi = nu + Np;
  for (std::size_t n = 0; n < Np; ++n) {
    psi[n] = work.income_gap[n] / (1 - p.solution.work.tax[n]);
    work.wage_gap[n] += (psi[n] + work.h[n]) * p.wage_bill[n];
  }
  std::fill_n(nu, Np, 0.0);
  move_trade_worth(p, wage_response, in + 2 * TN, nu, work);
  std::copy(seeds.y.begin(), seeds.y.end(), out);
  std::fill_n(out + TN, TN, 0.0);
  if (g.G_star.empty()) return;
  for (std::size_t t = 0; t < T; ++t) {
    const std::size_t full = g.open[t] * Np;
    add_product(Np, &p.solution.work.rho[full], psi, &work.b[full]);
    add_product(Np, work.price.data(), &p.base.closed_price[t * Np], out + TN + t * Np);
  }
  follow_links(g, 0, Np / g.kLine, work.b.data(), work.a.data(), out, out + TN);
  scale_by(TN, p.inverse_scale.data(), out + TN);
}

}  // namespace cobden::economy
