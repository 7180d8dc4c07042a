// Draws eight at a time against one at a time: the same equilibria, and bits that do not depend on who stands
// in the neighbouring lanes.
#include "cobden/economy/cp_draws.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cobden/core/random.h"
#include "cobden/data/builtin.h"
#include "cobden/economy/cp_totals.h"

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
    for (const auto* figures : {&other->value, &other->base})
      for (const double x : *figures) scale = std::max(scale, std::abs(x));
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

TEST(CpDraws, AutarkyIsSolvedOrRefusedAsAlone) {
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
  const auto alone = solver.solve_alone(list[1]);
  EXPECT_EQ(answers[1].solver.status, alone.solver.status);
  if (!alone.solver.converged()) return;
  // A tariff over no imports has no meaning; real income has.
  const auto &a = answers[1].outcomes.find("welfare_exact")->value,
             &b = alone.outcomes.find("welfare_exact")->value;
  for (std::size_t n = 0; n < a.size(); ++n) EXPECT_NEAR(a[n], b[n], 1e-7) << n;
}

TEST(CpDraws, WhatLanesCannotSolveGoesThroughTheLadder) {
  const auto list = draws(2, 0.3);
  const std::vector<BySector> references{list[0].theta};
  SolveOptions few;
  few.max_iterations = 3;  // no lane is solved by then
  const auto answers = CpDraws(world(), {}, war(), references, few).solve(list);
  for (const auto& answer : answers) {
    EXPECT_TRUE(answer.alone);
    EXPECT_EQ(answer.solver.status, SolveStatus::kNotConverged);
  }
}

TEST(CpDraws, KnowWhatTheyKnow) {
  EXPECT_TRUE(CpDraws::knows(specification(Variant::kInputOutput, Closure::kFixed)));
  EXPECT_FALSE(CpDraws::knows(specification(Variant::kInputOutput, Closure::kIncome)));
  EXPECT_FALSE(CpDraws::knows(specification(Variant::kOneSector, Closure::kFixed)));
  EXPECT_FALSE(
      CpDraws::knows(specification(Variant::kInputOutput, Closure::kFixed, {Numeraire::Kind::kWage, "USA"})));
}

}  // namespace
}  // namespace cobden::economy
