// Series, calibration and back-casts: on made-up series with known answers, then on the public ones.
#include "cobden/precursor/backcast.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "cobden/core/error.h"
#include "cobden/precursor/calibration.h"
#include "cobden/precursor/source_benchmarks.h"
#include "shared_data.h"

namespace cobden::precursor {
namespace {

class SeriesFile : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }
  MonthSeries read(const std::string& rows) const {
    std::ofstream(path_) << "month,x\n" << rows;
    return read_month_series(path_, "x");
  }
  std::string refusal(const std::string& rows) const {
    try {
      read(rows);
    } catch (const UserError& error) {
      return error.what();
    }
    return "accepted";
  }
  std::filesystem::path path_ = std::filesystem::temp_directory_path() / "cobden_series_test.csv";
};

TEST_F(SeriesFile, KeepsGaps) {
  const MonthSeries s = read("2024-11,5\n2024-12,\n2025-02,7\n");
  EXPECT_EQ(s.at(month_number(2024, 11)), 5);
  EXPECT_FALSE(s.at(month_number(2024, 12)).has_value());
  EXPECT_FALSE(s.at(month_number(2025, 1)).has_value());
  EXPECT_EQ(s.at(month_number(2025, 2)), 7);
  EXPECT_FALSE(s.at(month_number(2025, 3)).has_value());
  EXPECT_THROW(s.sum(month_number(2024, 11), month_number(2025, 2)), UserError);
  EXPECT_EQ(month_text(month_number(2024, 12)), "2024-12");
}

TEST_F(SeriesFile, IsReadStrictly) {
  EXPECT_NE(refusal("2024-11,5\n2024-11,6\n").find(":3: month: '2024-11': does not come after"),
            std::string::npos);
  EXPECT_NE(refusal("2024-13,5\n").find("is not a month"), std::string::npos);
  EXPECT_NE(refusal("Nov 2024,5\n").find("is not a month"), std::string::npos);
  EXPECT_NE(refusal("2024-11,five\n").find("is not a number"), std::string::npos);
  EXPECT_NE(refusal("2024-11,-5\n").find("is negative"), std::string::npos);
  EXPECT_NE(refusal("2024-11,5,6\n").find("has 3 fields"), std::string::npos);
  EXPECT_NE(refusal("").find("has no rows"), std::string::npos);
  EXPECT_THROW(read_month_series(path_.string() + ".none", "x"), UserError);
}

MonthSeries made_up(int first, int months, const std::function<double(int)>& value) {
  MonthSeries s{.first = first, .values = {}, .file = "made up"};
  for (int m = 0; m < months; ++m) s.values.push_back(value(m));
  return s;
}

TEST(Regression, FindsThePower) {
  const MonthSeries x = made_up(100, 24, [](int m) { return 2 + std::sin(m); });
  const MonthSeries y = made_up(102, 24, [](int m) { return 3 * std::pow(2 + std::sin(m), 0.6); });
  const LogRegression r = log_regression(x, y, 2, 100, 123);
  EXPECT_NEAR(r.slope, 0.6, 1e-9);
  EXPECT_NEAR(r.r_squared, 1, 1e-9);
  EXPECT_EQ(r.months, 24);
  EXPECT_NEAR(r.standard_error, 0, 1e-6);
  EXPECT_THROW(log_regression(x, y, 2, 100, 101), UserError) << "two months are too few";
  const MonthSeries flat = made_up(100, 24, [](int) { return 2.0; });
  EXPECT_THROW(log_regression(flat, y, 2, 100, 123), UserError);
}

TEST(Calibration, FindsLevelAndTrend) {
  const MonthSeries deaths = made_up(200, 12, [](int m) { return 5000 * std::pow(0.97, m); });
  const Baseline b = calibrate_baseline(deaths, 211, 12, 100);
  EXPECT_NEAR(b.factor, 0.97, 1e-12);
  EXPECT_NEAR(b.level, 5000 * std::pow(0.97, 11), 1e-9);
  EXPECT_EQ(b.floor, 100);
  EXPECT_THROW(calibrate_baseline(deaths, 211, 13, 100), UserError) << "a month is missing";
}

TEST(Calibration, TurnsTheModelRound) {
  const Parameters p;
  const auto path = monthly_path(p, {}, {.level = 1, .factor = 1, .floor = 0}, 15);
  const auto loss = gross_loss_for_fall(p, path.back().averted, 15);
  ASSERT_TRUE(loss.has_value());
  EXPECT_NEAR(*loss, full_loss(p, 1), 1e-9);
  EXPECT_FALSE(gross_loss_for_fall(p, 0.95, 15).has_value()) << "a tenth of deaths is not exposed at all";
  EXPECT_THROW(gross_loss_for_fall(p, 1.5, 15), UserError);
  EXPECT_NEAR(implied_slope(p), 0.9 * 0.5 / 0.75, 1e-12);
  EXPECT_NEAR(supply_of_purity(0.5, 0.5), 0.25, 1e-12);
}

TEST(SourceModel, ElasticityOfItsPublishedRuns) {
  COBDEN_NEED_SHARED("data/precursor_control/source_model_benchmarks/scenario_annual.csv");
  const auto years = read_source_years(shared_path);
  const SourceYear& base = source_year(years, "Base", 2024);
  EXPECT_NEAR(penetration_elasticity(source_year(years, "FentL", 2024), base), 0.908986, 1e-6);
  EXPECT_NEAR(penetration_elasticity(source_year(years, "FentH", 2024), base), 0.984788, 1e-6);
  EXPECT_THROW(source_year(years, "Bass", 2024), UserError);
  EXPECT_THROW(penetration_elasticity(base, base), UserError);
}

// What the back-casts say of the public series. Observed changes are sums of the series themselves; the
// model's are its own and only checked for sign and order.
TEST(Backcasts, OfThePublicSeries) {
  COBDEN_NEED_SHARED("data/precursor_control");
  const PublicSeries series = read_public_series(shared_path);
  Study study;
  study.draws.draws = 500;
  const Backcast b = backcast(series, study);
  ASSERT_EQ(b.rows.size(), 4U);
  EXPECT_NEAR(b.rows[0].observed, 41858.0 / 32003 - 1, 1e-12)
      << "deaths rose after the class control of 2019";
  EXPECT_NEAR(b.rows[1].observed, 3215.3333333 / 6255 - 1, 1e-6);
  for (const auto& row : b.rows) {
    EXPECT_LE(row.low, row.central) << row.event;
    EXPECT_LE(row.central, row.high) << row.event;
    EXPECT_LT(row.high, 0) << "the model knows of no control that raises deaths: " << row.event;
    EXPECT_NEAR(row.unexplained, row.observed - row.central, 1e-15);
    EXPECT_FALSE(row.note.empty());
  }
  EXPECT_GT(b.rows[0].unexplained, 0.3) << "and so cannot explain 2019";
  EXPECT_LT(b.rows[1].observed, b.rows[1].low) << "nor 2023-24 by a control within its ranges";
  EXPECT_FALSE(b.needed_loss.has_value());
  EXPECT_GT(b.best_case_fall, b.fall_2024);
  EXPECT_EQ(b.calibrated.level, 3473);
  EXPECT_NEAR(b.calibrated.factor, 0.985, 0.0005) << "the worked case's trend";
  EXPECT_NEAR(b.attributed, 0.25 * b.deaths_below_2023, 1e-9);
  EXPECT_EQ(b.slopes.size(), 12U);
}

TEST(Backcasts, NeedTheirSeries) { EXPECT_THROW(read_public_series("no/such/folder"), UserError); }

}  // namespace
}  // namespace cobden::precursor
