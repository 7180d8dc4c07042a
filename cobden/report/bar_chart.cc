#include "cobden/report/bar_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"
#include "cobden/report/svg.h"

namespace cobden::report {
namespace {

using svg::text_at;

constexpr double kLeft = 170, kMostLeft = 260, kRight = 70, kRow = 26, kPairRow = 38;
constexpr std::string_view kAmber = "#b98500";

struct Scale {
  svg::Ticks ticks;
  double left = kLeft;  ///< where names end and bars begin
  double x(double v) const {
    return left + (v - ticks.low) / (ticks.high - ticks.low) * (svg::kWidth - left - kRight);
  }
};

/// Names beside pairs take two lines, and more room where they are long.
double left_of(const BarChart& chart) {
  if (chart.second_name.empty()) return kLeft;
  double widest = 0;
  for (const auto& b : chart.bars) widest = std::max(widest, svg::text_width(b.label, svg::kLabel));
  constexpr double kLongerLine = 0.6;  // lines break between words, so that one is longer than the other
  return std::clamp(kLongerLine * widest + svg::kMargin + 16, kLeft, kMostLeft);
}

Scale scale_of(const BarChart& chart) {
  const auto& bars = chart.bars;
  double low = 0, high = 0;
  for (const auto& b : bars) {
    if (!std::isfinite(b.value)) continue;
    low = std::min({low, b.value, b.low.value_or(b.value)});
    high = std::max({high, b.value, b.high.value_or(b.value)});
    low = std::min(low, b.second.value_or(0)), high = std::max(high, b.second.value_or(0));
  }
  return {svg::nice_ticks(low, high), left_of(chart)};
}

std::string axis(const Scale& scale, double top, double bottom, const std::string& label) {
  std::string out;
  for (const double v : scale.ticks.values()) {
    out += svg::line_between(scale.x(v), scale.x(v), top - 6, bottom, v == 0 ? "zero" : "grid");
    out += text_at(scale.x(v), bottom + 16, "middle", svg::kTick, signed_number(v, scale.ticks.decimals()));
  }
  return out + text_at((scale.left + svg::kWidth - kRight) / 2, bottom + 36, "middle", svg::kAxis, label);
}

/// The rectangle from zero to the value, and the figure beside it.
std::string rectangle(double value, double y, double height, const Scale& scale, std::string_view css) {
  const double zero = scale.x(0), end = scale.x(value);
  return fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\"/>\n",
                     std::min(zero, end), y, std::abs(end - zero), height, css);
}

/// A loss is labelled on its own side unless the figure would run into the names.
std::string figure(double value, double low, double high, double y, const Scale& scale, int decimals) {
  constexpr double kFigure = 44;
  const bool left = value < 0 && low - scale.left > kFigure;
  return text_at(left ? low - 6 : high + 6, y, left ? "end" : "start", svg::kValue,
                 signed_number(value, decimals));
}

std::string bar_at(const Bar& bar, double y, const Scale& scale) {
  const double middle = y + kRow / 2, zero = scale.x(0);
  std::string out = text_at(scale.left - 10, middle + 4, "end", svg::kLabel, bar.label);
  if (!std::isfinite(bar.value)) return out + text_at(zero + 6, middle + 4, "start", svg::kValue, "n/a");
  const double end = scale.x(bar.value);
  out += rectangle(bar.value, y + 5, kRow - 10, scale, bar.value < 0 ? "loss" : "gain");
  double low = std::min(zero, end), high = std::max(zero, end);
  if (bar.low && bar.high) {
    const double a = scale.x(*bar.low), b = scale.x(*bar.high);
    out += fmt::format(
        "<path d=\"M{0:.1f} {2:.1f}H{1:.1f}M{0:.1f} {3:.1f}v8M{1:.1f} {3:.1f}v8\" class=\"whisker\"/>\n", a,
        b, middle, middle - 4);
    low = std::min(low, a), high = std::max(high, b);
  }
  return out + figure(bar.value, low, high, middle + 4, scale, 2);
}

/// Two bars, one below the other, under one label.
std::string pair_at(const Bar& bar, double y, const Scale& scale, int decimals) {
  std::string out;
  double baseline = y + kPairRow / 2 - 4;
  const auto lines = svg::lines_of(bar.label, svg::kLabel, scale.left - svg::kMargin - 6, 2);
  if (lines.size() == 1) baseline += 8;
  for (const auto& line : lines)
    out += text_at(scale.left - 10, baseline, "end", svg::kLabel, line), baseline += 15;
  double top = y + 4;
  for (const auto& [value, css] : {std::pair{std::optional(bar.value), "first"}, {bar.second, "second"}}) {
    if (value && std::isfinite(*value)) {
      const double end = scale.x(*value), zero = scale.x(0);
      out += rectangle(*value, top, 13, scale, css);
      out += figure(*value, std::min(zero, end), std::max(zero, end), top + 11, scale, decimals);
    } else {
      out += text_at(scale.x(0) + 6, top + 11, "start", svg::kValue, "n/a");
    }
    top += 15;
  }
  return out;
}

/// Decimals that tell the bars of a pair chart from zero.
int decimals_of(const Scale& scale) { return std::max(1, scale.ticks.decimals() + 1); }

std::string side_names(const BarChart& chart, double y) {
  std::string out;
  double x = svg::kMargin;
  for (const auto& [name, css] : {std::pair{chart.first_name, "first"}, {chart.second_name, "second"}}) {
    out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"13\" height=\"13\" class=\"{}\"/>\n", x,
                       y - 11, css);
    out += text_at(x + 19, y, "start", svg::kLabel, name);
    x += 19 + svg::text_width(name, svg::kLabel) + 26;
  }
  return out;
}

std::string style() {
  return fmt::format(
      ".loss{{fill:{}}}.gain{{fill:{}}}.whisker{{stroke:#222;stroke-width:1.2;fill:none}}.first{{fill:{}}}"
      ".second{{fill:{}}}",
      svg::kRed, svg::kBlue, svg::kBlue, kAmber);
}

}  // namespace

std::string to_svg(const BarChart& chart) {
  const Scale scale = scale_of(chart);
  const bool pairs = !chart.second_name.empty();
  const double row = pairs ? kPairRow : kRow;
  svg::Block title = svg::title_block(chart.title, chart.subtitle);
  if (pairs) title.bottom += 26, title.svg += side_names(chart, title.bottom);
  const double top = title.bottom + 36 - (pairs ? 12 : 0);
  const double bottom = top + row * static_cast<double>(chart.bars.size()) + 4;
  std::string body = title.svg + axis(scale, top, bottom, chart.axis);
  double y = top;
  for (const auto& bar : chart.bars) {
    body += pairs ? pair_at(bar, y, scale, decimals_of(scale)) : bar_at(bar, y, scale);
    y += row;
  }
  const svg::Block footer = svg::footer_block(chart.footer, bottom + 60);
  return svg::document(chart.title, footer.bottom, style(), body + footer.svg);
}

}  // namespace cobden::report
