#pragma once
// Public monthly series: deaths, seizures, purity. Missing months stay missing.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cobden::precursor {

/// Months since year 0: 12 year + month - 1.
int month_number(int year, int month);
/// "2025-04".
std::string month_text(int number);

struct MonthSeries {
  int first = 0;               ///< month_number of the first value
  std::vector<double> values;  ///< NaN where the source has none
  std::string file;            ///< for errors and notes
  int last() const { return first + static_cast<int>(values.size()) - 1; }
  /// Nothing outside the series and where it is missing.
  std::optional<double> at(int month) const;
  /// Over `from`..`to`, both included. UserError if a month is missing.
  double sum(int from, int to) const;
  double mean(int from, int to) const;
};

/// A column of a file with a column "month" (YYYY-MM). UserError: months out of order or twice, a month that
/// is none, a value that is no number or negative.
MonthSeries read_month_series(const std::filesystem::path& path, const std::string& column);

/// Ordinary least squares of ln y on ln x over the months both have, y taken `lag` months after x.
struct LogRegression {
  double slope = 0, standard_error = 0, r_squared = 0;
  int months = 0;
};
/// `from`..`to` are months of x. UserError for fewer than three months, or an x that does not vary.
LogRegression log_regression(const MonthSeries& x, const MonthSeries& y, int lag, int from, int to);

}  // namespace cobden::precursor
