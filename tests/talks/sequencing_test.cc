#include "cobden/talks/sequencing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "cobden/core/error.h"

namespace cobden::talks {
namespace {

double between(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0; }

TEST(Sequencing, SymmetricStepsMayShrinkByCostOverDiscountedBenefit) {
  EXPECT_TRUE(self_enforcing(0.56, 1, 2, 0.9));
  EXPECT_FALSE(self_enforcing(0.55, 1, 2, 0.9));
  const SequenceSide side{.cost = 1, .benefit = 2, .discount = 0.9};
  const auto steps = shrinking_steps(side, side);
  EXPECT_NEAR(steps.move_ratio, 1 / 1.8, 1e-15);
  EXPECT_NEAR(steps.round_ratio, 1 / 3.24, 1e-15);
  EXPECT_TRUE(steps.finite);
  EXPECT_NEAR(1 - std::pow(steps.move_ratio, steps.moves_for(0.9)), 0.9, 1e-12);
}

// What remains of an endless sequence at each move, summed term by term, is zero at the closed form's ratio.
RC_GTEST_PROP(SequencingProperties, TheShrinkingFactorLeavesBothSidesIndifferent, ()) {
  const SequenceSide one{.cost = between(0.5, 1), .benefit = between(1.5, 3), .discount = between(0.8, 0.95)};
  const SequenceSide two{.cost = between(0.5, 1), .benefit = between(1.5, 3), .discount = between(0.8, 0.95)};
  const auto steps = shrinking_steps(one, two);
  RC_PRE(steps.finite);
  const auto remaining = [&](const SequenceSide& side, double own, double other, double other_delay) {
    double value = 0, size = 1, time = 1;
    for (int k = 0; k < 3000; ++k, size *= steps.round_ratio, time *= side.discount * side.discount)
      value += time * size * (-side.cost * own + other_delay * side.benefit * other);
    return value;
  };
  const double second = steps.size_ratio;  // the second side's step, the first side's being one
  RC_ASSERT(std::abs(remaining(one, 1, second, one.discount)) < 1e-9);
  RC_ASSERT(std::abs(remaining(two, second, steps.round_ratio, two.discount)) < 1e-9);
}

SequenceProblem asymmetric() {
  SequenceProblem problem;
  problem.first = {.cost = 1, .benefit = 2, .discount = 0.95, .total = 1, .collateral = 0.2, .snapback = 0};
  problem.second = {
      .cost = 1, .benefit = 1.5, .discount = 0.9, .total = 1, .collateral = 0.1, .snapback = 0.2};
  return problem;
}

TEST(Sequencing, WithNothingToLoseFiniteSequencesUnravel) {
  SequenceProblem problem = asymmetric();
  problem.first.collateral = problem.second.collateral = problem.second.snapback = 0;
  EXPECT_TRUE(search_sequences(problem, 12).unravels);
}

TEST(Sequencing, OneMoveIsLimitedByTheCollateral) {
  SequenceProblem problem = asymmetric();
  const auto plan = best_plan(problem, true, 1);
  ASSERT_EQ(plan.steps.size(), 1u);
  EXPECT_NEAR(plan.steps[0].amount, 0.2, 1e-9) << "c x <= collateral";
  EXPECT_NEAR(plan.gain_first, -0.2, 1e-9);
  // With collateral for everything one move of each is enough, and the side that gains more goes second.
  problem.first.collateral = problem.second.collateral = 10;
  const auto search = search_sequences(problem, 6);
  EXPECT_EQ(search.best.steps.size(), 2u);
  EXPECT_TRUE(search.best.complete());
}

TEST(Sequencing, FewerMovesAreNeverTakenForMore) {
  const auto search = search_sequences(asymmetric(), 10);
  EXPECT_FALSE(search.unravels);
  for (const auto& plan : search.plans)
    if (plan.steps.size() < search.best.steps.size()) {
      EXPECT_LT(plan.objective, search.best.objective * (1 - 9e-7));
    }
  for (const auto& plan : search.plans) EXPECT_LE(plan.objective, search.best.objective * (1 + 1.1e-6));
}

RC_GTEST_PROP(SequencingProperties, PlansKeepEveryPromiseAndMoreTimeNeverHurts, ()) {
  SequenceProblem problem;
  for (auto* side : {&problem.first, &problem.second})
    *side = {.cost = between(0.3, 2),
             .benefit = between(0.3, 4),
             .discount = between(0.5, 0.98),
             .total = between(0.2, 3),
             .collateral = between(0, 0.5),
             .snapback = between(0, 1)};
  const bool order = *rc::gen::arbitrary<bool>();
  double before = 0;
  for (const int moves : {1, 3, 6, 9}) {
    const auto plan = best_plan(problem, order, moves);
    double conceded[2] = {0, 0};
    for (const auto& step : plan.steps) {
      RC_ASSERT(step.amount >= -1e-9);
      RC_ASSERT(step.slack >= -1e-7);
      conceded[step.by_first ? 0 : 1] += step.amount;
    }
    RC_ASSERT(conceded[0] <= problem.first.total + 1e-7 && conceded[1] <= problem.second.total + 1e-7);
    RC_ASSERT(plan.objective >= before - 1e-7);
    before = plan.objective;
  }
}

TEST(Sequencing, BadInputIsOneClearSentence) {
  const SequenceSide side{.cost = 1, .benefit = 2, .discount = 0.9};
  EXPECT_THROW(shrinking_steps({.cost = 1, .benefit = 2, .discount = 1}, side), UserError);
  EXPECT_THROW(shrinking_steps({.cost = 0, .benefit = 2, .discount = 0.9}, side), UserError);
  EXPECT_THROW(self_enforcing(1, 1, 2, 0.9), UserError);
  const SequenceSide poor{.cost = 3, .benefit = 2, .discount = 0.9};
  EXPECT_FALSE(shrinking_steps(poor, poor).finite);
  EXPECT_THROW(shrinking_steps(poor, poor).moves_for(0.9), UserError);
  SequenceProblem problem = asymmetric();
  problem.first.snapback = 2;
  EXPECT_THROW(best_plan(problem, true, 3), UserError);
  EXPECT_THROW(best_plan(asymmetric(), true, 0), UserError);
}

}  // namespace
}  // namespace cobden::talks
