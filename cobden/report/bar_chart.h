#pragma once
// A horizontal bar chart as SVG, drawn without a library: signed bars from a zero line, a whisker for the
// range of each bar, direct labels instead of a legend where possible (Tufte 2001; Cleveland and McGill 1984
// on position over length). Bars may come in pairs, for two sides of one thing.
#include <optional>
#include <string>
#include <vector>

namespace cobden::report {

struct Bar {
  std::string label;
  double value = 0;
  std::optional<double> low = {}, high = {};  ///< whisker
  std::optional<double> second = {};          ///< of the other side, drawn below the first
};

struct BarChart {
  std::string title, subtitle;
  std::string axis;    ///< what the length means, with its unit
  std::string footer;  ///< source and settings
  std::vector<Bar> bars = {};
  std::string first_name = {}, second_name = {};  ///< of the two sides, where bars come in pairs
};

/// The chart as a complete SVG document, 860 units wide, of a height that follows the number of bars.
std::string to_svg(const BarChart& chart);

}  // namespace cobden::report
