#include "cobden/strategy/frontier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <random>

#include "cobden/strategy/cooperate.h"
#include "cobden/strategy/nash.h"
#include "cobden/strategy/war.h"
#include "strategy/hat_world.h"
#include "strategy/players.h"

namespace cobden::strategy {
namespace {

using cobden::testing::HatWorld;
using cobden::testing::player_of;
using cobden::testing::within;

/// Players 0 and 1, each charging the other only.
std::vector<Player> rivals(const HatWorld& world, double upper = 10) {
  InstrumentSpec first = within(0, upper), second = within(0, upper);
  first.partners = {Country(1)}, second.partners = {Country(0)};
  return {player_of(world, 0, first), player_of(world, 1, second)};
}

TradeCube war_tariff(const HatWorld& world, double first, double second) {
  TradeCube tariff = world.base()->tariff;
  for (const Sector s : world.sectors().all()) {
    tariff(s, Country(0), Country(1)) = first;
    tariff(s, Country(1), Country(0)) = second;
  }
  return tariff;
}

Frontier traced(const HatWorld& world, const std::vector<Player>& players, const TradeCube& at,
                const FrontierOptions& options = {}) {
  return trace_frontier(world, players, threat_at(world, players, "war levels", at), options);
}

TEST(Frontier, FallsAndIsUndominated) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto players = rivals(world);
  const auto frontier = traced(world, players, war_tariff(world, 0.6, 0.4));
  ASSERT_TRUE(frontier.search.converged()) << frontier.search.message;
  EXPECT_EQ(frontier.zone, BargainStatus::kAgreement);
  ASSERT_EQ(frontier.points.size(), 21u);
  const auto& threat = frontier.threat.payoff;
  for (std::size_t k = 0; k < 21; ++k) {
    const auto& p = frontier.points[k];
    EXPECT_EQ(p.status, SearchStatus::kConverged);
    EXPECT_LE(p.first_order, 1e-7);
    EXPECT_GE(p.first.value, threat[0].value * (1 - 1e-9));
    EXPECT_GE(p.second.value, threat[1].value * (1 - 1e-9));
    EXPECT_NEAR(p.first_gain.value, p.first.value - threat[0].value, 1e-9);
    if (k == 0) continue;
    EXPECT_GT(p.first.value, frontier.points[k - 1].first.value);
    EXPECT_LT(p.second.value, frontier.points[k - 1].second.value);
  }
  // From war levels both still gain at the ends: each side's best over all tariffs lies inside the zone.
  EXPECT_GT(frontier.points.front().first_gain.percent, 0.1);
  EXPECT_GT(frontier.points.back().second_gain.percent, 0.1);
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> u(0, 1);
  for (int trial = 0; trial < 400; ++trial) {
    TradeCube tariff = war_tariff(world, 0, 0);
    const auto& near = frontier.points[static_cast<std::size_t>(trial) % 21].tariff;
    const double reach = std::pow(10.0, -4 * u(random));
    for (const Sector s : world.sectors().all())
      for (const auto& [d, o] : {std::pair(0, 1), std::pair(1, 0)})
        tariff(s, Country(d), Country(o)) =
            std::max(0.0, near(s, Country(d), Country(o)) + reach * (u(random) - 0.5));
    const auto v = values_at(world, players, *world.solve(tariff, nullptr, {}, {}));
    for (const auto& p : frontier.points)
      EXPECT_FALSE(v[0] > p.first.value * (1 + 1e-9) && v[1] > p.second.value * (1 + 1e-9));
  }
}

TEST(Frontier, SolutionsLieOnItAndAreWhatTheyAreCalled) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto players = rivals(world);
  FrontierOptions options;
  options.points = 81;
  options.terms.power = 0.4;
  const auto frontier = traced(world, players, war_tariff(world, 0.6, 0.4), options);
  ASSERT_EQ(frontier.solutions.size(), 3u);
  std::vector<PayoffPair> polygon;
  for (const auto& p : frontier.points) polygon.push_back({p.first.value, p.second.value});
  const PayoffPair threat{frontier.threat.payoff[0].value, frontier.threat.payoff[1].value};
  const double base0 = world.value(*world.base(), players[0].objective);
  const double base1 = world.value(*world.base(), players[1].objective);
  for (const auto& s : frontier.solutions) {
    EXPECT_TRUE(s.bargain.agreed());
    EXPECT_EQ(s.point.status, SearchStatus::kConverged);
    // The polygon through 81 points is within 1e-4 of the zone of the exact frontier.
    const auto coarse = bargain(polygon, threat, s.bargain.rule, {.power = 0.4, .unit = {base0, base1}});
    const double zone = s.bargain.zone_upper - s.bargain.zone_lower;
    EXPECT_NEAR(s.bargain.payoff.first, coarse.payoff.first, 0.01 * zone) << to_string(s.bargain.rule);
    EXPECT_GE(s.bargain.gain.first, 0);
    EXPECT_GE(s.bargain.gain.second, 0);
    EXPECT_FALSE(s.changes.empty());
    for (const auto& c : s.changes) EXPECT_LT(c.to, c.from) << "cuts implement them";
  }
  const auto& ks = frontier.solutions[1].bargain;
  EXPECT_NEAR(ks.gain.first / ks.gain.second,
              (ks.ideal.first - threat.first) / (ks.ideal.second - threat.second), 1e-5);
  const auto& equal = frontier.solutions[2].point;
  EXPECT_NEAR(equal.first_gain.percent, equal.second_gain.percent, 1e-6);
  // No point of the frontier has a higher Nash product than the solution found by its own search.
  const auto& nash = frontier.solutions[0].bargain.gain;
  for (const auto& p : frontier.points)
    EXPECT_LE(
        std::pow(std::max(0.0, p.first_gain.value), 0.4) * std::pow(std::max(0.0, p.second_gain.value), 0.6),
        std::pow(nash.first, 0.4) * std::pow(nash.second, 0.6) * (1 + 1e-9));
}

