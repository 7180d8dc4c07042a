// The sweep in lanes and its kernels. Numerical kernel file: the legend of symbols stands in cp_engine.h; a
// vector of eight draws is two registers, written 0 and 1.
#include "cobden/economy/cp_lanes.h"

#include <algorithm>
#include <cmath>

#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using numerics::kWidth;
using numerics::Lanes;
using numerics::load;
using numerics::store;

constexpr std::size_t L = kDrawLanes;
static_assert(L == 2 * kWidth);

/// sum_i row_r[i] e[i] for four rows: every e is loaded once for the four, every entry multiplies eight
/// draws.
COBDEN_CLONES void four_rows(std::size_t N, const double* const* rows, const double* e, double* sums) {
  const double *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];
  Lanes a0 = {}, a1 = {}, b0 = {}, b1 = {}, c0 = {}, c1 = {}, d0 = {}, d1 = {};
  for (std::size_t i = 0; i < N; ++i) {
    const Lanes e0 = load(e + i * L), e1 = load(e + i * L + kWidth);
    a0 += a[i] * e0, a1 += a[i] * e1;
    b0 += b[i] * e0, b1 += b[i] * e1;
    c0 += c[i] * e0, c1 += c[i] * e1;
    d0 += d[i] * e0, d1 += d[i] * e1;
  }
  store(sums, a0), store(sums + 4, a1), store(sums + 8, b0), store(sums + 12, b1);
  store(sums + 16, c0), store(sums + 20, c1), store(sums + 24, d0), store(sums + 28, d1);
}

/// Y[i] += sum over four rows of row_r[i] f_r.
COBDEN_CLONES void add_four_rows(std::size_t N, const double* const* rows, const double* const* f,
                                 double* Y) {
  const double *a = rows[0], *b = rows[1], *c = rows[2], *d = rows[3];
  const Lanes fa0 = load(f[0]), fa1 = load(f[0] + kWidth), fb0 = load(f[1]), fb1 = load(f[1] + kWidth),
              fc0 = load(f[2]), fc1 = load(f[2] + kWidth), fd0 = load(f[3]), fd1 = load(f[3] + kWidth);
  for (std::size_t i = 0; i < N; ++i) {
    double* y = Y + i * L;
    store(y, load(y) + ((a[i] * fa0 + b[i] * fb0) + (c[i] * fc0 + d[i] * fd0)));
    store(y + kWidth, load(y + kWidth) + ((a[i] * fa1 + b[i] * fb1) + (c[i] * fc1 + d[i] * fd1)));
  }
}

/// The same for one row with an entry for each draw.
COBDEN_CLONES void lane_row(std::size_t N, const double* row, const double* e, double* sums) {
  Lanes s0 = {}, s1 = {};
  for (std::size_t i = 0; i < N * L; i += L)
    s0 += load(row + i) * load(e + i), s1 += load(row + i + kWidth) * load(e + i + kWidth);
  store(sums, s0), store(sums + kWidth, s1);
}
COBDEN_CLONES void add_lane_row(std::size_t N, const double* row, const double* f, double* Y) {
  const Lanes f0 = load(f), f1 = load(f + kWidth);
  for (std::size_t i = 0; i < N * L; i += L) {
    store(Y + i, load(Y + i) + load(row + i) * f0);
    store(Y + i + kWidth, load(Y + i + kWidth) + load(row + i + kWidth) * f1);
  }
}

/// Phi, s, M and f of importers whose sums are in Phi and M.
COBDEN_CLONES void shares_kernel(std::size_t N, const double* k, const double* e, const double* X,
                                 double* Phi, double* s, double* M, double* f) {
  for (std::size_t n = 0; n < N * L; n += kWidth) {
    const Lanes home = load(k + n) * load(e + n), phi = home + load(Phi + n);
    const Lanes safe = phi > 0.0 ? phi : Lanes{} + 1.0;
    const Lanes inverse = phi > 0.0 ? 1.0 / safe : Lanes{};
    store(Phi + n, safe);
    store(s + n, home * inverse);
    store(M + n, load(M + n) * inverse);
    store(f + n, load(X + n) * inverse);
  }
}

