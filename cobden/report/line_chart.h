#pragma once
// Values over time as SVG: step lines for what holds until it is changed, such as a tariff rate, plain lines
// for what moves between its points. Series are named at their right ends instead of in a legend (Tufte
// 2001), and policy dates stand as dashed lines. Gaps in the data stay gaps.
#include <string>
#include <vector>

#include "cobden/report/event_marks.h"

namespace cobden::report {

struct Point {
  int day = 0;       ///< days since 1970-01-01, as in std::chrono::sys_days
  double value = 0;  ///< in the unit of the axis; NaN = not known from this day on
};

struct Series {
  std::string label;
  std::vector<Point> points;  ///< days strictly increasing, at least one
  bool step = true;           ///< a value holds until the next point, and the last to the end of the chart
  bool dashed = false;
};

/// The range of a series, shaded in its colour behind the lines: a band of quantiles, say.
struct RibbonPoint {
  int day = 0;
  double low = 0, high = 0;  ///< low <= high, in the unit of the axis
};
struct Ribbon {
  std::size_t series = 0;           ///< position of the series whose colour it takes
  std::vector<RibbonPoint> points;  ///< days strictly increasing; those outside the range are not drawn
};

struct LineChart {
  std::string title, subtitle;
  std::string axis;                  ///< what the height means, with its unit
  std::string footer;                ///< source and settings
  std::vector<Series> series;        ///< at least one
  std::vector<Event> events = {};    ///< in any order; those outside the range are not drawn
  std::vector<Ribbon> ribbons = {};  ///< drawn in this order, behind all lines
  int from = 0, to = 0;              ///< first and last day shown, from < to
};

/// The chart as a complete SVG document, 860 units wide, of a height that follows the number of labels.
/// Points outside the range only shape the lines within it. Throws std::logic_error for a chart without
/// series, a series without points, days out of order, an infinite value or a ribbon of no series: the caller
/// has built it wrongly.
std::string to_svg(const LineChart& chart);

}  // namespace cobden::report
