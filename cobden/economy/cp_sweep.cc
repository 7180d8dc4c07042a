// The sweep and its kernels. Numerical kernel file: the legend of symbols stands in cp_engine.h.
#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/economy/cp_deficits.h"
#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using numerics::kWidth;
using numerics::Lanes;
using numerics::load;
using numerics::store;

/// Runs act(part) for the parts of a sweep, side by side where there is a team.
/// Their number is fixed and their sums are added in order: the bits do not depend on the threads.
void in_parts(Team* team, std::size_t parts, const std::function<void(std::size_t)>& act) {
  if (team) return team->run(parts, act);
  for (std::size_t part = 0; part < parts; ++part) act(part);
}

/// One sector: Phi, s, M of every importer and exports Y of every exporter, reading each row of K and K~
/// once.
COBDEN_CLONES void trade_kernel(std::size_t N, std::size_t Np, const double* const* K,
                                const double* const* Kt, const double* k, const double* e, const double* X,
                                double* Phi, double* s, double* M, double* Y) {
  for (std::size_t i = 0; i < Np; i += kWidth) store(Y + i, Lanes{});
  for (std::size_t n = 0; n < N; ++n) {
    const double *row = K[n], *taxed = Kt[n];
    Lanes f0 = {}, f1 = {}, m0 = {}, m1 = {};
    const bool same = row == taxed;
    if (same) {
      for (std::size_t i = 0; i < Np; i += 2 * kWidth) {
        f0 += load(row + i) * load(e + i);
        f1 += load(row + i + kWidth) * load(e + i + kWidth);
      }
      m0 = f0, m1 = f1;
    } else {
      for (std::size_t i = 0; i < Np; i += 2 * kWidth) {
        const Lanes e0 = load(e + i), e1 = load(e + i + kWidth);
        f0 += load(row + i) * e0;
        f1 += load(row + i + kWidth) * e1;
        m0 += load(taxed + i) * e0;
        m1 += load(taxed + i + kWidth) * e1;
      }
    }
    const double home = k[n] * e[n], phi = home + numerics::sum(f0 + f1);
    const double inverse = phi > 0 ? 1.0 / phi : 0.0;
    Phi[n] = phi > 0 ? phi : 1.0;
    s[n] = home * inverse;
    M[n] = numerics::sum(m0 + m1) * inverse;
    const double f = X[n] * inverse;
    for (std::size_t j = 0; j < Np; j += kWidth) store(Y + j, load(Y + j) + f * load(taxed + j));
  }
  for (std::size_t i = 0; i < Np; i += kWidth) store(Y + i, load(Y + i) * load(e + i));
}

/// e = -theta (c - c_bar), clipped to +-600; returns c_bar, the sector's mean, and the largest |e| before
/// clipping, so that nothing overflows unseen.
struct CostSpread {
  double mean, largest;
};
COBDEN_CLONES CostSpread relative_cost_kernel(std::size_t N, std::size_t Np, double theta, const double* c,
                                              double* e) {
  Lanes total = {};
  for (std::size_t n = 0; n < Np; n += kWidth) total += load(c + n);  // padding holds zero
  const double mean = numerics::sum(total) / static_cast<double>(N);
  for (std::size_t n = 0; n < Np; n += kWidth) store(e + n, theta * (mean - load(c + n)));
  for (std::size_t n = N; n < Np; ++n) e[n] = 0;
  Lanes largest = {};
  for (std::size_t n = 0; n < Np; n += kWidth) {
    Lanes v = load(e + n);
    const Lanes size = v < 0.0 ? -v : v;
    largest = size > largest ? size : largest;
    v = v > 600.0 ? Lanes{} + 600.0 : v;
    store(e + n, v < -600.0 ? Lanes{} - 600.0 : v);
  }
  return {mean, std::max({largest[0], largest[1], largest[2], largest[3]})};
}

/// Nothing is spent where nothing was and ln X is at rest.
COBDEN_CLONES void spending_kernel(std::size_t Np, const double* X_base, const double* lnX, double* X) {
  for (std::size_t n = 0; n < Np; n += kWidth) {
    const Lanes value = load(X + n);
    store(X + n, (load(X_base + n) > 0.0) | (load(lnX + n) != 0.0) ? value : Lanes{});
  }
}

