// The sweep and its kernels. Numerical kernel file: the legend of symbols stands in cp_engine.h.
#include <algorithm>
#include <cmath>

#include "cobden/economy/cp_engine.h"
#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using numerics::kWidth;
using numerics::Lanes;
using numerics::load;
using numerics::store;

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

/// Tariff share rho, price news q = p - delta c and sales news z = Y + (s - delta) X, elementwise.
COBDEN_CLONES void feedback_kernel(std::size_t SN, const double* s, const double* M, const double* p,
                                   const double* c, const double* delta, const double* Y, const double* X,
                                   double* rho, double* q, double* z) {
  for (std::size_t i = 0; i < SN; i += kWidth) {
    const Lanes home = load(s + i), base = load(delta + i);
    store(rho + i, 1.0 - home - load(M + i));
    store(q + i, load(p + i) - base * load(c + i));
    store(z + i, load(Y + i) + (home - base) * load(X + i));
  }
}

/// c'_j += G*_jk q_k and x_k += G*_jk z_j for all countries at once.
COBDEN_CLONES void input_output_kernel(std::size_t S, std::size_t Np, const double* G, const char* traded,
                                       const double* q, const double* z, double* c, double* x) {
  for (std::size_t k = 0; k < S; ++k)
    for (std::size_t j = 0; j < S; ++j) {
      if (!traded[k] && !traded[j]) continue;  // a closed sector passes on nothing: q = 0 and z = 0
      const double* g = G + (k * S + j) * Np;
      for (std::size_t n = 0; n < Np; n += kWidth) {
        const Lanes gamma = load(g + n);
        store(c + j * Np + n, load(c + j * Np + n) + gamma * load(q + k * Np + n));
        store(x + k * Np + n, load(x + k * Np + n) + gamma * load(z + j * Np + n));
      }
    }
}

/// e = exp(-theta (c - c_bar)) with c_bar the sector's mean, so that nothing overflows.
void relative_costs(const CpEngine& g, const double* c, CpWork& work, std::vector<double>& c_bar) {
  for (std::size_t s = 0; s < g.S; ++s) {
    const double* cs = c + s * g.Np;
    double mean = 0;
    for (std::size_t n = 0; n < g.N; ++n) mean += cs[n];
    c_bar[s] = mean / static_cast<double>(g.N);
    const double theta = g.shares.theta[Sector(s)];
    for (std::size_t n = 0; n < g.N; ++n) {
      const double argument = -theta * (cs[n] - c_bar[s]);
      work.clamped = work.clamped || std::abs(argument) > 600;
      work.e[g.at(s, n)] = std::clamp(argument, -600.0, 600.0);
    }
  }
  numerics::exp_array(work.e.data(), work.e.data(), work.e.size());
}

/// p = c_bar - ln Phi / theta, with what was divided out of tiny rows put back.
void prices(const CpEngine& g, const CpRows& rows, const double* c, CpWork& work,
            const std::vector<double>& c_bar) {
  numerics::log_array(work.Phi.data(), work.p.data(), work.p.size());
  for (std::size_t s = 0; s < g.S; ++s) {
    const double inverse = 1.0 / g.shares.theta[Sector(s)];
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t a = g.at(s, n);
      work.p[a] = g.traded[s] ? c_bar[s] - (work.p[a] + rows.log_scale[s * g.N + n]) * inverse : c[a];
    }
  }
}

double tariff_revenue(const CpEngine& g, const CpWork& work, std::size_t n) {
  double revenue = 0;
  for (std::size_t s = 0; s < g.S; ++s) revenue += work.rho[g.at(s, n)] * work.X[g.at(s, n)];
  return revenue;
}

