// Quantile functions against their distribution functions, with and without bounds.
#include "cobden/numerics/distribution.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cobden::numerics {
namespace {

using Shape = Distribution::Shape;

std::vector<Distribution> examples() {
  return {{.shape = Shape::kLognormal, .centre = 4, .spread = 0.3},
          {.shape = Shape::kNormal, .centre = -2, .spread = 1.5},
          {.shape = Shape::kUniform, .low = 3, .high = 5},
          {.shape = Shape::kTriangular, .centre = 1, .low = 0, .high = 4},
          {.shape = Shape::kTriangular, .centre = 0, .low = 0, .high = 4}};
}

TEST(Distribution, QuantileInvertsTheDistributionFunction) {
  for (const auto& d : examples())
    for (const double u : {1e-9, 0.01, 0.3, 0.5, 0.77, 0.999})
      EXPECT_NEAR(unbounded_probability(d, quantile(d, u)), u, 1e-12) << to_string(d.shape) << " at " << u;
}

TEST(Distribution, BoundsCutOffWithoutChangingTheShape) {
  Distribution d{
      .shape = Shape::kNormal, .centre = 0, .spread = 1, .low = 0, .high = 0, .least = -1, .most = 2};
  const double from = normal_probability(-1), to = normal_probability(2);
  for (const double u : {1e-12, 0.2, 0.5, 0.9, 1 - 1e-12}) {
    const double x = quantile(d, u);
    EXPECT_GE(x, -1);
    EXPECT_LE(x, 2);
    EXPECT_NEAR((normal_probability(x) - from) / (to - from), u, 1e-10);
  }
}

TEST(Distribution, BoundsBeyondTheTailGiveTheBound) {
  const Distribution d{
      .shape = Shape::kNormal, .centre = 0, .spread = 1e-3, .low = 0, .high = 0, .least = 5, .most = 6};
  EXPECT_GE(quantile(d, 0.5), 5);
  EXPECT_LE(quantile(d, 0.5), 6);
}

TEST(Distribution, NothingSpreadIsTheCentre) {
  EXPECT_EQ(quantile({.shape = Shape::kLognormal, .centre = 4, .spread = 0}, 0.9), 4);
  EXPECT_EQ(quantile({.shape = Shape::kTriangular, .centre = 2, .low = 2, .high = 2}, 0.9), 2);
}

TEST(Distribution, NormalQuantileAtKnownPoints) {
  EXPECT_EQ(normal_quantile(0.5), 0);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(0.05), -1.6448536269514722, 1e-14);
}

}  // namespace
}  // namespace cobden::numerics
