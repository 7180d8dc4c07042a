// The consistency battery of the model of Ossa (2014). Equilibria are checked against the paper's equations
// written out on the outcomes, not with the solver's kernel; gradients against fourth-order differences.
#include "cobden/economy/ossa.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "cobden/core/parallel.h"
#include "cobden/economy/policy_model.h"
#include "economy/toy_world.h"

namespace cobden::economy {
namespace {

using cobden::testing::toy_tables;
using cobden::testing::toy_world;
using cobden::testing::ToyOptions;

OssaSpec with(Closure closure, const char* numeraire = "world-value-added") {
  return {.closure = closure,
          .numeraire = parse_numeraire(numeraire),
          .elasticities = "TOY",
          .political_weights = {}};
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

Result solve(const BenchmarkPtr& b, const OssaSpec& spec, const TradeCube& tariff,
             SolveOptions options = {}) {
  return make_ossa(b, spec)->solve({.tariff_new = tariff, .trade_cost_hat = {}}, options);
}

class OssaBattery : public ::testing::TestWithParam<Closure> {};
INSTANTIATE_TEST_SUITE_P(Closures, OssaBattery,
                         ::testing::Values(Closure::kZero, Closure::kFixed, Closure::kWorldShare));

TEST_P(OssaBattery, NoShockChangesNothing) {
  const auto b = toy_world({.zero_share = 0.2});
  const auto r = make_ossa(b, with(GetParam()))->solve({});
  ASSERT_TRUE(r.solver.converged()) << r.solver.message;
  for (const auto& v : r.outcomes.all())
    for (std::size_t i = 0; i < v.value.size(); ++i)
      if (!std::isnan(v.value[i])) {
        EXPECT_NEAR(v.value[i], v.base[i], 1e-8 * std::max(1.0, std::abs(v.base[i])))
            << v.measure << " " << i;
      }
}

/// Conditions 10 to 13 of the paper on the outcomes of a war with zeros and unequal countries.
TEST_P(OssaBattery, EquationsOfThePaperHold) {
  const std::size_t N = 5, S = 4;
  const auto b = toy_world({.countries = N, .sectors = S, .zero_share = 0.15, .unequal = true});
  TradeCube tariff = plus(b, 0.4);
  for (const Sector s : b->sectors().all())
    tariff(s, Country(0), Country(1)) += 1.45, tariff(s, Country(1), Country(0)) += 1.25;
  const auto r = solve(b, with(GetParam()), tariff, {.tolerance = 1e-12});
  ASSERT_TRUE(r.solver.converged()) << r.solver.message;
  const auto& flow = *r.outcomes.find_by_sector("trade_customs_value");
  const auto& price = *r.outcomes.find_by_sector("price_index");
  const auto hat = [](double percent) { return 1 + percent / 100; };
  std::vector<double> spending(N), sales(N), wages(N), wages_base(N), revenue(N), log_price(N);
  std::vector<double> spending_base(N);
  for (std::size_t s = 0; s < S; ++s) {
    const double sigma = b->elasticities("TOY").theta[Sector(s)] + 1;
    for (std::size_t j = 0; j < N; ++j) {
      double index = 0, absorbed = 0;
      for (std::size_t i = 0; i < N; ++i) {
        const std::size_t k = (s * N + j) * N + i;
        const double t0 = 1 + b->tables().tariff(Sector(s), Country(j), Country(i)),
                     t1 = 1 + tariff(Sector(s), Country(j), Country(i)), w = hat(value(r, "wage", i));
        // (10) on each cell: T' = T tau^-sigma w^(1-sigma) P^(sigma-1) X, all hats.
        const double expected = flow.base[k] * std::pow(t1 / t0, -sigma) * std::pow(w, 1 - sigma) *
                                std::pow(hat(price.value[s * N + j]), sigma - 1) * value(r, "income", j) /
                                r.outcomes.find("income")->base[j];
        EXPECT_NEAR(flow.value[k], expected, 1e-9 * expected) << s << " " << j << " " << i;
        absorbed += flow.base[k] * t0;
        index += flow.base[k] * t0 * std::pow(w * t1 / t0, 1 - sigma);
        spending[j] += flow.value[k] * t1, spending_base[j] += flow.base[k] * t0;
        revenue[j] += flow.value[k] * (t1 - 1), sales[i] += flow.value[k];
        wages[i] += flow.value[k] * (1 - 1 / sigma), wages_base[i] += flow.base[k] * (1 - 1 / sigma);
      }
      // (13): price indices.
      if (absorbed > 0) {
        EXPECT_NEAR(hat(price.value[s * N + j]), std::pow(index / absorbed, 1 / (1 - sigma)), 1e-10);
      }
      log_price[j] += absorbed * std::log(hat(price.value[s * N + j]));
    }
  }
  for (std::size_t n = 0; n < N; ++n) {
    // (11): labour markets; (12): budgets.
    EXPECT_NEAR(wages[n] / wages_base[n], hat(value(r, "wage", n)), 1e-9);
    EXPECT_NEAR(spending[n], sales[n] + revenue[n] + value(r, "deficit", n), 1e-9 * spending[n]);
    const double consumer_price = std::exp(log_price[n] / spending_base[n]);
    EXPECT_NEAR(hat(value(r, "welfare_exact", n)), spending[n] / spending_base[n] / consumer_price, 1e-10);
  }
}

TEST_P(OssaBattery, DeficitsDoWhatTheClosureSays) {
  const auto b = toy_world();
  const auto r = solve(b, with(GetParam()), plus(b, 0.3));
  double world = 0, world_base = 0;
  for (std::size_t n = 0; n < 4; ++n)
    world += value(r, "value_added", n), world_base += r.outcomes.find("value_added")->base[n];
  EXPECT_NEAR(world, world_base, 1e-8 * world);  // the numeraire
  for (std::size_t n = 0; n < 4; ++n) {
    const double expected = GetParam() == Closure::kZero ? 0 : b->deficit()[Country(n)];
    EXPECT_NEAR(value(r, "deficit", n), expected, 1e-7) << n;
  }
}

TEST(Ossa, DeficitsFixedInUnitsOfAWageStayFixedInThem) {
  const auto b = toy_world();
  for (const char* numeraire : {"wage:C1", "price-index:C1"}) {
    const auto r = solve(b, with(Closure::kFixed, numeraire), plus(b, 0.3));
    ASSERT_TRUE(r.solver.converged());
    EXPECT_NEAR(value(r, numeraire == std::string("wage:C1") ? "wage" : "price_index", 1), 0, 1e-8);
    for (std::size_t n = 0; n < 4; ++n) EXPECT_NEAR(value(r, "deficit", n), b->deficit()[Country(n)], 1e-7);
  }
}

TEST(Ossa, RealResultsDoNotDependOnTheNumeraireOrTheUnit) {
  const auto b = toy_world();
  auto scaled = toy_tables({});
  for (auto* table : {&scaled.final_use, &scaled.value_added})
    for (double& x : table->flat()) x *= 1e-3;
  for (double& x : scaled.flow.flat()) x *= 1e-3;
  for (double& x : scaled.intermediate.flat()) x *= 1e-3;
  const auto small = std::make_shared<const data::Benchmark>(std::move(scaled));
  const auto first = solve(b, with(Closure::kZero), plus(b, 0.3));
  const auto fixed = solve(b, with(Closure::kFixed), plus(b, 0.3));
  const auto small_fixed = solve(small, with(Closure::kFixed), plus(b, 0.3));
  for (const char* numeraire : {"wage:C1", "price-index:C2"}) {
    const auto second = solve(b, with(Closure::kZero, numeraire), plus(b, 0.3));
    for (std::size_t n = 0; n < 4; ++n)
      EXPECT_NEAR(value(first, "welfare_exact", n), value(second, "welfare_exact", n), 1e-8);
  }
  for (std::size_t n = 0; n < 4; ++n)
    EXPECT_NEAR(value(fixed, "welfare_exact", n), value(small_fixed, "welfare_exact", n), 1e-8);
}

TEST(Ossa, FirstOrderFormulaIsExactInTheLimitAndAddsUp) {
  const auto b = toy_world();
  const auto r = solve(b, with(Closure::kZero), plus(b, 1e-5), {.tolerance = 1e-13});
  for (std::size_t n = 0; n < 4; ++n) {
    EXPECT_NEAR(value(r, "welfare_exact", n), value(r, "welfare_first_order", n), 2e-8) << n;
    EXPECT_GT(std::abs(value(r, "profit_shifting", n)), 1e-7) << n;  // it is there
    EXPECT_NEAR(
        value(r, "welfare_first_order", n),
        value(r, "terms_of_trade", n) + value(r, "profit_shifting", n) + value(r, "volume_of_trade", n),
        1e-12);
  }
}

TEST(Ossa, SectorIncomesAddUpToIncome) {
  const auto b = toy_world();
  const auto r = solve(b, with(Closure::kFixed), plus(b, 0.3));
  const auto& detail = *r.outcomes.find_by_sector("income");
  for (std::size_t n = 0; n < 4; ++n) {
    double base = 0, total = 0;
    for (std::size_t s = 0; s < 3; ++s) base += detail.base[s * 4 + n], total += detail.value[s * 4 + n];
    EXPECT_NEAR(base, r.outcomes.find("income")->base[n], 1e-9 * base);
    EXPECT_NEAR(total, value(r, "income", n), 1e-9 * total);
    EXPECT_NEAR(value(r, "profits", n) + value(r, "wage_bill", n), value(r, "value_added", n), 1e-9 * total);
  }
}

TEST(Ossa, LargeShocksUpToAutarky) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const auto b = toy_world({.countries = 6, .zero_share = 0.2, .unequal = seed % 2 == 0, .seed = seed});
    for (const double rate : {-0.5, 3.0, 100.0, 1e5}) {
      TradeCube tariff = plus(b, rate);
      if (rate < 0)
        for (const Sector s : b->sectors().all())
          for (const Country d : b->countries().all())
            for (const Country o : b->countries().all())
              if (d != o) tariff(s, d, o) = rate;
      const auto r = solve(b, with(Closure::kZero), tariff);
      ASSERT_TRUE(r.solver.converged()) << seed << " " << rate << ": " << r.solver.message;
      for (std::size_t n = 0; n < 6; ++n) {
        EXPECT_NEAR(value(r, "exports", n), value(r, "imports", n), 1e-8 * value(r, "imports", n));
        EXPECT_LT(rate == 1e5 ? value(r, "imports", n) : 0, 1e-4 * value(r, "output", n));
      }
    }
  }
}

/// Two countries, one sector, full symmetry: prohibitive tariffs take away what Arkolakis, Costinot and
/// Rodriguez-Clare (2012) say, home share ^ (-1/(sigma-1)).
TEST(Ossa, AutarkyLossIsTheHomeShareFormula) {
  auto t =
      toy_tables({.countries = 2, .sectors = 1, .input_output = false, .balanced = true, .mean_tariff = 0});
  t.flow(Sector(0), Country(0), Country(0)) = t.flow(Sector(0), Country(1), Country(1)) = 80;
  t.flow(Sector(0), Country(0), Country(1)) = t.flow(Sector(0), Country(1), Country(0)) = 20;
  for (double& x : t.final_use.flat()) x = 100;
  for (double& x : t.value_added.flat()) x = 100;
  t.elasticities[0].theta[Sector(0)] = 4;
  const auto b = std::make_shared<const data::Benchmark>(std::move(t));
  const auto r = solve(b, with(Closure::kZero), plus(b, 1e6));
  EXPECT_NEAR(value(r, "welfare_exact", 0), 100 * (std::pow(0.8, 0.25) - 1), 1e-6);
}

TEST(Ossa, OneCountryCutOffAndAGoodNobodyMakesAtHome) {
  const auto b = toy_world({.zero_home = true});
  TradeCube tariff = b->tables().tariff;
  for (const Sector s : b->sectors().all())
    for (const Country o : b->countries().all())
      if (o.value != 2) tariff(s, Country(2), o) = 1e6;
  const auto r = solve(b, with(Closure::kZero), tariff);
  ASSERT_TRUE(r.solver.converged()) << r.solver.message;
  EXPECT_LT(value(r, "welfare_exact", 2), 0);
  EXPECT_TRUE(solve(b, with(Closure::kZero), plus(b, 5)).solver.converged());
}

TEST(Ossa, IcebergCostsCountLikeTariffsWithoutRevenue) {
  const auto b = toy_world({.mean_tariff = 0});
  TradeCube cost(3, 4, 4, 1);
  for (const Sector s : b->sectors().all())
    for (const Country d : b->countries().all())
      for (const Country o : b->countries().all())
        if (d != o) cost(s, d, o) = 1.3;
  const auto model = make_ossa(b, with(Closure::kZero));
  const auto waste = model->solve({.tariff_new = {}, .trade_cost_hat = cost});
  const auto tax = model->solve({.tariff_new = plus(b, 0.3), .trade_cost_hat = {}});
  ASSERT_TRUE(waste.solver.converged());
  for (std::size_t n = 0; n < 4; ++n) {
    EXPECT_LT(value(waste, "welfare_exact", n), 0);
    EXPECT_LT(value(waste, "welfare_exact", n), value(tax, "welfare_exact", n));
    EXPECT_NEAR(value(waste, "tariff_revenue", n), 0, 1e-9);
  }
}

TEST(Ossa, StatusesNameTheirReason) {
  auto t = toy_tables({});
  for (const Sector s : t.sectors.all())  // C0 owes a large surplus
    for (const Country d : t.countries.all())
      if (d.value != 0) t.flow(s, d, Country(0)) *= 20;
  for (const Country n : t.countries.all())
    for (const Sector s : t.sectors.all()) t.value_added(s, n) = 0, t.final_use(s, n) = 0;
  t.intermediate = {};
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) {
        t.value_added(s, o) += t.flow(s, d, o);
        t.final_use(s, d) += t.flow(s, d, o) * (1 + t.tariff(s, d, o));
      }
  const auto b = std::make_shared<const data::Benchmark>(std::move(t));
  const auto fixed = solve(b, with(Closure::kFixed), plus(b, 30));
  EXPECT_EQ(fixed.solver.status, SolveStatus::kNoEquilibrium) << fixed.solver.message;
  EXPECT_THAT(fixed.solver.message, ::testing::HasSubstr("C0"));
  EXPECT_TRUE(solve(b, with(Closure::kZero), plus(b, 30)).solver.converged());

