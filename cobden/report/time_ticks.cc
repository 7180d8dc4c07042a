#include "cobden/report/time_ticks.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace cobden::report {
namespace {

using std::chrono::year_month_day;

constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr double kDaysPerMonth = 365.2425 / 12;
constexpr double kLabelRoom = 38, kMarkRoom = 5;  // px between labels ("2025" is the widest), between marks

year_month_day date_of(int day) { return std::chrono::sys_days(std::chrono::days(day)); }

int year_of(year_month_day date) { return static_cast<int>(date.year()); }

int month_of(year_month_day date) { return static_cast<int>(static_cast<unsigned>(date.month())) - 1; }

/// First day of a month counted from January of year 0.
int month_start(int month) {
  const std::chrono::year year(month / 12);
  const std::chrono::month of_year(static_cast<unsigned>(month % 12 + 1));
  return static_cast<int>(std::chrono::sys_days(year / of_year / 1).time_since_epoch().count());
}

/// The least number of months, of those that divide years or decades, that leaves `room` px.
int stride_in_months(double pixels_per_month, double room) {
  for (const int months : {1, 2, 3, 6, 12, 24, 60, 120, 240, 600})
    if (months * pixels_per_month >= room) return months;
  return 1200;
}

std::vector<TimeTick> month_ticks(int from, int to, double width) {
  const double pixels_per_month = width / (to - from) * kDaysPerMonth;
  const int labelled = stride_in_months(pixels_per_month, kLabelRoom);
  const int marked = stride_in_months(pixels_per_month, kMarkRoom);
  std::vector<TimeTick> ticks;
  bool first = true;
  for (int month = year_of(date_of(from)) * 12 + month_of(date_of(from)); month_start(month) <= to; ++month) {
    if (month_start(month) < from || month % marked != 0) continue;
    TimeTick tick{month_start(month), "", ""};
    if (month % labelled == 0) {
      const std::string year = fmt::format("{}", month / 12);
      tick.label = labelled >= 12 ? year : kMonths[static_cast<std::size_t>(month % 12)];
      if (labelled < 12 && (first || month % 12 == 0)) tick.year = year;
      first = false;
    }
    ticks.push_back(tick);
  }
  return ticks;
}

std::vector<TimeTick> day_ticks(int from, int to, double width) {
  int stride = 14;
  for (const int days : {7, 2, 1})
    if (days * width / (to - from) >= kLabelRoom + 8) stride = days;
  std::vector<TimeTick> ticks;
  int last_year = 0;
  for (int day = from; day <= to; day += stride) {
    const auto date = date_of(day);
    const bool new_year = ticks.empty() || year_of(date) != last_year;
    last_year = year_of(date);
    ticks.push_back({day,
                     fmt::format("{} {}", static_cast<unsigned>(date.day()),
                                 kMonths[static_cast<std::size_t>(month_of(date))]),
                     new_year ? fmt::format("{}", last_year) : ""});
  }
  return ticks;
}

}  // namespace

std::vector<TimeTick> time_ticks(int from, int to, double width) {
  return to - from < 2 * kDaysPerMonth ? day_ticks(from, to, width) : month_ticks(from, to, width);
}

std::string iso_day(int day) {
  const auto date = date_of(day);
  return fmt::format("{:04}-{:02}-{:02}", year_of(date), month_of(date) + 1,
                     static_cast<unsigned>(date.day()));
}

}  // namespace cobden::report
