// The consistency battery of the structural gravity model: identities that hold for any data.
#include "cobden/economy/gravity.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "cobden/economy/gravity_baseline.h"

namespace cobden::economy {
namespace {

using Deficits = GravitySpec::Deficits;
using Effects = GravitySpec::Effects;
constexpr double kTheta = 4;
constexpr double kForbidden = std::numeric_limits<double>::infinity();

CountryAxis axis(std::size_t n) {
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < n; ++i) codes.push_back(fmt::format("C{}", i + 1));
  return CountryAxis(codes);
}

BenchmarkPtr economy(const BilateralMatrix& flow) {
  return one_sector_benchmark("test", 2000, "million USD", axis(flow.rows()), flow);
}

/// Log-normal flows with large domestic sales; balanced if asked (a symmetric matrix).
BilateralMatrix random_flows(std::size_t n, unsigned seed, bool balanced) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0, 1.5);
  BilateralMatrix x(n, n);
  for (const Country j : indices<Country>(n))
    for (const Country i : indices<Country>(n))
      x(j, i) = std::exp(normal(generator)) * (i == j ? 20.0 * static_cast<double>(n) : 1.0);
  if (balanced)
    for (const Country j : indices<Country>(n))
      for (const Country i : indices<Country>(n))
        if (i < j) x(j, i) = x(i, j);
  return x;
}

TradeCube costs(std::size_t n, double abroad) {
  TradeCube hat(1, n, n, abroad);
  for (const Country i : indices<Country>(n)) hat(Sector(0), i, i) = 1;
  return hat;
}

TradeCube random_costs(std::size_t n, unsigned seed, double spread) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0, spread);
  TradeCube hat(1, n, n, 1.0);
  for (const Country j : indices<Country>(n))
    for (const Country i : indices<Country>(n))
      if (i != j) hat(Sector(0), j, i) = std::exp(normal(generator));
  return hat;
}

GravitySpec spec(Deficits deficits = Deficits::kAdditive, Effects effects = Effects::kFull,
                 Numeraire numeraire = {}) {
  GravitySpec s;
  s.theta = kTheta;
  s.deficits = deficits;
  s.effects = effects;
  s.numeraire = std::move(numeraire);
  return s;
}

Result run(const BilateralMatrix& flow, const TradeCube& hat, const GravitySpec& how = spec(),
           const SolveOptions& options = {.tolerance = 1e-12}) {
  return make_gravity(economy(flow), how)->solve({.tariff_new = {}, .trade_cost_hat = hat}, options);
}

const std::vector<double>& values(const Result& r, const std::string& measure) {
  const Variable* v = r.outcomes.find(measure);
  EXPECT_NE(v, nullptr) << measure;
  return v->value;
}

void expect_near(const std::vector<double>& a, const std::vector<double>& b, double relative,
                 const std::string& label) {
  ASSERT_EQ(a.size(), b.size()) << label;
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_NEAR(a[i], b[i], relative * std::max(1.0, std::abs(b[i]))) << label << " at " << i;
}

/// Sales of every country equal its output, purchases its expenditure.
void expect_markets_clear(const Result& r, std::size_t n, double relative) {
  const auto& x = values(r, "trade_customs_value");
  for (std::size_t i = 0; i < n; ++i) {
    double sales = 0, purchases = 0;
    for (std::size_t j = 0; j < n; ++j) sales += x[j * n + i], purchases += x[i * n + j];
    EXPECT_NEAR(sales, values(r, "output")[i], relative * sales) << "sales of " << i;
    EXPECT_NEAR(purchases, values(r, "expenditure")[i], relative * purchases) << "purchases of " << i;
  }
}

