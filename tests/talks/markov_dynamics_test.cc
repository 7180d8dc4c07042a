// Markov-perfect play: games whose answers are known, and each answer put to its deviation test again.
#include "cobden/talks/markov_dynamics.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <random>

#include "cobden/core/error.h"
#include "cobden/core/parallel.h"
#include "cobden/talks/markov_grid.h"

namespace cobden::talks {
namespace {

using Flow = std::function<double(int, int, Phase, Type)>;

TalksModel model_of(Flow flow, double discount = 0.8) {
  TalksModel model;
  model.flow = std::move(flow);
  model.discount_first = model.discount_second = discount;
  return model;
}

/// Both like a deal best and get it phase by phase.
double ladder(int, int, Phase phase, Type) { return static_cast<double>(phase); }

/// Largest gain from a deviation over all stages of a solution, recomputed from its values alone: of a move
/// once, which is enough when values are those of the play itself.
double largest_gain(const TalksModel& model, const MarkovSolution& s, const MarkovOptions& o) {
  double most = 0;
  for (std::size_t t = 0; t < s.periods.size(); ++t) {
    const bool last = t + 1 == s.periods.size();
    if (last && o.periods > 0) continue;  // its future is not part of the answer
    const auto& next = s.periods[last ? t : t + 1].value;
    const Continuation ahead = [&](Phase phase, double belief) {
      return interpolate(s.belief, next[static_cast<std::size_t>(phase)], belief);
    };
    for (int p = 0; p < kPhases; ++p)
      for (std::size_t k = 0; k < s.belief.size(); ++k) {
        const Stage stage(model, static_cast<int>(t), Phase(p), s.belief[k], ahead, o.off_path_belief);
        const auto& strategy = s.periods[t].strategy[static_cast<std::size_t>(p)][k];
        most = std::max(most, o.play == Play::kPure ? stage.largest_gain(strategy)
                                                    : stage.residual(strategy, o.precision));
      }
  }
  return most;
}

TEST(MarkovDynamics, ASharedWishIsReachedAsFastAsThePhasesAllow) {
  const TalksModel model = model_of(ladder);
  const MarkovOptions options{.periods = 8, .beliefs = 5, .play = Play::kPure};
  const auto solution = solve_markov(model, options);
  EXPECT_EQ(solution.status, MarkovStatus::kSolved);
  EXPECT_LT(largest_gain(model, solution, options), 1e-12);
  const auto seen = forecast(model, solution, options, Phase::kWar, 0.5, 4);
  EXPECT_EQ(seen.phase[0][static_cast<std::size_t>(Phase::kPartial)], 1);  // war -> partial deal -> deal
  EXPECT_EQ(seen.phase[1][static_cast<std::size_t>(Phase::kDeal)], 1);
  EXPECT_EQ(seen.no_deal[0], 1);
  EXPECT_EQ(seen.no_deal[1], 0);
}

TEST(MarkovDynamics, WhereWarPaysBothItLasts) {
  const TalksModel model = model_of([](int, int, Phase phase, Type) { return -static_cast<double>(phase); });
  const MarkovOptions options{.periods = 6, .beliefs = 5, .play = Play::kPure};
  const auto solution = solve_markov(model, options);
  EXPECT_EQ(solution.status, MarkovStatus::kSolved);
  const auto seen = forecast(model, solution, options, Phase::kWar, 0.3, 6);
  for (const double no_deal : seen.no_deal) EXPECT_DOUBLE_EQ(no_deal, 1);
}

TEST(MarkovDynamics, WithoutAFutureOddsAreTheLogitOfToday) {
  // At discount 0 and with moves that matter alone: war pays 0, a pause 1 to the first side and 2 to the
  // other.
  TalksModel model = model_of(
      [](int side, int, Phase phase, Type) { return phase == Phase::kWar ? 0.0 : (side == 1 ? 1.0 : 2.0); },
      0);
  const MarkovOptions options{.periods = 1, .beliefs = 3, .precision = 0.7};
  const auto s = solve_markov(model, options).periods[0].strategy[static_cast<std::size_t>(Phase::kWar)][1];
  // From war any soft move ends it: pressing pays the chance that the other concedes, easing 1.
  const double concedes = (s.sincere + s.insincere) / 2;
  EXPECT_NEAR(s.ease, 1 / (1 + std::exp(-0.7 * (1 - concedes))), 1e-9);
  EXPECT_NEAR(s.sincere, 1 / (1 + std::exp(-0.7 * 2 * (1 - s.ease))), 1e-9);
}

TEST(MarkovDynamics, ConstantFlowsAreWorthTheirPerpetuity) {
  const TalksModel model = model_of([](int side, int, Phase, Type) { return side == 1 ? 3.0 : -2.0; }, 0.9);
  const auto solution = solve_markov(model, {.beliefs = 4});
  EXPECT_EQ(solution.status, MarkovStatus::kSolved);
  for (const auto& row : solution.periods[0].value)
    for (const auto& v : row) {
      EXPECT_NEAR(v.first, 30, 1e-6);
      EXPECT_NEAR(v.sincere, -20, 1e-6);
    }
}

TEST(MarkovDynamics, APauseThatEndsIsWar) {
  TalksModel model = model_of(ladder);
  model.pause_ends = 2;
  const Continuation none;
  EXPECT_EQ(Stage(model, 1, Phase::kPause, 0.5, none, 0).lived_in(0, 1), Phase::kPause);
  EXPECT_EQ(Stage(model, 2, Phase::kPause, 0.5, none, 0).lived_in(0, 1), Phase::kWar);
}

TEST(MarkovDynamics, AlarmsTellTypesApart) {
  TalksModel model = model_of(ladder);
  model.detection = 0.5, model.false_alarm = 0.1;
  const Continuation none;
  const Stage stage(model, 0, Phase::kDeal, 0.5, none, 0);
  EXPECT_NEAR(stage.belief_after_alarm(Phase::kDeal, 0.5, true), 0.1 / 0.6, 1e-12);
  EXPECT_NEAR(stage.belief_after_alarm(Phase::kDeal, 0.5, false), 0.9 / 1.4, 1e-12);
  EXPECT_EQ(stage.belief_after_alarm(Phase::kWar, 0.5, false), 0.5);
}

TEST(MarkovDynamics, NotConvergingAndNoPureSolutionAreStatuses) {
  const auto few = solve_markov(model_of(ladder, 0.95), {.beliefs = 5, .max_iterations = 2});
  EXPECT_EQ(few.status, MarkovStatus::kNotConverged);
  EXPECT_GT(few.value_change, 0);
  // Side 1 wants to match the other's move, side 2 to mismatch: pennies at every stage.
  TalksModel pennies = model_of(
      [](int side, int, Phase phase, Type) {
        const bool matched = phase == Phase::kWar || phase == Phase::kDeal;
        return matched == (side == 1) ? 1.0 : 0.0;
      },
      0);
  for (auto& phase : pennies.next) phase = {{{Phase::kWar, Phase::kPause}, {Phase::kPause, Phase::kDeal}}};
  const auto none = solve_markov(pennies, {.periods = 1, .beliefs = 3, .play = Play::kPure});
  EXPECT_EQ(none.status, MarkovStatus::kNoPure);
  EXPECT_EQ(to_string(none.status), "no pure solution");
  EXPECT_GT(none.none, 0);
}

TEST(MarkovDynamics, SameBitsForAnyThreadCount) {
  const TalksModel model = model_of(ladder, 0.9);
  const MarkovOptions options{.periods = 5, .beliefs = 21, .precision = 2};
  set_thread_limit(1);
  const auto one = solve_markov(model, options);
  set_thread_limit(4);
  const auto four = solve_markov(model, options);
  set_thread_limit(0);
  for (std::size_t t = 0; t < one.periods.size(); ++t)
    for (std::size_t p = 0; p < kPhases; ++p)
      for (std::size_t k = 0; k < one.belief.size(); ++k)
        EXPECT_EQ(one.periods[t].value[p][k].first, four.periods[t].value[p][k].first);
}

TEST(MarkovDynamics, BadInputIsRefused) {
  EXPECT_THROW((void)solve_markov({}, {}), UserError);
  EXPECT_THROW((void)solve_markov(model_of(ladder, 1), {}), UserError);
  EXPECT_THROW((void)solve_markov(model_of(ladder), {.beliefs = 1}), UserError);
  EXPECT_THROW((void)solve_markov(model_of(ladder), {.precision = 0}), UserError);
  EXPECT_THROW((void)solve_markov(model_of(ladder), {.off_path_belief = 1.5}), UserError);
  TalksModel sure = model_of(ladder);
  sure.detection = 1.2;
  EXPECT_THROW((void)solve_markov(sure, {}), UserError);
  const MarkovOptions options{.periods = 1, .beliefs = 3};
  const auto solution = solve_markov(model_of(ladder), options);
  EXPECT_THROW((void)forecast(model_of(ladder), solution, options, Phase::kWar, -0.1, 3), UserError);
  EXPECT_THROW((void)forecast(model_of(ladder), {}, options, Phase::kWar, 0.1, 3), UserError);
}

// --- what must hold of every answer ------------------------------------------------------------------------

TalksModel random_model(std::mt19937& random) {
  std::array<double, 16> worth{};
  for (auto& w : worth) w = static_cast<double>(random() % 21) / 4 - 2.5;
  TalksModel model = model_of(
      [worth](int side, int, Phase phase, Type type) {
        return worth[static_cast<std::size_t>(8 * (side - 1) + 2 * static_cast<int>(phase) +
                                              static_cast<int>(type))];
      },
      static_cast<double>(random() % 90) / 100);
  model.detection = static_cast<double>(random() % 101) / 100;
  model.false_alarm = model.detection * static_cast<double>(random() % 101) / 100;
  return model;
}

RC_GTEST_PROP(MarkovProperties, SolvedMeansThatNoMovePaysOrDiffersFromItsReply, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const TalksModel model = random_model(random);
  for (const Play play : {Play::kLogit, Play::kPure}) {
    const MarkovOptions options{.periods = 3, .beliefs = 4, .play = play};
    const auto solution = solve_markov(model, options);
    if (solution.status != MarkovStatus::kSolved) continue;
    RC_ASSERT(largest_gain(model, solution, options) <= 1e-8);
  }
}

RC_GTEST_PROP(MarkovProperties, ForecastsAreProbabilitiesAndBeliefsAMartingale, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const TalksModel model = random_model(random);
  const MarkovOptions options{.periods = 3, .beliefs = 5};
  const double prior = static_cast<double>(random() % 101) / 100;
  const auto seen =
      forecast(model, solve_markov(model, options), options, Phase(static_cast<int>(random() % 4)), prior, 8);
  double before = 1;
  for (std::size_t t = 0; t < seen.phase.size(); ++t) {
    double sum = 0;
    for (const double p : seen.phase[t]) sum += p;
    RC_ASSERT(std::abs(sum - 1) < 1e-9);
    RC_ASSERT(std::abs(seen.mean_belief[t] - prior) < 1e-9);
    RC_ASSERT(prior == 0 || seen.sincere_belief[t] >= prior - 1e-9);
    RC_ASSERT(seen.no_deal[t] <= before + 1e-12);
    before = seen.no_deal[t];
  }
}

RC_GTEST_PROP(MarkovProperties, BackwardValuesAreThoseOfTheForecast, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  TalksModel model = random_model(random);
  const MarkovOptions options{.periods = 6, .beliefs = 9};
  const auto solution = solve_markov(model, options);
  // The first side's value at a point of the grid: flows along the forecast, then the last phase for ever.
  const std::size_t k = random() % 9;
  const double prior = solution.belief[k];
  RC_PRE(prior > 0 && prior < 1);
  const auto seen = forecast(model, solution, options, Phase::kWar, prior, 6);
  double sum = 0, weight = 1;
  for (std::size_t t = 0; t < 6; ++t) sum += weight * seen.flow[t][0], weight *= model.discount_first;
  const auto value = solution.periods[0].value[0][k].first;
  // What is left after the clock is between the worst and the best flow for ever.
  double worst = 1e300, best = -1e300;
  for (int p = 0; p < kPhases; ++p)
    for (const Type type : {Type::kSincere, Type::kInsincere}) {
      worst = std::min(worst, model.flow(1, 0, Phase(p), type));
      best = std::max(best, model.flow(1, 0, Phase(p), type));
    }
  const double tail = weight / (1 - model.discount_first);
  RC_ASSERT(value >= sum + tail * worst - 1e-9);
  RC_ASSERT(value <= sum + tail * best + 1e-9);
}

}  // namespace
}  // namespace cobden::talks