/// e = theta (c_bar - c) within +-600, c_bar the mean of each lane; the largest |e| before that.
COBDEN_CLONES void cost_kernel(std::size_t N, std::size_t Np, const double* theta, const double* c, double* e,
                               double* c_bar, double* largest) {
  Lanes t0 = {}, t1 = {};
  for (std::size_t n = 0; n < N * L; n += L) t0 += load(c + n), t1 += load(c + n + kWidth);
  const double inverse = 1.0 / static_cast<double>(N);
  const Lanes mean[2] = {t0 * inverse, t1 * inverse}, elasticity[2] = {load(theta), load(theta + kWidth)};
  Lanes most[2] = {{}, {}};
  for (std::size_t n = 0; n < N * L; n += L)
    for (std::size_t h = 0; h < 2; ++h) {
      Lanes v = elasticity[h] * (mean[h] - load(c + n + h * kWidth));
      const Lanes size = v < 0.0 ? -v : v;
      most[h] = size > most[h] ? size : most[h];
      v = v > 600.0 ? Lanes{} + 600.0 : v;
      store(e + n + h * kWidth, v < -600.0 ? Lanes{} - 600.0 : v);
    }
  for (std::size_t n = N * L; n < Np * L; ++n) e[n] = 0;
  store(c_bar, mean[0]), store(c_bar + kWidth, mean[1]);
  store(largest, most[0]), store(largest + kWidth, most[1]);
}

/// Nothing is spent where nothing was and ln X is at rest.
COBDEN_CLONES void spending_kernel(std::size_t Np, const double* X_base, const double* lnX, double* X) {
  for (std::size_t n = 0; n < Np; ++n)
    for (std::size_t h = n * L; h < (n + 1) * L; h += kWidth) {
      const Lanes value = load(X + h);
      store(X + h, ((Lanes{} + X_base[n]) > 0.0) | (load(lnX + h) != 0.0) ? value : Lanes{});
    }
}

COBDEN_CLONES void feedback_kernel(std::size_t Np, const double* c_bar, const double* theta,
                                   const double* ln_Phi, const double* c, const double* delta,
                                   const double* a_star, std::size_t at, CpLaneWork& work) {
  for (std::size_t n = 0; n < Np; ++n)
    for (std::size_t h = 0; h < L; h += kWidth) {
      const std::size_t i = n * L + h, a = at * L + i;
      const Lanes home = load(&work.s[a]), spent = load(&work.X[a]), imports = load(&work.M[a]);
      const Lanes taxed = 1.0 - home - imports, price = load(c_bar + h) - load(ln_Phi + i) / load(theta + h);
      store(&work.rho[a], taxed);
      store(&work.p[a], price);
      store(&work.q[a], price - delta[n] * load(c + i));
      store(&work.z[a], load(&work.Y[a]) + (home - delta[n]) * spent);
      store(&work.A[i], load(&work.A[i]) + load(&work.Y[a]));
      store(&work.B[i], load(&work.B[i]) + imports * spent);
      store(&work.revenue[i], load(&work.revenue[i]) + taxed * spent);
      store(&work.tax[i], load(&work.tax[i]) + taxed * a_star[n]);
    }
}

COBDEN_CLONES void multiply(std::size_t n, const double* a, const double* b, double* out) {
  for (std::size_t i = 0; i < n; i += kWidth) store(out + i, load(a + i) * load(b + i));
}

