#pragma once
// Points and curves in a plane of two payoffs or two rates, such as an efficient frontier with its threat
// point and solutions, as SVG. Marks are named beside them instead of in a legend; a name looks for the side
// where it covers least. Marks that fall together share one name.
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cobden::report {

struct PlanePoint {
  double x = 0, y = 0;
};

struct PlaneCurve {
  std::string label;  ///< at its last point; empty = none
  std::vector<PlanePoint> points;
  bool dots = false;  ///< a dot at every point
  bool dashed = false;
  bool arrows = false;  ///< an arrow head at the end of every segment
};

struct PlaneMark {
  PlanePoint at;
  std::string label;
  bool square = false;  ///< a square where one starts or falls back to, else a disc
};

struct PlaneChart {
  std::string title, subtitle;
  std::string x_axis, y_axis;  ///< what the axes mean, with their units
  std::string footer;
  std::vector<PlaneCurve> curves = {};
  std::vector<PlaneMark> marks = {};
  bool signs = true;  ///< axes count gains, +0.2, rather than levels, 0.2
  /// Ends that an axis has by nature, such as 0 and 1 of a probability; without them round ends around the
  /// data.
  std::optional<std::pair<double, double>> x_ends = {}, y_ends = {};
};

/// The chart as a complete SVG document, 860 units wide. Throws std::logic_error for coordinates that are not
/// finite, or a chart without points: the caller has built it wrongly.
std::string to_svg(const PlaneChart& chart);

}  // namespace cobden::report
