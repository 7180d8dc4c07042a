// The transposed sweep for four seeds at once. Numerical kernel file: the legend of symbols stands in
// cp_adjoint.h; here every array of multipliers has the four systems innermost, [..][Np][4].
#include "cobden/economy/cp_adjoint_block.h"

#include <algorithm>
#include <span>

#include "cobden/numerics/gmres.h"
#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using numerics::AlignedVector;
using numerics::Lanes;
using numerics::load;
using numerics::store;
using LU = Eigen::PartialPivLU<Eigen::MatrixXd>;
static_assert(kBlock == numerics::kWidth);

constexpr int kLimit = 60;  ///< pairs of sweeps; systems that need more are finished one by one

/// Seeds of four sums, and everything a sweep writes.
struct Block {
  explicit Block(const CpAdjointPoint& p)
      : price(p.g.Np * kBlock),
        income(price.size()),
        revenue(price.size()),
        wage(price.size()),
        sales(p.T() * p.g.Np * kBlock),
        y(sales.size()) {}
  AlignedVector price, income, revenue, wage, sales, y;
};
struct Work {
  explicit Work(const CpAdjointPoint& p)
      : price(p.g.Np * kBlock),
        wage(price.size()),
        h(price.size()),
        levy(price.size()),
        cost(price.size()),
        eta(price.size()),
        u(price.size()),
        sold(price.size()),
        Q(price.size()),
        f(price.size()),
        g(price.size()),
        news(price.size()),
        income_gap(price.size()),
        wage_gap(price.size()),
        a(p.T() * p.g.Np * kBlock),
        b(a.size()) {}
  AlignedVector price, wage, h, levy, cost, eta, u, sold, Q, f, g, news, income_gap, wage_gap, a, b;
};

void interleave(const double* from, std::size_t n, std::size_t lane, double* to) {
  for (std::size_t i = 0; i < n; ++i) to[i * kBlock + lane] = from[i];
}
void pick(const double* from, std::size_t n, std::size_t lane, double* to) {
  for (std::size_t i = 0; i < n; ++i) to[i] = from[i * kBlock + lane];
}

/// eta, u = e eta and the part of Q that needs no trade.
COBDEN_CLONES void worth_kernel(const CpAdjointPoint& p, std::size_t k, std::size_t full, double theta,
                                const double* y, const double* q, const double* nu, const double* sales,
                                Work& w) {
  for (std::size_t n = 0; n < p.g.N; ++n) {
    const std::size_t l = n * kBlock;
    const Lanes eta = load(y + l) + load(sales + l) + load(nu + l);
    store(&w.eta[l], eta);
    store(&w.u[l], p.solution.work.e[full + n] * eta);
    store(&w.Q[l], load(q + l) * p.scale[k + n] + load(&w.price[l]) * p.base.alpha[k + n] +
                       theta * (p.home[k + n] * eta - p.left[k + n] * load(&w.cost[l])));
  }
}

/// out[r] = sum_i row_r[i] u[i] for four rows: u is read once for the four.
COBDEN_CLONES void four_dots(std::size_t N, const double* const* row, const double* u, double* out) {
  const double *r0 = row[0], *r1 = row[1], *r2 = row[2], *r3 = row[3];
  Lanes s0 = {}, s1 = {}, s2 = {}, s3 = {};
  for (std::size_t i = 0; i < N; ++i) {
    const Lanes v = load(u + i * kBlock);
    s0 += r0[i] * v, s1 += r1[i] * v, s2 += r2[i] * v, s3 += r3[i] * v;
  }
  store(out, s0), store(out + kBlock, s1), store(out + 2 * kBlock, s2), store(out + 3 * kBlock, s3);
}

/// news[i] = sum_n K_ni f_n + K~_ni g_n for all i, eight at a time in registers. Rows without tariffs carry
/// g in f already.
COBDEN_CLONES void news_kernel(std::size_t N, std::size_t Np, const double* const* K, const double* const* Kt,
                               const double* f, const double* g, double* news) {
  for (std::size_t i = 0; i < Np; i += 8) {
    Lanes s[8] = {};
    for (std::size_t n = 0; n < N; ++n) {
      const double *row = K[n] + i, *taxed = Kt[n] + i;
      const Lanes fn = load(f + n * kBlock);
      for (std::size_t k = 0; k < 8; ++k) s[k] += row[k] * fn;
      if (taxed == row) continue;
      const Lanes gn = load(g + n * kBlock);
      for (std::size_t k = 0; k < 8; ++k) s[k] += taxed[k] * gn;
    }
    for (std::size_t k = 0; k < 8; ++k) store(news + (i + k) * kBlock, s[k]);
  }
}

