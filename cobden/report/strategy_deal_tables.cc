// Tables of what players may agree on, spare or answer: cooperation, the frontier, carve-outs, responses.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"
#include "cobden/report/strategy_tables.h"
#include "cobden/report/text_table.h"
#include "cobden/scenario/strategy_tariffs.h"

namespace cobden::report {
namespace {

using scenario::StrategyAnswer;
using strategy::Payoff;
using strategy::TariffSummary;

std::string percent(double v) { return signed_number(v, std::abs(v) < 0.0995 && v != 0 ? 4 : 3); }
std::string billion(double v) { return signed_grouped_number(v, 1); }
std::string mean_rate(const TariffSummary& t) { return grouped_number(100 * t.mean, 1); }
std::string basis_points(double percent_value) { return signed_number(100 * percent_value, 2); }

Country country(const StrategyAnswer& a, std::size_t player) {
  return a.game->players[player].objective.country;
}
const std::string& code(const StrategyAnswer& a, std::size_t player) { return a.game->texts[player].code; }

TariffSummary charged(const StrategyAnswer& a, const TradeCube& tariff, std::size_t by, std::size_t on) {
  return strategy::summarise_tariff(a.game->policy(), tariff, a.game->players[by].instruments,
                                    country(a, on));
}

std::string two_rates(const StrategyAnswer& a, const TradeCube& from, const TradeCube& to, std::size_t by,
                      std::size_t on) {
  return fmt::format("{} -> {}", mean_rate(charged(a, from, by, on)), mean_rate(charged(a, to, by, on)));
}

BriefText threat_sentence(const StrategyAnswer& a, const strategy::ThreatPoint& threat) {
  std::string text = fmt::format("Without a deal ({})", threat.name);
  if (threat.payoff.size() == a.game->players.size() && threat.equilibrium)
    for (std::size_t i = 0; i < std::min<std::size_t>(threat.payoff.size(), 6); ++i)
      text +=
          fmt::format("{} {} {}% ({} {})", i == 0 ? ":" : ",", code(a, i), percent(threat.payoff[i].percent),
                      billion(threat.payoff[i].billion), money_unit(a));
  return {text + " against the base."};
}

BriefBlocks changes_text(const StrategyAnswer& a, const std::string& title,
                         const std::vector<strategy::TariffChange>& changes) {
  constexpr std::size_t kRows = 10;
  if (changes.empty()) return {};
  const auto& model = a.game->policy();
  TextTable table{.title = title,
                  .columns = {{"Importer", "", true},
                              {"Exporter", "", true},
                              {"Sector", "", true},
                              {"Imports", "base, bn"},
                              {"From", "%"},
                              {"To", "%"}}};
  for (std::size_t i = 0; i < std::min(kRows, changes.size()); ++i) {
    const auto& c = changes[i];
    const std::string& label = model.sectors().label(c.sector);
    table.rows.push_back({model.countries().code(c.importer), model.countries().code(c.exporter),
                          label == model.sectors().code(c.sector)
                              ? label
                              : shortened(model.sectors().code(c.sector) + " " + label, 44),
                          grouped_number(c.base_trade / 1000, 1), grouped_number(100 * c.from, 1),
                          grouped_number(100 * c.to, 1)});
  }
  BriefBlocks blocks{std::move(table)};
  if (changes.size() > kRows)
    blocks.push_back(
        BriefText{fmt::format("and {} further changes (tariffs.csv of --out)", changes.size() - kRows)});
  return blocks;
}

// --- frontier
// -----------------------------------------------------------------------------------------------

TextTable frontier_points(const StrategyAnswer& a, const strategy::Frontier& f) {
  const std::string one = code(a, 0), two = code(a, 1);
  TextTable table{.title = fmt::format("Efficient frontier: gains over {}", f.threat.name),
                  .columns = {{"Point", "", true},
                              {one + "\ngains", "% of base"},
                              {one + "\ngains", money_unit(a)},
                              {two + "\ngains", "% of base"},
                              {two + "\ngains", money_unit(a)},
                              {one + " on " + two + "\nmean", "%"},
                              {two + " on " + one + "\nmean", "%"},
                              {"Note", "", true}}};
  std::size_t number = 0;
  for (const auto& p : f.points) {
    std::string note = p.status == strategy::SearchStatus::kConverged ? "" : to_string(p.status);
    if (p.caved_in) note += (note.empty() ? "" : ", ") + std::string("caved in");
    const bool known = !p.tariff.empty();
    table.rows.push_back({std::to_string(++number), percent(p.first_gain.percent),
                          billion(p.first_gain.billion), percent(p.second_gain.percent),
                          billion(p.second_gain.billion), known ? mean_rate(charged(a, p.tariff, 0, 1)) : "",
                          known ? mean_rate(charged(a, p.tariff, 1, 0)) : "", note});
  }
  return table;
}

std::string rule_name(strategy::BargainingRule rule) {
  switch (rule) {
    case strategy::BargainingRule::kNash:
      return "Nash";
    case strategy::BargainingRule::kKalaiSmorodinsky:
      return "Kalai-Smorodinsky";
    case strategy::BargainingRule::kEgalitarian:
      return "egalitarian";
  }
  return "";
}

TextTable solutions_table(const StrategyAnswer& a, const strategy::Frontier& f) {
  const std::string one = code(a, 0), two = code(a, 1);
  TextTable table{
      .title = fmt::format("What they would agree on (bargaining power of {}: {:g})", one, a.game->ask.power),
      .columns = {{"Solution", "", true},
                  {one + "\ngains", "% of base"},
                  {one + "\ngains", money_unit(a)},
                  {two + "\ngains", "% of base"},
                  {two + "\ngains", money_unit(a)},
                  {one + " on " + two + "\nmean", "%"},
                  {two + " on " + one + "\nmean", "%"},
                  {"Note", "", true}}};
  for (const auto& s : f.solutions) {
    if (!s.bargain.agreed() || s.point.tariff.empty()) {
      table.rows.push_back({rule_name(s.bargain.rule), "", "", "", "", "", "", to_string(s.bargain.status)});
      continue;
    }
    table.rows.push_back({rule_name(s.bargain.rule), percent(s.point.first_gain.percent),
                          billion(s.point.first_gain.billion), percent(s.point.second_gain.percent),
                          billion(s.point.second_gain.billion),
                          two_rates(a, f.threat.tariff, s.point.tariff, 0, 1),
                          two_rates(a, f.threat.tariff, s.point.tariff, 1, 0),
                          s.bargain.at_end ? "at an end of the zone" : ""});
  }
  return table;
}

// --- carve-outs
// ---------------------------------------------------------------------------------------------

std::string item_label(const strategy::CarveOutItem& item, std::size_t most) {
  return item.label.empty() || item.label == item.id ? item.id : shortened(item.id + " " + item.label, most);
}

/// The duty now, from the item's cells: "12.3 -> 2.5".
std::string duty_cut(const StrategyAnswer& a, const strategy::CarveOutItem& item) {
  double trade = 0, now = 0, then = 0;
  for (const auto& c : item.cells) {
    const double flow = a.game->policy().base_flow()(c.sector, c.importer, c.exporter);
    trade += flow, now += flow * a.game->start(c.sector, c.importer, c.exporter),
        then += flow * c.exempt_tariff;
  }
  if (trade <= 0) return "";
  return fmt::format("{} -> {}", grouped_number(100 * now / trade, 1), grouped_number(100 * then / trade, 1));
}

/// What an item is and how much of it there is: goods as the schedule counts them, or cells of the model.
std::vector<std::string> item_cells(const StrategyAnswer& a, const scenario::CarveoutAnswer& made,
                                    const strategy::CarveOutEffect& e) {
  const std::size_t i = e.items.front();
  const auto& item = made.game.items[i];
  if (made.groups.goods.empty())
    return {item_label(item, 30), grouped_number(e.trade_exempted / 1000, 1), duty_cut(a, item)};
  const auto& goods = made.groups.goods[i];
  return {item_label(item, 60), grouped_number(goods.trade_usd / 1e9, 1),
          grouped_number(goods.duty_percent, 1)};
}

std::string goods_note(const scenario::CarveoutAnswer& made) {
  const auto& g = made.groups;
  if (g.goods.empty()) return "";
  std::string text = fmt::format(
      "Imports{}{} and duties by the schedule {}. Sparing takes off what the scenario adds to these goods, "
      "less what is exempt already; the model sees it as a lower mean duty of their sectors.",
      g.year > 0 ? fmt::format(" of {}", g.year) : "", g.estimate ? " (an estimate)" : "", g.schedule);
  if (g.left_out > 0) text += fmt::format(" {} smaller lists are left out (--largest).", g.left_out);
  return text;
}

TextTable ranking_head(const StrategyAnswer& a, const scenario::CarveoutAnswer& made) {
  const std::string own = code(a, made.owner), rival = code(a, made.rival);
  const bool goods = !made.groups.goods.empty();
  return {.title =
              fmt::format("What sparing each alone does ({} charges {}), best for {} first", own, rival, own),
          .columns = {
              {"Spared", "", true},
              goods ? TableColumn{"Imports\nspared", "bn USD"} : TableColumn{"Imports\nspared", "base, bn"},
              goods ? TableColumn{"Duty\non them", "points"} : TableColumn{"Mean\nduty", "%"},
              {own + "\nreal income", "basis points"},
              {own + "\nreal income", money_unit(a)},
              {rival + "\nreal income", "basis points"},
              {rival + "\nreal income", money_unit(a)},
              {own + "\nprices", "basis points"},
              {own + "\nrevenue", money_unit(a)}}};
}

BriefBlocks ranking_table(const StrategyAnswer& a, const scenario::CarveoutAnswer& made) {
  TextTable table = ranking_head(a, made);
  const double own_base =
      a.game->policy().value(*a.game->policy().base(), {.country = country(a, made.owner)});
  const double rival_base =
      a.game->policy().value(*a.game->policy().base(), {.country = country(a, made.rival)});
  for (const auto& e : made.ranking.single) {
    std::vector<std::string> row = item_cells(a, made, e);
    if (e.solved)
      for (const auto& cell :
           {basis_points(e.own_welfare_percent),
            signed_grouped_number(e.own_welfare_percent * own_base / 1e5, 2),
            basis_points(e.rival_welfare_percent),
            signed_grouped_number(e.rival_welfare_percent * rival_base / 1e5, 2),
            basis_points(e.own_price_percent), signed_grouped_number(e.own_revenue / 1000, 2)})
        row.push_back(cell);
    else
      row.push_back("not solved");
    table.rows.push_back(std::move(row));
  }
  BriefBlocks blocks{std::move(table)};
  if (const std::string note = goods_note(made); !note.empty()) blocks.push_back(BriefText{note});
  blocks.push_back(BriefText{made.ranking.estimates_agree
                                 ? "The gradient at the present tariffs puts the same one first."
                                 : "The gradient at the present tariffs puts another one first: duties are "
                                   "too high for first-order estimates."});
  return blocks;
}

std::string budget_unit(const StrategyAnswer& a) {
  switch (a.game->ask.budget) {
    case strategy::BudgetKind::kItems:
      return "items";
    case strategy::BudgetKind::kTrade:
      return "imports, " + money_unit(a);
    case strategy::BudgetKind::kRevenue:
      return "revenue, " + money_unit(a);
  }
  return "";
}

std::string proof_text(const strategy::CarveOutChoice& c) {
  if (c.proof == strategy::CarveOutProof::kEnumerated) return "best of all lists";
  return c.proof == strategy::CarveOutProof::kSurrogate ? "best of the surrogate" : "search cut short";
}

TextTable curve_table(const StrategyAnswer& a, const scenario::CarveoutAnswer& made) {
  const std::string own = code(a, made.owner), rival = code(a, made.rival);
  const bool counted = made.curve.kind == strategy::BudgetKind::kItems;
  const double scale = counted ? 1 : 1000;
  const double weight = a.game->ask.rival_weight;
  TextTable table{
      .title = weight == 0 ? fmt::format("Best list for each budget (gain of {})", own)
                           : fmt::format("Best list for each budget ({:g} x gain of {} + {:g} x gain of {})",
                                         a.game->ask.own_weight, own, weight, rival),
      .columns = {{"Budget", budget_unit(a)},
                  {"Used", counted ? "items" : "bn"},
                  {own + "\nobjective", "basis points"},
                  {rival + "\nobjective", "basis points"},
                  {"Imports\nspared", "base, bn"},
                  {"Spared", "", true},
                  {"Proof", "", true}}};
  for (const auto& c : made.curve.choices) {
    std::string list;
    constexpr std::size_t kMost = 12;
    for (std::size_t i = 0; i < std::min(kMost, c.effect.items.size()); ++i)
      list += (i == 0 ? "" : " ") + made.game.items[c.effect.items[i]].id;
    if (c.effect.items.size() > kMost) list += fmt::format(" +{}", c.effect.items.size() - kMost);
    table.rows.push_back(
        {grouped_number(c.budget / scale, counted ? 0 : 1), grouped_number(c.used / scale, counted ? 0 : 1),
         basis_points(c.effect.own.percent), basis_points(c.effect.rival.percent),
         grouped_number(c.effect.trade_exempted / 1000, 1), list.empty() ? "none" : list, proof_text(c)});
  }
  return table;
}

// --- responses
// ----------------------------------------------------------------------------------------------

TextTable path_table(const StrategyAnswer& a, const scenario::RespondAnswer& made, const std::string& title,
                     bool totals) {
  const std::string one = code(a, made.first), two = code(a, made.second);
  TextTable table{.title = title,
                  .columns = {{"Step", ""},
                              {"Who", "", true},
                              {"Move", "", true},
                              {one + " on " + two + "\nmean", "%"},
                              {two + " on " + one + "\nmean", "%"},
                              {one, "% of base"},
                              {two, "% of base"}}};
  if (totals) {
    table.columns.push_back({one + "\nto the end", "%-years"});
    table.columns.push_back({two + "\nto the end", "%-years"});
  }
  return table;
}

std::vector<std::string> path_row(const StrategyAnswer& a, const scenario::RespondAnswer& made,
                                  const strategy::RespondNode& node, std::size_t step, bool totals) {
  const std::string who = node.mover < 0 ? "" : code(a, node.mover == 0 ? made.first : made.second);
  std::vector<std::string> row{std::to_string(step),
                               who,
                               node.mover < 0 ? "start" : node.move,
                               mean_rate(node.first_on_second),
                               mean_rate(node.second_on_first),
                               percent(node.first.percent),
                               percent(node.second.percent)};
  if (totals) {
    row.push_back(percent(node.first_total));
    row.push_back(percent(node.second_total));
  }
  return row;
}

BriefBlocks myopic_text(const StrategyAnswer& a, const scenario::RespondAnswer& made) {
  TextTable table =
      path_table(a, made, "Short-sighted play: every move is the one that pays best at once", false);
  const auto& path = made.respond.myopic;
  for (std::size_t i = 0; i < path.steps.size(); ++i)
    table.rows.push_back(path_row(a, made, path.steps[i], i, false));
  std::string end = "It is still moving at the last step shown.";
  if (path.end == strategy::PathEnd::kFixedPoint) end = "It ends where neither side moves.";
  if (path.end == strategy::PathEnd::kCycle)
    end = fmt::format("It goes round in a cycle of {} moves.", path.cycle_length);
  return {std::move(table), BriefText{end}};
}

BriefBlocks tree_text(const StrategyAnswer& a, const scenario::RespondAnswer& made) {
  const auto& r = made.respond;
  if (!r.tree_complete)
    return {BriefText{"The tree of moves was not solved to its end, so that there is no far-sighted path."}};
  TextTable table =
      path_table(a, made,
                 fmt::format("Far-sighted play: backward induction over {} moves, discount factor {:g}",
                             a.game->ask.depth, a.game->ask.discount),
                 true);
  for (std::size_t i = 0; i < r.path.size(); ++i)
    table.rows.push_back(path_row(a, made, r.tree[static_cast<std::size_t>(r.path[i])], i, true));
  return {std::move(table),
          BriefText{fmt::format(
              "{} states in the tree, {} different tariff states solved. A finite tree shows where answers "
              "lead within its horizon; it is not an equilibrium of the endless game.",
              r.tree.size(), r.states)}};
}

}  // namespace

BriefBlocks cooperation_text(const StrategyAnswer& a, const scenario::CooperateAnswer& made) {
  BriefBlocks blocks{threat_sentence(a, made.threat)};
  if (made.agreement && !made.agreement->payoff.empty()) {
    const auto& c = *made.agreement;
    TextTable table{
        .title = "One agreement of all: the same proportional gain for everyone, as far as it goes",
        .columns = {{"Player", "", true},
                    {"Gain over\nthe threat point", "%"},
                    {"\nGain", money_unit(a)},
                    {"Against\nthe base", "%"},
                    {"Weight in\nthe sum", "share"}}};
    for (std::size_t i = 0; i < c.payoff.size(); ++i)
      table.rows.push_back({code(a, i), percent(c.gain_percent[i]),
                            billion((c.payoff[i].value - c.start_value[i]) / 1000),
                            percent(c.payoff[i].percent), grouped_number(c.weight[i], 3)});
    blocks.push_back(std::move(table));
    blocks.push_back(BriefText{fmt::format("Common gain {}%; gains differ by {:.2g} points at most.",
                                           percent(c.common_gain_percent), c.unequal_percent)});
  }
  if (made.deals && !made.deals->deals.empty()) {
    TextTable table{.title = "Deals pair by pair (Nash-in-Nash): gains of each deal given all others",
                    .columns = {{"Deal", "", true},
                                {"First\ngains", "% of base"},
                                {"Second\ngains", "% of base"},
                                {"Struck", "", true}}};
    for (const auto& d : made.deals->deals)
      table.rows.push_back({code(a, d.deal.first) + " with " + code(a, d.deal.second),
                            percent(d.first_gain_percent), percent(d.second_gain_percent),
                            d.reached ? "yes" : "no"});
    blocks.push_back(std::move(table));
    blocks.push_back(BriefText{fmt::format("{} rounds; the last moved no tariff by more than {:.1e}.",
                                           made.deals->rounds, made.deals->last_change)});
  }
  return blocks;
}

BriefBlocks frontier_text(const StrategyAnswer& a, const scenario::FrontierAnswer& made) {
  const auto& f = made.frontier;
  BriefBlocks blocks{threat_sentence(a, f.threat)};
  if (f.zone != strategy::BargainStatus::kAgreement)
    blocks.push_back(BriefText{fmt::format("Zone of agreement: none ({}).", to_string(f.zone))});
  if (f.points.empty()) return blocks;
  blocks.push_back(frontier_points(a, f));
  if (!f.solutions.empty()) blocks.push_back(solutions_table(a, f));
  for (const auto& s : f.solutions)
    if (s.bargain.rule == strategy::BargainingRule::kNash && s.bargain.agreed())
      append(blocks,
             changes_text(a, "What implements the Nash solution: largest changes by trade times points",
                          s.changes));
  return blocks;
}

BriefBlocks carveouts_text(const StrategyAnswer& a, const scenario::CarveoutAnswer& made) {
  BriefBlocks blocks = ranking_table(a, made);
  if (!made.curve.choices.empty()) blocks.push_back(curve_table(a, made));
  return blocks;
}

BriefBlocks respond_text(const StrategyAnswer& a, const scenario::RespondAnswer& made) {
  BriefBlocks blocks;
  for (std::size_t i = 0; i < made.moves.size(); ++i)
    blocks.push_back(BriefText{fmt::format("{} moves {}: {}.", code(a, i == 0 ? made.first : made.second),
                                           i == 0 ? "first" : "second", fmt::join(made.moves[i], ", "))});
  append(blocks, myopic_text(a, made));
  append(blocks, tree_text(a, made));
  return blocks;
}

}  // namespace cobden::report
