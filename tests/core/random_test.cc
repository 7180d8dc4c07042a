#include "cobden/core/random.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>
#include <vector>

#include "cobden/core/parallel.h"

namespace cobden {
namespace {

using ::testing::ElementsAre;

// Known answers published with the generator (Random123, kat_vectors, philox4x32 with 10 rounds).
TEST(Philox, GivesThePublishedAnswers) {
  EXPECT_THAT(philox4x32_10({0, 0, 0, 0}, {0, 0}),
              ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  constexpr std::uint32_t kAll = 0xffffffff;
  EXPECT_THAT(philox4x32_10({kAll, kAll, kAll, kAll}, {kAll, kAll}),
              ElementsAre(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
  EXPECT_THAT(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

TEST(RandomStream, IsAFunctionOfSeedNameDrawAndDimension) {
  const RandomStream stream(7, "a");
  EXPECT_EQ(stream.bits(3, 1), RandomStream(7, "a").bits(3, 1));
  const std::set<std::uint64_t> distinct{stream.bits(3, 1),
                                         stream.bits(3, 2),
                                         stream.bits(4, 1),
                                         stream.bits(std::uint64_t{1} << 40, 1),
                                         RandomStream(8, "a").bits(3, 1),
                                         RandomStream(7, "b").bits(3, 1),
                                         RandomStream(7, "").bits(3, 1)};
  EXPECT_EQ(distinct.size(), 7U);
}

TEST(RandomStream, IsUniformAndOpen) {
  const RandomStream stream(1, "moments");
  constexpr int kDraws = 100000;
  double sum = 0, squares = 0, lagged = 0, before = 0.5;
  for (int i = 0; i < kDraws; ++i) {
    const double u = stream.uniform(static_cast<std::uint64_t>(i));
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
    sum += u, squares += u * u, lagged += (u - 0.5) * (before - 0.5), before = u;
  }
  // Five standard errors of a uniform variable: mean 1/2, variance 1/12.
  EXPECT_NEAR(sum / kDraws, 0.5, 5 * std::sqrt(1.0 / 12 / kDraws));
  EXPECT_NEAR(squares / kDraws, 1.0 / 3, 5 * std::sqrt(4.0 / 45 / kDraws));
  EXPECT_NEAR(lagged / kDraws, 0, 5.0 / 12 / std::sqrt(kDraws));
}

TEST(RandomStream, GivesTheSameBitsForAnyThreadCount) {
  const RandomStream stream(42, "threads");
  const auto drawn = [&](int threads) {
    set_thread_limit(threads);
    std::vector<std::uint64_t> bits(5000);
    parallel_for(bits.size(), [&](std::size_t i) { bits[i] = stream.bits(i, i % 7); });
    set_thread_limit(0);
    return bits;
  };
  EXPECT_EQ(drawn(1), drawn(4));
}

}  // namespace
}  // namespace cobden
