#include "cobden/report/tornado_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/report/svg.h"

namespace cobden::report {
namespace {

using svg::text_at;

constexpr double kLeft = 190, kRight = 60, kRow = 30, kBar = 16;

struct Scale {
  svg::Ticks ticks;
  double x(double v) const {
    return kLeft + (v - ticks.low) / (ticks.high - ticks.low) * (svg::kWidth - kLeft - kRight);
  }
};

Scale scale_of(const TornadoChart& chart) {
  double low = chart.centre, high = chart.centre;
  const auto widen = [&](double v) {
    if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  };
  for (const auto& row : chart.rows) widen(row.at_low), widen(row.at_high);
  if (chart.turn) widen(*chart.turn);
  // Room for the figures at the ends of the bars.
  const double margin = 0.06 * (high - low);
  return {svg::nice_ticks(low - margin, high + margin)};
}

std::string half(double from, double to, double y, std::string_view css) {
  return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\"/>\n",
                     std::min(from, to), y, std::abs(to - from), kBar, css);
}

std::string row_at(const TornadoRow& row, double y, double centre, const Scale& scale) {
  const double middle = scale.x(centre);
  std::string out = text_at(kLeft - 12, y + kBar - 3, "end", svg::kLabel, row.label);
  // Of two ends on one side of the centre the nearer stands outside nothing: its figure would cover the bar.
  const auto figure = [](double value, const std::string& text) {
    return text.empty() ? fmt::format("{:g}", value) : text;
  };
  for (const auto& [text, at, css] : {std::tuple{figure(row.low, row.low_text), row.at_low, "low"},
                                      {figure(row.high, row.high_text), row.at_high, "high"}}) {
    if (!std::isfinite(at)) continue;
    const double x = scale.x(at);
    out += half(middle, x, y, css);
    const bool left = x < middle || (x == middle && css == std::string_view("low"));
    out += text_at(left ? x - 5 : x + 5, y + kBar - 3, left ? "end" : "start", svg::kValue, text);
  }
  return out;
}

std::string axis(const TornadoChart& chart, const Scale& scale, double top, double bottom) {
  std::string out;
  for (const double v : scale.ticks.values()) {
    out += svg::line_between(scale.x(v), scale.x(v), top, bottom, "grid");
    out += text_at(scale.x(v), bottom + 16, "middle", svg::kTick,
                   fmt::format("{:.{}f}", v, scale.ticks.decimals()));
  }
  out += svg::line_between(scale.x(chart.centre), scale.x(chart.centre), top - 4, bottom, "zero");
  if (chart.turn) {
    out += svg::line_between(scale.x(*chart.turn), scale.x(*chart.turn), top - 4, bottom, "turn");
    out += text_at(scale.x(*chart.turn), top - 10, "middle", svg::kTick, chart.turn_label);
  }
  return out + text_at((kLeft + svg::kWidth - kRight) / 2, bottom + 36, "middle", svg::kAxis, chart.axis);
}

}  // namespace

std::string to_svg(const TornadoChart& chart) {
  invariant(!chart.rows.empty(), "a tornado has rows");
  const Scale scale = scale_of(chart);
  const svg::Block title = svg::title_block(chart.title, chart.subtitle);
  const double top = title.bottom + 40, bottom = top + kRow * static_cast<double>(chart.rows.size());
  std::string body = title.svg + axis(chart, scale, top, bottom);
  double y = top + (kRow - kBar) / 2;
  for (const auto& row : chart.rows) body += row_at(row, y, chart.centre, scale), y += kRow;
  const svg::Block footer = svg::footer_block(chart.footer, bottom + 60);
  const std::string style =
      fmt::format(".low{{fill:{}}}.high{{fill:{}}}.turn{{stroke:#222;stroke-width:1.2;stroke-dasharray:4 3}}",
                  svg::kBlue, svg::kRed);
  return svg::document(chart.title, footer.bottom, style, body + footer.svg);
}

}  // namespace cobden::report
