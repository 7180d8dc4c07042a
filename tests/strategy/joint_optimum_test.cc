#include "cobden/strategy/joint_optimum.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <random>

#include "cobden/core/parallel.h"
#include "cobden/strategy/joint_dual.h"
#include "cobden/strategy/payoff.h"
#include "strategy/hat_world.h"
#include "strategy/players.h"

namespace cobden::strategy {
namespace {

using cobden::testing::HatWorld;
using cobden::testing::player_of;
using cobden::testing::within;

std::vector<Player> some_players(const HatWorld& world, int count, double lower = 0, double upper = 10) {
  std::vector<Player> players;
  for (int c = 0; c < count; ++c) players.push_back(player_of(world, c, within(lower, upper)));
  return players;
}

/// Both sides at 30%: far from efficient.
TradeCube war(const HatWorld& world) {
  TradeCube tariff = world.base()->tariff;
  for (const Sector s : world.sectors().all())
    for (const Country d : world.countries().all())
      for (const Country o : world.countries().all())
        if (d != o) tariff(s, d, o) = 0.3;
  return tariff;
}

std::vector<double> values(const HatWorld& world, const std::vector<Player>& players, const TradeCube& t) {
  return values_at(world, players, *world.solve(t, nullptr, {}, {}));
}

/// Tariffs near `at` by a random amount, within the bounds.
TradeCube near(const std::vector<Player>& players, const HatWorld& world, const TradeCube& at, double reach,
               std::mt19937_64& random) {
  std::uniform_real_distribution<double> u(-reach, reach);
  TradeCube tariff = at;
  for (const Player& p : players) {
    auto h = p.instruments.read(world, at);
    for (std::size_t k = 0; k < h.size(); ++k)
      h[k] = std::clamp(h[k] + u(random), p.instruments.lower[k], p.instruments.upper[k]);
    p.instruments.write(h, tariff);
  }
  return tariff;
}

TEST(JointOptimum, CommonGainIsEqualAndNoRandomTariffIsBetter) {
  std::mt19937_64 random(3);
  for (const double theta : {4.0, 12.0}) {
    const HatWorld world = cobden::testing::small_world(4, theta);
    const auto players = some_players(world, 3);
    const auto start = values(world, players, war(world));
    const JointGoal goal{.form = JointForm::kCommonGain, .from = start, .scale = start};
    const auto best = find_joint_optimum(world, players, goal, war(world));
    ASSERT_TRUE(best.search.converged()) << best.search.message;
    EXPECT_GT(best.goal, 0.001);
    EXPECT_LE(best.infeasibility, 1e-12);
    double weights = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_GE(best.weight[i], 0);
      if (best.weight[i] > 0) {
        EXPECT_NEAR(best.value[i] / start[i] - 1, best.goal, 1e-8);
      }
      weights += best.weight[i];
    }
    EXPECT_NEAR(weights, 1, 1e-12);
    for (int k = 0; k < 100; ++k) {
      const auto v =
          values(world, players, near(players, world, best.tariff, std::pow(10.0, -k % 4), random));
      double least = 1e9;
      for (std::size_t i = 0; i < 3; ++i) least = std::min(least, v[i] / start[i] - 1);
      EXPECT_LE(least, best.goal + 1e-10);
    }
  }
}

TEST(JointOptimum, WeightedSumFoundByItsMultipliersIsTheSamePoint) {
  // The multipliers of the common gain are the weights of a sum that the same tariffs maximise.
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto players = some_players(world, 2);
  const auto start = values(world, players, war(world));
  const auto common = find_joint_optimum(
      world, players, {.form = JointForm::kCommonGain, .from = start, .scale = start}, war(world));
  ASSERT_TRUE(common.search.converged());
  const JointGoal sum{.form = JointForm::kWeightedSum, .weight = common.weight};
  const auto weighted = find_joint_optimum(world, players, sum, common.tariff);
  ASSERT_TRUE(weighted.search.converged()) << weighted.search.message;
  EXPECT_NEAR(weighted.goal, common.weight[0] * common.value[0] + common.weight[1] * common.value[1],
              1e-9 * weighted.goal);
}

TEST(JointOptimum, EpsilonConstraintHoldsAndBinds) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto players = some_players(world, 2);
  const auto start = values(world, players, war(world));
  const JointGoal goal{.form = JointForm::kCommonGain, .from = start, .scale = {1, 0}};
  const auto best = find_joint_optimum(world, players, goal, war(world));
  ASSERT_TRUE(best.search.converged()) << best.search.message;
  EXPECT_NEAR(best.value[1] / start[1], 1, 1e-8) << "the demand binds";
  EXPECT_GT(best.value[0] / start[0], 1.001);
  EXPECT_GT(best.weight[1], 0);
  std::mt19937_64 random(5);
  for (int k = 0; k < 60; ++k) {
    const auto v = values(world, players, near(players, world, best.tariff, std::pow(10.0, -k % 4), random));
    if (v[1] >= best.value[1]) {
      EXPECT_LE(v[0], best.value[0] * (1 + 1e-10));
    }
  }
}

