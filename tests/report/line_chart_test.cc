// The time chart: what is drawn, and that no two pieces of text and no policy line run into each other. The
// boxes are computed from the finished SVG, with the sizes of its own style sheet.
#include "cobden/report/line_chart.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <random>
#include <regex>

#include "cobden/report/svg.h"
#include "cobden/report/time_ticks.h"

namespace cobden::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

int day(int year, unsigned month, unsigned of_month) {
  using std::chrono::sys_days;
  const auto date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(of_month);
  return static_cast<int>(sys_days(date).time_since_epoch().count());
}

/// The two series of the chart this was made for, in percent; rounded.
LineChart us_and_china() {
  return {.title = "Tariffs between the United States and China",
          .subtitle = "Average rate by day",
          .axis = "percent of the value of imports",
          .footer = "Weights: imports of 2024.",
          .series = {{"US duties on China",
                      {{day(2025, 1, 1), 12},
                       {day(2025, 2, 4), 21.6},
                       {day(2025, 4, 9), 89},
                       {day(2025, 4, 10), 117},
                       {day(2025, 5, 14), 41},
                       {day(2026, 2, 24), 22.7}}},
                     {"China's duties on the US",
                      {{day(2025, 1, 1), 0},
                       {day(2025, 4, 12), 131},
                       {day(2025, 5, 14), 16},
                       {day(2025, 11, 10), 12}}}},
          .events = {{day(2025, 2, 4), "Fentanyl 10%"},
                     {day(2025, 4, 9), "Reciprocal 84%"},
                     {day(2025, 4, 10), "125%"},
                     {day(2025, 5, 14), "Geneva truce"},
                     {day(2026, 2, 24), "IEEPA duties end"}},
          .from = day(2025, 1, 1),
          .to = day(2026, 4, 30)};
}

LineChart one_series(Series series, int from, int to) {
  LineChart chart{.title = "t", .subtitle = "", .axis = "percent", .footer = "", .series = {}};
  chart.series.push_back(std::move(series));
  chart.from = from, chart.to = to;
  return chart;
}

// --- reading the SVG
// -----------------------------------------------------------------------------------------

bool well_formed(const std::string& svg) {
  FILE* pipe =
      ::popen("/usr/bin/python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.stdin.buffer)' 2>&1", "w");
  std::fwrite(svg.data(), 1, svg.size(), pipe);
  return ::pclose(pipe) == 0;
}

/// The groups of every match; group 0 is the whole.
std::vector<std::vector<std::string>> matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::vector<std::string>> found;
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at)
    found.emplace_back(at->begin(), at->end());
  return found;
}

std::string unescaped(std::string text) {
  for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
    text = std::regex_replace(text, std::regex(from), to);
  return text;
}

struct Box {
  double left, right, top, bottom;
  std::string text, css;
};

std::vector<Box> text_boxes(const std::string& svg) {
  std::map<std::string, svg::TextStyle> styles;
  for (const auto& m : matches(svg, "\\.(\\w+)\\{font-size:(\\d+)px(;font-weight:bold)?"))
    styles.insert({m[1], {"", std::stod(m[2]), "", !m[3].empty()}});
  std::vector<Box> boxes;
  for (const auto& m : matches(svg,
                               "<text x=\"([-\\d.]+)\" y=\"([-\\d.]+)\" text-anchor=\"(\\w+)\" "
                               "class=\"(\\w+)[^\"]*\">([^<]*)<")) {
    const auto& style = styles.at(m[4]);
    const double width = svg::text_width(unescaped(m[5]), style), x = std::stod(m[1]), y = std::stod(m[2]);
    if (width == 0) continue;
    const double left = m[3] == "start" ? x : m[3] == "end" ? x - width : x - width / 2;
    boxes.push_back(
        {left, left + width, y - 0.76 * style.size, y + 0.24 * style.size, unescaped(m[5]), m[4]});
  }
  return boxes;
}

struct Stroke {
  double x1, y1, x2, y2;
};

/// The straight pieces of the events' lines.
std::vector<Stroke> event_strokes(const std::string& svg) {
  std::vector<Stroke> strokes;
  const auto number = [](const std::string& text) { return std::stod(text); };
  for (const auto& m : matches(svg, "<line x1=\"(.*?)\" x2=\".*?\" y1=\"(.*?)\" y2=\"(.*?)\" class=\"event"))
    strokes.push_back({number(m[1]), number(m[2]), number(m[1]), number(m[3])});
  for (const auto& m : matches(svg, "d=\"M(.*?) (.*?)V(.*?)L(.*?) (.*?)V(.*?)\" class=\"event")) {
    strokes.push_back({number(m[1]), number(m[2]), number(m[1]), number(m[3])});
    strokes.push_back({number(m[1]), number(m[3]), number(m[4]), number(m[5])});
    strokes.push_back({number(m[4]), number(m[5]), number(m[4]), number(m[6])});
  }
  return strokes;
}