/// c_j = sum_k G_kj q_k and x_k = sum_j G_kj z_j of one country; q, z, c, x [T][lane].
COBDEN_CLONES void links_kernel(std::size_t T, const double* G, const double* q, const double* z, double* c,
                                double* x) {
  for (std::size_t k = 0; k < T; ++k) {
    const double* g = G + k * T;
    const Lanes q0 = load(q + k * L), q1 = load(q + k * L + kWidth);
    Lanes x0 = {}, x1 = {};
    for (std::size_t j = 0; j < T; ++j) {
      double* cj = c + j * L;
      store(cj, load(cj) + g[j] * q0);
      store(cj + kWidth, load(cj + kWidth) + g[j] * q1);
      x0 += g[j] * load(z + j * L), x1 += g[j] * load(z + j * L + kWidth);
    }
    store(x + k * L, x0), store(x + k * L + kWidth, x1);
  }
}

COBDEN_CLONES void new_spending_kernel(std::size_t Np, const double* a_star, const double* I, const double* X,
                                       double* x, double* floored) {
  Lanes hit[2] = {{}, {}};
  for (std::size_t n = 0; n < Np; ++n)
    for (std::size_t h = 0; h < 2; ++h) {
      const std::size_t i = n * L + h * kWidth;
      const Lanes value = load(x + i) + a_star[n] * load(I + i), floor = 0.2 * load(X + i);
      hit[h] = value < floor ? Lanes{} + 1.0 : hit[h];
      const Lanes kept = value < floor ? floor : value;
      store(x + i, kept > 0.0 ? kept : Lanes{} + 1.0);
    }
  store(floored, hit[0]), store(floored + kWidth, hit[1]);
}

/// Calls four(rows of four) for a list of importers, the last group filled up with `spare`.
template <class Act>
void in_fours(const std::vector<std::size_t>& list, const Act& four) {
  for (std::size_t r = 0; r < list.size(); r += 4) {
    std::array<std::size_t, 4> n{};
    const std::size_t many = std::min<std::size_t>(4, list.size() - r);
    for (std::size_t q = 0; q < 4; ++q) n[q] = list[r + std::min(q, many - 1)];
    four(n, many);
  }
}

/// Sums over sources of rows that all draws share, into Phi and M; `taxed` rows have a K~ of their own.
void shared_rows(const CpEngine& g, std::size_t s, const std::vector<std::size_t>& list, bool taxed,
                 CpLaneWork& work) {
  const double* e = &work.e[g.at(s, 0) * L];
  in_fours(list, [&](const std::array<std::size_t, 4>& n, std::size_t many) {
    std::array<double, 4 * L> sums{};
    for (const bool tilde : {false, true}) {
      std::array<const double*, 4> rows{};
      for (std::size_t q = 0; q < 4; ++q)
        rows[q] = &(tilde && taxed ? g.K_tilde : g.K)[(s * g.N + n[q]) * g.Np];
      if (!tilde || taxed) four_rows(g.N, rows.data(), e, sums.data());
      double* out = (tilde ? work.M : work.Phi).data();
      for (std::size_t q = 0; q < many; ++q) std::copy_n(&sums[q * L], L, out + g.at(s, n[q]) * L);
    }
  });
}

void shared_exports(const CpEngine& g, std::size_t s, const std::vector<std::size_t>& list, bool taxed,
                    CpLaneWork& work) {
  static const std::array<double, L> nothing{};
  in_fours(list, [&](const std::array<std::size_t, 4>& n, std::size_t many) {
    std::array<const double*, 4> rows{}, f{};
    for (std::size_t q = 0; q < 4; ++q) {
      rows[q] = &(taxed ? g.K_tilde : g.K)[(s * g.N + n[q]) * g.Np];
      f[q] = q < many ? &work.f[n[q] * L] : nothing.data();
    }
    add_four_rows(g.N, rows.data(), f.data(), &work.Y[g.at(s, 0) * L]);
  });
}

