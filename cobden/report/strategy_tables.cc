#include "cobden/report/strategy_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cobden/report/number_text.h"
#include "cobden/report/text_table.h"
#include "cobden/scenario/strategy_tariffs.h"

namespace cobden::report {
namespace {

using scenario::EconomyEffect;
using scenario::StrategyAnswer;
using scenario::StrategyGame;
using scenario::TariffBand;

std::string rate(double percent) { return grouped_number(percent, 1); }

/// Decimals that show the largest of the changes with two digits.
int decimals_of(double largest) { return largest >= 0.1 || largest == 0 ? 2 : largest >= 0.001 ? 4 : 6; }

std::string named(const std::string& code, const std::string& label) {
  const std::string name = code == label ? code : code + " " + label;
  return shortened(name, 34);
}

TextTable band_table(const std::string& title, const char* heading, bool has_spread) {
  TextTable table{
      .title = title,
      .columns = {{heading, "", true}, {"Imports", "base, bn"}, {"Mean at\nstart", "%"}, {"Mean", "%"}}};
  if (has_spread)
    for (const char* column : {"Median", "Lowest", "Highest"}) table.columns.push_back({column, "%"});
  return table;
}

std::vector<std::string> band_row(const TariffBand& band, bool has_spread) {
  std::vector<std::string> row{named(band.code, band.label), grouped_number(band.trade, 1),
                               rate(band.start_mean), rate(band.mean)};
  if (has_spread)
    for (const double v : {band.median, band.low, band.high}) row.push_back(rate(v));
  return row;
}

/// At most `most` bands, the total below.
TextTable bands(const std::string& title, const char* heading, const std::vector<TariffBand>& bands,
                const TariffBand& all, std::size_t most) {
  const bool spread = std::ranges::any_of(bands, [](const auto& b) { return b.cells > 1; });
  TextTable table = band_table(title, heading, spread);
  for (std::size_t i = 0; i < std::min(most, bands.size()); ++i)
    table.rows.push_back(band_row(bands[i], spread));
  if (bands.size() > most) table.rows.push_back({fmt::format("and {} others", bands.size() - most)});
  if (bands.size() > 1) {
    table.rows.emplace_back();
    table.rows.push_back(band_row(all, spread));
  }
  return table;
}

/// Tables by partner and by sector of one player.
BriefBlocks player_tables(const StrategyAnswer& a, std::size_t player) {
  const auto& game = *a.game;
  const auto& to = a.tariffs.front().tariff;
  const auto partners = bands_by_partner(game, player, to), sectors = bands_by_sector(game, player, to);
  const auto all = band_of_all(game, player, to);
  const std::string& code = game.texts[player].code;
  BriefBlocks blocks;
  if (partners.size() > 1 || sectors.size() <= 1)
    blocks.push_back(bands(fmt::format("Tariffs of {} by partner (mean: weighted by base imports)", code),
                           "Partner", partners, all, 12));
  if (sectors.size() > 1)
    blocks.push_back(bands(partners.size() > 1
                               ? fmt::format("Tariffs of {} by sector (mean: weighted by base imports)", code)
                               : fmt::format("Tariffs of {} on {} by sector", code, partners.front().code),
                           "Sector", sectors, all, 28));
  return blocks;
}

TextTable two_sided_table(const StrategyAnswer& a) {
  const auto& game = *a.game;
  const auto& to = a.tariffs.front().tariff;
  const std::string first = game.texts[0].code, second = game.texts[1].code;
  TextTable table{.title = "Tariffs of both sides by sector",
                  .columns = {{"Sector", "", true},
                              {first + " imports\nfrom " + second, "base, bn"},
                              {"Tariff\nat start", "%"},
                              {"Tariff", "%"},
                              {second + " imports\nfrom " + first, "base, bn"},
                              {"Tariff\nat start", "%"},
                              {"Tariff", "%"}}};
  std::map<std::string, std::array<TariffBand, 2>> by_sector;
  std::vector<std::string> order;
  for (std::size_t i = 0; i < 2; ++i)
    for (const auto& band : bands_by_sector(game, i, to)) {
      if (!by_sector.contains(band.code)) order.push_back(band.code);
      by_sector[band.code][i] = band;
    }
  const auto row = [&](const std::string& name, const std::array<TariffBand, 2>& sides) {
    std::vector<std::string> cells{name};
    for (const auto& band : sides) {
      if (band.cells == 0)
        cells.insert(cells.end(), {"", "", ""});
      else
        cells.insert(cells.end(), {grouped_number(band.trade, 1), rate(band.start_mean), rate(band.mean)});
    }
    table.rows.push_back(std::move(cells));
  };
  for (const auto& code : order) {
    const auto& sides = by_sector[code];
    row(named(code, sides[sides[0].cells > 0 ? 0 : 1].label), sides);
  }
  table.rows.emplace_back();
  row("mean (weighted by base imports)", {band_of_all(game, 0, to), band_of_all(game, 1, to)});
  return table;
}

TextTable one_line_each(const StrategyAnswer& a) {
  TextTable table = band_table("Tariffs of the players (mean: weighted by base imports)", "Player", true);
  table.columns.push_back({"Rates", "number"});
  for (std::size_t i = 0; i < a.game->players.size(); ++i) {
    auto band = band_of_all(*a.game, i, a.tariffs.front().tariff);
    const Country c = a.game->players[i].instruments.player;
    band.code = a.game->code(c), band.label = a.game->policy().countries().label(c);
    auto row = band_row(band, true);
    row.push_back(std::to_string(a.game->players[i].instruments.size()));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::string money_unit(const StrategyAnswer& a) { return scenario::billion_unit(*a.game->run.benchmark); }

std::string rate_text(double percent) {
  const double size = std::abs(percent);
  return fmt::format("{}%", grouped_number(percent, size < 9.95 && size > 0 ? 1 : 0));
}

BriefBlocks effects_table(const StrategyAnswer& a, const std::vector<Country>& shown) {
  if (a.effects.empty()) return {};
  TextTable table{.title = "",
                  .columns = {{"Economy", "", true},
                              {"Real income\nat start", "% of base"},
                              {"Real\nincome", "% of base"},
                              {"\nChange", "points"},
                              {"\nChange", money_unit(a)},
                              {"Consumer\nprices", "%"},
                              {"Tariff\nrevenue", "bn (change)"}}};
  double largest = 0;
  for (const Country c : shown)
    largest = std::max(largest, std::abs(a.effects[static_cast<std::size_t>(c.value)].change_points()));
  const int decimals = decimals_of(largest);
  for (const Country c : shown) {
    const EconomyEffect& e = a.effects[static_cast<std::size_t>(c.value)];
    table.rows.push_back(
        {named(a.game->code(c), a.game->policy().countries().label(c)), signed_number(e.start_percent, 2),
         signed_number(e.new_percent, 2), signed_number(e.change_points(), decimals),
         signed_grouped_number(e.change_billion, decimals > 2 ? 3 : 1), signed_number(e.price_percent, 2),
         fmt::format("{} ({})", grouped_number(e.revenue_new, 1),
                     signed_grouped_number(e.revenue_new - e.revenue_start, 1))});
  }
  double players = 0, others = 0;
  for (const auto& e : a.effects) {
    const bool plays =
        std::ranges::any_of(a.game->players, [&](const auto& p) { return p.objective.country == e.country; });
    (plays ? players : others) += e.change_billion;
  }
  return {std::move(table), BriefText{fmt::format("All players together {} {} a year, all others {}.",
                                                  signed_grouped_number(players, 1), money_unit(a),
                                                  signed_grouped_number(others, 1))}};
}

BriefBlocks objectives_table(const StrategyAnswer& a) {
  const auto& texts = a.game->texts;
  if (a.payoff.empty() || std::ranges::all_of(texts, [](const auto& t) { return t.plain; })) return {};
  TextTable table{.title = "What the players maximise",
                  .columns = {{"Player", "", true},
                              {"Objective", "", true},
                              {"At start", "% of base"},
                              {"Now", "% of base"},
                              {"Change", money_unit(a)}}};
  for (std::size_t i = 0; i < texts.size(); ++i)
    table.rows.push_back({texts[i].code, texts[i].objective, signed_number(a.start_payoff[i].percent, 3),
                          signed_number(a.payoff[i].percent, 3),
                          signed_grouped_number(a.payoff[i].billion - a.start_payoff[i].billion, 1)});
  return {std::move(table)};
}

BriefBlocks tariff_tables(const StrategyAnswer& a) {
  if (a.tariffs.empty()) return {};
  const auto& game = *a.game;
  if (face_each_other(game) && game.policy().sectors().size() > 1) return {two_sided_table(a)};
  if (game.players.size() > 3) return {one_line_each(a)};
  BriefBlocks blocks;
  for (std::size_t i = 0; i < game.players.size(); ++i) append(blocks, player_tables(a, i));
  return blocks;
}

BriefBlocks highest_tariffs(const StrategyAnswer& a, std::size_t player) {
  constexpr std::size_t kRows = 8;
  const auto& game = *a.game;
  const auto& model = game.policy();
  const auto& instruments = game.players[player].instruments;
  if (game.texts[player].tariff_class != strategy::TariffClass::kUnrestricted) return {};
  const Country d = instruments.player;
  const auto& to = a.tariffs.front().tariff;
  struct Entry {
    strategy::Cell cell;
    double rate, trade;
  };
  std::vector<Entry> entries;
  double trade = 0;
  std::vector<bool> partners(model.countries().size());
  for (const auto& group : instruments.groups)
    for (const auto& cell : group) {
      const double flow = model.base_flow()(cell.sector, d, cell.exporter);
      entries.push_back({cell, to(cell.sector, d, cell.exporter), flow});
      trade += flow;
      partners[static_cast<std::size_t>(cell.exporter.value)] = true;
    }
  if (std::ranges::count(partners, true) < 2 || entries.size() <= kRows) return {};
  // Rates on next to no trade say nothing about what a government would do.
  constexpr double kWorthShowing = 1e-3;
  std::erase_if(entries, [&](const Entry& e) { return e.trade < kWorthShowing * trade; });
  std::ranges::stable_sort(entries, std::greater<>{}, &Entry::rate);
  entries.resize(std::min(kRows, entries.size()));
  TextTable table{
      .title = fmt::format("Highest tariffs of {} (of goods that are at least 0.1% of what it may charge)",
                           game.texts[player].code),
      .columns = {{"Partner", "", true},
                  {"Sector", "", true},
                  {"Imports", "base, bn"},
                  {"At start", "%"},
                  {"New", "%"}}};
  for (const auto& e : entries)
    table.rows.push_back({game.code(e.cell.exporter),
                          named(model.sectors().code(e.cell.sector), model.sectors().label(e.cell.sector)),
                          grouped_number(e.trade / 1000, 1),
                          rate(100 * game.start(e.cell.sector, d, e.cell.exporter)), rate(100 * e.rate)});
  return {std::move(table)};
}

BriefBlocks certificate_text(const StrategyAnswer& a, const strategy::Nash& nash) {
  const auto& c = nash.certificate;
  if (!a.game->ask.certificate || c.deviations.empty())
    return {BriefText{
        "Certificate: none; nobody looked for deviations (leave certificate = false or --no-certificate "
        "out)."}};
  int searches = 0, solves = 0;
  for (const auto& d : c.deviations) searches += d.searches, solves += d.solves;
  const std::string gain = c.epsilon_percent > 0
                               ? fmt::format("more than {:.2g}% of its objective", c.epsilon_percent)
                               : "anything";
  BriefBlocks blocks{BriefText{
      fmt::format("Certificate: no player gains {} by deviating, as far as {} independent searches ({} "
                  "equilibria) found.{}",
                  gain, searches, solves,
                  c.complete ? "" : " INCOMPLETE: a limit or Ctrl-C cut the search for deviations short.")}};
  BriefPoints points;
  constexpr double kWorthNaming = 1e-5;
  for (const auto& d : c.deviations)
    if (d.gain_percent > kWorthNaming)
      points.points.push_back(fmt::format("{} would gain {:.2g}% by another choice (found from {}).",
                                          a.game->code(d.player), d.gain_percent, d.found_from));
  if (!points.points.empty()) blocks.push_back(std::move(points));
  return blocks;
}

BriefBlocks war_text(const StrategyAnswer& a) {
  BriefBlocks blocks;
  if (a.war) {
    bool cuts = false;
    for (const auto& side : a.war->sides) {
      if (!side.verdict.empty()) blocks.push_back(BriefText{side.verdict + "."});
      cuts = cuts || (!side.rational && side.best_reply.mean < side.present.mean);
    }
    if (cuts) blocks.push_back(BriefText{"What a side gives up by cutting is leverage, not welfare."});
    return blocks;
  }
  const auto* optimum = std::get_if<strategy::Optimum>(&a.detail);
  if (!optimum || !optimum->equilibrium) return blocks;
  const TariffBand all = band_of_all(*a.game, 0, optimum->tariff);
  constexpr double kWar = 25;  // mean rate from which cutting to less than half is worth a sentence
  if (all.start_mean < kWar || all.mean > all.start_mean / 2) return blocks;
  const std::string& code = a.game->texts[0].code;
  const double gain = (optimum->value - optimum->start_value) / 1000;
  blocks.push_back(BriefText{fmt::format(
      "{} charges {} on average where {} would serve its objective best: tariffs of this height are not what "
      "maximises {}. By cutting alone it would gain {} {} a year; what it gives up by cutting is leverage, "
      "not welfare.",
      code, rate_text(all.start_mean), rate_text(all.mean), a.game->texts[0].objective,
      grouped_number(gain, 1), money_unit(a))});
  return blocks;
}

}  // namespace cobden::report
