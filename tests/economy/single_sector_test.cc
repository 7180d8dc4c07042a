// Consistency battery of the single-sector family (Ignatenko et al. 2025): identities are recomputed here
// from the outcomes with textbook formulas, not with the solver's kernel.
#include "cobden/economy/single_sector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cobden/core/parallel.h"
#include "cobden/economy/single_sector_outcomes.h"
#include "economy/single_sector_world.h"

namespace cobden::economy {
namespace {

using namespace cobden::testing;

const Values& value(const Result& r, const std::string& measure) { return r.outcomes.find(measure)->value; }
const Values& base(const Result& r, const std::string& measure) { return r.outcomes.find(measure)->base; }

class EverySpec : public ::testing::TestWithParam<std::size_t> {
 protected:
  SingleSectorSpec spec_ = all_specs()[GetParam()].spec;
};
INSTANTIATE_TEST_SUITE_P(SingleSector, EverySpec, ::testing::Range(std::size_t{0}, std::size_t{7}),
                         [](const auto& parameter) { return all_specs()[parameter.param].name; });

TEST_P(EverySpec, ZeroShockReturnsTheBase) {
  const auto b = finish(random_tables(9, 3));
  const auto r = make_single_sector(b, spec_)->solve({}, {.tolerance = 1e-13});
  ASSERT_TRUE(r.solver.converged()) << r.solver.message;
  for (const auto& v : r.outcomes.all())
    for (std::size_t i = 0; i < v.value.size(); ++i)
      if (!std::isnan(v.value[i])) {
        EXPECT_NEAR(v.value[i], v.base[i], 1e-9 * std::max(1.0, std::abs(v.base[i])))
            << v.measure << " " << i;
      }
}

/// Equations (1) to (7) from the published hats, by direct sums over powers.
TEST_P(EverySpec, ReportedPointSatisfiesTheTextbookEquations) {
  const auto b = finish(random_tables(9, 5));
  auto c = first_charges(*b, 0.4);
  c.tariff_new(Sector(0), Country(3), Country(0)) = 0.7;
  c.trade_cost_hat = TradeCube(1, 9, 9, 1.0);
  c.trade_cost_hat(Sector(0), Country(2), Country(1)) = 1.2;
  const auto calibrated = calibrate_single_sector(*b, spec_);
  const SingleSectorMap map(calibrated, spec_);
  const auto solution = solve_single_sector(map, c, {.tolerance = 1e-12}, {});
  ASSERT_TRUE(solution.summary.converged()) << solution.summary.message;
  const std::size_t n = 9;
  const double eps = spec_.trade_elasticity, psi = spec_.scale_elasticity, beta = spec_.labour_share;
  Values w(n), l(n), p(n), y(n), spending(n), net(n, 0.0), sold(n, 0.0);
  double growth = 0, world = 0;
  for (std::size_t i = 0; i < n; ++i) {
    w[i] = std::exp(solution.point.log_wage[i]), l[i] = std::exp(solution.point.log_labour[i]),
    p[i] = std::exp(solution.point.log_price[i]);
    y[i] = w[i] * l[i] * calibrated.income[i];
    growth += y[i], world += calibrated.income[i];
  }
  growth /= world;
  const auto levels = levels_at(map, SingleSectorScenario(calibrated, spec_, c), solution.point);
  double numeraire = 0;
  for (std::size_t i = 0; i < n; ++i) {
    double s = 0;
    Values share(n);
    for (std::size_t j = 0; j < n; ++j) {
      const double cost = std::pow(w[j], beta) * std::pow(p[j], 1 - beta) /
                          std::pow(std::pow(w[j] / p[j], 1 - beta) * l[j], psi);
      share[j] =
          calibrated.share(i, j) *
          std::pow(cost * c.trade_cost_hat(Sector(0), Country(i), Country(j)), -eps) *
          std::pow(1 + c.tariff_new(Sector(0), Country(i), Country(j)), -eps * calibrated.tariff_exponent[i]);
      s += share[j];
    }
    spending[i] = levels.spending[i];
    for (std::size_t j = 0; j < n; ++j) {
      const double x = share[j] / s * spending[i] / (1 + c.tariff_new(Sector(0), Country(i), Country(j)));
      EXPECT_NEAR(x, levels.flow[i * n + j], 1e-11 * spending[i]);
      net[i] += x;
      sold[j] += (1 - calibrated.profit_share[i]) * x;
    }
    const double price =
        std::pow(spending[i] / calibrated.spending[i] / w[i], 1 - calibrated.tariff_exponent[i]) *
        std::pow(s, -1 / eps);
    EXPECT_NEAR(price, p[i], 1e-10 * p[i]);
    const double tax = spec_.rebate == SingleSectorSpec::Rebate::kLumpSum ? 0 : (spending[i] - net[i]) / y[i];
    EXPECT_NEAR(std::pow(w[i] / (p[i] * (1 - tax)), spec_.labour_elasticity), l[i], 1e-10);
    numeraire += beta < 1 ? calibrated.income[i] * (w[i] - 1) : calibrated.spending[i] * (p[i] - 1);
  }
  EXPECT_NEAR(numeraire / world, 0, 1e-10);
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_NEAR(beta * sold[i] + calibrated.profit_share[i] * net[i], y[i], 1e-10 * y[i])
        << "labour market " << i;
    const double income =
        y[i] + (1 - beta) * sold[i] + calibrated.transfer[i] * growth + (spending[i] - net[i]);
    EXPECT_NEAR(income, spending[i], 1e-10 * spending[i]) << "budget " << i;
  }
}

TEST_P(EverySpec, UnitOfAccountDoesNotMatter) {
  const auto small = finish(random_tables(7, 8)), large = finish(random_tables(7, 8, 1e6));
  const auto a = make_single_sector(small, spec_)->solve(first_charges(*small, 0.25), {.tolerance = 1e-12});
  const auto z = make_single_sector(large, spec_)->solve(first_charges(*large, 0.25), {.tolerance = 1e-12});
  for (const char* m : {"welfare_exact", "price_index", "employment", "real_wage"})
    for (std::size_t i = 0; i < 7; ++i) EXPECT_NEAR(value(a, m)[i], value(z, m)[i], 1e-8) << m;
  for (std::size_t i = 0; i < 7; ++i)
    EXPECT_NEAR(value(a, "exports")[i] * 1e6, value(z, "exports")[i], 1e-8 * value(z, "exports")[i]);
}

TEST_P(EverySpec, DeficitsAddUpToZero) {
  const auto b = finish(random_tables(12, 9));
  const auto r = make_single_sector(b, spec_)->solve(everyone_charges(*b, 0.3));
  double sum = 0, trade = 0;
  for (std::size_t i = 0; i < 12; ++i) sum += value(r, "deficit")[i], trade += value(r, "exports")[i];
  EXPECT_NEAR(sum / trade, 0, 1e-9);
}

TEST_P(EverySpec, LargeShocksEndInASolutionOrInAReason) {
  const auto b = finish(random_tables(15, 11));
  const auto model = make_single_sector(b, spec_);
  for (const double rate : {1.45, 3.0, 10.0, 1e6})
    for (const bool all : {false, true}) {
      const auto r = model->solve(all ? everyone_charges(*b, rate) : first_charges(*b, rate));
      if (r.solver.converged()) {
        EXPECT_LE(r.solver.residual, 1e-10);
      } else {
        EXPECT_THAT(r.solver.message, ::testing::HasSubstr("no equilibrium found")) << rate;
      }
    }
}

SingleSectorSpec without_transfers() {
  SingleSectorSpec spec;
  spec.transfers = SingleSectorSpec::Transfers::kZero;
  spec.rebate = SingleSectorSpec::Rebate::kLumpSum;
  return spec;
}

TEST(SingleSector, EveryShockIsSolvedWithoutTransfersAndTaxRelief) {
  for (const unsigned seed : {1u, 2u, 3u, 4u, 5u, 6u}) {
    const auto b = finish(random_tables(5 + 7 * seed, seed));
    for (const double beta : {1.0, 0.49}) {
      SingleSectorSpec spec = without_transfers();
      spec.labour_share = beta;
      const auto model = make_single_sector(b, spec);
      for (const double rate : {-0.3, 0.25, 3.0, 10.0, 1e4}) {
        const auto r = model->solve(everyone_charges(*b, rate));
        EXPECT_TRUE(r.solver.converged()) << seed << " " << rate << " " << beta << " " << r.solver.message;
        EXPECT_LE(r.solver.residual, 1e-10);
      }
    }
  }
}

TEST(SingleSector, SymmetricEatonKortumHasTheClosedForm) {
  SingleSectorSpec spec;
  spec.profits = false;
  spec.labour_elasticity = spec.scale_elasticity = 0;
  spec.rest_margin = spec.country_margin = 0;
  const auto b = two_symmetric();
  const auto r = make_single_sector(b, spec)->solve(everyone_charges(*b, 0.5), {.tolerance = 1e-13});
  // Equal wages; home share 0.8: P^-4 = 0.8 + 0.2 * 1.5^-4 against the wage, real income adds the revenue.
  const double s = 0.8 + 0.2 * std::pow(1.5, -4), c = 0.8 + 0.2 * std::pow(1.5, -5),
               real_wage = std::pow(s, 0.25);
  EXPECT_NEAR(value(r, "real_wage")[0], 100 * (real_wage - 1), 1e-10);
  EXPECT_NEAR(value(r, "welfare_exact")[1], 100 * (real_wage * s / c - 1), 1e-10);
  EXPECT_NEAR(value(r, "tariff_revenue")[0] / value(r, "imports")[0], 0.5, 1e-12);
}

TEST(SingleSector, RemovingBaseTariffsIsTheReverseOfRaisingThem) {
  SingleSectorSpec spec;
  spec.profits = false;
  spec.rebate = SingleSectorSpec::Rebate::kLumpSum;
  spec.labour_elasticity = 0;
  spec.rest_margin = spec.country_margin = 0;
  const auto b = finish(random_tables(6, 21));
  const auto up = make_single_sector(b, spec)->solve(first_charges(*b, 0.3), {.tolerance = 1e-13});
  data::BenchmarkTables taxed = b->tables();
  taxed.flow = TradeCube(1, 6, 6);
  taxed.value_added = taxed.final_use = SectorCountry(1, 6);
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < 6; ++j)
      taxed.flow(Sector(0), Country(i), Country(j)) = value(up, "trade_customs_value")[i * 6 + j];
    taxed.gdp[Country(i)] = value(up, "value_added")[i];
    if (i > 0) taxed.tariff(Sector(0), Country(0), Country(i)) = 0.3;
  }
  const auto t = finish(taxed);
  const auto down = make_single_sector(t, spec)->solve(first_charges(*t, 0), {.tolerance = 1e-13});
  ASSERT_TRUE(down.solver.converged());
  for (std::size_t i = 0; i < 6; ++i) {
    const double there = 1 + value(up, "welfare_exact")[i] / 100,
                 back = 1 + value(down, "welfare_exact")[i] / 100;
    EXPECT_NEAR(there * back, 1, 1e-9) << i;
    EXPECT_GT(base(down, "tariff_revenue")[0], 0);
    EXPECT_NEAR(value(down, "tariff_revenue")[i], 0, 1e-9);
  }
}

