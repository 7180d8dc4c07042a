#include "cobden/report/heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/report/number_text.h"
#include "cobden/report/svg.h"

namespace cobden::report {
namespace {

constexpr double kLabelWidth = 340, kLegendWidth = 260, kLegendHeight = 12;
constexpr svg::TextStyle kSmall{"small", 9.5};
constexpr double kNarrow = 14;  ///< columns whose labels stand upright

struct Colour {
  double r, g, b;
};
/// From pale to dark; the middle is the blue (red) of the other charts.
constexpr std::array<Colour, 3> kUp{{{240, 244, 248}, {94, 147, 187}, {16, 50, 82}}};
constexpr std::array<Colour, 3> kDown{{{240, 244, 248}, {206, 122, 108}, {110, 30, 20}}};

/// Figures beyond the scale take its end colour.
struct Scale {
  double low = 0, high = 1;  ///< low <= 0 <= high, unless all figures are far above zero
  svg::Ticks ticks = {};
  double depth(double v) const {
    const double from = std::max(low, 0.0), to = v < 0 ? low : high;
    return to == from ? 0 : std::clamp((v - from) / (to - from), 0.0, 1.0);
  }
};

Colour colour_of(double v, const Scale& scale) {
  const auto& ramp = v < 0 ? kDown : kUp;
  const double at = 2 * scale.depth(v);
  const std::size_t i = at < 1 ? 0 : 1;
  const double f = at - static_cast<double>(i);
  const auto mix = [&](double a, double b) { return a + f * (b - a); };
  return {mix(ramp[i].r, ramp[i + 1].r), mix(ramp[i].g, ramp[i + 1].g), mix(ramp[i].b, ramp[i + 1].b)};
}

std::string hex(const Colour& c) {
  return fmt::format("#{:02x}{:02x}{:02x}", std::lround(c.r), std::lround(c.g), std::lround(c.b));
}

bool dark(const Colour& c) { return 0.3 * c.r + 0.59 * c.g + 0.11 * c.b < 130; }

/// Ends of the scale: the largest figures, unless the last few percent of cells lie far beyond the rest.
double end_of(std::vector<double> sizes) {
  if (sizes.empty()) return 0;
  std::ranges::sort(sizes);
  const double largest = sizes.back(),
               most = sizes[static_cast<std::size_t>(0.97 * static_cast<double>(sizes.size() - 1))];
  return most > 0 && largest > 2 * most ? most : largest;
}

Scale scale_of(const std::vector<double>& values) {
  std::vector<double> up, down;
  for (const double v : values) {
    if (std::isnan(v)) continue;
    (v < 0 ? down : up).push_back(std::abs(v));
  }
  invariant(!up.empty() || !down.empty(), "a heat map has a figure");
  const double smallest = up.empty() ? 0 : *std::ranges::min_element(up);
  double high = end_of(std::move(up));
  const double low = -end_of(std::move(down));
  if (high == 0 && low == 0) high = 1;
  constexpr double kFar = 0.35;  // of the largest: a scale from zero would leave the pale shades unused
  const double from = low < 0 || smallest < kFar * high ? low : smallest;
  Scale scale{.ticks = svg::nice_ticks(from, high, 5)};
  scale.low = low < 0 || from > 0 ? scale.ticks.low : 0, scale.high = high == 0 ? 0 : scale.ticks.high;
  return scale;
}

/// Rows and columns swapped where there are more columns.
HeatMap standing(const HeatMap& map) {
  if (map.rows.size() >= map.columns.size()) return map;
  HeatMap turned = map;
  std::swap(turned.rows, turned.columns);
  for (std::size_t r = 0; r < turned.rows.size(); ++r)
    for (std::size_t c = 0; c < turned.columns.size(); ++c)
      turned.value[r * turned.columns.size() + c] = map.value[c * map.columns.size() + r];
  return turned;
}

struct Grid {
  double left, top, width, height;  ///< of the corner and of one cell
  bool slanted;                     ///< column labels too long to lie flat
};

/// One decimal where there is room for it.
std::string cell_text(double v, bool roomy) {
  return grouped_number(v, std::abs(v) < 9.95 || (roomy && std::abs(v) < 99.95) ? 1 : 0);
}

std::string draw_cell(double v, double x, double y, const Grid& grid, const Scale& scale) {
  if (std::isnan(v))
    return fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.2f}\" class=\"none\"/>\n", x, y,
        grid.width, grid.height);
  const Colour colour = colour_of(v, scale);
  std::string out =
      fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\"/>\n", x, y,
                  grid.width, grid.height, hex(colour));
  const auto& style = grid.height >= 17 ? svg::kTick : kSmall;
  const std::string text = cell_text(v, grid.width > 40);
  if (grid.height < 11 || svg::text_width(text, style) > grid.width - 2) return out;
  return out + svg::text_at(x + grid.width / 2, y + grid.height / 2 + 0.36 * style.size, "middle", style,
                            text, dark(colour) ? "on-dark" : "on-light");
}

std::string draw_row(const HeatMap& map, std::size_t r, const Grid& grid, const Scale& scale) {
  const double y = grid.top + grid.height * static_cast<double>(r);
  const auto& style = grid.height >= 15 ? svg::kValue : kSmall;
  const auto label = svg::lines_of(map.rows[r], style, grid.left - svg::kMargin - 7, 1)[0];
  std::string out = svg::text_at(grid.left - 8, y + grid.height / 2 + 0.36 * style.size, "end", style, label);
  for (std::size_t c = 0; c < map.columns.size(); ++c)
    out += draw_cell(map.value[r * map.columns.size() + c], grid.left + grid.width * static_cast<double>(c),
                     y, grid, scale);
  return out;
}