  auto cut_off = toy_tables({.countries = 2, .sectors = 1, .input_output = false});
  const Sector good(0);
  for (const Country d : cut_off.countries.all())
    for (const Country o : cut_off.countries.all())
      cut_off.flow(good, d, o) = d == o ? 90 : o.value == 1 ? 10 : 0;
  cut_off.value_added(good, Country(0)) = 90, cut_off.value_added(good, Country(1)) = 100;
  cut_off.final_use(good, Country(1)) = 90;
  cut_off.final_use(good, Country(0)) = 90 + 10 * (1 + cut_off.tariff(good, Country(0), Country(1)));
  const auto one_way = solve(std::make_shared<const data::Benchmark>(cut_off), with(Closure::kZero), {});
  EXPECT_EQ(one_way.solver.status, SolveStatus::kNoEquilibrium);
  EXPECT_THAT(one_way.solver.message, ::testing::HasSubstr("C0 sells nothing abroad"));
  EXPECT_TRUE(
      solve(std::make_shared<const data::Benchmark>(cut_off), with(Closure::kFixed), {}).solver.converged());

  const auto limited = solve(b, with(Closure::kZero), plus(b, 3), {.tolerance = 1e-10, .max_iterations = 2});
  EXPECT_EQ(limited.solver.status, SolveStatus::kNotConverged);
  EXPECT_THAT(limited.solver.message, ::testing::HasSubstr("iteration limit"));
  EXPECT_GT(limited.solver.residual, 1e-10);