TEST(SingleSector, ProhibitiveTradeCostsApproachAutarky) {
  const auto b = two_symmetric();
  SingleSectorSpec spec = without_transfers();
  spec.profits = false;
  spec.labour_elasticity = spec.scale_elasticity = 0;
  spec.rest_margin = spec.country_margin = 0;
  Counterfactual c{.tariff_new = {}, .trade_cost_hat = TradeCube(1, 2, 2, 1e4)};
  c.trade_cost_hat(Sector(0), Country(0), Country(0)) = c.trade_cost_hat(Sector(0), Country(1), Country(1)) =
      1;
  const auto r = make_single_sector(b, spec)->solve(c, {.tolerance = 1e-12});
  ASSERT_TRUE(r.solver.converged()) << r.solver.message;
  EXPECT_NEAR(value(r, "welfare_exact")[0], 100 * (std::pow(0.8, 0.25) - 1),
              1e-9);  // Arkolakis, Costinot, Rodriguez-Clare (2012)
  EXPECT_LT(value(r, "imports")[0], 1e-10);
}

TEST(SingleSector, TinyCountriesZeroFlowsAndZeroHomeShares) {
  // C1 is a trillion times smaller; C2 imports more than it spends, so that its home share is clamped to
  // zero; C3 trades with the United States only.
  const auto b = finish(tables(4, {{0, 1e-9, 30, 40}, {1e-9, 0, 1e-10, 0}, {40, 1e-10, 0, 0}, {30, 0, 0, 0}},
                               {1000, 1e-9 * 3, 25, 200}));
  SingleSectorSpec spec = without_transfers();
  const auto model = make_single_sector(b, spec);
  for (const double rate : {0.1, 1.45, 10.0}) {
    const auto r = model->solve(everyone_charges(*b, rate));
    EXPECT_TRUE(r.solver.converged()) << r.solver.message;
  }
  EXPECT_EQ(calibrate_single_sector(*b, spec).home[2], 0);
}

