#pragma once
// One figure per economy as a shade on a map of the world, for a reader who looks for countries by where they
// are. Blue above zero and red below, equally dark for a gain and a loss of one size; countries without a
// figure are hatched, and economies too small to see are dots. An aggregate colours its members. The
// projection keeps areas (Equal Earth, Savric, Patterson and Jenny 2019): a large country is no larger than
// it is.
#include <string>
#include <vector>

#include "cobden/report/map_outlines.h"

namespace cobden::report {

struct MapFigure {
  std::string code;  ///< of the economy: ISO 3166-1 alpha-3, or an aggregate that the map's members know
  std::string label;
  double value = 0;  ///< NaN = none
};

struct WorldMap {
  std::string title, subtitle;
  std::string unit;    ///< of the figures, beside the legend
  std::string footer;  ///< source and settings; a disclaimer on boundaries is added
  std::vector<MapFigure> figures = {};
};

/// The figure that colours each area of the map: a position in `figures`, or -1.
std::vector<int> figures_of_areas(const std::vector<MapFigure>& figures, const MapData& map);
/// Whether the map has a place for at least half of the figures that are numbers, and for one at all.
bool fits_map(const std::vector<MapFigure>& figures, const MapData& map);

/// The chart as a complete SVG document, 860 units wide. Throws std::logic_error for an infinite figure or if
/// no area has one: the caller has built it wrongly.
std::string to_svg(const WorldMap& chart, const MapData& map);

}  // namespace cobden::report