void trade_of_sector(const CpEngine& g, const CpLaneRows& rows, std::size_t s, CpLaneWork& work) {
  const std::size_t a = g.at(s, 0) * L;
  shared_rows(g, s, rows.plain[s], false, work);
  shared_rows(g, s, rows.taxed[s], true, work);
  for (std::size_t r = 0; r < rows.changed[s].size(); ++r) {
    const std::size_t at = (rows.first[s] + r) * g.Np * L, n = g.at(s, rows.changed[s][r]) * L;
    lane_row(g.N, &rows.K[at], &work.e[a], &work.Phi[n]);
    lane_row(g.N, &rows.K_tilde[at], &work.e[a], &work.M[n]);
  }
  shares_kernel(g.N, &rows.k[a], &work.e[a], &work.X[a], &work.Phi[a], &work.s[a], &work.M[a], work.f.data());
  std::fill_n(&work.Y[a], g.Np * L, 0.0);
  shared_exports(g, s, rows.plain[s], false, work);
  shared_exports(g, s, rows.taxed[s], true, work);
  for (std::size_t r = 0; r < rows.changed[s].size(); ++r)
    add_lane_row(g.N, &rows.K_tilde[(rows.first[s] + r) * g.Np * L], &work.f[rows.changed[s][r] * L],
                 &work.Y[a]);
  multiply(g.Np * L, &work.Y[a], &work.e[a], &work.Y[a]);
}

void trade(const CpEngine& g, const CpLaneRows& rows, std::span<const double> theta, const CpLaneState& in,
           CpLaneWork& work) {
  for (auto* sums : {&work.A, &work.B, &work.revenue, &work.tax}) std::fill(sums->begin(), sums->end(), 0.0);
  std::vector<double> ln_Phi(g.Np * L);
  for (std::size_t t = 0; t < g.open.size(); ++t) {
    const std::size_t s = g.open[t], a = g.at(s, 0);
    const double *c = in.c() + t * g.Np * L, *lnX = in.lnX() + t * g.Np * L;
    numerics::PerLane c_bar, largest;
    cost_kernel(g.N, g.Np, &theta[s * L], c, &work.e[a * L], c_bar.data(), largest.data());
    numerics::exp_array(&work.e[a * L], &work.e[a * L], g.Np * L);
    numerics::exp_array(lnX, &work.X[a * L], g.Np * L);
    spending_kernel(g.Np, &g.X_base[a], lnX, &work.X[a * L]);
    trade_of_sector(g, rows, s, work);
    numerics::log_array(&work.Phi[a * L], ln_Phi.data(), g.Np * L);
    feedback_kernel(g.Np, c_bar.data(), &theta[s * L], ln_Phi.data(), c, &g.delta[a], &g.a_star[a], a, work);
    for (std::size_t l = 0; l < L; ++l) work.clamped[l] = work.clamped[l] || largest[l] > 600;
  }
}

/// Deficits join exports A and imports B; the largest relative imbalance, and ln(A/B) in `gap`.
void trade_balance(const CpEngine& g, const CpClosure& closure, CpLaneWork& work, numerics::PerLane& worst) {
  worst.fill(0);
  const double scale = closure.closure == Closure::kFixed ? 1.0 : 0.0;
  std::fill(work.gap.begin(), work.gap.end(), 1.0);
  for (std::size_t n = 0; n < g.N; ++n)
    for (std::size_t l = 0; l < L; ++l) {
      const std::size_t i = n * L + l;
      work.D[i] = scale * g.D[n];
      const double A = work.A[i] += std::max(work.D[i], 0.0), B = work.B[i] += std::max(-work.D[i], 0.0);
      const double difference = std::abs(A - B);
      if (!(difference <= 0)) worst[l] = std::max(difference / (work.ew[i] * g.VA[n]), worst[l]);
      if (A > 0 || B > 0) work.gap[i] = std::max(std::max(A, 1e-300) / std::max(B, 1e-300), 1e-300);
    }
  numerics::log_array(work.gap.data(), work.gap.data(), g.Np * L);
}

