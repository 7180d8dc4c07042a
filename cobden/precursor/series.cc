#include "cobden/precursor/series.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/core/text.h"
#include "cobden/precursor/csv_rows.h"

namespace cobden::precursor {
namespace {

std::optional<int> parse_month(const std::string& text) {
  if (text.size() != 7 || text[4] != '-') return {};
  const auto year = parse_number(text.substr(0, 4)), month = parse_number(text.substr(5));
  if (!year || !month || *month < 1 || *month > 12 || *month != std::floor(*month)) return {};
  return month_number(static_cast<int>(*year), static_cast<int>(*month));
}

struct Sums {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
};

}  // namespace

int month_number(int year, int month) { return 12 * year + month - 1; }

std::string month_text(int number) { return fmt::format("{:04}-{:02}", number / 12, number % 12 + 1); }

std::optional<double> MonthSeries::at(int month) const {
  if (month < first || month > last()) return {};
  const double value = values[static_cast<std::size_t>(month - first)];
  if (std::isnan(value)) return {};
  return value;
}

double MonthSeries::sum(int from, int to) const {
  double total = 0;
  for (int month = from; month <= to; ++month) {
    const auto value = at(month);
    if (!value) fail_at({.file = file, .line = {}, .column = "month"}, month_text(month), "is missing");
    total += *value;
  }
  return total;
}

double MonthSeries::mean(int from, int to) const { return sum(from, to) / (to - from + 1); }

MonthSeries read_month_series(const std::filesystem::path& path, const std::string& column) {
  const CsvRows table(path);
  MonthSeries series{.first = 0, .values = {}, .file = path.string()};
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string& text = table.text(row, "month");
    const auto month = parse_month(text);
    if (!month) fail_at(table.place(row, "month"), text, "is not a month", "YYYY-MM, 2025-04");
    if (series.values.empty()) series.first = *month;
    if (*month <= series.last())
      fail_at(table.place(row, "month"), text, "does not come after the month above");
    while (series.last() < *month) series.values.push_back(std::numeric_limits<double>::quiet_NaN());
    const auto value = table.number_if(row, column);
    if (value && *value < 0) fail_at(table.place(row, column), table.text(row, column), "is negative");
    if (value) series.values.back() = *value;
  }
  if (series.values.empty())
    fail_at({.file = series.file, .line = {}, .column = "month"}, "", "has no rows", "a row for each month");
  return series;
}

LogRegression log_regression(const MonthSeries& x, const MonthSeries& y, int lag, int from, int to) {
  Sums s;
  for (int month = from; month <= to; ++month) {
    const auto a = x.at(month), b = y.at(month + lag);
    if (!a || !b || *a <= 0 || *b <= 0) continue;
    const double u = std::log(*a), v = std::log(*b);
    s.n += 1, s.x += u, s.y += v, s.xx += u * u, s.xy += u * v, s.yy += v * v;
  }
  const double xx = s.xx - s.x * s.x / s.n, xy = s.xy - s.x * s.y / s.n, yy = s.yy - s.y * s.y / s.n;
  if (s.n < 3 || !(xx > 1e-12 * s.xx))
    throw UserError(fmt::format("{} months of {} and {} cannot be compared", s.n, x.file, y.file),
                    "at least three months that differ are needed");
  LogRegression out{.slope = xy / xx, .months = static_cast<int>(s.n)};
  const double left = std::max(0.0, yy - out.slope * xy);  // sum of squared residuals
  out.r_squared = yy > 0 ? 1 - left / yy : 1;
  out.standard_error = std::sqrt(left / (s.n - 2) / xx);
  return out;
}

}  // namespace cobden::precursor
