// Distributions side by side: bands where the numbers say, rows without figures said so.
#include "cobden/report/interval_chart.h"

#include <gmock/gmock.h>

#include <cmath>
#include <regex>
#include <stdexcept>

namespace cobden::report {
namespace {

using ::testing::HasSubstr;

IntervalChart example() {
  return {.title = "A & B",
          .subtitle = "s",
          .axis = "percent",
          .footer = "f",
          .rows = {{"first", -4, -2, -1, 0, 2, -1.5}, {"second", 1, 2, 3, 4, 8, std::nan("")}}};
}

/// x and width of the rectangles of a class, in order.
std::vector<std::pair<double, double>> bands(const std::string& svg, const std::string& css) {
  const std::regex shape(
      "<rect x=\"([-0-9.]+)\" y=\"[-0-9.]+\" width=\"([-0-9.]+)\" height=\"[-0-9.]+\" class=\"" + css);
  std::vector<std::pair<double, double>> list;
  for (auto it = std::sregex_iterator(svg.begin(), svg.end(), shape); it != std::sregex_iterator(); ++it)
    list.emplace_back(std::stod((*it)[1]), std::stod((*it)[2]));
  return list;
}

TEST(IntervalChart, BandsAreToOneScale) {
  const auto svg = to_svg(example());
  const auto outer = bands(svg, "outer"), inner = bands(svg, "inner");
  ASSERT_EQ(outer.size(), 2U);
  ASSERT_EQ(inner.size(), 2U);
  const double unit = outer[0].second / 6;  // from -4 to 2
  EXPECT_NEAR(outer[1].second, 7 * unit, 0.3);
  EXPECT_NEAR(inner[0].second, 2 * unit, 0.3);
  EXPECT_NEAR(outer[1].first - outer[0].first, 5 * unit, 0.3);
  EXPECT_NEAR(inner[0].first - outer[0].first, 2 * unit, 0.3);
}

TEST(IntervalChart, ACentreIsDrawnWhereThereIsOne) {
  const auto svg = to_svg(example());
  EXPECT_THAT(svg, HasSubstr("A &amp; B"));
  const auto first = svg.find("<circle");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(svg.find("<circle", first + 1), std::string::npos);
  EXPECT_THAT(svg, HasSubstr("-1.0 (-4.0 to +2.0)"));
}

TEST(IntervalChart, ARowWithoutFiguresSaysSo) {
  auto chart = example();
  const double nan = std::nan("");
  chart.rows[1] = {"second", nan, nan, nan, nan, nan, nan};
  EXPECT_THAT(to_svg(chart), HasSubstr("no draw has it"));
  chart.rows.clear();
  EXPECT_THROW(to_svg(chart), std::logic_error);
}

}  // namespace
}  // namespace cobden::report