/// Q, what is sold, and the weights f, g of the rows in the news.
COBDEN_CLONES void trade_kernel(const CpAdjointPoint& p, std::size_t k, double theta, const double* const* K,
                                const double* const* Kt, Work& w) {
  const std::size_t N = p.g.N;
  for (std::size_t n = 0; n < N; n += 4) {
    const double* rows[4];
    for (std::size_t r = 0; r < 4; ++r) rows[r] = Kt[std::min(n + r, N - 1)];
    alignas(32) double dots[4 * kBlock];
    four_dots(N, rows, w.u.data(), dots);
    for (std::size_t r = 0; r < std::min<std::size_t>(4, N - n); ++r) {
      const std::size_t at = k + n + r, l = (n + r) * kBlock;
      const Lanes dot = load(dots + r * kBlock);
      const Lanes Q = load(&w.Q[l]) + theta * p.spend[at] * dot;
      const Lanes f = p.inverse[at] * Q, g = theta * p.spend[at] * load(&w.cost[l]);
      store(&w.sold[l], p.inverse[at] * dot);
      store(&w.Q[l], Q);
      store(&w.f[l], K[n + r] == Kt[n + r] ? f + g : f);
      store(&w.g[l], g);
    }
  }
  news_kernel(N, p.g.Np, K, Kt, w.f.data(), w.g.data(), w.news.data());
}

/// b without its part in psi, a, and the sums over sectors for psi and the wage gap.
COBDEN_CLONES void feedback_kernel(const CpAdjointPoint& p, std::size_t k, std::size_t full, double theta,
                                   const double* y, const double* q, const double* nu, const double* sales,
                                   Work& w) {
  const CpWork& at = p.solution.work;
  for (std::size_t n = 0; n < p.g.N; ++n) {
    const std::size_t l = n * kBlock, m = full + n;
    const double s = at.s[m], delta = p.g.delta[m], home = p.home[k + n];
    const Lanes b = load(&w.sold[l]) + (s - delta) * load(y + l) + s * load(sales + l) +
                    at.rho[m] * load(&w.levy[l]) - at.M[m] * load(nu + l);
    const Lanes a = at.e[m] * load(&w.news[l]) + s * load(&w.Q[l]) +
                    theta * (home * load(&w.cost[l]) - load(&w.eta[l]) * (at.Y[m] + home)) -
                    (delta * p.scale[k + n]) * load(q + l);
    store(&w.b[k * kBlock + l], b);
    store(&w.a[k * kBlock + l], a);
    store(&w.income_gap[l], load(&w.income_gap[l]) + p.g.a_star[m] * b);
    store(&w.wage_gap[l], load(&w.wage_gap[l]) + p.g.b_star[m] * a);
  }
}

/// y_t += G*_tk b_k and q_k += G*_tk a_t over traded sectors.
COBDEN_CLONES void links_kernel(const CpEngine& g, const double* b, const double* a, double* y, double* q) {
  const std::size_t T = g.open.size(), size = g.Np * kBlock;
  for (std::size_t k = 0; k < T; ++k) {
    const double *bk = b + k * size, *Gk = &g.G_star[g.open[k] * g.S * g.Np];
    double* qk = q + k * size;
    std::size_t j = 0;
    for (; j + 4 <= T; j += 4) {
      const double *g0 = Gk + g.open[j] * g.Np, *g1 = Gk + g.open[j + 1] * g.Np,
                   *g2 = Gk + g.open[j + 2] * g.Np, *g3 = Gk + g.open[j + 3] * g.Np;
      const double *a0 = a + j * size, *a1 = a0 + size, *a2 = a1 + size, *a3 = a2 + size;
      double *y0 = y + j * size, *y1 = y0 + size, *y2 = y1 + size, *y3 = y2 + size;
      for (std::size_t n = 0; n < g.N; ++n) {
        const std::size_t l = n * kBlock;
        const Lanes v = load(bk + l);
        store(y0 + l, load(y0 + l) + g0[n] * v);
        store(y1 + l, load(y1 + l) + g1[n] * v);
        store(y2 + l, load(y2 + l) + g2[n] * v);
        store(y3 + l, load(y3 + l) + g3[n] * v);
        store(qk + l, load(qk + l) + ((g0[n] * load(a0 + l) + g1[n] * load(a1 + l)) +
                                      (g2[n] * load(a2 + l) + g3[n] * load(a3 + l))));
      }
    }
    for (; j < T; ++j) {
      const double *gj = Gk + g.open[j] * g.Np, *aj = a + j * size;
      double* yj = y + j * size;
      for (std::size_t n = 0; n < g.N; ++n) {
        const std::size_t l = n * kBlock;
        store(yj + l, load(yj + l) + gj[n] * load(bk + l));
        store(qk + l, load(qk + l) + gj[n] * load(aj + l));
      }
    }
  }
}

