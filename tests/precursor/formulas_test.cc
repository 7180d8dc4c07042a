// The formulas of the supply model one by one, on worked numbers and at their limits.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <tuple>

#include "cobden/core/error.h"
#include "cobden/precursor/control.h"
#include "cobden/precursor/market.h"
#include "cobden/precursor/mortality.h"
#include "cobden/precursor/replacement.h"
#include "cobden/precursor/routes.h"
#include "cobden/precursor/source_benchmarks.h"
#include "cobden/precursor/stock.h"
#include "cobden/precursor/supply_path.h"

namespace cobden::precursor {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kPrinted = 1e-6;  // the worked numbers are printed with six decimals

TEST(Control, DenialAsADuty) {
  EXPECT_NEAR(ad_valorem_equivalent(0.1), 0.111111, kPrinted);
  EXPECT_NEAR(ad_valorem_equivalent(0.25), 0.333333, kPrinted);
  EXPECT_NEAR(ad_valorem_equivalent(0.5), 1, kPrinted);
  EXPECT_NEAR(ad_valorem_equivalent(0.64), 1.777778, kPrinted);
  EXPECT_EQ(ad_valorem_equivalent(0), 0);
  EXPECT_EQ(ad_valorem_equivalent(1), kInfinity);
  EXPECT_DOUBLE_EQ(denial(1, 0.5, 0.5), 0.25);
  EXPECT_THROW(denial(1.1, 0.5, 0.5), UserError);
  EXPECT_THROW(denial(1, -0.1, 0.5), UserError);
  EXPECT_THROW(denial(1, 0.5, std::nan("")), UserError);
}

TEST(Routes, CesCostIndex) {
  EXPECT_NEAR(ces_landed_cost(0.8, 0.5, 0), 1.8, kPrinted);
  EXPECT_NEAR(ces_landed_cost(0.8, 0.5, 1), 1.741101, kPrinted);
  EXPECT_NEAR(ces_landed_cost(0.8, 0.5, 2), 1.666667, kPrinted);
}

TEST(Routes, CesLimits) {
  EXPECT_EQ(ces_landed_cost(0.8, 0.5, kInfinity), 1);
  EXPECT_NEAR(ces_landed_cost(0.8, 0.5, 1e6), 1, 1e-5) << "approaches the limit as ln(1/(1-theta))/sigma";
  EXPECT_EQ(ces_landed_cost(0, 0.5, 4), 1);
  EXPECT_EQ(ces_landed_cost(0.8, 0, 4), 1);
  EXPECT_DOUBLE_EQ(ces_landed_cost(1, 0.5, 4), 2) << "nothing to turn to";
  EXPECT_EQ(ces_landed_cost(1, 0.5, kInfinity), 2);
  EXPECT_EQ(ces_landed_cost(0.8, 1, 0.5), kInfinity);
  EXPECT_DOUBLE_EQ(ces_landed_cost(0.8, 1, 2), 5) << "only the uncovered fifth is left";
  // No jump where the general form gives way to its limit.
  EXPECT_NEAR(ces_landed_cost(0.8, 0.5, 1 + 2e-9), ces_landed_cost(0.8, 0.5, 1), 1e-6);
}

TEST(Routes, CesSharesShiftAway) {
  EXPECT_DOUBLE_EQ(ces_covered_share(0.8, 0.5, 1), 0.8);
  EXPECT_DOUBLE_EQ(ces_covered_share(0.8, 0.5, 2), 0.4 / 0.6);
  EXPECT_EQ(ces_covered_share(0.8, 1, 4), 0);
  EXPECT_EQ(ces_covered_share(1, 0.5, 4), 1);
}

TEST(Routes, LogitAndItsCapacity) {
  const std::array cost{1.0, 2.0};
  const LogitRoutes open = logit_routes(cost, 1, 100);
  EXPECT_NEAR(open.flow[0], 73.105858, kPrinted);
  EXPECT_NEAR(open.flow[1], 26.894142, kPrinted);
  EXPECT_EQ(open.shadow_price[0], 0);
  const std::array capacity{50.0, kInfinity};
  const LogitRoutes capped = logit_routes(cost, 1, 100, capacity);
  EXPECT_NEAR(capped.flow[0], 50, kPrinted);
  EXPECT_NEAR(capped.flow[1], 50, kPrinted);
  EXPECT_NEAR(capped.shadow_price[0], 1, kPrinted);
  EXPECT_EQ(capped.shadow_price[1], 0);
}

TEST(Routes, LogitSurvivesFarCosts) {
  // exp(-5000) is zero in double precision; the second route must carry the rest all the same.
  const std::array cost{0.0, 5000.0};
  const std::array capacity{30.0, kInfinity};
  const LogitRoutes routes = logit_routes(cost, 1, 100, capacity);
  EXPECT_EQ(routes.flow[0], 30);
  EXPECT_DOUBLE_EQ(routes.flow[1], 70);
  EXPECT_NEAR(routes.shadow_price[0], 5000 + std::log(70.0 / 30), 1e-9);
}

TEST(Routes, LogitRefusesWhatCannotBe) {
  const std::array cost{1.0, 2.0};
  const std::array little{10.0, 20.0}, negative{-1.0, 200.0};
  const std::array one{100.0};
  EXPECT_THROW(logit_routes(cost, 1, 100, little), UserError);
  EXPECT_THROW(logit_routes(cost, 1, 100, negative), UserError);
  EXPECT_THROW(logit_routes(cost, 1, 100, one), UserError);
  EXPECT_THROW(logit_routes(cost, 0, 100), UserError);
  EXPECT_THROW(logit_routes(cost, 1, -5), UserError);
  EXPECT_THROW(logit_routes({}, 1, 100), UserError);
}

TEST(ReplacementOfLoss, StepControl) {
  const Replacement step{.share = 0.8, .months = 12, .ramp = 0};
  for (const auto& [month, loss] : {std::pair{0, 0.2}, {6, 0.137045}, {12, 0.098861}, {36, 0.047966}})
    EXPECT_NEAR(net_loss(0.2, step, month), loss, kPrinted) << "month " << month;
}

TEST(ReplacementOfLoss, FullReplacementEndsTheLoss) {
  const Replacement full{.share = 1, .months = 12, .ramp = 3};
  EXPECT_NEAR(net_loss(0.5, full, 1000), 0, 1e-12);
  // What is lost in all is finite: g (tau + r/2) is the area between the ramp and its delayed copy, less the
  // ramp itself, which leaves g tau.
  EXPECT_NEAR(cumulative_net_loss(0.5, full, 5000), 0.5 * 12, 1e-9);
}

TEST(ReplacementOfLoss, CumulativeIsTheIntegral) {
  for (const double ends : {kInfinity, 2.0, 7.5}) {
    const Replacement way{.share = 0.7, .months = 9, .ramp = 3.5, .ends_at = ends};
    double sum = 0;
    constexpr int kSteps = 40000;  // midpoint rule: error of order (20/40000)^2 times the second derivative
    for (int i = 0; i < kSteps; ++i) sum += net_loss(0.3, way, (i + 0.5) * 20 / kSteps) * 20 / kSteps;
    EXPECT_NEAR(cumulative_net_loss(0.3, way, 20), sum, 1e-5) << "ends at " << ends;
  }
}

TEST(ReplacementOfLoss, EndsWithTheControl) {
  const Replacement way{.share = 0.8, .months = 12, .ramp = 3, .ends_at = 12};
  EXPECT_GT(net_loss(0.2, way, 11.9), 0.05);
  EXPECT_EQ(gross_loss(0.2, way, 12), 0);
  EXPECT_EQ(net_loss(0.2, way, 13), 0);
  EXPECT_GT(replaced(0.2, way, 13), replaced(0.2, way, 30)) << "the substitutes fade";
}

TEST(Stock, HardAndSmoothDraw) {
  EXPECT_DOUBLE_EQ(hard_draw_stockout_month(3, 0.5), 6);
  EXPECT_NEAR(smooth_draw_supply(3, 0.5, 6), 0.68394, kPrinted);
  EXPECT_EQ(hard_draw_stockout_month(3, 0), kInfinity);
  EXPECT_EQ(smooth_draw_supply(0, 0.5, 6), 0.5) << "no stock, no delay";
  EXPECT_EQ(smooth_draw_supply(3, 0.5, 0), 1);
  EXPECT_NEAR(smooth_draw_supply(3, 0.5, 1000), 0.5, 1e-12);
  EXPECT_THROW(hard_draw_stockout_month(-1, 0.5), UserError);
  EXPECT_THROW(smooth_draw_supply(3, 1.5, 6), UserError);
}

TEST(Market, IsoElasticEquilibrium) {
  const MarketEquilibrium half = iso_elastic_market(-0.5, 2, 0.5);
  EXPECT_NEAR(half.price, 1.319508, kPrinted);
  EXPECT_NEAR(half.quantity, 0.870551, kPrinted);
  const MarketEquilibrium none = iso_elastic_market(-0.5, 2, 1);
  EXPECT_EQ(none.price, 1);
  EXPECT_EQ(none.quantity, 1);
  EXPECT_THROW(iso_elastic_market(2, -0.5, 0.5), UserError);
  EXPECT_THROW(iso_elastic_market(-0.5, 2, 0), UserError);
}

TEST(Market, PassThrough) {
  EXPECT_EQ(additive_pass_through(50, 100, 25), 75);
  EXPECT_EQ(multiplicative_pass_through(50, 100, 25), 50);
  EXPECT_THROW(additive_pass_through(0, 100, 25), UserError);
}

TEST(Market, PriceAndPurityOfSupply) {
  EXPECT_DOUBLE_EQ(price_factor(0.25, 0.5), 16);
  EXPECT_DOUBLE_EQ(purity_factor(0.25, 0.5), 0.5);
  EXPECT_EQ(price_factor(1, 0.6), 1);
  EXPECT_EQ(price_factor(0, 0.6), kInfinity);
  EXPECT_THROW(price_factor(-0.1, 0.6), UserError);
}

TEST(Mortality, BaselineFallsToItsFloor) {
  const Baseline worked;
  EXPECT_DOUBLE_EQ(worked.deaths(1), 3473 * 0.985);
  EXPECT_EQ(worked.deaths(37), 2000) << "3473 x 0.985^37 is 1985";
  EXPECT_THROW(check(Baseline{.level = -1}), UserError);
  EXPECT_THROW(check(Baseline{.factor = 3}), UserError);
}

TEST(Mortality, AvertedShare) {
  EXPECT_DOUBLE_EQ(averted_share(0.9, 0.5, 0.25), 0.45);
  EXPECT_EQ(averted_share(0.9, 0, 0.25), 0) << "deaths that do not follow supply";
  EXPECT_EQ(averted_share(0.9, 0.5, 1), 0);
  EXPECT_DOUBLE_EQ(averted_share(0.9, 0.5, 0), 0.9) << "what does not depend on this supply is left";
}

TEST(SupplyPath, WorkedCase) {
  const auto path = monthly_path({}, {}, {}, 36);
  for (const auto& [month, supply, averted] :
       {std::tuple{6, 0.954289, 127.314}, {12, 0.942557, 565.587}, {36, 0.960711, 1845.683}}) {
    const auto& row = path[static_cast<std::size_t>(month) - 1];
    EXPECT_NEAR(row.supply, supply, kPrinted) << "month " << month;
    EXPECT_NEAR(row.cumulative_averted, averted, 1e-3) << "month " << month;
    EXPECT_EQ(row.deaths, row.baseline_deaths - row.averted);
  }
  EXPECT_THROW(monthly_path({}, {}, {}, 0), UserError);
  EXPECT_THROW(monthly_path({.enforcement = 1.1}, {}, {}, 36), UserError);
}

// Runs of the SOURCE model for 2024, penetration to three decimals.
TEST(SourceElasticity, OfDeathsToPenetration) {
  const SourceYear base{"Base", 2024, 0.731, 60121.4};
  EXPECT_NEAR(penetration_elasticity({"FentL", 2024, 0.567, 47747.8}, base), 0.90702, 1e-5);
  EXPECT_NEAR(penetration_elasticity({"FentH", 2024, 0.929, 76129.4}, base), 0.98487, 1e-5);
}

}  // namespace
}  // namespace cobden::precursor
