// The eight-fold sweep and its kernels. Numerical kernel file: the legend of symbols stands in cp_engine.h.
#include "cobden/economy/cp_batch_sweep.h"

#include <algorithm>
#include <cmath>

#include "cobden/economy/cp_deficits.h"
#include "cobden/numerics/simd_eight.h"

namespace cobden::economy {
namespace {

using numerics::eight_at;
using numerics::kWidth;
using numerics::Lanes;
using numerics::load;
using numerics::store;
using numerics::store_eight;
constexpr std::size_t L = kCpBatch;
static_assert(L == numerics::kEight);

/// Sums over K and K~ of R importers that share their rows with the base, and their part of exports Y.
/// f_out, m_out: [R][8].
template <class V, std::size_t R>
COBDEN_INLINE void shared_sums(std::size_t N, const double* const* K, const double* const* Kt,
                               const double* e, double* f_out, double* m_out) {
  V f[R] = {}, m[R] = {};
  bool taxed = false;
  for (std::size_t r = 0; r < R; ++r) taxed = taxed || K[r] != Kt[r];
  for (std::size_t i = 0; i < N; ++i) {
    const V at = eight_at<V>(e + i * L);
    for (std::size_t r = 0; r < R; ++r) f[r] = f[r] + K[r][i] * at;
    if (taxed)
      for (std::size_t r = 0; r < R; ++r) m[r] = m[r] + Kt[r][i] * at;
  }
  for (std::size_t r = 0; r < R; ++r) {
    store_eight(f_out + r * L, f[r]);
    store_eight(m_out + r * L, taxed ? m[r] : f[r]);
  }
}

template <class V, std::size_t R>
COBDEN_INLINE void shared_exports(std::size_t N, const double* const* Kt, const double* per_share,
                                  double* Y) {
  V g[R];
  for (std::size_t r = 0; r < R; ++r) g[r] = eight_at<V>(per_share + r * L);
  for (std::size_t i = 0; i < N; ++i) {
    V y = eight_at<V>(Y + i * L);
    for (std::size_t r = 0; r < R; ++r) y = y + Kt[r][i] * g[r];
    store_eight(Y + i * L, y);
  }
}

/// The same of one importer whose rows differ by draw.
template <class V>
COBDEN_INLINE void own_sums(std::size_t N, const double* K, const double* Kt, const double* e, double* f_out,
                            double* m_out) {
  V f{}, m{};
  for (std::size_t i = 0; i < N; ++i) {
    const V at = eight_at<V>(e + i * L);
    f = f + eight_at<V>(K + i * L) * at;
    m = m + eight_at<V>(Kt + i * L) * at;
  }
  store_eight(f_out, f), store_eight(m_out, m);
}

template <class V>
COBDEN_INLINE void own_exports(std::size_t N, const double* Kt, const double* per_share, double* Y) {
  const V g = eight_at<V>(per_share);
  for (std::size_t i = 0; i < N; ++i)
    store_eight(Y + i * L, eight_at<V>(Y + i * L) + eight_at<V>(Kt + i * L) * g);
}

/// Phi, s, M of one importer from its sums, and spending per unit of share, X / Phi.
COBDEN_INLINE void finish_importer(const double* f, const double* m, const double* k, const double* e,
                                   const double* X, double* Phi, double* s, double* M, double* per_share) {
  for (std::size_t l = 0; l < L; ++l) {
    const double home = k[l] * e[l], phi = home + f[l], inverse = phi > 0 ? 1.0 / phi : 0.0;
    Phi[l] = phi > 0 ? phi : 1.0;
    s[l] = home * inverse;
    M[l] = m[l] * inverse;
    per_share[l] = X[l] * inverse;
  }
}

/// One sector: Phi, s, M of every importer and exports Y of every exporter.
template <class V>
COBDEN_INLINE void trade_kernel_of(std::size_t N, const double* const* K, const double* const* Kt,
                                   const double* const* K8, const double* const* K8t, const double* k,
                                   const double* e, const double* X, double* Phi, double* s, double* M,
                                   double* Y) {
  constexpr std::size_t R = V::kRows;
  alignas(64) double f[R * L], m[R * L], per_share[R * L];
  for (std::size_t i = 0; i < N * L; ++i) Y[i] = 0;
  for (std::size_t n = 0; n < N;) {
    bool shared = n + R <= N;
    for (std::size_t r = 0; shared && r < R; ++r) shared = K[n + r] != nullptr;
    const std::size_t count = shared ? R : 1;
    if (shared)
      shared_sums<V, R>(N, K + n, Kt + n, e, f, m);
    else if (K[n])
      shared_sums<V, 1>(N, K + n, Kt + n, e, f, m);
    else
      own_sums<V>(N, K8[n], K8t[n], e, f, m);
    for (std::size_t r = 0; r < count; ++r) {
      const std::size_t at = (n + r) * L;
      finish_importer(f + r * L, m + r * L, k + at, e + at, X + at, Phi + at, s + at, M + at,
                      per_share + r * L);
    }
    if (shared)
      shared_exports<V, R>(N, Kt + n, per_share, Y);
    else if (K[n])
      shared_exports<V, 1>(N, Kt + n, per_share, Y);
    else
      own_exports<V>(N, K8t[n], per_share, Y);
    n += count;
  }
  for (std::size_t i = 0; i < N * L; i += L) store_eight(Y + i, eight_at<V>(Y + i) * eight_at<V>(e + i));
}
COBDEN_EIGHT_KERNEL(trade_kernel,
                    (std::size_t N, const double* const* K, const double* const* Kt, const double* const* K8,
                     const double* const* K8t, const double* k, const double* e, const double* X, double* Phi,
                     double* s, double* M, double* Y),
                    (N, K, Kt, K8, K8t, k, e, X, Phi, s, M, Y))

/// One country: x_k = sum_j G_kj z_j, c_j += G_kj q_k. G: [T][T]; q, z, c, x: [T][8]. Several k together, so
/// that c is loaded and stored once for them.
template <class V, std::size_t R>
COBDEN_INLINE void some_links(std::size_t T, const double* G, const double* q, const double* z, double* c,
                              double* x) {
  V price[R], sum[R] = {};
  for (std::size_t r = 0; r < R; ++r) price[r] = eight_at<V>(q + r * L);
  for (std::size_t j = 0; j < T; ++j) {
    const V sales = eight_at<V>(z + j * L);
    V cost = eight_at<V>(c + j * L);
    for (std::size_t r = 0; r < R; ++r) {
      const double link = G[r * T + j];
      cost = cost + link * price[r];
      sum[r] = sum[r] + link * sales;
    }
    store_eight(c + j * L, cost);
  }
  for (std::size_t r = 0; r < R; ++r) store_eight(x + r * L, sum[r]);
}
template <class V>
COBDEN_INLINE void links_kernel_of(std::size_t T, const double* G, const double* q, const double* z,
                                   double* c, double* x) {
  constexpr std::size_t R = V::kRows;
  std::size_t k = 0;
  for (; k + R <= T; k += R) some_links<V, R>(T, G + k * T, q + k * L, z, c, x + k * L);
  for (; k < T; ++k) some_links<V, 1>(T, G + k * T, q + k * L, z, c, x + k * L);
}
COBDEN_EIGHT_KERNEL(links_kernel,
                    (std::size_t T, const double* G, const double* q, const double* z, double* c, double* x),
                    (T, G, q, z, c, x))

/// e = -theta (c - c_bar), clipped to +-600; mean and largest by draw.
COBDEN_CLONES void relative_cost_kernel(std::size_t N, std::size_t Np, const double* theta, const double* c,
                                        double* e, double* mean, double* largest) {
  for (std::size_t h = 0; h < L; h += kWidth) {
    Lanes total = {}, most = {};
    for (std::size_t n = 0; n < N; ++n) total += load(c + n * L + h);
    const Lanes middle = total / static_cast<double>(N), slope = load(theta + h);
    for (std::size_t n = 0; n < N; ++n) {
      Lanes v = slope * (middle - load(c + n * L + h));
      const Lanes size = v < 0.0 ? -v : v;
      most = size > most ? size : most;
      v = v > 600.0 ? Lanes{} + 600.0 : v;
      store(e + n * L + h, v < -600.0 ? Lanes{} - 600.0 : v);
    }
    for (std::size_t n = N; n < Np; ++n) store(e + n * L + h, Lanes{});
    store(mean + h, middle), store(largest + h, most);
  }
}

/// Nothing is spent where nothing was and ln X is at rest.
COBDEN_CLONES void spending_kernel(std::size_t N, const double* X_base, const double* lnX, double* X) {
  for (std::size_t n = 0; n < N; ++n) {
    if (X_base[n] > 0) continue;
    for (std::size_t h = n * L; h < (n + 1) * L; h += kWidth)
      store(X + h, load(lnX + h) != 0.0 ? load(X + h) : Lanes{});
  }
}

/// One sector, elementwise as in cp_sweep.cc: rho, p, q, z and the sums A, B, revenue, tax.
COBDEN_CLONES void feedback_kernel(std::size_t N, const double* mean, const double* theta,
                                   const double* ln_Phi, const double* c, const double* delta,
                                   const double* a_star, std::size_t at, CpBatchWork& w) {
  for (std::size_t n = 0; n < N; ++n)
    for (std::size_t h = 0; h < L; h += kWidth) {
      const std::size_t l = n * L + h, i = at + l;
      const Lanes home = load(&w.s[i]), spent = load(&w.X[i]), imports = load(&w.M[i]), sold = load(&w.Y[i]);
      const Lanes taxed = 1.0 - home - imports, price = load(mean + h) - load(ln_Phi + l) / load(theta + h);
      store(&w.rho[i], taxed);
      store(&w.p[i], price);
      store(&w.q[i], price - delta[n] * load(c + l));
      store(&w.z[i], sold + (home - delta[n]) * spent);
      store(&w.A[l], load(&w.A[l]) + sold);
      store(&w.B[l], load(&w.B[l]) + imports * spent);
      store(&w.revenue[l], load(&w.revenue[l]) + taxed * spent);
      store(&w.tax[l], load(&w.tax[l]) + taxed * a_star[n]);
    }
}

/// x = max(x + a* I, 0.2 X), 1 where nothing is spent; notes the draws that needed the floor.
COBDEN_CLONES void new_spending_kernel(std::size_t N, const double* a_star, const double* I, const double* X,
                                       double* x, double* floored) {
  for (std::size_t n = 0; n < N; ++n)
    for (std::size_t h = 0; h < L; h += kWidth) {
      const std::size_t l = n * L + h;
      const Lanes value = load(x + l) + a_star[n] * load(I + l), floor = 0.2 * load(X + l);
      store(floored + h, value < floor ? Lanes{} + 1.0 : load(floored + h));
      const Lanes kept = value < floor ? floor : value;
      store(x + l, kept > 0.0 ? kept : Lanes{} + 1.0);
    }
}

COBDEN_CLONES void add_income(std::size_t N, const double* rho, const double* x, double* I) {
  for (std::size_t i = 0; i < N * L; i += kWidth) store(I + i, load(I + i) + load(rho + i) * load(x + i));
}

/// The largest |a - b| by draw; NaN if one is.
COBDEN_CLONES void largest_difference(std::size_t n, const double* a, const double* b, double* out) {
  Lanes most[2] = {}, poison[2] = {};
  for (std::size_t i = 0; i < n * L; i += L)
    for (std::size_t h = 0; h < 2; ++h) {
      Lanes d = load(a + i + h * kWidth) - load(b + i + h * kWidth);
      d = d < 0.0 ? -d : d;
      most[h] = d > most[h] ? d : most[h];
      poison[h] += d - d;
    }
  for (std::size_t h = 0; h < 2; ++h) store(out + h * kWidth, most[h] + poison[h]);
}

/// Trade of one traded sector: shares, exports, prices, sums.
void trade_of_sector(const CpBatchBase& b, const CpBatchRows& rows, const double* in, std::size_t t,
                     CpBatchWork& w) {
  const CpEngine& g = b.g;
  const std::size_t full = g.open[t] * g.Np, at = t * g.Np * L, size = g.Np * L, TN = g.open.size() * size;
  const double *c = in + at, *lnX = in + TN + at, *theta = &rows.theta[t * L];
  alignas(64) double mean[L], largest[L];
  relative_cost_kernel(g.N, g.Np, theta, c, &w.e[at], mean, largest);
  numerics::exp_array(&w.e[at], &w.e[at], size);
  numerics::exp_array(lnX, &w.X[at], size);
  spending_kernel(g.N, &g.X_base[full], lnX, &w.X[at]);
  const std::size_t row = t * g.N;
  trade_kernel(g.N, &rows.K[row], &rows.K_tilde[row], &rows.K8[row], &rows.K8_tilde[row], &rows.k[at],
               &w.e[at], &w.X[at], &w.Phi[at], &w.s[at], &w.M[at], &w.Y[at]);
  double* ln_Phi = &w.p[at];
  numerics::log_array(&w.Phi[at], ln_Phi, size);
  if (!rows.log_scale.empty()) numerics::axpy(1.0, &rows.log_scale[at], ln_Phi, size);
  feedback_kernel(g.N, mean, theta, ln_Phi, c, &g.delta[full], &g.a_star[full], at, w);
  for (std::size_t l = 0; l < L; ++l)
    if (largest[l] > 600) w.clamped[l] = true;
}

void trade(const CpBatchBase& b, const CpBatchRows& rows, const double* in, CpBatchWork& w) {
  for (auto* sum : {&w.A, &w.B, &w.revenue, &w.tax}) std::fill(sum->begin(), sum->end(), 0.0);
  for (std::size_t t = 0; t < b.g.open.size(); ++t) trade_of_sector(b, rows, in, t, w);
}

/// D' of each draw.
void deficits(const CpEngine& g, const CpClosure& closure, const double* w, CpBatchWork& work) {
  const auto n = static_cast<std::size_t>(std::max(closure.numeraire_country, 0));
  std::vector<std::size_t> position(g.S, 0);
  for (std::size_t t = 0; t < g.open.size(); ++t) position[g.open[t]] = t;
  std::vector<double> ew(g.N), revenue(g.N), D(g.N);
  for (std::size_t l = 0; l < L; ++l) {
    const auto good = [&](const numerics::AlignedVector& of, std::size_t s) {
      return of[(position[s] * g.Np + n) * L + l];
    };
    const double numeraire = numeraire_price(
        g, closure, w[n * L + l], [&](std::size_t k) { return good(work.p, k); },
        [&](std::size_t t) { return good(work.q, t); });
    for (std::size_t i = 0; i < g.N; ++i) ew[i] = work.ew[i * L + l], revenue[i] = work.revenue[i * L + l];
    closure_deficits(g, closure.closure, numeraire, ew.data(), revenue.data(), D.data());
    for (std::size_t i = 0; i < g.N; ++i) work.D[i * L + l] = D[i];
  }
}

/// Transfers into exports A and imports B; ln(A/B) in `gap`.
void trade_balance(const CpEngine& g, CpBatchWork& w, CpBatchSizes& sizes) {
  std::fill(w.gap.begin(), w.gap.end(), 1.0);
  for (std::size_t n = 0; n < g.N; ++n)
    for (std::size_t l = 0; l < L; ++l) {
      const std::size_t i = n * L + l;
      w.A[i] += std::max(w.D[i], 0.0);
      w.B[i] += std::max(-w.D[i], 0.0);
      const double difference = std::abs(w.A[i] - w.B[i]);
      if (!(difference <= 0))
        sizes.trade_gap[l] = std::max(difference / (w.ew[i] * g.VA[n]), sizes.trade_gap[l]);
      if (w.A[i] <= 0 && w.B[i] <= 0) continue;  // isolated
      w.gap[i] = std::max(std::max(w.A[i], 1e-300) / std::max(w.B[i], 1e-300), 1e-300);
    }
  numerics::log_array(w.gap.data(), w.gap.data(), g.Np * L);
}

/// w' = w - J^-1 ln(A/B), with the safeguards of cp_sweep.cc, by draw.
void move_wages(const CpBatchBase& b, const std::array<const double*, L>& responses, const double* w,
                double* w_out, CpBatchWork& work, CpBatchSizes& sizes) {
  const CpEngine& g = b.g;
  std::copy_n(w, g.Np * L, w_out);
  numerics::AlignedVector gap(g.Np);
  for (std::size_t l = 0; l < L; ++l) {
    for (std::size_t n = 0; n < g.N; ++n) gap[n] = work.gap[n * L + l];
    double weighted = 0, weight = 0;
    for (std::size_t n = 0; n < g.N; ++n)
      work.step[n * L + l] = numerics::dot(responses[l] + n * g.Np, gap.data(), g.Np);
    for (std::size_t n = 0; n < g.N; ++n) {
      const double bill = g.VA[n] * work.ew[n * L + l];
      weighted += bill * work.step[n * L + l], weight += bill;
    }
    for (std::size_t n = 0; n < g.N; ++n)
      w_out[n * L + l] -= std::clamp(work.step[n * L + l] - weighted / weight, -1.0, 1.0);
  }
  numerics::exp_array(w_out, work.ew_new.data(), g.Np * L);
  for (std::size_t l = 0; l < L; ++l) {
    double total = 0;
    for (std::size_t n = 0; n < g.N; ++n) total += work.ew_new[n * L + l] * g.VA[n];
    const double scale = total / g.world_value_added, shift = std::log(scale);
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t i = n * L + l;
      w_out[i] -= shift, work.ew_new[i] /= scale;
      sizes.wage_step[l] = std::max(sizes.wage_step[l], std::abs(w_out[i] - w[i]));
    }
  }
}

/// c = b* w' + G* q and the inputs x = G*' z.
void costs_and_inputs(const CpBatchBase& b, const double* w, double* c, double* x, CpBatchWork& work) {
  const CpEngine& g = b.g;
  const std::size_t T = g.open.size();
  std::fill_n(x, T * g.Np * L, 0.0);
  double *q = work.own.data(), *z = q + T * L, *cost = z + T * L, *input = cost + T * L;
  for (std::size_t n = 0; n < g.N; ++n) {
    for (std::size_t t = 0; t < T; ++t) {
      const std::size_t i = (t * g.Np + n) * L;
      const double wage_share = g.b_star[g.open[t] * g.Np + n];
      for (std::size_t l = 0; l < L; ++l) {
        q[t * L + l] = work.q[i + l], z[t * L + l] = work.z[i + l];
        cost[t * L + l] = wage_share * w[n * L + l];
        input[t * L + l] = 0;
      }
    }
    if (!b.links.empty()) links_kernel(T, &b.links[n * T * T], q, z, cost, input);
    for (std::size_t t = 0; t < T; ++t) {
      std::copy_n(cost + t * L, L, c + (t * g.Np + n) * L);
      std::copy_n(input + t * L, L, x + (t * g.Np + n) * L);
    }
  }
}

/// Costs and spending of traded sectors at the new wages.
void costs_and_spending(const CpBatchBase& b, double* out, CpBatchWork& w) {
  const CpEngine& g = b.g;
  const std::size_t T = g.open.size(), size = g.Np * L;
  double *c = out, *x = out + T * size, *wage = out + 2 * T * size;
  costs_and_inputs(b, wage, c, x, w);
  for (std::size_t n = 0; n < g.N; ++n)
    for (std::size_t l = 0; l < L; ++l) w.I[n * L + l] = w.ew_new[n * L + l] * g.VA[n];
  for (std::size_t t = 0; t < T; ++t) add_income(g.N, &w.rho[t * size], x + t * size, w.I.data());
  for (std::size_t n = 0; n < g.N; ++n)
    for (std::size_t l = 0; l < L; ++l) {
      double& income = w.I[n * L + l];
      income = (income + w.D[n * L + l]) / (1 - w.tax[n * L + l]);
      if (!(income > 0)) w.clamped[l] = true;
    }
  alignas(64) double floored[L] = {};
  for (std::size_t t = 0; t < T; ++t) {
    new_spending_kernel(g.N, &g.a_star[g.open[t] * g.Np], w.I.data(), &w.X[t * size], x + t * size, floored);
    std::fill_n(x + t * size + g.N * L, (g.Np - g.N) * L, 1.0);  // ln 1 = 0 keeps the padding still
  }
  for (std::size_t l = 0; l < L; ++l)
    if (floored[l] > 0) w.clamped[l] = true;
  numerics::log_array(x, x, T * size);
}

}  // namespace