/// One sector: tariff share rho, price p = c_bar - ln Phi / theta, price news q = p - delta c, sales news
/// z = Y + (s - delta) X, and its part of trade, revenue and the tax share of final spending, elementwise.
COBDEN_CLONES void feedback_kernel(std::size_t Np, double c_bar, double inverse_theta, const double* ln_Phi,
                                   const double* c, const double* delta, const double* a_star, std::size_t at,
                                   CpWork& work, double* sums) {
  double *A = sums, *B = A + Np, *revenue = B + Np, *tax = revenue + Np;
  const double *s = &work.s[at], *M = &work.M[at], *Y = &work.Y[at], *X = &work.X[at];
  double *rho = &work.rho[at], *q = &work.q[at], *z = &work.z[at], *p = &work.p[at];
  for (std::size_t n = 0; n < Np; n += kWidth) {
    const Lanes home = load(s + n), base = load(delta + n), spent = load(X + n), imports = load(M + n);
    const Lanes taxed = 1.0 - home - imports, price = c_bar - load(ln_Phi + n) * inverse_theta;
    store(rho + n, taxed);
    store(p + n, price);
    store(q + n, price - base * load(c + n));
    store(z + n, load(Y + n) + (home - base) * spent);
    store(A + n, load(A + n) + load(Y + n));
    store(B + n, load(B + n) + imports * spent);
    store(revenue + n, load(revenue + n) + taxed * spent);
    store(tax + n, load(tax + n) + taxed * load(a_star + n));
  }
}

COBDEN_CLONES void multiply(std::size_t Np, const double* a, const double* b, double* out) {
  for (std::size_t n = 0; n < Np; n += kWidth) store(out + n, load(a + n) * load(b + n));
}

COBDEN_CLONES void add_product(std::size_t Np, const double* a, const double* b, double* out) {
  for (std::size_t n = 0; n < Np; n += kWidth) store(out + n, load(out + n) + load(a + n) * load(b + n));
}

/// x = max(x + a* I, 0.2 X), 1 where nothing is spent (ln 1 = 0 keeps the component still); true if the floor
/// was needed.
COBDEN_CLONES bool new_spending_kernel(std::size_t Np, const double* a_star, const double* I, const double* X,
                                       double* x) {
  Lanes floored = {};
  for (std::size_t n = 0; n < Np; n += kWidth) {
    const Lanes value = load(x + n) + load(a_star + n) * load(I + n), floor = 0.2 * load(X + n);
    floored = value < floor ? Lanes{} + 1.0 : floored;
    const Lanes kept = value < floor ? floor : value;
    store(x + n, kept > 0.0 ? kept : Lanes{} + 1.0);
  }
  return numerics::sum(floored) > 0;
}

/// Deficits D' of the closure at the present wages, spending and tariff shares.
void deficits(const CpEngine& g, const CpClosure& closure, const double* w, CpWork& work) {
  const bool any = closure.numeraire_country >= 0;
  const auto n = any ? static_cast<std::size_t>(closure.numeraire_country) : 0;
  const double numeraire = numeraire_price(
      g, closure, w[n], [&](std::size_t k) { return work.p[g.at(k, n)]; },
      [&](std::size_t t) { return work.q[g.at(t, n)]; });
  closure_deficits(g, closure.closure, numeraire, work.ew.data(), work.revenue.data(), work.D.data());
}

/// Adds inward transfers to exports A and outward ones to imports B; returns the largest relative imbalance
/// and leaves ln(A/B) in `gap`.
double trade_balance(const CpEngine& g, CpWork& work) {
  double worst = 0;
  for (std::size_t n = 0; n < g.N; ++n) {
    work.A[n] += std::max(work.D[n], 0.0);
    work.B[n] += std::max(-work.D[n], 0.0);
    const double difference = std::abs(work.A[n] - work.B[n]);
    if (!(difference <= 0)) worst = std::max(difference / (work.ew[n] * g.VA[n]), worst);
    const bool isolated = work.A[n] <= 0 && work.B[n] <= 0;
    work.gap[n] =
        isolated ? 1.0 : std::max(std::max(work.A[n], 1e-300) / std::max(work.B[n], 1e-300), 1e-300);
  }
  std::fill(work.gap.begin() + static_cast<std::ptrdiff_t>(g.N), work.gap.end(), 1.0);
  numerics::log_array(work.gap.data(), work.gap.data(), g.Np);
  return worst;
}

