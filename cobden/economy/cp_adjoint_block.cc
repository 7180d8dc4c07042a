// The transposed sweep for four seeds at once. Numerical kernel file: the legend of symbols stands in
// cp_adjoint.h; here every array of multipliers has the four systems innermost:
// y, q, a, b [N][T][4], by country [N][4].
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
static_assert(kBlock == numerics::kWidth);

constexpr int kLimit = 80;  ///< sweeps; systems that need more are finished one by one

/// Seeds of four sums, and everything a sweep writes.
struct Block {
  explicit Block(const CpAdjointPoint& p)
      : price(p.g.Np * kBlock),
        income(price.size()),
        revenue(price.size()),
        wage(price.size()),
        sales(p.T() * p.g.N * kBlock),
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
        q0(p.T() * kBlock),
        a(p.T() * p.g.N * kBlock),
        b(a.size()) {}
  AlignedVector price, wage, h, levy, cost, eta, u, sold, Q, f, g, news, income_gap, wage_gap, q0, a, b;
};

/// Between [n] and [n][4].
void interleave(const double* from, std::size_t n, std::size_t lane, double* to) {
  for (std::size_t i = 0; i < n; ++i) to[i * kBlock + lane] = from[i];
}
void pick(const double* from, std::size_t n, std::size_t lane, double* to) {
  for (std::size_t i = 0; i < n; ++i) to[i] = from[i * kBlock + lane];
}
/// Between [T][Np] and [N][T][4].
void interleave_goods(const CpAdjointPoint& p, const double* from, std::size_t lane, double* to) {
  for (std::size_t t = 0; t < p.T(); ++t)
    for (std::size_t n = 0; n < p.g.N; ++n) to[(n * p.T() + t) * kBlock + lane] = from[t * p.g.Np + n];
}
void pick_goods(const CpAdjointPoint& p, const double* from, std::size_t lane, double* to) {
  for (std::size_t t = 0; t < p.T(); ++t)
    for (std::size_t n = 0; n < p.g.N; ++n) to[t * p.g.Np + n] = from[(n * p.T() + t) * kBlock + lane];
}

/// One sector: eta, u = e eta and the part of Q that needs no trade. y, q, sales point to the sector of the
/// first country; `step` leads to the next country.
COBDEN_CLONES void worth_kernel(const CpAdjointPoint& p, std::size_t k, std::size_t full, double theta,
                                std::size_t step, const double* y, const double* q, const double* nu,
                                const double* sales, Work& w) {
  const double *e = &p.solution.work.e[full], *scale = &p.scale[k], *alpha = &p.base.alpha[k],
               *home = &p.home[k], *left = &p.left[k], *price = w.price.data(), *cost = w.cost.data();
  double *eta_out = w.eta.data(), *u = w.u.data(), *Q = w.Q.data();
  for (std::size_t n = 0; n < p.g.N; ++n) {
    const std::size_t l = n * kBlock, m = n * step;
    const Lanes eta = load(y + m) + load(sales + m) + load(nu + l);
    store(eta_out + l, eta);
    store(u + l, e[n] * eta);
    store(Q + l, load(q + m) * scale[n] + load(price + l) * alpha[n] +
                     theta * (home[n] * eta - left[n] * load(cost + l)));
  }
}

