// The single-sector family as a policy model: values, warm starts, and gradients against differences.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cobden/data/read_gravity_matrix.h"
#include "cobden/economy/policy_model.h"
#include "cobden/economy/single_sector_outcomes.h"
#include "economy/single_sector_world.h"
#include "shared_data.h"

namespace cobden::economy {
namespace {

using namespace cobden::testing;
using Rebate = SingleSectorSpec::Rebate;
using Transfers = SingleSectorSpec::Transfers;

/// The battery's specifications and all transfer regimes, with and without inputs and tax relief.
std::vector<NamedSpec> policy_specs() {
  auto specs = all_specs();
  const auto add = [&](const std::string& name, auto change) {
    SingleSectorSpec spec;
    change(spec);
    specs.push_back({name, spec});
  };
  add("balanced", [](auto& s) { s.transfers = Transfers::kBalanced; });
  add("balanced_as_published", [](auto& s) { s.transfers = Transfers::kBalancedAsPublished; });
  add("roundabout_lump_sum", [](auto& s) { s.labour_share = 0.49, s.rebate = Rebate::kLumpSum; });
  add("roundabout_zero", [](auto& s) { s.labour_share = 0.3, s.transfers = Transfers::kZero; });
  add("roundabout_partial", [](auto& s) { s.labour_share = 0.6, s.pass_through = 0.25; });
  add("eaton_kortum_fixed_labour", [](auto& s) {
    s.profits = false, s.labour_elasticity = s.scale_elasticity = 0;
    s.transfers = Transfers::kZero;
  });
  return specs;
}

Objective welfare_of(Country n) { return {.country = n}; }
std::vector<WeightedObjective> one(Objective objective) {
  return {{.weight = 1, .objective = std::move(objective)}};
}

double sum_of(const PolicyModel& policy, const Equilibrium& at, std::span<const WeightedObjective> sum) {
  double total = 0;
  for (const auto& term : sum) total += term.weight * policy.value(at, term.objective);
  return total;
}

/// The sum with the importer's tariffs moved by `h` log points along `direction` [exporter].
double sum_along(const PolicyModel& policy, const Equilibrium& at, std::span<const WeightedObjective> sum,
                 Country importer, const Values& direction, double h) {
  TradeCube tariff = at.tariff;
  for (const Country o : policy.countries().all()) {
    if (o == importer) continue;
    double& t = tariff(Sector(0), importer, o);
    t = (1 + t) * std::exp(h * direction[static_cast<std::size_t>(o.value)]) - 1;
  }
  const auto solved = policy.solve(tariff, &at, {.tolerance = 1e-13});
  EXPECT_LT(solved->summary.residual, 1e-12) << solved->summary.message;
  return sum_of(policy, *solved, sum);
}

/// Sixth-order central difference: steps wide enough that the solver's rounding is small beside them.
double difference_along(const PolicyModel& policy, const Equilibrium& at,
                        std::span<const WeightedObjective> sum, Country importer, const Values& direction) {
  constexpr double kStep = 1e-2;
  const auto rise = [&](double h) {
    return sum_along(policy, at, sum, importer, direction, h) -
           sum_along(policy, at, sum, importer, direction, -h);
  };
  return (45 * rise(kStep) - 9 * rise(2 * kStep) + rise(3 * kStep)) / (60 * kStep);
}

/// One direction: within 1e-6 of the sum of the sizes of its cells' derivatives, or of the rounding of
/// differences.
void expect_derivative(const PolicyModel& policy, const Equilibrium& at,
                       std::span<const WeightedObjective> sum, const ImporterGradient& gradient,
                       const Values& direction, double rounding) {
  const auto exact = gradient.derivative.flat();
  double slope = 0, size = 0;
  for (std::size_t j = 0; j < direction.size(); ++j)
    slope += exact[j] * direction[j], size += std::abs(exact[j] * direction[j]);
  const double difference = difference_along(policy, at, sum, gradient.importer, direction);
  EXPECT_NEAR(slope, difference, 1e-6 * size + rounding)
      << "importer " << policy.countries().code(gradient.importer);
}

/// Every cell with trade one by one, and all of an importer's together.
void expect_exact_gradient(const PolicyModel& policy, const Equilibrium& at,
                           std::span<const WeightedObjective> sum) {
  const std::size_t n = policy.countries().size();
  const auto all = policy.countries().all();
  const std::vector<Country> everybody(all.begin(), all.end());
  const auto gradients = policy.gradient(at, sum, everybody);
  ASSERT_EQ(gradients.size(), n);
  double rounding = 0;
  for (const auto& term : sum)
    rounding +=
        5e-11 * std::abs(term.weight) * policy.value(*policy.base(), welfare_of(term.objective.country));
  for (const auto& gradient : gradients) {
    EXPECT_TRUE(gradient.converged);
    expect_derivative(policy, at, sum, gradient, Values(n, 1.0), rounding);
    for (const Country o : everybody) {
      if (policy.base_flow()(Sector(0), gradient.importer, o) > 0 && o != gradient.importer) {
        Values cell(n);
        cell[static_cast<std::size_t>(o.value)] = 1;
        expect_derivative(policy, at, sum, gradient, cell, rounding);
        EXPECT_GT(gradient.pace(Sector(0), o), 0);
      } else {
        EXPECT_EQ(gradient.derivative(Sector(0), o), 0);
        EXPECT_EQ(gradient.pace(Sector(0), o), 0);
      }
    }
  }
}

/// A war of the first two with some bystanders' tariffs.
EquilibriumPtr at_war(const PolicyModel& policy, double rate = 0.4, const Equilibrium* start = nullptr) {
  TradeCube war = policy.base()->tariff;
  for (const Country o : policy.countries().all())
    if (o != Country(0)) war(Sector(0), Country(0), o) += rate;
  war(Sector(0), Country(1), Country(0)) += 0.6;
  war(Sector(0), Country(2), Country(0)) += 0.2;
  war(Sector(0), Country(2), Country(3)) += 0.1;
  return policy.solve(war, start, {.tolerance = 1e-13});
}

class PolicyOf : public ::testing::TestWithParam<std::size_t> {
 protected:
  SingleSectorSpec spec = policy_specs()[GetParam()].spec;
  BenchmarkPtr benchmark = finish(random_tables(7, 8));
  std::unique_ptr<Model> model = make_single_sector(benchmark, spec);
  const PolicyModel& policy = *model->policy();
};
INSTANTIATE_TEST_SUITE_P(SingleSector, PolicyOf, ::testing::Range(std::size_t{0}, std::size_t{13}),
                         [](const auto& parameter) { return policy_specs()[parameter.param].name; });

TEST_P(PolicyOf, ValueIsTheWelfareOfTheStudyAndAWarmStartAgrees) {
  ASSERT_TRUE(policy.base()->summary.converged());
  const auto near = at_war(policy, 0.3999), cold = at_war(policy), warm = at_war(policy, 0.4, near.get());
  ASSERT_TRUE(cold->summary.converged() && warm->summary.converged()) << cold->summary.message;
  EXPECT_LT(warm->summary.iterations, cold->summary.iterations);
  const Result result =
      model->solve({.tariff_new = cold->tariff, .trade_cost_hat = {}}, {.tolerance = 1e-13});
  const auto outcome = [&](const std::string& measure) { return result.outcomes.find(measure); };
  for (std::size_t i = 0; i < 7; ++i) {
    const Objective o = welfare_of(Country(i));
    const double base = policy.value(*policy.base(), o), income = outcome("income")->base[i];
    EXPECT_NEAR(base / income, 1, 1e-9);
    EXPECT_NEAR(policy.value(*warm, o) / policy.value(*cold, o), 1, 1e-11);
    EXPECT_NEAR(100 * (policy.value(*cold, o) / base - 1), outcome("welfare_exact")->value[i], 1e-8);
    Objective other = o;
    other.sector_weight = BySector(1, 0.0);
    other.price_weight = 1;
    EXPECT_NEAR(-100 * policy.value(*cold, other) / income, outcome("price_index")->value[i], 1e-8);
    other.price_weight = 0, other.employment_weight = 1;
    EXPECT_NEAR(100 * policy.value(*cold, other) / income, outcome("employment")->value[i], 1e-8);
    other.employment_weight = 0, other.revenue_weight = 1;
    EXPECT_NEAR(policy.value(*cold, other),
                outcome("tariff_revenue")->value[i] / (1 + outcome("price_index")->value[i] / 100),
                1e-9 * income);
  }
  const TradeCube flow = policy.flow(*cold);
  for (std::size_t k = 0; k < flow.flat().size(); ++k)
    EXPECT_NEAR(flow.flat()[k], outcome("trade_customs_value")->value[k], 1e-7);
}

TEST_P(PolicyOf, GradientOfWelfareAgreesWithDifferences) {
  expect_exact_gradient(policy, *policy.base(), one(welfare_of(Country(0))));
  const auto war = at_war(policy);
  ASSERT_TRUE(war->summary.converged()) << war->summary.message;
  for (const int country : {0, 1, 6}) expect_exact_gradient(policy, *war, one(welfare_of(Country(country))));
}

TEST_P(PolicyOf, GradientOfEveryTermAgreesWithDifferences) {
  Objective treasury = welfare_of(Country(0)), voters = welfare_of(Country(1)),
            workers = welfare_of(Country(2));
  treasury.revenue_weight = 1.5;
  voters.sector_weight = BySector(1, 0.0);
  voters.price_weight = 0.7;
  workers.sector_weight = BySector(1, 0.3);
  workers.employment_weight = 2;
  const auto war = at_war(policy);
  for (const Objective& o : {treasury, voters, workers}) expect_exact_gradient(policy, *war, one(o));
  const std::vector<WeightedObjective> planner = {{1, treasury}, {0.5, voters}, {40, workers}};
  expect_exact_gradient(policy, *war, planner);
}

TEST_P(PolicyOf, OneFactorisationAndManyIterationsAgree) {
  const auto war = at_war(policy);
  std::vector<std::vector<WeightedObjective>> sums;
  std::vector<Country> importers;
  for (std::size_t i = 0; i < 7; ++i) {
    sums.push_back(one(welfare_of(Country(i))));
    importers.push_back(Country((i * 3) % 7));
  }
  std::vector<GradientRequest> requests;
  for (std::size_t i = 0; i < 7; ++i) requests.push_back({.sum = sums[i], .importers = {&importers[i], 1}});
  const auto together = policy.gradients(*war, requests),
             apart = policy.PolicyModel::gradients(*war, requests);
  for (std::size_t k = 0; k < 7; ++k) {
    const ImporterGradient &all = together[k].front(), &own = apart[k].front();
    EXPECT_TRUE(all.converged && own.converged);
    EXPECT_EQ(all.importer, importers[k]);
    const double income = policy.value(*policy.base(), sums[k].front().objective);
    for (std::size_t j = 0; j < 7; ++j) {
      EXPECT_NEAR(all.derivative(Sector(0), Country(j)), own.derivative(Sector(0), Country(j)),
                  1e-10 * income);
      EXPECT_NEAR(all.pace(Sector(0), Country(j)), own.pace(Sector(0), Country(j)), 1e-9 * income);
    }
  }
}

TEST(SingleSectorPolicy, AWarmAdjointGivesTheSameDerivatives) {
  const auto model = make_single_sector(finish(random_tables(7, 8)), {});
  const PolicyModel& policy = *model->policy();
  const auto near = at_war(policy, 0.38), there = at_war(policy);
  const auto sum = one(welfare_of(Country(0)));
  const std::vector<Country> importers = {Country(0), Country(2)};
  std::unique_ptr<AdjointState> state;
  policy.gradient(*near, sum, importers, &state);
  ASSERT_TRUE(state);
  const auto warm = policy.gradient(*there, sum, importers, &state),
             cold = policy.gradient(*there, sum, importers);
  for (std::size_t k = 0; k < 2; ++k)
    for (std::size_t j = 0; j < 7; ++j)
      EXPECT_NEAR(warm[k].derivative.flat()[j], cold[k].derivative.flat()[j], 1e-7);
}

TEST(SingleSectorPolicy, BaseTariffsAndTinyCountries) {
  auto taxed = random_tables(6, 21);
  for (std::size_t j = 1; j < 6; ++j)
    taxed.tariff(Sector(0), Country(0), Country(j)) = 0.05 * static_cast<double>(j);
  taxed.tariff(Sector(0), Country(4), Country(1)) = 0.3;
  for (const double share : {1.0, 0.49}) {
    SingleSectorSpec spec;
    spec.labour_share = share;
    const auto model = make_single_sector(finish(taxed), spec);
    expect_exact_gradient(*model->policy(), *model->policy()->base(), one(welfare_of(Country(0))));
    expect_exact_gradient(*model->policy(), *at_war(*model->policy()), one(welfare_of(Country(1))));
  }
  // C1 is a trillion times smaller; C2 sells nothing at home; C3 trades with the United States only; C4 with
  // nobody.
  SingleSectorSpec alone;
  alone.transfers = Transfers::kZero;
  const auto b = finish(tables(
      5,
      {{0, 1e-9, 30, 40, 0}, {1e-9, 0, 1e-10, 0, 0}, {40, 1e-10, 0, 0, 0}, {30, 0, 0, 0, 0}, {0, 0, 0, 0, 0}},
      {1000, 3e-9, 25, 200, 10}));
  const auto model = make_single_sector(b, alone);
  ASSERT_TRUE(model->policy()->base()->summary.converged());
  for (const int country : {0, 2, 3})
    expect_exact_gradient(*model->policy(), *at_war(*model->policy()), one(welfare_of(Country(country))));
}

TEST(SingleSectorPolicy, FailuresAreStatusesAndBadInputIsNamed) {
  const auto b = finish(random_tables(7, 8));
  const auto model = make_single_sector(b, {});
  const PolicyModel& policy = *model->policy();
  const auto war = everyone_charges(*b, 0.4).tariff_new;
  EXPECT_EQ(policy.solve(war, nullptr, {.tolerance = 1e-12, .max_iterations = 2})->summary.status,
            SolveStatus::kNotConverged);
  EXPECT_THROW(policy.solve(everyone_charges(*b, -1).tariff_new), UserError);
  EXPECT_THROW(policy.solve(TradeCube(1, 6, 6)), UserError);
  EXPECT_THROW(policy.solve({}), UserError);
  EXPECT_THROW(policy.value(*policy.base(), welfare_of(Country(7))), UserError);
  Objective o = welfare_of(Country(0));
  o.sector_weight = BySector(2, 1.0);
  EXPECT_THROW(policy.value(*policy.base(), o), UserError);
  EXPECT_THROW(policy.gradient(*policy.base(), one(o), std::vector<Country>{Country(0)}), UserError);
  // C2 imports but sells nothing: without transfers there is no base either.
  SingleSectorSpec zero;
  zero.transfers = Transfers::kZero;
  const auto poor =
      make_single_sector(finish(tables(3, {{0, 20, 30}, {20, 0, 5}, {0, 0, 0}}, {1000, 100, 80})), zero);
  EXPECT_EQ(poor->policy()->base()->summary.status, SolveStatus::kNoEquilibrium);
}

/// The study's 194 economies at US tariffs of 10 to 49% answered by 10%.
TEST(SingleSectorPolicy, StudyDataAgreeWithDifferences) {
  COBDEN_NEED_SHARED("data/liberation_day_194x1");
  data::ImportReport report;
  const auto b = std::make_shared<const data::Benchmark>(data::read_gravity_matrix(shared_path, report));
  const Country usa = b->countries().at("USA"), china = b->countries().at("CHN");
  for (const auto& [name, spec] : policy_specs()) {
    const auto model = make_single_sector(b, spec);
    const PolicyModel& policy = *model->policy();
    TradeCube war = policy.base()->tariff;
    for (const Country o : b->countries().all())
      if (o != usa) war(Sector(0), usa, o) = 0.1 + 0.01 * (o.value % 40), war(Sector(0), o, usa) = 0.1;
    const auto at = policy.solve(war, nullptr, {.tolerance = 1e-13});
    ASSERT_LT(at->summary.residual, 1e-12) << name << ": " << at->summary.message;
    const double income = policy.value(*policy.base(), welfare_of(usa));
    for (const auto& [of, importer] : {std::pair{usa, usa}, std::pair{china, usa}, std::pair{usa, china}}) {
      SCOPED_TRACE(name + ", welfare of " + b->countries().code(of));
      const auto gradient = policy.gradient(*at, one(welfare_of(of)), std::vector<Country>{importer}).front();
      EXPECT_TRUE(gradient.converged);
      Values some(194);
      for (std::size_t j = 0; j < 194; ++j) some[j] = std::sin(1.0 + 7.0 * static_cast<double>(j));
      expect_derivative(policy, *at, one(welfare_of(of)), gradient, some, 5e-11 * income);
      if (of != importer) continue;
      Values cell(194);
      cell[static_cast<std::size_t>(china.value)] = 1;
      expect_derivative(policy, *at, one(welfare_of(of)), gradient, cell, 5e-11 * income);
    }
  }
}

}  // namespace
}  // namespace cobden::economy