TEST(Frontier, FreeTradeOfMirrorImagesLeavesNothingToShare) {
  const HatWorld world = cobden::testing::mirror_world(0.7, 3);
  const auto players = rivals(world);
  const auto frontier = traced(world, players, world.base()->tariff);
  EXPECT_EQ(frontier.zone, BargainStatus::kNothingToShare);
  EXPECT_TRUE(frontier.points.empty());
  EXPECT_TRUE(frontier.solutions.empty());
}

TEST(Frontier, ThreatBeyondTheInstrumentsIsNoDeal) {
  // Free trade, when all either side could agree on are tariffs between 50% and 60%.
  const HatWorld world = cobden::testing::small_world(4, 6);
  auto players = rivals(world);
  for (auto& p : players) std::ranges::fill(p.instruments.lower, std::log(1.5));
  for (auto& p : players) std::ranges::fill(p.instruments.upper, std::log(1.6));
  const auto frontier = traced(world, players, world.base()->tariff);
  EXPECT_EQ(frontier.zone, BargainStatus::kNoDeal);
  EXPECT_TRUE(frontier.solutions.empty());
}

TEST(Frontier, NashThreatGivesGainsToBoth) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto players = rivals(world);
  const auto nash = find_nash(world, players, world.base()->tariff);
  ASSERT_TRUE(nash.search.converged());
  FrontierOptions options;
  options.points = 5;
  const auto frontier =
      trace_frontier(world, players, threat_at(world, players, "Nash", nash.tariff), options);
  EXPECT_EQ(frontier.threat.name, "Nash");
  EXPECT_EQ(frontier.zone, BargainStatus::kAgreement);
  EXPECT_GT(frontier.solutions[0].bargain.gain.first, 0);
  EXPECT_GT(frontier.solutions[0].bargain.gain.second, 0);
  // Here the ends are where the other side gets its threat payoff and no more.
  EXPECT_NEAR(frontier.points.front().first_gain.percent, 0, 1e-5);
  EXPECT_NEAR(frontier.points.back().second_gain.percent, 0, 1e-5);
}

TEST(Frontier, LimitsKeepWhatWasFound) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto players = rivals(world);
  std::atomic<bool> cancelled = false;
  int found = 0;
  const RunContext context([&](const ProgressEvent&) { cancelled = ++found >= 4; }, &cancelled);
  const auto cut = trace_frontier(world, players,
                                  threat_at(world, players, "war", war_tariff(world, 0.6, 0.4)), {}, context);
  EXPECT_EQ(cut.search.status, SearchStatus::kInterrupted);
  EXPECT_GE(cut.points.size(), 4u);
  EXPECT_LT(cut.points.size(), 21u);
}

TEST(Frontier, MistakesAreUserErrors) {
  const HatWorld world = cobden::testing::small_world();
  auto players = rivals(world);
  const auto threat = threat_at(world, players, "war", war_tariff(world, 0.6, 0.4));
  EXPECT_THROW(trace_frontier(world, {players[0]}, threat), UserError);
  EXPECT_THROW(trace_frontier(world, {players[0], players[0]}, threat), UserError);
  FrontierOptions options;
  options.points = 2;
  EXPECT_THROW(trace_frontier(world, players, threat, options), UserError);
}