TEST(JointOptimum, NashProductIsHighest) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto players = some_players(world, 2);
  const auto start = values(world, players, war(world));
  for (const double power : {0.5, 0.8}) {
    const JointGoal goal{.form = JointForm::kNashProduct, .weight = {power, 1 - power}, .from = start};
    const auto best = find_joint_optimum(world, players, goal, war(world));
    ASSERT_TRUE(best.search.converged()) << best.search.message;
    // Weights are power over gain (first-order condition of the product).
    const double expected = power / (best.value[0] - start[0]),
                 other = (1 - power) / (best.value[1] - start[1]);
    EXPECT_NEAR(best.weight[0], expected / (expected + other), 1e-6);
    std::mt19937_64 random(5);
    for (int k = 0; k < 60; ++k) {
      const auto v =
          values(world, players, near(players, world, best.tariff, std::pow(10.0, -k % 4), random));
      if (v[0] > start[0] && v[1] > start[1]) {
        EXPECT_LE(power * std::log(v[0] - start[0]) + (1 - power) * std::log(v[1] - start[1]),
                  best.goal + 1e-8);
      }
    }
  }
}

TEST(JointOptimum, MirrorWorldAgreesOnFreeTrade) {
  const HatWorld world = cobden::testing::mirror_world(0.7, 3);
  const auto players = some_players(world, 2);
  const auto start = values(world, players, war(world));
  const auto best = find_joint_optimum(
      world, players, {.form = JointForm::kCommonGain, .from = start, .scale = start}, war(world));
  ASSERT_TRUE(best.search.converged());
  for (const Country d : world.countries().all())
    for (const Country o : world.countries().all()) EXPECT_NEAR(best.tariff(Sector(0), d, o), 0, 1e-7);
}

TEST(JointOptimum, DemandsThatCannotBeMetSaySo) {
  const HatWorld world = cobden::testing::small_world();
  const auto players = some_players(world, 2);
  auto start = values(world, players, world.base()->tariff);
  start[1] *= 1.5;
  const auto none = find_joint_optimum(
      world, players, {.form = JointForm::kCommonGain, .from = start, .scale = {1, 0}}, world.base()->tariff);
  EXPECT_FALSE(none.search.converged());
  EXPECT_NE(none.search.message.find("demands"), std::string::npos) << none.search.message;
  EXPECT_GT(none.infeasibility, 0.1);
  const auto product = find_joint_optimum(world, players, {.form = JointForm::kNashProduct, .from = start},
                                          world.base()->tariff);
  EXPECT_FALSE(product.search.converged());
  EXPECT_EQ(product.goal, -std::numeric_limits<double>::infinity());
}