  const std::atomic<bool> stop = true;
  const auto stopped =
      make_ossa(b, with(Closure::kZero))
          ->solve({.tariff_new = plus(b, 3), .trade_cost_hat = {}}, {}, RunContext({}, &stop));
  EXPECT_EQ(stopped.solver.status, SolveStatus::kInterrupted);
}

TEST(Ossa, BadInputIsRefusedWithItsName) {
  const auto b = toy_world();
  EXPECT_THROW(make_ossa(b, with(Closure::kIncome)), UserError);
  EXPECT_THROW(make_ossa(b, with(Closure::kWorldShare, "wage:C1")), UserError);
  EXPECT_THROW(make_ossa(b, with(Closure::kZero, "wage:XYZ")), UserError);
  OssaSpec spec = with(Closure::kZero);
  spec.elasticities = "GYY";
  EXPECT_THROW(make_ossa(b, spec), UserError);
  spec = with(Closure::kZero);
  spec.political_weights = SectorCountry(3, 4, -1);
  EXPECT_THROW(make_ossa(b, spec), UserError);
  spec.political_weights = SectorCountry(2, 4, 1);
  EXPECT_THROW(make_ossa(b, spec), UserError);
  spec.political_weights = SectorCountry(3, 4, 0);
  EXPECT_THROW(make_ossa(b, spec), UserError);
  TradeCube tariff = plus(b, 0.1);
  tariff(Sector(0), Country(1), Country(1)) = 0.1;
  EXPECT_THROW(solve(b, with(Closure::kZero), tariff), UserError);
  tariff = plus(b, 0.1);
  tariff(Sector(0), Country(1), Country(2)) = -1;
  EXPECT_THROW(solve(b, with(Closure::kZero), tariff), UserError);
  EXPECT_THROW(solve(b, with(Closure::kZero), TradeCube(1, 2, 2)), UserError);
}

