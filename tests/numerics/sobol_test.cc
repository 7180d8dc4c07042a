// Sobol' points against Boost's engine, and what Owen's scrambling must keep: one point in every cell.
#include "cobden/numerics/sobol.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <numeric>

#include "cobden/core/error.h"

namespace cobden::numerics {
namespace {

TEST(Sobol, PlainPointsAreThoseOfBoost) {
  constexpr std::size_t kDimensions = 60;
  const SobolPoints points(kDimensions, 1, "test");
  boost::random::sobol_engine<std::uint32_t, 32> engine(kDimensions);
  // Boost leaves out the origin.
  for (std::uint64_t i = 1; i <= 500; ++i)
    for (std::size_t d = 0; d < kDimensions; ++d)
      ASSERT_EQ(points.plain_bits(i, d), engine()) << "point " << i << " dimension " << d;
}

TEST(Sobol, ScramblingKeepsOnePointInEveryCell) {
  constexpr std::size_t kDimensions = 40, kPoints = 256;
  for (const std::uint64_t seed : {1U, 2U, 99U}) {
    const SobolPoints points(kDimensions, seed, "test");
    for (std::size_t d = 0; d < kDimensions; ++d)
      for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{3 * kPoints}}) {
        std::vector<int> hits(kPoints);
        for (std::uint64_t i = first; i < first + kPoints; ++i)
          ++hits[static_cast<std::size_t>(points.at(i, d) * kPoints)];
        EXPECT_TRUE(std::ranges::all_of(hits, [](int h) { return h == 1; })) << "dimension " << d;
      }
  }
}

TEST(Sobol, TwoDimensionsFillEveryRectangle) {
  // The first two dimensions are a (0, m, 2)-net: 2^m points, one in each rectangle of area 2^-m.
  const SobolPoints points(2, 7, "test");
  for (int wide = 0; wide <= 6; ++wide) {
    const int high = 6 - wide;
    std::vector<int> hits(64);
    for (std::uint64_t i = 0; i < 64; ++i) {
      const auto x = static_cast<std::size_t>(points.at(i, 0) * (1 << wide));
      const auto y = static_cast<std::size_t>(points.at(i, 1) * (1 << high));
      ++hits[(x << high) + y];
    }
    EXPECT_TRUE(std::ranges::all_of(hits, [](int h) { return h == 1; })) << wide;
  }
}

TEST(Sobol, MeanOfASmoothFunctionIsFarCloserThanIndependentDraws) {
  constexpr std::size_t kDimensions = 6, kPoints = 4096;
  const auto value = [&](auto&& coordinate) {
    double sum = 0;
    for (std::uint64_t i = 0; i < kPoints; ++i) {
      double product = 1;
      for (std::size_t d = 0; d < kDimensions; ++d) product *= 1 + 0.5 * (coordinate(i, d) - 0.5);
      sum += product;
    }
    return sum / kPoints - 1;
  };
  double sobol = 0, independent = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const SobolPoints points(kDimensions, seed, "test");
    const RandomStream stream(seed, "test");
    const double a = value([&](auto i, auto d) { return points.at(i, d); });
    const double b = value([&](auto i, auto d) { return stream.uniform(i, d); });
    sobol += a * a, independent += b * b;
  }
  EXPECT_LT(std::sqrt(sobol), 0.05 * std::sqrt(independent));
}

TEST(Sobol, DependsOnSeedNameAndPointAlone) {
  const SobolPoints a(3, 5, "one"), more(9, 5, "one"), seed(3, 6, "one"), name(3, 5, "two");
  EXPECT_EQ(a.at(17, 2), more.at(17, 2));
  EXPECT_NE(a.at(17, 2), seed.at(17, 2));
  EXPECT_NE(a.at(17, 2), name.at(17, 2));
  EXPECT_THROW(SobolPoints(kMostSobolDimensions + 1, 1, "x"), UserError);
}

}  // namespace
}  // namespace cobden::numerics