/// w' = w - J^-1 ln(A/B), as move_wages of cp_sweep.cc, lane by lane.
void move_wages(const CpEngine& g, const std::array<const Eigen::PartialPivLU<Eigen::MatrixXd>*, L>& jacobian,
                const double* w, double* w_out, CpLaneWork& work) {
  const auto N = static_cast<Eigen::Index>(g.N);
  Eigen::VectorXd gap(N);
  std::copy_n(w, g.Np * L, w_out);
  for (std::size_t l = 0; l < L; ++l) {
    for (Eigen::Index n = 0; n < N; ++n) gap(n) = work.gap[static_cast<std::size_t>(n) * L + l];
    const Eigen::VectorXd step = jacobian[l]->solve(gap);
    double moved = 0, total = 0;
    for (std::size_t n = 0; n < g.N; ++n) {
      const double value = g.VA[n] * work.ew[n * L + l];
      moved += value * step(static_cast<Eigen::Index>(n)), total += value;
    }
    for (std::size_t n = 0; n < g.N; ++n)
      w_out[n * L + l] -= std::clamp(step(static_cast<Eigen::Index>(n)) - moved / total, -1.0, 1.0);
  }
  numerics::exp_array(w_out, work.ew_new.data(), g.Np * L);
  numerics::PerLane scale{};
  for (std::size_t n = 0; n < g.N; ++n)
    for (std::size_t l = 0; l < L; ++l) scale[l] += work.ew_new[n * L + l] * g.VA[n];
  for (std::size_t l = 0; l < L; ++l) {
    scale[l] /= g.world_value_added;
    const double shift = std::log(scale[l]);
    for (std::size_t n = 0; n < g.N; ++n) w_out[n * L + l] -= shift, work.ew_new[n * L + l] /= scale[l];
  }
}

/// c = b* w' + G* q and x = G*' z, country by country.
void follow_links(const CpEngine& g, const CpLaneLinks& links, CpLaneState& out, const CpLaneWork& work) {
  const std::size_t T = g.open.size();
  std::vector<double> own(4 * T * L);
  double *q = own.data(), *z = q + T * L, *c = z + T * L, *x = c + T * L;
  for (std::size_t n = 0; n < g.N; ++n) {
    for (std::size_t t = 0; t < T; ++t) {
      const std::size_t a = g.at(g.open[t], n);
      std::copy_n(&work.q[a * L], L, q + t * L);
      std::copy_n(&work.z[a * L], L, z + t * L);
      for (std::size_t l = 0; l < L; ++l) c[t * L + l] = g.b_star[a] * out.w()[n * L + l];
    }
    std::fill_n(x, T * L, 0.0);
    if (!links.G.empty()) links_kernel(T, &links.G[n * T * T], q, z, c, x);
    for (std::size_t t = 0; t < T; ++t) {
      std::copy_n(c + t * L, L, out.c() + (t * g.Np + n) * L);
      std::copy_n(x + t * L, L, out.lnX() + (t * g.Np + n) * L);
    }
  }
}

void costs_and_spending(const CpEngine& g, const CpLaneLinks& links, CpLaneState& out, CpLaneWork& work) {
  const std::size_t T = g.open.size();
  follow_links(g, links, out, work);
  for (std::size_t n = 0; n < g.Np; ++n)
    for (std::size_t l = 0; l < L; ++l) work.I[n * L + l] = work.ew_new[n * L + l] * g.VA[n];
  for (std::size_t t = 0; t < T; ++t) {
    const double *rho = &work.rho[g.at(g.open[t], 0) * L], *x = out.lnX() + t * g.Np * L;
    for (std::size_t i = 0; i < g.N * L; ++i) work.I[i] += rho[i] * x[i];
  }
  for (std::size_t i = 0; i < g.N * L; ++i) {
    work.I[i] = (work.I[i] + work.D[i]) / (1 - work.tax[i]);
    if (!(work.I[i] > 0)) work.clamped[i % L] = true;
  }
  for (std::size_t t = 0; t < T; ++t) {
    const std::size_t a = g.at(g.open[t], 0);
    numerics::PerLane floored;
    // Padding holds what an earlier sweep left: one spent, ln 1 = 0.
    double* x = out.lnX() + t * g.Np * L;
    std::fill_n(x + g.N * L, (g.Np - g.N) * L, 0.0);
    new_spending_kernel(g.Np, &g.a_star[a], work.I.data(), &work.X[a * L], x, floored.data());
    for (std::size_t l = 0; l < L; ++l) work.clamped[l] = work.clamped[l] || floored[l] > 0;
  }
  numerics::log_array(out.lnX(), out.lnX(), out.TN * L);
}

