#pragma once
// Figures as colours: shades of blue above zero and of red below, equal steps of the figure in equal steps of
// shade. Figures that are all far from zero have the scale to themselves, and the few largest may share the
// darkest shade: the legend says from where to where.
#include <string>
#include <vector>

#include "cobden/report/svg.h"

namespace cobden::report {

/// Figures beyond the scale take its end colour.
struct ColourScale {
  double low = 0, high = 1;  ///< low <= 0 <= high, unless all figures are far above zero
  svg::Ticks ticks = {};
};

/// A scale for the figures that are numbers, at least one. `symmetric`: a loss and a gain of one size are
/// equally dark.
ColourScale colour_scale(const std::vector<double>& values, bool symmetric = false);
/// "#2f6f9f"; `value` is a number.
std::string colour_of(double value, const ColourScale& scale);
/// Whether text on that colour must be light.
bool is_dark(double value, const ColourScale& scale);

/// What stands beside the colours of a legend: the unit, and in words what an area without a figure means
/// (empty = there is none). Such areas are drawn as class "none".
struct ColourLegend {
  std::string unit, empty;
};
/// Height of the bar of colours; ticks and words end 26 px below it.
inline constexpr double kLegendHeight = 12;
/// The legend at the left margin, its top at `y`.
std::string draw_legend(const ColourLegend& legend, const std::vector<double>& values,
                        const ColourScale& scale, double y);

}  // namespace cobden::report
