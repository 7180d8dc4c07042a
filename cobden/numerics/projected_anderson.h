#pragma once
// Anderson acceleration of x = x + f(x) within bounds: components that are held at a bound neither move nor
// count. Choose it over AndersonMixer when an active set changes along the way. f must be the residual
// without the bounds, which is smooth across them, so that what was learnt under one active set stays true
// under the next and nothing need be forgotten when it changes: clipping the map instead would feed its kinks
// to the least squares. Type II with weights; Walker and Ni (2011, SIAM J. Numer. Anal. 49(4), eq. 2.1).
#include <cstddef>
#include <span>
#include <vector>

#include "cobden/numerics/vector_math.h"

namespace cobden::numerics {

struct ProjectedAndersonOptions {
  std::size_t memory = 6;      ///< differences kept
  double independence = 0.05;  ///< sine of the angle to newer differences below which an old one is left out
};

class ProjectedAnderson {
 public:
  explicit ProjectedAnderson(std::size_t n, const ProjectedAndersonOptions& options = {});
  /// The step from `x`, where the residual is `f`: f + (extrapolation from earlier points), zero where not
  /// `free`. `weight` >= 0 by component in the least squares; `damping` in (0, 1] by component scales the
  /// residual that is left after extrapolation. All spans have n entries.
  std::vector<double> step(std::span<const double> x, std::span<const double> f,
                           std::span<const double> weight, std::span<const char> free,
                           std::span<const double> damping);
  /// Forgets all earlier points.
  void restart();

 private:
  void remember(std::span<const double> x, std::span<const double> f);
  void weigh(const AlignedVector& v);
  std::vector<double> mixing_weights(std::span<const double> f);
  std::size_t n_;
  ProjectedAndersonOptions options_;
  std::size_t next_ = 0;
  std::vector<double> previous_x_, previous_f_, masked_weight_;
  AlignedVector weighted_;
  std::vector<std::vector<double>> dx_;  // ring of differences of points
  std::vector<AlignedVector> df_;        // and of residuals
};

}  // namespace cobden::numerics
