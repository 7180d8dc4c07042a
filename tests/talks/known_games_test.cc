// Games whose answers are known from the literature or in closed form (talks_cases.json T14 to T27).
#include <gtest/gtest.h>

#include <cmath>

#include "cobden/core/error.h"
#include "cobden/talks/clocks.h"
#include "cobden/talks/deadlock.h"
#include "cobden/talks/gambit_files.h"
#include "cobden/talks/inference.h"
#include "cobden/talks/nash_enumeration.h"
#include "cobden/talks/repeated_set.h"
#include "cobden/talks/signalling.h"
#include "cobden/talks/sincerity.h"

namespace cobden::talks {
namespace {

TEST(Sincerity, BeliefThresholdInClosedForm) {
  const Receiver receiver{.gain = 2, .loss = 1, .discount = 0.9};
  EXPECT_NEAR(belief_threshold(receiver, {.detection = 0.5, .false_alarm = 0}).value, 1.0 / 12, 1e-12);
  EXPECT_NEAR(belief_threshold(receiver, {.detection = 0, .false_alarm = 0}).value, 1.0 / 3, 1e-12);
  EXPECT_NEAR(belief_threshold(receiver, {.detection = 1, .false_alarm = 0}).value, 1.0 / 21, 1e-12);
  EXPECT_LT(belief_threshold(receiver, {.detection = 0.5, .false_alarm = 0}).by_detection, 0);
}

TEST(Sincerity, ComplianceAndSnapback) {
  EXPECT_NEAR(compliance_threshold(1, 0.4, {.detection = 0.5, .false_alarm = 0}).value, 4.0 / 7, 1e-12);
  EXPECT_NEAR(compliance_threshold(1, 0.4, {.detection = 0.5, .false_alarm = 0.1}).value, 2.0 / 3, 1e-12);
  EXPECT_EQ(
      shortest_snapback({.relief = 1, .cost = 0.4, .discount = 0.9}, {.detection = 0.5, .false_alarm = 0}),
      2);
}

TEST(Sincerity, BadInputIsAUserError) {
  EXPECT_THROW(belief_threshold({.gain = 2, .loss = 1, .discount = 1}, {}), UserError);
  EXPECT_THROW(
      belief_threshold({.gain = 2, .loss = 1, .discount = 0.9}, {.detection = 1.5, .false_alarm = 0}),
      UserError);
  EXPECT_THROW(compliance_threshold(0.3, 0.4, {.detection = 0.5, .false_alarm = 0}), UserError);
}

AttritionPath only_path(const AttritionGame& game) {
  auto paths = solve_attrition(game);
  EXPECT_EQ(paths.size(), 1u);
  return paths.front();
}

// Abreu and Gul (2000).
TEST(Deadlock, WarOfAttritionWithStubbornTypes) {
  const auto a = only_path({.first = {.demand = 0.6, .stubborn = 0.1},
                            .second = {.demand = 0.6, .stubborn = 0.1},
                            .rates = RatePath(0.1, 0.2)});
  EXPECT_NEAR(a.hazard(0, 1), 0.4, 1e-9);
  EXPECT_NEAR(a.hazard(1, 1), 0.2, 1e-9);
  EXPECT_NEAR(a.quiet_from(), 5.756462732485111, 1e-9);
  EXPECT_NEAR(a.initial(0), 0, 1e-9);
  EXPECT_NEAR(a.initial(1), 0.683772233983162, 1e-9);
  EXPECT_NEAR(a.payoff(0), 0.5367544467966324, 1e-9);
  EXPECT_NEAR(a.payoff(1), 0.4, 1e-9);
  const auto b = only_path({.first = {.demand = 0.7, .stubborn = 0.05},
                            .second = {.demand = 0.6, .stubborn = 0.2},
                            .rates = RatePath(0.1, 0.1)});
  EXPECT_NEAR(b.hazard(0, 1), 0.1, 1e-9);
  EXPECT_NEAR(b.hazard(1, 1), 0.13333333333, 1e-9);
  EXPECT_NEAR(b.quiet_from(), 12.070784343255742, 1e-9);
  EXPECT_NEAR(b.initial(0), 0.8328149237558945, 1e-9);
  EXPECT_NEAR(b.payoff(1), 0.5498444771267683, 1e-9);
  EXPECT_NEAR(b.payoff(0), 0.4, 1e-9);
  for (const auto* path : {&a, &b}) {
    EXPECT_LT(path->deviation_gain(), 1e-9);
    EXPECT_LT(path->indifference_error(), 1e-9);
    double before = 1;
    for (double t = 0; t < 20; t += 0.5) {
      EXPECT_LE(path->no_deal(t), before + 1e-12);
      before = path->no_deal(t);
    }
  }
}

TEST(Deadlock, CompatibleDemandsAreAUserError) {
  EXPECT_THROW(solve_attrition({.first = {.demand = 0.4, .stubborn = 0.1},
                                .second = {.demand = 0.5, .stubborn = 0.1},
                                .rates = RatePath(0.1, 0.1)}),
               UserError);
}

// A prisoners' dilemma whose set of equilibrium payoffs is published.
TEST(RepeatedSet, PrisonersDilemmaAtNineTenths) {
  const StageGame game{.first = {{9, 1}, {10, 3}}, .second = {{9, 10}, {1, 3}}};
  const auto set = repeated_game_set(game, 0.9);
  EXPECT_EQ(set.status, RepeatedStatus::kConverged);
  ASSERT_EQ(set.corners.size(), 4u);
  for (const auto& [x, y] : {std::pair{3.0, 3.0}, {9.75, 3.0}, {9.0, 9.0}, {3.0, 9.75}}) {
    double nearest = 1e300;
    for (const auto& corner : set.corners)
      nearest = std::min(nearest, std::hypot(corner.payoff.x - x, corner.payoff.y - y));
    EXPECT_LT(nearest, 1e-8) << x << " " << y;
  }
  for (const auto& corner : set.corners) {
    EXPECT_GE(corner.slack_first, -1e-9);
    EXPECT_GE(corner.slack_second, -1e-9);
  }
}

/// Beer and quiche: one type in ten is weak, and the strong one likes beer. Cho and Kreps (1987).
SenderReceiver beer_quiche() {
  SenderReceiver g;
  g.types = {"weak", "strong"}, g.signals = {"beer", "quiche"};
  g.actions = {{"duel", "no duel"}, {"duel", "no duel"}};
  g.prior = {Rational(1, 10), Rational(9, 10)};
  g.sender_payoff = {{{0, 2}, {1, 3}}, {{1, 3}, {0, 2}}};
  g.receiver_payoff = {{{1, 0}, {1, 0}}, {{0, 1}, {0, 1}}};
  return g;
}

TEST(Signalling, BeerAndQuiche) {
  const auto equilibria = signalling_equilibria(beer_quiche());
  int beer = 0, quiche = 0;
  for (const auto& e : equilibria) {
    EXPECT_EQ(e.deviation_gain, Rational(0));
    EXPECT_EQ(signalling_deviation_gain(beer_quiche(), e), Rational(0));
    if (e.kind != SignallingKind::kPooling) continue;
    if (e.on_path[0]) {
      ++beer;
      EXPECT_EQ(e.intuitive.verdict, Verdict::kSurvives) << e.intuitive.reason;
    } else {
      ++quiche;
      EXPECT_EQ(e.intuitive.verdict, Verdict::kFails);
    }
  }
  EXPECT_EQ(beer, 1);
  EXPECT_EQ(quiche, 1);
}

TEST(Signalling, TreesAreFoundAgainInTheirText) {
  const auto game = beer_quiche();
  const auto tree = parse_efg(to_efg(to_tree(game)));
  const auto found = recognise(tree);
  ASSERT_TRUE(found.game) << found.why_not;
  EXPECT_EQ(found.game->sender_payoff, game.sender_payoff);
  EXPECT_EQ(found.game->prior, game.prior);
}

// Values w (3, 1, 0) + (1 - w) (1, 2, 3), only the first item spared: w lies in [0.4, 1].
TEST(Inference, ExemptionsBoundTheWeights) {
  const auto found = weights_from_exemptions({{3, 1}, {1, 2}, {0, 3}}, {true, false, false});
  EXPECT_TRUE(found.rationalised);
  EXPECT_NEAR(found.least_slack, 0, 1e-12);
  ASSERT_EQ(found.weight.size(), 2u);
  EXPECT_NEAR(found.weight[0].lower, 0.4, 1e-9);
  EXPECT_NEAR(found.weight[0].upper, 1.0, 1e-9);
  EXPECT_FALSE(found.caveats.empty());
  EXPECT_THROW(weights_from_exemptions({{3, 1}, {1, 2}}, {true, true}), UserError);
}

// Marginal effects that the weights 0.5 and 1.5 balance exactly.
TEST(Inference, TariffsGiveTheWeightsThatBalanceThem) {
  const auto fit = weights_from_tariffs({{3, -1}, {-6, 2}, {1.5, -0.5}});
  EXPECT_TRUE(fit.identified);
  EXPECT_NEAR(fit.weight[0], 0.5, 1e-12);
  EXPECT_NEAR(fit.weight[1], 1.5, 1e-12);
  EXPECT_LT(fit.residual_share, 1e-12);
}

TEST(Clocks, ElectionsFallOnTuesdays) {
  EXPECT_EQ(us_election_day(2026), Day{std::chrono::year{2026} / 11 / 3});
  EXPECT_EQ(us_election_day(2028), Day{std::chrono::year{2028} / 11 / 7});
  EXPECT_THROW(us_election_day(2027), UserError);
}

TEST(GambitFiles, MistakesHaveALineAndAColumn) {
  try {
    parse_efg("EFG 2 R \"t\" { \"a\" \"b\" }\n\np \"\" 9 1 \"\" { \"x\" \"y\" } 0\n", "test");
    FAIL();
  } catch (const UserError& e) {
    EXPECT_NE(std::string(e.what()).find("test"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace cobden::talks