bool runs_through(const Stroke& s, const Box& box) {
  if (std::max(s.x1, s.x2) <= box.left || std::min(s.x1, s.x2) >= box.right) return false;
  const int steps = 1 + static_cast<int>(std::hypot(s.x2 - s.x1, s.y2 - s.y1));
  for (int i = 0; i <= steps; ++i) {
    const double t = static_cast<double>(i) / steps, x = s.x1 + t * (s.x2 - s.x1),
                 y = s.y1 + t * (s.y2 - s.y1);
    if (x > box.left && x < box.right && y > box.top && y < box.bottom) return true;
  }
  return false;
}

std::size_t events_drawn(const std::string& svg) { return matches(svg, "class=\"event[ \"]").size(); }

/// The data lines, each as its corners.
std::vector<std::vector<std::pair<double, double>>> data_lines(const std::string& svg) {
  std::vector<std::vector<std::pair<double, double>>> lines;
  for (const auto& m : matches(svg, "<path d=\"([^\"]*)\" class=\"line")) {
    lines.emplace_back();
    for (const auto& corner : matches(m[1], "[ML]([-\\d.]+) ([-\\d.]+)"))
      lines.back().push_back({std::stod(corner[1]), std::stod(corner[2])});
  }
  return lines;
}

void expect_readable(const LineChart& chart) {
  const std::string svg = to_svg(chart);
  const auto boxes = text_boxes(svg);
  const auto strokes = event_strokes(svg);
  const double height = std::stod(matches(svg, "height=\"(\\d+)\"").front()[1]);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto& a = boxes[i];
    EXPECT_TRUE(a.left >= 0 && a.right <= svg::kWidth && a.top >= 0 && a.bottom <= height)
        << a.text << " leaves the page: " << a.left << " " << a.right << " " << a.top << " " << a.bottom;
    for (std::size_t j = 0; j < i; ++j) {
      const auto& b = boxes[j];
      EXPECT_FALSE(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
          << a.css << " '" << a.text << "' runs into " << b.css << " '" << b.text << "'";
    }
    for (const auto& stroke : strokes)
      EXPECT_FALSE(runs_through(stroke, a))
          << "an event's line at " << stroke.x1 << " runs through " << a.text;
  }
  const auto inside = std::count_if(chart.events.begin(), chart.events.end(),
                                    [&](const Event& e) { return e.day >= chart.from && e.day <= chart.to; });
  EXPECT_EQ(events_drawn(svg), static_cast<std::size_t>(inside));
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

std::vector<Event> many_events(int count, int from, int stride) {
  std::vector<Event> events;
  for (int i = 0; i < count; ++i) events.push_back({from + i * stride, fmt::format("Event {}", i)});
  return events;
}

// --- tests
// ---------------------------------------------------------------------------------------------------

TEST(LineChart, NamesSeriesAtTheirEndsAndFlagsEvents) {
  const LineChart chart = us_and_china();
  expect_readable(chart);
  const std::string svg = to_svg(chart);
  EXPECT_TRUE(well_formed(svg));
  for (const char* part : {"US duties on", "22.7", "12.0", "Geneva truce", ">Jan<", ">2026<", ">140<"})
    EXPECT_THAT(svg, HasSubstr(part));
  EXPECT_EQ(data_lines(svg).size(), 2u);
}

TEST(LineChart, StepsHoldToTheEndOfTheChart) {
  const auto lines = data_lines(to_svg(us_and_china()));
  double plot_end = 0;
  for (const auto& line : lines) {
    for (std::size_t i = 1; i < line.size(); ++i)
      EXPECT_TRUE(line[i].first == line[i - 1].first || line[i].second == line[i - 1].second);
    plot_end = std::max(plot_end, line.back().first);
  }
  for (const auto& line : lines) EXPECT_EQ(line.back().first, plot_end);
}

TEST(LineChart, PointsBeforeTheRangeSetItsFirstValue) {
  const auto step = data_lines(to_svg(one_series({"a", {{0, 10}, {80, 20}, {150, 0}}}, 100, 200)));
  ASSERT_EQ(step.size(), 1u);
  EXPECT_EQ(step[0].size(), 4u) << "20 from day 100, down on day 150, 0 until day 200";
  const auto plain = data_lines(to_svg(one_series({"a", {{0, 0}, {200, 20}, {400, 20}}, false}, 100, 300)));
  ASSERT_EQ(plain.size(), 1u);
  ASSERT_EQ(plain[0].size(), 3u);
  EXPECT_NEAR(plain[0][1].first - plain[0][0].first, plain[0][2].first - plain[0][1].first, 0.2);
}

TEST(LineChart, GapsAreNotBridged) {
  for (const bool step : {true, false}) {
    auto chart = one_series({"a", {{0, 1}, {20, 2}, {40, NAN}, {60, 3}, {80, 3}}, step}, 0, 100);
    chart.events = {{50, "in the gap"}};
    const std::string svg = to_svg(chart);
    const double gap = event_strokes(svg).at(0).x1;
    const auto lines = data_lines(svg);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_LT(lines[0].back().first, gap);
    EXPECT_GT(lines[1].front().first, gap);
    expect_readable(chart);
  }
}

TEST(LineChart, LonePointsAreDots) {
  const std::string plain = to_svg(one_series({"a", {{10, 1}, {20, NAN}, {30, 2}}, false}, 0, 100));
  EXPECT_EQ(matches(plain, "<circle").size(), 2u);
  EXPECT_TRUE(data_lines(plain).empty());
  EXPECT_EQ(matches(to_svg(one_series({"a", {{100, 1}}}, 0, 100)), "<circle").size(), 1u);
  EXPECT_EQ(data_lines(to_svg(one_series({"a", {{10, 1}}}, 0, 100))).size(), 1u) << "a step holds";
}

TEST(LineChart, ConstantNegativeAndUnknownSeries) {
  for (const double value : {0.0, 12.0, -3.5, 1e9, 1e-9, double(NAN)}) {
    const auto chart = one_series({"a", {{0, value}, {50, value}}}, 0, 400);
    expect_readable(chart);
    EXPECT_EQ(data_lines(to_svg(chart)).size(), std::isnan(value) ? 0u : 1u);
  }
  EXPECT_THAT(to_svg(one_series({"a", {{0, NAN}}}, 0, 400)), HasSubstr("n/a"));
  EXPECT_THAT(to_svg(one_series({"a", {{0, -10}, {200, 10}}}, 0, 400)), HasSubstr("class=\"zero\""));
}

TEST(LineChart, SeriesThatEndAtOneHeightHaveNamesApart) {
  LineChart chart = us_and_china();
  chart.series.clear();
  for (int i = 0; i < 14; ++i)
    chart.series.push_back(
        {fmt::format("Economy number {} of these", i), {{chart.from, 7.0}}, true, i % 2 == 1});
  expect_readable(chart);
  EXPECT_THAT(to_svg(chart), HasSubstr("class=\"line dashed c1\""));
}

TEST(LineChart, ManyEventsAreNumberedWithAKey) {
  LineChart chart = us_and_china();
  chart.events = many_events(40, day(2025, 3, 20), 1);
  chart.events[7].label = std::string(150, 'x') + " and " + std::string(30, 'y');
  expect_readable(chart);
  const auto boxes = text_boxes(to_svg(chart));
  for (int i = 1; i <= 40; ++i)
    EXPECT_EQ(std::count_if(boxes.begin(), boxes.end(),
                            [&](const Box& b) { return b.css == "number" && b.text == std::to_string(i); }),
              2)
        << i << " stands over the plot and in the key";
  EXPECT_THAT(to_svg(chart), HasSubstr(">2025-03-20<"));
  EXPECT_THAT(to_svg(chart), HasSubstr(">Event 39<"));
}

TEST(LineChart, TooManyEventsToNumberAreListedByDate) {
  LineChart chart = us_and_china();
  chart.events = many_events(90, day(2025, 1, 3), 5);
  expect_readable(chart);
  EXPECT_THAT(to_svg(chart), HasSubstr(">Event 89<"));
}

TEST(LineChart, EventsOfOneDayAtTheEdgesAndOutside) {
  LineChart chart = us_and_china();
  chart.events = {{chart.to, "On the last day, with a long label"},
                  {chart.to, "again"},
                  {chart.from, "first day"},
                  {chart.from, "first day too"},
                  {chart.to + 1, "outside"}};
  expect_readable(chart);
  EXPECT_THAT(to_svg(chart), Not(HasSubstr("outside")));
  chart.events.clear();
  expect_readable(chart);
}

TEST(LineChart, EscapesEveryText) {
  const std::string odd = "<b> & \"c\" 'd' \x01 é";
  LineChart chart{.title = odd, .subtitle = odd, .axis = odd, .footer = odd, .series = {{odd, {{0, 1}}}}};
  chart.events = {{10, odd}};
  chart.to = 100;
  EXPECT_TRUE(well_formed(to_svg(chart)));
  EXPECT_THAT(to_svg(chart), Not(HasSubstr("<b>")));
  chart.events = many_events(40, 10, 1);
  chart.events[3].label = odd;
  EXPECT_TRUE(well_formed(to_svg(chart)));
}

TEST(LineChart, NothingOverlapsWhateverIsDrawn) {
  std::mt19937 random(20250409);
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto words = [&](int most) {
    std::string text = "Tariff";
    for (int i = upto(most); i > 0; --i) text += upto(4) == 0 ? " " : std::string(1, "aWi%é"[upto(4)]);
    return text;
  };
  for (int run = 0; run < 150; ++run) {
    LineChart chart{
        .title = words(150), .subtitle = words(200), .axis = words(60), .footer = words(400), .series = {}};
    chart.from = -5000 + upto(30000);
    chart.to = chart.from + 1 + upto(run % 3 == 0 ? 60 : run % 3 == 1 ? 700 : 20000);
    for (int s = upto(6); s >= 0; --s) {
      chart.series.push_back({words(60), {}, upto(2) == 0, upto(2) == 0});
      for (int i = 0, at = chart.from - 50 + upto(100); i <= upto(30); ++i, at += 1 + upto(40))
        chart.series.back().points.push_back(
            {at, upto(8) == 0 ? NAN : std::pow(10, upto(9) - 3) * (upto(300) - 100)});
      if (chart.series.back().points.empty()) chart.series.back().points.push_back({chart.from, 1});
    }
    const int count = run % 4 == 0 ? upto(120) : upto(10);
    for (int i = 0; i < count; ++i)
      chart.events.push_back({chart.from + upto(chart.to - chart.from + 1), words(run % 5 == 0 ? 200 : 12)});
    expect_readable(chart);
    if (HasFailure()) FAIL() << "in run " << run;
  }
}

TEST(LineChart, AChartOfNothingIsAMistakeOfTheCaller) {
  const auto throws = [](const LineChart& chart) { EXPECT_THROW(to_svg(chart), std::logic_error); };
  throws({});
  throws(one_series({"no points", {}}, 0, 10));
  throws(one_series({"no range", {{0, 1}}}, 10, 10));
  throws(one_series({"back in time", {{5, 1}, {4, 1}}}, 0, 10));
  throws(one_series({"twice a day", {{5, 1}, {5, 2}}}, 0, 10));
  throws(one_series({"infinite", {{5, INFINITY}}}, 0, 10));
}

TEST(TimeTicks, StandAtStartsOfMonthsAndYears) {
  std::vector<std::string> labels;
  for (const auto& tick : time_ticks(day(2024, 11, 15), day(2025, 3, 1), 640)) {
    EXPECT_EQ(iso_day(tick.day).substr(8), "01");
    labels.push_back(tick.label + tick.year);
  }
  EXPECT_THAT(labels, ElementsAre("Dec2024", "Jan2025", "Feb", "Mar"));
  for (const auto& tick : time_ticks(day(1960, 5, 1), day(2025, 1, 1), 640)) {
    EXPECT_EQ(iso_day(tick.day).substr(4), "-01-01");
    EXPECT_EQ(tick.year, "");
  }
  EXPECT_EQ(time_ticks(day(2025, 4, 5), day(2025, 4, 9), 640).front().label, "5 Apr");
  EXPECT_EQ(iso_day(-1), "1969-12-31");
}

TEST(LineChart, RibbonsStandBehindTheirLines) {
  LineChart chart = one_series({.label = "a", .points = {{0, 5}, {10, 5}}, .step = false}, 0, 10);
  const std::string plain = to_svg(chart);
  EXPECT_THAT(plain, Not(HasSubstr("ribbon")));
  chart.ribbons = {{.series = 0, .points = {{-5, 0, 99}, {0, 4, 6}, {10, 3, 8}}}};
  const std::string svg = to_svg(chart);
  const auto ribbon = svg.find("class=\"ribbon t0\""), line = svg.find("class=\"line");
  ASSERT_NE(ribbon, std::string::npos);
  EXPECT_LT(ribbon, line);
  EXPECT_THAT(svg, HasSubstr(">8<")) << "the axis reaches the ribbon";
  EXPECT_THAT(svg, Not(HasSubstr(">100<"))) << "but not what lies outside the range";
}

TEST(LineChart, RefusesRibbonsBuiltWrongly) {
  const LineChart chart = one_series({.label = "a", .points = {{0, 5}, {10, 5}}}, 0, 10);
  for (const Ribbon& ribbon :
       {Ribbon{.series = 1, .points = {{0, 1, 2}}}, Ribbon{.series = 0, .points = {{0, 2, 1}}},
        Ribbon{.series = 0, .points = {{3, 1, 2}, {3, 1, 2}}},
        Ribbon{.series = 0, .points = {{0, 1, INFINITY}}}}) {
    LineChart wrong = chart;
    wrong.ribbons = {ribbon};
    EXPECT_THROW(to_svg(wrong), std::logic_error);
  }
}

}  // namespace
}  // namespace cobden::report
