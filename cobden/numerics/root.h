#pragma once
// A root of a function of one variable between two points where it has different signs. Brent's method (1973,
// Algorithms for Minimization without Derivatives, ch. 4): bisection made faster by interpolation, never
// slower than bisection by more than a constant, and it needs no derivative.
#include <functional>

namespace cobden::numerics {

struct RootOptions {
  double tolerance = 1e-14;  ///< width of the last bracket, relative to the width of the first
  int max_evaluations = 200;
};

struct Root {
  double x = 0;
  double value = 0;        ///< of the function at x
  bool converged = false;  ///< bracket within the tolerance, or the value exactly zero
  int evaluations = 0;
};

/// The root between `a` and `b`. std::logic_error: the function has the same sign at both.
Root find_root(const std::function<double(double)>& function, double a, double b,
               const RootOptions& options = {});

}  // namespace cobden::numerics
