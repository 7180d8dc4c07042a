// Strategy answers as CSV: rows of the main table, and tariffs that another scenario can take.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"
#include "cobden/report/strategy_json.h"
#include "cobden/report/strategy_tables.h"

namespace cobden::report {
namespace {

using scenario::StrategyAnswer;

/// One CSV record; texts are quoted where needed.
class Record {
 public:
  Record& text(const std::string& value) { return add(csv_text(value)); }
  Record& number(double value) { return add(csv_number(value)); }
  std::string end() { return line_ + "\n"; }

 private:
  Record& add(const std::string& field) {
    line_ += (first_ ? "" : ",") + field;
    first_ = false;
    return *this;
  }
  std::string line_;
  bool first_ = true;
};

constexpr const char* kLongHead =
    "scenario,question,measure,unit,exporter,importer,sector,value,base,change,start\n";

struct LongRow {
  std::string measure, unit, exporter, importer, sector;
  double value = 0, base = 0, start = 0;
};

std::string long_row(const StrategyAnswer& a, const LongRow& r) {
  Record record;
  record.text(a.game->run.scenario.name).text(to_string(a.question)).text(r.measure).text(r.unit);
  record.text(r.exporter).text(r.importer).text(r.sector);
  return record.number(r.value).number(r.base).number(r.value - r.base).number(r.start).end();
}

std::string welfare_csv(const StrategyAnswer& a) {
  std::string text;
  for (const auto& e : a.effects)
    text += long_row(a, {.measure = "welfare_exact",
                         .unit = "percent",
                         .exporter = "",
                         .importer = a.game->code(e.country),
                         .sector = "",
                         .value = e.new_percent,
                         .base = 0,
                         .start = e.start_percent});
  for (std::size_t i = 0; i < a.payoff.size(); ++i)
    text += long_row(a, {.measure = "objective",
                         .unit = "percent",
                         .exporter = "",
                         .importer = a.game->texts[i].code,
                         .sector = "",
                         .value = a.payoff[i].percent,
                         .base = 0,
                         .start = a.start_payoff[i].percent});
  return text;
}

std::string cells_csv(const StrategyAnswer& a, bool full) {
  if (a.tariffs.empty()) return "";
  const auto& model = a.game->policy();
  const auto& to = a.tariffs.front().tariff;
  std::string text;
  for (const auto& player : a.game->players)
    for (const auto& group : player.instruments.groups)
      for (const auto& [s, o] : group) {
        const Country d = player.instruments.player;
        if (!full && std::abs(to(s, d, o) - a.game->start(s, d, o)) < 5e-7) continue;
        text += long_row(a, {.measure = "tariff",
                             .unit = "percent",
                             .exporter = a.game->code(o),
                             .importer = a.game->code(d),
                             .sector = model.sectors().code(s),
                             .value = 100 * to(s, d, o),
                             .base = 100 * a.game->base(s, d, o),
                             .start = 100 * a.game->start(s, d, o)});
      }
  return text;
}

std::string frontier_csv(const StrategyAnswer& a, const scenario::FrontierAnswer& made) {
  const std::string one = a.game->texts[0].code, two = a.game->texts[1].code, money = money_unit(a);
  Record head;
  for (const std::string column : {"scenario", "kind", "status", "weight_first"}) head.text(column);
  for (const auto& code : {one, two})
    head.text(code + " gain (percent of base)")
        .text(code + " gain (" + money + ")")
        .text(code + " against base (percent)");
  std::string text =
      head.text(one + " on " + two + " mean (percent)").text(two + " on " + one + " mean (percent)").end();
  const auto mean = [&](const TradeCube& tariff, std::size_t by) {
    if (tariff.empty()) return std::nan("");
    return 100 * strategy::summarise_tariff(a.game->policy(), tariff, a.game->players[by].instruments,
                                            a.game->players[1 - by].objective.country)
                     .mean;
  };
  const auto row = [&](const std::string& kind, const std::string& status, const strategy::FrontierPoint& p) {
    Record r;
    r.text(a.game->run.scenario.name).text(kind).text(status).number(p.weight_first);
    r.number(p.first_gain.percent).number(p.first_gain.billion).number(p.first.percent);
    r.number(p.second_gain.percent).number(p.second_gain.billion).number(p.second.percent);
    text += r.number(mean(p.tariff, 0)).number(mean(p.tariff, 1)).end();
  };
  const auto& f = made.frontier;
  if (f.threat.payoff.size() == 2 && f.threat.equilibrium) {
    strategy::FrontierPoint threat;
    threat.first = f.threat.payoff[0], threat.second = f.threat.payoff[1], threat.tariff = f.threat.tariff;
    threat.weight_first = std::nan("");
    row("threat point: " + f.threat.name, "", threat);
  }
  for (const auto& p : f.points) row("frontier", to_string(p.status), p);
  for (const auto& s : f.solutions)
    if (s.bargain.agreed()) row(to_string(s.bargain.rule), to_string(s.point.status), s.point);
  return text;
}

std::string carveouts_csv(const StrategyAnswer& a, const scenario::CarveoutAnswer& made) {
  const std::string money = money_unit(a);
  std::string text = fmt::format(
      "scenario,kind,budget,proof,items,own objective (percent),rival objective (percent),own real income "
      "(percent),rival real income (percent),own prices (percent),rival prices (percent),own revenue "
      "({0}),rival revenue "
      "({0}),trade exempted ({0}),revenue given up ({0}),imports of the goods (billion USD),duty on the "
      "goods "
      "(points)\n",
      money);
  const auto row = [&](const std::string& kind, double budget, const std::string& proof,
                       const strategy::CarveOutEffect& e, const scenario::ItemGoods* goods) {
    std::string ids;
    for (const std::size_t i : e.items) ids += (ids.empty() ? "" : " ") + made.game.items[i].id;
    Record r;
    r.text(a.game->run.scenario.name).text(kind).number(budget).text(proof).text(ids);
    for (const double v : {e.own.percent, e.rival.percent, e.own_welfare_percent, e.rival_welfare_percent,
                           e.own_price_percent, e.rival_price_percent, e.own_revenue / 1000,
                           e.rival_revenue / 1000, e.trade_exempted / 1000, e.revenue_given_up / 1000})
      r.number(e.solved ? v : std::nan(""));
    r.number(goods ? goods->trade_usd / 1e9 : std::nan(""))
        .number(goods ? goods->duty_percent : std::nan(""));
    text += r.end();
  };
  const auto& goods = made.groups.goods;
  for (const auto& e : made.ranking.single)
    row("single", std::nan(""), "", e, goods.empty() ? nullptr : &goods[e.items.front()]);
  const double scale = made.curve.kind == strategy::BudgetKind::kItems ? 1 : 1000;
  for (const auto& c : made.curve.choices)
    row("best list", c.budget / scale, to_string(c.proof), c.effect, nullptr);
  return text;
}

std::string respond_csv(const StrategyAnswer& a, const scenario::RespondAnswer& made) {
  const std::string one = a.game->texts[made.first].code, two = a.game->texts[made.second].code;
  Record head;
  for (const std::string column : {"scenario", "path", "step", "mover", "move"}) head.text(column);
  for (const auto& code : {one, two}) head.text(code + " (percent of base)");
  std::string text =
      head.text(one + " on " + two + " mean (percent)").text(two + " on " + one + " mean (percent)").end();
  const auto row = [&](const char* path, std::size_t step, const strategy::RespondNode& n) {
    Record r;
    r.text(a.game->run.scenario.name).text(path).number(static_cast<double>(step));
    r.text(n.mover < 0 ? "" : n.mover == 0 ? one : two).text(n.mover < 0 ? "start" : n.move);
    r.number(n.first.percent).number(n.second.percent);
    text += r.number(100 * n.first_on_second.mean).number(100 * n.second_on_first.mean).end();
  };
  for (std::size_t i = 0; i < made.respond.myopic.steps.size(); ++i)
    row("short-sighted", i, made.respond.myopic.steps[i]);
  for (std::size_t i = 0; i < made.respond.path.size(); ++i)
    row("far-sighted", i, made.respond.tree[static_cast<std::size_t>(made.respond.path[i])]);
  return text;
}

}  // namespace

std::string strategy_csv(const StrategyAnswer& a, bool full) {
  if (const auto* made = std::get_if<scenario::FrontierAnswer>(&a.detail)) return frontier_csv(a, *made);
  if (const auto* made = std::get_if<scenario::CarveoutAnswer>(&a.detail)) return carveouts_csv(a, *made);
  if (const auto* made = std::get_if<scenario::RespondAnswer>(&a.detail)) return respond_csv(a, *made);
  return kLongHead + welfare_csv(a) + cells_csv(a, full);
}

std::string tariffs_csv(const StrategyAnswer& a, const TradeCube& tariff) {
  const auto& b = *a.game->run.benchmark;
  const auto& base = b.tables().tariff;
  const auto& shocked = a.game->run.counterfactual.tariff_new;
  const TradeCube& start = shocked.empty() ? base : shocked;
  const TradeCube to = scenario::on_benchmark_sectors(*a.game, tariff);
  std::vector<bool> shown(b.country_count());
  for (const auto& player : a.game->players)
    shown[static_cast<std::size_t>(player.instruments.player.value)] = true;
  for (const Sector s : b.sectors().all())
    for (const Country d : b.countries().all())
      for (const Country o : b.countries().all())
        if (to(s, d, o) != base(s, d, o)) shown[static_cast<std::size_t>(d.value)] = true;
  std::string text = "importer,exporter,sector,unit,base,start,tariff\n";
  for (const Country d : b.countries().all()) {
    if (!shown[static_cast<std::size_t>(d.value)]) continue;
    for (const Country o : b.countries().all())
      for (const Sector s : b.sectors().all())
        if (d != o) {
          Record r;
          r.text(b.countries().code(d)).text(b.countries().code(o)).text(b.sectors().code(s)).text("percent");
          text += r.number(100 * base(s, d, o)).number(100 * start(s, d, o)).number(100 * to(s, d, o)).end();
        }
  }
  return text;
}

}  // namespace cobden::report
