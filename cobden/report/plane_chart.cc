#include "cobden/report/plane_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/report/number_text.h"
#include "cobden/report/svg.h"

namespace cobden::report {
namespace {

constexpr svg::TextStyle kName{"name", 13, "", true};
constexpr double kPlotHeight = 430, kRadius = 5;
constexpr std::array<std::string_view, 4> kColours = {svg::kBlue, svg::kRed, "#b98500", "#4a2060"};

struct Box {
  double left, right, top, bottom;
  bool holds(double x, double y) const { return x >= left && x <= right && y >= top && y <= bottom; }
};

double overlap(const Box& a, const Box& b) {
  const double w = std::min(a.right, b.right) - std::max(a.left, b.left),
               h = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
  return w > 0 && h > 0 ? w * h : 0;
}

struct Plot {
  double left = 0, right = 0, top = 0, bottom = 0;
  svg::Ticks x_ticks = {}, y_ticks = {};
  double x(double v) const {
    return left + (v - x_ticks.low) / (x_ticks.high - x_ticks.low) * (right - left);
  }
  double y(double v) const {
    return bottom - (v - y_ticks.low) / (y_ticks.high - y_ticks.low) * (bottom - top);
  }
};

std::vector<PlanePoint> all_points(const PlaneChart& chart) {
  std::vector<PlanePoint> points;
  for (const auto& curve : chart.curves)
    points.insert(points.end(), curve.points.begin(), curve.points.end());
  for (const auto& mark : chart.marks) points.push_back(mark.at);
  invariant(!points.empty(), "a plane chart has a point");
  for (const auto& p : points)
    invariant(std::isfinite(p.x) && std::isfinite(p.y), "the points of a plane chart are finite");
  return points;
}

/// Round ends with room on both sides, so that marks at the ends do not stand on the frame. An end that is
/// zero but for rounding is zero.
svg::Ticks ticks_of(double low, double high, const std::optional<std::pair<double, double>>& ends) {
  if (ends) return svg::nice_ticks(ends->first, ends->second, 7);
  const double room = 0.04 * (high - low), nothing = 1e-6 * (high - low);
  low = std::abs(low) <= nothing ? 0 : low - room;
  high = std::abs(high) <= nothing ? 0 : high + room;
  return svg::nice_ticks(low, high, 7);
}

std::string tick_text(double v, const svg::Ticks& ticks, bool signs) {
  return signs ? signed_number(v, ticks.decimals()) : grouped_number(v, ticks.decimals());
}

std::string draw_axes(const Plot& plot, const PlaneChart& chart) {
  std::string out;
  for (const double v : plot.x_ticks.values()) {
    out += svg::line_between(plot.x(v), plot.x(v), plot.top, plot.bottom, v == 0 ? "zero" : "grid");
    out += svg::text_at(plot.x(v), plot.bottom + 18, "middle", svg::kTick,
                        tick_text(v, plot.x_ticks, chart.signs));
  }
  for (const double v : plot.y_ticks.values()) {
    out += svg::line_between(plot.left, plot.right, plot.y(v), plot.y(v), v == 0 ? "zero" : "grid");
    out += svg::text_at(plot.left - 8, plot.y(v) + 4, "end", svg::kTick,
                        tick_text(v, plot.y_ticks, chart.signs));
  }
  return out +
         svg::text_at((plot.left + plot.right) / 2, plot.bottom + 40, "middle", svg::kAxis, chart.x_axis);
}

std::string arrow_head(double x0, double y0, double x1, double y1, std::size_t colour) {
  const double length = std::hypot(x1 - x0, y1 - y0);
  if (length < 12) return "";
  const double ux = (x1 - x0) / length, uy = (y1 - y0) / length;
  const double tip = 4, size = 9;  // short of the point, so that its dot stays visible
  const double tx = x1 - tip * ux, ty = y1 - tip * uy, bx = tx - size * ux, by = ty - size * uy;
  return fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z\" class=\"f{}\"/>\n", tx, ty,
                     bx - 4 * uy, by + 4 * ux, bx + 4 * uy, by - 4 * ux, colour);
}

std::string draw_curve(const PlaneCurve& curve, const Plot& plot, std::size_t colour) {
  std::string path, dots, heads;
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const double x = plot.x(curve.points[i].x), y = plot.y(curve.points[i].y);
    path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x, y);
    if (curve.dots)
      dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.6\" class=\"f{}\"/>\n", x, y, colour);
    if (curve.arrows && i > 0)
      heads += arrow_head(plot.x(curve.points[i - 1].x), plot.y(curve.points[i - 1].y), x, y, colour);
  }
  return fmt::format("<path d=\"{}\" class=\"line s{}{}\"/>\n", path, colour, curve.dashed ? " dashed" : "") +
         dots + heads;
}

