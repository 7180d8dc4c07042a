#include "cobden/strategy/optimum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <random>

#include "cobden/core/parallel.h"
#include "strategy/hat_world.h"
#include "strategy/players.h"

namespace cobden::strategy {
namespace {

using cobden::testing::HatWorld;
using cobden::testing::of_class;
using cobden::testing::player_of;
using cobden::testing::within;

double value_at(const HatWorld& world, const Player& player, std::span<const double> h) {
  TradeCube tariff = world.base()->tariff;
  player.instruments.write(h, tariff);
  return world.value(*world.solve(tariff, nullptr, {}, {}), player.objective);
}

TEST(Optimum, MirrorWorldMatchesTheFormula) {
  const HatWorld world = cobden::testing::mirror_world(0.7, 3);
  const auto best = find_optimum(world, player_of(world, 0), world.base()->tariff);
  ASSERT_TRUE(best.search.converged()) << best.search.message;
  // Gros (1987): t = 1 / (theta s), s the share of the rival's output that it sells at home, at the optimum.
  const auto& at = static_cast<const HatWorld::Point&>(*best.equilibrium);
  const Sector s(0);
  const Country own(0), rival(1);
  const double share =
      at.customs(s, rival, rival) / (at.customs(s, rival, rival) + at.customs(s, own, rival));
  EXPECT_NEAR(best.tariff(s, own, rival), 1 / (3 * share), 1e-7);
  EXPECT_NEAR(best.gain_percent, 2.523395, 1e-6);  // reference case T10: the gain from leaving free trade
  EXPECT_LE(best.search.first_order, 1e-7);
  EXPECT_LE(best.search.solves, 12);
}

TEST(Optimum, NoRandomTariffIsBetter) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> u(0, 1);
  for (const double theta : {3.0, 12.0, 30.0}) {
    const HatWorld world = cobden::testing::small_world(4, theta);
    for (int c = 0; c < 3; ++c) {
      const Player player = player_of(world, c);
      const auto best = find_optimum(world, player, world.base()->tariff);
      ASSERT_TRUE(best.search.converged()) << best.search.message;
      EXPECT_GT(best.gain_percent, 0);
      for (int k = 0; k < 60; ++k) {
        std::vector<double> h = best.h;
        const double reach = std::pow(10.0, -4 * u(random));
        for (double& v : h) v = std::max(0.0, v + reach * (u(random) - 0.5));
        EXPECT_LE(value_at(world, player, h), best.value * (1 + 1e-11))
            << "theta " << theta << " country " << c;
      }
    }
  }
}

/// Slopes by differences of the value alone.
std::vector<double> slopes(const HatWorld& world, const Player& player, const std::vector<double>& h) {
  std::vector<double> slope(h.size());
  for (std::size_t k = 0; k < h.size(); ++k) {
    auto up = h, down = h;
    up[k] += 1e-4, down[k] -= 1e-4;
    slope[k] = (value_at(world, player, up) - value_at(world, player, down)) / 2e-4;
  }
  return slope;
}

TEST(Optimum, SlopesAtBoundsPointOutwardsAndVanishInside) {
  const HatWorld world = cobden::testing::small_world(4, 30);
  int at_lower = 0, at_upper = 0, inside = 0;
  // Free optima are 5.4% and 6.7% for country 0, 22.0% and 22.4% for country 1.
  const std::pair<double, double> bounds[] = {{0, 0.06}, {0.06, 0.5}, {0, 0.02}, {0.5, 0.6}, {0.2202, 0.23}};
  for (const auto& [lower, upper] : bounds)
    for (int c = 0; c < 2; ++c) {
      const Player player = player_of(world, c, within(lower, upper));
      const auto best = find_optimum(world, player, world.base()->tariff);
      ASSERT_TRUE(best.search.converged()) << best.search.message << " in [" << lower << ", " << upper << "]";
      const auto slope = slopes(world, player, best.h);
      for (std::size_t k = 0; k < slope.size(); ++k) {
        if (best.h[k] == player.instruments.lower[k]) {
          ++at_lower;
          EXPECT_LT(slope[k], 1e-4);
        } else if (best.h[k] == player.instruments.upper[k]) {
          ++at_upper;
          EXPECT_GT(slope[k], -1e-4);
        } else {
          ++inside;
          EXPECT_NEAR(slope[k], 0, 1e-4);
        }
      }
    }
  EXPECT_GT(at_lower, 4);
  EXPECT_GT(at_upper, 4);
  EXPECT_GT(inside, 4);
}

TEST(Optimum, WhereRevenueIsDislikedTariffsStayAtZero) {
  const HatWorld world = cobden::testing::small_world();
  Player player = player_of(world, 0);
  player.objective.revenue_weight = -3;
  const auto best = find_optimum(world, player, TradeCube(2, 3, 3, 0.1));
  ASSERT_TRUE(best.search.converged());
  EXPECT_THAT(best.h, ::testing::Each(0.0));
}

TEST(Optimum, SubsidiesAreFoundWhereAllowed) {
  const HatWorld world = cobden::testing::small_world();
  Player player = player_of(world, 0, within(-0.5, 1));
  player.objective.revenue_weight = -3;
  const auto best = find_optimum(world, player, world.base()->tariff);
  ASSERT_TRUE(best.search.converged());
  EXPECT_THAT(best.h, ::testing::Each(::testing::Lt(0.0)));
}

TEST(Optimum, FewerChoicesAreNeverBetter) {
  const HatWorld world = cobden::testing::small_world(3, 12);
  for (int c = 0; c < 3; ++c) {
    const auto value = [&](TariffClass k) {
      const auto best = find_optimum(world, player_of(world, c, of_class(k)), world.base()->tariff);
      EXPECT_TRUE(best.search.converged()) << to_string(k) << ": " << best.search.message;
      return best.value;
    };
    const double free = value(TariffClass::kUnrestricted), error = 1e-11 * free;
    const double uniform = value(TariffClass::kUniform);
    for (const auto k : {TariffClass::kMfn, TariffClass::kByPartner}) {
      EXPECT_LE(value(k), free + error);
      EXPECT_LE(uniform, value(k) + error);
    }
  }
}

TEST(Optimum, TheUnitOfMoneyDoesNotMatter) {
  HatWorld world = cobden::testing::small_world();
  const auto best = find_optimum(world, player_of(world, 1), world.base()->tariff);
  world.scale_money(1e-6);
  const auto scaled = find_optimum(world, player_of(world, 1), world.base()->tariff);
  EXPECT_EQ(best.search.iterations, scaled.search.iterations);
  EXPECT_NEAR(scaled.gain_percent, best.gain_percent, 1e-10);
  for (std::size_t k = 0; k < best.h.size(); ++k) EXPECT_NEAR(scaled.h[k], best.h[k], 1e-9);
}

TEST(Optimum, TheStartDoesNotMatterWhereThereIsOneOptimum) {
  const HatWorld world = cobden::testing::small_world();
  const Player player = player_of(world, 2);
  const auto from_free_trade = find_optimum(world, player, world.base()->tariff);
  TradeCube wall = world.base()->tariff;
  for (const Sector s : world.sectors().all())
    for (const Country o : world.countries().all())
      if (o != Country(2)) wall(s, Country(2), o) = 2.0;
  const auto from_a_wall = find_optimum(world, player, wall);
  ASSERT_TRUE(from_a_wall.search.converged()) << from_a_wall.search.message;
  EXPECT_NEAR(from_a_wall.value, from_free_trade.value, 1e-10 * from_free_trade.value);
  EXPECT_LT(from_a_wall.start_value, from_free_trade.start_value);
}

TEST(Optimum, MoreStartsAreNeverWorse) {
  const HatWorld world = cobden::testing::small_world(4, 65);
  for (int c = 0; c < 3; ++c) {
    SearchOptions options;
    const auto one = find_optimum(world, player_of(world, c), world.base()->tariff, options);
    options.starts = 5;
    const auto five = find_optimum(world, player_of(world, c), world.base()->tariff, options);
    EXPECT_GE(five.value, one.value * (1 - 1e-10));
    EXPECT_GT(five.search.solves, one.search.solves);
  }
}

TEST(Optimum, APlayerWithoutInstrumentsStandsStill) {
  const HatWorld world = cobden::testing::small_world();
  Player player;
  player.objective.country = Country(1);
  const auto best = find_optimum(world, player, world.base()->tariff);
  EXPECT_TRUE(best.search.converged());
  EXPECT_EQ(best.tariff, world.base()->tariff);
  EXPECT_EQ(best.gain_percent, 0);
}

TEST(Optimum, StepsBackWhereThereIsNoEquilibrium) {
  HatWorld world = cobden::testing::small_world();
  world.forbid_above(0.25);  // the free optimum of country 1 is beyond
  SearchOptions options;
  options.max_iterations = 60;
  const auto best = find_optimum(world, player_of(world, 1), world.base()->tariff, options);
  ASSERT_NE(best.equilibrium, nullptr);
  EXPECT_TRUE(best.equilibrium->summary.converged());
  EXPECT_GE(best.value, best.start_value);
  EXPECT_FALSE(best.search.converged() && best.search.first_order > 1e-7);
}

TEST(Optimum, NoEquilibriumAtTheStartIsAStatus) {
  HatWorld world = cobden::testing::small_world();
  world.forbid_above(0.25);
  const auto best = find_optimum(world, player_of(world, 1), TradeCube(2, 3, 3, 0.3));
  EXPECT_EQ(best.search.status, SearchStatus::kNoEquilibrium);
  EXPECT_EQ(best.equilibrium, nullptr);
  EXPECT_EQ(best.tariff, TradeCube(2, 3, 3, 0.3));
}

TEST(Optimum, LimitsReturnTheBestPoint) {
  const HatWorld world = cobden::testing::small_world(4, 30);
  SearchOptions options;
  options.max_iterations = 2;
  const auto two = find_optimum(world, player_of(world, 1), world.base()->tariff, options);
  EXPECT_EQ(two.search.status, SearchStatus::kNotConverged);
  EXPECT_GT(two.value, two.start_value);
  EXPECT_EQ(two.search.history.size(), 3u);
  options = {};
  options.seconds = 0;
  const auto none = find_optimum(world, player_of(world, 1), world.base()->tariff, options);
  EXPECT_EQ(none.search.status, SearchStatus::kTimeLimit);
  ASSERT_NE(none.equilibrium, nullptr);
  EXPECT_NEAR(none.value, none.start_value, 1e-9 * none.value);
}

TEST(Optimum, CancellingReturnsTheBestPoint) {
  const HatWorld world = cobden::testing::small_world(4, 30);
  std::atomic<bool> cancelled = false;
  int steps = 0;
  const RunContext context([&](const ProgressEvent&) { cancelled = ++steps >= 3; }, &cancelled);
  const auto best = find_optimum(world, player_of(world, 1), world.base()->tariff, {}, context);
  EXPECT_EQ(best.search.status, SearchStatus::kInterrupted);
  EXPECT_EQ(best.search.iterations, 2);
  EXPECT_GT(best.value, best.start_value);
  EXPECT_TRUE(best.equilibrium->summary.converged());
}

}  // namespace
}  // namespace cobden::strategy
