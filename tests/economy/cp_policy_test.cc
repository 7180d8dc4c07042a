// The Caliendo-Parro family as a policy model: values, warm starts, and gradients against differences.
#include <gtest/gtest.h>

#include <functional>

#include "cobden/data/builtin.h"
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
      : benchmark(toy_world({.countries = 5, .sectors = 4, .closed_last = true})),
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

TradeCube raised(const PolicyModel& policy, const std::function<double(Sector, Country, Country)>& by) {
  TradeCube tariff = policy.base()->tariff;
  for (const Sector s : policy.sectors().all())
    for (const Country d : policy.countries().all())
      for (const Country o : policy.countries().all())
        if (d != o) tariff(s, d, o) += by(s, d, o);
  return tariff;
}

TEST(CpGradient, HoldsOnRandomWorlds) {
  int checked = 0;
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const auto b = toy_world({.countries = 2 + random() % 7,
                              .sectors = 1 + random() % 6,
                              .input_output = random() % 4 != 0,
                              .zero_share = 0.2 * static_cast<double>(random() % 3),
                              .unequal = random() % 4 == 0,
                              .zero_home = random() % 5 == 0,
                              .closed_last = random() % 3 == 0,
                              .seed = seed});
    if (b->sector_count() == 1 && seed % 2 == 0) continue;
    const auto model =
        make_caliendo_parro(b, spec_of(b->has_input_output() ? Variant::kInputOutput : Variant::kNoMaterials,
                                       random() % 2 ? Closure::kWorldShare : Closure::kIncome));
    const PolicyModel& policy = *model->policy();
    std::uniform_real_distribution<double> u(0, 1);
    const auto at = policy.solve(
        raised(policy, [&](Sector, Country, Country) { return u(random) < 0.3 ? u(random) : 0.0; }), nullptr,
        {.tolerance = 1e-13});
    if (!at->summary.converged()) continue;
    expect_exact_gradient(policy, *at, one(income_of(Country(0))), seed);
    ++checked;
  }
  EXPECT_GE(checked, 8);
}

// Foreign suppliers of a good that is not made at home, taxed until their weights underflow: rows are
// rescaled, the derivatives stay.
TEST(CpGradient, HoldsWhereARowOfWeightsIsTiny) {
  const auto b = toy_world({.countries = 4, .sectors = 3, .zero_home = true});
  const auto model = make_caliendo_parro(b, spec_of(Variant::kInputOutput, Closure::kZero));
  const PolicyModel& policy = *model->policy();
  const double theta = b->elasticities("TOY").theta[Sector(0)];
  const double prohibitive = std::pow(10, 120 / theta);  // its power is 1e-120
  const auto at = policy.solve(
      raised(policy, [&](Sector s, Country d, Country) { return s.value + d.value == 0 ? prohibitive : 0; }),
      nullptr, {.tolerance = 1e-13});
  ASSERT_TRUE(at->summary.converged()) << at->summary.message;
  expect_exact_gradient(policy, *at, one(income_of(Country(0))), 1);
  expect_exact_gradient(policy, *at, one(income_of(Country(1))), 2);
}

TEST(CpGradient, HoldsOnTheWorldOf2022) {
  const auto b = std::make_shared<const data::Benchmark>(data::open_benchmark("world-2022"));
  const auto model = make_caliendo_parro(b, {});
  const PolicyModel& policy = *model->policy();
  const Country us = b->country_selection("USA")[0], cn = b->country_selection("CHN")[0];
  const auto at = policy.solve(raised(policy,
                                      [&](Sector, Country d, Country o) {
                                        return d == us && o == cn ? 1.45 : d == cn && o == us ? 1.25 : 0.0;
                                      }),
                               nullptr, {.tolerance = 1e-13});
  ASSERT_TRUE(at->summary.converged());
  const std::vector<Country> both = {us, cn};
  const auto sum = one(income_of(us));
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> u(-1, 1);
  for (const auto& gradient : policy.gradient(*at, sum, both)) {
    SectorCountry direction(policy.sectors().size(), policy.countries().size());
    double exact = 0, size = 0;
    for (std::size_t i = 0; i < direction.flat().size(); ++i) {
      direction.flat()[i] = u(random);
      exact += direction.flat()[i] * gradient.derivative.flat()[i];
      size = std::max(size, std::abs(gradient.derivative.flat()[i]));
    }
    EXPECT_NEAR(exact, difference_along(policy, *at, sum, gradient.importer, direction), 1e-6 * size);
  }
}

