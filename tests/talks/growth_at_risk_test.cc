// The chance that growth falls below a line.
#include "cobden/talks/growth_at_risk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <array>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/talks/clock_book.h"
#include "cobden/talks/growth_outlook.h"

namespace cobden::talks {
namespace {

using ::testing::HasSubstr;

double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

GrowthBaseline skewed() { return {.mode = 2, .spread_below = 2, .spread_above = 1, .source = "judgement"}; }

TEST(GrowthAtRisk, EqualSpreadsAreTheNormalDistribution) {
  const GrowthBaseline normal{.mode = 2, .spread_below = 1.5, .spread_above = 1.5, .source = "judgement"};
  for (const double x : {-3.0, 0.0, 2.0, 4.0})
    EXPECT_NEAR(chance_below(normal, x), normal_below((x - 2) / 1.5), 1e-15);
  EXPECT_NEAR(growth_quantile(normal, 0.05), 2 - 1.5 * 1.6448536269514722, 1e-9);
}

TEST(GrowthAtRisk, TwoPiecesHoldTheMassOfTheirSpreads) {
  EXPECT_NEAR(chance_below(skewed(), 2), 2.0 / 3, 1e-15);  // below the mode: s1/(s1+s2), Wallis (2004)
  EXPECT_NEAR(chance_below(skewed(), -2), 4.0 / 3 * normal_below(-2), 1e-15);
  EXPECT_NEAR(1 - chance_below(skewed(), 3), 2.0 / 3 * normal_below(-1), 1e-15);
  double mean = 0;  // by quadrature of the distribution itself
  constexpr double kStep = 1e-3;
  for (double x = -20; x < 20; x += kStep)
    mean += (x + kStep / 2) * (chance_below(skewed(), x + kStep) - chance_below(skewed(), x));
  EXPECT_NEAR(skewed().mean(), mean, 1e-6);
}

TEST(GrowthAtRisk, AKnownShockShiftsTheLine) {
  const std::array shock{-1.0};
  const GrowthAtRisk risk = growth_at_risk(skewed(), 0, shock);
  EXPECT_DOUBLE_EQ(risk.before, chance_below(skewed(), 0));
  EXPECT_DOUBLE_EQ(risk.after, chance_below(skewed(), 1));
  EXPECT_NEAR(risk.quantile_after, risk.quantile_before - 1, 1e-9);
}

TEST(GrowthAtRisk, DrawsAreAMixture) {
  const std::array shocks{-2.0, 0.0};
  const GrowthAtRisk risk = growth_at_risk(skewed(), 0, shocks);
  EXPECT_DOUBLE_EQ(risk.after, (chance_below(skewed(), 2) + chance_below(skewed(), 0)) / 2);
  EXPECT_NEAR(
      (chance_below(skewed(), risk.quantile_after + 2) + chance_below(skewed(), risk.quantile_after)) / 2,
      0.05, 1e-9);
}

TEST(GrowthAtRisk, BadInputIsRefused) {
  EXPECT_THROW((void)growth_at_risk(skewed(), 0, {}), UserError);
  EXPECT_THROW((void)growth_at_risk({.mode = 1, .spread_below = 0, .spread_above = 1, .source = "x"}, 0,
                                    std::array{0.0}),
               UserError);
  EXPECT_THROW((void)chance_below({.mode = 1, .spread_below = 1, .spread_above = 1}, 0), UserError);
  EXPECT_THROW((void)growth_quantile(skewed(), 1), UserError);
}

RC_GTEST_PROP(GrowthAtRisk, AHarderBlowIsARiskierYear, ()) {
  const double small = -*rc::gen::inRange(0, 500) / 100.0, more = *rc::gen::inRange(1, 300) / 100.0;
  const double line = *rc::gen::inRange(-500, 500) / 100.0;
  const auto risk = [&](double shock) { return growth_at_risk(skewed(), line, std::array{shock}); };
  RC_ASSERT(risk(small - more).after >= risk(small).after);
  RC_ASSERT(risk(small - more).quantile_after < risk(small).quantile_after);
  RC_ASSERT(risk(0).after == risk(small).before);
}

RC_GTEST_PROP(GrowthAtRisk, QuantilesUndoChances, ()) {
  const double share = *rc::gen::inRange(1, 1000) / 1000.0;
  RC_ASSERT(std::abs(chance_below(skewed(), growth_quantile(skewed(), share)) - share) < 1e-9);
}

TEST(GrowthOutlook, TheShippedTableHasBothSidesBeforeAndAfter) {
  const auto outlooks = read_growth_outlooks(find_clocks("us-china-2025") / "growth.csv");
  const auto known = parse_day("2025-05-02");
  EXPECT_EQ(outlook_for(outlooks, "USA", 2025, known).baseline.mode, 2.7);
  EXPECT_EQ(outlook_for(outlooks, "CHN", 2025, known, true).baseline.mode, 4.0);
  EXPECT_THROW((void)outlook_for(outlooks, "CHN", 2025, parse_day("2025-04-21"), true), UserError);
  EXPECT_THROW((void)outlook_for(outlooks, "CHN", 2026), UserError);
}

TEST(GrowthOutlook, OnlyTheYearsShareOfAChangeCounts) {
  GrowthOutlook outlook{.side = "USA",
                        .year = 2025,
                        .vintage = "v",
                        .known = {},
                        .baseline = skewed(),
                        .threshold = 0,
                        .threshold_source = "judgement",
                        .share_in_year = 0.5,
                        .share_source = "judgement"};
  EXPECT_DOUBLE_EQ(growth_at_risk(outlook, std::array{-2.0}).after, chance_below(skewed(), 1));
}

TEST(GrowthOutlook, MistakesAreNamedWhereTheyStand) {
  const auto path =
      std::filesystem::path(::testing::TempDir()) / ("cobden-growth-" + std::to_string(::getpid()) + ".csv");
  const auto error_of = [&](const std::string& row) -> std::string {
    write_file(path,
               "side,year,vintage,known,tariffs,mode,spread_below,spread_above,source,threshold,"
               "threshold_source,share_in_year,share_source\n" +
                   row + "\n");
    try {
      (void)read_growth_outlooks(path);
    } catch (const UserError& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(error_of("USA,2025,v,2025-01-17,before,2,1,1,x,0,x,1,x"), "no error");
  EXPECT_THAT(error_of("USA,2025,v,2025-01-17,after,2,1,1,x,0,x,1,x"), HasSubstr("before or inside"));
  EXPECT_THAT(error_of("USA,2025,v,2025-13-17,before,2,1,1,x,0,x,1,x"), HasSubstr("is not a day"));
  EXPECT_THAT(error_of("USA,2025,v,2025-01-17,before,2,0,1,x,0,x,1,x"), HasSubstr("above 0"));
  EXPECT_THAT(error_of("USA,2025,v,2025-01-17,before,2,1,1,,0,x,1,x"), HasSubstr("is empty"));
  EXPECT_THAT(error_of("USA,2025,v,2025-01-17,before,2,1,1,x,0,x,1.5,x"), HasSubstr(".csv:2"));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace cobden::talks
