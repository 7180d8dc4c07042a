#include "cobden/numerics/distribution.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

namespace cobden::numerics {
namespace {

using Shape = Distribution::Shape;

double triangular_probability(const Distribution& d, double x) {
  if (x <= d.low) return 0;
  if (x >= d.high) return 1;
  const double width = d.high - d.low;
  if (x < d.centre) return (x - d.low) * (x - d.low) / (width * (d.centre - d.low));
  return 1 - (d.high - x) * (d.high - x) / (width * (d.high - d.centre));
}

double triangular_value(const Distribution& d, double u) {
  const double width = d.high - d.low;
  if (width <= 0) return d.centre;
  const double below = (d.centre - d.low) / width;
  if (u < below) return d.low + std::sqrt(u * width * (d.centre - d.low));
  return d.high - std::sqrt((1 - u) * width * (d.high - d.centre));
}

double unbounded_value(const Distribution& d, double u) {
  switch (d.shape) {
    case Shape::kLognormal:
      return d.centre * std::exp(d.spread * normal_quantile(u));
    case Shape::kNormal:
      return d.centre + d.spread * normal_quantile(u);
    case Shape::kUniform:
      return d.low + u * (d.high - d.low);
    case Shape::kTriangular:
      return triangular_value(d, u);
  }
  return d.centre;
}

bool has_bounds(const Distribution& d) { return std::isfinite(d.least) || std::isfinite(d.most); }

}  // namespace

const std::vector<std::string>& distribution_shapes() {
  static const std::vector<std::string> names{"lognormal", "normal", "uniform", "triangular"};
  return names;
}

std::string to_string(Shape shape) { return distribution_shapes()[static_cast<std::size_t>(shape)]; }

double normal_probability(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

double normal_quantile(double u) { return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * u); }

double unbounded_probability(const Distribution& d, double x) {
  switch (d.shape) {
    case Shape::kLognormal:
      if (x <= 0) return 0;
      if (d.spread <= 0) return x < d.centre ? 0 : 1;
      return normal_probability(std::log(x / d.centre) / d.spread);
    case Shape::kNormal:
      if (d.spread <= 0) return x < d.centre ? 0 : 1;
      return normal_probability((x - d.centre) / d.spread);
    case Shape::kUniform:
      return d.high > d.low ? std::clamp((x - d.low) / (d.high - d.low), 0.0, 1.0) : (x < d.low ? 0 : 1);
    case Shape::kTriangular:
      return triangular_probability(d, x);
  }
  return 0;
}

double quantile(const Distribution& d, double u) {
  if (!has_bounds(d)) return unbounded_value(d, u);
  const double from = std::isfinite(d.least) ? unbounded_probability(d, d.least) : 0.0;
  const double to = std::isfinite(d.most) ? unbounded_probability(d, d.most) : 1.0;
  const double inside = from + u * (to - from);
  // Bounds beyond the tail leave no room for u; rounding must not leave them.
  const double x = inside > 0 && inside < 1 ? unbounded_value(d, inside) : (inside <= 0 ? d.least : d.most);
  return std::clamp(x, d.least, d.most);
}

}  // namespace cobden::numerics