/// w' = w - J^-1 ln(A/B), steps relative to the world's capped at 1, rescaled to the numeraire sum w VA =
/// sum VA. Without a Jacobian wages stay.
void move_wages(const CpEngine& g, const Eigen::PartialPivLU<Eigen::MatrixXd>* jacobian, const double* w,
                double* w_out, CpWork& work) {
  std::copy_n(w, g.Np, w_out);
  if (!jacobian) {
    work.ew_new = work.ew;
    return;
  }
  const Eigen::Map<const Eigen::VectorXd> gap(work.gap.data(), static_cast<Eigen::Index>(g.N));
  Eigen::VectorXd step = jacobian->solve(gap);
  // The numeraire pins the level, so that only relative wages matter. Without taking the mean out first a
  // large shock hits the cap everywhere with one sign, and rescaling undoes the whole step.
  const Eigen::Map<const Eigen::ArrayXd> va(g.VA.data(), step.size()), ew(work.ew.data(), step.size());
  step.array() -= (va * ew * step.array()).sum() / (va * ew).sum();
  for (std::size_t n = 0; n < g.N; ++n) w_out[n] -= std::clamp(step(static_cast<Eigen::Index>(n)), -1.0, 1.0);
  numerics::exp_array(w_out, work.ew_new.data(), g.Np);
  const double scale = numerics::dot(work.ew_new.data(), g.VA.data(), g.Np) / g.world_value_added;
  const double shift = std::log(scale);
  for (std::size_t n = 0; n < g.N; ++n) w_out[n] -= shift, work.ew_new[n] /= scale;
}

/// Trade of one traded sector: shares, exports, prices; what it adds to the sums over sectors goes to `sums`.
/// Returns whether costs are too far apart for the exponential.
bool trade_of_sector(const CpEngine& g, const CpRows& rows, const CpState& in, std::size_t t, CpWork& work,
                     double* sums) {
  const std::size_t s = g.open[t], a = s * g.Np;
  const double *c = in.c() + t * g.Np, *lnX = in.lnX() + t * g.Np, theta = g.shares.theta[Sector(s)];
  const CostSpread spread = relative_cost_kernel(g.N, g.Np, theta, c, &work.e[a]);
  numerics::exp_array(&work.e[a], &work.e[a], g.Np);
  numerics::exp_array(lnX, &work.X[a], g.Np);
  spending_kernel(g.Np, &g.X_base[a], lnX, &work.X[a]);
  trade_kernel(g.N, g.Np, &rows.K[s * g.N], &rows.K_tilde[s * g.N], &rows.k[a], &work.e[a], &work.X[a],
               &work.Phi[a], &work.s[a], &work.M[a], &work.Y[a]);
  double* ln_Phi = &work.p[a];
  numerics::log_array(&work.Phi[a], ln_Phi, g.Np);
  for (std::size_t n = 0; n < g.N; ++n) ln_Phi[n] += rows.log_scale[s * g.N + n];
  feedback_kernel(g.Np, spread.mean, 1.0 / theta, ln_Phi, c, &g.delta[a], &g.a_star[a], a, work, sums);
  return spread.largest > 600;
}

