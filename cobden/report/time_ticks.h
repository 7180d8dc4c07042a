#pragma once
// Marks of a time axis. Months and years are what readers of policy dates count in, so marks stand at the
// starts of months (or of every second, third, ... month, or of years) and never at round numbers of days.
#include <string>
#include <vector>

namespace cobden::report {

struct TimeTick {
  int day;            ///< days since 1970-01-01
  std::string label;  ///< "Apr", "2025", "5 Apr"; empty = a mark without text
  std::string year;   ///< second line, at the first mark and at each new year; empty elsewhere
};

/// Marks from day `from` to day `to` on an axis `width` px long, as many as can be written without overlap:
/// month starts, or single days when the range is below two months.
std::vector<TimeTick> time_ticks(int from, int to, double width);
/// "2025-04-09"
std::string iso_day(int day);

}  // namespace cobden::report