TEST(SingleSector, CountryThatSellsNothingCannotPay) {
  const auto b = finish(tables(3, {{0, 20, 30}, {20, 0, 5}, {0, 0, 0}}, {1000, 100, 80}));
  const auto r = make_single_sector(b, without_transfers())->solve(everyone_charges(*b, 0.1));
  EXPECT_EQ(r.solver.status, SolveStatus::kNoEquilibrium);
  EXPECT_THAT(r.solver.message, ::testing::HasSubstr("C2 imports but sells nothing abroad"));
}

TEST(SingleSector, IterationCapIsNeverSuccess) {
  const auto b = finish(random_tables(9, 3));
  const auto r =
      make_single_sector(b, {})->solve(first_charges(*b, 0.5), {.tolerance = 1e-12, .max_iterations = 3});
  EXPECT_EQ(r.solver.status, SolveStatus::kNotConverged);
  EXPECT_EQ(r.solver.iterations, 3);
  EXPECT_THAT(r.solver.message, ::testing::HasSubstr("iteration limit"));
}

TEST(SingleSector, CancellingIsAStatus) {
  const auto b = finish(random_tables(9, 3));
  const std::atomic<bool> stop{true};
  const auto r = make_single_sector(b, {})->solve(first_charges(*b, 0.5), {}, RunContext({}, &stop));
  EXPECT_EQ(r.solver.status, SolveStatus::kInterrupted);
}

