#include "cobden/numerics/root.h"

#include <cmath>
#include <limits>
#include <utility>

#include "cobden/core/error.h"

namespace cobden::numerics {
namespace {

/// The bracket: b the best point, c on the other side of the root, a the last b; d the last step, e the one
/// before (Brent's letters).
struct Bracket {
  double a, fa, b, fb, c, fc, d, e;

  void put_root_between_b_and_c() {
    if ((fb > 0) != (fc > 0)) return;
    c = a, fc = fa;
    d = e = b - a;
  }
  void put_smaller_value_at_b() {
    if (std::abs(fc) >= std::abs(fb)) return;
    a = b, b = c, c = a;
    fa = fb, fb = fc, fc = fa;
  }
  /// Inverse quadratic interpolation, or the secant; bisection where they promise little.
  void choose_step(double least) {
    const double half = 0.5 * (c - b);
    if (std::abs(e) < least || std::abs(fa) <= std::abs(fb)) {
      d = e = half;
      return;
    }
    const double s = fb / fa;
    double p, q;
    if (a == c) {
      p = 2 * half * s, q = 1 - s;
    } else {
      const double u = fa / fc, r = fb / fc;
      p = s * (2 * half * u * (u - r) - (b - a) * (r - 1));
      q = (u - 1) * (r - 1) * (s - 1);
    }
    if (p > 0)
      q = -q;
    else
      p = -p;
    if (2 * p < std::min(3 * half * q - std::abs(least * q), std::abs(e * q)))
      e = std::exchange(d, p / q);
    else
      d = e = half;
  }
};

}  // namespace

Root find_root(const std::function<double(double)>& function, double a, double b,
               const RootOptions& options) {
  const double first_width = std::abs(b - a);
  Bracket k{a, function(a), b, function(b), a, 0, 0, 0};
  Root root{.evaluations = 2};
  if (k.fa == 0) return {a, 0, true, 2};
  invariant(k.fb == 0 || (k.fa > 0) != (k.fb > 0), "a root lies between points of different sign");
  k.c = k.a, k.fc = k.fa;
  k.d = k.e = b - a;
  for (;;) {
    k.put_root_between_b_and_c();
    k.put_smaller_value_at_b();
    const double least =
        2 * std::numeric_limits<double>::epsilon() * std::abs(k.b) + 0.5 * options.tolerance * first_width;
    const double half = 0.5 * (k.c - k.b);
    root.converged = std::abs(half) <= least || k.fb == 0;
    if (root.converged || root.evaluations >= options.max_evaluations) break;
    k.choose_step(least);
    k.a = k.b, k.fa = k.fb;
    k.b += std::abs(k.d) > least ? k.d : std::copysign(least, half);
    k.fb = function(k.b);
    ++root.evaluations;
  }
  root.x = k.b, root.value = k.fb;
  return root;
}

}  // namespace cobden::numerics
