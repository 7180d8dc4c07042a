#pragma once
// A horizontal bar chart as SVG, drawn without a library: signed bars from a zero line, a whisker for the
// range of each bar, direct labels instead of a legend where possible (Tufte 2001; Cleveland and McGill 1984
// on position over length).
#include <optional>
#include <string>
#include <vector>

namespace cobden::report {

struct Bar {
  std::string label;
  double value = 0;
  std::optional<double> low = {}, high = {};  ///< whisker
};

struct BarChart {
  std::string title, subtitle;
  std::string axis;    ///< what the length means, with its unit
  std::string footer;  ///< source and settings
  std::vector<Bar> bars = {};
};

/// The chart as a complete SVG document, 860 units wide, of a height that follows the number of bars.
std::string to_svg(const BarChart& chart);

}  // namespace cobden::report