// The same numbers from a cold start, from other multipliers, and side by side with other players.
TEST(CpGradient, DoesNotDependOnTheStartOrOnCompany) {
  for (const bool input_output : {true, false}) {
    const auto b =
        toy_world({.countries = 7, .sectors = 5, .input_output = input_output, .closed_last = true});
    for (const auto& [closure, numeraire] : {std::pair{Closure::kZero, "world-value-added"},
                                             {Closure::kFixed, "price-index:C2"},
                                             {Closure::kFixed, "wage:C1"},
                                             {Closure::kIncome, "world-value-added"},
                                             {Closure::kWorldShare, "world-value-added"}}) {
      const auto model = make_caliendo_parro(
          b, spec_of(input_output ? Variant::kInputOutput : Variant::kNoMaterials, closure, numeraire));
      const PolicyModel& policy = *model->policy();
      const auto at = policy.solve(raised(policy, [](Sector, Country d, Country o) {
        return 0.05 * static_cast<double>((d.value + o.value) % 5);
      }));
      ASSERT_TRUE(at->summary.converged());
      std::vector<Country> players(policy.countries().all().begin(), policy.countries().all().end());
      std::vector<std::vector<WeightedObjective>> sums;
      for (const Country n : players) sums.push_back(one(income_of(n)));
      sums[1][0].objective.sector_weight = BySector(policy.sectors().size(), 1.0);
      sums[1][0].objective.sector_weight[Sector(0)] = 2;
      sums[1][0].objective.sector_weight[Sector(policy.sectors().size() - 1)] = 0.5;
      sums[2][0].objective.price_weight = 0.5;
      std::vector<std::unique_ptr<AdjointState>> states(players.size());
      std::vector<GradientRequest> requests;
      for (std::size_t k = 0; k < players.size(); ++k)
        requests.push_back({.sum = sums[k], .importers = {&players[k], 1}, .state = &states[k]});
      policy.gradients(*policy.base(), requests);  // fills the states with the base's multipliers
      const auto together = policy.gradients(*at, requests);
      for (std::size_t k = 0; k < players.size(); ++k) {
        const auto alone = policy.gradient(*at, sums[k], {&players[k], 1});
        const auto a = together[k].at(0).derivative.flat(), c = alone.at(0).derivative.flat();
        EXPECT_EQ(together[k][0].importer, players[k]);
        EXPECT_TRUE(together[k][0].converged);
        double size = 0;
        for (const double v : c) size = std::max(size, std::abs(v));
        for (std::size_t i = 0; i < c.size(); ++i) EXPECT_NEAR(a[i], c[i], 1e-8 * size) << k << " " << i;
      }
    }
  }
}

