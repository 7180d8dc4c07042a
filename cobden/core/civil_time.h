#pragma once
// Days and instants of legal texts. A law says "12:01 a.m. eastern daylight time on 9 April" or "10 April,
// 12:01 Beijing": a local clock on a calendar day, which becomes one instant for all. Time zones come from
// the system's tz database through Howard Hinnant's date library, whose header is included by one source
// file.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "cobden/core/error.h"

namespace cobden {

/// A point of time, in whole seconds UTC.
using Instant = std::chrono::sys_seconds;
/// A calendar day, of no zone in particular.
using Day = std::chrono::sys_days;

inline constexpr Instant kBeginningOfTime = Instant::min();
inline constexpr Instant kEndOfTime = Instant::max();

/// The day that "2025-04-10" spells, or nullopt (also for days no calendar has).
std::optional<Day> parse_day(std::string_view text);
/// "2025-04-10".
std::string to_string(Day day);

/// A date, with a time of day and an offset from UTC where given: "2025-04-10", "2025-04-10T12:01:00+08:00".
struct CivilTime {
  Day day;
  std::optional<std::chrono::seconds> time_of_day;
  std::optional<std::chrono::minutes> offset;  ///< east of UTC
};
/// Also without seconds and with a blank in place of the T; nullopt if `text` spells nothing of the kind.
std::optional<CivilTime> parse_civil_time(std::string_view text);

/// The clock a schedule is written in: a time zone, and the local time at which a bare date begins.
class LocalClock {
 public:
  LocalClock() = default;  ///< UTC, days start at midnight
  /// "00:01 America/New_York" or "00:00 +08:00". UserError at `place` for a zone the system does not know.
  LocalClock(std::string_view text, const SourcePlace& place);

  /// When a bare date begins: the local time of `day_starts` on that day.
  Instant start_of(Day day) const;
  /// The last second of the local calendar day: what "on 10 April" asks about.
  Instant end_of(Day day) const;
  /// A bare date is its start; a time without an offset is local.
  Instant instant(const CivilTime& time) const;
  /// The local calendar day that holds `instant`.
  Day day_of(Instant instant) const;
  /// "2025-04-10" where a day begins, else "2025-04-10 12:01 +0800"; "always" and "open" at the ends of time.
  std::string describe(Instant instant) const;
  const std::string& zone() const { return zone_; }

 private:
  Instant local(Day day, std::chrono::seconds time_of_day) const;
  std::chrono::seconds offset_at(Instant instant) const;

  std::string zone_ = "UTC";
  std::optional<std::chrono::minutes> fixed_ = std::chrono::minutes(0);
  std::chrono::seconds day_starts_{0};
};

}  // namespace cobden
