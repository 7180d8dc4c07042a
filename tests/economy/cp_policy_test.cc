// The Caliendo-Parro family as a policy model: values, warm starts, and gradients against differences.
#include <gtest/gtest.h>

#include "cobden/economy/caliendo_parro.h"
#include "cobden/economy/policy_model.h"
#include "economy/toy_world.h"

namespace cobden::economy {
namespace {

using cobden::testing::toy_world;
using Variant = CaliendoParroSpec::Variant;

CaliendoParroSpec spec_of(Variant variant, Closure closure,
                          const std::string& numeraire = "world-value-added") {
  return {
      .variant = variant, .closure = closure, .numeraire = parse_numeraire(numeraire), .elasticities = "TOY"};
}

Objective income_of(Country n) {
  Objective o;
  o.country = n;
  return o;
}

TEST(CpPolicy, BaseIsWorthBaseIncomeAndAWarmStartAgrees) {
  const auto b = toy_world({.countries = 5, .sectors = 4});
  const auto model = make_caliendo_parro(b, spec_of(Variant::kInputOutput, Closure::kFixed));
  const PolicyModel& policy = *model->policy();
  ASSERT_TRUE(policy.base()->summary.converged());
  const Result base = model->solve({});
  const auto& income = *base.outcomes.find("income");
  for (const Country n : b->countries().all())
    EXPECT_NEAR(policy.value(*policy.base(), income_of(n)), income.base[static_cast<std::size_t>(n.value)],
                1e-8 * income.base[0]);
  TradeCube war = policy.base()->tariff;
  for (const Sector s : policy.sectors().all()) {
    war(s, Country(0), Country(1)) += 1.45;
    war(s, Country(1), Country(0)) += 1.25;
  }
  const auto cold = policy.solve(war);
  TradeCube near = war;
  for (const Sector s : policy.sectors().all()) near(s, Country(0), Country(2)) += 0.01;
  const auto other = policy.solve(near);
  const auto warm = policy.solve(war, other.get());
  ASSERT_TRUE(cold->summary.converged() && warm->summary.converged());
  EXPECT_LT(warm->summary.iterations, cold->summary.iterations);
  for (const Country n : b->countries().all())
    EXPECT_NEAR(policy.value(*warm, income_of(n)) / policy.value(*cold, income_of(n)), 1, 1e-9);
  const Result result = model->solve({.tariff_new = war, .trade_cost_hat = {}});
  for (std::size_t n = 0; n < b->country_count(); ++n)
    EXPECT_NEAR(100 * (policy.value(*cold, income_of(Country(n))) / income.base[n] - 1),
                result.outcomes.find("welfare_exact")->value[n], 1e-7);
}

}  // namespace
}  // namespace cobden::economy
