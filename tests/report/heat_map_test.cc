// Heat maps: every cell drawn, empty ones marked, colours in the order of the figures, readable at the sizes
// that tariffs come in.
#include "cobden/report/heat_map.h"

#include <gmock/gmock.h>

#include <cmath>
#include <regex>
#include <set>

namespace cobden::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

HeatMap map_of(std::size_t rows, std::size_t columns) {
  HeatMap map{.title = "Tariffs & more",
              .subtitle = "made up",
              .unit = "percent",
              .empty = "no trade",
              .footer = "nobody",
              .rows = {},
              .columns = {},
              .value = {}};
  for (std::size_t r = 0; r < rows; ++r) map.rows.push_back("Row " + std::to_string(r));
  for (std::size_t c = 0; c < columns; ++c) map.columns.push_back("C" + std::to_string(c));
  for (std::size_t i = 0; i < rows * columns; ++i) map.value.push_back(static_cast<double>(i % 37));
  return map;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

/// Right and lower ends of all rectangles of cells.
std::pair<double, double> extent(const std::string& svg) {
  const std::regex cell("<rect x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\" height=\"([0-9.]+)\"");
  double right = 0, bottom = 0;
  for (std::sregex_iterator it(svg.begin(), svg.end(), cell), end; it != end; ++it) {
    right = std::max(right, std::stod((*it)[1]) + std::stod((*it)[3]));
    bottom = std::max(bottom, std::stod((*it)[2]) + std::stod((*it)[4]));
  }
  return {right, bottom};
}

double page_height(const std::string& svg) {
  std::smatch match;
  EXPECT_TRUE(std::regex_search(svg, match, std::regex("viewBox=\"0 0 860 ([0-9]+)\"")));
  return std::stod(match[1]);
}

TEST(HeatMap, FitsThePageAtEverySize) {
  for (const auto& [rows, columns] :
       {std::pair<std::size_t, std::size_t>{80, 28}, {2, 28}, {1, 1}, {81, 81}, {12, 11}}) {
    const std::string svg = to_svg(map_of(rows, columns));
    const auto [right, bottom] = extent(svg);
    EXPECT_LE(right, 845) << rows << " x " << columns;
    EXPECT_LT(bottom, page_height(svg)) << rows << " x " << columns;
    EXPECT_THAT(svg, HasSubstr("Tariffs &amp; more"));
    for (std::size_t r = 0; r < rows; ++r) ASSERT_THAT(svg, HasSubstr(">Row " + std::to_string(r) + "<"));
    for (std::size_t c = 0; c < columns; ++c) ASSERT_THAT(svg, HasSubstr(">C" + std::to_string(c) + "<"));
  }
}

TEST(HeatMap, TheLongerAxisRunsDown) {
  const std::string wide = to_svg(map_of(2, 28));
  EXPECT_GT(page_height(wide), 28 * 20) << "28 columns became rows";
}

TEST(HeatMap, EmptyCellsAreMarkedAndExplained) {
  HeatMap map = map_of(3, 3);
  EXPECT_THAT(to_svg(map), Not(HasSubstr("no trade")));
  map.value[4] = std::nan("");
  const std::string svg = to_svg(map);
  EXPECT_THAT(svg, HasSubstr(">no trade<"));
  EXPECT_EQ(count(svg, "class=\"none\""), 2u) << "the cell and the legend";
}

TEST(HeatMap, DarkerMeansMoreAndRedMeansBelowZero) {
  HeatMap map = map_of(1, 4);
  map.value = {-10, 0, 10, 20};
  const std::string svg = to_svg(map);
  EXPECT_THAT(svg, HasSubstr("fill=\"#103252\"")) << "the largest takes the darkest blue";
  EXPECT_THAT(svg, HasSubstr("fill=\"#6e1e14\"")) << "the smallest the darkest red";
  EXPECT_THAT(svg, HasSubstr("fill=\"#f0f4f8\"")) << "zero is pale";
}

TEST(HeatMap, OneFarOutlierDoesNotBleachTheRest) {
  HeatMap map = map_of(40, 10);
  map.value[17] = 900;
  const std::string svg = to_svg(map);
  EXPECT_THAT(svg, HasSubstr(">40+<")) << "the scale ends with most of the cells";
  EXPECT_THAT(svg, HasSubstr("the largest is 900"));
}

TEST(HeatMap, FiguresFarFromZeroHaveTheScaleToThemselves) {
  HeatMap map = map_of(4, 4);
  for (std::size_t i = 0; i < map.value.size(); ++i) map.value[i] = 14 + 0.4 * static_cast<double>(i);
  const std::string svg = to_svg(map);
  EXPECT_THAT(svg, HasSubstr(">14<"));
  EXPECT_THAT(svg, Not(HasSubstr(">0<")));
}

TEST(HeatMap, BuiltWronglyIsALogicError) {
  HeatMap map = map_of(2, 2);
  map.value.pop_back();
  EXPECT_THROW(to_svg(map), std::logic_error);
  map.value.assign(4, std::nan(""));
  EXPECT_THROW(to_svg(map), std::logic_error);
  map.value.assign(4, INFINITY);
  EXPECT_THROW(to_svg(map), std::logic_error);
}

}  // namespace
}  // namespace cobden::report