CpBatchWork::CpBatchWork(const CpEngine& g) : own(4 * g.open.size() * L) {
  const std::size_t goods = g.open.size() * g.Np * L;
  for (auto* array : {&e, &Phi, &p, &s, &M, &Y, &X, &q, &z, &rho}) array->assign(goods, 0.0);
  std::fill(Phi.begin(), Phi.end(), 1.0);  // of the padding, whose logarithm is taken
  for (auto* array : {&A, &B, &I, &D, &ew, &ew_new, &gap, &revenue, &tax, &step})
    array->assign(g.Np * L, 0.0);
}

double CpBatchSizes::largest(std::size_t l) const {
  return std::max({trade_gap[l], cost_step[l], spend_step[l]});
}

CpBatchSizes sweep(const CpBatchBase& b, const CpBatchRows& rows, const CpClosure& closure,
                   const std::array<const double*, L>& responses, const double* in, double* out,
                   CpBatchWork& work) {
  const std::size_t TN = b.g.open.size() * b.g.Np;
  const double* w = in + 2 * TN * L;
  CpBatchSizes sizes;
  work.clamped.fill(false);
  trade(b, rows, in, work);
  numerics::exp_array(w, work.ew.data(), b.g.Np * L);
  deficits(b.g, closure, w, work);
  trade_balance(b.g, work, sizes);
  move_wages(b, responses, w, out + 2 * TN * L, work, sizes);
  costs_and_spending(b, out, work);
  largest_difference(TN, out, in, sizes.cost_step.data());
  largest_difference(TN, out + TN * L, in + TN * L, sizes.spend_step.data());
  return sizes;
}

}  // namespace cobden::economy
