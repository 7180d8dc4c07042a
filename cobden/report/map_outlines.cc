#include "cobden/report/map_outlines.h"

#include <set>

#include "cobden/core/file.h"
#include "cobden/data/csv.h"

namespace cobden::report {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const data::CsvTable& table, std::size_t row, std::size_t column,
                         const std::string& problem, const std::string& expected) {
  throw UserError({.place = table.place(row, column),
                   .value = std::string(table.text(row, column)).substr(0, 40),
                   .problem = problem,
                   .expected = expected,
                   .remedy = ""});
}

double coordinate(const data::CsvTable& table, std::size_t row, std::size_t column, double most) {
  const double value = table.number(row, column);
  if (value < 0 || value > most)
    refuse(table, row, column, "lies off the map", "0 to " + std::to_string(most));
  return value;
}

/// The outline goes into a document as it is: it may hold nothing but moves.
std::string outline(const data::CsvTable& table, std::size_t row, std::size_t column) {
  const std::string_view text = table.text(row, column);
  if (text.find_first_not_of("0123456789- Mlz") != std::string_view::npos ||
      (!text.empty() && text[0] != 'M'))
    refuse(table, row, column, "is not an outline", "a path of M, l, z and whole numbers");
  return std::string(text);
}

std::vector<MapArea> read_areas(const fs::path& path) {
  const auto table = data::CsvTable::read(path);
  const std::size_t code = table.column("code"), x = table.column("x"), y = table.column("y"),
                    small = table.column("small"), line = table.column("outline");
  std::vector<MapArea> areas;
  std::set<std::string> seen;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    areas.push_back({.code = std::string(table.text(r, code)),
                     .x = coordinate(table, r, x, kMapGridWidth),
                     .y = coordinate(table, r, y, kMapGridHeight),
                     .small = table.number(r, small) != 0,
                     .outline = outline(table, r, line)});
    if (!seen.insert(areas.back().code).second) refuse(table, r, code, "stands twice", "a code once");
  }
  return areas;
}

fs::path found(const fs::path& name) {
  if (const auto path = find_on_search_path(name)) return *path;
  throw UserError("the file of the world map, " + name.string() + ", is not on the data search path",
                  "set COBDEN_DATA to the data folder");
}

}  // namespace

MapData read_map(const fs::path& outlines, const fs::path& members) {
  MapData map{.areas = read_areas(outlines), .members = {}};
  const auto table = data::CsvTable::read(members);
  const std::size_t code = table.column("code"), member = table.column("member");
  for (std::size_t r = 0; r < table.rows(); ++r)
    map.members.push_back({std::string(table.text(r, code)), std::string(table.text(r, member))});
  return map;
}

MapData find_map() { return read_map(found("map/world-110m.csv"), found("map/members.csv")); }

}  // namespace cobden::report