/// Marks that fall together, under one name.
struct Named {
  double x, y;
  std::string label;
  bool square;
  bool drawn;  ///< false: only a name, at the end of a curve
};

std::vector<Named> named_marks(const PlaneChart& chart, const Plot& plot) {
  std::vector<Named> list;
  for (const auto& mark : chart.marks) {
    const double x = plot.x(mark.at.x), y = plot.y(mark.at.y);
    const auto near = std::ranges::find_if(list, [&](const Named& n) {
      return n.square == mark.square && std::hypot(n.x - x, n.y - y) < 2 * kRadius;
    });
    if (near == list.end())
      list.push_back({x, y, mark.label, mark.square, true});
    else if (!mark.label.empty())
      near->label += (near->label.empty() ? "" : ", ") + mark.label;
  }
  for (const auto& curve : chart.curves)
    if (!curve.label.empty() && !curve.points.empty())
      list.push_back(
          {plot.x(curve.points.back().x), plot.y(curve.points.back().y), curve.label, false, false});
  return list;
}

/// Where curves run, sampled, for names to keep off.
std::vector<PlanePoint> inked(const PlaneChart& chart, const Plot& plot) {
  std::vector<PlanePoint> ink;
  constexpr int kSamples = 24;
  for (const auto& curve : chart.curves)
    for (std::size_t i = 1; i < curve.points.size(); ++i)
      for (int k = 0; k <= kSamples; ++k) {
        const double f = static_cast<double>(k) / kSamples;
        ink.push_back({plot.x(curve.points[i - 1].x + f * (curve.points[i].x - curve.points[i - 1].x)),
                       plot.y(curve.points[i - 1].y + f * (curve.points[i].y - curve.points[i - 1].y))});
      }
  return ink;
}

struct Placed {
  Box box;
  double x, y;
  const char* anchor;
};

Placed candidate(const Named& mark, int side, double width) {
  constexpr double kGap = 9, kHeight = 15;
  const int dx = side == 0 || side == 4 || side == 5 ? 1 : side == 1 || side == 6 || side == 7 ? -1 : 0;
  const int dy = side == 2 || side == 4 || side == 6 ? -1 : side == 3 || side == 5 || side == 7 ? 1 : 0;
  const double left = dx > 0 ? mark.x + kGap : dx < 0 ? mark.x - kGap - width : mark.x - width / 2;
  const double top = mark.y - kHeight / 2 + dy * (kGap + (dx == 0 ? 5 : 2));
  const char* anchor = dx > 0 ? "start" : dx < 0 ? "end" : "middle";
  const double x = dx > 0 ? left : dx < 0 ? left + width : mark.x;
  return {{left, left + width, top, top + kHeight}, x, top + 12, anchor};
}