TEST(Ossa, SameBitsForAnyNumberOfThreads) {
  const auto b = toy_world({.countries = 6});
  const auto model = make_ossa(b, with(Closure::kZero));
  std::vector<std::vector<double>> runs(8);
  parallel_for(runs.size(), [&](std::size_t k) {
    runs[k] = model->solve({.tariff_new = plus(b, 0.7), .trade_cost_hat = {}})
                  .outcomes.find("welfare_exact")
                  ->value;
  });
  for (const auto& run : runs) EXPECT_EQ(run, runs[0]);
}

// --- what governments see -------------------------------------------------------------------------------

struct GradientCase {
  const char* name;
  Closure closure;
  const char* numeraire;
  std::vector<WeightedObjective> sum;
};
void PrintTo(const GradientCase& c, std::ostream* out) { *out << c.name; }

BySector weights(std::initializer_list<double> w) { return BySector(std::vector<double>(w)); }

std::vector<GradientCase> gradient_cases() {
  const Country c0(0), c1(1), c2(2);
  return {
      {"welfare", Closure::kZero, "world-value-added", {{1, {.country = c0}}}},
      {"political weights",
       Closure::kZero,
       "wage:C1",
       {{1, {.country = c0, .sector_weight = weights({0.2, 2, 0.8})}}}},
      {"one sector",
       Closure::kZero,
       "price-index:C2",
       {{1, {.country = c1, .sector_weight = weights({0, 0, 1})}}}},
      {"revenue and welfare",
       Closure::kZero,
       "world-value-added",
       {{1, {.country = c0, .revenue_weight = 0.7}}}},
      {"prices",
       Closure::kZero,
       "world-value-added",
       {{1, {.country = c0, .sector_weight = weights({0, 0, 0}), .price_weight = 1}}}},
      {"revenue alone",
       Closure::kFixed,
       "world-value-added",
       {{1, {.country = c1, .sector_weight = weights({0, 0, 0}), .revenue_weight = 1}}}},
      {"fixed deficits, political",
       Closure::kFixed,
       "wage:C2",
       {{1,
         {.country = c0,
          .sector_weight = weights({0.2, 2, 0.8}),
          .revenue_weight = 0.3,
          .price_weight = 0.2}}}},
      {"fixed deficits in a price", Closure::kFixed, "price-index:C3", {{1, {.country = c0}}}},
      {"shares of the world", Closure::kWorldShare, "world-value-added", {{1, {.country = c2}}}},
      {"several governments",
       Closure::kZero,
       "world-value-added",
       {{0.4, {.country = c0}},
        {0.6, {.country = c1, .sector_weight = weights({1, 0.5, 1.5})}},
        {-0.2, {.country = c0, .revenue_weight = 1}}}},
  };
}

