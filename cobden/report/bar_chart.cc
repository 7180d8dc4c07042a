#include "cobden/report/bar_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"
#include "cobden/report/svg.h"

namespace cobden::report {
namespace {

using svg::text_at;

constexpr double kLeft = 170, kRight = 70, kRow = 26;

struct Scale {
  svg::Ticks ticks;
  double x(double v) const {
    return kLeft + (v - ticks.low) / (ticks.high - ticks.low) * (svg::kWidth - kLeft - kRight);
  }
};

Scale scale_of(const std::vector<Bar>& bars) {
  double low = 0, high = 0;
  for (const auto& b : bars) {
    if (!std::isfinite(b.value)) continue;
    low = std::min({low, b.value, b.low.value_or(b.value)});
    high = std::max({high, b.value, b.high.value_or(b.value)});
  }
  return {svg::nice_ticks(low, high)};
}

std::string axis(const Scale& scale, double top, double bottom, const std::string& label) {
  std::string out;
  for (const double v : scale.ticks.values()) {
    out += svg::line_between(scale.x(v), scale.x(v), top - 6, bottom, v == 0 ? "zero" : "grid");
    out += text_at(scale.x(v), bottom + 16, "middle", svg::kTick, signed_number(v, scale.ticks.decimals()));
  }
  return out + text_at((kLeft + svg::kWidth - kRight) / 2, bottom + 36, "middle", svg::kAxis, label);
}

std::string bar_at(const Bar& bar, double y, const Scale& scale) {
  const double middle = y + kRow / 2, zero = scale.x(0);
  std::string out = text_at(kLeft - 10, middle + 4, "end", svg::kLabel, bar.label);
  if (!std::isfinite(bar.value)) return out + text_at(zero + 6, middle + 4, "start", svg::kValue, "n/a");
  const double end = scale.x(bar.value);
  out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\"/>\n",
                     std::min(zero, end), y + 5, std::abs(end - zero), kRow - 10,
                     bar.value < 0 ? "loss" : "gain");
  double low = std::min(zero, end), high = std::max(zero, end);
  if (bar.low && bar.high) {
    const double a = scale.x(*bar.low), b = scale.x(*bar.high);
    out += fmt::format(
        "<path d=\"M{0:.1f} {2:.1f}H{1:.1f}M{0:.1f} {3:.1f}v8M{1:.1f} {3:.1f}v8\" class=\"whisker\"/>\n", a,
        b, middle, middle - 4);
    low = std::min(low, a), high = std::max(high, b);
  }
  // A loss is labelled on its own side unless the figure would run into the names.
  constexpr double kFigure = 44;
  const bool left = bar.value < 0 && low - kLeft > kFigure;
  return out + text_at(left ? low - 6 : high + 6, middle + 4, left ? "end" : "start", svg::kValue,
                       signed_number(bar.value, 2));
}

std::string style() {
  return fmt::format(".loss{{fill:{}}}.gain{{fill:{}}}.whisker{{stroke:#222;stroke-width:1.2;fill:none}}",
                     svg::kRed, svg::kBlue);
}

}  // namespace

std::string to_svg(const BarChart& chart) {
  const Scale scale = scale_of(chart.bars);
  const svg::Block title = svg::title_block(chart.title, chart.subtitle);
  const double top = title.bottom + 36, bottom = top + kRow * static_cast<double>(chart.bars.size()) + 4;
  std::string body = title.svg + axis(scale, top, bottom, chart.axis);
  double y = top;
  for (const auto& bar : chart.bars) body += bar_at(bar, y, scale), y += kRow;
  const svg::Block footer = svg::footer_block(chart.footer, bottom + 60);
  return svg::document(chart.title, footer.bottom, style(), body + footer.svg);
}

}  // namespace cobden::report
