#include "cobden/numerics/anderson.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cobden::numerics {
namespace {

// A rotation with contraction 0.99: plain iteration needs about 2,300 steps to 1e-10; acceleration a handful.
TEST(Anderson, SolvesALinearMapInAsManyStepsAsItHasDimensions) {
  AlignedVector x(8, 0.0), g(8, 0.0);
  AndersonMixer mixer(8);
  double norm = 1;
  int steps = 0;
  for (; steps < 50 && norm > 1e-12; ++steps) {
    const double c = 0.99 * std::cos(2.0), s = 0.99 * std::sin(2.0);
    g[0] = 1 + c * x[0] - s * x[1];
    g[1] = 2 + s * x[0] + c * x[1];
    norm = mixer.advance(x, g);
  }
  EXPECT_LT(steps, 12);
}

TEST(Anderson, ConvergesWhereThePlainMapCycles) {
  AlignedVector x(8, 0.0), g(8, 0.0);
  AndersonMixer mixer(8);
  double norm = 1;
  for (int steps = 0; steps < 60 && norm > 1e-13; ++steps) {
    g[0] = std::cos(3 * x[0]) - 2.0 * x[0];  // slope below -1 at the root
    norm = mixer.advance(x, g);
  }
  EXPECT_NEAR(std::cos(3 * x[0]), 3 * x[0], 1e-12);
}

}  // namespace
}  // namespace cobden::numerics
