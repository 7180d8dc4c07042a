#include "cobden/scenario/talks_reveal.h"

#include <algorithm>
#include <cmath>

namespace cobden::scenario {
namespace {

constexpr double kThousand = 1000, kPercent = 100;
constexpr double kLeastDuty = 0.001;  // a tenth of a point: below it there is nothing to spare

/// Values of sparing the item by criterion, bn a year for each bn of trade spared.
std::vector<double> values_of(const strategy::CarveOutEffect& effect, double base_income_billion) {
  const double trade = effect.trade_exempted / kThousand;
  const double prices = -effect.own_price_percent / kPercent * base_income_billion;
  return {effect.own_welfare_percent / kPercent * base_income_billion / trade, prices / trade,
          -effect.rival.billion / trade};
}

std::vector<RevealedItem> items_of(const StrategyGame& game, std::size_t side, const TradeCube& without,
                                   double exempt_from) {
  const auto& model = game.policy();
  const Country own = game.players[side].objective.country, rival = game.players[1 - side].objective.country;
  std::vector<RevealedItem> items;
  for (const Sector s : model.sectors().all()) {
    const double trade = model.base_flow()(s, own, rival), base = game.base(s, own, rival);
    const double full = without(s, own, rival) - base, charged = game.start(s, own, rival) - base;
    if (trade <= 0 || full < kLeastDuty) continue;
    RevealedItem item{.sector = s,
                      .trade_billion = trade / kThousand,
                      .duty_percent = kPercent * full,
                      .spared_share = std::clamp(1 - charged / full, 0.0, 1.0)};
    item.exempt = item.spared_share >= exempt_from;
    items.push_back(std::move(item));
  }
  return items;
}

void rank(const StrategyGame& game, std::size_t side, const TradeCube& without, RevealAnswer& answer,
          const RunContext& context) {
  const auto& model = game.policy();
  const auto &own = game.players[side].objective, &rival = game.players[1 - side].objective;
  std::vector<Sector> sectors;
  for (const auto& item : answer.items) sectors.push_back(item.sector);
  const strategy::CarveOutGame carve{
      .own = own,
      .rival = rival,
      .current = without,
      .items = strategy::sector_items(model, without, game.base, own.country, rival.country, sectors)};
  const auto ranking = strategy::rank_carveouts(model, carve, true, game.search, context);
  const double income = model.value(*model.base(), {.country = own.country}) / kThousand;
  for (const auto& effect : ranking.single) {
    if (!effect.solved || effect.items.size() != 1) continue;
    const Sector sector = carve.items[effect.items[0]].cells[0].sector;
    const auto item = std::ranges::find(answer.items, sector, &RevealedItem::sector);
    item->effect = effect;
    item->value = values_of(effect, income);
  }
  std::erase_if(answer.items, [](const RevealedItem& item) { return item.value.empty(); });
}

/// Groups of sectors that do not overlap, and what is left over; empty where the benchmark knows none of
/// them.
std::vector<std::pair<std::string, std::vector<Sector>>> sector_groups(const StrategyGame& game) {
  const auto& b = *game.run.benchmark;
  std::vector<std::pair<std::string, std::vector<Sector>>> groups;
  if (game.policy().sectors().size() != b.sector_count()) return groups;
  std::vector<bool> taken(b.sector_count());
  const auto add = [&](const std::string& name, std::vector<Sector> members) {
    if (members.empty()) return;
    for (const Sector s : members) taken[static_cast<std::size_t>(s.value)] = true;
    groups.emplace_back(name, std::move(members));
  };
  for (const char* name : {"agriculture", "mining", "manufacturing"})
    if (const auto it = b.tables().sector_groups.find(name); it != b.tables().sector_groups.end()) {
      std::vector<Sector> members;
      for (const auto& code : it->second) members.push_back(b.sectors().at(code));
      add(name, std::move(members));
    }
  std::vector<Sector> rest;
  for (const Sector s : b.sectors().all())
    if (!taken[static_cast<std::size_t>(s.value)]) rest.push_back(s);
  add("the rest", std::move(rest));
  return groups;
}

}  // namespace

TariffWeights weights_before(const StrategyGame& game, std::size_t side) {
  TariffWeights answer{.code = game.texts[side].code};
  const auto& model = game.policy();
  const Country own = game.players[side].objective.country, rival = game.players[1 - side].objective.country;
  const auto groups = sector_groups(game);
  if (groups.size() < 2) {
    answer.no_inference = "the benchmark has no groups of sectors to tell apart";
    return answer;
  }
  std::vector<Sector> instruments;
  for (const Sector s : model.sectors().all())
    if (model.base_flow()(s, own, rival) > 0 && game.base(s, own, rival) > kLeastDuty)
      instruments.push_back(s);
  if (instruments.size() + 1 < groups.size()) {
    answer.no_inference = "too few tariffs are above zero";
    return answer;
  }
  talks::MarginalEffects effects(instruments.size());
  std::vector<double> trade;
  for (const Sector s : instruments) trade.push_back(1 / model.base_flow()(s, own, rival));
  for (const auto& [name, members] : groups) {
    answer.groups.push_back(name);
    economy::Objective income{.country = own};
    income.sector_weight = BySector(model.sectors().size(), 0.0);
    for (const Sector s : members) income.sector_weight[s] = 1;
    const economy::WeightedObjective sum[] = {{1.0, income}};
    const Country importers[] = {own};
    const auto gradient = model.gradient(*model.base(), sum, importers);
    for (std::size_t i = 0; i < instruments.size(); ++i)
      effects[i].push_back(gradient[0].derivative(instruments[i], rival));
  }
  // Effects per unit of trade: a tariff on much trade is not one observation more than a tariff on little.
  answer.fit = talks::weights_from_tariffs(effects, -1, trade);
  return answer;
}

RevealAnswer reveal(const StrategyGame& game, std::size_t side, const TradeCube& without, double exempt_from,
                    const RunContext& context) {
  RevealAnswer answer{.code = game.texts[side].code};
  answer.criteria = {"own real income", "own consumer prices", "harm to the other side kept up"};
  answer.items = items_of(game, side, without, exempt_from);
  for (const auto& item : answer.items) answer.spared_billion += item.spared_share * item.trade_billion;
  std::ranges::stable_sort(answer.items, std::greater{}, &RevealedItem::spared_share);
  const auto spared = std::ranges::count_if(answer.items, &RevealedItem::exempt);
  if (spared == 0)
    answer.no_inference = "nothing is spared in any sector";
  else if (spared == std::ssize(answer.items))
    answer.no_inference = "every sector is spared";
  if (answer.items.empty()) answer.no_inference = "no duty was added on the other side's goods";
  if (answer.items.empty()) return answer;
  rank(game, side, without, answer, context);
  if (!answer.no_inference.empty()) return answer;
  std::vector<std::vector<double>> value;
  std::vector<bool> exempt;
  for (const auto& item : answer.items) value.push_back(item.value), exempt.push_back(item.exempt);
  const bool both =
      std::ranges::find(exempt, true) != exempt.end() && std::ranges::find(exempt, false) != exempt.end();
  if (!both)
    answer.no_inference = "the economy could not be solved for enough sectors";
  else
    answer.inference = talks::weights_from_exemptions(value, exempt);
  return answer;
}

}  // namespace cobden::scenario
