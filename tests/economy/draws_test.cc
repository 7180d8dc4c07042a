// Draws solved side by side answer as one model and one solve each, whoever their neighbours are.
#include "cobden/economy/draws.h"

#include <gtest/gtest.h>

#include <random>

#include "cobden/core/error.h"
#include "cobden/core/parallel.h"
#include "economy/toy_world.h"

namespace cobden::economy {
namespace {

using cobden::testing::toy_tables;
using cobden::testing::ToyOptions;
using V = CaliendoParroSpec::Variant;

const SolveOptions kTight{.tolerance = 1e-12};

struct Case {
  V variant;
  Closure closure;
  Numeraire::Kind numeraire;
  ToyOptions world;
};

std::vector<BySector> drawn(const data::Benchmark& b, std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> factor(0, 0.3);
  std::vector<BySector> thetas(count, b.tables().elasticities.front().theta);
  for (auto& theta : thetas)
    for (double& value : theta.flat()) value *= factor(random);
  return thetas;
}

TradeCube war(const data::Benchmark& b, double by) {
  TradeCube t = b.tables().tariff;
  for (const Sector s : b.sectors().all())
    t(s, Country(0), Country(1)) += by, t(s, Country(1), Country(0)) += by;
  return t;
}

/// The same question of a benchmark whose elasticities are those of the draw.
Result one_by_one(const ToyOptions& world, const CaliendoParroSpec& spec, const BySector& theta,
                  const TradeCube& tariff) {
  auto tables = toy_tables(world);
  tables.elasticities.front().theta = theta;
  const auto model = make_caliendo_parro(std::make_shared<const data::Benchmark>(std::move(tables)), spec);
  return model->solve({.tariff_new = tariff, .trade_cost_hat = {}}, kTight, {});
}

void expect_same(const Variable& ours, const Variable& alone) {
  ASSERT_EQ(ours.value.size(), alone.value.size()) << ours.measure;
  EXPECT_EQ(ours.unit, alone.unit);
  double largest = 1;  // percent, or a unit of money
  for (const double v : alone.value) largest = std::isfinite(v) ? std::max(largest, std::abs(v)) : largest;
  for (std::size_t i = 0; i < ours.value.size(); ++i) {
    EXPECT_EQ(std::isnan(ours.value[i]), std::isnan(alone.value[i])) << ours.label << " " << i;
    if (std::isnan(alone.value[i])) continue;
    // Both are solved to 1e-12 relative excess demand; percentages and conditioning cost three digits.
    EXPECT_NEAR(ours.value[i], alone.value[i], 1e-9 * largest) << ours.label << " " << i;
    EXPECT_NEAR(ours.base[i], alone.base[i], 1e-9 * (std::abs(alone.base[i]) + largest))
        << ours.label << " " << i;
  }
}

class Draws : public ::testing::TestWithParam<Case> {};

TEST_P(Draws, AnswerAsOneModelEach) {
  const Case& c = GetParam();
  const auto b = std::make_shared<const data::Benchmark>(toy_tables(c.world));
  CaliendoParroSpec spec{.variant = c.variant, .closure = c.closure, .numeraire = {}, .elasticities = "TOY"};
  spec.numeraire.kind = c.numeraire;
  if (c.numeraire != Numeraire::Kind::kWorldValueAdded) spec.numeraire.country = "C1";
  const auto thetas = drawn(*b, 11, 5);  // one full batch and one that is not
  const TradeCube mild = war(*b, 0.25), hard = war(*b, 1.45);
  std::vector<ModelDraw> draws;
  for (std::size_t i = 0; i < thetas.size(); ++i)
    draws.push_back({.elasticities = &thetas[i], .tariff_new = i % 3 == 0 ? &mild : &hard});
  const auto answers = make_caliendo_parro_draws(b, spec)->solve(draws, kTight);
  ASSERT_EQ(answers.size(), draws.size());
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const Result alone = one_by_one(c.world, spec, thetas[i], *draws[i].tariff_new);
    ASSERT_EQ(answers[i].solver.status, alone.solver.status) << i << ": " << alone.solver.message;
    if (!alone.solver.converged()) continue;
    EXPECT_LT(answers[i].solver.residual, 1e-12);
    std::size_t compared = 0;
    for (const auto& variable : answers[i].outcomes.all())
      for (const auto& other : alone.outcomes.all())
        if (other.measure == variable.measure && other.by_sector == variable.by_sector &&
            other.by_importer == variable.by_importer && other.by_exporter == variable.by_exporter)
          expect_same(variable, other), ++compared;
    EXPECT_EQ(compared, answers[i].outcomes.all().size());
    EXPECT_GE(compared, 16u);
  }
}

INSTANTIATE_TEST_SUITE_P(
    VariantsClosuresNumeraires, Draws,
    ::testing::Values(
        Case{V::kInputOutput, Closure::kFixed, Numeraire::Kind::kWorldValueAdded, {}},
        Case{V::kInputOutput, Closure::kZero, Numeraire::Kind::kWage, {.countries = 9, .sectors = 4}},
        Case{V::kInputOutput, Closure::kWorldShare, Numeraire::Kind::kPriceIndex, {.closed_last = true}},
        Case{V::kInputOutput, Closure::kIncome, Numeraire::Kind::kPriceIndex, {.countries = 5}},
        Case{V::kOwnSector, Closure::kFixed, Numeraire::Kind::kPriceIndex, {.sectors = 5}},
        Case{V::kNoMaterials,
             Closure::kZero,
             Numeraire::Kind::kPriceIndex,
             {.countries = 8, .zero_share = 0.4}},
        Case{
            V::kInputOutput,
            Closure::kFixed,
            Numeraire::Kind::kWage,
            {.countries = 7, .sectors = 3, .zero_share = 0.3, .unequal = true, .zero_home = true, .seed = 3}},
        Case{V::kNoMaterials,
             Closure::kFixed,
             Numeraire::Kind::kWorldValueAdded,
             {.countries = 2, .sectors = 1}}));

TEST(Draws, DoNotDependOnTheirNeighbours) {
  const auto b = std::make_shared<const data::Benchmark>(toy_tables({.countries = 6, .sectors = 4}));
  const auto model = make_caliendo_parro_draws(b, {.numeraire = {}, .elasticities = "TOY"});
  const auto thetas = drawn(*b, 21, 9);
  const TradeCube hard = war(*b, 1.45), mild = war(*b, 0.1);
  std::vector<ModelDraw> draws;
  for (std::size_t i = 0; i < thetas.size(); ++i)
    draws.push_back({.elasticities = &thetas[i], .tariff_new = i % 2 ? &hard : &mild});
  const auto forward = model->solve(draws);
  const std::vector<ModelDraw> reversed(draws.rbegin(), draws.rend());
  set_thread_limit(1);
  const auto backward = model->solve(reversed);
  set_thread_limit(0);
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const auto alone = model->solve(std::span(draws).subspan(i, 1));
    const auto &a = forward[i].outcomes.all(), &r = backward[draws.size() - 1 - i].outcomes.all();
    for (std::size_t v = 0; v < a.size(); ++v) {
      EXPECT_EQ(a[v].value, r[v].value) << i << " " << a[v].label;
      EXPECT_EQ(a[v].value, alone[0].outcomes.all()[v].value) << i << " " << a[v].label;
    }
    EXPECT_EQ(forward[i].solver.iterations, alone[0].solver.iterations);
  }
}

