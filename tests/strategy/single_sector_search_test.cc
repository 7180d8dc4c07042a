// Searches on the single-sector family: optima that nothing nearby beats, and certified Nash equilibria, with
// and without profits, intermediate inputs and tax relief.
#include <gtest/gtest.h>

#include <random>

#include "cobden/strategy/nash.h"
#include "economy/single_sector_world.h"
#include "strategy/players.h"

namespace cobden::strategy {
namespace {

using cobden::testing::finish;
using cobden::testing::of_class;
using cobden::testing::player_of;
using cobden::testing::random_tables;
using economy::SingleSectorSpec;

std::vector<SingleSectorSpec> games() {
  std::vector<SingleSectorSpec> specs(5);
  for (auto& s : specs) s.transfers = SingleSectorSpec::Transfers::kZero;
  specs[1].profits = false;
  specs[2].labour_share = 0.49;
  specs[3].rebate = SingleSectorSpec::Rebate::kLumpSum;
  specs[4].pass_through = 0.25;
  return specs;
}

TEST(SingleSectorSearch, OptimaBeatOtherTariffs) {
  auto specs = games();
  specs.emplace_back();  // with transfers, as published
  for (std::size_t k = 0; k < specs.size(); ++k) {
    SCOPED_TRACE(k);
    const auto model = economy::make_single_sector(finish(random_tables(7, 8)), specs[k]);
    const auto& policy = *model->policy();
    const Player player = player_of(policy, 0),
                 uniform = player_of(policy, 0, of_class(TariffClass::kUniform));
    const auto best = find_optimum(policy, player, policy.base()->tariff);
    ASSERT_TRUE(best.search.converged()) << best.search.message;
    EXPECT_LE(best.search.solves, 20);
    EXPECT_GT(best.gain_percent, 0);
    const auto flat = find_optimum(policy, uniform, policy.base()->tariff);
    ASSERT_TRUE(flat.search.converged()) << flat.search.message;
    EXPECT_LT(flat.value, best.value);
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> u(0, 1);
    for (int trial = 0; trial < 20; ++trial) {
      std::vector<double> h = best.h;
      const double reach = std::pow(10.0, -4 * u(random));
      for (double& v : h) v = std::max(0.0, v + reach * (u(random) - 0.5));
      TradeCube tariff = best.tariff;
      player.instruments.write(h, tariff);
      const auto there = policy.solve(tariff);
      ASSERT_TRUE(there->summary.converged()) << there->summary.message;
      EXPECT_LE(policy.value(*there, player.objective), best.value * (1 + 1e-9));
    }
  }
}

TEST(SingleSectorSearch, NashOfAllIsCertified) {
  for (const auto& spec : games()) {
    const auto model = economy::make_single_sector(finish(random_tables(6, 4)), spec);
    const auto& policy = *model->policy();
    std::vector<Player> players;
    for (const Country c : policy.countries().all()) players.push_back(player_of(policy, c.value));
    CertificateOptions certificate;
    certificate.max_evaluations = 60;
    const auto nash = find_nash(policy, players, policy.base()->tariff, {}, &certificate);
    ASSERT_TRUE(nash.search.converged()) << nash.search.message;
    EXPECT_LT(nash.certificate.epsilon_percent, 1e-6);
    EXPECT_LE(nash.search.solves, 40);
  }
}

}  // namespace
}  // namespace cobden::strategy
