#include "cobden/strategy/nash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "strategy/hat_world.h"

namespace cobden::strategy {
namespace {

using testing::HatWorld;

Player player_of(const economy::PolicyModel& model, int country, const InstrumentSpec& spec = {}) {
  Player player;
  player.objective.country = Country(country);
  player.instruments = make_instruments(model, Country(country), spec);
  return player;
}

TEST(Nash, MirrorWorld) {
  const HatWorld world = cobden::testing::mirror_world(0.7, 3);
  const CertificateOptions certificate;
  const std::vector<Player> players = {player_of(world, 0), player_of(world, 1)};
  const auto nash = find_nash(world, players, world.base()->tariff, {}, &certificate);
  EXPECT_TRUE(nash.search.converged()) << nash.search.message;
  EXPECT_NEAR(nash.tariff(Sector(0), Country(0), Country(1)), 0.37347693, 1e-7);
  EXPECT_NEAR(nash.value[0] / nash.start_value[0] - 1, -0.02810628, 1e-8);
  for (const double n : nash.search.history) if (&n - nash.search.history.data() < 150) printf("%g ", n);
  printf("solves %d eps %g\n", nash.search.solves, nash.certificate.epsilon_percent);
  for (const auto& d : nash.certificate.deviations)
    printf("%g %s %d %d %d\n", d.gain_percent, d.found_from.c_str(), d.searches, d.solves, d.complete);
}

TEST(Nash, SmallWorld) {
  for (double theta : {6., 30., 65.}) {
    const HatWorld world = cobden::testing::small_world(4, theta);
    const CertificateOptions certificate;
    const std::vector<Player> players = {player_of(world, 0), player_of(world, 1), player_of(world, 2)};
    const auto nash = find_nash(world, players, world.base()->tariff, {}, &certificate);
    EXPECT_TRUE(nash.search.converged()) << nash.search.message;
    for (const double n : nash.search.history) if (&n - nash.search.history.data() < 150) printf("%g ", n);
    printf("solves %d eps %g\n", nash.search.solves, nash.certificate.epsilon_percent);
    for (const auto& d : nash.certificate.deviations)
      printf("%g %s %d %d %d\n", d.gain_percent, d.found_from.c_str(), d.searches, d.solves, d.complete);
  }
}

}  // namespace
}  // namespace cobden::strategy
