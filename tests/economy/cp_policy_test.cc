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

/// The sum at tariffs `h` log points from `at` along `direction` [sector][exporter] of one importer.
double sum_along(const PolicyModel& policy, const Equilibrium& at, std::span<const WeightedObjective> sum,
                 Country importer, const SectorCountry& direction, double h) {
  TradeCube tariff = at.tariff;
  for (const Sector s : policy.sectors().all())
    for (const Country o : policy.countries().all())
      if (o != importer) {
        double& t = tariff(s, importer, o);
        t = (1 + t) * std::exp(h * direction(s, o)) - 1;
      }
  const auto solved = policy.solve(tariff, &at, {.tolerance = 1e-13});
  EXPECT_LT(solved->summary.residual, 1e-11) << solved->summary.message;
  double total = 0;
  for (const auto& term : sum) total += term.weight * policy.value(*solved, term.objective);
  return total;
}

/// Fourth-order central difference.
double difference_along(const PolicyModel& policy, const Equilibrium& at,
                        std::span<const WeightedObjective> sum, Country importer,
                        const SectorCountry& direction) {
  constexpr double kStep = 2e-3;
  const auto f = [&](double h) { return sum_along(policy, at, sum, importer, direction, h); };
  return (8 * (f(kStep) - f(-kStep)) - (f(2 * kStep) - f(-2 * kStep))) / (12 * kStep);
}

/// Derivatives to each importer's tariffs along random directions, and of its largest cells one by one,
/// against differences: within 1e-6 of the largest derivative of the row of that importer.
void expect_exact_gradient(const PolicyModel& policy, const Equilibrium& at,
                           std::span<const WeightedObjective> sum, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(-1, 1);
  const std::vector<Country> everybody(policy.countries().all().begin(), policy.countries().all().end());
  const auto gradients = policy.gradient(at, sum, everybody);
  ASSERT_EQ(gradients.size(), everybody.size());
  for (const auto& gradient : gradients) {
    EXPECT_TRUE(gradient.converged);
    std::vector<SectorCountry> directions(1, SectorCountry(policy.sectors().size(), everybody.size()));
    for (double& d : directions[0].flat()) d = u(random);
    const auto flat = gradient.derivative.flat();
    const auto largest = std::max_element(flat.begin(), flat.end(),
                                          [](double a, double b) { return std::abs(a) < std::abs(b); });
    directions.emplace_back(policy.sectors().size(), everybody.size());
    directions[1].flat()[static_cast<std::size_t>(largest - flat.begin())] = 1;
    for (const auto& direction : directions) {
      double exact = 0, size = 0;
      for (std::size_t i = 0; i < flat.size(); ++i)
        exact += flat[i] * direction.flat()[i], size = std::max(size, std::abs(flat[i]));
      const double difference = difference_along(policy, at, sum, gradient.importer, direction);
      EXPECT_NEAR(exact, difference, 1e-6 * size)
          << "importer " << gradient.importer.value << ", largest derivative " << size;
    }
  }
}

std::vector<WeightedObjective> one(Objective objective) {
  return {{.weight = 1, .objective = std::move(objective)}};
}

struct Case {
  Variant variant;
  Closure closure;
  std::string numeraire = "world-value-added";
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << to_string(c.variant) << ", " << to_string(c.closure) << ", " << c.numeraire;
}

class Gradient : public ::testing::TestWithParam<Case> {
 protected:
  Gradient()
      : benchmark(toy_world({.countries = 5, .sectors = 4})),
        model(make_caliendo_parro(benchmark,
                                  spec_of(GetParam().variant, GetParam().closure, GetParam().numeraire))),
        policy(*model->policy()) {}
  EquilibriumPtr at_war() const {
    TradeCube war = policy.base()->tariff;
    for (const Sector s : policy.sectors().all()) {
      war(s, Country(0), Country(1)) += 1.45;
      war(s, Country(1), Country(0)) += 1.25;
      war(s, Country(2), Country(0)) += 0.3;
    }
    return policy.solve(war, nullptr, {.tolerance = 1e-13});
  }
  BenchmarkPtr benchmark;
  std::unique_ptr<Model> model;
  const PolicyModel& policy;
};

TEST_P(Gradient, OfRealIncomeAgreesWithDifferences) {
  expect_exact_gradient(policy, *policy.base(), one(income_of(Country(0))), 1);
  expect_exact_gradient(policy, *at_war(), one(income_of(Country(1))), 2);
}

TEST_P(Gradient, OfEveryTermAgreesWithDifferences) {
  Objective political = income_of(Country(0));
  political.sector_weight = BySector(policy.sectors().size(), 1.0);
  political.sector_weight[Sector(0)] = 1.7;
  political.sector_weight[Sector(policy.sectors().size() - 1)] = 0.4;
  Objective treasury = income_of(Country(2));
  treasury.revenue_weight = 1.5;
  Objective voters = income_of(Country(1));
  voters.sector_weight = BySector(policy.sectors().size(), 0.0);
  voters.price_weight = 0.7;
  const auto war = at_war();
  expect_exact_gradient(policy, *war, one(political), 3);
  expect_exact_gradient(policy, *war, one(treasury), 4);
  expect_exact_gradient(policy, *war, one(voters), 5);
  const std::vector<WeightedObjective> planner = {{1, political}, {0.5, treasury}, {2, voters}};
  expect_exact_gradient(policy, *policy.base(), planner, 6);
}

INSTANTIATE_TEST_SUITE_P(EveryVariantAndClosure, Gradient,
                         ::testing::Values(Case{Variant::kInputOutput, Closure::kZero},
                                           Case{Variant::kInputOutput, Closure::kFixed},
                                           Case{Variant::kInputOutput, Closure::kFixed, "wage:C1"},
                                           Case{Variant::kInputOutput, Closure::kFixed, "price-index:C2"},
                                           Case{Variant::kInputOutput, Closure::kWorldShare},
                                           Case{Variant::kInputOutput, Closure::kIncome},
                                           Case{Variant::kInputOutput, Closure::kIncome, "price-index:C0"},
                                           Case{Variant::kOwnSector, Closure::kZero},
                                           Case{Variant::kOwnSector, Closure::kFixed},
                                           Case{Variant::kNoMaterials, Closure::kZero},
                                           Case{Variant::kNoMaterials, Closure::kWorldShare},
                                           Case{Variant::kNoMaterials, Closure::kFixed, "wage:C3"},
                                           Case{Variant::kOneSector, Closure::kFixed},
                                           Case{Variant::kOneSector, Closure::kIncome}));

}  // namespace
}  // namespace cobden::economy
