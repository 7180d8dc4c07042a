#include "cobden/report/bar_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"

namespace cobden::report {
namespace {

constexpr double kWidth = 860, kLeft = 170, kRight = 70, kTop = 92, kRow = 26, kBottom = 74;

/// 1, 2 or 5 times a power of ten, giving about six intervals.
double tick_step(double span) {
  const double raw = span / 6, power = std::pow(10, std::floor(std::log10(raw)));
  for (const double m : {1.0, 2.0, 5.0})
    if (raw <= m * power) return m * power;
  return 10 * power;
}

struct Scale {
  double low = 0, high = 0, step = 1;
  double x(double v) const { return kLeft + (v - low) / (high - low) * (kWidth - kLeft - kRight); }
};

Scale scale_of(const std::vector<Bar>& bars) {
  double low = 0, high = 0;
  for (const auto& b : bars) {
    if (!std::isfinite(b.value)) continue;
    low = std::min({low, b.value, b.low.value_or(b.value)});
    high = std::max({high, b.value, b.high.value_or(b.value)});
  }
  if (low == high) high = low + 1;
  const double step = tick_step(high - low);
  return {std::floor(low / step) * step, std::ceil(high / step) * step, step};
}

std::string text_at(double x, double y, const std::string& anchor, const std::string& css,
                    const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>\n", x, y,
                     anchor, css, xml_text(text));
}

std::string axis(const Scale& scale, double bottom, const std::string& label) {
  std::string out;
  const int decimals = scale.step < 1 ? static_cast<int>(std::ceil(-std::log10(scale.step) - 1e-9)) : 0;
  for (double v = scale.low; v <= scale.high + scale.step / 2; v += scale.step) {
    const bool zero = std::abs(v) < scale.step / 1e6;
    out += fmt::format("<line x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.1f}\" y2=\"{2:.1f}\" class=\"{3}\"/>\n",
                       scale.x(v), kTop - 6, bottom, zero ? "zero" : "grid");
    out += text_at(scale.x(v), bottom + 16, "middle", "tick", signed_number(zero ? 0 : v, decimals));
  }
  return out + text_at((kLeft + kWidth - kRight) / 2, bottom + 36, "middle", "axis", label);
}

std::string bar_at(const Bar& bar, double y, const Scale& scale) {
  const double middle = y + kRow / 2, zero = scale.x(0);
  std::string out = text_at(kLeft - 10, middle + 4, "end", "label", bar.label);
  if (!std::isfinite(bar.value)) return out + text_at(zero + 6, middle + 4, "start", "value", "n/a");
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
  return out + text_at(left ? low - 6 : high + 6, middle + 4, left ? "end" : "start", "value",
                       signed_number(bar.value, 2));
}

constexpr const char* kStyle =
    "text{font-family:Helvetica,Arial,sans-serif;fill:#222}.title{font-size:18px;font-weight:bold}.subtitle{"
    "font-size:13px;fill:#555}"
    ".label{font-size:13px}.value{font-size:12px}.tick{font-size:11px;fill:#666}.axis{font-size:12px;fill:#"
    "444}.foot{font-size:11px;fill:#666}"
    ".grid{stroke:#e3e3e3}.zero{stroke:#444}.loss{fill:#b2493c}.gain{fill:#2f6f9f}.whisker{stroke:#222;"
    "stroke-width:1.2;fill:none}";

/// Cut at a width that fits the page at the footer's size.
std::vector<std::string> footer_lines(const std::string& text) {
  std::vector<std::string> lines(1);
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t space = std::min(text.find(' ', start), text.size());
    const std::string word = text.substr(start, space - start);
    if (lines.back().size() + word.size() > 140) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    start = space + 1;
  }
  return lines;
}

}  // namespace

std::string to_svg(const BarChart& chart) {
  const Scale scale = scale_of(chart.bars);
  const auto foot = footer_lines(chart.footer);
  const double bottom = kTop + kRow * static_cast<double>(chart.bars.size()) + 4;
  const double height = bottom + kBottom + 14 * static_cast<double>(foot.size() - 1);
  std::string svg = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
      "{0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" role=\"img\">\n"
      "<title>{2}</title>\n<style>{3}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
      kWidth, height, xml_text(chart.title), kStyle);
  svg += text_at(20, 34, "start", "title", chart.title);
  svg += text_at(20, 56, "start", "subtitle", chart.subtitle);
  svg += axis(scale, bottom, chart.axis);
  double y = kTop;
  for (const auto& bar : chart.bars) svg += bar_at(bar, y, scale), y += kRow;
  for (std::size_t i = 0; i < foot.size(); ++i)
    svg += text_at(20, bottom + 60 + 14 * static_cast<double>(i), "start", "foot", foot[i]);
  return svg + "</svg>\n";
}

}  // namespace cobden::report