/// sum_n weight_n (psi_n + nu_n).
Lanes mean_worth(const CpAdjointPoint& p, const double* weight, const double* nu, const double* psi) {
  Lanes sum = {};
  for (std::size_t n = 0; n < p.g.N; ++n) sum += weight[n] * (load(nu + n * kBlock) + load(psi + n * kBlock));
  return sum;
}

/// As deficit_worth of one system.
void deficit_worth(const CpAdjointPoint& p, const Block& seeds, const double* nu, const double* psi,
                   Work& w) {
  w.price = seeds.price;
  w.wage = seeds.wage;
  std::fill(w.h.begin(), w.h.end(), 0.0);
  const Closure closure = p.closure.closure;
  if (closure == Closure::kFixed && p.closure.numeraire != Numeraire::Kind::kWorldValueAdded) {
    auto& unit = p.closure.numeraire == Numeraire::Kind::kWage ? w.wage : w.price;
    double* at = &unit[static_cast<std::size_t>(p.closure.numeraire_country) * kBlock];
    store(at, load(at) + mean_worth(p, p.solution.work.D.data(), nu, psi));
  }
  if (closure != Closure::kWorldShare && closure != Closure::kIncome) return;
  const Lanes worth = mean_worth(p, p.mean_share.data(), nu, psi);
  for (std::size_t n = 0; n < p.g.N; ++n) {
    const std::size_t l = n * kBlock;
    store(&w.h[l],
          closure == Closure::kWorldShare ? worth : p.own_share[n] * (load(psi + l) + load(nu + l) - worth));
  }
}

/// nu' = nu - diag(1/B) J^-T r, as in the sweep of one system.
void move_trade_worth(const CpAdjointPoint& p, const LU& jacobian, const double* nu, double* nu_out,
                      Work& w) {
  const std::size_t N = p.g.N;
  Lanes gap = {}, mean = {};
  double bill = 0;
  for (std::size_t n = 0; n < N; ++n) gap += load(&w.wage_gap[n * kBlock]), bill += p.wage_bill[n];
  Eigen::MatrixXd r(static_cast<Eigen::Index>(N), static_cast<Eigen::Index>(kBlock));
  for (std::size_t n = 0; n < N; ++n) {
    const Lanes own = load(&w.wage_gap[n * kBlock]) - p.wage_bill[n] * gap / bill;
    for (std::size_t l = 0; l < kBlock; ++l)
      r(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(l)) = own[l];
  }
  const Eigen::MatrixXd step = jacobian.transpose().solve(r);
  for (std::size_t n = 0; n < N; ++n) {
    const double B = p.solution.work.B[n];
    Lanes moved = {};
    for (std::size_t l = 0; l < kBlock; ++l)
      moved[l] =
          B > 0 ? nu[n * kBlock + l] - step(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(l)) / B
                : 0.0;
    store(nu_out + n * kBlock, moved);
    mean += moved / static_cast<double>(N);
  }
  for (std::size_t n = 0; n < N; ++n) store(nu_out + n * kBlock, load(nu_out + n * kBlock) - mean);
}

