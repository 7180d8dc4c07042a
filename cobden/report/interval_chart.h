#pragma once
// Distributions side by side as SVG: for each row a light band from the 5th to the 95th percentile, a dark
// one over the middle half, and a line at the median (a fan laid flat; Britton, Fisher and Whitley 1998, Bank
// of England Quarterly Bulletin, on fans). A hollow point marks the answer at the central numbers. Choose it
// over bars with whiskers where the shape between the ends matters.
#include <string>
#include <vector>

namespace cobden::report {

struct IntervalRow {
  std::string label;
  double p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0;  ///< rising; NaN in all = no figures
  double centre = 0;                                   ///< NaN = none
};

struct IntervalChart {
  std::string title, subtitle;
  std::string axis;    ///< what the length means, with its unit
  std::string footer;  ///< source and settings
  std::vector<IntervalRow> rows = {};
};

/// The chart as a complete SVG document, 860 units wide, of a height that follows the number of rows.
/// Throws std::logic_error without rows: the caller has built it wrongly.
std::string to_svg(const IntervalChart& chart);

}  // namespace cobden::report