TEST(SingleSector, SameBitsInEveryThread) {
  const auto b = finish(random_tables(20, 4));
  const auto model = make_single_sector(b, {});
  const auto alone = model->solve(first_charges(*b, 0.5));
  std::vector<Values> welfare(8);
  parallel_for(
      8, [&](std::size_t k) { welfare[k] = value(model->solve(first_charges(*b, 0.5)), "welfare_exact"); });
  for (const auto& w : welfare) EXPECT_EQ(w, value(alone, "welfare_exact"));
}

TEST(SingleSector, ProfitSharesMeetBothMargins) {
  const TwoRegions r{.flow = {{{500, 80}, {120, 0}}}, .income = {3000, 1000}};
  const auto nu = profit_shares(r, {0.12, 0.26});
  const double spending0 = 3000 + (1 - nu[0]) * (580 - (1 - nu[0]) * 500 - (1 - nu[1]) * 120);
  const double home0 = spending0 - 80, r11 = home0 / (home0 + 120);
  EXPECT_NEAR((1 - r11) * nu[1] + r11 * nu[0], 0.12, 1e-12);
  EXPECT_THROW(profit_shares({.flow = {{{0, 80}, {80, 0}}}, .income = {0, 0}}, {0.12, 0.26}), UserError);
}

void expect_error(const std::function<void()>& act, const std::string& part) {
  try {
    act();
    ADD_FAILURE() << "expected an error with: " << part;
  } catch (const UserError& e) {
    EXPECT_THAT(e.what(), ::testing::HasSubstr(part));
  }
}

TEST(SingleSector, BadInputIsNamed) {
  const auto b = two_symmetric();
  expect_error(
      [&] {
        SingleSectorSpec s;
        s.trade_elasticity = 0;
        make_single_sector(b, s);
      },
      "trade_elasticity");
  expect_error(
      [&] {
        SingleSectorSpec s;
        s.country = "US";
        make_single_sector(b, s);
      },
      "did you mean 'USA'");
  expect_error(
      [&] {
        SingleSectorSpec s;
        s.labour_share = 0.5;
        s.transfers = SingleSectorSpec::Transfers::kBalancedAsPublished;
        make_single_sector(b, s);
      },
      "labour_share 1");
  expect_error([&] { make_single_sector(b, {})->solve(everyone_charges(*b, -1)); }, "-100%");
  expect_error([&] { parse_transfers("zeros"); }, "did you mean 'zero'");
  auto poor = tables(2, {{0, 20}, {20, 0}}, {100, 0});
  expect_error([&] { make_single_sector(finish(poor), {}); }, "gdp[C1]");
}

}  // namespace
}  // namespace cobden::economy
