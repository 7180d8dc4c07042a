#include "cobden/report/colour_scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/report/number_text.h"

namespace cobden::report {
namespace {

constexpr double kLegendWidth = 260;

struct Colour {
  double r, g, b;
};
/// From pale to dark; the middle is the blue (red) of the other charts.
constexpr std::array<Colour, 3> kUp{{{240, 244, 248}, {94, 147, 187}, {16, 50, 82}}};
constexpr std::array<Colour, 3> kDown{{{240, 244, 248}, {206, 122, 108}, {110, 30, 20}}};

double depth(double v, const ColourScale& scale) {
  const double from = std::max(scale.low, 0.0), to = v < 0 ? scale.low : scale.high;
  return to == from ? 0 : std::clamp((v - from) / (to - from), 0.0, 1.0);
}

Colour shade(double v, const ColourScale& scale) {
  const auto& ramp = v < 0 ? kDown : kUp;
  const double at = 2 * depth(v, scale);
  const std::size_t i = at < 1 ? 0 : 1;
  const double f = at - static_cast<double>(i);
  const auto mix = [&](double a, double b) { return a + f * (b - a); };
  return {mix(ramp[i].r, ramp[i + 1].r), mix(ramp[i].g, ramp[i + 1].g), mix(ramp[i].b, ramp[i + 1].b)};
}

/// Ends of the scale: the largest figures, unless the last few percent of them lie far beyond the rest.
double end_of(std::vector<double> sizes) {
  if (sizes.empty()) return 0;
  std::ranges::sort(sizes);
  const double largest = sizes.back(),
               most = sizes[static_cast<std::size_t>(0.97 * static_cast<double>(sizes.size() - 1))];
  return most > 0 && largest > 2 * most ? most : largest;
}

ColourScale symmetric_scale(std::vector<double> up, const std::vector<double>& down) {
  up.insert(up.end(), down.begin(), down.end());
  double end = end_of(std::move(up));
  if (end == 0) end = 1;
  const svg::Ticks ticks = svg::nice_ticks(-end, end, 5);
  return {ticks.low, ticks.high, ticks};
}

std::string text_of(double v) { return grouped_number(v, std::abs(v) < 99.95 ? 1 : 0); }

}  // namespace

ColourScale colour_scale(const std::vector<double>& values, bool symmetric) {
  std::vector<double> up, down;
  for (const double v : values) {
    if (std::isnan(v)) continue;
    (v < 0 ? down : up).push_back(std::abs(v));
  }
  invariant(!up.empty() || !down.empty(), "a scale of colours has a figure");
  if (symmetric) return symmetric_scale(std::move(up), down);
  const double smallest = up.empty() ? 0 : *std::ranges::min_element(up);
  double high = end_of(std::move(up));
  const double low = -end_of(std::move(down));
  if (high == 0 && low == 0) high = 1;
  constexpr double kFar = 0.35;  // of the largest: a scale from zero would leave the pale shades unused
  const double from = low < 0 || smallest < kFar * high ? low : smallest;
  ColourScale scale{.ticks = svg::nice_ticks(from, high, 5)};
  scale.low = low < 0 || from > 0 ? scale.ticks.low : 0, scale.high = high == 0 ? 0 : scale.ticks.high;
  return scale;
}

std::string colour_of(double value, const ColourScale& scale) {
  const Colour c = shade(value, scale);
  return fmt::format("#{:02x}{:02x}{:02x}", std::lround(c.r), std::lround(c.g), std::lround(c.b));
}

bool is_dark(double value, const ColourScale& scale) {
  const Colour c = shade(value, scale);
  return 0.3 * c.r + 0.59 * c.g + 0.11 * c.b < 130;
}

std::string draw_legend(const ColourLegend& legend, const std::vector<double>& values,
                        const ColourScale& scale, double y) {
  constexpr int kSteps = 52;
  const double left = svg::kMargin, step = kLegendWidth / kSteps, low = scale.low, high = scale.high;
  const auto x_of = [&](double v) { return left + (v - low) / (high - low) * kLegendWidth; };
  std::string out;
  for (int i = 0; i < kSteps; ++i) {
    const double v = low + (high - low) * (i + 0.5) / kSteps;
    out += fmt::format("<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{}\" fill=\"{}\"/>\n",
                       left + i * step, y, step + 0.4, kLegendHeight, colour_of(v, scale));
  }
  double largest = 0, smallest = 0;
  for (const double v : values)
    if (!std::isnan(v)) largest = std::max(largest, v), smallest = std::min(smallest, v);
  const bool over = largest > high * (1 + 1e-9), under = smallest < low * (1 + 1e-9) && low < 0;
  for (const double v : scale.ticks.values()) {
    if (v < low || v > high) continue;
    std::string text = grouped_number(v, scale.ticks.decimals());
    if (v == high && over) text += "+";
    const bool first = v == low && under;  // its words start where the colours do
    if (first) text = "below " + text;
    out += svg::text_at(x_of(v), y + kLegendHeight + 14, first ? "start" : "middle", svg::kTick, text);
  }
  std::string unit = legend.unit;
  if (over) unit += fmt::format("; the largest is {}", text_of(largest));
  if (under && scale.high == -scale.low) unit += fmt::format("; the lowest is {}", text_of(smallest));
  out += svg::text_at(left + kLegendWidth + 24, y + kLegendHeight - 1, "start", svg::kAxis, unit);
  if (legend.empty.empty()) return out;
  const double x = left + kLegendWidth + 24, top = y + kLegendHeight + 4;
  out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"18\" height=\"11\" class=\"none\"/>\n", x, top);
  return out + svg::text_at(x + 24, top + 10, "start", svg::kTick, legend.empty);
}

}  // namespace cobden::report
