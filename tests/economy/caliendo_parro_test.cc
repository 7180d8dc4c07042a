// The consistency battery of the Caliendo-Parro family: every variant under every closure.
#include "cobden/economy/caliendo_parro.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cobden/core/parallel.h"
#include "economy/toy_world.h"

namespace cobden::economy {
namespace {

using cobden::testing::toy_world;
using cobden::testing::ToyOptions;
using Variant = CaliendoParroSpec::Variant;

struct Case {
  Variant variant;
  Closure closure;
};
void PrintTo(const Case& c, std::ostream* out) {
  *out << to_string(c.variant) << ", " << to_string(c.closure);
}

CaliendoParroSpec spec_of(const Case& c) {
  return {.variant = c.variant, .closure = c.closure, .numeraire = {}, .elasticities = "TOY"};
}

TradeCube plus(const BenchmarkPtr& b, double add) {
  TradeCube t = b->tables().tariff;
  for (const Sector s : b->sectors().all())
    for (const Country d : b->countries().all())
      for (const Country o : b->countries().all())
        if (d != o) t(s, d, o) += add;
  return t;
}

double value(const Result& r, const std::string& measure, std::size_t i) {
  return r.outcomes.find(measure)->value.at(i);
}

class Battery : public ::testing::TestWithParam<Case> {};

TEST_P(Battery, NoShockChangesNothing) {
  const auto b = toy_world();
  const auto r = make_caliendo_parro(b, spec_of(GetParam()))->solve({});
  ASSERT_TRUE(r.solver.converged()) << r.solver.message;
  for (const auto& v : r.outcomes.all())
    for (std::size_t i = 0; i < v.value.size(); ++i) {
      if (std::isnan(v.value[i])) continue;
      // 1e-9: the solver's tolerance of 1e-10 in logs, in percent or times a base value.
      EXPECT_NEAR(v.value[i], v.base[i], 1e-8 * std::max(1.0, std::abs(v.base[i]))) << v.measure << " " << i;
    }
}

TEST_P(Battery, WalrasAndAccountsHoldAfterALargeShock) {
  const auto b = toy_world({.countries = 5, .sectors = 4});
  auto tariff = plus(b, 0.5);
  for (const Sector s : b->sectors().all())
    tariff(s, Country(0), Country(1)) += 1.45, tariff(s, Country(1), Country(0)) += 1.25;
  const auto r =
      make_caliendo_parro(b, spec_of(GetParam()))->solve({.tariff_new = tariff, .trade_cost_hat = {}});
  ASSERT_TRUE(r.solver.converged()) << r.solver.message;
  EXPECT_LT(r.solver.residual, 1e-10);
  double deficits = 0;
  for (std::size_t n = 0; n < 5; ++n) {
    const double imports = value(r, "imports", n), exports = value(r, "exports", n),
                 deficit = value(r, "deficit", n);
    EXPECT_NEAR(imports - exports, deficit, 1e-8 * (imports + exports)) << n;
    // Income is spent, and is value added plus revenue plus the deficit.
    EXPECT_NEAR(value(r, "income", n), value(r, "value_added", n) + value(r, "tariff_revenue", n) + deficit,
                1e-8 * value(r, "income", n));
    deficits += deficit;
  }
  EXPECT_NEAR(deficits, 0, 1e-6);
  // Bilateral flows add up to exports, imports and output.
  const auto& trade = *r.outcomes.find("trade_customs_value");
  for (std::size_t n = 0; n < 5; ++n) {
    double imports = 0, output = 0;
    for (std::size_t o = 0; o < 5; ++o)
      imports += n == o ? 0 : trade.value[n * 5 + o], output += trade.value[o * 5 + n];
    EXPECT_NEAR(imports, value(r, "imports", n), 1e-9 * imports);
    EXPECT_NEAR(output, value(r, "output", n), 1e-9 * output);
  }
}

TEST_P(Battery, DecompositionAddsUpByPartnerAndSector) {
  const auto b = toy_world();
  const auto r =
      make_caliendo_parro(b, spec_of(GetParam()))->solve({.tariff_new = plus(b, 0.2), .trade_cost_hat = {}});
  ASSERT_TRUE(r.solver.converged());
  const std::size_t N = b->country_count();
  for (const auto* measure : {"terms_of_trade", "volume_of_trade"}) {
    std::vector<double> sum(N);
    const auto& cells = r.outcomes.find_by_sector(measure)->value;
    for (std::size_t i = 0; i < cells.size(); ++i) sum[i / N % N] += cells[i];
    for (std::size_t n = 0; n < N; ++n) EXPECT_NEAR(sum[n], value(r, measure, n), 1e-10);
  }
  for (std::size_t n = 0; n < N; ++n)
    EXPECT_NEAR(value(r, "welfare_first_order", n),
                value(r, "terms_of_trade", n) + value(r, "volume_of_trade", n), 1e-12);
}

// The envelope theorem: for a vanishing shock the formula and the exact change agree (deficits zero or fixed,
// so that income moves as the formula supposes).
TEST_P(Battery, FirstOrderFormulaIsExactInTheLimit) {
  // The formula supposes balanced trade: every variant, closure zero.
  const auto b = toy_world();
  const auto model = make_caliendo_parro(b, spec_of({GetParam().variant, Closure::kZero}));
  constexpr double kStep = 1e-5;
  const auto r = model->solve({.tariff_new = plus(b, kStep), .trade_cost_hat = {}}, {.tolerance = 1e-13});
  for (std::size_t n = 0; n < b->country_count(); ++n)
    EXPECT_NEAR(value(r, "welfare_exact", n), value(r, "welfare_first_order", n), 2e-8)
        << n;  // O(step^2), in percent
}

TEST_P(Battery, RealResultsDoNotDependOnTheNumeraire) {
  // Fixed deficits are fixed in units of the numeraire and depend on it by design, unless there are none.
  const auto b = toy_world({.balanced = GetParam().closure == Closure::kFixed});
  auto spec = spec_of(GetParam());
  const auto first = make_caliendo_parro(b, spec)->solve({.tariff_new = plus(b, 0.3), .trade_cost_hat = {}});
  for (const auto* name : {"wage:C1", "price-index:C2"}) {
    spec.numeraire = parse_numeraire(name);
    const auto second =
        make_caliendo_parro(b, spec)->solve({.tariff_new = plus(b, 0.3), .trade_cost_hat = {}});
    for (std::size_t n = 0; n < b->country_count(); ++n)
      EXPECT_NEAR(value(first, "welfare_exact", n), value(second, "welfare_exact", n), 1e-8);
    EXPECT_NEAR(std::string(name) == "wage:C1" ? value(second, "wage", 1) : value(second, "price_index", 2),
                0, 1e-9);
  }
}

// Prohibitive tariffs everywhere: real income falls to what autarky gives (Arkolakis, Costinot and
// Rodriguez-Clare, 2012).
TEST_P(Battery, NearAutarkyIsSolvedOrItsAbsenceExplained) {
  const auto b = toy_world({.balanced = true});
  const auto r =
      make_caliendo_parro(b, spec_of(GetParam()))->solve({.tariff_new = plus(b, 1e5), .trade_cost_hat = {}});
  if (GetParam().closure == Closure::kZero) {
    ASSERT_TRUE(r.solver.converged()) << r.solver.message;
    for (std::size_t n = 0; n < b->country_count(); ++n) EXPECT_LT(value(r, "welfare_exact", n), 0);
  } else {
    EXPECT_TRUE(r.solver.converged() || !r.solver.message.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(EveryVariantAndClosure, Battery,
                         ::testing::Values(Case{Variant::kInputOutput, Closure::kZero},
                                           Case{Variant::kInputOutput, Closure::kFixed},
                                           Case{Variant::kInputOutput, Closure::kWorldShare},
                                           Case{Variant::kInputOutput, Closure::kIncome},
                                           Case{Variant::kOwnSector, Closure::kZero},
                                           Case{Variant::kOwnSector, Closure::kFixed},
                                           Case{Variant::kNoMaterials, Closure::kZero},
                                           Case{Variant::kNoMaterials, Closure::kFixed},
                                           Case{Variant::kNoMaterials, Closure::kIncome},
                                           Case{Variant::kOneSector, Closure::kZero},
                                           Case{Variant::kOneSector, Closure::kFixed}));

// Without materials, one sector: welfare is lambda_hat^(-1/theta) without tariffs (ACR 2012, eq. 1).
TEST(CaliendoParro, OneSectorIcebergWelfareIsTheSufficientStatistic) {
  const auto b =
      toy_world({.countries = 3, .sectors = 1, .input_output = false, .balanced = true, .mean_tariff = 0});
  TradeCube cost(1, 3, 3, 1.0);
  cost(Sector(0), Country(0), Country(1)) = 1.4;
  cost(Sector(0), Country(1), Country(0)) = 0.8;
  const auto r = make_caliendo_parro(b, {.variant = Variant::kNoMaterials,
                                         .closure = Closure::kZero,
                                         .numeraire = {},
                                         .elasticities = "TOY"})
                     ->solve({.tariff_new = {}, .trade_cost_hat = cost});
  ASSERT_TRUE(r.solver.converged());
  const double theta = b->elasticities("TOY").theta[Sector(0)];
  const auto& trade = *r.outcomes.find("trade_customs_value");
  for (std::size_t n = 0; n < 3; ++n) {
    double base = 0, now = 0;
    for (std::size_t o = 0; o < 3; ++o) base += trade.base[n * 3 + o], now += trade.value[n * 3 + o];
    const double home_hat = trade.value[n * 3 + n] / now / (trade.base[n * 3 + n] / base);
    EXPECT_NEAR(value(r, "welfare_exact", n), 100 * (std::pow(home_hat, -1 / theta) - 1), 1e-7) << n;
  }
}

TEST(CaliendoParro, SolvesTheAwkwardWorlds) {
  for (const auto& options :
       {ToyOptions{.countries = 2, .sectors = 1},
        ToyOptions{.countries = 2, .sectors = 1, .input_output = false},
        ToyOptions{.countries = 6, .sectors = 5, .zero_share = 0.6},
        ToyOptions{.countries = 6, .sectors = 3, .unequal = true},
        ToyOptions{.countries = 4, .sectors = 3, .zero_home = true},
        ToyOptions{.countries = 12, .sectors = 2, .zero_share = 0.3, .unequal = true, .seed = 9}}) {
    const auto b = toy_world(options);
    const auto model = make_caliendo_parro(
        b, {.variant = options.input_output ? Variant::kInputOutput : Variant::kNoMaterials,
            .closure = Closure::kZero,
            .numeraire = {},
            .elasticities = "TOY"});
    for (const double add : {-0.05, 0.1, 1.45, 10.0}) {
      auto tariff = plus(b, add);
      const auto r = model->solve({.tariff_new = tariff, .trade_cost_hat = {}});
      EXPECT_TRUE(r.solver.converged())
          << options.countries << "x" << options.sectors << " add " << add << ": " << r.solver.message;
      EXPECT_LE(r.solver.residual, 1e-10);
    }
    TradeCube none(b->sector_count(), b->country_count(), b->country_count());
    EXPECT_TRUE(model->solve({.tariff_new = none, .trade_cost_hat = {}}).solver.converged());
  }
}

TEST(CaliendoParro, AnImpossibleSurplusIsNamedAndNeverSuccess) {
  const auto b = toy_world({.countries = 3, .sectors = 2, .seed = 5});
  const auto model = make_caliendo_parro(
      b,
      {.variant = Variant::kInputOutput, .closure = Closure::kFixed, .numeraire = {}, .elasticities = "TOY"});
  const auto r = model->solve({.tariff_new = plus(b, 1e7), .trade_cost_hat = {}});
  if (!r.solver.converged()) {
    EXPECT_NE(r.solver.message.find("%"), std::string::npos) << r.solver.message;
  } else {
    EXPECT_LE(r.solver.residual, 1e-10);
  }
}

TEST(CaliendoParro, TheIterationLimitIsNeverSuccess) {
  const auto b = toy_world({.countries = 6, .sectors = 4});
  const auto r = make_caliendo_parro(b, {.variant = Variant::kInputOutput,
                                         .closure = Closure::kFixed,
                                         .numeraire = {},
                                         .elasticities = "TOY"})
                     ->solve({.tariff_new = plus(b, 1.0), .trade_cost_hat = {}},
                             {.tolerance = 1e-10, .max_iterations = 3});
  EXPECT_EQ(r.solver.status, SolveStatus::kNotConverged);
  EXPECT_GT(r.solver.residual, 1e-10);
}

TEST(CaliendoParro, CancellationIsAStatus) {
  const auto b = toy_world();
  const std::atomic<bool> cancelled{true};
  const auto r =
      make_caliendo_parro(b, {.variant = Variant::kInputOutput,
                              .closure = Closure::kFixed,
                              .numeraire = {},
                              .elasticities = "TOY"})
          ->solve({.tariff_new = plus(b, 1.0), .trade_cost_hat = {}}, {}, RunContext({}, &cancelled));
  EXPECT_EQ(r.solver.status, SolveStatus::kInterrupted);
}

TEST(CaliendoParro, TheSameBitsForAnyNumberOfThreads) {
  const auto b = toy_world({.countries = 9, .sectors = 6});
  const auto solve = [&] {
    return make_caliendo_parro(b, {.variant = Variant::kInputOutput,
                                   .closure = Closure::kFixed,
                                   .numeraire = {},
                                   .elasticities = "TOY"})
        ->solve({.tariff_new = plus(b, 0.7), .trade_cost_hat = {}});
  };
  set_thread_limit(1);
  const auto one = solve();
  set_thread_limit(2);
  std::vector<std::optional<Result>> many(4);
  parallel_for(many.size(), [&](std::size_t i) { many[i] = solve(); });
  set_thread_limit(0);
  for (const auto& r : many)
    for (std::size_t v = 0; v < one.outcomes.all().size(); ++v)
      for (std::size_t i = 0; i < one.outcomes.all()[v].value.size(); ++i) {
        const double a = one.outcomes.all()[v].value[i], c = r->outcomes.all()[v].value[i];
        ASSERT_TRUE(a == c || (std::isnan(a) && std::isnan(c))) << one.outcomes.all()[v].measure;
      }
}

TEST(CaliendoParro, BadCounterfactualsAreRefusedWithTheirCell) {
  const auto b = toy_world();
  const auto model = make_caliendo_parro(
      b,
      {.variant = Variant::kInputOutput, .closure = Closure::kFixed, .numeraire = {}, .elasticities = "TOY"});
  auto tariff = b->tables().tariff;
  tariff(Sector(1), Country(0), Country(2)) = -1.2;
  try {
    model->solve({.tariff_new = tariff, .trade_cost_hat = {}});
    FAIL();
  } catch (const UserError& e) {
    EXPECT_NE(std::string(e.what()).find("importer C0, exporter C2, sector S1"), std::string::npos)
        << e.what();
  }
  EXPECT_THROW(make_caliendo_parro(b, {.variant = Variant::kInputOutput,
                                       .closure = Closure::kFixed,
                                       .numeraire = {},
                                       .elasticities = "GYY"}),
               UserError);
  const auto flat = toy_world({.input_output = false});
  EXPECT_THROW(make_caliendo_parro(flat, {.variant = Variant::kInputOutput,
                                          .closure = Closure::kFixed,
                                          .numeraire = {},
                                          .elasticities = "TOY"}),
               UserError);
}

}  // namespace
}  // namespace cobden::economy
