#include "cobden/strategy/optimum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

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

TEST(Optimum, MirrorWorldMatchesTheFormula) {
  const HatWorld world = cobden::testing::mirror_world(0.7, 3);
  const auto best = find_optimum(world, player_of(world, 0), world.base()->tariff);
  ASSERT_TRUE(best.search.converged()) << best.search.message;
  // Gros (1987): t = 1 / (theta s), with s the rival's share of output sold at home, at the optimum.
  const auto& at = static_cast<const HatWorld::Point&>(*best.equilibrium);
  const Sector s(0);
  const Country rival(1);
  const double share =
      at.customs(s, rival, rival) / (at.customs(s, rival, rival) + at.customs(s, Country(0), rival));
  EXPECT_NEAR(best.tariff(s, Country(0), rival), 1 / (3 * share), 1e-6);
  EXPECT_NEAR(best.gain_percent, 2.523395, 1e-5);  // T10 of the reference cases: gain from free trade
  for (const double n : best.search.history) printf("%g ", n);
  printf("solves %d\n", best.search.solves);
}

TEST(Optimum, SmallWorld) {
  const HatWorld world = cobden::testing::small_world(4, 30);
  for (int c = 0; c < 3; ++c) {
    const auto best = find_optimum(world, player_of(world, c), world.base()->tariff);
    EXPECT_TRUE(best.search.converged()) << best.search.message;
    for (const double n : best.search.history) printf("%g ", n);
    printf("solves %d gain %g\n", best.search.solves, best.gain_percent);
    for (double h : best.h) printf("%g ", h);
    puts("");
  }
}

}  // namespace
}  // namespace cobden::strategy
