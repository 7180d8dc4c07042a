#include "cobden/strategy/nash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "cobden/core/parallel.h"
#include "cobden/strategy/repeated_game.h"
#include "strategy/hat_world.h"
#include "strategy/players.h"

namespace cobden::strategy {
namespace {

using cobden::testing::HatWorld;
using cobden::testing::player_of;
using cobden::testing::within;

std::vector<Player> all_players(const HatWorld& world, const InstrumentSpec& spec = {}) {
  std::vector<Player> players;
  for (const Country c : world.countries().all()) players.push_back(player_of(world, c.value, spec));
  return players;
}

// Reference case T10: symmetric Armington, sigma = 4, home weight 0.7.
TEST(Nash, MirrorWorldIsTheClosedForm) {
  const HatWorld world = cobden::testing::mirror_world(0.7, 3);
  const CertificateOptions certificate;
  const auto players = all_players(world);
  const auto nash = find_nash(world, players, world.base()->tariff, {}, &certificate);
  ASSERT_TRUE(nash.search.converged()) << nash.search.message;
  const double own = nash.tariff(Sector(0), Country(0), Country(1));
  EXPECT_NEAR(own, 0.37347693, 1e-6);
  EXPECT_NEAR(nash.tariff(Sector(0), Country(1), Country(0)), own, 1e-9);
  const double coop = nash.start_value[0];
  EXPECT_NEAR(nash.value[0] / coop - 1, -0.02810628, 1e-7);
  EXPECT_NEAR(nash.value[1], nash.value[0], 1e-9 * coop);
  EXPECT_LT(nash.certificate.epsilon_percent, 1e-9);
  EXPECT_TRUE(nash.certificate.complete);
  const auto deviation = find_optimum(world, players[0], world.base()->tariff);
  EXPECT_NEAR(deviation.value / coop - 1, 0.02523395, 1e-7);
  const auto patience =
      critical_discount_factor({.cooperate = coop, .deviate = deviation.value, .punish = nash.value[0]});
  EXPECT_NEAR(patience.value(), 0.47307539, 1e-6);
}

TEST(Nash, NoPlayerHasABetterReply) {
  for (const double theta : {3.0, 12.0, 30.0}) {
    const HatWorld world = cobden::testing::small_world(4, theta);
    const auto players = all_players(world);
    const CertificateOptions certificate;
    const auto nash = find_nash(world, players, world.base()->tariff, {}, &certificate);
    ASSERT_TRUE(nash.search.converged()) << nash.search.message;
    EXPECT_LT(nash.certificate.epsilon_percent, 1e-8) << "theta " << theta;
    for (std::size_t i = 0; i < players.size(); ++i) {
      const auto reply = find_optimum(world, players[i], nash.tariff);
      EXPECT_NEAR(reply.value, nash.value[i], 1e-10 * nash.value[i]);
    }
  }
}

// With one sector this steep a best reply can jump. What is found must say so by its certificate.
TEST(Nash, SteepGoodsEndInAnAnswerOrAWarning) {
  const HatWorld world = cobden::testing::small_world(4, 65);
  const CertificateOptions certificate;
  const auto nash = find_nash(world, all_players(world), world.base()->tariff, {}, &certificate);
  ASSERT_EQ(nash.certificate.deviations.size(), 3u);
  EXPECT_LT(nash.certificate.epsilon_percent, 0.01);
  EXPECT_TRUE(nash.certificate.epsilon_percent < 1e-5 || !nash.search.converged() ||
              nash.search.message.find("certificate") != std::string::npos)
      << nash.search.message;
}

TEST(Nash, BoundsHoldAndBind) {
  const HatWorld world = cobden::testing::small_world();
  const CertificateOptions certificate;
  const auto nash =
      find_nash(world, all_players(world, within(0, 0.1)), world.base()->tariff, {}, &certificate);
  ASSERT_TRUE(nash.search.converged()) << nash.search.message;
  EXPECT_LT(nash.certificate.epsilon_percent, 1e-8);
  int bound = 0;
  for (const double t : nash.tariff.flat()) {
    EXPECT_LE(t, 0.1 + 1e-12);
    bound += t > 0.1 - 1e-12;
  }
  EXPECT_GT(bound, 5);
}

TEST(Nash, PassiveCountriesKeepTheirTariffs) {
  const HatWorld world = cobden::testing::small_world();
  TradeCube from = world.base()->tariff;
  from(Sector(1), Country(2), Country(0)) = 0.05;
  std::vector<Player> players = {player_of(world, 0), player_of(world, 1)};
  Player passive;
  passive.objective.country = Country(2);
  players.push_back(passive);
  const CertificateOptions certificate;
  const auto nash = find_nash(world, players, from, {}, &certificate);
  ASSERT_TRUE(nash.search.converged());
  EXPECT_EQ(nash.tariff(Sector(1), Country(2), Country(0)), 0.05);
  EXPECT_EQ(nash.tariff(Sector(0), Country(2), Country(0)), 0.0);
  EXPECT_EQ(nash.value.size(), 3u);
  EXPECT_EQ(nash.certificate.deviations[2].searches, 0);
}

TEST(Nash, SameBitsForAnyNumberOfThreads) {
  const HatWorld world = cobden::testing::small_world(4, 30);
  const CertificateOptions certificate;
  set_thread_limit(1);
  const auto one = find_nash(world, all_players(world), world.base()->tariff, {}, &certificate);
  set_thread_limit(2);
  const auto two = find_nash(world, all_players(world), world.base()->tariff, {}, &certificate);
  set_thread_limit(0);
  EXPECT_EQ(one.tariff, two.tariff);
  EXPECT_EQ(one.value, two.value);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(one.certificate.deviations[i].gain_percent, two.certificate.deviations[i].gain_percent);
    EXPECT_EQ(one.certificate.deviations[i].solves, two.certificate.deviations[i].solves);
  }
}

TEST(Nash, LimitsReturnTheClosestPoint) {
  const HatWorld world = cobden::testing::small_world(4, 30);
  SearchOptions options;
  options.max_iterations = 3;
  const auto three = find_nash(world, all_players(world), world.base()->tariff, options);
  EXPECT_EQ(three.search.status, SearchStatus::kNotConverged);
  EXPECT_LT(three.search.first_order, three.search.history.front());
  EXPECT_FALSE(three.certificate.complete) << "none was asked for";
  options = {};
  options.seconds = 0;
  const CertificateOptions certificate;
  const auto none = find_nash(world, all_players(world), world.base()->tariff, options, &certificate);
  EXPECT_EQ(none.search.status, SearchStatus::kTimeLimit);
  EXPECT_FALSE(none.certificate.complete);
  ASSERT_NE(none.equilibrium, nullptr);
}

TEST(Nash, CancellingReturnsTheClosestPoint) {
  const HatWorld world = cobden::testing::small_world(4, 30);
  std::atomic<bool> cancelled = false;
  int steps = 0;
  const RunContext context([&](const ProgressEvent&) { cancelled = ++steps >= 4; }, &cancelled);
  const CertificateOptions certificate;
  const auto nash = find_nash(world, all_players(world), world.base()->tariff, {}, &certificate, context);
  EXPECT_EQ(nash.search.status, SearchStatus::kInterrupted);
  EXPECT_FALSE(nash.certificate.complete);
  EXPECT_LT(nash.search.first_order, nash.search.history.front());
}

TEST(Nash, NoEquilibriumAtTheStartIsAStatus) {
  HatWorld world = cobden::testing::small_world();
  world.forbid_above(0.25);
  const auto nash = find_nash(world, all_players(world), TradeCube(2, 3, 3, 0.3));
  EXPECT_EQ(nash.search.status, SearchStatus::kNoEquilibrium);
  EXPECT_EQ(nash.equilibrium, nullptr);
  EXPECT_EQ(nash.tariff, TradeCube(2, 3, 3, 0.3));
}

TEST(Nash, MistakesAreUserErrors) {
  const HatWorld world = cobden::testing::small_world();
  EXPECT_THROW(find_nash(world, {}, world.base()->tariff), UserError);
  EXPECT_THROW(find_nash(world, {player_of(world, 1), player_of(world, 1)}, world.base()->tariff), UserError);
}

TEST(Certificate, FindsWhatADeviationFromFreeTradeIsWorth) {
  const HatWorld world = cobden::testing::mirror_world(0.7, 3);
  const auto certificate = certify(world, all_players(world), *world.base());
  EXPECT_NEAR(certificate.epsilon_percent, 2.523395, 1e-6);
  for (const Deviation& d : certificate.deviations) {
    EXPECT_NEAR(d.gain_percent, 2.523395, 1e-6);
    EXPECT_EQ(d.searches, 3);
    ASSERT_EQ(d.h.size(), 1u);
    EXPECT_GT(d.h[0], 0.3);
  }
  EXPECT_TRUE(certificate.complete);
}

TEST(Certificate, SaysWhenItWasCutShort) {
  const HatWorld world = cobden::testing::small_world();
  CertificateOptions options;
  options.max_evaluations = 2;
  const auto cut = certify(world, all_players(world), *world.base(), options);
  EXPECT_FALSE(cut.complete);
  for (const Deviation& d : cut.deviations) {
    EXPECT_FALSE(d.complete);
    EXPECT_LE(d.solves, 6);
    EXPECT_GE(d.gain_percent, 0);
  }
  options = {};
  options.seconds = 0;
  EXPECT_FALSE(certify(world, all_players(world), *world.base(), options).complete);
}

}  // namespace
}  // namespace cobden::strategy
