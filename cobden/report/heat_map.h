#pragma once
// A table of figures as colours, for patterns over many rows and columns that no reader would find in a table
// of numbers; where cells are large enough the figure stands in them too. The longer axis runs down the page.
// Shades of blue above zero and of red below, equal steps of the figure in equal steps of shade; figures that
// are all far from zero have the scale to themselves, and the few largest cells may share the darkest shade:
// the legend says from where to where.
#include <string>
#include <vector>

namespace cobden::report {

struct HeatMap {
  std::string title, subtitle;
  std::string unit;   ///< of the figures, under the legend
  std::string empty;  ///< what an empty cell means, in words; needed where there is one
  std::string footer;
  std::vector<std::string> rows, columns;  ///< labels
  std::vector<double> value;               ///< [row][column]; NaN = empty
};

/// The chart as a complete SVG document, 860 units wide. Throws std::logic_error if the figures do not fit
/// the labels or none is a number.
std::string to_svg(const HeatMap& map);

}  // namespace cobden::report
