#include "cobden/report/run_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cobden/report/run_summary.h"

namespace cobden::report {
namespace {

using economy::Variable;
using scenario::Answer;

std::size_t at(Country c) { return static_cast<std::size_t>(c.value); }

const data::Benchmark& benchmark(const Answer& a) { return *a.run.benchmark; }

std::string economy_label(const Answer& a, Country c) {
  const auto& axis = benchmark(a).countries();
  return axis.label(c).size() > 22 ? axis.code(c) : axis.label(c);
}

/// A variable with one figure for each economy.
const Variable* by_country(const Answer& a, const char* measure) {
  const Variable* v = a.result.outcomes.find(measure);
  return v && v->value.size() == benchmark(a).country_count() ? v : nullptr;
}

const Variable* bilateral_trade(const Answer& a) {
  const Variable* v = a.result.outcomes.find("trade_customs_value");
  return v && !v->by_sector && v->by_importer && v->by_exporter ? v : nullptr;
}

/// The headline economies, then the largest traders, at most `most`.
std::vector<Country> traders(const Answer& a, const Variable& trade, std::size_t most) {
  const std::size_t N = benchmark(a).country_count();
  std::vector<Country> list = headline_countries(a), order;
  for (const Country c : benchmark(a).countries().all()) order.push_back(c);
  const auto total = [&](Country c) {
    double sum = 0;
    for (std::size_t k = 0; k < N; ++k)
      if (k != at(c)) sum += trade.base[at(c) * N + k] + trade.base[k * N + at(c)];
    return sum;
  };
  std::ranges::stable_sort(order, std::greater<>{}, total);
  for (const Country c : order)
    if (std::ranges::find(list, c) == list.end()) list.push_back(c);
  if (list.size() > most) list.resize(most);
  std::ranges::stable_sort(list, std::greater<>{}, total);
  return list;
}

/// Sectors by how much the output of either economy moves, in money.
std::vector<std::size_t> sectors_that_move(const Answer& a, const Variable& volume,
                                           const std::vector<Country>& sides, std::size_t most) {
  const Variable* output = a.result.outcomes.find_by_sector("output");
  const std::size_t N = benchmark(a).country_count(), S = benchmark(a).sector_count();
  std::vector<std::size_t> order(S);
  std::iota(order.begin(), order.end(), 0);
  const auto moved = [&](std::size_t s) {
    double sum = 0;
    for (const Country c : sides) {
      const double change = volume.value[s * N + at(c)];
      if (std::isfinite(change)) sum += std::abs(change) * (output ? output->base[s * N + at(c)] : 1);
    }
    return sum;
  };
  std::ranges::stable_sort(order, std::greater<>{}, moved);
  order.resize(std::min(most, order.size()));
  return order;
}

double percent_change(const Variable& v, std::size_t i) {
  return v.base[i] > 0 ? 100 * (v.value[i] / v.base[i] - 1) : std::nan("");
}

}  // namespace

std::optional<WorldMap> welfare_map(const Answer& a) {
  const Variable* welfare = by_country(a, "welfare_exact");
  if (!welfare) return {};
  const BarChart bars = welfare_chart(a);
  WorldMap map{.title = "Change in real income by economy",
               .subtitle = bars.title,
               .unit = bars.axis,
               .footer = bars.footer};
  for (const Country c : benchmark(a).countries().all())
    map.figures.push_back(
        {benchmark(a).countries().code(c), benchmark(a).countries().label(c), welfare->value[at(c)]});
  return map;
}

std::optional<BarChart> decomposition_chart(const Answer& a) {
  const Variable *terms = by_country(a, "terms_of_trade"), *volume = by_country(a, "volume_of_trade");
  if (!terms || !volume) return {};
  BarChart chart{.title = "What gains and losses are made of",
                 .subtitle =
                     "First-order change in real income: better or worse prices of what is traded, and "
                     "more or less of the trade that duties hold back",
                 .axis = terms->unit,
                 .footer = welfare_chart(a).footer,
                 .first_name = terms->label,
                 .second_name = volume->label};
  for (const Country c : headline_countries(a))
    chart.bars.push_back(
        {.label = economy_label(a, c), .value = terms->value[at(c)], .second = volume->value[at(c)]});
  return chart;
}

std::optional<HeatMap> trade_heat_map(const Answer& a) {
  constexpr std::size_t kMost = 20;
  const Variable* trade = bilateral_trade(a);
  if (!trade || benchmark(a).country_count() < 2) return {};
  const std::size_t N = benchmark(a).country_count();
  const auto list = traders(a, *trade, kMost);
  HeatMap map{
      .title = "Change of trade, exporter by importer",
      .subtitle = fmt::format("Rows export, columns import; customs value{}",
                              list.size() < N ? ", the economies of the table and the largest traders" : ""),
      .unit = "percent of the base",
      .empty = "home, or no trade in the base",
      .footer = welfare_chart(a).footer,
      .rows = {},
      .columns = {},
      .value = {}};
  bool moves = false;
  for (const Country o : list) {
    map.rows.push_back(economy_label(a, o)), map.columns.push_back(benchmark(a).countries().code(o));
    for (const Country d : list) {
      map.value.push_back(o == d ? std::nan("") : percent_change(*trade, at(d) * N + at(o)));
      moves = moves || (std::isfinite(map.value.back()) && map.value.back() != 0);
    }
  }
  return moves ? std::optional(map) : std::nullopt;
}

std::optional<BarChart> sector_chart(const Answer& a) {
  constexpr std::size_t kMost = 20;
  const auto& axis = benchmark(a).sectors();
  const Variable* volume = a.result.outcomes.find("output_volume");
  auto sides = headline_countries(a);
  if (!volume || sides.empty() || axis.size() < 2 ||
      volume->value.size() != axis.size() * benchmark(a).country_count())
    return {};
  sides.resize(std::min<std::size_t>(2, sides.size()));
  BarChart chart{.title = "Output by sector",
                 .subtitle = fmt::format("{}at base prices, the sectors whose output moves most first",
                                         sides.size() < 2 ? economy_label(a, sides[0]) + ", " : ""),
                 .axis = "percent of the base",
                 .footer = welfare_chart(a).footer};
  if (sides.size() == 2)
    chart.first_name = economy_label(a, sides[0]), chart.second_name = economy_label(a, sides[1]);
  const std::size_t N = benchmark(a).country_count();
  for (const std::size_t s : sectors_that_move(a, *volume, sides, kMost)) {
    Bar bar{.label = axis.label(Sector(s)), .value = volume->value[s * N + at(sides[0])]};
    if (sides.size() == 2) bar.second = volume->value[s * N + at(sides[1])];
    chart.bars.push_back(std::move(bar));
  }
  return chart;
}

std::optional<BriefChart> map_picture(const Answer& a) {
  const auto chart = welfare_map(a);
  if (!chart) return {};
  const MapData map = find_map();
  if (!fits_map(chart->figures, map)) return {};
  return BriefChart{"map.svg", chart->title, to_svg(*chart, map)};
}

}  // namespace cobden::report
