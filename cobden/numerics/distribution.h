#pragma once
// One-dimensional distributions by their quantile function, so that a draw is a pure function of one uniform
// number: what quasi-random points and named streams both need. Bounds cut a distribution off without
// changing its shape between them.
#include <limits>
#include <string>
#include <vector>

namespace cobden::numerics {

struct Distribution {
  enum class Shape {
    kLognormal,   ///< median `centre`, standard deviation of the logarithm `spread`
    kNormal,      ///< mean `centre`, standard deviation `spread`
    kUniform,     ///< from `low` to `high`
    kTriangular,  ///< from `low` to `high` with its mode at `centre`
  };
  Shape shape = Shape::kLognormal;
  double centre = 1, spread = 0;
  double low = 0, high = 0;
  double least = -std::numeric_limits<double>::infinity();  ///< nothing below is drawn
  double most = std::numeric_limits<double>::infinity();    ///< nothing above is drawn
};
std::string to_string(Distribution::Shape shape);  ///< "lognormal", "normal", "uniform", "triangular"
const std::vector<std::string>& distribution_shapes();

/// P(X <= x) of the distribution without its bounds.
double unbounded_probability(const Distribution& distribution, double x);
/// The quantile at u in (0, 1), within the bounds. A spread of zero gives the centre.
double quantile(const Distribution& distribution, double u);

/// Standard normal distribution function and its inverse (Boost.Math, to double precision).
double normal_probability(double x);
double normal_quantile(double u);

}  // namespace cobden::numerics