class OssaGradient : public ::testing::TestWithParam<GradientCase> {};
INSTANTIATE_TEST_SUITE_P(Objectives, OssaGradient, ::testing::ValuesIn(gradient_cases()));

TEST_P(OssaGradient, AgreesWithFourthOrderDifferences) {
  const auto& c = GetParam();
  const auto b = toy_world({.zero_share = 0.15, .unequal = true, .seed = 3});
  const auto model = make_ossa(b, with(c.closure, c.numeraire));
  const PolicyModel& policy = *model->policy();
  const SolveOptions tight{.tolerance = 1e-14, .max_iterations = 100};
  const TradeCube tariff = plus(b, 0.35);
  const auto here = policy.solve(tariff, nullptr, {.tolerance = 1e-13});
  ASSERT_TRUE(here->summary.converged()) << here->summary.message;
  const std::vector<Country> importers{Country(0), Country(1), Country(3)};
  const auto gradient = policy.gradient(*here, c.sum, importers);
  ASSERT_EQ(gradient.size(), importers.size());
  const auto total = [&](const TradeCube& t) {
    // The last digits of a solve that stops at the limit of rounding are as good as converged.
    const auto at = policy.solve(t, here.get(), tight);
    EXPECT_LT(at->summary.residual, 1e-12);
    double sum = 0;
    for (const auto& term : c.sum) sum += term.weight * policy.value(*at, term.objective);
    return sum;
  };
  double largest = 0;
  for (const auto& g : gradient)
    for (const double d : g.derivative.flat()) largest = std::max(largest, std::abs(d));
  ASSERT_GT(largest, 0);
  constexpr double kStep = 4e-3;
  for (std::size_t k = 0; k < importers.size(); ++k)
    for (const Sector s : b->sectors().all())
      for (const Country o : b->countries().all()) {
        const Country d = importers[k];
        const double exact = gradient[k].derivative(s, o), pace = gradient[k].pace(s, o);
        if (d == o || policy.base_flow()(s, d, o) == 0) {
          EXPECT_EQ(exact, 0) << s.value << o.value;
          EXPECT_EQ(pace, 0) << s.value << o.value;
          continue;
        }
        EXPECT_GT(pace, 0);
        const auto moved = [&](double h) {
          TradeCube t = tariff;
          t(s, d, o) = (1 + t(s, d, o)) * std::exp(h) - 1;
          return total(t);
        };
        const double difference =
            (8 * (moved(kStep) - moved(-kStep)) - (moved(2 * kStep) - moved(-2 * kStep))) / (12 * kStep);
        EXPECT_NEAR(exact, difference, 1e-6 * std::abs(difference) + 1e-9 * largest)
            << "importer " << d.value << " exporter " << o.value << " sector " << s.value;
      }
}

