#include "cobden/report/world_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cobden/core/error.h"
#include "cobden/report/colour_scale.h"
#include "cobden/report/number_text.h"

namespace cobden::report {
namespace {

constexpr double kScale = (svg::kWidth - 2 * svg::kMargin) / kMapGridWidth;
constexpr const char* kRest = "*";
constexpr const char* kDisclaimer =
    "Boundaries: Natural Earth (public domain), simplified; they express no opinion on any border or status.";

std::string with_disclaimer(const std::string& footer) {
  return footer + (footer.empty() ? "" : footer.back() == '.' ? " " : ". ") + kDisclaimer;
}

using Positions = std::map<std::string, int>;

Positions positions(const std::vector<MapFigure>& figures) {
  Positions at;
  for (std::size_t i = 0; i < figures.size(); ++i) at.emplace(figures[i].code, static_cast<int>(i));
  return at;
}

/// Countries that aggregates stand for; `rest` is the economy of all others.
Positions by_membership(const Positions& economies, const MapData& map, int& rest) {
  Positions at;
  for (const auto& m : map.members) {
    const auto economy = economies.find(m.code);
    if (economy == economies.end()) continue;
    if (m.member == kRest)
      rest = economy->second;
    else
      at.emplace(m.member, economy->second);
  }
  return at;
}

const MapFigure* figure_of(const WorldMap& chart, int index) {
  if (index < 0) return nullptr;
  const auto& figure = chart.figures[static_cast<std::size_t>(index)];
  return std::isnan(figure.value) ? nullptr : &figure;
}

/// What a pointer that rests on an area is told.
std::string hover(const MapArea& area, const MapFigure* figure, int decimals) {
  if (!figure) return "<title>" + xml_text(area.code) + ": no figure</title>";
  const std::string whose = figure->code == area.code ? figure->label : area.code + ", as " + figure->label;
  return "<title>" + xml_text(whose + ": " + signed_number(figure->value, decimals)) + "</title>";
}

struct Brush {
  const ColourScale& scale;
  int decimals;
  double top;

  std::string land(const MapArea& area, const MapFigure* figure) const {
    const std::string fill =
        figure ? fmt::format("fill=\"{}\"", colour_of(figure->value, scale)) : "class=\"none\"";
    return fmt::format("<path d=\"{}\" {}>{}</path>\n", area.outline, fill, hover(area, figure, decimals));
  }
  std::string dot(const MapArea& area, const MapFigure& figure) const {
    return fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.6\" class=\"dot\" fill=\"{}\">{}</circle>\n",
        svg::kMargin + kScale * area.x, top + kScale * area.y, colour_of(figure.value, scale),
        hover(area, &figure, decimals));
  }
};

/// Only an economy of its own has a dot: those of an aggregate would cover the map.
bool has_dot(const MapArea& area, const MapFigure* figure) {
  return area.small && figure && figure->code == area.code;
}

std::string draw_areas(const WorldMap& chart, const MapData& map, const Brush& brush) {
  const auto index = figures_of_areas(chart.figures, map);
  std::string land = fmt::format("<g transform=\"translate({:g} {:.1f}) scale({:g})\" class=\"land\">\n",
                                 svg::kMargin, brush.top, kScale);
  std::string dots;
  for (std::size_t i = 0; i < map.areas.size(); ++i) {
    const MapFigure* figure = figure_of(chart, index[i]);
    if (!map.areas[i].outline.empty()) land += brush.land(map.areas[i], figure);
    if (has_dot(map.areas[i], figure)) dots += brush.dot(map.areas[i], *figure);
  }
  return land + "</g>\n" + dots;
}

/// Figures that some area shows, and whether an area on the map has none.
std::vector<double> shown_values(const WorldMap& chart, const MapData& map, bool& any_empty) {
  std::vector<bool> shown(chart.figures.size());
  const auto index = figures_of_areas(chart.figures, map);
  any_empty = false;
  for (std::size_t i = 0; i < index.size(); ++i) {
    if (figure_of(chart, index[i]))
      shown[static_cast<std::size_t>(index[i])] = true;
    else
      any_empty = any_empty || !map.areas[i].outline.empty();
  }
  std::vector<double> values;
  for (std::size_t f = 0; f < shown.size(); ++f) {
    invariant(!std::isinf(chart.figures[f].value), "the figures of a map are finite or none");
    if (shown[f]) values.push_back(chart.figures[f].value);
  }
  invariant(!values.empty(), "a map shows a figure");
  return values;
}

constexpr const char* kHatch =
    "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" fill=\"#f7f7f7\"/><path d=\"M0 0V6\" "
    "stroke=\"#bbb\" stroke-width=\"2\"/></pattern><pattern id=\"hatch-land\" width=\"28\" height=\"28\" "
    "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"28\" height=\"28\" "
    "fill=\"#f7f7f7\"/><path d=\"M0 0V28\" stroke=\"#bbb\" stroke-width=\"9\"/></pattern></defs>\n";
constexpr std::string_view kStyle =
    ".none{fill:url(#hatch);stroke:#999;stroke-width:.6}.land path{stroke:#8a8f94;stroke-width:2;"
    "stroke-linejoin:round}.land .none{fill:url(#hatch-land)}.dot{stroke:#444;stroke-width:.8}";

}  // namespace

std::vector<int> figures_of_areas(const std::vector<MapFigure>& figures, const MapData& map) {
  const Positions economies = positions(figures);
  int rest = -1;
  const Positions members = by_membership(economies, map, rest);
  std::vector<int> index;
  for (const auto& area : map.areas) {
    const auto own = economies.find(area.code);
    const auto part = members.find(area.code);
    index.push_back(own != economies.end() ? own->second : part != members.end() ? part->second : rest);
  }
  return index;
}

bool fits_map(const std::vector<MapFigure>& figures, const MapData& map) {
  std::vector<bool> shown(figures.size());
  for (const int i : figures_of_areas(figures, map))
    if (i >= 0) shown[static_cast<std::size_t>(i)] = true;
  std::size_t placed = 0, numbers = 0;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    if (std::isnan(figures[i].value)) continue;
    ++numbers;
    placed += shown[i];
  }
  return placed > 0 && 2 * placed >= numbers;
}

std::string to_svg(const WorldMap& chart, const MapData& map) {
  bool any_empty = false;
  const auto values = shown_values(chart, map, any_empty);
  const ColourScale scale = colour_scale(values, true);
  const auto title = svg::title_block(chart.title, chart.subtitle);
  const double legend = title.bottom + 20;
  const Brush brush{.scale = scale,
                    .decimals = std::max(2, scale.ticks.decimals() + 1),
                    .top = legend + kLegendHeight + 28};
  std::string body = kHatch + title.svg +
                     draw_legend({chart.unit, any_empty ? "no figure" : ""}, values, scale, legend) +
                     draw_areas(chart, map, brush);
  const auto footer =
      svg::footer_block(with_disclaimer(chart.footer), brush.top + kScale * kMapGridHeight + 24);
  return svg::document(chart.title, footer.bottom, kStyle, body + footer.svg);
}

}  // namespace cobden::report
