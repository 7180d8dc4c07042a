// Trade and a concession outside it on one table: answers worked by hand, and what must hold of every answer.
#include "cobden/talks/linkage.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "cobden/core/error.h"
#include "cobden/talks/linkage_channels.h"

namespace cobden::talks {
namespace {

using strategy::BargainStatus;

/// Relief from duties costs the first side 2 and brings the second 5; full control is worth 3 to the first
/// and costs the second 1. Neither is signed alone.
LinkageProblem icebreaker() {
  LinkageProblem problem;
  problem.trade = {{"relief", {-2, 5}}};
  problem.concession = {"control", {0, 1}, {0, 3}, {0, 1}};
  return problem;
}

EnforcementTerms patient(double discount, double detection) {
  return {discount, discount, detection, {{-1, 6}}};
}

TEST(Linkage, OpensAZoneThatNeitherIssueHasAlone) {
  const Linkage found = link_issues(icebreaker());
  EXPECT_TRUE(found.zone_without.empty());
  EXPECT_EQ(found.zone_without.best_joint, 0);
  EXPECT_TRUE(found.opens_zone());
  EXPECT_DOUBLE_EQ(found.zone_with.best_joint, 5);  // (1, 4)
  EXPECT_DOUBLE_EQ(found.zone_with.best_first, 1);
  EXPECT_DOUBLE_EQ(found.surplus, 5);
  ASSERT_EQ(found.frontier_with.size(), 2u);
  EXPECT_EQ(found.frontier_with[1].level, 1u);
}

TEST(Linkage, AnEmptyZoneIsNoDealAndNeverAPairOfZeros) {
  LinkageProblem hopeless = icebreaker();
  hopeless.concession.cost[1] = 9;  // dearer than relief is worth, even by lot
  hopeless.threat = {10, 20};
  hopeless.trade[0].payoff = {8, 25};
  const Linkage found = link_issues(hopeless);
  EXPECT_TRUE(found.zone_with.empty());
  EXPECT_FALSE(found.opens_zone());
  EXPECT_EQ(found.surplus, 0);
  for (const auto& bargain : found.bargains) {
    EXPECT_EQ(bargain.with.status, BargainStatus::kNoDeal);
    EXPECT_FALSE(bargain.with.agreed());
    EXPECT_EQ(bargain.with.payoff, hopeless.threat);
    EXPECT_EQ(to_string(bargain.with.status), "no deal");
  }
}

TEST(Linkage, AFreeGiftMovesTheFrontierByItsWorth) {
  LinkageProblem problem;
  problem.trade = {{"a", {1, 4}}, {"b", {3, 3}}, {"c", {4, 1}}};
  problem.concession = {"gift", {0, 0.5, 1}, {0, 1, 2}, {0, 0, 0}};
  const Linkage found = link_issues(problem);
  EXPECT_DOUBLE_EQ(found.zone_with.best_joint - found.zone_without.best_joint, 2);
  for (const auto& point : found.frontier_with) EXPECT_EQ(point.level, 2u);
}

TEST(Linkage, DealsBeatenByALotAreNotOnTheFrontier) {
  LinkageProblem problem;
  problem.trade = {{"a", {0, 4}}, {"beaten", {1, 1}}, {"c", {4, 0}}};
  problem.concession = {"none", {0}, {0}, {0}};
  const Linkage found = link_issues(problem);
  ASSERT_EQ(found.frontier_with.size(), 2u);
  EXPECT_EQ(found.surplus, 0);
}

TEST(Linkage, ChannelsOfTheIcebreakerByHand) {
  const LinkageProblem problem = icebreaker();
  const LinkageChannels c = linkage_channels(problem, 0, patient(0.9, 0.5));
  EXPECT_DOUBLE_EQ(c.negotiation, 5);    // nothing is signed apart
  EXPECT_DOUBLE_EQ(c.participation, 2);  // 3 - 1, extracted by the threat of no relief
  EXPECT_DOUBLE_EQ(c.participation_level, 1);
  EXPECT_DOUBLE_EQ(c.threat_cost_first, -2);  // the threat costs the first side nothing: it is credible
  // Keeping (1, 4): first 1 - 0.1 (-1 + 3) = 0.8, second 4 - 0.1 x 6 = 3.4, control 0.9 x 0.5 x 4 - 0.1 x 1
  // = 1.7.
  const PromiseSlack slack = pooled_slack(problem, patient(0.9, 0.5), 0, 1);
  EXPECT_NEAR(slack.first, 0.8, 1e-12);
  EXPECT_NEAR(slack.second_trade, 3.4, 1e-12);
  EXPECT_NEAR(slack.second_concession, 1.7, 1e-12);
  EXPECT_DOUBLE_EQ(*c.enforcement, 5);
  EXPECT_FALSE(linkage_channels(problem, 0).enforcement);
}

TEST(Linkage, WithoutDetectionNoConcessionIsKept) {
  EXPECT_EQ(*linkage_channels(icebreaker(), 0, patient(0.9, 0)).enforcement, 0);
  EXPECT_LT(pooled_slack(icebreaker(), patient(0.9, 0), 0, 1).second_concession, 0);
}

TEST(Linkage, TheDealTableNamesTheConstraintThatBinds) {
  const auto rows = deal_table(icebreaker(), {{0, 0}, {0, 1}}, patient(0.9, 0.02));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_FALSE(rows[0].acceptable);
  EXPECT_FALSE(rows[0].rational_first);
  EXPECT_EQ(rows[0].binding, DealConstraint::kFirstGains);
  EXPECT_EQ(rows[1].name, "relief with control at 1");
  EXPECT_TRUE(rows[1].rational_first && rows[1].rational_second);
  EXPECT_FALSE(rows[1].acceptable);  // 0.9 x 0.02 x 4 < 0.1
  EXPECT_EQ(rows[1].binding, DealConstraint::kSecondKeepsConcession);
  EXPECT_TRUE(deal_table(icebreaker(), {{0, 1}})[0].acceptable);
}

TEST(Linkage, BandsOverDrawsCountZones) {
  const LinkageBands bands = link_issues_over_draws(icebreaker(), {{0, 0}, {0, 1}, {0, 3}, {0, 3}});
  EXPECT_EQ(bands.chance_of_zone, 0.5);
  EXPECT_EQ(bands.chance_of_zone_without, 0);
  EXPECT_LE(bands.low, bands.middle);
  EXPECT_LE(bands.middle, bands.high);
  EXPECT_EQ(bands.draws, 4);
}

TEST(Linkage, BadInputIsRefused) {
  LinkageProblem problem = icebreaker();
  problem.concession.benefit[0] = 1;
  EXPECT_THROW((void)link_issues(problem), UserError);
  problem = icebreaker(), problem.concession.level = {0, 0};
  EXPECT_THROW((void)link_issues(problem), UserError);
  problem = icebreaker(), problem.trade.clear();
  EXPECT_THROW((void)link_issues(problem), UserError);
  problem = icebreaker(), problem.trade[0].payoff.first = NAN;
  EXPECT_THROW((void)link_issues(problem), UserError);
  EXPECT_THROW((void)linkage_channels(icebreaker(), 3), UserError);
  EXPECT_THROW((void)deal_table(icebreaker(), {{0, 9}}), UserError);
  EXPECT_THROW((void)linkage_channels(icebreaker(), 0, patient(1, 0.5)), UserError);
  EXPECT_THROW((void)linkage_channels(icebreaker(), 0, EnforcementTerms{0.9, 0.9, 0.5, {}}), UserError);
  EXPECT_THROW((void)link_issues_over_draws(icebreaker(), {}), UserError);
}

// --- what must hold of every answer ------------------------------------------------------------------------

LinkageProblem random_problem(std::mt19937& random) {
  const auto number = [&](int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1)) / 1.0;
  };
  LinkageProblem problem;
  for (std::size_t k = 1 + random() % 6; k > 0; --k)
    problem.trade.push_back({"deal " + std::to_string(k), {number(-10, 10), number(-10, 10)}});
  problem.threat = {number(-5, 5), number(-5, 5)};
  problem.concession = {"control", {0}, {0}, {0}};
  for (int k = 1; k <= 4; ++k) {
    problem.concession.level.push_back(k / 4.0);
    problem.concession.benefit.push_back(problem.concession.benefit.back() + number(0, 4));
    problem.concession.cost.push_back(problem.concession.cost.back() + number(0, 3));
  }
  return problem;
}

