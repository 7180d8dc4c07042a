#pragma once
// The outlines of countries that a world map is drawn from, and which countries an aggregate such as EU27
// stands for. Both are committed files (data/map/README.md) found on the data search path.
#include <filesystem>
#include <string>
#include <vector>

namespace cobden::report {

/// Size of the grid that the outlines are drawn on.
inline constexpr double kMapGridWidth = 4100, kMapGridHeight = 1801;

struct MapArea {
  std::string code;     ///< ISO 3166-1 alpha-3
  double x = 0, y = 0;  ///< its middle [units of the grid]
  bool small = false;   ///< too small to see: a dot stands for it
  std::string outline;  ///< SVG path of relative moves in units of the grid; empty = only a dot
};

/// An economy of a benchmark that is not a country of the map by its code, and a country it stands for.
struct MapMember {
  std::string code;    ///< "EU27"
  std::string member;  ///< ISO 3166-1 alpha-3; "*" = every country that no other economy stands for
};

struct MapData {
  std::vector<MapArea> areas;
  std::vector<MapMember> members;
};

/// Reads both files. UserError: a coordinate off the grid, an outline with anything but a path, a code twice.
MapData read_map(const std::filesystem::path& outlines, const std::filesystem::path& members);
/// The files of the data search path. UserError where they are not.
MapData find_map();

}  // namespace cobden::report
