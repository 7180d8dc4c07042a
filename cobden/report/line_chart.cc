#include "cobden/report/line_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "cobden/core/error.h"
#include "cobden/report/number_text.h"
#include "cobden/report/svg.h"
#include "cobden/report/time_ticks.h"

namespace cobden::report {
namespace {

constexpr svg::TextStyle kName{"name", 13, "", true};
constexpr double kNameLine = 16, kValueLine = 16, kNameGap = 6;  // heights of a label at the right end
constexpr double kNameWidth = 150, kLeader = 14;                 // widest line of a name; from plot to name
constexpr double kPlotHeight = 340, kTickGap = 8;
// The first two are those of the bar chart. Any two are at least 20 apart in CIELAB for normal and for
// colour-blind sight (simulated as in Machado et al. 2009), and all can be read on white. A seventh series
// starts again.
constexpr std::array<std::string_view, 6> kColours = {svg::kBlue, svg::kRed, "#b98500",
                                                      "#4a2060",  "#7a7a7a", "#1b1b1b"};

struct Vertex {
  double day, value;
};
using Run = std::vector<Vertex>;  ///< connected vertices; a single one is a dot

struct Plot {
  double left = 0, right = 0, top = 0, bottom = 0;
  int from = 0, to = 0;
  svg::Ticks ticks = {};
  double x(double day) const { return left + (day - from) / (to - from) * (right - left); }
  double y(double value) const {
    return bottom - (value - ticks.low) / (ticks.high - ticks.low) * (bottom - top);
  }
};

void check(const LineChart& chart) {
  invariant(chart.from < chart.to, "a line chart shows at least two days");
  invariant(!chart.series.empty(), "a line chart has a series");
  for (const auto& series : chart.series) {
    invariant(!series.points.empty(), "a series has a point");
    for (std::size_t i = 0; i < series.points.size(); ++i) {
      invariant(i == 0 || series.points[i - 1].day < series.points[i].day, "the days of a series increase");
      invariant(!std::isinf(series.points[i].value), "the values of a series are finite or unknown");
    }
  }
  for (const auto& ribbon : chart.ribbons) {
    invariant(ribbon.series < chart.series.size(), "a ribbon belongs to a series");
    for (std::size_t i = 0; i < ribbon.points.size(); ++i) {
      const auto& p = ribbon.points[i];
      invariant(i == 0 || ribbon.points[i - 1].day < p.day, "the days of a ribbon increase");
      invariant(std::isfinite(p.low) && std::isfinite(p.high) && p.low <= p.high,
                "a ribbon is finite, in order");
    }
  }
}

// --- from points to lines
// ------------------------------------------------------------------------------------

/// The corners of the line before it is cut to the range; NaN marks a gap.
Run corners(const Series& series, int to) {
  Run out;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const auto [day, value] = series.points[i];
    out.push_back({static_cast<double>(day), value});
    if (!series.step) continue;
    const bool last = i + 1 == series.points.size();
    out.push_back({static_cast<double>(last ? std::max(day, to) : series.points[i + 1].day), value});
  }
  return out;
}

Vertex between(const Vertex& a, const Vertex& b, double day) {
  return {day, a.value + (b.value - a.value) * (day - a.day) / (b.day - a.day)};
}

/// The part of the segment a-b within the range, if any. A rise on the first day shown is not drawn.
std::optional<std::pair<Vertex, Vertex>> cut(Vertex a, Vertex b, int from, int to) {
  if (b.day <= from || a.day > to) return {};
  if (a.day < from) a = between(a, b, from);
  if (b.day > to) b = between(a, b, to);
  return std::pair{a, b};
}

/// The connected pieces of a series within the range. Gaps are not bridged.
std::vector<Run> runs_of(const Series& series, int from, int to) {
  std::vector<Run> runs;
  Run run;
  const auto end_run = [&] {
    if (!run.empty()) runs.push_back(std::move(run));
    run.clear();
  };
  const Run all = corners(series, to);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::isnan(all[i].value)) {
      end_run();
    } else if (i == 0 || std::isnan(all[i - 1].value)) {
      if (all[i].day >= from && all[i].day <= to) run.push_back(all[i]);
    } else if (const auto part = cut(all[i - 1], all[i], from, to)) {
      if (run.empty()) run.push_back(part->first);
      run.push_back(part->second);
    }
  }
  end_run();
  return runs;
}

std::vector<RibbonPoint> within(const Ribbon& ribbon, int from, int to) {
  std::vector<RibbonPoint> points;
  std::copy_if(ribbon.points.begin(), ribbon.points.end(), std::back_inserter(points),
               [&](const RibbonPoint& p) { return p.day >= from && p.day <= to; });
  return points;
}