/// Price of the numeraire in units of world value added.
double numeraire_price(const CpEngine& g, const CpClosure& closure, const CpWork& work) {
  if (closure.numeraire == Numeraire::Kind::kWorldValueAdded) return 1.0;
  const auto n = static_cast<std::size_t>(closure.numeraire_country);
  if (closure.numeraire == Numeraire::Kind::kWage) return work.ew[n];
  double price = 0;
  for (std::size_t s = 0; s < g.S; ++s)
    price += g.shares.final_share(Sector(s), Country(n)) * work.p[g.at(s, n)];
  return std::exp(price);
}

/// Deficits proportional to own income: D = (d - d_bar) I with I = V + D, so I = V / (1 - d + d_bar); d_bar
/// makes the world sum to zero (Newton on a convex decreasing function).
void income_deficits(const CpEngine& g, CpWork& work) {
  std::vector<double> own(g.N), d(g.N);
  for (std::size_t n = 0; n < g.N; ++n) {
    own[n] = work.ew[n] * g.VA[n] + tariff_revenue(g, work, n);
    d[n] = g.D[n] / g.income[n];
  }
  double d_bar = 0;
  for (int step = 0; step < 50; ++step) {
    double excess = 0, slope = 0;
    for (std::size_t n = 0; n < g.N; ++n) {
      const double r = 1 - d[n] + d_bar;
      excess += own[n] / r - own[n];
      slope -= own[n] / (r * r);
    }
    const double move = excess / slope;
    d_bar -= move;
    if (std::abs(move) < 1e-16) break;
  }
  for (std::size_t n = 0; n < g.N; ++n) work.D[n] = own[n] / (1 - d[n] + d_bar) - own[n];
}

/// Deficits D' of the closure at the present wages, spending and tariff shares.
void deficits(const CpEngine& g, const CpClosure& closure, CpWork& work) {
  if (closure.closure == Closure::kIncome) return income_deficits(g, work);
  double scale = 0;
  if (closure.closure == Closure::kFixed) scale = numeraire_price(g, closure, work);
  if (closure.closure == Closure::kWorldShare) {
    double income = 0;
    for (std::size_t n = 0; n < g.N; ++n) income += work.ew[n] * g.VA[n] + tariff_revenue(g, work, n);
    scale = income / g.world_income;
  }
  for (std::size_t n = 0; n < g.N; ++n) work.D[n] = scale * g.D[n];
}

/// Exports plus inward transfers against imports plus outward ones, per country.
double trade_balance(const CpEngine& g, CpWork& work) {
  std::fill(work.A.begin(), work.A.end(), 0.0);
  std::fill(work.B.begin(), work.B.end(), 0.0);
  for (std::size_t s = 0; s < g.S; ++s) {
    if (!g.traded[s]) continue;
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t a = g.at(s, n);
      work.A[n] += work.Y[a];
      work.B[n] += work.M[a] * work.X[a];
    }
  }
  double worst = 0;
  for (std::size_t n = 0; n < g.N; ++n) {
    work.A[n] += std::max(work.D[n], 0.0);
    work.B[n] += std::max(-work.D[n], 0.0);
    const double difference = std::abs(work.A[n] - work.B[n]);
    if (difference > 0) worst = std::max(worst, difference / (work.ew[n] * g.VA[n]));
    const bool isolated = work.A[n] <= 0 && work.B[n] <= 0;
    work.gap[n] = isolated ? 0.0 : std::log(std::max(work.A[n], 1e-300) / std::max(work.B[n], 1e-300));
  }
  return worst;
}

/// w' = w - J^-1 ln(A/B), steps capped at 0.5, rescaled to the numeraire sum w VA = sum VA.
void move_wages(const CpEngine& g, const Eigen::PartialPivLU<Eigen::MatrixXd>& jacobian, const double* w,
                double* w_out, CpWork& work) {
  const Eigen::Map<const Eigen::VectorXd> gap(work.gap.data(), static_cast<Eigen::Index>(g.N));
  const Eigen::VectorXd step = jacobian.solve(gap);
  for (std::size_t n = 0; n < g.N; ++n)
    w_out[n] = w[n] - std::clamp(step(static_cast<Eigen::Index>(n)), -0.5, 0.5);
  double world = 0;
  for (std::size_t n = 0; n < g.N; ++n) world += std::exp(w_out[n]) * g.VA[n];
  const double shift = std::log(world / g.world_value_added);
  for (std::size_t n = 0; n < g.N; ++n) w_out[n] -= shift;
}

}  // namespace