/// Puts every name on the side where it covers least.
std::string draw_names(const std::vector<Named>& marks, const PlaneChart& chart, const Plot& plot) {
  const auto ink = inked(chart, plot);
  std::vector<Box> taken;
  for (const auto& m : marks) taken.push_back({m.x - kRadius, m.x + kRadius, m.y - kRadius, m.y + kRadius});
  std::string out;
  for (const auto& mark : marks) {
    if (mark.label.empty()) continue;
    const double width = svg::text_width(mark.label, kName);
    Placed best{};
    double least = 1e300;
    for (int side = 0; side < 8; ++side) {
      const Placed p = candidate(mark, side, width);
      double cost = side;  // earlier sides first where all are free
      for (const auto& box : taken) cost += 10 * overlap(p.box, box);
      for (const auto& point : ink) cost += p.box.holds(point.x, point.y) ? 40 : 0;
      cost += 50 * (std::max(0.0, plot.left - p.box.left) + std::max(0.0, p.box.right - svg::kWidth + 4) +
                    std::max(0.0, plot.top - p.box.top) + std::max(0.0, p.box.bottom - plot.bottom));
      if (cost < least) least = cost, best = p;
    }
    taken.push_back(best.box);
    out += svg::text_at(best.x, best.y, best.anchor, kName, mark.label, "halo");
    out += svg::text_at(best.x, best.y, best.anchor, kName, mark.label);
  }
  return out;
}

std::string draw_mark(const Named& mark) {
  if (!mark.drawn) return "";
  if (mark.square)
    return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"10\" height=\"10\" class=\"from\"/>\n",
                       mark.x - 5, mark.y - 5);
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" class=\"mark\"/>\n", mark.x, mark.y,
                     kRadius);
}

std::string style() {
  std::string css = svg::css_rule(kName) +
                    fmt::format(
                        ".line{{stroke-width:2.2;stroke-linejoin:round;fill:none}}.dashed{{stroke-"
                        "dasharray:6 4}}.mark{{fill:{};stroke:#fff;stroke-width:1.5}}.from{{fill:#444;"
                        "stroke:#fff;stroke-width:1.5}}.halo{{stroke:#fff;stroke-width:4;stroke-"
                        "linejoin:round;fill:#fff}}",
                        svg::kRed);
  for (std::size_t i = 0; i < kColours.size(); ++i)
    css += fmt::format(".s{0}{{stroke:{1}}}.f{0}{{fill:{1}}}", i, kColours[i]);
  return css;
}

}  // namespace

std::string to_svg(const PlaneChart& chart) {
  const auto points = all_points(chart);
  const auto [x_low, x_high] = std::ranges::minmax(points, {}, &PlanePoint::x);
  const auto [y_low, y_high] = std::ranges::minmax(points, {}, &PlanePoint::y);
  Plot plot{.x_ticks = ticks_of(x_low.x, x_high.x, chart.x_ends),
            .y_ticks = ticks_of(y_low.y, y_high.y, chart.y_ends)};
  const auto title = svg::title_block(chart.title, chart.subtitle);
  double widest = 0;
  for (const double v : plot.y_ticks.values())
    widest = std::max(widest, svg::text_width(tick_text(v, plot.y_ticks, chart.signs), svg::kTick));
  plot.left = svg::kMargin + widest + 10, plot.right = svg::kWidth - 2 * svg::kMargin;
  plot.top = title.bottom + 46, plot.bottom = plot.top + kPlotHeight;
  std::string body = title.svg +
                     svg::text_at(svg::kMargin, title.bottom + 28, "start", svg::kAxis, chart.y_axis) +
                     draw_axes(plot, chart);
  for (std::size_t i = 0; i < chart.curves.size(); ++i)
    body += draw_curve(chart.curves[i], plot, i % kColours.size());
  const auto marks = named_marks(chart, plot);
  for (const auto& mark : marks) body += draw_mark(mark);
  body += draw_names(marks, chart, plot);
  const auto footer = svg::footer_block(chart.footer, plot.bottom + 64);
  return svg::document(chart.title, footer.bottom, style(), body + footer.svg);
}

}  // namespace cobden::report