/// Zero is shown where that leaves the lines at least a third of the height.
svg::Ticks value_ticks(const LineChart& chart, const std::vector<std::vector<Run>>& lines) {
  std::optional<double> low, high;
  const auto cover = [&](double value) {
    low = std::min(low.value_or(value), value);
    high = std::max(high.value_or(value), value);
  };
  for (const auto& runs : lines)
    for (const auto& run : runs)
      for (const auto& vertex : run) cover(vertex.value);
  for (const auto& ribbon : chart.ribbons)
    for (const auto& p : within(ribbon, chart.from, chart.to)) cover(p.low), cover(p.high);
  if (!low) return svg::nice_ticks(0, 1);
  const double span = *high - *low;
  const auto near_zero = [span](double distance) { return span == 0 || distance <= 2 * span; };
  if (*low > 0 && near_zero(*low)) low = 0;
  if (*high < 0 && near_zero(-*high)) high = 0;
  return svg::nice_ticks(*low, *high, 7);
}

// --- drawing
// -------------------------------------------------------------------------------------------------

std::string path_of(const Run& run, const Plot& plot) {
  std::string path;
  for (const auto& vertex : run)
    path +=
        fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", plot.x(vertex.day), plot.y(vertex.value));
  return path;
}

std::string draw_run(const Run& run, const Plot& plot, std::size_t colour, bool dashed) {
  if (run.front().day == run.back().day)  // nothing to connect
    return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" class=\"dot c{}\"/>\n",
                       plot.x(run.back().day), plot.y(run.back().value), colour);
  return fmt::format("<path d=\"{}\" class=\"line{} c{}\"/>\n", path_of(run, plot), dashed ? " dashed" : "",
                     colour);
}

/// There along the upper edge, and back along the lower one.
std::string draw_ribbon(const Ribbon& ribbon, const Plot& plot) {
  const auto points = within(ribbon, plot.from, plot.to);
  if (points.size() < 2) return "";
  Run outline;
  for (const auto& p : points) outline.push_back({static_cast<double>(p.day), p.high});
  for (auto p = points.rbegin(); p != points.rend(); ++p)
    outline.push_back({static_cast<double>(p->day), p->low});
  return fmt::format("<path d=\"{}Z\" class=\"ribbon t{}\"/>\n", path_of(outline, plot),
                     ribbon.series % kColours.size());
}

std::string draw_value_axis(const Plot& plot) {
  std::string out;
  for (const double v : plot.ticks.values()) {
    const double y = plot.y(v);
    out += svg::line_between(plot.left, plot.right, y, y, v == 0 ? "zero" : "grid");
    out += svg::text_at(plot.left - kTickGap, y + 4, "end", svg::kTick,
                        grouped_number(v, plot.ticks.decimals()));
  }
  return out;
}

std::string draw_time_axis(const Plot& plot) {
  std::string out = svg::line_between(plot.left, plot.right, plot.bottom, plot.bottom, "mark");
  for (const auto& tick : time_ticks(plot.from, plot.to, plot.right - plot.left)) {
    const double x = plot.x(tick.day), length = tick.label.empty() ? 4 : 7;
    out += svg::line_between(x, x, plot.bottom, plot.bottom + length, "mark");
    if (!tick.label.empty()) out += svg::text_at(x, plot.bottom + 20, "middle", svg::kTick, tick.label);
    if (!tick.year.empty()) out += svg::text_at(x, plot.bottom + 34, "middle", svg::kTick, tick.year);
  }
  return out;
}

/// The name of a series with its last value, to stand at the right end of its line.
struct NameLabel {
  std::vector<std::string> name;
  std::string value;
  std::optional<Vertex> end;  ///< none when nothing is known within the range
  double height() const { return kNameLine * static_cast<double>(name.size()) + kValueLine + kNameGap; }
};

std::vector<NameLabel> name_labels(const LineChart& chart, const std::vector<std::vector<Run>>& lines,
                                   const svg::Ticks& ticks) {
  // One decimal more than the axis, as a reader compares the values at the ends with each other.
  const int decimals = ticks.step >= 100 ? 0 : ticks.decimals() + 1;
  std::vector<NameLabel> labels;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::optional<Vertex> end;
    if (!lines[i].empty()) end = lines[i].back().back();
    labels.push_back({svg::lines_of(chart.series[i].label, kName, kNameWidth, 3),
                      grouped_number(end ? end->value : NAN, decimals), end});
  }
  return labels;
}

double name_column(const std::vector<NameLabel>& labels) {
  double widest = 40;
  for (const auto& label : labels) {
    widest = std::max(widest, svg::text_width(label.value, svg::kValue));
    for (const auto& line : label.name) widest = std::max(widest, svg::text_width(line, kName));
  }
  return kLeader + widest + svg::kMargin / 2;
}