CpSweepSize sweep(const CpEngine& g, const CpRows& rows, const CpClosure& closure,
                  const Eigen::PartialPivLU<Eigen::MatrixXd>* jacobian, const CpState& in, CpState& out,
                  CpWork& work) {
  const std::size_t SN = in.SN;
  std::vector<double> c_bar(g.S);
  work.clamped = false;

  // Trade at the present costs and spending.
  relative_costs(g, in.c(), work, c_bar);
  numerics::exp_array(in.lnX(), work.X.data(), SN);
  for (std::size_t i = 0; i < SN; ++i)
    if (g.X_base[i] <= 0 && in.lnX()[i] == 0) work.X[i] = 0;
  for (std::size_t s = 0; s < g.S; ++s) {
    const std::size_t a = s * g.Np;
    if (g.traded[s]) {
      trade_kernel(g.N, g.Np, &rows.K[s * g.N], &rows.K_tilde[s * g.N], &rows.k[a], &work.e[a], &work.X[a],
                   &work.Phi[a], &work.s[a], &work.M[a], &work.Y[a]);
    } else {
      std::fill_n(&work.s[a], g.N, 1.0);
    }
  }
  prices(g, rows, in.c(), work, c_bar);
  feedback_kernel(SN, work.s.data(), work.M.data(), work.p.data(), in.c(), g.delta.data(), work.Y.data(),
                  work.X.data(), work.rho.data(), work.q.data(), work.z.data());

  // Wages from the trade balance.
  numerics::exp_array(in.w(), work.ew.data(), g.Np);
  deficits(g, closure, work);
  CpSweepSize size;
  size.trade_gap = trade_balance(g, work);
  if (jacobian)
    move_wages(g, *jacobian, in.w(), out.w(), work);
  else
    std::copy_n(in.w(), g.Np, out.w());

  // Costs and spending from one pass over the input-output links.
  double *c = out.c(), *x = out.lnX();
  for (std::size_t s = 0; s < g.S; ++s)
    for (std::size_t n = 0; n < g.Np; ++n) c[g.at(s, n)] = g.b_star[g.at(s, n)] * out.w()[n];
  std::fill_n(x, SN, 0.0);
  if (!g.G_star.empty())
    input_output_kernel(g.S, g.Np, g.G_star.data(), g.traded.data(), work.q.data(), work.z.data(), c, x);

  std::fill(work.I.begin(), work.I.end(), 0.0);
  for (std::size_t n = 0; n < g.N; ++n) {
    double income = std::exp(out.w()[n]) * g.VA[n] + work.D[n], tax = 0;
    for (std::size_t s = 0; s < g.S; ++s) {
      const std::size_t a = g.at(s, n);
      income += work.rho[a] * x[a];
      tax += work.rho[a] * g.a_star[a];
    }
    work.I[n] = income / (1 - tax);
    if (!(work.I[n] > 0)) work.clamped = true;
  }
  for (std::size_t s = 0; s < g.S; ++s)
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t a = g.at(s, n);
      const double value = x[a] + g.a_star[a] * work.I[n];
      const double floor = 0.2 * work.X[a];
      if (value < floor) work.clamped = true;
      x[a] = std::max(value, floor);
    }
  for (std::size_t i = 0; i < SN; ++i)
    if (!(x[i] > 0)) x[i] = 1.0;  // nothing is spent there; ln 1 = 0 keeps the component still
  numerics::log_array(x, x, SN);
  size.cost_step = numerics::max_abs_difference(c, in.c(), SN);
  size.spend_step = numerics::max_abs_difference(x, in.lnX(), SN);
  return size;
}

}  // namespace cobden::economy
