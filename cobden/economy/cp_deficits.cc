#include "cobden/economy/cp_deficits.h"

#include <cmath>

namespace cobden::economy {
namespace {

/// Deficits proportional to own income: D = (d - d_bar) I with I = V + D, so I = V / (1 - d + d_bar); d_bar
/// makes the world sum to zero (Newton on a convex decreasing function).
void income_deficits(const CpEngine& g, const double* ew, const double* revenue, double* D) {
  std::vector<double> own(g.N), d(g.N);
  for (std::size_t n = 0; n < g.N; ++n) {
    own[n] = ew[n] * g.VA[n] + revenue[n];
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
  for (std::size_t n = 0; n < g.N; ++n) D[n] = own[n] / (1 - d[n] + d_bar) - own[n];
}

}  // namespace

void closure_deficits(const CpEngine& g, Closure closure, double numeraire, const double* ew,
                      const double* revenue, double* D) {
  if (closure == Closure::kIncome) return income_deficits(g, ew, revenue, D);
  double scale = 0;
  if (closure == Closure::kFixed) scale = numeraire;
  if (closure == Closure::kWorldShare) {
    double income = 0;
    for (std::size_t n = 0; n < g.N; ++n) income += ew[n] * g.VA[n] + revenue[n];
    scale = income / g.world_income;
  }
  for (std::size_t n = 0; n < g.N; ++n) D[n] = scale * g.D[n];
}

}  // namespace cobden::economy
