#pragma once
// What each assumption does to one outcome, as SVG: a bar from the outcome at the low end of the assumption's
// range to that at its high end, around the outcome at the centre, widest first (Howard 1988, Manage. Sci.
// 34(6)). A line marks where a conclusion turns; the ends carry the assumption's own values.
#include <optional>
#include <string>
#include <vector>

namespace cobden::report {

struct TornadoRow {
  std::string label;
  double low = 0, high = 0;                   ///< of the assumption
  double at_low = 0, at_high = 0;             ///< of the outcome; NaN where it has none
  std::string low_text = {}, high_text = {};  ///< stand in place of `low` and `high` where given
};

struct TornadoChart {
  std::string title, subtitle;
  std::string axis;                 ///< what the outcome is, with its unit
  std::string footer;               ///< source and settings
  double centre = 0;                ///< the outcome with every assumption at its centre
  std::optional<double> turn = {};  ///< of the outcome, where the conclusion turns
  std::string turn_label = {};
  std::vector<TornadoRow> rows = {};
};

/// The chart as a complete SVG document, 860 units wide, of a height that follows the number of rows.
/// Throws std::logic_error without rows: the caller has built it wrongly.
std::string to_svg(const TornadoChart& chart);

}  // namespace cobden::report
