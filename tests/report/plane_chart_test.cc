// Charts of two payoffs: everything within the plot, names beside their marks and off each other.
#include "cobden/report/plane_chart.h"

#include <gmock/gmock.h>

#include <cmath>
#include <regex>

#include "cobden/report/bar_chart.h"
#include "cobden/report/svg.h"

namespace cobden::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

PlaneChart frontier() {
  PlaneChart chart{.title = "A & B",
                   .subtitle = "gains",
                   .x_axis = "gain of A",
                   .y_axis = "gain of B",
                   .footer = "nobody"};
  PlaneCurve curve{.label = "", .points = {}, .dots = true};
  for (int i = 0; i <= 20; ++i) curve.points.push_back({0.05 * i, std::sqrt(1 - 0.0025 * i * i)});
  chart.curves.push_back(curve);
  chart.marks = {{{0, 0}, "no deal", true}, {{0.6, 0.8}, "Nash"}, {{0.7071, 0.7071}, "egalitarian"}};
  return chart;
}

struct Label {
  double left, right, top, bottom;
};

/// Boxes of the names, from their anchors and estimated widths.
std::vector<Label> labels(const std::string& svg) {
  std::vector<Label> list;
  const std::regex text(
      "<text x=\"([0-9.-]+)\" y=\"([0-9.-]+)\" text-anchor=\"(\\w+)\" class=\"name\">([^<]+)<");
  for (std::sregex_iterator it(svg.begin(), svg.end(), text), end; it != end; ++it) {
    const double x = std::stod((*it)[1]), y = std::stod((*it)[2]);
    const double width = svg::text_width((*it)[4].str(), {"name", 13, "", true});
    const double left = (*it)[3] == "start" ? x : (*it)[3] == "end" ? x - width : x - width / 2;
    list.push_back({left, left + width, y - 11, y + 2});
  }
  return list;
}

TEST(PlaneChart, NamesStandOnThePageAndOffEachOther) {
  const auto boxes = labels(to_svg(frontier()));
  ASSERT_EQ(boxes.size(), 3u);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    EXPECT_GE(boxes[i].left, 20);
    EXPECT_LE(boxes[i].right, 860);
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_FALSE(boxes[i].left < boxes[j].right && boxes[j].left < boxes[i].right &&
                   boxes[i].top < boxes[j].bottom && boxes[j].top < boxes[i].bottom)
          << i << " and " << j;
  }
}

TEST(PlaneChart, MarksThatFallTogetherShareOneName) {
  auto chart = frontier();
  chart.marks.push_back({{0.6, 0.8}, "Kalai-Smorodinsky"});
  EXPECT_THAT(to_svg(chart), HasSubstr(">Nash, Kalai-Smorodinsky<"));
}

TEST(PlaneChart, AnEndThatIsZeroButForRoundingIsZero) {
  auto chart = frontier();
  chart.curves[0].points.back().y = -1e-13;
  EXPECT_THAT(to_svg(chart), Not(HasSubstr(">-0.2<")));
}

TEST(PlaneChart, SignsAndArrowsWhereAskedFor) {
  auto chart = frontier();
  EXPECT_THAT(to_svg(chart), HasSubstr(">+0.2<"));
  chart.signs = false;
  EXPECT_THAT(to_svg(chart), HasSubstr(">0.2<"));
  const auto paths = [](const std::string& svg) { return std::count(svg.begin(), svg.end(), 'Z'); };
  const auto before = paths(to_svg(chart));
  chart.curves[0].arrows = true;
  EXPECT_GT(paths(to_svg(chart)), before);
}

TEST(PlaneChart, BuiltWronglyIsALogicError) {
  PlaneChart empty{.title = "x", .subtitle = "", .x_axis = "", .y_axis = "", .footer = ""};
  EXPECT_THROW(to_svg(empty), std::logic_error);
  auto chart = frontier();
  chart.marks[0].at.x = std::nan("");
  EXPECT_THROW(to_svg(chart), std::logic_error);
}

TEST(BarChart, PairsShareALabelAndAreNamedOnTop) {
  BarChart chart{.title = "Carve-outs", .subtitle = "each alone", .axis = "basis points", .footer = "nobody"};
  chart.first_name = "Here", chart.second_name = "There";
  Bar bar{.label = "Electronics", .value = 11.25};
  bar.second = -3.5;
  chart.bars = {bar, {.label = "Unknown", .value = std::nan("")}};
  const std::string svg = to_svg(chart);
  EXPECT_THAT(svg, HasSubstr(">Here<"));
  EXPECT_THAT(svg, HasSubstr(">There<"));
  EXPECT_THAT(svg, HasSubstr("class=\"first\""));
  EXPECT_THAT(svg, HasSubstr("class=\"second\""));
  EXPECT_THAT(svg, HasSubstr(">-3.5<"));
  EXPECT_THAT(svg, HasSubstr(">n/a<"));
}

}  // namespace
}  // namespace cobden::report
