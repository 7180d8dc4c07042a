#include "cobden/report/strategy_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/strategy_summary.h"
#include "cobden/report/strategy_tables.h"
#include "cobden/scenario/strategy_tariffs.h"

namespace cobden::report {
namespace {

using scenario::StrategyAnswer;
using Question = scenario::StrategyQuestion;

const std::string& code(const StrategyAnswer& a, std::size_t player) { return a.game->texts[player].code; }

std::string label(const StrategyAnswer& a, std::size_t player) {
  return a.game->policy().countries().label(a.game->players[player].objective.country);
}

std::string footer(const StrategyAnswer& a) {
  const auto& t = a.game->run.benchmark->tables();
  const auto& m = a.game->model->description();
  std::string text = fmt::format("Cobden, {} on {} ({}); elasticities {}. ",
                                 m.variant.empty() ? m.family : m.family + "/" + m.variant, t.name, t.year,
                                 m.elasticities.empty() ? "as specified" : m.elasticities);
  if (!a.search.converged())
    text += fmt::format("SEARCH {}: the best point found. ", to_string(a.search.status));
  return text + "Source of the data: " + t.provenance.citation;
}

std::string title_of(const StrategyAnswer& a) {
  const auto& s = a.game->run.scenario;
  return s.title.empty() ? s.name : s.title;
}

std::string question_text(const StrategyAnswer& a) {
  switch (a.question) {
    case Question::kOptimum:
      return "the best choice";
    case Question::kNash:
      return "the Nash equilibrium";
    case Question::kCooperate:
      return "what all agree on";
    case Question::kFrontier:
      return "the Nash bargaining solution";
    case Question::kCarveouts:
      return "the best list of carve-outs";
    case Question::kRespond:
      return "where the answers lead";
  }
  return "";
}

std::string objective_word(const StrategyAnswer& a) {
  const bool plain = std::ranges::all_of(a.game->texts, [](const auto& t) { return t.plain; });
  return plain ? "real income" : "objective";
}

struct BandOrder {
  std::vector<Country> partners;
  std::vector<Sector> sectors;
};

/// Partners by trade, sectors in the order of the axis.
BandOrder order_of(const StrategyAnswer& a, std::size_t player, const TradeCube& tariff) {
  BandOrder order;
  const auto& model = a.game->policy();
  for (const auto& band : bands_by_partner(*a.game, player, tariff))
    order.partners.push_back(model.countries().at(band.code));
  std::vector<bool> has(model.sectors().size());
  for (const auto& group : a.game->players[player].instruments.groups)
    for (const auto& cell : group) has[static_cast<std::size_t>(cell.sector.value)] = true;
  for (const Sector s : model.sectors().all())
    if (has[static_cast<std::size_t>(s.value)]) order.sectors.push_back(s);
  return order;
}

/// The first way is the second one, or begins or goes on like it.
bool same_way(const std::vector<PlanePoint>& a, const std::vector<PlanePoint>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (std::hypot(a[i].x - b[i].x, a[i].y - b[i].y) > 0.05) return false;
  const auto& longer = a.size() > b.size() ? a : b;
  for (std::size_t i = std::min(a.size(), b.size()); i < longer.size(); ++i)
    if (std::hypot(longer[i].x - longer[i - 1].x, longer[i].y - longer[i - 1].y) > 0.05) return false;
  return !a.empty() && !b.empty();
}

/// Two players who charge each other alone share one map: their sectors, a column each.
HeatMap two_sided_map(const StrategyAnswer& a, const TradeCube& tariff) {
  const auto& model = a.game->policy();
  HeatMap map{.title = fmt::format("Tariffs of both sides: {}", question_text(a)),
              .subtitle = title_of(a),
              .unit = "tariff, percent of customs value",
              .empty = "no trade, or not chosen",
              .footer = footer(a),
              .rows = {},
              .columns = {label(a, 0) + " on " + label(a, 1), label(a, 1) + " on " + label(a, 0)},
              .value = {}};
  for (const Sector s : model.sectors().all()) {
    double rate[2] = {std::nan(""), std::nan("")};
    for (std::size_t i = 0; i < 2; ++i)
      for (const auto& group : a.game->players[i].instruments.groups)
        for (const auto& cell : group)
          if (cell.sector == s)
            rate[i] = 100 * tariff(s, a.game->players[i].instruments.player, cell.exporter);
    if (std::isnan(rate[0]) && std::isnan(rate[1])) continue;
    const auto& name = model.sectors().label(s);
    map.rows.push_back(name == model.sectors().code(s) ? name : model.sectors().code(s) + " " + name);
    map.value.insert(map.value.end(), {rate[0], rate[1]});
  }
  return map;
}

/// Many players: what each charges each partner on average.
HeatMap mean_map(const StrategyAnswer& a, const TradeCube& tariff) {
  const auto& axis = a.game->policy().countries();
  const auto& flow = a.game->policy().base_flow();
  HeatMap map{
      .title = fmt::format("Mean tariffs of {} players: {}", a.game->players.size(), question_text(a)),
      .subtitle = title_of(a) + "; importers down, exporters across, weighted by base imports",
      .unit = "mean tariff, percent of customs value",
      .empty = "not chosen",
      .footer = footer(a),
      .rows = {},
      .columns = axis.codes(),
      .value = {}};
  for (const auto& player : a.game->players) {
    const Country d = player.instruments.player;
    std::vector<double> trade(axis.size()), duty(axis.size());
    for (const auto& group : player.instruments.groups)
      for (const auto& [s, o] : group) {
        const auto i = static_cast<std::size_t>(o.value);
        trade[i] += flow(s, d, o), duty[i] += 100 * flow(s, d, o) * tariff(s, d, o);
      }
    map.rows.push_back(axis.code(d));
    for (std::size_t i = 0; i < axis.size(); ++i)
      map.value.push_back(trade[i] > 0 ? duty[i] / trade[i] : std::nan(""));
  }
  return map;
}

}  // namespace

BarChart gains_chart(const StrategyAnswer& a) {
  BarChart chart{
      .title = title_of(a),
      .subtitle = fmt::format("Change in real income from the scenario's tariffs to {}", question_text(a)),
      .axis = "percentage points of base real income",
      .footer = footer(a)};
  auto order = strategy_countries(a);
  const auto change = [&](Country c) { return a.effects[static_cast<std::size_t>(c.value)].change_points(); };
  std::ranges::stable_sort(order, {}, change);
  for (const Country c : order) {
    Bar bar{.label = a.game->policy().countries().label(c), .value = change(c)};
    if (bar.label.size() > 22) bar.label = a.game->code(c);
    chart.bars.push_back(std::move(bar));
  }
  return chart;
}

HeatMap tariff_heat_map(const StrategyAnswer& a, std::size_t player, const TradeCube& tariff) {
  const auto& model = a.game->policy();
  const BandOrder order = order_of(a, player, tariff);
  const Country d = a.game->players[player].instruments.player;
  HeatMap map{.title = fmt::format("Tariffs of {}: {}", label(a, player), question_text(a)),
              .subtitle = title_of(a),
              .unit = "tariff, percent of customs value",
              .empty = "no trade",
              .footer = footer(a),
              .rows = {},
              .columns = {},
              .value = {}};
  const bool few =
      order.sectors.size() > order.partners.size();  // sectors run down the page, with room for names
  for (const Country o : order.partners)
    map.rows.push_back(few || model.countries().label(o).size() < 24 ? model.countries().label(o)
                                                                     : a.game->code(o));
  for (const Sector s : order.sectors)
    map.columns.push_back(few && model.sectors().label(s) != model.sectors().code(s)
                              ? model.sectors().code(s) + " " + model.sectors().label(s)
                              : model.sectors().code(s));
  for (const Country o : order.partners)
    for (const Sector s : order.sectors)
      map.value.push_back(model.base_flow()(s, d, o) > 0 ? 100 * tariff(s, d, o) : std::nan(""));
  return map;
}

PlaneChart frontier_chart(const StrategyAnswer& a, const scenario::FrontierAnswer& made) {
  const auto& f = made.frontier;
  PlaneChart chart{.title = fmt::format("What {} and {} could agree on", label(a, 0), label(a, 1)),
                   .subtitle = fmt::format("{}; gains over {}", title_of(a), f.threat.name),
                   .x_axis = fmt::format("gain of {}, percent of base {}", label(a, 0), objective_word(a)),
                   .y_axis = fmt::format("gain of {}, percent of base {}", label(a, 1), objective_word(a)),
                   .footer = footer(a)};
  PlaneCurve curve;
  for (const auto& p : f.points) curve.points.push_back({p.first_gain.percent, p.second_gain.percent});
  curve.dots = true;
  chart.curves.push_back(std::move(curve));
  chart.marks.push_back({{0, 0}, f.threat.name + " (no deal)", true});
  for (const auto& s : f.solutions)
    if (s.bargain.agreed()) {
      const bool nash = s.bargain.rule == strategy::BargainingRule::kNash;
      const bool egalitarian = s.bargain.rule == strategy::BargainingRule::kEgalitarian;
      chart.marks.push_back({{s.point.first_gain.percent, s.point.second_gain.percent},
                             nash          ? "Nash bargaining"
                             : egalitarian ? "egalitarian"
                                           : "Kalai-Smorodinsky"});
    }
  return chart;
}

BarChart carveout_chart(const StrategyAnswer& a, const scenario::CarveoutAnswer& made) {
  constexpr std::size_t kMost = 20;
  const std::string own = label(a, made.owner), rival = label(a, made.rival);
  BarChart chart{.title = fmt::format("Gains of {} from sparing goods of {}", own, rival),
                 .subtitle = fmt::format("{}; each spared alone", title_of(a)),
                 .axis = "basis points of base real income",
                 .footer = footer(a),
                 .first_name = own,
                 .second_name = rival};
  for (std::size_t i = 0; i < std::min(kMost, made.ranking.single.size()); ++i) {
    const auto& e = made.ranking.single[i];
    const auto& item = made.game.items[e.items.front()];
    Bar bar{.label = item.label.empty() || item.label == item.id ? item.id : item.id + " " + item.label,
            .value = e.solved ? 100 * e.own_welfare_percent : std::nan("")};
    bar.second = e.solved ? 100 * e.rival_welfare_percent : std::nan("");
    chart.bars.push_back(std::move(bar));
  }
  return chart;
}

PlaneChart respond_chart(const StrategyAnswer& a, const scenario::RespondAnswer& made) {
  const std::string one = label(a, made.first), two = label(a, made.second);
  PlaneChart chart{.title = fmt::format("Where answers lead: {} and {} in turn", one, two),
                   .subtitle = title_of(a) + "; mean tariffs after each move, weighted by base trade",
                   .x_axis = fmt::format("{} on {}, percent", one, two),
                   .y_axis = fmt::format("{} on {}, percent", two, one),
                   .footer = footer(a)};
  const auto at = [](const strategy::RespondNode& n) {
    return PlanePoint{100 * n.first_on_second.mean, 100 * n.second_on_first.mean};
  };
  PlaneCurve myopic{.label = "short-sighted", .points = {}, .dots = true, .arrows = true};
  for (const auto& n : made.respond.myopic.steps) myopic.points.push_back(at(n));
  PlaneCurve far{.label = "far-sighted", .points = {}, .dots = true, .dashed = true, .arrows = true};
  for (const int i : made.respond.path)
    far.points.push_back(at(made.respond.tree[static_cast<std::size_t>(i)]));
  if (!myopic.points.empty()) chart.marks.push_back({myopic.points.front(), "start", true});
  chart.signs = false;
  const bool alike = same_way(myopic.points, far.points);
  if (alike) myopic.label = "short- and far-sighted", far.points.clear();
  for (auto* curve : {&myopic, &far})
    if (!curve->points.empty()) chart.curves.push_back(std::move(*curve));
  return chart;
}

std::vector<BriefChart> strategy_charts(const StrategyAnswer& a) {
  std::vector<BriefChart> charts;
  if (const auto* made = std::get_if<scenario::FrontierAnswer>(&a.detail))
    if (!made->frontier.points.empty()) charts.push_back(picture("frontier.svg", frontier_chart(a, *made)));
  if (const auto* made = std::get_if<scenario::CarveoutAnswer>(&a.detail))
    if (!made->ranking.single.empty()) charts.push_back(picture("carveouts.svg", carveout_chart(a, *made)));
  if (const auto* made = std::get_if<scenario::RespondAnswer>(&a.detail))
    if (!made->respond.myopic.steps.empty()) charts.push_back(picture("path.svg", respond_chart(a, *made)));
  if (!a.effects.empty()) charts.push_back(picture("gains.svg", gains_chart(a)));
  if (a.tariffs.empty()) return charts;
  const TradeCube& to = a.tariffs.front().tariff;
  constexpr std::size_t kMostMaps = 4;
  if (a.game->players.size() > kMostMaps) {
    charts.push_back(picture("tariffs.svg", mean_map(a, to)));
  } else if (face_each_other(*a.game) && a.game->policy().sectors().size() > 2) {
    charts.push_back(picture("tariffs.svg", two_sided_map(a, to)));
  } else {
    for (std::size_t i = 0; i < a.game->players.size(); ++i)
      charts.push_back(picture(fmt::format("tariffs-{}.svg", code(a, i)), tariff_heat_map(a, i, to)));
  }
  return charts;
}

}  // namespace cobden::report
