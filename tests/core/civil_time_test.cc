// Days, local clocks and the instants they mean.
#include "cobden/core/civil_time.h"

#include <gtest/gtest.h>

namespace cobden {
namespace {

Day day(const char* text) { return parse_day(text).value(); }
Instant utc(const char* text) { return LocalClock().instant(parse_civil_time(text).value()); }

TEST(CivilTime, DaysAreStrict) {
  EXPECT_EQ(to_string(day("2025-04-10")), "2025-04-10");
  EXPECT_EQ(to_string(day("2024-02-29")), "2024-02-29");
  for (const char* text : {"", "2025-4-10", "2025-02-29", "2025-13-01", "2025-00-10", "20250410",
                           "2025-04-10x", "25-04-10", "2025-04-31", "2025-04-10T12:00:00"})
    EXPECT_FALSE(parse_day(text)) << text;
}

TEST(CivilTime, TimesOfDayAndOffsets) {
  EXPECT_FALSE(parse_civil_time("2025-04-10")->time_of_day);
  EXPECT_EQ(parse_civil_time("2025-04-10T12:01:00+08:00")->offset, std::chrono::minutes(480));
  EXPECT_EQ(parse_civil_time("2025-04-10 12:01 -0430")->offset, std::chrono::minutes(-270));
  EXPECT_EQ(parse_civil_time("2025-04-10 12:01")->time_of_day, std::chrono::minutes(721));
  EXPECT_EQ(utc("2025-04-10T12:01:00+08:00"), utc("2025-04-10T04:01:00Z"));
  for (const char* text : {"2025-04-10T", "2025-04-10T24:00", "2025-04-10T12:60", "2025-04-10T12:01:60",
                           "2025-04-10T12:01+8", "2025-04-10T12:01Zx", "2025-04-10x12:01"})
    EXPECT_FALSE(parse_civil_time(text)) << text;
}

TEST(LocalClock, NewYorkAcrossTheChangeOfClocks) {
  const LocalClock clock("00:01 America/New_York", {});
  EXPECT_EQ(clock.start_of(day("2025-03-09")), utc("2025-03-09T05:01:00Z"));  // still EST at midnight
  EXPECT_EQ(clock.start_of(day("2025-03-10")), utc("2025-03-10T04:01:00Z"));  // EDT
  EXPECT_EQ(clock.end_of(day("2025-03-08")), utc("2025-03-09T04:59:59Z"));
  EXPECT_EQ(clock.end_of(day("2025-03-09")), utc("2025-03-10T03:59:59Z"));  // a day of 23 hours
  EXPECT_EQ(clock.start_of(day("2025-11-02")), utc("2025-11-02T04:01:00Z"));
  EXPECT_EQ(clock.start_of(day("2025-11-03")), utc("2025-11-03T05:01:00Z"));  // after one of 25
}

TEST(LocalClock, LocalTimesThatAreSkippedOrRepeatedTakeTheEarlierInstant) {
  const LocalClock clock("00:01 America/New_York", {});
  const auto at = [&](const char* text) { return clock.instant(parse_civil_time(text).value()); };
  EXPECT_EQ(at("2025-11-02T01:30"), utc("2025-11-02T05:30:00Z"));
  EXPECT_EQ(at("2025-03-09T02:30"), utc("2025-03-09T07:00:00Z"));
  EXPECT_EQ(at("2025-04-10T12:01:00+08:00"), utc("2025-04-10T04:01:00Z"));  // an offset is exact
}

TEST(LocalClock, DaysAsTheClockSeesThem) {
  const LocalClock clock("00:00 Asia/Shanghai", {});
  EXPECT_EQ(clock.day_of(utc("2025-04-09T16:00:00Z")), day("2025-04-10"));
  EXPECT_EQ(clock.day_of(utc("2025-04-09T15:59:59Z")), day("2025-04-09"));
  EXPECT_EQ(clock.start_of(day("2025-04-10")), utc("2025-04-09T16:00:00Z"));
}

TEST(LocalClock, Describes) {
  const LocalClock china("00:00 Asia/Shanghai", {}), york("00:01 America/New_York", {}),
      fixed("00:00 -03:30", {});
  EXPECT_EQ(china.describe(utc("2025-04-10T04:01:00Z")), "2025-04-10 12:01 +0800");
  EXPECT_EQ(china.describe(utc("2025-04-11T16:00:00Z")), "2025-04-12");
  EXPECT_EQ(york.describe(york.start_of(day("2025-04-09"))), "2025-04-09");
  EXPECT_EQ(york.describe(york.end_of(day("2025-04-09"))), "2025-04-09 23:59 -0400");
  EXPECT_EQ(fixed.describe(utc("2025-04-09T12:00:00Z")), "2025-04-09 08:30 -0330");
  EXPECT_EQ(york.describe(kBeginningOfTime), "always");
  EXPECT_EQ(york.describe(kEndOfTime), "open");
}

TEST(LocalClock, RefusesUnknownZones) {
  for (const char* text :
       {"", "00:01", "America/New_York", "25:00 UTC", "00:01 America/Nowhere", "00:01 +99:00", "00:01  "})
    EXPECT_THROW(LocalClock(text, {}), UserError) << text;
}

}  // namespace
}  // namespace cobden