TEST(Draws, ThatSideBySideSweepsDoNotSolveAreSolvedAlone) {
  const ToyOptions world{.countries = 5, .sectors = 3, .unequal = true, .seed = 8};
  const auto b = std::make_shared<const data::Benchmark>(toy_tables(world));
  const CaliendoParroSpec spec{.closure = Closure::kZero, .numeraire = {}, .elasticities = "TOY"};
  auto thetas = drawn(*b, 3, 2);
  for (double& theta : thetas[1].flat()) theta = 60;
  const TradeCube prohibitive = war(*b, 1e4);
  std::vector<ModelDraw> draws;
  for (const auto& theta : thetas) draws.push_back({.elasticities = &theta, .tariff_new = &prohibitive});
  const auto answers = make_caliendo_parro_draws(b, spec)->solve(draws, kTight);
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const Result alone = one_by_one(world, spec, thetas[i], prohibitive);
    EXPECT_EQ(answers[i].solver.status, alone.solver.status) << i << ": " << answers[i].solver.message;
    if (alone.solver.converged())
      expect_same(*answers[i].outcomes.find("welfare_exact"), *alone.outcomes.find("welfare_exact"));
    else
      EXPECT_TRUE(answers[i].outcomes.all().empty());
  }
}

TEST(Draws, BadNumbersAreRefusedWithTheirPlace) {
  const auto b = std::make_shared<const data::Benchmark>(toy_tables({}));
  const auto model = make_caliendo_parro_draws(b, {.numeraire = {}, .elasticities = "TOY"});
  auto theta = drawn(*b, 1, 1);
  theta[0][Sector(1)] = -2;
  const std::vector<ModelDraw> draws{{.elasticities = &theta[0], .tariff_new = nullptr}};
  try {
    model->solve(draws);
    FAIL() << "a negative elasticity was accepted";
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("S1"), std::string::npos) << error.what();
  }
  EXPECT_EQ(make_caliendo_parro_draws(b, {.variant = V::kOneSector, .numeraire = {}, .elasticities = "TOY"}),
            nullptr);
}

}  // namespace
}  // namespace cobden::economy
