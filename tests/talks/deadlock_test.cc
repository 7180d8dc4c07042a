#include "cobden/talks/deadlock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <random>

#include "cobden/core/error.h"

namespace cobden::talks {
namespace {

double between(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0; }

AttritionPath only(const AttritionGame& game) {
  const auto paths = solve_attrition(game);
  EXPECT_EQ(paths.size(), 1u);
  return paths.at(0);
}

// Reference case T14.
TEST(Deadlock, AbreuGulInClosedForm) {
  const auto a = only({{0.6, 0.1}, {0.6, 0.1}, RatePath(0.1, 0.2)});
  EXPECT_NEAR(a.hazard(0, 0), 0.4, 1e-9);
  EXPECT_NEAR(a.hazard(1, 0), 0.2, 1e-9);
  EXPECT_NEAR(a.quiet_from(), 5.756462732485111, 1e-9);
  EXPECT_NEAR(a.initial(1), 0.683772233983162, 1e-9);
  EXPECT_EQ(a.initial(0), 0);
  EXPECT_NEAR(a.payoff(0), 0.5367544467966324, 1e-9);
  EXPECT_NEAR(a.payoff(1), 0.4, 1e-9);
  const auto b = only({{0.7, 0.05}, {0.6, 0.2}, RatePath(0.1, 0.1)});
  EXPECT_NEAR(b.hazard(0, 1), 0.1, 1e-9);
  EXPECT_NEAR(b.hazard(1, 1), 0.13333333333, 1e-9);
  EXPECT_NEAR(b.quiet_from(), 12.070784343255742, 1e-9);
  EXPECT_NEAR(b.initial(0), 0.8328149237558945, 1e-9);
  EXPECT_NEAR(b.payoff(1), 0.5498444771267683, 1e-9);
  EXPECT_NEAR(b.payoff(0), 0.4, 1e-9);
  EXPECT_EQ(b.hazard(0, 13), 0);
}

TEST(Deadlock, SurvivalAndWhoGivesInAddUp) {
  const auto path = only(
      {{0.7, 0.05}, {0.6, 0.2}, RatePath({{2, 0.1, 0.05}, {3, 0.4, 0.1}, {.first = 0.1, .second = 0.1}})});
  for (const double t : {0.0, 0.5, 2.5, 4.0, 100.0})
    EXPECT_NEAR(path.no_deal(t) + path.gave_in_first(0, t) + path.gave_in_first(1, t), 1, 1e-12) << t;
  EXPECT_NEAR(path.no_deal(1e6), 0.05 * 0.2, 1e-12) << "two stubborn sides never agree";
  // Expected duration by a fine sum.
  double sum = 0;
  const int steps = 200000;
  for (int k = 0; k < steps; ++k) sum += path.no_deal(20.0 * (k + 0.5) / steps) * 20 / steps;
  EXPECT_NEAR(path.expected_duration(20), sum, 1e-4);
  EXPECT_LT(path.expected_delay_cost(0, 3, 20), 3 * path.expected_duration(20));
  EXPECT_GT(path.expected_delay_cost(0, 3, 20), 0);
}

TEST(Deadlock, TimeIsMeasuredInImpatience) {
  // Rates that double halve all times and leave every probability alone.
  const auto slow = only({{0.7, 0.05}, {0.6, 0.2}, RatePath(0.1, 0.1)});
  const auto fast = only({{0.7, 0.05}, {0.6, 0.2}, RatePath(0.2, 0.2)});
  EXPECT_NEAR(fast.quiet_from(), slow.quiet_from() / 2, 1e-12);
  EXPECT_NEAR(fast.initial(0), slow.initial(0), 1e-12);
  EXPECT_NEAR(fast.no_deal(2), slow.no_deal(4), 1e-12);
  // A stretch without impatience only delays.
  const auto still =
      only({{0.7, 0.05}, {0.6, 0.2}, RatePath({{1, 0.1, 0.1}, {4, 0, 0}, {.first = 0.1, .second = 0.1}})});
  EXPECT_NEAR(still.quiet_from(), slow.quiet_from() + 3, 1e-12);
  EXPECT_NEAR(still.no_deal(3), slow.no_deal(1), 1e-12);
  EXPECT_NEAR(still.payoff(1), slow.payoff(1), 1e-12);
}

AttritionGame random_game() {
  const double one = between(0.3, 0.9);
  return {{one, between(0.01, 0.4)},
          {between(1.05 - one, 0.95), between(0.01, 0.4)},
          RatePath({{between(0.5, 3), between(0.05, 0.5), between(0.05, 0.5)},
                    {between(3.5, 6), between(0.05, 2), between(0.05, 2)},
                    {.first = between(0.05, 0.5), .second = between(0.05, 0.5)}})};
}

RC_GTEST_PROP(DeadlockProperties, EveryPathPassesItsDeviationTest, ()) {
  const AttritionGame game = random_game();
  const auto paths = solve_attrition(game);
  RC_ASSERT(paths.size() == 1);
  const auto& path = paths[0];
  RC_ASSERT(path.deviation_gain() < 1e-12);
  RC_ASSERT(path.indifference_error() < 1e-12);
  RC_ASSERT(path.initial(0) == 0 || path.initial(1) == 0);
  RC_ASSERT(path.no_deal(0) <= 1 && path.no_deal(3) <= path.no_deal(1));
  // More stubbornness is strength: the other's payoff does not rise.
  AttritionGame tougher = game;
  tougher.first.stubborn += 0.05;
  const auto other = solve_attrition(tougher)[0];
  RC_ASSERT(other.payoff(0) >= path.payoff(0) - 1e-12);
  RC_ASSERT(other.payoff(1) <= path.payoff(1) + 1e-12);
}

RC_GTEST_PROP(DeadlockProperties, DeadlinesHaveEquilibriaThatPassTheirTest, ()) {
  AttritionGame game = random_game();
  const double fall = between(0.01, 3);
  game.deadline = Deadline{between(0.2, 20), 1 - game.second.demand - fall, 1 - game.first.demand - fall};
  const auto paths = solve_attrition(game);
  RC_ASSERT(!paths.empty());
  for (const auto& path : paths) {
    RC_ASSERT(path.deviation_gain() < 1e-9);
    RC_ASSERT(path.indifference_error() < 1e-9);
    const double t = game.deadline->at;
    const double total =
        path.no_deal(t) + path.gave_in_first(0, t) + path.gave_in_first(1, t) + path.compromise();
    RC_ASSERT(std::abs(total - 1) < 1e-9);
    RC_ASSERT(path.no_deal(t) >= game.first.stubborn * game.second.stubborn - 1e-9);
  }
}

TEST(Deadlock, ASevereDeadlineMakesAllRationalTypesSettle) {
  AttritionGame game{{0.7, 0.05}, {0.6, 0.2}, RatePath(0.1, 0.1)};
  game.deadline = Deadline{2, -3, -3};
  const auto path = only(game);
  EXPECT_NEAR(path.no_deal(2), 0.01, 1e-12);
  EXPECT_NEAR(path.no_deal(1.99), 1, 1e-12) << "so near a severe deadline nobody moves before it";
  game.deadline = Deadline{20, -3, -3};
  EXPECT_EQ(only(game).kind(), "war of attrition")
      << "a deadline that no rational type reaches changes nothing";
  // A mild one: who holds out is not determined, and all three ways are said.
  game.deadline = Deadline{0.5, 0, 0};
  EXPECT_EQ(solve_attrition(game).size(), 3u);
}

// Many simulated wars: times drawn from each side's own law.
TEST(Deadlock, SimulatedWarsAgreeWithTheSurvivalCurve) {
  AttritionGame game{{0.7, 0.05}, {0.6, 0.2}, RatePath(0.1, 0.1)};
  game.deadline = Deadline{6, -0.5, -0.5};
  const auto path = only(game);
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> uniform;
  const auto draw = [&](int side) {
    const double u = uniform(random);
    if (u < path.initial(side)) return 0.0;
    double low = 0, high = 6;
    if (u >= path.conceded(side, 6)) return 1e9;
    if (u >= path.conceded(side, std::nextafter(6.0, 0.0))) return 6.0;
    for (int k = 0; k < 60; ++k) (path.conceded(side, (low + high) / 2) < u ? low : high) = (low + high) / 2;
    return high;
  };
  const int wars = 200000;
  int first = 0, second = 0, none = 0, late = 0;
  for (int k = 0; k < wars; ++k) {
    const double a = draw(0), b = draw(1);
    first += a < b ? 1 : 0;
    second += b < a ? 1 : 0;
    none += std::min(a, b) > 6 ? 1 : 0;
    late += std::min(a, b) > 2 ? 1 : 0;
  }
  const double noise = 4 * 0.5 / std::sqrt(wars);
  EXPECT_NEAR(first / double(wars), path.gave_in_first(0, 6), noise);
  EXPECT_NEAR(second / double(wars), path.gave_in_first(1, 6), noise);
  EXPECT_NEAR(none / double(wars), path.no_deal(6), noise);
  EXPECT_NEAR(late / double(wars), path.no_deal(2), noise);
}

TEST(Deadlock, BadInputIsOneClearSentence) {
  const RatePath rates(0.1, 0.1);
  EXPECT_THROW(solve_attrition({{0.4, 0.1}, {0.5, 0.1}, rates}), UserError);
  EXPECT_THROW(solve_attrition({{0.7, 0}, {0.6, 0.1}, rates}), UserError);
  EXPECT_THROW(solve_attrition({{0.7, 1}, {0.6, 0.1}, rates}), UserError);
  EXPECT_THROW(solve_attrition({{1.7, 0.1}, {0.6, 0.1}, rates}), UserError);
  EXPECT_THROW(RatePath(0, 0.1), UserError);
  EXPECT_THROW(RatePath({{2, 0.1, 0.1}, {1, 0.1, 0.1}}), UserError);
  EXPECT_THROW(RatePath({{2, 0.1, 0.1}}), UserError);
  EXPECT_THROW(solve_attrition({{0.7, 0.1}, {0.6, 0.1}, rates, Deadline{5, 0.5, 0}}), UserError);
  EXPECT_THROW(solve_attrition({{0.7, 0.1}, {0.6, 0.1}, rates, Deadline{-1, 0, 0}}), UserError);
}

}  // namespace
}  // namespace cobden::talks