/// From the end of a line to its name, unless they touch.
std::string draw_leader(const Vertex& end, double to_x, double to_y, const Plot& plot, std::size_t colour) {
  const double x = plot.x(end.day), y = plot.y(end.value);
  const bool far = plot.right - x > 1;
  if (!far && std::abs(to_y - y) <= 3) return "";
  return fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}L{:.1f} {:.1f}\" class=\"leader{} c{}\"/>\n", x + 2, y,
                     std::max(plot.right, x) + 2, to_x, to_y, far ? " far" : "", colour);
}

std::string draw_name(const NameLabel& label, double middle, const Plot& plot, std::size_t colour) {
  const double x = plot.right + kLeader;
  std::string out;
  if (label.end) out += draw_leader(*label.end, x - 3, middle, plot, colour);
  double y = middle - (label.height() - kNameGap) / 2 + 12;
  for (const auto& line : label.name) {
    out += svg::text_at(x, y, "start", kName, line, fmt::format("t{}", colour));
    y += kNameLine;
  }
  return out + svg::text_at(x, y, "start", svg::kValue, label.value, fmt::format("t{}", colour));
}

std::string draw_names(const std::vector<NameLabel>& labels, const Plot& plot) {
  std::vector<svg::Slot> slots;
  for (const auto& label : labels)
    slots.push_back({label.end ? plot.y(label.end->value) : plot.bottom, label.height()});
  const auto middles = svg::spread(slots, plot.top - 4, plot.bottom + 10);
  std::string out;
  for (std::size_t i = 0; i < labels.size(); ++i)
    out += draw_name(labels[i], middles[i], plot, i % kColours.size());
  return out;
}

std::string style(bool ribbons) {
  std::string css = svg::css_rule(kName) + event_style() +
                    ".mark{stroke:#777}.line{stroke-width:2.2;stroke-linejoin:round;fill:none}"
                    ".dashed{stroke-dasharray:7 4}.leader{stroke-width:.8;fill:none}.far{stroke-dasharray:1 "
                    "3}.dot{stroke:none}";
  if (ribbons) css += ".ribbon{fill-opacity:.16;stroke:none}";
  for (std::size_t i = 0; i < kColours.size(); ++i)
    css += fmt::format(".c{0}{{stroke:{1}}}.t{0},.dot.c{0}{{fill:{1}}}", i, kColours[i]);
  return css;
}

svg::Block draw_axis_name(const std::string& axis, double y) {
  svg::Block block{"", y};
  for (const auto& line : svg::lines_of(axis, svg::kAxis, svg::kWidth - 2 * svg::kMargin)) {
    block.svg += svg::text_at(svg::kMargin, block.bottom, "start", svg::kAxis, line);
    block.bottom += 16;
  }
  return block;
}

double left_of(const svg::Ticks& ticks) {
  double widest = 0;
  for (const double v : ticks.values())
    widest = std::max(widest, svg::text_width(grouped_number(v, ticks.decimals()), svg::kTick));
  return svg::kMargin + widest + kTickGap;
}

std::vector<Event> events_within(const LineChart& chart) {
  std::vector<Event> events;
  std::copy_if(chart.events.begin(), chart.events.end(), std::back_inserter(events),
               [&](const Event& e) { return e.day >= chart.from && e.day <= chart.to; });
  return events;
}

}  // namespace

std::string to_svg(const LineChart& chart) {
  check(chart);
  std::vector<std::vector<Run>> lines;
  for (const auto& series : chart.series) lines.push_back(runs_of(series, chart.from, chart.to));
  Plot plot{.from = chart.from, .to = chart.to, .ticks = value_ticks(chart, lines)};
  const auto names = name_labels(chart, lines, plot.ticks);

  const auto title = svg::title_block(chart.title, chart.subtitle);
  const auto axis_name = draw_axis_name(chart.axis, title.bottom + 26);
  plot.left = left_of(plot.ticks);
  plot.right = svg::kWidth - name_column(names);
  const auto events = lay_out_events(
      events_within(chart), [&](int day) { return plot.x(day); }, plot.left, plot.right);
  plot.top = axis_name.bottom + events.height;
  double names_height = 0;
  for (const auto& name : names) names_height += name.height();
  plot.bottom = plot.top + std::max(kPlotHeight, names_height);

  std::string body =
      title.svg + axis_name.svg + draw_value_axis(plot) + draw_events(events, plot.top, plot.bottom);
  for (const auto& ribbon : chart.ribbons) body += draw_ribbon(ribbon, plot);
  for (std::size_t i = 0; i < lines.size(); ++i)
    for (const auto& run : lines[i]) body += draw_run(run, plot, i % kColours.size(), chart.series[i].dashed);
  body += draw_time_axis(plot) + draw_names(names, plot);
  const auto key = draw_key(events, plot.bottom + 60);
  const auto footer = svg::footer_block(chart.footer, key.bottom + (events.numbered ? 12 : 2));
  return svg::document(chart.title, footer.bottom, style(!chart.ribbons.empty()),
                       body + key.svg + footer.svg);
}

}  // namespace cobden::report