/// Height of the frontier at u1; minus infinity where nothing pays the first side as much.
double height(const std::vector<LinkedPoint>& frontier, double u1) {
  double best = -std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < frontier.size(); ++k) {
    const PayoffPair b = frontier[k].payoff;
    if (b.first >= u1) best = std::max(best, b.second);
    if (k == 0) continue;
    const PayoffPair a = frontier[k - 1].payoff;
    if (a.first <= u1 && u1 <= b.first)
      best = std::max(best, a.second + (u1 - a.first) / (b.first - a.first) * (b.second - a.second));
  }
  return best;
}

RC_GTEST_PROP(LinkageProperties, AgreementsAreRationalAndFeasible, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const LinkageProblem problem = random_problem(random);
  const Linkage found = link_issues(problem);
  for (const auto& bargain : found.bargains)
    for (const auto* side : {&bargain.without, &bargain.with}) {
      RC_ASSERT(side->gain.first >= -1e-9 && side->gain.second >= -1e-9);
      if (!side->agreed()) continue;
      const auto& frontier = side == &bargain.with ? found.frontier_with : found.frontier_without;
      RC_ASSERT(side->payoff.second <= height(frontier, side->payoff.first - 1e-9) + 1e-7);
    }
}

RC_GTEST_PROP(LinkageProperties, AConcessionOnTheTableNeverShrinksIt, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const Linkage found = link_issues(random_problem(random));
  RC_ASSERT(found.surplus >= 0);
  RC_ASSERT(found.zone_without.empty() || !found.zone_with.empty());
  for (const auto& point : found.frontier_without)
    RC_ASSERT(height(found.frontier_with, point.payoff.first) >= point.payoff.second - 1e-9);
}