/// Arkolakis, Costinot and Rodriguez-Clare (2012): the real wage is the change of the domestic share to the
/// power -1/theta.
void expect_acr(const BilateralMatrix& flow, const Result& r, double tolerance) {
  const std::size_t n = flow.rows();
  for (const Country i : indices<Country>(n)) {
    double spending = 0;
    for (const double x : flow.row(i)) spending += x;
    const auto at = static_cast<std::size_t>(i.value);
    const double now = values(r, "trade_customs_value")[at * n + at] / values(r, "expenditure")[at];
    EXPECT_NEAR(values(r, "ge_gravity.real_wage")[at], std::pow(now / (flow(i, i) / spending), -1 / kTheta),
                tolerance)
        << at;
  }
}

TEST(Gravity, ZeroShockReturnsOnes) {
  const auto flow = random_flows(7, 1, false);
  for (const auto deficits : {Deficits::kAdditive, Deficits::kMultiplicative})
    for (const auto effects :
         {Effects::kBaseline, Effects::kConditional, Effects::kFirstOrder, Effects::kFull}) {
      const Result r = run(flow, {}, spec(deficits, effects));
      ASSERT_TRUE(r.solver.converged()) << r.solver.message;
      for (const auto& v : r.outcomes.all())
        for (std::size_t i = 0; i < v.value.size(); ++i)
          EXPECT_NEAR(v.value[i], v.measure == "welfare statistic" ? 1 : v.base[i],
                      1e-11 * std::max(1.0, std::abs(v.base[i])))
              << v.measure;
    }
}

TEST(Gravity, SymmetricTwoCountriesFollowTheClosedForm) {
  BilateralMatrix flow(2, 2, 30);
  flow(Country(0), Country(0)) = flow(Country(1), Country(1)) = 70;
  const Result r = run(flow, costs(2, 1.3));
  ASSERT_TRUE(r.solver.converged());
  const double price = std::pow(0.7 + 0.3 * std::pow(1.3, -kTheta), -1 / kTheta);
  expect_near(values(r, "price_index"), {price, price}, 1e-13, "P");
  expect_near(values(r, "ge_gravity.nom_wage"), {1, 1}, 1e-13, "w");
  expect_near(values(r, "welfare_exact"), {100 / price - 100, 100 / price - 100}, 1e-12, "welfare");
}

TEST(Gravity, TwoUnequalCountriesAgreeWithBisection) {
  BilateralMatrix flow(2, 2);
  flow(Country(0), Country(0)) = 50, flow(Country(0), Country(1)) = 20;  // importer C1
  flow(Country(1), Country(0)) = 10, flow(Country(1), Country(1)) = 300;
  TradeCube hat = costs(2, 1);
  hat(Sector(0), Country(0), Country(1)) = 1.5;
  // One unknown: w1 with w2 = 1; country 1 has output 60 and deficit 10, country 2 output 320 and spending
  // 310.
  const auto excess = [&](double w) {
    const double a = 50.0 / 70 * std::pow(w, -kTheta), b = 20.0 / 70 * std::pow(1.5, -kTheta);
    const double c = 10.0 / 310 * std::pow(w, -kTheta), d = 300.0 / 310;
    return a / (a + b) * (60 * w + 10) + c / (c + d) * 310 - 60 * w;
  };
  double low = 0.2, high = 5;
  for (int i = 0; i < 200; ++i) (excess(0.5 * (low + high)) > 0 ? low : high) = 0.5 * (low + high);
  const Result r = run(flow, hat, spec(Deficits::kAdditive, Effects::kFull, parse_numeraire("wage:C2")));
  ASSERT_TRUE(r.solver.converged());
  expect_near(values(r, "ge_gravity.nom_wage"), {low, 1}, 1e-13, "wage");
}