/// Flat, leaning, or upright, as the width of the columns asks for.
std::string draw_column_label(const std::string& label, double x, const Grid& grid) {
  if (!grid.slanted) return svg::text_at(x, grid.top - 8, "middle", svg::kValue, label);
  const bool narrow = grid.width < kNarrow;
  return fmt::format("<g transform=\"translate({:.1f} {:.1f}) rotate({})\">{}</g>\n", x + (narrow ? 3 : 4),
                     grid.top - 6, narrow ? -90 : -60,
                     svg::text_at(0, 0, "start", narrow ? kSmall : svg::kTick, label));
}

std::string draw_legend(const HeatMap& map, const Scale& scale, double y, bool any_empty) {
  constexpr int kSteps = 52;
  const double left = svg::kMargin, step = kLegendWidth / kSteps, low = scale.low, high = scale.high;
  const auto x_of = [&](double v) { return left + (v - low) / (high - low) * kLegendWidth; };
  std::string out;
  for (int i = 0; i < kSteps; ++i) {
    const double v = low + (high - low) * (i + 0.5) / kSteps;
    out += fmt::format("<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{}\" fill=\"{}\"/>\n",
                       left + i * step, y, step + 0.4, kLegendHeight, hex(colour_of(v, scale)));
  }
  double largest = 0, smallest = 0;
  for (const double v : map.value)
    if (!std::isnan(v)) largest = std::max(largest, v), smallest = std::min(smallest, v);
  for (const double v : scale.ticks.values()) {
    if (v < low || v > high) continue;
    std::string text = grouped_number(v, scale.ticks.decimals());
    if (v == high && largest > high * (1 + 1e-9)) text += "+";
    if (v == low && smallest < low * (1 + 1e-9) && low < 0) text = "below " + text;
    out += svg::text_at(x_of(v), y + kLegendHeight + 14, "middle", svg::kTick, text);
  }
  std::string unit = map.unit;
  if (largest > high * (1 + 1e-9)) unit += fmt::format("; the largest is {}", cell_text(largest, true));
  out += svg::text_at(left + kLegendWidth + 24, y + kLegendHeight - 1, "start", svg::kAxis, unit);
  if (!any_empty) return out;
  const double x = left + kLegendWidth + 24, top = y + kLegendHeight + 4;
  out += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"18\" height=\"11\" class=\"none\"/>\n", x, top);
  return out + svg::text_at(x + 24, top + 10, "start", svg::kTick, map.empty);
}

Grid grid_of(const HeatMap& map, double top) {
  const double rows = static_cast<double>(map.rows.size()), columns = static_cast<double>(map.columns.size());
  double names = 0, heads = 0;
  const double height = std::clamp(900 / rows, 10.0, 22.0);
  const auto& style = height >= 15 ? svg::kValue : kSmall;
  for (const auto& label : map.rows) names = std::max(names, svg::text_width(label, style));
  Grid grid{.left = svg::kMargin + std::min(names, kLabelWidth) + 8,
            .top = top,
            .width = 0,
            .height = height,
            .slanted = false};
  grid.width = std::min((svg::kWidth - svg::kMargin - grid.left) / columns, 180.0);
  for (const auto& label : map.columns) {
    const double width = svg::text_width(label, svg::kValue);
    grid.slanted = grid.slanted || width > grid.width - 6;
    heads = std::max(heads, svg::text_width(label, svg::kTick));
  }
  grid.top += grid.slanted ? 0.87 * heads + 16 : 24;
  if (grid.slanted)  // the last label leans out of the grid
    grid.width = std::min(grid.width, (svg::kWidth - svg::kMargin - grid.left - 0.5 * heads) / columns);
  return grid;
}

void check(const HeatMap& map) {
  invariant(!map.rows.empty() && !map.columns.empty(), "a heat map has rows and columns");
  invariant(map.value.size() == map.rows.size() * map.columns.size(), "one figure for each cell");
  for (const double v : map.value) invariant(!std::isinf(v), "the figures of a heat map are finite or empty");
}

}  // namespace

std::string to_svg(const HeatMap& given) {
  check(given);
  const HeatMap map = standing(given);
  const Scale scale = scale_of(map.value);
  const bool any_empty = std::ranges::any_of(map.value, [](double v) { return std::isnan(v); });
  const auto title = svg::title_block(map.title, map.subtitle);
  const double legend = title.bottom + 20;
  const Grid grid = grid_of(map, legend + kLegendHeight + 26);
  std::string body = title.svg + draw_legend(map, scale, legend, any_empty);
  for (std::size_t c = 0; c < map.columns.size(); ++c)
    body += draw_column_label(map.columns[c], grid.left + grid.width * (static_cast<double>(c) + 0.5), grid);
  for (std::size_t r = 0; r < map.rows.size(); ++r) body += draw_row(map, r, grid, scale);
  const double bottom = grid.top + grid.height * static_cast<double>(map.rows.size());
  const auto footer = svg::footer_block(map.footer, bottom + 28);
  const std::string style =
      svg::css_rule(kSmall) +
      ".none{fill:#fff;stroke:#d8d8d8;stroke-width:.6}.on-dark{fill:#fff}.on-light{fill:#222}";
  return svg::document(map.title, footer.bottom, style, body + footer.svg);
}

}  // namespace cobden::report