/// out[r] = sum_i row_r[i] u[i] for four rows: u is read once for the four.
COBDEN_CLONES void four_dots(std::size_t N, const double* const* row, const double* u, double* out) {
  const double *r0 = row[0], *r1 = row[1], *r2 = row[2], *r3 = row[3];
  Lanes s0 = {}, s1 = {}, s2 = {}, s3 = {}, o0 = {}, o1 = {}, o2 = {}, o3 = {};
  std::size_t i = 0;
  for (; i + 2 <= N; i += 2) {
    const Lanes v = load(u + i * kBlock), x = load(u + (i + 1) * kBlock);
    s0 += r0[i] * v, s1 += r1[i] * v, s2 += r2[i] * v, s3 += r3[i] * v;
    o0 += r0[i + 1] * x, o1 += r1[i + 1] * x, o2 += r2[i + 1] * x, o3 += r3[i + 1] * x;
  }
  if (i < N) {
    const Lanes v = load(u + i * kBlock);
    s0 += r0[i] * v, s1 += r1[i] * v, s2 += r2[i] * v, s3 += r3[i] * v;
  }
  store(out, s0 + o0), store(out + kBlock, s1 + o1);
  store(out + 2 * kBlock, s2 + o2), store(out + 3 * kBlock, s3 + o3);
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

/// One sector: b without its part in psi, a, and the sums over sectors for psi and the wage gap.
COBDEN_CLONES void feedback_kernel(const CpAdjointPoint& p, std::size_t k, std::size_t full, double theta,
                                   std::size_t step, const double* y, const double* q, const double* nu,
                                   const double* sales, double* a_out, double* b_out, Work& w) {
  const CpWork& at = p.solution.work;
  const double *s = &at.s[full], *M = &at.M[full], *rho = &at.rho[full], *Y = &at.Y[full], *e = &at.e[full],
               *delta = &p.g.delta[full], *a_star = &p.g.a_star[full], *b_star = &p.g.b_star[full],
               *home = &p.home[k], *scale = &p.scale[k];
  const double *sold = w.sold.data(), *levy = w.levy.data(), *news = w.news.data(), *Q = w.Q.data(),
               *cost = w.cost.data(), *eta = w.eta.data();
  double *psi = w.income_gap.data(), *wage = w.wage_gap.data();
  for (std::size_t n = 0; n < p.g.N; ++n) {
    const std::size_t l = n * kBlock, m = n * step;
    const Lanes b = load(sold + l) + (s[n] - delta[n]) * load(y + m) + s[n] * load(sales + m) +
                    rho[n] * load(levy + l) - M[n] * load(nu + l);
    const Lanes a = e[n] * load(news + l) + s[n] * load(Q + l) +
                    theta * (home[n] * load(cost + l) - (Y[n] + home[n]) * load(eta + l)) -
                    (delta[n] * scale[n]) * load(q + m);
    store(b_out + m, b);
    store(a_out + m, a);
    store(psi + l, load(psi + l) + a_star[n] * b);
    store(wage + l, load(wage + l) + b_star[n] * a);
  }
}

/// y_j += sum_k G[k][j] b_k and q_k += sum_j G[k][j] a_j of one country, four outputs in registers at a
/// time; the last four overlap those before, so that sums start from `y0`, `q0`.
COBDEN_CLONES void links_kernel(std::size_t T, const double* G, const double* b, const double* a,
                                const double* y0, const double* q0, double* y, double* q) {
  for (std::size_t first = 0; first < T; first += 4) {
    const std::size_t j = std::min(first, T < 4 ? 0 : T - 4), count = std::min<std::size_t>(4, T);
    Lanes s[4] = {}, r[4] = {};
    if (count == 4) {
      const double *g0 = G + j * T, *g1 = g0 + T, *g2 = g1 + T, *g3 = g2 + T, *column = G + j;
      for (std::size_t k = 0; k < T; ++k) {
        const Lanes v = load(b + k * kBlock), x = load(a + k * kBlock);
        s[0] += column[k * T] * v, s[1] += column[k * T + 1] * v;
        s[2] += column[k * T + 2] * v, s[3] += column[k * T + 3] * v;
        r[0] += g0[k] * x, r[1] += g1[k] * x, r[2] += g2[k] * x, r[3] += g3[k] * x;
      }
    } else {
      for (std::size_t k = 0; k < T; ++k)
        for (std::size_t c = 0; c < count; ++c) {
          s[c] += G[k * T + c] * load(b + k * kBlock);
          r[c] += G[c * T + k] * load(a + k * kBlock);
        }
    }
    for (std::size_t c = 0; c < count; ++c) {
      store(y + (j + c) * kBlock, load(y0 + (j + c) * kBlock) + s[c]);
      store(q + (j + c) * kBlock, load(q0 + (j + c) * kBlock) + r[c]);
    }
  }
}

/// The last step of one country: b gets its part in psi, links carry b and a to y and q.
COBDEN_CLONES void country_kernel(const CpAdjointPoint& p, std::size_t n, const double* seed_y, double* b,
                                  const double* a, const double* psi, const double* price, double* q0,
                                  double* y, double* q) {
  const CpEngine& g = p.g;
  const std::size_t T = p.T();
  const Lanes worth = load(psi);
  for (std::size_t t = 0; t < T; ++t)
    store(b + t * kBlock, load(b + t * kBlock) + p.solution.work.rho[g.at(g.open[t], n)] * worth);
  for (std::size_t t = 0; t < T; ++t) store(q0 + t * kBlock, load(price) * p.base.closed_price[t * g.Np + n]);
  links_kernel(T, &p.base.links[n * T * T], b, a, seed_y, q0, y, q);
  for (std::size_t t = 0; t < T; ++t)
    store(q + t * kBlock, load(q + t * kBlock) * p.inverse_scale[t * g.Np + n]);
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
COBDEN_CLONES void move_trade_worth(const CpAdjointPoint& p, const double* nu, double* nu_out, Work& w) {
  const std::size_t N = p.g.N;
  Lanes gap = {}, mean = {};
  double bill = 0;
  for (std::size_t n = 0; n < N; ++n) gap += load(&w.wage_gap[n * kBlock]), bill += p.wage_bill[n];
  double* r = w.news.data();
  for (std::size_t n = 0; n < N; ++n)
    store(r + n * kBlock, load(&w.wage_gap[n * kBlock]) - p.wage_bill[n] / bill * gap);
  for (std::size_t n = 0; n < N; n += 4) {
    const double* rows[4];
    for (std::size_t k = 0; k < 4; ++k) rows[k] = &p.base.wage_response[std::min(n + k, N - 1) * p.g.Np];
    alignas(32) double steps[4 * kBlock];
    four_dots(N, rows, r, steps);
    for (std::size_t k = 0; k < std::min<std::size_t>(4, N - n); ++k) {
      const double B = p.solution.work.B[n + k];
      const std::size_t l = (n + k) * kBlock;
      const Lanes moved = B > 0 ? load(nu + l) - load(steps + k * kBlock) / B : Lanes{};
      store(nu_out + l, moved);
      mean += moved / static_cast<double>(N);
    }
  }
  for (std::size_t n = 0; n < N; ++n) store(nu_out + n * kBlock, load(nu_out + n * kBlock) - mean);
}

/// load, levy and the wage gap before trade.
COBDEN_CLONES void cost_kernel(const CpAdjointPoint& p, const Block& seeds, const double* nu,
                               const double* psi, Work& w) {
  for (std::size_t n = 0; n < p.g.N; ++n) {
    const std::size_t l = n * kBlock;
    const Lanes levy = load(&w.h[l]) + load(&seeds.revenue[l]);
    store(&w.levy[l], levy);
    store(&w.cost[l], load(psi + l) + levy + load(nu + l));
    store(&w.wage_gap[l], load(&w.wage[l]) + load(&w.price[l]) * p.base.closed_wage[n]);
  }
}

/// psi, and its part of the wage gap.
COBDEN_CLONES void income_kernel(const CpAdjointPoint& p, double* psi_out, Work& w) {
  for (std::size_t n = 0; n < p.g.N; ++n) {
    const std::size_t l = n * kBlock;
    const Lanes worth = load(&w.income_gap[l]) / (1 - p.solution.work.tax[n]);
    store(psi_out + l, worth);
    store(&w.wage_gap[l], load(&w.wage_gap[l]) + (worth + load(&w.h[l])) * p.wage_bill[n]);
  }
}

/// `in`, `out`: y, q [N][T][4], nu, psi [N][4].
void block_sweep(const CpAdjointPoint& p, const Block& seeds, const double* in, double* out, Work& w) {
  const CpEngine& g = p.g;
  const std::size_t T = p.T(), step = T * kBlock, goods = g.N * step;
  const double *q = in + goods, *nu = in + 2 * goods, *psi = nu + g.N * kBlock;
  double *nu_out = out + 2 * goods, *psi_out = nu_out + g.N * kBlock;
  deficit_worth(p, seeds, nu, psi, w);
  cost_kernel(p, seeds, nu, psi, w);
  w.income_gap = seeds.income;
  for (std::size_t t = 0; t < T; ++t) {
    const std::size_t s = g.open[t], full = s * g.Np, k = t * g.Np, at = t * kBlock;
    const double theta = g.shares.theta[Sector(s)];
    worth_kernel(p, k, full, theta, step, in + at, q + at, nu, &seeds.sales[at], w);
    trade_kernel(p, k, theta, &p.solution.rows.K[s * g.N], &p.solution.rows.K_tilde[s * g.N], w);
    feedback_kernel(p, k, full, theta, step, in + at, q + at, nu, &seeds.sales[at], &w.a[at], &w.b[at], w);
  }
  income_kernel(p, psi_out, w);
  move_trade_worth(p, nu, nu_out, w);
  if (g.G_star.empty()) {
    std::copy(seeds.y.begin(), seeds.y.end(), out);
    std::fill_n(out + goods, goods, 0.0);
    return;
  }
  for (std::size_t n = 0; n < g.N; ++n)
    country_kernel(p, n, &seeds.y[n * step], &w.b[n * step], &w.a[n * step], psi_out + n * kBlock,
                   &w.price[n * kBlock], w.q0.data(), out + n * step, out + goods + n * step);
}

Block gather(const CpAdjointPoint& p, std::span<const CpReducedSeeds* const> seeds) {
  Block block(p);
  for (std::size_t l = 0; l < seeds.size(); ++l) {
    const CpReducedSeeds& from = *seeds[l];
    interleave(from.price.data(), p.g.Np, l, block.price.data());
    interleave(from.income.data(), p.g.Np, l, block.income.data());
    interleave(from.revenue.data(), p.g.Np, l, block.revenue.data());
    interleave(from.wage.data(), p.g.Np, l, block.wage.data());
    interleave_goods(p, from.sales.data(), l, block.sales.data());
    interleave_goods(p, from.y.data(), l, block.y.data());
  }
  return block;
}

}  // namespace

void solve_adjoint_block(const CpAdjointPoint& p, std::span<const CpReducedSeeds* const> seeds,
                         double tolerance, std::span<CpMultipliers* const> states) {
  const Block block = gather(p, seeds), none(p);
  Work work(p);
  const std::size_t N = p.g.N, goods = N * p.T() * kBlock, size = 2 * goods + 2 * N * kBlock;
  AlignedVector z(size), change(size);
  for (std::size_t l = 0; l < states.size(); ++l) {
    interleave_goods(p, states[l]->y(), l, z.data());
    interleave_goods(p, states[l]->q(), l, z.data() + goods);
    interleave(states[l]->nu(), N, l, z.data() + 2 * goods);
    interleave(states[l]->psi(), N, l, z.data() + 2 * goods + N * kBlock);
  }
  block_sweep(p, block, z.data(), change.data(), work);
  numerics::axpy(-1.0, z.data(), change.data(), size);
  const auto solved = numerics::gmres_lanes(
      z, change, [&](const double* in, double* out) { block_sweep(p, none, in, out, work); },
      {.max_iterations = kLimit, .tolerance = tolerance});
  for (std::size_t l = 0; l < states.size(); ++l) {
    pick_goods(p, z.data(), l, states[l]->y());
    pick_goods(p, z.data() + goods, l, states[l]->q());
    pick(z.data() + 2 * goods, N, l, states[l]->nu());
    pick(z.data() + 2 * goods + N * kBlock, N, l, states[l]->psi());
    states[l]->last = {
        .sweeps = 1 + solved[l].iterations, .residual = solved[l].residual, .converged = solved[l].converged};
    if (solved[l].converged) continue;
    CpAdjointWork alone(p);
    solve_adjoint(p, *seeds[l], tolerance, *states[l], alone);
  }
}

}  // namespace cobden::economy