TEST(Gravity, ScaleAndNumeraireDoNotMatterForRealOutcomes) {
  const auto flow = random_flows(6, 2, true);
  BilateralMatrix scaled = flow;
  for (double& x : scaled.flat()) x *= 1e6;
  const auto hat = random_costs(6, 3, 0.3);
  const Result base = run(flow, hat);
  ASSERT_TRUE(base.solver.converged());
  expect_near(values(run(scaled, hat), "welfare_exact"), values(base, "welfare_exact"), 1e-11, "scaled");
  for (const char* numeraire : {"wage:C3", "price-index:C2"}) {
    const Result r = run(flow, hat, spec(Deficits::kAdditive, Effects::kFull, parse_numeraire(numeraire)));
    EXPECT_EQ(r.numeraire, numeraire);
    expect_near(values(r, "welfare_exact"), values(base, "welfare_exact"), 1e-11, numeraire);
    expect_near({values(r, numeraire[0] == 'w' ? "factory_gate_price"
                                               : "price_index")[numeraire[0] == 'w' ? 2u : 1u]},
                {1}, 1e-13, numeraire);
  }
}

TEST(Gravity, CostsThatRiseEverywhereOnlyRaisePrices) {
  const auto flow = random_flows(5, 4, false);
  const Result r = run(flow, TradeCube(1, 5, 5, 1.2));
  expect_near(values(r, "price_index"), std::vector<double>(5, 1.2), 1e-13, "P");
  expect_near(values(r, "ge_gravity.nom_wage"), std::vector<double>(5, 1), 1e-12, "w");
}

TEST(Gravity, MarketsClearAndAcrHoldsForAnyShock) {
  for (const double spread : {0.1, 0.5, 1.5})
    for (const unsigned seed : {1u, 2u, 3u, 4u, 5u}) {
      const auto flow = random_flows(9, seed, false);
      for (const auto deficits : {Deficits::kAdditive, Deficits::kMultiplicative}) {
        const Result r = run(flow, random_costs(9, seed + 100, spread), spec(deficits));
        // Fixed nominal deficits can be infeasible when trade nearly stops; then the status must say so.
        if (deficits == Deficits::kAdditive && spread > 1 && !r.solver.converged()) continue;
        ASSERT_TRUE(r.solver.converged())
            << spread << " " << seed << " " << r.solver.message << " " << r.solver.residual;
        EXPECT_LE(r.solver.iterations, 60);
        expect_markets_clear(r, 9, 1e-11);
        expect_acr(flow, r, 1e-11 * std::exp(spread * 4));
      }
    }
}

TEST(Gravity, ExtremeCostsOnBalancedTradeConverge) {
  const auto flow = random_flows(12, 8, true);
  for (const double hat : {0.01, 0.1, 10.0, 100.0, 1e4}) {
    const Result r = run(flow, costs(12, hat));
    ASSERT_TRUE(r.solver.converged()) << hat << " " << r.solver.message << " " << r.solver.residual;
    expect_markets_clear(r, 12, 1e-11);
    expect_acr(flow, r, 1e-10);
  }
}

TEST(Gravity, AutarkyIsTheLimitOfHighCosts) {
  const auto flow = random_flows(6, 9, true);
  const Result closed = run(flow, costs(6, kForbidden));
  ASSERT_TRUE(closed.solver.converged()) << closed.solver.message;
  const Result nearly = run(flow, costs(6, 1e4));
  expect_near(values(nearly, "welfare_exact"), values(closed, "welfare_exact"), 1e-12, "limit");
  for (const Country i : indices<Country>(6)) {
    double spending = 0;
    for (const double x : flow.row(i)) spending += x;
    EXPECT_NEAR(values(closed, "welfare_exact")[static_cast<std::size_t>(i.value)],
                100 * (std::pow(flow(i, i) / spending, 1 / kTheta) - 1), 1e-11);
  }
}

TEST(Gravity, ZeroFlowsStayZero) {
  auto flow = random_flows(5, 10, false);
  flow(Country(1), Country(0)) = flow(Country(3), Country(2)) = 0;
  flow(Country(4), Country(4)) = 0;  // nothing sold at home
  const Result r = run(flow, random_costs(5, 11, 0.3));
  ASSERT_TRUE(r.solver.converged());
  EXPECT_EQ(values(r, "trade_customs_value")[1 * 5 + 0], 0);
  expect_markets_clear(r, 5, 1e-11);
}