TEST(Cooperate, GainsAreEqualFromNash) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  std::vector<Player> all;
  for (int c = 0; c < 3; ++c) all.push_back(player_of(world, c, within(-0.5, 10)));
  const auto nash = find_nash(world, all, world.base()->tariff);
  const auto deal = cooperate(world, all, nash.tariff);
  ASSERT_TRUE(deal.search.converged()) << deal.search.message;
  EXPECT_GT(deal.common_gain_percent, 0.1);
  EXPECT_LT(deal.unequal_percent, 1e-5);
  for (const double w : deal.weight) EXPECT_GT(w, 0);
  // Another start of the tariffs ends at the same gains.
  const auto again = cooperate(world, all, nash.tariff, {.tolerance = 1e-8});
  EXPECT_NEAR(again.common_gain_percent, deal.common_gain_percent, 2e-6);
}

TEST(NashInNash, PairsBargainGivenTheOthers) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  std::vector<Player> all;
  for (int c = 0; c < 3; ++c) all.push_back(player_of(world, c));
  const auto nash = find_nash(world, all, world.base()->tariff);
  const std::vector<BilateralDeal> deals = {{0, 1}, {0, 2}, {1, 2}};
  const auto result = nash_in_nash(world, all, deals, nash.tariff);
  ASSERT_TRUE(result.search.converged()) << result.search.message;
  EXPECT_LE(result.last_change, 1e-5);
  for (const auto& d : result.deals) {
    EXPECT_TRUE(d.reached);
    EXPECT_GT(d.first_gain_percent, 0);
    EXPECT_GT(d.second_gain_percent, 0);
  }
  // A single deal is the plain Nash bargain.
  const auto one = nash_in_nash(world, all, {{0, 1}}, nash.tariff);
  InstrumentSpec on_one, on_zero;
  on_one.partners = {Country(1)}, on_zero.partners = {Country(0)};
  const std::vector<Player> pair = {player_of(world, 0, on_one), player_of(world, 1, on_zero)};
  FrontierOptions options;
  options.points = 3;
  const auto frontier = trace_frontier(world, pair, threat_at(world, pair, "Nash", nash.tariff), options);
  EXPECT_NEAR(one.payoff[0].value, frontier.solutions[0].bargain.payoff.first, 1e-7 * one.payoff[0].value);
}

TEST(NashInNash, MistakesAreUserErrors) {
  const HatWorld world = cobden::testing::small_world();
  std::vector<Player> all;
  for (int c = 0; c < 3; ++c) all.push_back(player_of(world, c));
  const TradeCube& base = world.base()->tariff;
  EXPECT_THROW(nash_in_nash(world, all, {}, base), UserError);
  EXPECT_THROW(nash_in_nash(world, all, {{0, 1}, {1, 0}}, base), UserError);
  EXPECT_THROW(nash_in_nash(world, all, {{0, 5}}, base), UserError);
  EXPECT_THROW(nash_in_nash(world, all, {{1, 1}}, base), UserError);
  std::vector<Player> uniform;
  for (int c = 0; c < 3; ++c)
    uniform.push_back(player_of(world, c, cobden::testing::of_class(TariffClass::kUniform)));
  EXPECT_THROW(nash_in_nash(world, uniform, {{0, 1}}, base), UserError);
}

TEST(War, BestRepliesToWarLevelsAreLow) {
  const HatWorld world = cobden::testing::small_world(4, 6);
  const auto players = rivals(world);
  const auto war = diagnose_war(world, players, war_tariff(world, 1.45, 1.25));
  ASSERT_EQ(war.sides.size(), 2u);
  EXPECT_TRUE(war.search.converged());
  for (const auto& side : war.sides) {
    EXPECT_FALSE(side.rational);
    EXPECT_LT(side.best_reply.mean, 0.6);
    EXPECT_GT(side.best_reply_gain_percent, 0);
    EXPECT_GE(side.best_reply_gain_percent, side.cut_gain_percent);
    EXPECT_GE(side.best_reply_gain_percent, side.half_gain_percent);
    EXPECT_NE(side.verdict.find("does not maximise"), std::string::npos) << side.verdict;
  }
  EXPECT_NEAR(war.sides[0].present.mean, 1.45, 1e-12);
  // At a Nash equilibrium nobody has a better reply.
  const auto nash = find_nash(world, players, world.base()->tariff);
  for (const auto& side : diagnose_war(world, players, nash.tariff).sides)
    EXPECT_TRUE(side.rational) << side.verdict;
  EXPECT_THROW(diagnose_war(world, {players[0]}, world.base()->tariff), UserError);
}

}  // namespace
}  // namespace cobden::strategy