TEST(OssaPolicy, ValueIsRealIncomeAndWeightsDoWhatTheySay) {
  const auto b = toy_world();
  const auto model = make_ossa(b, with(Closure::kZero));
  const PolicyModel& policy = *model->policy();
  const auto base = policy.base();
  ASSERT_TRUE(base->summary.converged());
  const auto r = model->solve({.tariff_new = plus(b, 0.3), .trade_cost_hat = {}});
  const auto at = policy.solve(plus(b, 0.3));
  for (std::size_t n = 0; n < 4; ++n) {
    const Objective welfare{.country = Country(n)};
    EXPECT_NEAR(policy.value(*at, welfare) / policy.value(*base, welfare),
                1 + value(r, "welfare_exact", n) / 100, 1e-10);
    double sum = 0;
    for (std::size_t s = 0; s < 3; ++s) {
      Objective one{.country = Country(n), .sector_weight = BySector(3)};
      one.sector_weight[Sector(s)] = 1;
      sum += policy.value(*at, one);
    }
    EXPECT_NEAR(sum, policy.value(*at, welfare), 1e-9 * sum);
    const Objective prices{.country = Country(n), .sector_weight = BySector(3), .price_weight = 1};
    EXPECT_NEAR(policy.value(*at, prices),
                -r.outcomes.find("income")->base[n] * value(r, "price_index", n) / 100, 1e-6);
    const Objective revenue{.country = Country(n), .sector_weight = BySector(3), .revenue_weight = 1};
    EXPECT_NEAR(policy.value(*at, revenue),
                value(r, "tariff_revenue", n) / (1 + value(r, "price_index", n) / 100), 1e-6);
  }
  EXPECT_THROW(policy.value(*at, {.country = Country(0), .employment_weight = 1}), UserError);
  EXPECT_THROW(policy.value(*at, {.country = Country(0), .sector_weight = BySector(2, 1)}), UserError);
  const TradeCube flow = policy.flow(*at);
  const auto& outcome = *r.outcomes.find_by_sector("trade_customs_value");
  for (std::size_t i = 0; i < flow.flat().size(); ++i)
    EXPECT_NEAR(flow.flat()[i], outcome.value[i], 1e-8 * outcome.value[i]);
}

