#include "cobden/report/heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/report/colour_scale.h"
#include "cobden/report/number_text.h"
#include "cobden/report/svg.h"

namespace cobden::report {
namespace {

constexpr double kLabelWidth = 340;
constexpr svg::TextStyle kSmall{"small", 9.5};
constexpr double kNarrow = 14;  ///< columns whose labels stand upright

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

std::string draw_cell(double v, double x, double y, const Grid& grid, const ColourScale& scale) {
  if (std::isnan(v))
    return fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.2f}\" class=\"none\"/>\n", x, y,
        grid.width, grid.height);
  std::string out =
      fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\"/>\n", x, y,
                  grid.width, grid.height, colour_of(v, scale));
  const auto& style = grid.height >= 17 ? svg::kTick : kSmall;
  const std::string text = cell_text(v, grid.width > 40);
  if (grid.height < 11 || svg::text_width(text, style) > grid.width - 2) return out;
  return out + svg::text_at(x + grid.width / 2, y + grid.height / 2 + 0.36 * style.size, "middle", style,
                            text, is_dark(v, scale) ? "on-dark" : "on-light");
}

std::string draw_row(const HeatMap& map, std::size_t r, const Grid& grid, const ColourScale& scale) {
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
  const ColourScale scale = colour_scale(map.value);
  const bool any_empty = std::ranges::any_of(map.value, [](double v) { return std::isnan(v); });
  const auto title = svg::title_block(map.title, map.subtitle);
  const double legend = title.bottom + 20;
  const Grid grid = grid_of(map, legend + kLegendHeight + 26);
  std::string body =
      title.svg + draw_legend({map.unit, any_empty ? map.empty : ""}, map.value, scale, legend);
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
