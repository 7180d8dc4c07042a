// Eight fixed points side by side against one at a time, and lanes that do not look at each other.
#include "cobden/numerics/anderson_lanes.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cobden::numerics {
namespace {

constexpr std::size_t kSize = 16, L = kSideBySide;

/// A slowly contracting map with a fixed point of its own for every strength.
double image(const std::vector<double>& x, std::size_t i, double strength) {
  return 0.1 * static_cast<double>(i) + strength * std::cos(x[(i + 1) % kSize]) + 0.05 * x[i];
}

struct Run {
  std::vector<double> x;
  int steps = 0;
};
Run alone(double strength) {
  Run run{.x = std::vector<double>(kSize)};
  AndersonMixer mixer(kSize, {.memory = 6});
  for (double residual = 1; residual > 1e-12 && run.steps < 200; ++run.steps) {
    std::vector<double> gx(kSize);
    residual = 0;
    for (std::size_t i = 0; i < kSize; ++i) {
      gx[i] = image(run.x, i, strength);
      residual = std::max(residual, std::abs(gx[i] - run.x[i]));
    }
    mixer.advance(run.x, gx);
  }
  return run;
}

/// Iterates of eight strengths after some steps, [n][lane].
std::vector<double> together(const std::array<double, L>& strength, int steps,
                             const std::array<bool, L>& march = {}) {
  std::vector<double> x(kSize * L), gx(kSize * L), one(kSize);
  AndersonLanes mixer(kSize, {.memory = 6});
  for (int step = 0; step < steps; ++step) {
    for (std::size_t l = 0; l < L; ++l) {
      for (std::size_t i = 0; i < kSize; ++i) one[i] = x[i * L + l];
      for (std::size_t i = 0; i < kSize; ++i) gx[i * L + l] = image(one, i, strength[l]);
    }
    mixer.advance(x.data(), gx.data(), march);
  }
  return x;
}

constexpr std::array<double, L> kStrengths{0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};

TEST(AndersonLanes, FindTheFixedPointsOfOneAtATime) {
  const auto x = together(kStrengths, 120);
  for (std::size_t l = 0; l < L; ++l) {
    const auto one = alone(kStrengths[l]);
    ASSERT_LT(one.steps, 120);
    for (std::size_t i = 0; i < kSize; ++i) EXPECT_NEAR(x[i * L + l], one.x[i], 1e-11) << "lane " << l;
  }
}

TEST(AndersonLanes, TakeAsManyStepsAsOneAtATime) {
  for (std::size_t l = 0; l < L; ++l) {
    const auto one = alone(kStrengths[l]);
    const auto x = together(kStrengths, one.steps + 2);
    for (std::size_t i = 0; i < kSize; ++i) EXPECT_NEAR(x[i * L + l], one.x[i], 1e-9) << "lane " << l;
  }
}

TEST(AndersonLanes, ALaneDoesNotSeeItsNeighbours) {
  auto other = kStrengths;
  other[0] = 0.93, other[7] = 0.2;
  const auto a = together(kStrengths, 25), b = together(other, 25);
  for (std::size_t l = 1; l < 7; ++l)
    for (std::size_t i = 0; i < kSize; ++i) EXPECT_EQ(a[i * L + l], b[i * L + l]);
}

TEST(AndersonLanes, ALaneThatMarchesTakesTheImageItself) {
  std::array<bool, L> march{};
  march[2] = true;
  const auto x = together(kStrengths, 5, march);
  std::vector<double> plain(kSize);
  for (int step = 0; step < 5; ++step) {
    std::vector<double> next(kSize);
    for (std::size_t i = 0; i < kSize; ++i) next[i] = image(plain, i, kStrengths[2]);
    plain = next;
  }
  for (std::size_t i = 0; i < kSize; ++i) EXPECT_EQ(x[i * L + 2], plain[i]);
}

TEST(LargestDifference, IsThatOfEachLane) {
  std::vector<double> a(2 * L), b(2 * L);
  a[3] = 2, b[L + 3] = -5, a[L + 4] = std::nan("");
  const auto largest = largest_difference(a.data(), b.data(), 2);
  EXPECT_EQ(largest[3], 5);
  EXPECT_EQ(largest[0], 0);
  EXPECT_TRUE(std::isnan(largest[4]));
}

}  // namespace
}  // namespace cobden::numerics
