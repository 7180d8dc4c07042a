#include "cobden/report/bar_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/text.h"
#include "cobden/report/number_text.h"
#include "cobden/report/text_table.h"

namespace cobden::report {
namespace {

constexpr double kWidth = 860, kLeft = 190, kRight = 70, kTop = 92, kRow = 24, kBottom = 74;
constexpr const char *kGain = "#2a7f9e", *kLoss = "#c2553a", *kInk = "#222222", *kFaint = "#6b6b6b",
                     *kGrid = "#e3e3e3";

/// A step of 1, 2 or 5 times a power of ten that divides `span` into about `count` parts.
double round_step(double span, int count) {
  const double raw = span / count, power = std::pow(10, std::floor(std::log10(raw)));
  for (const double m : {1.0, 2.0, 5.0})
    if (raw <= m * power) return m * power;
  return 10 * power;
}

struct Scale {
  double low = 0, high = 0, step = 1;
  double x(double value) const { return kLeft + (value - low) / (high - low) * (kWidth - kLeft - kRight); }
};

Scale scale_for(const std::vector<Bar>& bars) {
  Scale scale;
  for (const auto& bar : bars)
    for (const double v : {bar.value, bar.low.value_or(bar.value), bar.high.value_or(bar.value)})
      if (std::isfinite(v)) scale.low = std::min(scale.low, v), scale.high = std::max(scale.high, v);
  if (scale.high - scale.low < 1e-9) scale.high = scale.low + 1;
  scale.step = round_step(scale.high - scale.low, 6);
  scale.low = std::floor(scale.low / scale.step) * scale.step;
  scale.high = std::ceil(scale.high / scale.step) * scale.step;
  return scale;
}

std::string text_at(double x, double y, const std::string& text, const char* anchor, const char* colour,
                    int size, bool bold = false) {
  return fmt::format(
      "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\" font-size=\"{}\"{}>{}</text>\n", x, y,
      anchor, colour, size, bold ? " font-weight=\"600\"" : "", xml_text(text));
}

std::string line(double x1, double y1, double x2, double y2, const char* colour, double width) {
  return fmt::format(
      "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"{}\"/>\n",
      x1, y1, x2, y2, colour, width);
}

int decimals_of(double step) { return std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9))); }

std::string grid(const Scale& scale, double bottom, const std::string& axis) {
  std::string out;
  const int ticks = static_cast<int>(std::lround((scale.high - scale.low) / scale.step));
  for (int i = 0; i <= ticks; ++i) {
    const double value = scale.low + i * scale.step, x = scale.x(value);
    out += line(x, kTop - 8, x, bottom, kGrid, 1);
    out += text_at(x, bottom + 16, signed_number(value, decimals_of(scale.step)), "middle", kFaint, 11);
  }
  return out + text_at((kLeft + kWidth - kRight) / 2, bottom + 34, axis, "middle", kFaint, 12);
}

std::string bar_row(const Bar& bar, const Scale& scale, double y, int decimals) {
  const double zero = scale.x(0), end = scale.x(std::isfinite(bar.value) ? bar.value : 0),
               middle = y + kRow / 2;
  std::string out = text_at(kLeft - 10, middle + 4, bar.label, "end", kInk, 12);
  out +=
      fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"/>\n",
                  std::min(zero, end), y + 5, std::abs(end - zero), kRow - 10, bar.value < 0 ? kLoss : kGain);
  double reach_low = std::min(zero, end), reach_high = std::max(zero, end);
  if (bar.low && bar.high) {
    const double a = scale.x(*bar.low), b = scale.x(*bar.high);
    out += line(a, middle, b, middle, kInk, 1.2) + line(a, middle - 4, a, middle + 4, kInk, 1.2) +
           line(b, middle - 4, b, middle + 4, kInk, 1.2);
    reach_low = std::min(reach_low, a), reach_high = std::max(reach_high, b);
  }
  const std::string figure = signed_number(bar.value, decimals);
  // A loss is labelled on its own side unless the label would run into the names.
  const bool on_left = bar.value < 0 && reach_low - kLeft > 44;
  return out + text_at(on_left ? reach_low - 6 : reach_high + 6, middle + 4, figure,
                       on_left ? "end" : "start", kInk, 11);
}

}  // namespace

std::string to_svg(const BarChart& chart) {
  const Scale scale = scale_for(chart.bars);
  const double bottom = kTop + kRow * static_cast<double>(chart.bars.size());
  const auto footer = split(wrapped(chart.footer, 140), '\n');
  const double height = bottom + kBottom + 14 * static_cast<double>(footer.size() - 1);
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" width=\"{:.0f}\" "
      "height=\"{:.0f}\" role=\"img\" "
      "font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\">\n<title>{}</title>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
      kWidth, height, kWidth, height, xml_text(chart.title));
  svg += text_at(24, 34, chart.title, "start", kInk, 18, true) +
         text_at(24, 56, chart.subtitle, "start", kFaint, 12);
  svg += grid(scale, bottom, chart.axis);
  const int decimals = std::max(2, decimals_of(scale.step));
  for (std::size_t i = 0; i < chart.bars.size(); ++i)
    svg += bar_row(chart.bars[i], scale, kTop + kRow * static_cast<double>(i), decimals);
  svg += line(scale.x(0), kTop - 8, scale.x(0), bottom, kInk, 1.2);
  for (std::size_t i = 0; i < footer.size(); ++i)
    svg += text_at(24, bottom + kBottom - 16 + 14 * static_cast<double>(i), footer[i], "start", kFaint, 10);
  return svg + "</svg>\n";
}

}  // namespace cobden::report