// Two symmetric countries, one good each, home share a = 0.7, sigma = theta + 1 = 4: both own derivatives
// vanish at the Nash tariff of the closed form.
TEST(CpGradient, VanishesAtTheNashTariffsOfTwoArmingtonCountries) {
  constexpr double kNash = 0.37347693, kLoss = -0.02810628;  // talks_cases.json, T10
  data::BenchmarkTables t;
  t.name = "armington";
  t.countries = CountryAxis({"A", "B"});
  t.sectors = SectorAxis({"S"});
  t.flow = TradeCube(1, 2, 2, 0.3);
  t.tariff = TradeCube(1, 2, 2);
  t.final_use = t.value_added = SectorCountry(1, 2, 1.0);
  for (const Country n : t.countries.all()) t.flow(Sector(0), n, n) = 0.7;
  t.elasticities = {{"TOY", "sigma 4", BySector(1, 3.0)}};
  const auto model = make_caliendo_parro(std::make_shared<const data::Benchmark>(t),
                                         spec_of(Variant::kNoMaterials, Closure::kZero));
  const PolicyModel& policy = *model->policy();
  const auto own = [&](double tariff) {
    const auto at = policy.solve(raised(policy, [&](Sector, Country, Country) { return tariff; }));
    const Country first(0);
    return policy.gradient(*at, one(income_of(first)), {&first, 1})[0].derivative(Sector(0), Country(1));
  };
  EXPECT_GT(own(kNash - 1e-6), 0);
  EXPECT_LT(own(kNash + 1e-6), 0);
  const auto nash = policy.solve(raised(policy, [&](Sector, Country, Country) { return kNash; }));
  for (const Country n : policy.countries().all()) {
    const auto gradient = policy.gradient(*nash, one(income_of(n)), {&n, 1})[0];
    EXPECT_NEAR(gradient.derivative(Sector(0), Country(1 - n.value)), 0, 1e-8);
    EXPECT_NEAR(policy.value(*nash, income_of(n)) / policy.value(*policy.base(), income_of(n)) - 1, kLoss,
                1e-8);
  }
}

/// Fixed-point steps h += ln(1 + derivative / pace) from the base until the largest falls below 1e-6.
int steps_to_optimum(const PolicyModel& policy, Country player) {
  EquilibriumPtr at = policy.base();
  std::unique_ptr<AdjointState> state;
  for (int step = 1; step <= 200; ++step) {
    const auto gradient = policy.gradient(*at, one(income_of(player)), {&player, 1}, &state)[0];
    TradeCube next = at->tariff;
    double largest = 0;
    for (const Sector s : policy.sectors().all())
      for (const Country o : policy.countries().all()) {
        const double pace = gradient.pace(s, o);
        EXPECT_EQ(pace > 0, policy.base_flow()(s, player, o) > 0 && o != player);
        if (!(pace > 0)) continue;
        const double move = std::log1p(gradient.derivative(s, o) / pace);
        largest = std::max(largest, std::abs(move));
        next(s, player, o) = (1 + next(s, player, o)) * std::exp(0.7 * move) - 1;
      }
    if (largest < 1e-6) return step;
    at = policy.solve(next, at.get());
    EXPECT_TRUE(at->summary.converged());
  }
  return 1000;
}

TEST(CpGradient, PaceLeadsToTheOptimum) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const auto b = toy_world({.countries = 4, .sectors = 3, .zero_share = 0.1, .seed = seed});
    const auto model = make_caliendo_parro(b, spec_of(Variant::kInputOutput, Closure::kZero));
    const PolicyModel& policy = *model->policy();
    EXPECT_LT(steps_to_optimum(policy, Country(1)), 60) << seed;
  }
}

TEST(CpPolicy, RefusesWhatItHasNoTermFor) {
  const auto model = make_caliendo_parro(toy_world(), spec_of(Variant::kInputOutput, Closure::kFixed));
  const PolicyModel& policy = *model->policy();
  Objective jobs = income_of(Country(0));
  jobs.employment_weight = 1;
  EXPECT_THROW(policy.value(*policy.base(), jobs), UserError);
  const Country first(0);
  EXPECT_THROW(policy.gradient(*policy.base(), one(jobs), {&first, 1}), UserError);
  Objective short_weights = income_of(Country(0));
  short_weights.sector_weight = BySector(2, 1.0);
  EXPECT_THROW(policy.value(*policy.base(), short_weights), UserError);
  EXPECT_THROW(policy.value(*policy.base(), income_of(Country(99))), UserError);
  TradeCube tariff = policy.base()->tariff;
  tariff(Sector(0), Country(1), Country(0)) = -1;
  EXPECT_THROW(policy.solve(tariff), UserError);
  tariff = policy.base()->tariff;
  tariff(Sector(0), Country(1), Country(1)) = 0.1;
  EXPECT_THROW(policy.solve(tariff), UserError);
  EXPECT_THROW(policy.solve(TradeCube(1, 2, 2)), UserError);
}

}  // namespace
}  // namespace cobden::economy
