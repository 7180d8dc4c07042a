#include "cobden/talks/enforcement.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "cobden/core/error.h"
#include "cobden/strategy/linear_terms_of_trade.h"
#include "cobden/talks/repeated_set.h"

namespace cobden::talks {
namespace {

double between(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0; }

// Reference case T08: free trade in the linear model is kept from 10/17; T10 from its rounded payoffs.
TEST(Enforcement, CriticalDiscountFactorsOfKnownModels) {
  const auto stage = strategy::LinearTermsOfTrade().stage(0);
  const std::vector<Issue> issues = {{"tariffs", stage, stage}};
  const auto answer = critical_discounts(issues);
  EXPECT_NEAR(*answer.separate[0].first, 10.0 / 17, 1e-9);
  EXPECT_NEAR(*answer.pooled.second, 10.0 / 17, 1e-9);
  const strategy::StagePayoffs armington{0, 0.02523395, -0.02810628};
  const std::vector<Issue> other = {{"tariffs", armington, armington}};
  EXPECT_NEAR(*critical_discounts(other).separate[0].first, 0.47307539, 1e-6);
}

TEST(Enforcement, SlackOnOneIssueHoldsAPromiseOnAnother) {
  // Trade has slack for both; the concession is a plain cost to the second side, never kept alone.
  const std::vector<Issue> issues = {{"trade", {4, 6, 0}, {4, 6, 0}}, {"control", {3, 3, 0}, {-1, 0, 0}}};
  const auto answer = critical_discounts(issues);
  EXPECT_NEAR(*answer.separate[0].second, 1.0 / 3, 1e-15);
  EXPECT_FALSE(answer.separate[1].second);
  EXPECT_FALSE(answer.all_separate.second);
  EXPECT_NEAR(*answer.pooled.second, 0.5, 1e-15) << "(6 - 3) / (6 - 0)";
  const auto kept = sustained_issues(issues, 0.6, 0.6);
  EXPECT_EQ(kept.separate, (std::vector<bool>{true, false}));
  EXPECT_EQ(kept.pooled, (std::vector<bool>{true, true}));
  EXPECT_DOUBLE_EQ(kept.linkage_gain(), 2);
  EXPECT_EQ(sustained_issues(issues, 0.45, 0.45).pooled, (std::vector<bool>{true, false}));
  EXPECT_DOUBLE_EQ(sustained_issues(issues, 0, 0).pooled_gain, 0);
}

RC_GTEST_PROP(EnforcementProperties, PoolingNeverLosesAndPatienceHelps, ()) {
  std::vector<Issue> issues;
  for (int k = 0; k < 3; ++k) {
    const auto stage = [] {
      const double punish = between(-2, 0), cooperate = between(-1, 3);
      return strategy::StagePayoffs{cooperate, std::max(cooperate, between(0, 4)), punish};
    };
    issues.push_back({"issue", stage(), stage()});
  }
  const double delta = between(0, 0.9);
  const auto kept = sustained_issues(issues, delta, delta);
  RC_ASSERT(kept.linkage_gain() >= -1e-12);
  RC_ASSERT(sustained_issues(issues, delta + 0.09, delta + 0.09).pooled_gain >= kept.pooled_gain - 1e-12);
  // At the pooled threshold the slack is zero.
  const auto answer = critical_discounts(issues);
  const std::vector<strategy::StagePayoffs> first = {issues[0].first, issues[1].first, issues[2].first};
  if (answer.pooled.first && *answer.pooled.first > 0 && *answer.pooled.first < 1)
    RC_ASSERT(std::abs(enforcement_slack(first, *answer.pooled.first)) < 1e-9);
}

// Reference case T27.
TEST(RepeatedSet, PrisonersDilemmaHasTheFourPublishedCorners) {
  const StageGame game{{{9, 1}, {10, 3}}, {{9, 10}, {1, 3}}};
  const auto answer = repeated_game_set(game, 0.9);
  EXPECT_EQ(answer.status, RepeatedStatus::kConverged);
  const numerics::ConvexPolygon expected = {{3, 3}, {9.75, 3}, {9, 9}, {3, 9.75}};
  ASSERT_EQ(answer.corners.size(), 4u);
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(answer.corners[k].payoff.x, expected[k].x, 1e-8);
    EXPECT_NEAR(answer.corners[k].payoff.y, expected[k].y, 1e-8);
  }
  EXPECT_LT(answer.residual, 1e-9);
}

TEST(RepeatedSet, ImpatientSidesPlayTheStageGameAndPenniesHaveNoPureEquilibrium) {
  const StageGame dilemma{{{9, 1}, {10, 3}}, {{9, 10}, {1, 3}}};
  const auto impatient = repeated_game_set(dilemma, 0.1);
  ASSERT_EQ(impatient.corners.size(), 1u);
  EXPECT_NEAR(impatient.corners[0].payoff.x, 3, 1e-12);
  const StageGame pennies{{{1, -1}, {-1, 1}}, {{-1, 1}, {1, -1}}};
  EXPECT_EQ(repeated_game_set(pennies, 0.9).status, RepeatedStatus::kEmpty);
}

TEST(RepeatedSet, HarderPunishmentsThanNashKeepMore) {
  // A third action that hurts both makes the threat worse than the stage game's equilibrium.
  const StageGame plain{{{9, 1}, {10, 3}}, {{9, 10}, {1, 3}}};
  const StageGame harsh{{{9, 1, -1}, {10, 3, -1}, {-1, -1, -2}}, {{9, 10, -1}, {1, 3, -1}, {-1, -1, -2}}};
  const double delta = 0.15;
  EXPECT_LE(repeated_game_set(harsh, delta).punishment.x,
            repeated_game_set(plain, delta).punishment.x + 1e-9);
}

RC_GTEST_PROP(RepeatedSetProperties, CornersAreKeptFeasibleAndIndividuallyRational, ()) {
  StageGame game;
  std::vector<numerics::PlanePoint> all;
  const int rows = *rc::gen::inRange(2, 4), columns = *rc::gen::inRange(2, 4);
  for (int i = 0; i < rows; ++i) {
    game.first.emplace_back();
    game.second.emplace_back();
    for (int j = 0; j < columns; ++j) {
      game.first.back().push_back(*rc::gen::inRange(-9, 10));
      game.second.back().push_back(*rc::gen::inRange(-9, 10));
      all.push_back({game.first.back().back(), game.second.back().back()});
    }
  }
  const double delta = between(0.05, 0.9);
  const auto answer = repeated_game_set(game, delta);
  RC_ASSERT(answer.status != RepeatedStatus::kNotConverged);
  if (answer.status == RepeatedStatus::kEmpty) return;
  const auto feasible = numerics::convex_hull(all);
  numerics::ConvexPolygon set;
  for (const auto& corner : answer.corners) set.push_back(corner.payoff);
  RC_ASSERT(answer.residual < 1e-8);
  for (const auto& corner : answer.corners) {
    RC_ASSERT(numerics::distance(feasible, corner.payoff) < 1e-8);
    RC_ASSERT(corner.payoff.x >= answer.pure_minmax.x - 1e-8 &&
              corner.payoff.y >= answer.pure_minmax.y - 1e-8);
    // The promise is in the set, gives the corner with the actions named, and deters the best deviation.
    const auto i = static_cast<std::size_t>(corner.row), j = static_cast<std::size_t>(corner.column);
    const double x = (1 - delta) * game.first[i][j] + delta * corner.promise.x;
    RC_ASSERT(std::abs(x - corner.payoff.x) < 1e-9);
    RC_ASSERT(numerics::distance(set, corner.promise) < 1e-7);
    double best = -1e9;
    for (const auto& row : game.first) best = std::max(best, row[j]);
    RC_ASSERT((1 - delta) * best + delta * answer.punishment.x <= corner.payoff.x + 1e-7);
    best = -1e9;
    for (const double payoff : game.second[i]) best = std::max(best, payoff);
    RC_ASSERT((1 - delta) * best + delta * answer.punishment.y <= corner.payoff.y + 1e-7);
  }
  // With a public lot the set grows with patience.
  const auto patient = repeated_game_set(game, delta + 0.05);
  numerics::ConvexPolygon larger;
  for (const auto& corner : patient.corners) larger.push_back(corner.payoff);
  for (const auto& corner : answer.corners) RC_ASSERT(numerics::distance(larger, corner.payoff) < 1e-6);
}

TEST(RepeatedSet, BadInputIsOneClearSentence) {
  const StageGame game{{{9, 1}, {10, 3}}, {{9, 10}, {1, 3}}};
  EXPECT_THROW(repeated_game_set(game, 1), UserError);
  EXPECT_THROW(repeated_game_set(game, 0), UserError);
  EXPECT_THROW(repeated_game_set({{{1, 2}}, {{1}}}, 0.5), UserError);
  EXPECT_THROW(repeated_game_set({}, 0.5), UserError);
  EXPECT_THROW(critical_discounts({}), UserError);
  const std::vector<Issue> issues = {{"trade", {4, 6, 0}, {4, 6, 0}}};
  EXPECT_THROW(sustained_issues(issues, 1, 0.5), UserError);
}

}  // namespace
}  // namespace cobden::talks
