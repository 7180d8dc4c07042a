#include "cobden/core/civil_time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include "cobden/core/text.h"

namespace cobden {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// The `count` digits that `text` starts with, taken off; nullopt if they are not there.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = 10 * value + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Day> take_day(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::optional<seconds> take_clock(std::string_view& text) {
  const auto h = take_digits(text, 2);
  if (!h || !take(text, ':')) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || *h > 23 || *m > 59) return std::nullopt;
  int s = 0;
  if (take(text, ':')) {
    const auto given = take_digits(text, 2);
    if (!given || *given > 59) return std::nullopt;
    s = *given;
  }
  return hours(*h) + minutes(*m) + seconds(s);
}

/// "+08:00", "-0500" or "Z".
std::optional<minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z')) return minutes(0);
  const bool west = !text.empty() && text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto h = take_digits(text, 2);
  if (!h) return std::nullopt;
  take(text, ':');
  const auto m = take_digits(text, 2);
  if (!m || *h > 23 || *m > 59) return std::nullopt;
  const minutes east = hours(*h) + minutes(*m);
  return west ? -east : east;
}

const date::time_zone* find_zone(const std::string& name, const SourcePlace& place) {
  try {
    return date::locate_zone(name);
  } catch (const std::runtime_error&) {
    throw UserError({.place = place,
                     .value = name,
                     .problem = "is not a time zone of this system",
                     .expected = "a name such as America/New_York or an offset such as +08:00",
                     .remedy = "install the package tzdata if no name is known"});
  }
}

date::sys_seconds for_library(Instant t) { return date::sys_seconds(t.time_since_epoch()); }

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
  text = trim(text);
  const auto day = take_day(text);
  return text.empty() ? day : std::nullopt;
}

std::string to_string(Day day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::optional<CivilTime> parse_civil_time(std::string_view text) {
  text = trim(text);
  const auto day = take_day(text);
  if (!day) return std::nullopt;
  CivilTime time{.day = *day, .time_of_day = {}, .offset = {}};
  if (text.empty()) return time;
  if (!take(text, 'T') && !take(text, ' ')) return std::nullopt;
  time.time_of_day = take_clock(text);
  if (!time.time_of_day) return std::nullopt;
  take(text, ' ');
  if (text.empty()) return time;
  time.offset = take_offset(text);
  return time.offset && text.empty() ? std::optional(time) : std::nullopt;
}

LocalClock::LocalClock(std::string_view text, const SourcePlace& place) {
  std::string_view rest = trim(text);
  const auto clock = take_clock(rest);
  if (!clock || !take(rest, ' '))
    throw UserError({.place = place,
                     .value = std::string(text),
                     .problem = "is not a time and a zone",
                     .expected = "\"00:01 America/New_York\"",
                     .remedy = ""});
  day_starts_ = *clock;
  zone_ = std::string(trim(rest));
  std::string_view zone = zone_;
  fixed_ = take_offset(zone);
  if (!fixed_ || !zone.empty()) {
    fixed_.reset();
    find_zone(zone_, place);
  }
}

seconds LocalClock::offset_at(Instant t) const {
  if (fixed_) return *fixed_;
  return find_zone(zone_, {})->get_info(for_library(t)).offset;
}

Instant LocalClock::local(Day day, seconds time_of_day) const {
  if (fixed_) return day + time_of_day - *fixed_;
  // A local time that a change of clocks skips or repeats takes the earlier instant.
  const date::local_seconds local(day.time_since_epoch() + time_of_day);
  return Instant(find_zone(zone_, {})->to_sys(local, date::choose::earliest).time_since_epoch());
}

Instant LocalClock::start_of(Day day) const { return local(day, day_starts_); }

Instant LocalClock::end_of(Day day) const {
  return local(day + std::chrono::days(1), seconds(0)) - seconds(1);
}

Instant LocalClock::instant(const CivilTime& time) const {
  if (!time.time_of_day) return start_of(time.day);
  return time.offset ? time.day + *time.time_of_day - *time.offset : local(time.day, *time.time_of_day);
}

Day LocalClock::day_of(Instant t) const { return std::chrono::floor<std::chrono::days>(t + offset_at(t)); }

std::string LocalClock::describe(Instant t) const {
  if (t == kBeginningOfTime) return "always";
  if (t == kEndOfTime) return "open";
  const Day day = day_of(t);
  if (start_of(day) == t) return to_string(day);
  const seconds offset = offset_at(t);
  const auto clock = std::chrono::floor<minutes>(t + offset - day);
  const auto east = std::chrono::floor<minutes>(offset).count();
  return fmt::format("{} {:02}:{:02} {}{:02}{:02}", to_string(day), clock.count() / 60, clock.count() % 60,
                     east < 0 ? '-' : '+', std::abs(east) / 60, std::abs(east) % 60);
}

}  // namespace cobden