TEST(JointOptimum, LimitsReturnTheBestPoint) {
  const HatWorld world = cobden::testing::small_world(4, 12);
  const auto players = some_players(world, 3);
  const auto start = values(world, players, war(world));
  const JointGoal goal{.form = JointForm::kCommonGain, .from = start, .scale = start};
  SearchOptions options;
  options.max_iterations = 2;
  const auto two = find_joint_optimum(world, players, goal, war(world), options);
  EXPECT_EQ(two.search.status, SearchStatus::kNotConverged);
  EXPECT_GT(two.goal, 0);
  options = {};
  options.seconds = 0;
  const auto none = find_joint_optimum(world, players, goal, war(world), options);
  EXPECT_EQ(none.search.status, SearchStatus::kTimeLimit);
  ASSERT_NE(none.equilibrium, nullptr);
  std::atomic<bool> cancelled = false;
  int steps = 0;
  const RunContext context([&](const ProgressEvent&) { cancelled = ++steps >= 3; }, &cancelled);
  const auto cut = find_joint_optimum(world, players, goal, war(world), {}, context);
  EXPECT_EQ(cut.search.status, SearchStatus::kInterrupted);
  EXPECT_GE(cut.goal, 0);
}

TEST(JointOptimum, SameBitsForAnyNumberOfThreads) {
  const HatWorld world = cobden::testing::small_world(4, 12);
  const auto players = some_players(world, 3);
  const auto start = values(world, players, war(world));
  const JointGoal goal{.form = JointForm::kCommonGain, .from = start, .scale = start};
  set_thread_limit(1);
  const auto one = find_joint_optimum(world, players, goal, war(world));
  set_thread_limit(2);
  const auto two = find_joint_optimum(world, players, goal, war(world));
  set_thread_limit(0);
  EXPECT_EQ(one.tariff, two.tariff);
  EXPECT_EQ(one.weight, two.weight);
}

TEST(JointOptimum, MistakesAreUserErrors) {
  const HatWorld world = cobden::testing::small_world();
  const auto players = some_players(world, 2);
  const TradeCube& base = world.base()->tariff;
  EXPECT_THROW(find_joint_optimum(world, {}, {}, base), UserError);
  EXPECT_THROW(find_joint_optimum(world, players, {.from = {1, 1}, .scale = {0, 0}}, base), UserError);
  EXPECT_THROW(find_joint_optimum(world, players, {.from = {1, 1}, .scale = {1, -1}}, base), UserError);
  EXPECT_THROW(find_joint_optimum(world, players, {.from = {1}, .scale = {1, 1}}, base), UserError);
  EXPECT_THROW(find_joint_optimum(world, players, {.form = JointForm::kWeightedSum, .weight = {1}}, base),
               UserError);
}

// The dual against a plain search of its primal on random small models.
TEST(JointDual, MeetsThePrimalOptimum) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> u(0.2, 2);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t n = 1 + trial % 5, instruments = 4 + trial % 7;
    std::vector<std::vector<double>> slope(n, std::vector<double>(instruments));
    std::vector<double> slack(n), scale(n), curvature(instruments), low(instruments), high(instruments), w(n);
    for (std::size_t i = 0; i < n; ++i) {
      for (double& g : slope[i]) g = normal(random);
      slack[i] = normal(random), scale[i] = u(random), w[i] = u(random);
    }
    for (std::size_t k = 0; k < instruments; ++k)
      curvature[k] = u(random), low[k] = -u(random) * (k % 3 != 0), high[k] = u(random);
    JointModel model{.form = JointForm::kCommonGain,
                     .weight = w,
                     .scale = scale,
                     .slack = slack,
                     .slope = slope,
                     .curvature = curvature,
                     .lowest = low,
                     .highest = high};
    const JointMove move = solve_joint_model(model, {});
    EXPECT_TRUE(move.solved) << trial;
    double least = 1e9, dual = -move.curved;
    for (std::size_t i = 0; i < n; ++i) {
      least = std::min(least, move.slack[i] / scale[i]);
      dual += move.multiplier[i] * move.slack[i];
      EXPECT_GE(move.multiplier[i], 0);
    }
    // No gap between the primal value and the dual one proves both optimal.
    EXPECT_NEAR(least - move.curved, dual, 1e-8 * (1 + std::abs(dual))) << trial;
    for (double& c : slack) c = u(random);
    model.form = JointForm::kNashProduct;
    const JointMove nash = solve_joint_model(model, {});
    EXPECT_TRUE(nash.solved) << trial;
    for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(nash.multiplier[i] * nash.slack[i], w[i], 1e-7) << trial;
  }
}

}  // namespace
}  // namespace cobden::strategy
