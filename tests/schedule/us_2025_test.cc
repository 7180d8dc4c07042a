// The shipped file of the United States.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "cobden/core/version.h"
#include "cobden/data/csv.h"
#include "cobden/schedule/explain.h"
#include "cobden/schedule/schedule_file.h"
#include "shared_data.h"

namespace cobden::schedule {
namespace {

namespace fs = std::filesystem;

const Schedule& usa() {
  static const Schedule schedule =
      read_schedule(fs::path(source_folder()) / "data" / "schedules" / "us-2025.toml");
  return schedule;
}

/// The evaluator of a knowledge day; "" knows everything.
const Evaluator& evaluator(const std::string& known = "") {
  static std::map<std::string, std::unique_ptr<Evaluator>> all;
  auto& one = all[known];
  if (!one) {
    one = std::make_unique<Evaluator>(
        usa(), EvaluatorOptions{.known = known.empty() ? std::nullopt : parse_day(known)});
  }
  return *one;
}

Explanation explained(const char* code, const char* partner, const char* day, const std::string& known = "") {
  return explain(evaluator(known), *ProductCode::parse(code), partner, usa().clock.end_of(*parse_day(day)));
}

/// Base and additional duty in percent, at the end of the day.
double duty(const char* code, const char* partner, const char* day, const std::string& known = "") {
  return explained(code, partner, day, known).total_percent;
}

/// What is owed of one measure, in percent.
double owed(const Explanation& answer, const std::string& measure) {
  for (const auto& part : answer.parts)
    if (part.measure == measure) return part.owed_percent;
  return 0;
}

constexpr const char* kToys = "9503000073";
constexpr const char* kSteelSheet = "7208390030";
constexpr const char* kCar = "8703230190";

TEST(Usa2025, TheTestVectorsHold) {
  COBDEN_NEED_SHARED("data/us_china_schedule/validation/line_test_vectors_china_origin.csv");
  const auto t = data::CsvTable::read(shared_path);
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string code(t.text(r, t.column("hts10"))), day(t.text(r, t.column("date")));
    const auto answer =
        explained(code.c_str(), "CHN", day.c_str(), std::string(t.text(r, t.column("known_on"))));
    std::string parts;
    for (const auto& part : answer.parts)
      if (part.owed_percent > 0)
        parts += fmt::format("{}{}={:.1f}", parts.empty() ? "" : "; ", part.measure, part.owed_percent);
    EXPECT_EQ(parts, t.text(r, t.column("additional_by_measure"))) << code << " on " << day;
    EXPECT_NEAR(answer.total_percent, t.number(r, t.column("total_pct")), 1e-9) << code << " on " << day;
  }
  EXPECT_EQ(t.rows(), 81u);
}

TEST(Usa2025, ThirtyFourPercentOnChinaWasPrintedAndNeverCharged) {
  EXPECT_NEAR(duty(kToys, "CHN", "2025-04-09", "2025-04-03"), 54, 1e-9);
  EXPECT_NEAR(duty(kToys, "CHN", "2025-04-09"), 104, 1e-9);
  // As known on 10 April the 125% goes on; as known in June the 34% was to return on 12 August.
  EXPECT_NEAR(duty(kToys, "CHN", "2025-12-01", "2025-04-10"), 145, 1e-9);
  EXPECT_NEAR(duty(kToys, "CHN", "2025-08-12", "2025-06-01"), 54, 1e-9);
  EXPECT_NEAR(duty(kToys, "CHN", "2025-08-12"), 30, 1e-9);
}

TEST(Usa2025, MacauIsInTheReciprocalMeasureOnly) {
  EXPECT_NEAR(duty(kToys, "MAC", "2025-04-10"), 125, 1e-9);
  EXPECT_NEAR(duty(kToys, "HKG", "2025-04-10"), 145, 1e-9);
}

TEST(Usa2025, CountryRatesAppliedForOneDayAndWereToReturn) {
  EXPECT_NEAR(duty(kToys, "VNM", "2025-04-08"), 10, 1e-9);
  EXPECT_NEAR(duty(kToys, "VNM", "2025-04-09"), 46, 1e-9);
  EXPECT_NEAR(duty(kToys, "VNM", "2025-04-10"), 10, 1e-9);
  EXPECT_NEAR(duty(kToys, "VNM", "2025-07-15", "2025-06-01"), 46, 1e-9);
  EXPECT_NEAR(duty(kToys, "VNM", "2025-07-15"), 10, 1e-9);
  EXPECT_NEAR(duty(kToys, "VNM", "2025-08-07"), 20, 1e-9);
}

TEST(Usa2025, TotalsTopTheBaseUp) {
  EXPECT_NEAR(duty(kToys, "EUU", "2025-08-07"), 15, 1e-9);
  EXPECT_NEAR(duty("6109100012", "EUU", "2025-08-07"), 16.5, 1e-9) << "16.5% is above the total";
  EXPECT_NEAR(duty("6109100012", "JPN", "2025-08-20", "2025-08-20"), 31.5, 1e-9) << "before EO 14345";
  EXPECT_NEAR(duty("6109100012", "JPN", "2025-08-20"), 16.5, 1e-9) << "backwards";
  EXPECT_NEAR(duty(kToys, "CHE", "2025-11-20", "2025-11-20"), 39, 1e-9);
  EXPECT_NEAR(duty(kToys, "CHE", "2025-11-20"), 15, 1e-9);
}

TEST(Usa2025, TheOrderOfCanadaAndMetalsReversesOnTheFourthOfJune) {
  EXPECT_NEAR(duty(kSteelSheet, "CAN", "2025-04-01", "2025-04-01"), 50, 1e-9) << "they stack until 29 April";
  EXPECT_NEAR(owed(explained(kSteelSheet, "CAN", "2025-06-03"), "ieepa-canada"), 25, 1e-9);
  EXPECT_NEAR(duty(kSteelSheet, "CAN", "2025-06-03"), 25, 1e-9);
  EXPECT_NEAR(owed(explained(kSteelSheet, "CAN", "2025-06-04"), "232-steel"), 50, 1e-9);
  EXPECT_NEAR(duty(kSteelSheet, "CAN", "2025-06-04"), 50, 1e-9);
  EXPECT_NEAR(duty(kSteelSheet, "EUU", "2025-03-11"), 0, 1e-9);
  EXPECT_NEAR(duty(kSteelSheet, "EUU", "2025-03-12"), 25, 1e-9);
  EXPECT_NEAR(duty(kSteelSheet, "GBR", "2025-06-04"), 25, 1e-9);
}

TEST(Usa2025, Cars) {
  EXPECT_NEAR(duty(kCar, "JPN", "2025-04-10"), 27.5, 1e-9) << "no reciprocal duty besides";
  EXPECT_NEAR(duty(kCar, "JPN", "2025-09-16"), 15, 1e-9);
  EXPECT_NEAR(duty(kCar, "GBR", "2025-06-30"), 10, 1e-9);
  EXPECT_NEAR(duty(kCar, "EUU", "2025-08-01", "2025-08-01"), 27.5, 1e-9);
  EXPECT_NEAR(duty(kCar, "EUU", "2025-08-01"), 15, 1e-9);
}

TEST(Usa2025, WhatOtherPartnersOweAndWhen) {
  EXPECT_NEAR(duty(kToys, "BRA", "2025-08-07"), 50, 1e-9) << "10 and 40";
  EXPECT_NEAR(duty("0901110015", "BRA", "2025-12-01"), 0, 1e-9) << "coffee is spared since November";
  EXPECT_NEAR(duty(kToys, "IND", "2025-08-27"), 50, 1e-9) << "25 and 25";
  EXPECT_NEAR(duty(kToys, "IND", "2026-02-07"), 25, 1e-9);
  EXPECT_NEAR(duty(kToys, "IND", "2026-02-20"), 0, 1e-9) << "the end of the emergency duties";
  EXPECT_NEAR(duty(kToys, "IND", "2026-02-24"), 10, 1e-9) << "Section 122";
  EXPECT_NEAR(duty(kToys, "IND", "2026-07-24"), 10, 1e-9) << "Section 301, forced labour";
  EXPECT_NEAR(duty(kToys, "CAN", "2025-08-01"), 35, 1e-9);
  EXPECT_NEAR(
      duty("2709001000", "CAN", "2025-08-01") - explained("2709001000", "CAN", "2025-08-01").base_percent, 10,
      1e-9);
  EXPECT_NEAR(owed(explained("2208303030", "CAN", "2026-08-21"), "338-canada"), 0, 1e-9) << "three days";
  EXPECT_NEAR(owed(explained("2208303030", "CAN", "2026-08-22"), "338-canada"), 50, 1e-9);
}

TEST(Usa2025, MetalsAnnexesOf2026) {
  EXPECT_NEAR(duty("8471500150", "MEX", "2026-04-06"), 0, 1e-9) << "computers are in no annex";
  EXPECT_NEAR(duty("8427104000", "JPN", "2026-04-06"), 25, 1e-9);
  EXPECT_NEAR(duty("8427104000", "JPN", "2026-06-08"), 15, 1e-9);
  EXPECT_NEAR(owed(explained("7604210010", "RUS", "2026-05-01"), "232-metals-annex"), 200, 1e-9);
}

TEST(Usa2025, EveryStepNamesItsSourceAndTheDayItBecamePublic) {
  for (const auto& measure : usa().measures)
    for (const auto& row : measure.rows)
      for (const auto& step : row.steps) {
        EXPECT_FALSE(step.source.empty()) << measure.id;
        EXPECT_TRUE(step.announced.has_value()) << measure.id;
      }
  for (const auto& rule : usa().stack) EXPECT_FALSE(rule.source.empty());
  for (const auto& exemption : usa().exemptions) EXPECT_FALSE(exemption.source.empty()) << exemption.id;
}

}  // namespace
}  // namespace cobden::schedule
