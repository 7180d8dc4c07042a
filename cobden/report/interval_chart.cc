#include "cobden/report/interval_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/report/number_text.h"
#include "cobden/report/svg.h"

namespace cobden::report {
namespace {

using svg::text_at;

constexpr double kLeft = 170, kRight = 150, kRow = 26, kWide = 14, kNarrow = 14;

struct Scale {
  svg::Ticks ticks;
  double x(double v) const {
    return kLeft + (v - ticks.low) / (ticks.high - ticks.low) * (svg::kWidth - kLeft - kRight);
  }
};

Scale scale_of(const IntervalChart& chart) {
  double low = 0, high = 0;
  for (const auto& row : chart.rows)
    for (const double v : {row.p05, row.p95, row.centre})
      if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  return {svg::nice_ticks(low, high)};
}

std::string band(double from, double to, double middle, double height, std::string_view css) {
  return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\"/>\n",
                     from, middle - height / 2, std::max(to - from, 0.6), height, css);
}

std::string row_at(const IntervalRow& row, double y, const Scale& scale, int decimals) {
  const double middle = y + kRow / 2, figures = svg::kWidth - kRight + 12;
  std::string out = text_at(kLeft - 10, middle + 4, "end", svg::kLabel, row.label);
  if (!std::isfinite(row.p50))
    return out + text_at(figures, middle + 4, "start", svg::kValue, "no draw has it");
  out += band(scale.x(row.p05), scale.x(row.p95), middle, kWide, "outer");
  out += band(scale.x(row.p25), scale.x(row.p75), middle, kNarrow, "inner");
  out += svg::line_between(scale.x(row.p50), scale.x(row.p50), middle - kWide / 2 - 2, middle + kWide / 2 + 2,
                           "median");
  if (std::isfinite(row.centre))
    out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.2\" class=\"centre\"/>\n",
                       scale.x(row.centre), middle);
  return out + text_at(figures, middle + 4, "start", svg::kValue,
                       fmt::format("{} ({} to {})", signed_number(row.p50, decimals),
                                   signed_number(row.p05, decimals), signed_number(row.p95, decimals)));
}

std::string axis(const Scale& scale, double top, double bottom, const std::string& label) {
  std::string out;
  for (const double v : scale.ticks.values()) {
    out += svg::line_between(scale.x(v), scale.x(v), top - 6, bottom, v == 0 ? "zero" : "grid");
    out += text_at(scale.x(v), bottom + 16, "middle", svg::kTick, signed_number(v, scale.ticks.decimals()));
  }
  return out + text_at((kLeft + svg::kWidth - kRight) / 2, bottom + 36, "middle", svg::kAxis, label);
}

}  // namespace

std::string to_svg(const IntervalChart& chart) {
  invariant(!chart.rows.empty(), "an interval chart has rows");
  const Scale scale = scale_of(chart);
  const svg::Block title = svg::title_block(chart.title, chart.subtitle);
  const double top = title.bottom + 36, bottom = top + kRow * static_cast<double>(chart.rows.size()) + 4;
  std::string body = title.svg + axis(scale, top, bottom, chart.axis);
  const int decimals = std::clamp(scale.ticks.decimals() + 1, 1, 3);
  double y = top;
  for (const auto& row : chart.rows) body += row_at(row, y, scale, decimals), y += kRow;
  const svg::Block footer = svg::footer_block(chart.footer, bottom + 60);
  const std::string style = fmt::format(
      ".outer{{fill:{0};fill-opacity:.3}}.inner{{fill:{0}}}.median{{stroke:#fff;stroke-width:2}}"
      ".centre{{fill:#fff;stroke:{1};stroke-width:1.8}}",
      svg::kBlue, svg::kRed);
  return svg::document(chart.title, footer.bottom, style, body + footer.svg);
}

}  // namespace cobden::report
