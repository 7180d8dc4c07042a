// Draws eight at a time against one at a time: the same equilibria, and bits that do not depend on who stands
// in the neighbouring lanes.
#include "cobden/economy/cp_draws.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cobden/core/error.h"
#include "cobden/core/parallel.h"
#include "cobden/core/random.h"
#include "cobden/data/builtin.h"
#include "economy/toy_world.h"

namespace cobden::economy {
namespace {

BenchmarkPtr world() {
  static const BenchmarkPtr w =
      std::make_shared<const data::Benchmark>(data::open_tables("world-2022-12").tables);
  return w;
}

/// The United States adds 50 points on China's goods, and China 30.
TradeCube war() {
  TradeCube tariff = world()->tables().tariff;
  const Country usa = world()->countries().at("USA", {}), chn = world()->countries().at("CHN", {});
  for (const Sector s : world()->sector_selection("goods"))
    tariff(s, usa, chn) += 0.5, tariff(s, chn, usa) += 0.3;
  return tariff;
}

std::vector<CpDraw> draws(std::size_t many, double spread) {
  const RandomStream stream(4, "test");
  std::vector<CpDraw> list;
  for (std::size_t d = 0; d < many; ++d) {
    CpDraw draw{.theta = world()->elasticities("GYY").theta};
    for (std::size_t s = 0; s < draw.theta.size(); ++s)
      draw.theta[Sector(s)] *= std::exp(spread * (2 * stream.uniform(d, s) - 1));
    list.push_back(std::move(draw));
  }
  return list;
}

CpDraws make(CaliendoParroSpec spec, TradeCube tariff) {
  const std::vector<BySector> references{world()->elasticities("GYY").theta,
                                         world()->elasticities("CP").theta};
  return CpDraws(world(), spec, std::move(tariff), references, {});
}

void expect_near(const Outcomes& a, const Outcomes& b, double tolerance) {
  for (const auto& v : a.all()) {
    const Variable* other = v.by_sector ? b.find_by_sector(v.measure) : b.find(v.measure);
    ASSERT_TRUE(other) << v.measure;
    EXPECT_EQ(v.label, other->label);
    EXPECT_EQ(v.unit, other->unit);
    double scale = 1;
    for (const double x : other->value) scale = std::max(scale, std::abs(x));
    for (std::size_t i = 0; i < v.value.size(); ++i) {
      if (std::isnan(v.value[i]) && std::isnan(other->value[i])) continue;
      EXPECT_NEAR(v.value[i], other->value[i], tolerance * scale) << v.measure << " at " << i;
      EXPECT_NEAR(v.base[i], other->base[i], tolerance * scale) << v.measure << " at " << i << ", base";
    }
  }
}

class CpDrawsTest : public ::testing::TestWithParam<CaliendoParroSpec> {};

TEST_P(CpDrawsTest, AreTheModelAtTheirElasticities) {
  const auto list = draws(11, 0.7);
  const auto solver = make(GetParam(), war());
  const auto together = solver.solve(list);
  for (const std::size_t d : {0U, 5U, 10U}) {
    ASSERT_TRUE(together[d].solver.converged());
    EXPECT_FALSE(together[d].alone);
    CaliendoParroSpec spec = GetParam();
    spec.theta = list[d].theta;
    const auto model = make_caliendo_parro(world(), spec)->solve({.tariff_new = war(), .trade_cost_hat = {}});
    // Both are solved to 1e-10 in excess demand.
    expect_near(together[d].outcomes, model.outcomes, 1e-8);
    expect_near(solver.solve_alone(list[d]).outcomes, model.outcomes, 1e-8);
  }
}

TEST_P(CpDrawsTest, BitsDoNotDependOnTheNeighbours) {
  const auto list = draws(16, 0.7);
  const auto solver = make(GetParam(), war());
  const auto all = solver.solve(list);
  for (const std::size_t d : {0U, 3U, 15U}) {
    const auto one = solver.solve({&list[d], 1});
    for (const auto& v : one[0].outcomes.all()) {
      const Variable* same =
          v.by_sector ? all[d].outcomes.find_by_sector(v.measure) : all[d].outcomes.find(v.measure);
      for (std::size_t i = 0; i < v.value.size(); ++i)
        EXPECT_TRUE(v.value[i] == same->value[i] || std::isnan(v.value[i])) << v.measure;
    }
  }
}

CaliendoParroSpec specification(CaliendoParroSpec::Variant variant, Closure closure,
                                Numeraire numeraire = {}) {
  CaliendoParroSpec spec;
  spec.variant = variant, spec.closure = closure, spec.numeraire = std::move(numeraire);
  return spec;
}
using Variant = CaliendoParroSpec::Variant;
INSTANTIATE_TEST_SUITE_P(Specifications, CpDrawsTest,
                         ::testing::Values(specification(Variant::kInputOutput, Closure::kFixed),
                                           specification(Variant::kInputOutput, Closure::kZero),
                                           specification(Variant::kNoMaterials, Closure::kFixed),
                                           specification(Variant::kOwnSector, Closure::kZero,
                                                         {Numeraire::Kind::kWage, "USA"}),
                                           specification(Variant::kInputOutput, Closure::kZero,
                                                         {Numeraire::Kind::kPriceIndex, "CHN"})));

TEST(CpDraws, TariffsMayDifferByDraw) {
  auto list = draws(3, 0.3);
  const TradeCube base = world()->tables().tariff, whole = war();
  TradeCube half = base;
  for (std::size_t i = 0; i < half.flat().size(); ++i)
    half.flat()[i] = 0.5 * (base.flat()[i] + whole.flat()[i]);
  list[1].tariff = &half, list[2].tariff = &base;
  const auto answers = make({}, war()).solve(list);
  CaliendoParroSpec spec;
  spec.theta = list[1].theta;
  const auto model = make_caliendo_parro(world(), spec)->solve({.tariff_new = half, .trade_cost_hat = {}});
  expect_near(answers[1].outcomes, model.outcomes, 1e-8);
  for (const double x : answers[2].outcomes.find("welfare_exact")->value) EXPECT_NEAR(x, 0, 1e-7);
}

TEST(CpDraws, WhatLanesCannotSolveGoesThroughTheLadder) {
  auto list = draws(2, 0.1);
  TradeCube closed = world()->tables().tariff;
  const Country usa = world()->countries().at("USA", {});
  for (const Sector s : world()->sectors().all())
    for (const Country o : world()->countries().all())
      if (o != usa) closed(s, usa, o) = 1e60;
  list[1].tariff = &closed;
  const auto solver = make(specification(Variant::kInputOutput, Closure::kZero), war());
  const auto answers = solver.solve(list);
  EXPECT_FALSE(answers[0].alone);
  EXPECT_TRUE(answers[0].solver.converged());
  EXPECT_EQ(answers[1].solver.status, solver.solve_alone(list[1]).solver.status);
}

TEST(CpDraws, KnowAllButOneSector) {
  EXPECT_TRUE(CpDraws::knows(specification(Variant::kInputOutput, Closure::kFixed)));
  EXPECT_TRUE(CpDraws::knows(specification(Variant::kInputOutput, Closure::kIncome)));
  EXPECT_FALSE(CpDraws::knows(specification(Variant::kOneSector, Closure::kFixed)));
}

// ---- small made-up worlds: closures, numeraires, zeros

using cobden::testing::ToyOptions;

struct ToyCase {
  CaliendoParroSpec spec;
  ToyOptions world;
};

CaliendoParroSpec toy(Variant variant, Closure closure, Numeraire::Kind numeraire) {
  CaliendoParroSpec spec = specification(variant, closure, {.kind = numeraire, .country = ""});
  if (numeraire != Numeraire::Kind::kWorldValueAdded) spec.numeraire.country = "C1";
  spec.elasticities = "TOY";
  return spec;
}

std::vector<BySector> thetas_near(const BySector& center, std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> factor(0, 0.3);
  std::vector<BySector> thetas(count, center);
  for (auto& theta : thetas)
    for (double& value : theta.flat()) value *= factor(random);
  return thetas;
}

TradeCube toy_war(const data::Benchmark& b, double by) {
  TradeCube t = b.tables().tariff;
  for (const Sector s : b.sectors().all())
    t(s, Country(0), Country(1)) += by, t(s, Country(1), Country(0)) += by;
  return t;
}

class ToyDraws : public ::testing::TestWithParam<ToyCase> {};

TEST_P(ToyDraws, AnswerAsOneModelEach) {
  const auto& [spec, options] = GetParam();
  const auto b = cobden::testing::toy_world(options);
  const SolveOptions exact{.tolerance = 1e-12};
  const auto thetas = thetas_near(b->tables().elasticities.front().theta, 13, 5);
  const TradeCube mild = toy_war(*b, 0.25), hard = toy_war(*b, 1.45);
  std::vector<CpDraw> list;  // one full batch and one that is not
  for (std::size_t i = 2; i < thetas.size(); ++i)
    list.push_back({.theta = thetas[i], .tariff = i % 3 == 0 ? &mild : nullptr});
  const CpDraws solver(b, spec, hard, std::span(thetas).first(2), exact);
  const auto answers = solver.solve(list);
  for (std::size_t i = 0; i < list.size(); ++i) {
    CaliendoParroSpec own = spec;
    own.theta = list[i].theta;
    const Result alone = make_caliendo_parro(b, own)->solve(
        {.tariff_new = list[i].tariff ? mild : hard, .trade_cost_hat = {}}, exact);
    ASSERT_EQ(answers[i].solver.status, alone.solver.status) << i << ": " << alone.solver.message;
    if (!alone.solver.converged()) continue;
    EXPECT_LT(answers[i].solver.residual, 1e-12);
    expect_near(answers[i].outcomes, alone.outcomes, 1e-9);
    EXPECT_GE(answers[i].outcomes.all().size(), 16u);
  }
}

INSTANTIATE_TEST_SUITE_P(
    ClosuresAndNumeraires, ToyDraws,
    ::testing::Values(
        ToyCase{toy(Variant::kInputOutput, Closure::kFixed, Numeraire::Kind::kWorldValueAdded), {}},
        ToyCase{toy(Variant::kInputOutput, Closure::kZero, Numeraire::Kind::kWage),
                {.countries = 9, .sectors = 4}},
        ToyCase{toy(Variant::kInputOutput, Closure::kWorldShare, Numeraire::Kind::kPriceIndex),
                {.closed_last = true}},
        ToyCase{toy(Variant::kInputOutput, Closure::kIncome, Numeraire::Kind::kPriceIndex), {.countries = 5}},
        ToyCase{toy(Variant::kOwnSector, Closure::kFixed, Numeraire::Kind::kPriceIndex), {.sectors = 5}},
        ToyCase{toy(Variant::kNoMaterials, Closure::kZero, Numeraire::Kind::kPriceIndex),
                {.countries = 8, .zero_share = 0.4}},
        ToyCase{
            toy(Variant::kInputOutput, Closure::kFixed, Numeraire::Kind::kWage),
            {.countries = 7, .sectors = 3, .zero_share = 0.3, .unequal = true, .zero_home = true, .seed = 3}},
        ToyCase{toy(Variant::kNoMaterials, Closure::kFixed, Numeraire::Kind::kWorldValueAdded),
                {.countries = 2, .sectors = 1}}));

TEST(ToyDraws, TheSameBitsForAnyThreadsAndOrder) {
  const auto b = cobden::testing::toy_world({.countries = 6, .sectors = 4});
  const auto thetas = thetas_near(b->tables().elasticities.front().theta, 21, 9);
  const TradeCube mild = toy_war(*b, 0.1);
  std::vector<CpDraw> list;
  for (const auto& theta : thetas)
    list.push_back({.theta = theta, .tariff = list.size() % 2 ? &mild : nullptr});
  const CpDraws solver(b, toy(Variant::kInputOutput, Closure::kFixed, Numeraire::Kind::kWorldValueAdded),
                       toy_war(*b, 1.45), std::span(thetas).first(3), {});
  const auto forward = solver.solve(list);
  const std::vector<CpDraw> reversed(list.rbegin(), list.rend());
  set_thread_limit(1);
  const auto backward = solver.solve(reversed);
  set_thread_limit(0);
  for (std::size_t i = 0; i < list.size(); ++i)
    for (std::size_t v = 0; v < forward[i].outcomes.all().size(); ++v)
      EXPECT_EQ(forward[i].outcomes.all()[v].value, backward[list.size() - 1 - i].outcomes.all()[v].value)
          << i << " " << forward[i].outcomes.all()[v].label;
}

TEST(ToyDraws, BadNumbersAreRefusedWithTheirPlace) {
  const auto b = cobden::testing::toy_world();
  auto thetas = thetas_near(b->tables().elasticities.front().theta, 1, 1);
  const CpDraws solver(b, toy(Variant::kInputOutput, Closure::kFixed, Numeraire::Kind::kWorldValueAdded), {},
                       thetas, {});
  const CpDraw draw{.theta = [&] {
    BySector theta = thetas[0];
    theta[Sector(1)] = -2;
    return theta;
  }()};
  try {
    solver.solve({&draw, 1});
    FAIL() << "a negative elasticity was accepted";
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("S1"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace cobden::economy