/// Trade at the present costs and spending: all sectors, and the sums over them.
void trade(const CpEngine& g, const CpRows& rows, const CpState& in, CpWork& work, Team* team) {
  std::array<bool, CpWork::kParts> clamped{};
  in_parts(team, CpWork::kParts, [&](std::size_t part) {
    double* sums = &work.part_sums[part * 4 * g.Np];
    std::fill_n(sums, 4 * g.Np, 0.0);
    for (std::size_t t = part * g.open.size() / CpWork::kParts;
         t < (part + 1) * g.open.size() / CpWork::kParts; ++t)
      if (trade_of_sector(g, rows, in, t, work, sums)) clamped[part] = true;
  });
  std::size_t at = 0;
  for (auto* sums : {&work.A, &work.B, &work.revenue, &work.tax}) {
    std::copy_n(&work.part_sums[at], g.Np, sums->data());
    for (std::size_t part = 1; part < CpWork::kParts; ++part)
      numerics::axpy(1.0, &work.part_sums[part * 4 * g.Np + at], sums->data(), g.Np);
    at += g.Np;
  }
  for (const bool one : clamped) work.clamped = work.clamped || one;
}

/// c = b* w' + G* q and the inputs x = G*' z of traded sectors. Each country is on its own, so that the
/// parts, whole lines, may be of any number.
void costs_and_inputs(const CpEngine& g, CpState& out, const CpWork& work, Team* team) {
  for (std::size_t t = 0; t < g.open.size(); ++t)
    multiply(g.Np, &g.b_star[g.open[t] * g.Np], out.w(), out.c() + t * g.Np);
  std::fill_n(out.lnX(), out.TN, 0.0);
  if (g.G_star.empty()) return;
  const std::size_t lines = g.Np / g.kLine, parts = std::min(CpWork::kParts, lines);
  in_parts(team, parts, [&](std::size_t part) {
    follow_links(g, part * lines / parts, (part + 1) * lines / parts, work.q.data(), work.z.data(), out.c(),
                 out.lnX());
  });
}

/// Costs and spending of traded sectors at the new wages.
void costs_and_spending(const CpEngine& g, CpState& out, CpWork& work, Team* team) {
  const std::size_t T = g.open.size();
  double* x = out.lnX();
  costs_and_inputs(g, out, work, team);
  multiply(g.Np, work.ew_new.data(), g.VA.data(), work.I.data());
  for (std::size_t t = 0; t < T; ++t)
    add_product(g.Np, &work.rho[g.open[t] * g.Np], x + t * g.Np, work.I.data());
  for (std::size_t n = 0; n < g.N; ++n) {
    work.I[n] = (work.I[n] + work.D[n]) / (1 - work.tax[n]);
    if (!(work.I[n] > 0)) work.clamped = true;
  }
  for (std::size_t t = 0; t < T; ++t) {
    const std::size_t a = g.open[t] * g.Np;
    if (new_spending_kernel(g.Np, &g.a_star[a], work.I.data(), &work.X[a], x + t * g.Np)) work.clamped = true;
  }
  numerics::log_array(x, x, out.TN);
}

}  // namespace

namespace {

/// One line of countries: x_k = sum_j G_kj z_j and c_j += G_kj q_k. G: [S][S][kLine] of the line; q, z, c, x:
/// [T][kLine]. Four links together: q and x stay in registers.
COBDEN_CLONES void links_kernel(std::size_t S, const double* G, const std::size_t* open, std::size_t T,
                                const double* q, const double* z, double* c, double* x) {
  constexpr std::size_t L = CpEngine::kLine;
  for (std::size_t k = 0; k < T; ++k) {
    const double* Gk = G + open[k] * S * L;
    const Lanes q0 = load(q + k * L), q1 = load(q + k * L + kWidth);
    Lanes x0 = {}, x1 = {}, y0 = {}, y1 = {};
    std::size_t j = 0;
    for (; j + 2 <= T; j += 2) {
      const double *a = Gk + open[j] * L, *b = Gk + open[j + 1] * L, *zj = z + j * L;
      double* cj = c + j * L;
      const Lanes a0 = load(a), a1 = load(a + kWidth), b0 = load(b), b1 = load(b + kWidth);
      x0 += a0 * load(zj), x1 += a1 * load(zj + kWidth);
      y0 += b0 * load(zj + L), y1 += b1 * load(zj + L + kWidth);
      store(cj, load(cj) + a0 * q0), store(cj + kWidth, load(cj + kWidth) + a1 * q1);
      store(cj + L, load(cj + L) + b0 * q0), store(cj + L + kWidth, load(cj + L + kWidth) + b1 * q1);
    }
    for (; j < T; ++j) {
      const double *a = Gk + open[j] * L, *zj = z + j * L;
      double* cj = c + j * L;
      const Lanes a0 = load(a), a1 = load(a + kWidth);
      x0 += a0 * load(zj), x1 += a1 * load(zj + kWidth);
      store(cj, load(cj) + a0 * q0), store(cj + kWidth, load(cj + kWidth) + a1 * q1);
    }
    store(x + k * L, x0 + y0), store(x + k * L + kWidth, x1 + y1);
  }
}

}  // namespace