TEST(OssaPolicy, GovernmentObjectiveIsReportedWithItsWeights) {
  const auto b = toy_world();
  OssaSpec spec = with(Closure::kZero);
  spec.political_weights = SectorCountry(3, 4, 1);
  const auto even = solve(b, spec, plus(b, 0.3));
  for (std::size_t n = 0; n < 4; ++n)
    EXPECT_NEAR(value(even, "government_objective", n), value(even, "welfare_exact", n), 1e-9);
  spec.political_weights(Sector(0), Country(0)) = 3;
  const auto partial = solve(b, spec, plus(b, 0.3));
  EXPECT_GT(std::abs(value(partial, "government_objective", 0) - value(partial, "welfare_exact", 0)), 1e-3);
  EXPECT_EQ(solve(b, with(Closure::kZero), plus(b, 0.3)).outcomes.find("government_objective"), nullptr);
}

TEST(OssaPolicy, WarmStartAgreesWithACold) {
  const auto b = toy_world({.countries = 6});
  const auto model = make_ossa(b, with(Closure::kZero));
  const auto near = model->policy()->solve(plus(b, 0.5));
  const auto warm = model->policy()->solve(plus(b, 0.51), near.get()),
             cold = model->policy()->solve(plus(b, 0.51));
  EXPECT_LT(warm->summary.iterations, cold->summary.iterations);
  for (std::size_t n = 0; n < 6; ++n) {
    const Objective o{.country = Country(n)};
    EXPECT_NEAR(model->policy()->value(*warm, o), model->policy()->value(*cold, o),
                1e-9 * model->policy()->value(*cold, o));
  }
}

}  // namespace
}  // namespace cobden::economy