void block_sweep(const CpAdjointPoint& p, const Block& seeds, const double* in, double* out, Work& w) {
  const CpEngine& g = p.g;
  const std::size_t size = g.Np * kBlock, T = p.T(), TN = T * size;
  const double *q = in + TN, *nu = in + 2 * TN, *psi = nu + size;
  deficit_worth(p, seeds, nu, psi, w);
  for (std::size_t l = 0; l < size; l += kBlock) {
    store(&w.levy[l], load(&w.h[l]) + load(&seeds.revenue[l]));
    store(&w.cost[l], load(psi + l) + load(&w.levy[l]) + load(nu + l));
    store(&w.wage_gap[l], load(&w.wage[l]) + load(&w.price[l]) * p.base.closed_wage[l / kBlock]);
  }
  w.income_gap = seeds.income;
  for (std::size_t t = 0; t < T; ++t) {
    const std::size_t s = g.open[t], full = s * g.Np, k = t * g.Np, at = t * size;
    const double theta = g.shares.theta[Sector(s)];
    worth_kernel(p, k, full, theta, in + at, q + at, nu, &seeds.sales[at], w);
    trade_kernel(p, k, theta, &p.solution.rows.K[s * g.N], &p.solution.rows.K_tilde[s * g.N], w);
    feedback_kernel(p, k, full, theta, in + at, q + at, nu, &seeds.sales[at], w);
  }
  double *nu_out = out + 2 * TN, *psi_out = nu_out + size;
  std::fill_n(nu_out, 2 * size, 0.0);
  for (std::size_t n = 0; n < g.N; ++n) {
    const std::size_t l = n * kBlock;
    const Lanes worth = load(&w.income_gap[l]) / (1 - p.solution.work.tax[n]);
    store(psi_out + l, worth);
    store(&w.wage_gap[l], load(&w.wage_gap[l]) + (worth + load(&w.h[l])) * p.wage_bill[n]);
  }
  move_trade_worth(p, g.jacobian, nu, nu_out, w);
  std::copy(seeds.y.begin(), seeds.y.end(), out);
  std::fill_n(out + TN, TN, 0.0);
  if (g.G_star.empty()) return;
  for (std::size_t t = 0; t < T; ++t)
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t k = t * g.Np + n, l = k * kBlock;
      store(&w.b[l], load(&w.b[l]) + p.solution.work.rho[g.at(g.open[t], n)] * load(psi_out + n * kBlock));
      store(out + TN + l, load(&w.price[n * kBlock]) * p.base.closed_price[k]);
    }
  links_kernel(g, w.b.data(), w.a.data(), out, out + TN);
  for (std::size_t k = 0; k < T * g.Np; ++k)
    store(out + TN + k * kBlock, load(out + TN + k * kBlock) / p.scale[k]);
}

Block gather(const CpAdjointPoint& p, std::span<const CpReducedSeeds* const> seeds) {
  Block block(p);
  for (std::size_t l = 0; l < seeds.size(); ++l) {
    const CpReducedSeeds& from = *seeds[l];
    interleave(from.price.data(), p.g.Np, l, block.price.data());
    interleave(from.income.data(), p.g.Np, l, block.income.data());
    interleave(from.revenue.data(), p.g.Np, l, block.revenue.data());
    interleave(from.wage.data(), p.g.Np, l, block.wage.data());
    interleave(from.sales.data(), from.sales.size(), l, block.sales.data());
    interleave(from.y.data(), from.y.size(), l, block.y.data());
  }
  return block;
}

}  // namespace

void solve_adjoint_block(const CpAdjointPoint& p, std::span<const CpReducedSeeds* const> seeds,
                         double tolerance, std::span<CpMultipliers* const> states) {
  const Block block = gather(p, seeds), none(p);
  Work work(p);
  const std::size_t n = states[0]->z.size(), size = n * kBlock;
  AlignedVector z(size), change(size), half(size);
  for (std::size_t l = 0; l < states.size(); ++l) interleave(states[l]->z.data(), n, l, z.data());
  // Two sweeps for each dimension of the Krylov space: the sweeps are cheap here, the space's memory is not.
  const auto two_sweeps = [&](const Block& with, const double* in, double* out) {
    block_sweep(p, with, in, half.data(), work);
    block_sweep(p, with, half.data(), out, work);
  };
  two_sweeps(block, z.data(), change.data());
  numerics::axpy(-1.0, z.data(), change.data(), size);
  const auto solved =
      numerics::gmres_lanes(z, change, [&](const double* in, double* out) { two_sweeps(none, in, out); },
                            {.max_iterations = kLimit, .tolerance = tolerance});
  for (std::size_t l = 0; l < states.size(); ++l) {
    pick(z.data(), n, l, states[l]->z.data());
    states[l]->last = {.sweeps = 2 + 2 * solved[l].iterations,
                       .residual = solved[l].residual,
                       .converged = solved[l].converged};
    if (solved[l].converged) continue;
    CpAdjointWork alone(p);
    solve_adjoint(p, *seeds[l], tolerance, *states[l], alone);
  }
}

}  // namespace cobden::economy