void follow_links(const CpEngine& g, std::size_t first, std::size_t last, const double* q, const double* z,
                  double* c, double* x) {
  constexpr std::size_t L = CpEngine::kLine;
  const std::size_t T = g.open.size();
  numerics::AlignedVector own(4 * T * L);  // the line's q, z, c, x, side by side
  double *oq = own.data(), *oz = oq + T * L, *oc = oz + T * L, *ox = oc + T * L;
  for (std::size_t line = first; line < last; ++line) {
    const std::size_t n = line * L;
    for (std::size_t t = 0; t < T; ++t) {
      std::copy_n(q + g.open[t] * g.Np + n, L, oq + t * L);
      std::copy_n(z + g.open[t] * g.Np + n, L, oz + t * L);
      std::copy_n(c + t * g.Np + n, L, oc + t * L);
    }
    links_kernel(g.S, &g.G_star[g.link(line, 0, 0)], g.open.data(), T, oq, oz, oc, ox);
    for (std::size_t t = 0; t < T; ++t) {
      std::copy_n(oc + t * L, L, c + t * g.Np + n);
      for (std::size_t i = 0; i < L; ++i) x[t * g.Np + n + i] += ox[t * L + i];
    }
  }
}

CpSweepSize sweep(const CpEngine& g, const CpRows& rows, const CpClosure& closure,
                  const Eigen::PartialPivLU<Eigen::MatrixXd>* jacobian, const CpState& in, CpState& out,
                  CpWork& work, Team* team) {
  work.clamped = false;
  trade(g, rows, in, work, team);
  numerics::exp_array(in.w(), work.ew.data(), g.Np);
  deficits(g, closure, in.w(), work);
  CpSweepSize size;
  size.trade_gap = trade_balance(g, work);
  move_wages(g, jacobian, in.w(), out.w(), work);
  costs_and_spending(g, out, work, team);
  size.cost_step = numerics::max_abs_difference(out.c(), in.c(), in.TN);
  size.spend_step = numerics::max_abs_difference(out.lnX(), in.lnX(), in.TN);
  return size;
}

bool worth_sharing(const CpEngine& g) {
  constexpr std::size_t kWorthwhile = 100000;  ///< cells of trade, about 100 microseconds
  return g.open.size() * g.N * g.Np >= kWorthwhile;
}

void complete_closed_sectors(const CpEngine& g, const CpState& state, CpWork& work) {
  for (std::size_t t = 0; t < g.open.size(); ++t)
    std::copy_n(state.c() + t * g.Np, g.Np, &work.c[g.open[t] * g.Np]);
  for (std::size_t s = 0; s < g.S; ++s) {
    if (g.traded[s]) continue;
    const std::size_t a = s * g.Np;
    multiply(g.Np, &g.b_star[a], state.w(), &work.c[a]);
    multiply(g.Np, &g.a_star[a], work.I.data(), &work.X[a]);
    if (!g.G_star.empty())
      for (const std::size_t t : g.open) {
        for (std::size_t n = 0; n < g.N; ++n) {
          work.c[a + n] += g.G_star_of(t, s, n) * work.q[g.at(t, n)];
          work.X[a + n] += g.G_star_of(s, t, n) * work.z[g.at(t, n)];
        }
      }
    std::copy_n(&work.c[a], g.Np, &work.p[a]);
    for (std::size_t n = 0; n < g.N; ++n) work.clamped = work.clamped || work.X[a + n] < 0;
  }
}

}  // namespace cobden::economy
