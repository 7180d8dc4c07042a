// Searches on the Caliendo-Parro family: its values, warm starts and exact gradients in use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cobden/core/parallel.h"
#include "cobden/economy/caliendo_parro.h"
#include "cobden/strategy/nash.h"
#include "cobden/strategy/repeated_game.h"
#include "economy/toy_world.h"
#include "strategy/players.h"

namespace cobden::strategy {
namespace {

using cobden::testing::of_class;
using cobden::testing::player_of;
using cobden::testing::within;
using economy::CaliendoParroSpec;

std::unique_ptr<economy::Model> make_model(economy::BenchmarkPtr benchmark,
                                           CaliendoParroSpec::Variant variant, const std::string& set) {
  CaliendoParroSpec spec;
  spec.variant = variant;
  spec.closure = economy::Closure::kZero;
  spec.elasticities = set;
  return economy::make_caliendo_parro(std::move(benchmark), spec);
}

std::unique_ptr<economy::Model> toy_model(const cobden::testing::ToyOptions& options) {
  return make_model(cobden::testing::toy_world(options),
                    options.input_output ? CaliendoParroSpec::Variant::kInputOutput
                                         : CaliendoParroSpec::Variant::kNoMaterials,
                    "TOY");
}

/// Two mirror-image countries, one sector, no materials: Armington with sigma = 1 + theta.
std::unique_ptr<economy::Model> mirror_model(double home, double theta) {
  data::BenchmarkTables t;
  t.name = "mirror";
  t.countries = CountryAxis({"HOM", "FOR"});
  t.sectors = SectorAxis(std::vector<std::string>{"ALL"});
  t.flow = t.tariff = TradeCube(1, 2, 2);
  for (const Country d : t.countries.all())
    for (const Country o : t.countries.all())
      t.flow(Sector(0), d, o) = d == o ? 1000 * home : 1000 * (1 - home);
  t.final_use = t.value_added = SectorCountry(1, 2, 1000.0);
  t.elasticities = {{"T10", "made up", BySector(1, theta)}};
  return make_model(std::make_shared<const data::Benchmark>(std::move(t)),
                    CaliendoParroSpec::Variant::kNoMaterials, "T10");
}

std::vector<Player> all_players(const economy::PolicyModel& model, const InstrumentSpec& spec = {}) {
  std::vector<Player> players;
  for (const Country c : model.countries().all()) players.push_back(player_of(model, c.value, spec));
  return players;
}

// Reference case T10: symmetric Armington Nash, sigma = 4, home weight 0.7.
TEST(CaliendoParroSearch, SymmetricArmingtonNash) {
  const auto model = mirror_model(0.7, 3);
  const auto& policy = *model->policy();
  const auto players = all_players(policy);
  const CertificateOptions certificate;
  const auto nash = find_nash(policy, players, policy.base()->tariff, {}, &certificate);
  ASSERT_TRUE(nash.search.converged()) << nash.search.message;
  EXPECT_NEAR(nash.tariff(Sector(0), Country(0), Country(1)), 0.37347693, 1e-6);
  EXPECT_NEAR(nash.tariff(Sector(0), Country(1), Country(0)), 0.37347693, 1e-6);
  const double coop = nash.start_value[0];
  EXPECT_NEAR(nash.value[0] / coop - 1, -0.02810628, 1e-6);
  EXPECT_LT(nash.certificate.epsilon_percent, 1e-7);
  const auto deviation = find_optimum(policy, players[0], policy.base()->tariff);
  EXPECT_NEAR(deviation.value / coop - 1, 0.02523395, 1e-6);
  EXPECT_NEAR(critical_discount_factor({coop, deviation.value, nash.value[0]}).value(), 0.47307539, 1e-6);
}

TEST(CaliendoParroSearch, OptimaBeatOtherTariffsWithAndWithoutInputs) {
  for (const bool input_output : {false, true}) {
    const auto model = toy_model({.input_output = input_output, .zero_share = 0.2});
    const auto& policy = *model->policy();
    for (int c = 0; c < 4; ++c) {
      const Player player = player_of(policy, c);
      const auto best = find_optimum(policy, player, policy.base()->tariff);
      ASSERT_TRUE(best.search.converged()) << best.search.message;
      EXPECT_LE(best.search.solves, 30);
      std::mt19937_64 random(5);
      std::uniform_real_distribution<double> u(0, 1);
      for (int k = 0; k < 20; ++k) {
        std::vector<double> h = best.h;
        const double reach = std::pow(10.0, -4 * u(random));
        for (double& v : h) v = std::max(0.0, v + reach * (u(random) - 0.5));
        TradeCube tariff = best.tariff;
        player.instruments.write(h, tariff);
        const auto there = policy.solve(tariff);
        ASSERT_TRUE(there->summary.converged());
        EXPECT_LE(policy.value(*there, player.objective), best.value * (1 + 1e-9));
      }
    }
  }
}

TEST(CaliendoParroSearch, NashOfAllIsCertified) {
  for (const bool input_output : {false, true}) {
    const auto model = toy_model({.input_output = input_output});
    const auto& policy = *model->policy();
    const CertificateOptions certificate;
    const auto nash = find_nash(policy, all_players(policy), policy.base()->tariff, {}, &certificate);
    ASSERT_TRUE(nash.search.converged()) << nash.search.message;
    EXPECT_LT(nash.certificate.epsilon_percent, 1e-6);
    EXPECT_TRUE(nash.certificate.complete);
    EXPECT_LE(nash.search.solves, 40);
  }
}

TEST(CaliendoParroSearch, BoundsBindInBothDirections) {
  const auto model = toy_model({.countries = 5, .sectors = 4});
  const auto& policy = *model->policy();
  const CertificateOptions certificate;
  const auto nash =
      find_nash(policy, all_players(policy, within(0.17, 0.18)), policy.base()->tariff, {}, &certificate);
  ASSERT_TRUE(nash.search.converged()) << nash.search.message;
  EXPECT_LT(nash.certificate.epsilon_percent, 1e-6);
  int lower = 0, upper = 0;
  for (const double t : nash.tariff.flat()) {
    lower += std::abs(t - 0.17) < 1e-12;
    upper += std::abs(t - 0.18) < 1e-12;
  }
  EXPECT_GT(lower, 0);
  EXPECT_GT(upper, 0);
}

TEST(CaliendoParroSearch, FewerChoicesAreNeverBetter) {
  const auto model = toy_model({});
  const auto& policy = *model->policy();
  const auto value = [&](TariffClass k) {
    const auto best = find_optimum(policy, player_of(policy, 2, of_class(k)), policy.base()->tariff);
    EXPECT_TRUE(best.search.converged()) << to_string(k) << ": " << best.search.message;
    return best.value;
  };
  const double free = value(TariffClass::kUnrestricted), uniform = value(TariffClass::kUniform);
  for (const auto k : {TariffClass::kMfn, TariffClass::kByPartner}) {
    EXPECT_LT(value(k), free);
    EXPECT_LT(uniform, value(k));
  }
}

TEST(CaliendoParroSearch, SameBitsForAnyNumberOfThreads) {
  const auto model = toy_model({.countries = 6, .sectors = 4});
  const auto& policy = *model->policy();
  const CertificateOptions certificate;
  set_thread_limit(1);
  const auto one = find_nash(policy, all_players(policy), policy.base()->tariff, {}, &certificate);
  set_thread_limit(2);
  const auto two = find_nash(policy, all_players(policy), policy.base()->tariff, {}, &certificate);
  set_thread_limit(0);
  EXPECT_EQ(one.tariff, two.tariff);
  EXPECT_EQ(one.value, two.value);
  EXPECT_EQ(one.certificate.epsilon_percent, two.certificate.epsilon_percent);
}

}  // namespace
}  // namespace cobden::strategy