RC_GTEST_PROP(LinkageProperties, MonitoringAndPatienceNeverLoosenAPromise, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const LinkageProblem problem = random_problem(random);
  const double q = static_cast<double>(random() % 100) / 100,
               delta = static_cast<double>(random() % 99) / 100;
  std::vector<PayoffPair> breach;
  for (const auto& point : problem.trade) breach.push_back({point.payoff.first + 2, point.payoff.second + 2});
  for (std::size_t x = 0; x < problem.trade.size(); ++x)
    for (std::size_t a = 0; a < problem.concession.level.size(); ++a) {
      const auto rational = deal_table(problem, {{x, a}})[0];
      if (!rational.acceptable) continue;
      const auto at = [&](double d, double detection) {
        return pooled_slack(problem, {d, d, detection, breach}, x, a);
      };
      RC_ASSERT(!at(delta, q).kept() || at(delta, q + (1 - q) / 2).kept());
      RC_ASSERT(!at(delta, q).kept() || at(delta + (1 - delta) / 2, q).kept());
    }
}

RC_GTEST_PROP(LinkageProperties, PoolingKeepsWhatIssuesKeepApart, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const LinkageProblem problem = random_problem(random);
  std::vector<PayoffPair> breach;
  for (const auto& point : problem.trade) breach.push_back({point.payoff.first + 2, point.payoff.second + 2});
  const LinkageChannels c = linkage_channels(problem, 0, EnforcementTerms{0.9, 0.9, 0.6, breach});
  RC_ASSERT(c.participation >= 0);
  RC_ASSERT(c.participation_level >= 0 && c.participation_level <= 1);
}

}  // namespace
}  // namespace cobden::talks
