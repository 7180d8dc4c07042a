#include "cobden/strategy/starts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cobden::strategy {
namespace {

Instruments four_instruments(double lower, double upper) {
  return {.player = Country(3),
          .groups = std::vector<std::vector<Cell>>(4, {{Sector(0), Country(0)}}),
          .lower = std::vector<double>(4, std::log1p(lower)),
          .upper = std::vector<double>(4, std::log1p(upper))};
}

TEST(Starts, AreTheGivenPointThenZeroThenNearAndFar) {
  const std::vector<double> given = {0.3, 0.0, 0.05, 0.5};
  const auto starts = make_starts(four_instruments(0, 10), given, "equilibrium", 4, 1);
  ASSERT_EQ(starts.size(), 4u);
  EXPECT_EQ(starts[0].h, given);
  EXPECT_EQ(starts[0].name, "equilibrium");
  EXPECT_THAT(starts[1].h, ::testing::Each(0.0));
  EXPECT_EQ(starts[2].name, "random 1");
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_LE(starts[2].h[k], std::max(std::log(1.2), 2 * given[k]));
    EXPECT_LE(starts[3].h[k], std::log(2.0));
  }
}

TEST(Starts, KeepWithinBounds) {
  const auto own = four_instruments(0.1, 0.15);
  for (const auto& start : make_starts(own, {0, 0, 1, 1}, "as given", 8, 5))
    for (std::size_t k = 0; k < 4; ++k) {
      EXPECT_GE(start.h[k], own.lower[k]) << start.name;
      EXPECT_LE(start.h[k], own.upper[k]) << start.name;
    }
}

TEST(Starts, TheSameSeedGivesTheSameAndAnotherDoesNot) {
  const auto own = four_instruments(0, 10);
  const std::vector<double> given(4, 0.1);
  const auto once = make_starts(own, given, "as given", 3, 1),
             again = make_starts(own, given, "as given", 3, 1);
  EXPECT_EQ(once[2].h, again[2].h);
  EXPECT_NE(once[2].h, make_starts(own, given, "as given", 3, 2)[2].h);
}

}  // namespace
}  // namespace cobden::strategy
