// Ten thousand random worlds and shocks: sizes over six orders of magnitude, zero flows, zero home shares,
// tariffs from removal to 1,000%, one country's trade taxed away, import subsidies.
#include <gtest/gtest.h>

#include <random>

#include "cobden/economy/cp_solver.h"
#include "economy/toy_world.h"

namespace cobden::economy {
namespace {

using cobden::testing::ToyOptions;

ToyOptions random_options(unsigned seed, std::mt19937_64& random) {
  const auto u = [&] { return std::uniform_real_distribution<>(0, 1)(random); };
  ToyOptions o;
  o.countries = 2 + random() % 11;
  o.sectors = 1 + random() % 6;
  o.input_output = random() % 4 != 0;
  o.zero_share = static_cast<double>(random() % 3) * 0.3 * u();
  o.unequal = random() % 3 == 0;
  o.zero_home = o.sectors > 1 && random() % 10 == 0;
  o.mean_tariff = 0.2 * u();
  o.seed = seed;
  return o;
}

enum Shock { kFreeTrade, kAll, kImportsOfOne, kExportsOfOne, kScattered, kSubsidies, kShocks };

TradeCube random_tariffs(const data::Benchmark& b, int shock, std::mt19937_64& random) {
  const auto u = [&] { return std::uniform_real_distribution<>(0, 1)(random); };
  const double level = std::pow(10, 3 * u() - 2);
  const Country one(static_cast<int>(random() % b.country_count()));
  TradeCube t = b.tables().tariff;
  for (const Sector s : b.sectors().all())
    for (const Country d : b.countries().all())
      for (const Country o : b.countries().all()) {
        if (d == o) continue;
        double& rate = t(s, d, o);
        if (shock == kFreeTrade) rate = 0;
        if (shock == kAll || (shock == kImportsOfOne && d == one) || (shock == kExportsOfOne && o == one))
          rate = level;
        if (shock == kScattered && u() < 0.3) rate = 10 * u();
        if (shock == kSubsidies) rate = -0.6 * u();
      }
  return t;
}

TEST(CaliendoParroStress, EveryFeasibleCaseIsSolvedAndEveryOtherNamed) {
  constexpr CpClosure kBalanced{.closure = Closure::kZero};
  int solved = 0, without_base = 0, subsidies_without_equilibrium = 0;
  std::vector<int> sweeps;
  for (unsigned seed = 0; seed < 10000; ++seed) {
    std::mt19937_64 random(seed);
    const ToyOptions options = random_options(seed, random);
    const auto b = cobden::testing::toy_world(options);
    using V = CaliendoParroSpec::Variant;
    const CpEngine raw(cp_shares(*b, options.input_output ? V::kInputOutput : V::kNoMaterials, "TOY"));
    const CpSolution base = solve_cp(raw, {}, {}, kBalanced);
    if (!base.summary.converged()) {
      ASSERT_EQ(base.summary.status, SolveStatus::kNoEquilibrium) << seed << ": " << base.summary.message;
      ASSERT_NE(base.summary.message.find("one direction"), std::string::npos)
          << seed << ": " << base.summary.message;
      ++without_base;
      continue;
    }
    const CpEngine engine(rebase(raw, base, {}));
    const int shock = static_cast<int>(random() % kShocks);
    const CpSolution s = solve_cp(engine, random_tariffs(*b, shock, random), {}, kBalanced);
    sweeps.push_back(s.summary.iterations);
    if (s.summary.converged()) {
      ASSERT_LE(s.summary.residual, 1e-10) << seed;
      ++solved;
    } else {
      // Subsidies can cost more than a country earns; every other shock has an equilibrium.
      ASSERT_EQ(shock, kSubsidies) << seed << ": " << s.summary.message;
      ++subsidies_without_equilibrium;
    }
  }
  std::sort(sweeps.begin(), sweeps.end());
  EXPECT_GT(solved, 9800);
  EXPECT_LT(subsidies_without_equilibrium, 20);
  EXPECT_LT(without_base, 200);
  EXPECT_LE(sweeps[sweeps.size() / 2], 15);
}

}  // namespace
}  // namespace cobden::economy