bool row_differs(const CpEngine& g, const TradeCube& tariff, std::size_t s, std::size_t n) {
  const auto now = tariff.row(Sector(s), Country(n)), base = g.shares.tariff.row(Sector(s), Country(n));
  return !std::equal(now.begin(), now.end(), base.begin());
}

/// Entries of one changed row for one draw. A row whose every source is tiny would have to be rescaled.
bool fill_lane(const CpEngine& g, const CpLaneInput& input, std::size_t s, std::size_t n, std::size_t lane,
               double* K, double* K_tilde) {
  const double theta = (*input.theta)[Sector(s)];
  const auto old = g.shares.tariff.row(Sector(s), Country(n));
  const auto next = input.tariff ? input.tariff->row(Sector(s), Country(n)) : old;
  const double* base = &g.K[(s * g.N + n) * g.Np];
  double largest = g.delta[g.at(s, n)];
  for (std::size_t i = 0; i < g.N; ++i) {
    const double power = 1 + next[i];
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): tariffs are above -100%, so powers are positive
    const double factor = next[i] == old[i] ? 1.0 : std::exp(-theta * std::log(power / (1 + old[i])));
    K[i * L + lane] = base[i] * factor;
    K_tilde[i * L + lane] = base[i] * factor / power;
    largest = std::max(largest, K[i * L + lane]);
  }
  return largest >= 1e-100;
}

}  // namespace

CpLaneLinks::CpLaneLinks(const CpEngine& g) {
  if (g.G_star.empty()) return;
  const std::size_t T = g.open.size();
  G.resize(g.N * T * T);
  for (std::size_t n = 0; n < g.N; ++n)
    for (std::size_t k = 0; k < T; ++k)
      for (std::size_t j = 0; j < T; ++j)
        G[(n * T + k) * T + j] = g.G_star[(g.open[k] * g.S + g.open[j]) * g.Np + n];
}

CpLaneRows make_lane_rows(const CpEngine& g, std::span<const CpLaneInput> inputs) {
  CpLaneRows rows;
  rows.plain.resize(g.S), rows.taxed.resize(g.S), rows.changed.resize(g.S), rows.first.resize(g.S);
  std::size_t many = 0;
  for (std::size_t s = 0; s < g.S; ++s) {
    rows.first[s] = many;
    for (std::size_t n = 0; g.traded[s] && n < g.N; ++n) {
      bool changes = false;
      for (const auto& input : inputs)
        changes = changes || (input.tariff && row_differs(g, *input.tariff, s, n));
      auto& kind = changes ? rows.changed : g.row_has_tariff[s * g.N + n] ? rows.taxed : rows.plain;
      kind[s].push_back(n);
    }
    many += rows.changed[s].size();
  }
  rows.K.assign(many * g.Np * L, 0.0);
  rows.K_tilde.assign(many * g.Np * L, 0.0);
  rows.k.assign(g.S * g.Np * L, 0.0);
  for (std::size_t i = 0; i < g.S * g.Np; ++i) std::fill_n(&rows.k[i * L], L, g.delta[i]);
  for (std::size_t lane = 0; lane < L; ++lane) {
    rows.usable[lane] = true;
    const auto& input = inputs[std::min(lane, inputs.size() - 1)];
    for (std::size_t s = 0; s < g.S; ++s)
      for (std::size_t r = 0; r < rows.changed[s].size(); ++r) {
        const std::size_t at = (rows.first[s] + r) * g.Np * L;
        if (!fill_lane(g, input, s, rows.changed[s][r], lane, &rows.K[at], &rows.K_tilde[at]))
          rows.usable[lane] = false;
      }
  }
  return rows;
}