TEST(Gravity, ACountryWithoutOutputLivesOnItsDeficit) {
  auto flow = random_flows(4, 12, false);
  for (const Country j : indices<Country>(4)) flow(j, Country(2)) = 0;
  const Result r = run(flow, random_costs(4, 13, 0.2));
  ASSERT_TRUE(r.solver.converged()) << r.solver.message;
  expect_markets_clear(r, 4, 1e-11);
  EXPECT_THROW(run(flow, {}, spec(Deficits::kMultiplicative)), UserError);
}

TEST(Gravity, DeficitTreatmentsAgreeWhenTradeIsBalanced) {
  const auto flow = random_flows(8, 14, true);
  const auto hat = random_costs(8, 15, 0.4);
  const Result additive = run(flow, hat), multiplicative = run(flow, hat, spec(Deficits::kMultiplicative));
  for (const char* measure :
       {"ge_gravity.welfare", "ge_gravity.nom_wage", "price_index", "ge_gravity.new_trade"})
    expect_near(values(additive, measure), values(multiplicative, measure), 1e-11, measure);
}

TEST(Gravity, ConditionalEffectsKeepTheMargins) {
  const auto flow = random_flows(8, 16, false);
  const Result r = run(flow, random_costs(8, 17, 0.5), spec(Deficits::kAdditive, Effects::kConditional));
  ASSERT_TRUE(r.solver.converged());
  expect_near(values(r, "output"), r.outcomes.find("output")->base, 0, "output");
  expect_markets_clear(r, 8, 1e-11);
  // X' / X = cost^-theta / (OMR IMR)^-theta, the gravity equation in changes.
  const auto hat = random_costs(8, 17, 0.5);
  const Variable& x = *r.outcomes.find("trade_customs_value");
  for (std::size_t j = 0; j < 8; ++j)
    for (std::size_t i = 0; i < 8; ++i)
      EXPECT_NEAR(
          x.value[j * 8 + i] / x.base[j * 8 + i],
          std::pow(hat(Sector(0), Country(j), Country(i)) /
                       (values(r, "outward_multilateral_resistance")[i] * values(r, "price_index")[j]),
                   -kTheta),
          1e-9 * x.value[j * 8 + i] / x.base[j * 8 + i]);
}

TEST(Gravity, OutwardResistanceMatchesItsDefinitionInTheFullModel) {
  const auto flow = random_flows(5, 18, true);
  const auto hat = random_costs(5, 19, 0.3);
  const Result r = run(flow, hat, spec(Deficits::kAdditive, Effects::kFull, parse_numeraire("wage:C1")));
  const Variable &e = *r.outcomes.find("expenditure"), &p = *r.outcomes.find("price_index");
  double world = 0, world_base = 0;
  for (std::size_t j = 0; j < 5; ++j) world += e.value[j], world_base += e.base[j];
  for (std::size_t i = 0; i < 5; ++i) {
    // With the base scaled so that p = 1: t^-theta E / P^-theta is proportional to the flow.
    double now = 0, base = 0;
    for (std::size_t j = 0; j < 5; ++j) {
      const double x = flow(Country(j), Country(i));
      base += x / world_base;
      now += x * std::pow(hat(Sector(0), Country(j), Country(i)) / p.value[j], -kTheta) * e.value[j] /
             e.base[j] / world;
    }
    EXPECT_NEAR(values(r, "outward_multilateral_resistance")[i], std::pow(now / base, -1 / kTheta), 1e-11);
  }
}

