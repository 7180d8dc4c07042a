// An export control of a schedule as the control of a precursor study.
#include "cobden/scenario/schedule_control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/scenario/scenario_file.h"

namespace cobden::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kSchedule = R"([schedule]
id = "sender"
importer = "CHN"
day_starts = "00:00 Asia/Shanghai"

[list]
class = { codes = ["2933", "29341000"] }

[[measure]]
id = "licence"
flow = "export"
kind = "licence"
partners = ["USA", "MEX"]
products = ["class"]
rate = [
  { from = 2025-11-10, is = "licence", announced = 2025-11-05 },
  { from = 2026-05-10, is = "ban", announced = 2026-05-01 },
  { from = 2026-11-10, is = "suspended", announced = 2026-11-01 },
]
control = { goods = "precursor-list", stringency = 0.8, enforcement = 0.95, coverage = 0.4, ramp_months = 2, linked = "us-2025:ieepa-fentanyl-china", verification = "licences" }

[[measure]]
id = "silent"
flow = "export"
kind = "licence"

[[measure]]
id = "duty"
rate = "10%"
)";

/// The schedule in a file of its own.
class ScheduleControl : public ::testing::Test {
 protected:
  void SetUp() override { write_file(file_, kSchedule); }
  void TearDown() override { std::filesystem::remove(file_); }
  precursor::ControlQuestion ask(const std::string& measure, const char* on, const char* known = "") const {
    return {file_,
            measure,
            *parse_day(on),
            parse_day(known),
            {.file = "f.toml", .line = 3, .column = "schedule"}};
  }
  std::string refusal(const std::string& measure, const char* on, const char* known = "") const {
    try {
      (void)control_from_schedule(ask(measure, on, known));
    } catch (const UserError& error) {
      return error.what();
    }
    return "accepted";
  }
  std::string table(const std::string& more) const {
    return "[precursor]\nschedule = \"" + file_ + "\"\nmeasure = \"licence\"\non = 2025-12-01\n" + more;
  }
  const std::string file_ = ::testing::TempDir() + "cobden-control.toml";
};

TEST_F(ScheduleControl, SaysWhatTheLawAndTheTermsSay) {
  const auto found = control_from_schedule(ask("licence", "2025-12-01"));
  const precursor::Control& c = found.control;
  EXPECT_EQ(c.stringency, 0.8);
  EXPECT_EQ(c.product_class, "precursor-list");
  EXPECT_EQ(c.source, "CHN");
  EXPECT_THAT(c.headings, ElementsAre("2933", "293410"));
  EXPECT_THAT(c.destinations, ElementsAre("MEX", "USA"));
  EXPECT_EQ(c.begins, parse_day("2025-11-10"));
  EXPECT_DOUBLE_EQ(c.ends_after_months, 12);  // the ban adjoins the licence; the suspension ends both
  EXPECT_EQ(c.linked_measure, "us-2025:ieepa-fentanyl-china");
  EXPECT_EQ(found.enforcement, 0.95);
  EXPECT_EQ(found.class_coverage, 0.4);
  EXPECT_EQ(found.ramp_months, 2);
}

TEST_F(ScheduleControl, KnowsOnlyWhatWasPublic) {
  EXPECT_TRUE(std::isinf(
      control_from_schedule(ask("licence", "2025-12-01", "2025-12-01")).control.ends_after_months));
  EXPECT_THAT(refusal("licence", "2025-12-01", "2025-11-01"), HasSubstr("as known on 2025-11-01"));
}

TEST_F(ScheduleControl, RefusesWhatIsNoControl) {
  EXPECT_THAT(refusal("licence", "2025-05-12"), HasSubstr("is not in force on 2025-05-12"));
  EXPECT_THAT(refusal("licences", "2025-12-01"), HasSubstr("did you mean 'licence'?"));
  EXPECT_THAT(refusal("duty", "2025-12-01"), HasSubstr("is no licence or ban"));
  EXPECT_THAT(refusal("silent", "2025-12-01"), HasSubstr("does not say what it is taken to deny"));
  EXPECT_THAT(refusal("licence", "2025-05-12"), HasSubstr("f.toml:3"));
}

TEST_F(ScheduleControl, AStudyTakesItAndMayOverrideIt) {
  const auto plain = parse_scenario(table(""), "f.toml");
  ASSERT_TRUE(plain.precursor);
  EXPECT_EQ(plain.precursor->control.stringency, 0.8);
  EXPECT_EQ(plain.precursor->prior.centre.enforcement, 0.95);
  EXPECT_EQ(plain.precursor->prior.high.enforcement, 0.95);  // the range gives way to its centre
  EXPECT_EQ(plain.precursor->prior.low.enforcement, 0.1);
  const auto own =
      parse_scenario(table("stringency = 0.5\nenforcement = 0.3\nends_after_months = 6\n"), "f.toml");
  EXPECT_EQ(own.precursor->control.stringency, 0.5);
  EXPECT_EQ(own.precursor->control.ends_after_months, 6);
  EXPECT_EQ(own.precursor->prior.centre.enforcement, 0.3);
  EXPECT_THAT(own.precursor->control.headings, ElementsAre("2933", "293410"));
}

TEST_F(ScheduleControl, TradeAndControlStandInOneFile) {
  const auto both = parse_scenario(
      "benchmark = \"world-2022-12\"\n[[shock]]\nimporter = \"USA\"\nexporter = \"CHN\"\nadd = 10\nunit = "
      "\"percentage points\"\n[precursor]\nstringency = 0.5\n",
      "f.toml");
  EXPECT_EQ(both.shocks.size(), 1u);
  EXPECT_EQ(both.precursor->control.stringency, 0.5);
  EXPECT_FALSE(parse_scenario("benchmark = \"world-2022-12\"\n", "f.toml").precursor);
}

TEST_F(ScheduleControl, MistakesOfTheTableAreNamed) {
  const auto error_of = [](const std::string& text) -> std::string {
    try {
      (void)parse_scenario(text, "f.toml");
    } catch (const UserError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_THAT(error_of("precursor = 3\n"), HasSubstr("write [precursor]"));
  EXPECT_THAT(error_of("[precursor]\nstringensy = 1\n"), HasSubstr("f.toml:2"));
  EXPECT_THAT(error_of("[precursor]\nmeasure = \"x\"\n"), HasSubstr("'measure' needs 'schedule'"));
  EXPECT_THAT(error_of("[precursor]\nschedule = \"cn-2025\"\n"), HasSubstr("'measure' is missing"));
  EXPECT_THAT(error_of("[precursor]\nschedule = \"cn-2025\"\nmeasure = \"cn-precursor-licence\"\n"),
              HasSubstr("asked for no day"));
}

TEST(ShippedControl, TheLicenceOfNovember2025IsAControl) {
  const auto found =
      control_from_schedule({"cn-2025", "cn-precursor-licence", *parse_day("2025-11-12"), {}, {}});
  EXPECT_EQ(found.control.begins, parse_day("2025-11-10"));
  EXPECT_THAT(found.control.destinations, ElementsAre("CAN", "MEX", "USA"));
  EXPECT_EQ(found.enforcement, 0.5);
}

}  // namespace
}  // namespace cobden::scenario