void CpLaneState::set(std::size_t lane, const CpState& state) {
  TN = state.TN;
  z.resize(state.z.size() * L);
  for (std::size_t i = 0; i < state.z.size(); ++i) z[i * L + lane] = state.z[i];
}

CpState CpLaneState::lane(std::size_t lane) const {
  CpState state;
  state.TN = TN;
  state.z.resize(z.size() / L);
  for (std::size_t i = 0; i < state.z.size(); ++i) state.z[i] = z[i * L + lane];
  return state;
}

CpLaneWork::CpLaneWork(const CpEngine& g)
    : e(g.S * g.Np * L, 1.0),
      Phi(g.S * g.Np * L, 1.0),
      p(g.S * g.Np * L),
      s(g.S * g.Np * L, 1.0),
      M(g.S * g.Np * L),
      Y(g.S * g.Np * L),
      X(g.S * g.Np * L),
      q(g.S * g.Np * L),
      z(g.S * g.Np * L),
      rho(g.S * g.Np * L),
      A(g.Np * L),
      B(g.Np * L),
      I(g.Np * L),
      D(g.Np * L),
      ew(g.Np * L),
      ew_new(g.Np * L),
      gap(g.Np * L),
      revenue(g.Np * L),
      tax(g.Np * L),
      f(g.Np * L) {}

void CpLaneWork::copy_to(const CpEngine& g, std::size_t lane, CpWork& work) const {
  const std::pair<const numerics::AlignedVector*, numerics::AlignedVector*> sectors[] = {
      {&p, &work.p}, {&s, &work.s}, {&M, &work.M}, {&Y, &work.Y},
      {&X, &work.X}, {&q, &work.q}, {&z, &work.z}, {&rho, &work.rho}};
  for (const auto& [from, to] : sectors)
    for (const std::size_t t : g.open)
      for (std::size_t n = 0; n < g.Np; ++n) (*to)[g.at(t, n)] = (*from)[g.at(t, n) * L + lane];
  const std::pair<const numerics::AlignedVector*, numerics::AlignedVector*> countries[] = {
      {&A, &work.A},
      {&B, &work.B},
      {&I, &work.I},
      {&D, &work.D},
      {&ew, &work.ew},
      {&ew_new, &work.ew_new},
      {&revenue, &work.revenue},
      {&tax, &work.tax}};
  for (const auto& [from, to] : countries)
    for (std::size_t n = 0; n < g.Np; ++n) (*to)[n] = (*from)[n * L + lane];
  work.clamped = clamped[lane];
}

double CpLaneSize::largest(std::size_t lane) const {
  return std::max({trade_gap[lane], cost_step[lane], spend_step[lane]});
}

bool lanes_know(const CpClosure& closure) {
  const bool fixed =
      closure.closure == Closure::kFixed && closure.numeraire == Numeraire::Kind::kWorldValueAdded;
  return fixed || closure.closure == Closure::kZero;
}

CpLaneSize lane_sweep(const CpEngine& g, const CpLaneLinks& links, const CpLaneRows& rows,
                      const CpClosure& closure, std::span<const double> theta,
                      const std::array<const Eigen::PartialPivLU<Eigen::MatrixXd>*, kDrawLanes>& jacobian,
                      const CpLaneState& in, CpLaneState& out, CpLaneWork& work) {
  work.clamped.fill(false);
  trade(g, rows, theta, in, work);
  numerics::exp_array(in.w(), work.ew.data(), g.Np * L);
  CpLaneSize size;
  trade_balance(g, closure, work, size.trade_gap);
  move_wages(g, jacobian, in.w(), out.w(), work);
  costs_and_spending(g, links, out, work);
  size.cost_step = numerics::largest_difference(out.c(), in.c(), in.TN);
  size.spend_step = numerics::largest_difference(out.lnX(), in.lnX(), in.TN);
  size.wage_step = numerics::largest_difference(out.w(), in.w(), g.Np);
  return size;
}

}  // namespace cobden::economy