TEST(Gravity, ShownInfeasibleIsSaid) {
  const auto flow = random_flows(4, 20, false);
  const Result autarky = run(flow, costs(4, kForbidden));  // deficits that nobody can finance
  EXPECT_EQ(autarky.solver.status, SolveStatus::kNoEquilibrium);
  EXPECT_NE(autarky.solver.message.find("deficit"), std::string::npos) << autarky.solver.message;
  TradeCube one_way = costs(4, 1);
  for (const Country i : indices<Country>(4))
    if (i != Country(0)) one_way(Sector(0), Country(0), i) = kForbidden;
  const Result balanced = run(random_flows(4, 20, true), one_way);
  EXPECT_EQ(balanced.solver.status, SolveStatus::kNoEquilibrium);
  EXPECT_NE(balanced.solver.message.find("C1 can export but not import"), std::string::npos)
      << balanced.solver.message;
}

TEST(Gravity, TheIterationLimitIsNeverSuccess) {
  const Result r = run(random_flows(6, 21, false), random_costs(6, 22, 0.5), spec(),
                       {.tolerance = 1e-12, .max_iterations = 2});
  EXPECT_EQ(r.solver.status, SolveStatus::kNotConverged);
  EXPECT_GT(r.solver.residual, 1e-12);
}

TEST(Gravity, BadInputIsAUserError) {
  const auto flow = random_flows(3, 23, false);
  GravitySpec both = spec();
  both.sigma = 5;
  EXPECT_THROW(make_gravity(economy(flow), both), UserError);
  EXPECT_THROW(make_gravity(economy(flow), {}), UserError);
  EXPECT_THROW(
      make_gravity(economy(flow), spec(Deficits::kAdditive, Effects::kFull, parse_numeraire("wage:NOWHERE"))),
      UserError);
  TradeCube tariff(1, 3, 3);
  tariff(Sector(0), Country(0), Country(1)) = 0.25;
  try {
    make_gravity(economy(flow), spec())->solve({.tariff_new = tariff, .trade_cost_hat = {}});
    FAIL();
  } catch (const UserError& e) {
    EXPECT_NE(std::string(e.what()).find("importer C1, exporter C2"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("trade_cost_hat = 1.25"), std::string::npos) << e.what();
  }
  EXPECT_THROW(run(flow, costs(3, 0)), UserError);
  EXPECT_THROW(run(flow, costs(4, 1)), UserError);
  EXPECT_THROW(parse_gravity_effects("conditonal"), UserError);
  EXPECT_EQ(parse_gravity_deficits("multiplicative"), Deficits::kMultiplicative);
}

TEST(Gravity, SeveralSectorsAreAUserError) {
  data::BenchmarkTables t = economy(random_flows(2, 26, true))->tables();
  t.sectors = SectorAxis({"goods", "services"});
  t.flow = t.tariff = TradeCube(2, 2, 2);
  t.final_use = t.value_added = SectorCountry(2, 2);
  EXPECT_THROW(make_gravity(std::make_shared<const data::Benchmark>(t), spec()), UserError);
}

TEST(Gravity, FittedFlowsHaveTheMarginsAndTheForm) {
  const auto cost = random_flows(6, 24, false), like = random_flows(6, 25, false);
  ByCountry output(6), spending(6);
  for (const Country j : indices<Country>(6))
    for (const Country i : indices<Country>(6)) output[i] += like(j, i), spending[j] += like(j, i);
  const GravityFit fit =
      fit_gravity_flows(cost, output, spending, Country(5), axis(6).codes(), {.tolerance = 1e-12});
  ASSERT_TRUE(fit.solver.converged()) << fit.solver.message;
  EXPECT_NEAR(fit.importer_effect[Country(5)], 1, 1e-14);
  for (const Country i : indices<Country>(6)) {
    double sales = 0, purchases = 0;
    for (const Country j : indices<Country>(6)) {
      sales += fit.flow(j, i), purchases += fit.flow(i, j);
      EXPECT_NEAR(fit.flow(j, i), fit.exporter_effect[i] * cost(j, i) * fit.importer_effect[j],
                  1e-10 * fit.flow(j, i));
    }
    EXPECT_NEAR(sales, output[i], 1e-10 * sales);
    EXPECT_NEAR(purchases, spending[i], 1e-12 * purchases);
  }
}

}  // namespace
}  // namespace cobden::economy
