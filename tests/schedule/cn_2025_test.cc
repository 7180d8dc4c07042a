// The shipped file of China's answer to the United States.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cobden/core/version.h"
#include "cobden/data/csv.h"
#include "cobden/schedule/explain.h"
#include "cobden/schedule/schedule_file.h"
#include "shared_data.h"

namespace cobden::schedule {
namespace {

namespace fs = std::filesystem;

const Schedule& china() {
  static const Schedule kSchedule =
      read_schedule(fs::path(source_folder()) / "data" / "schedules" / "cn-2025.toml");
  return kSchedule;
}

Instant at(const char* text) { return china().clock.instant(*parse_civil_time(text)); }
Instant end_of(const char* day) { return china().clock.end_of(*parse_day(day)); }

/// Additional duty in percent.
double duty(const char* code, Instant on, const EvaluatorOptions& options = {}) {
  const Evaluator evaluator(china(), options);
  return explain(evaluator, *ProductCode::parse(code), "USA", on).total_percent;
}

EvaluatorOptions known_on(const char* day) { return {.known = parse_day(day)}; }

TEST(China2025, TheTestVectorsHoldAtTheEndOfTheDayInBeijing) {
  COBDEN_NEED_SHARED("data/us_china_schedule/validation/line_test_vectors_china_additional_on_us.csv");
  const auto t = data::CsvTable::read(shared_path);
  const Evaluator evaluator(china());
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const std::string day(t.text(r, t.column("date_end_of_day")));
    const auto code = ProductCode::parse(t.text(r, t.column("hs8")));
    EXPECT_NEAR(explain(evaluator, *code, "USA", end_of(day.c_str())).total_percent,
                t.number(r, t.column("additional_pct")), 1e-9)
        << code->text() << " on " << day;
  }
  EXPECT_EQ(t.rows(), 42u);
}

TEST(China2025, NoonStarts) {
  EXPECT_NEAR(duty("88024010", at("2025-04-10T12:00:59+08:00")), 0, 1e-9);
  EXPECT_NEAR(duty("88024010", at("2025-04-10T12:01:00+08:00")), 84, 1e-9);
  EXPECT_NEAR(duty("88024010", at("2025-05-14T12:00:00+08:00")), 125, 1e-9);
  EXPECT_NEAR(duty("10051000", at("2025-11-10T13:00:00+08:00")), 25, 1e-9);
  EXPECT_NEAR(duty("10051000", at("2025-11-10T13:01:00+08:00")), 10, 1e-9);
}

TEST(China2025, ThirtyFourPercentWasPrintedAndNeverCharged) {
  EXPECT_NEAR(duty("88024010", end_of("2025-04-10"), known_on("2025-04-05")), 34, 1e-9);
  EXPECT_NEAR(duty("88024010", end_of("2025-04-10"), known_on("2025-04-09")), 84, 1e-9);
  EXPECT_NEAR(duty("88024010", end_of("2025-04-12"), known_on("2025-04-09")), 84, 1e-9);
  // What the Geneva truce would have ended in, had it not been extended.
  EXPECT_NEAR(duty("88024010", end_of("2025-08-12"), known_on("2025-06-01")), 34, 1e-9);
  EXPECT_NEAR(duty("88024010", end_of("2025-08-12")), 10, 1e-9);
}

TEST(China2025, GoodsOnTheirWayEscape) {
  const EvaluatorOptions shipped{.loaded = parse_day("2025-04-05")};
  EXPECT_NEAR(duty("88024010", end_of("2025-05-01"), shipped), 0, 1e-9);
  EXPECT_NEAR(duty("88024010", end_of("2025-05-14"), shipped), 10, 1e-9);
  EXPECT_NEAR(duty("10051000", end_of("2025-04-01"), {.loaded = parse_day("2025-03-01")}), 0, 1e-9);
}

TEST(China2025, WaiversAreAnEstimateAndCanBeTakenAway) {
  EXPECT_NEAR(duty("85423910", end_of("2025-05-01")), 125, 1e-9) << "not law: only where asked for";
  const EvaluatorOptions asked{.unpublished = true};
  // 46 of 166.7 bn USD, that share of the estimated trade spread evenly over the goods named in reports.
  const double waived = Evaluator(china(), asked).exemption_share(0);
  EXPECT_GT(waived, 0.8);
  EXPECT_LT(waived, 1);
  EXPECT_NEAR(duty("85423910", end_of("2025-05-01"), asked), 125 * (1 - waived), 1e-9);
  EXPECT_NEAR(duty("85423210", end_of("2025-05-01"), asked), 125, 1e-9);  // memories
  EXPECT_NEAR(duty("85423910", end_of("2025-04-24"), asked), 125, 1e-9);
  EXPECT_NEAR(
      duty("85423910", end_of("2025-05-01"), {.unpublished = true, .without = {"cn-unpublished-waivers"}}),
      125, 1e-9);
  ASSERT_EQ(china().exemptions.size(), 1u);
  EXPECT_TRUE(china().exemptions[0].estimate && china().exemptions[0].unpublished);
}

/// Ids of the controls in force on goods that leave China.
std::vector<std::string> controls(const char* code, const char* day, const EvaluatorOptions& asked = {}) {
  EvaluatorOptions options = asked;
  options.flow = Flow::kExport;
  const Evaluator evaluator(china(), options);
  std::vector<std::string> ids;
  for (const auto& part : explain(evaluator, *ProductCode::parse(code), "USA", end_of(day)).parts)
    if (part.in_force) ids.push_back(part.measure);
  return ids;
}

TEST(China2025, ExportControls) {
  using ::testing::ElementsAre;
  using ::testing::IsEmpty;
  EXPECT_THAT(controls("28418010", "2025-02-03"), IsEmpty());
  EXPECT_THAT(controls("28418010", "2025-02-04"), ElementsAre("cn-minor-metals-licence"));
  EXPECT_THAT(controls("28053019", "2025-04-04"), ElementsAre("cn-rare-earth-licence"));
  EXPECT_THAT(controls("28053019", "2025-10-20"),
              ElementsAre("cn-rare-earth-licence", "cn-rare-earth-abroad-licence"));
  EXPECT_THAT(controls("28053019", "2025-12-20"), ElementsAre("cn-rare-earth-licence"));
  EXPECT_THAT(controls("28053019", "2025-12-20", known_on("2025-10-31")),
              ElementsAre("cn-rare-earth-licence", "cn-rare-earth-abroad-licence"));
  EXPECT_THAT(controls("29333990", "2025-11-09"), IsEmpty());
  EXPECT_THAT(controls("29333990", "2025-11-10"), ElementsAre("cn-precursor-licence"));
}

TEST(China2025, AControlSaysWhatItIsTakenToDeny) {
  const Evaluator evaluator(china(), {.flow = Flow::kExport});
  const auto parts = explain(evaluator, *ProductCode::parse("29333990"), "MEX", end_of("2025-11-10")).parts;
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].control->denied(), 0.25);
  EXPECT_THAT(
      parts[0].reason,
      ::testing::HasSubstr("taken to deny 25% (stringency 1, enforcement 0.5, coverage 0.5: judgement)"));
  EXPECT_THAT(parts[0].reason, ::testing::HasSubstr("linked to us-2025:ieepa-fentanyl-china"));
}

}  // namespace
}  // namespace cobden::schedule
