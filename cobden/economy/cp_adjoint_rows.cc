// Derivatives and paces of one importer's tariffs. Numerical kernel file: the legend of symbols stands in
// cp_adjoint.h.
#include <algorithm>
#include <cmath>

#include "cobden/economy/cp_adjoint.h"
#include "cobden/numerics/simd.h"

namespace cobden::economy {
namespace {

using numerics::kWidth;
using numerics::Lanes;
using numerics::load;
using numerics::store;

/// A pace stays within this factor of the slope of the derivative.
constexpr double kPaceRange = 8;

/// One importer and sector. `free` and `slope` are of first-order conditions that hold in the whole row:
/// tau* = zeta_ni free, and d derivative / d ln tau_ni = -slope pi_ni.
struct Row {
  double theta, Q, load, inverse, spend, unit, free, slope;
};

/// sum_i K~_ni e_i eta_i.
COBDEN_CLONES double sold_kernel(std::size_t Np, const double* Kt, const double* e, const double* eta) {
  Lanes d0 = {}, d1 = {};
  for (std::size_t i = 0; i < Np; i += 2 * kWidth) {
    d0 += load(Kt + i) * (load(e + i) * load(eta + i));
    d1 += load(Kt + i + kWidth) * (load(e + i + kWidth) * load(eta + i + kWidth));
  }
  return numerics::sum(d0 + d1);
}

/// d G / d ln tau_ni = pi_ni Q - (theta + 1) V_ni zeta_ni, and its pace: derivative / pace = tau* / tau - 1
/// where both have one sign and are of one size, else the slope.
COBDEN_CLONES void row_kernel(std::size_t Np, const Row& r, const double* K, const double* Kt,
                              const double* e, const double* eta, double* derivative, double* pace) {
  for (std::size_t i = 0; i < Np; i += kWidth) {
    const Lanes traded = load(K + i), kept = load(Kt + i), worth = load(eta + i) - r.load;
    const Lanes share = traded * load(e + i) * r.inverse, sales = kept * load(e + i) * r.spend;
    const Lanes d = share * r.Q - (r.theta + 1) * sales * worth;
    const Lanes slope = r.slope * share, step = worth * r.free * (kept / traded) - 1.0, exact = d / step;
    const Lanes low = slope / kPaceRange, high = slope * kPaceRange;
    const Lanes bounded = exact < low ? low : (exact > high ? high : exact);
    const Lanes usual = (step > -1.0) & (exact > 0.0) ? bounded : slope;
    const Lanes least = -1.01 * d;  // a step stays above -99%
    const Lanes chosen = usual > least ? usual : least;
    store(derivative + i, sales > 0.0 ? r.unit * d : Lanes{});
    store(pace + i, sales > 0.0 ? r.unit * chosen : Lanes{});
  }
}

}  // namespace

// The first-order conditions of a whole row solved together, with the share that is spent at home kept:
// tau*_ni = zeta_ni (1 + theta s) / C, C = (q + g_P alpha) / X + theta s zeta_nn.
ImporterGradient importer_gradient(const CpAdjointPoint& p, const CpMultipliers& state, Country importer,
                                   const CpAdjointWork& work, double unit) {
  const CpEngine& g = p.g;
  const CpWork& at = p.solution.work;
  const auto n = static_cast<std::size_t>(importer.value);
  ImporterGradient gradient{
      .importer = importer, .derivative = SectorCountry(g.S, g.N), .pace = SectorCountry(g.S, g.N)};
  numerics::AlignedVector derivative(g.Np), pace(g.Np);
  for (std::size_t t = 0; t < p.T(); ++t) {
    const std::size_t s = g.open[t], k = t * g.Np, full = s * g.Np;
    const double *K = p.solution.rows.K[s * g.N + n], *Kt = p.solution.rows.K_tilde[s * g.N + n];
    const double *e = &at.e[full], *eta = &work.eta[k], theta = g.shares.theta[Sector(s)],
                 load = work.load[n];
    const double import_price = state.q()[k + n] * p.scale[k + n] + work.price[n] * p.base.alpha[k + n];
    const double worth = p.spend[k + n] * sold_kernel(g.Np, Kt, e, eta) + p.home[k + n] * eta[n];
    const double C = import_price / p.scale[k + n] + theta * at.s[full + n] * (eta[n] - load);
    const double home = 1 + theta * at.s[full + n];
    row_kernel(g.Np,
               {.theta = theta,
                .Q = import_price + theta * (worth - p.left[k + n] * load),
                .load = load,
                .inverse = p.inverse[k + n],
                .spend = p.spend[k + n],
                .unit = unit,
                .free = home / C,
                .slope = (theta + 1) * at.X[full + n] * std::max(std::abs(C), 1e-12) / home},
               K, Kt, e, eta, derivative.data(), pace.data());
    std::copy_n(derivative.begin(), g.N, gradient.derivative.row(Sector(s)).begin());
    std::copy_n(pace.begin(), g.N, gradient.pace.row(Sector(s)).begin());
  }
  return gradient;
}

}  // namespace cobden::economy
