#include "cobden/report/strategy_json.h"

#include <boost/json.hpp>
#include <cmath>

#include "cobden/core/version.h"
#include "cobden/report/json_text.h"
#include "cobden/report/result_json.h"
#include "cobden/report/strategy_tables.h"

namespace cobden::report {
namespace {

namespace json = boost::json;
using scenario::StrategyAnswer;
using strategy::Payoff;

json::object solver_object(const strategy::SearchSummary& s) {
  return {{"status", to_string(s.status)},
          {"method", s.method},
          {"message", s.message},
          {"iterations", s.iterations},
          {"residual", s.first_order},
          {"seconds", s.seconds},
          {"solves", s.solves},
          {"gradients", s.gradients}};
}

json::object payoff_object(const Payoff& p) {
  return {{"percent", p.percent}, {"billion", p.billion}, {"value", p.value}};
}

json::array players_array(const StrategyAnswer& a) {
  json::array list;
  for (std::size_t i = 0; i < a.game->texts.size(); ++i) {
    const auto& t = a.game->texts[i];
    list.push_back(json::object{{"player", t.code},
                                {"class", to_string(t.tariff_class)},
                                {"partners", t.partners},
                                {"sectors", t.sectors},
                                {"instruments", a.game->players[i].instruments.size()},
                                {"lower_pct", 100 * t.lower},
                                {"upper_pct", 100 * t.upper},
                                {"objective", t.objective}});
  }
  return list;
}

json::array welfare_rows(const StrategyAnswer& a) {
  json::array rows;
  const std::string money = money_unit(a);
  const auto row = [&](const char* measure, const std::string& unit, Country c, double value, double start,
                       double base) {
    rows.push_back(json::object{{"measure", measure},
                                {"unit", unit},
                                {"importer", a.game->code(c)},
                                {"value", value},
                                {"start", start},
                                {"base", base},
                                {"change", value - start}});
  };
  for (const auto& e : a.effects)
    row("welfare_exact", "percent", e.country, e.new_percent, e.start_percent, 0);
  for (const auto& e : a.effects) row("welfare_money", money, e.country, e.change_billion, 0, 0);
  for (const auto& e : a.effects)
    row("price_index", "percent against start", e.country, e.price_percent, 0, 0);
  for (const auto& e : a.effects)
    rows.push_back(json::object{{"measure", "tariff_revenue"},
                                {"unit", money},
                                {"importer", a.game->code(e.country)},
                                {"value", e.revenue_new},
                                {"start", e.revenue_start},
                                {"change", e.revenue_new - e.revenue_start}});
  return rows;
}

json::array objectives_array(const StrategyAnswer& a) {
  json::array list;
  for (std::size_t i = 0; i < a.payoff.size(); ++i)
    list.push_back(json::object{{"player", a.game->texts[i].code},
                                {"unit_percent", "percent of base objective"},
                                {"unit_billion", money_unit(a)},
                                {"start", payoff_object(a.start_payoff[i])},
                                {"value", payoff_object(a.payoff[i])}});
  return list;
}

/// Cells of the players' instruments.
json::array tariff_rows(const StrategyAnswer& a, const TradeCube& tariff, bool full) {
  json::array rows;
  const auto& model = a.game->policy();
  for (const auto& player : a.game->players)
    for (const auto& group : player.instruments.groups)
      for (const auto& [s, o] : group) {
        const Country d = player.instruments.player;
        const double to = tariff(s, d, o), start = a.game->start(s, d, o);
        if (!full && std::abs(to - start) < 5e-7) continue;
        rows.push_back(json::object{{"importer", a.game->code(d)},
                                    {"exporter", a.game->code(o)},
                                    {"sector", model.sectors().code(s)},
                                    {"measure", "tariff"},
                                    {"unit", "percent"},
                                    {"value", 100 * to},
                                    {"start", 100 * start},
                                    {"base", 100 * a.game->base(s, d, o)}});
      }
  return rows;
}

json::object summary_object(const strategy::TariffSummary& t, const StrategyAnswer& a) {
  return {{"importer", a.game->code(t.importer)},
          {"exporter", a.game->code(t.exporter)},
          {"unit", "percent"},
          {"mean", 100 * t.mean},
          {"smallest", 100 * t.smallest},
          {"largest", 100 * t.largest}};
}

json::object certificate_object(const StrategyAnswer& a, const strategy::Certificate& c) {
  json::array list;
  for (const auto& d : c.deviations)
    list.push_back(json::object{{"player", a.game->code(d.player)},
                                {"gain_pct", d.gain_percent},
                                {"found_from", d.found_from},
                                {"searches", d.searches},
                                {"solves", d.solves},
                                {"complete", d.complete}});
  return {{"epsilon_pct", c.epsilon_percent}, {"complete", c.complete}, {"deviations", std::move(list)}};
}

void add(json::object& results, const StrategyAnswer&, const std::monostate&) { results["reached"] = false; }

void add(json::object& results, const StrategyAnswer& a, const strategy::Optimum& o) {
  results["player"] = a.game->texts[0].code;
  results["gain_pct"] = o.gain_percent;
  results["gain_billion"] = (o.value - o.start_value) / 1000;
  results["unit_billion"] = money_unit(a);
}

void add(json::object& results, const StrategyAnswer& a, const strategy::Nash& n) {
  if (n.certificate.deviations.empty()) {
    results["epsilon_pct"] = nullptr;
    return;
  }
  results["epsilon_pct"] = n.certificate.epsilon_percent;
  results["certificate"] = certificate_object(a, n.certificate);
}

json::object threat_object(const StrategyAnswer& a, const strategy::ThreatPoint& t) {
  json::object threat{{"name", t.name}, {"solved", t.equilibrium != nullptr}};
  json::array payoffs;
  for (std::size_t i = 0; i < t.payoff.size(); ++i) {
    auto payoff = payoff_object(t.payoff[i]);
    payoff["player"] = a.game->texts[i].code;
    payoffs.push_back(std::move(payoff));
  }
  threat["payoffs"] = std::move(payoffs);
  return threat;
}

void add(json::object& results, const StrategyAnswer& a, const scenario::CooperateAnswer& c) {
  results["threat_point"] = threat_object(a, c.threat);
  if (c.agreement) {
    results["common_gain_pct"] = c.agreement->common_gain_percent;
    json::array list;
    for (std::size_t i = 0; i < c.agreement->gain_percent.size(); ++i)
      list.push_back(json::object{{"player", a.game->texts[i].code},
                                  {"gain_pct", c.agreement->gain_percent[i]},
                                  {"weight", c.agreement->weight[i]}});
    results["gains"] = std::move(list);
  }
  if (!c.deals) return;
  json::array list;
  for (const auto& d : c.deals->deals)
    list.push_back(json::object{{"first", a.game->texts[d.deal.first].code},
                                {"second", a.game->texts[d.deal.second].code},
                                {"reached", d.reached},
                                {"first_gain_pct", d.first_gain_percent},
                                {"second_gain_pct", d.second_gain_percent}});
  results["deals"] = std::move(list);
  results["rounds"] = c.deals->rounds;
}

json::object point_object(const StrategyAnswer& a, const strategy::FrontierPoint& p) {
  json::object o{{"first", payoff_object(p.first)},
                 {"second", payoff_object(p.second)},
                 {"first_gain", payoff_object(p.first_gain)},
                 {"second_gain", payoff_object(p.second_gain)},
                 {"weight_first", p.weight_first},
                 {"caved_in", p.caved_in},
                 {"first_order", p.first_order},
                 {"status", to_string(p.status)}};
  if (p.tariff.empty()) return o;
  const auto charged = [&](std::size_t by, std::size_t on) {
    return summary_object(
        strategy::summarise_tariff(a.game->policy(), p.tariff, a.game->players[by].instruments,
                                   a.game->players[on].objective.country),
        a);
  };
  o["mean_tariffs"] = json::array{charged(0, 1), charged(1, 0)};
  return o;
}

void add(json::object& results, const StrategyAnswer& a, const scenario::FrontierAnswer& f) {
  results["threat_point"] = threat_object(a, f.frontier.threat);
  results["first"] = a.game->texts[0].code;
  results["second"] = a.game->texts[1].code;
  results["unit_percent"] = "percent of base objective";
  results["unit_billion"] = money_unit(a);
  results["zone"] = to_string(f.frontier.zone);
  json::array points, solutions;
  for (const auto& p : f.frontier.points) points.push_back(point_object(a, p));
  for (const auto& s : f.frontier.solutions) {
    json::object o{{"rule", to_string(s.bargain.rule)},
                   {"status", to_string(s.bargain.status)},
                   {"at_end", s.bargain.at_end}};
    if (s.bargain.agreed() && !s.point.tariff.empty()) {
      o["point"] = point_object(a, s.point);
      o["tariffs"] = tariff_rows(a, s.point.tariff, false);
    }
    solutions.push_back(std::move(o));
  }
  results["frontier"] = std::move(points);
  results["solutions"] = std::move(solutions);
}

json::object effect_object(const scenario::CarveoutAnswer& made, const strategy::CarveOutEffect& e) {
  json::array items;
  for (const std::size_t i : e.items) items.push_back(json::string(made.game.items[i].id));
  return {{"items", std::move(items)},
          {"solved", e.solved},
          {"own", payoff_object(e.own)},
          {"rival", payoff_object(e.rival)},
          {"own_welfare_pct", e.own_welfare_percent},
          {"rival_welfare_pct", e.rival_welfare_percent},
          {"own_price_pct", e.own_price_percent},
          {"rival_price_pct", e.rival_price_percent},
          {"own_revenue_billion", e.own_revenue / 1000},
          {"rival_revenue_billion", e.rival_revenue / 1000},
          {"trade_exempted_billion", e.trade_exempted / 1000},
          {"revenue_given_up_billion", e.revenue_given_up / 1000},
          {"own_first_order_pct", e.own_first_order_percent},
          {"rival_first_order_pct", e.rival_first_order_percent}};
}

void add(json::object& results, const StrategyAnswer& a, const scenario::CarveoutAnswer& made) {
  results["owner"] = a.game->texts[made.owner].code;
  results["rival"] = a.game->texts[made.rival].code;
  results["unit_percent"] = "percent of base";
  results["unit_billion"] = money_unit(a);
  if (!made.groups.schedule.empty())
    results["goods"] = {{"schedule", made.groups.schedule},
                        {"year", made.groups.year},
                        {"estimate", made.groups.estimate},
                        {"lists_left_out", made.groups.left_out}};
  json::array ranking, curve;
  for (const auto& e : made.ranking.single) {
    auto o = effect_object(made, e);
    o["label"] = made.game.items[e.items.front()].label;
    if (!made.groups.goods.empty()) {
      const auto& goods = made.groups.goods[e.items.front()];
      o["goods"] = {{"imports_billion_usd", goods.trade_usd / 1e9}, {"duty_points", goods.duty_percent}};
    }
    ranking.push_back(std::move(o));
  }
  const double scale = made.curve.kind == strategy::BudgetKind::kItems ? 1 : 1000;
  for (const auto& c : made.curve.choices)
    curve.push_back(json::object{{"budget", c.budget / scale},
                                 {"used", c.used / scale},
                                 {"gain_pct", c.gain_percent},
                                 {"proof", to_string(c.proof)},
                                 {"solved", c.solved},
                                 {"effect", effect_object(made, c.effect)}});
  results["ranking"] = std::move(ranking);
  results["budget"] = to_string(made.curve.kind);
  results["budget_unit"] = scale == 1 ? std::string("items") : money_unit(a);
  results["curve"] = std::move(curve);
}

json::object node_object(const StrategyAnswer& a, const scenario::RespondAnswer& made,
                         const strategy::RespondNode& n) {
  json::object o{{"depth", n.depth}, {"parent", n.parent}};
  if (n.mover >= 0) {
    o["mover"] = a.game->texts[n.mover == 0 ? made.first : made.second].code;
    o["move"] = n.move;
  }
  o["first"] = payoff_object(n.first);
  o["second"] = payoff_object(n.second);
  o["mean_tariffs"] = json::array{summary_object(n.first_on_second, a), summary_object(n.second_on_first, a)};
  o["first_total"] = n.first_total;
  o["second_total"] = n.second_total;
  o["solved"] = n.solved;
  o["on_path"] = n.on_path;
  return o;
}

void add(json::object& results, const StrategyAnswer& a, const scenario::RespondAnswer& made) {
  results["first"] = a.game->texts[made.first].code;
  results["second"] = a.game->texts[made.second].code;
  results["unit_percent"] = "percent of base objective";
  results["unit_total"] = "percent-years of base objective";
  json::array steps, tree, path;
  for (const auto& n : made.respond.myopic.steps) steps.push_back(node_object(a, made, n));
  for (const auto& n : made.respond.tree) tree.push_back(node_object(a, made, n));
  for (const int i : made.respond.path) path.push_back(i);
  results["myopic"] = json::object{{"end", to_string(made.respond.myopic.end)},
                                   {"cycle_length", made.respond.myopic.cycle_length},
                                   {"steps", std::move(steps)}};
  results["tree_complete"] = made.respond.tree_complete;
  results["tree"] = std::move(tree);
  results["path"] = std::move(path);
}

json::array war_array(const StrategyAnswer& a) {
  json::array list;
  for (const auto& s : a.war->sides)
    list.push_back(json::object{{"player", a.game->code(s.country)},
                                {"present", summary_object(s.present, a)},
                                {"best_reply", summary_object(s.best_reply, a)},
                                {"best_reply_gain_pct", s.best_reply_gain_percent},
                                {"cut_gain_pct", s.cut_gain_percent},
                                {"half_gain_pct", s.half_gain_percent},
                                {"other_gain_if_cut_pct", s.other_gain_if_cut_percent},
                                {"rational", s.rational},
                                {"verdict", s.verdict}});
  return list;
}

json::array inputs_array(const StrategyAnswer& a) {
  json::array list;
  for (const auto& i : a.game->run.inputs)
    list.push_back(json::object{{"role", i.role}, {"path", i.path}, {"sha256", i.sha256}});
  return list;
}

json::object model_object(const StrategyAnswer& a) {
  const auto& m = a.game->model->description();
  return {{"family", m.family},
          {"variant", m.variant},
          {"elasticities", m.elasticities},
          {"citation", m.citation},
          {"notes", json::array(m.notes.begin(), m.notes.end())}};
}

/// What stands before the results.
json::object common(const StrategyAnswer& a, const std::string& schema) {
  const auto& spec = a.game->run.scenario.model;
  return {{"schema", {{"name", schema}, {"version", 1}}},
          {"scenario", a.game->run.scenario.name},
          {"inputs", inputs_array(a)},
          {"closure", a.result ? a.result->closure : to_string(spec.closure)},
          {"numeraire", a.result ? a.result->numeraire : to_string(spec.numeraire)},
          {"model", model_object(a)},
          {"solver", solver_object(a.search)},
          {"question", to_string(a.question)},
          {"players", players_array(a)},
          {"notes", json::array(a.game->run.notes.begin(), a.game->run.notes.end())}};
}

}  // namespace

json::object strategy_object(const StrategyAnswer& a, bool full) {
  json::object root = common(a, "cobden." + to_string(a.question));
  json::object results;
  std::visit([&](const auto& detail) { add(results, a, detail); }, a.detail);
  if (!a.effects.empty()) {
    results["welfare"] = welfare_rows(a);
    results["objectives"] = objectives_array(a);
  }
  if (!a.tariffs.empty()) {
    results["tariffs_of"] = a.tariffs.front().name;
    results["tariffs"] = tariff_rows(a, a.tariffs.front().tariff, full);
  }
  if (a.war) results["war"] = war_array(a);
  root["results"] = std::move(results);
  return root;
}

std::string strategy_json(const StrategyAnswer& a, bool full) {
  return to_json_text(strategy_object(a, full));
}

std::string strategy_manifest(const StrategyAnswer& a, const std::string& command_line) {
  json::object root = common(a, "cobden.manifest");
  root["program"] = json::object{
      {"name", "cobden"}, {"version", version()}, {"commit", commit()}, {"build_type", build_type()}};
  root["command"] = command_line;
  const auto& t = a.game->run.benchmark->tables();
  root["benchmark"] = json::object{{"name", t.name},
                                   {"year", t.year},
                                   {"unit", t.unit},
                                   {"countries", t.countries.size()},
                                   {"sectors", t.sectors.size()},
                                   {"source", t.provenance.source},
                                   {"licence", t.provenance.licence}};
  return to_json_text(root);
}

}  // namespace cobden::report
