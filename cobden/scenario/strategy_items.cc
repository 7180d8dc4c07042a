#include "cobden/scenario/strategy_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cobden/core/confined_reading.h"
#include "cobden/data/csv.h"
#include "cobden/scenario/shocks.h"
#include "cobden/schedule/product_groups.h"

namespace cobden::scenario {
namespace {

using schedule::GroupedGoods;

constexpr std::array kHeadings{std::pair{"hs2", 2}, std::pair{"hs4", 4}, std::pair{"hs6", 6}};

class ItemMaker {
 public:
  ItemMaker(StrategyGame& game, std::size_t owner, std::size_t rival, const RunContext& context)
      : game_(game),
        context_(context),
        owner_(game.players[owner].instruments.player),
        rival_(game.players[rival].objective.country),
        instruments_(game.players[owner].instruments) {}

  CarveoutItems make() {
    const auto& asked = game_.ask.items;
    if (asked.empty() || word("sectors"))
      made_.items = sector_items();
    else if (asked.size() == 1 && is_file(asked[0]))
      made_.items = strategy::group_items(model(), game_.start, game_.base, owner_, rival_, shares(asked[0]));
    else
      from_schedule();
    if (made_.items.empty())
      fail_at(
          place("owner"), game_.code(owner_),
          "charges " + game_.code(rival_) + " no more than the benchmark does, so that nothing can be spared",
          "a scenario whose shocks raise those duties");
    return std::move(made_);
  }

 private:
  const economy::PolicyModel& model() const { return game_.policy(); }
  const data::Benchmark& benchmark() const { return *game_.run.benchmark; }
  const Scenario& scenario() const { return game_.run.scenario; }
  SourcePlace place(const std::string& key) const {
    const auto it = game_.ask.places.find(key);
    return it != game_.ask.places.end() ? it->second
                                        : SourcePlace{scenario().file.string(), {}, "strategy." + key};
  }

  /// Whether the items are asked for by this word. A word stands alone.
  bool word(const std::string& name) const {
    const auto& asked = game_.ask.items;
    const auto at = std::ranges::find(asked, name);
    if (at == asked.end()) return false;
    if (asked.size() > 1)
      fail_at(place("items"), name, "stands beside other items", "one of the two",
              "'" + name + "' is all of them");
    return true;
  }
  bool is_file(const std::string& name) const {
    return name.ends_with(".csv") || is_readable_file(scenario().file.parent_path() / name) ||
           is_readable_file(name);
  }

  // --- sectors, and shares that a file gives

  std::vector<strategy::CarveOutItem> sector_items() const {
    std::vector<Sector> sectors;
    for (const auto& group : instruments_.groups)
      for (const auto& cell : group)
        if (std::ranges::find(sectors, cell.sector) == sectors.end()) sectors.push_back(cell.sector);
    return strategy::sector_items(model(), game_.start, game_.base, owner_, rival_, sectors);
  }

  std::vector<strategy::CarveOutShare> shares(const std::string& file) {
    const auto path = beside_scenario(scenario(), file, place("items"));
    const auto table = data::CsvTable::read(path);
    const std::size_t id = table.column("id"), sector = table.column("sector"), share = table.column("share");
    const std::size_t label = table.has_column("label") ? table.column("label") : id;
    std::vector<strategy::CarveOutShare> list;
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const double x = table.number(r, share);
      if (x < 0 || x > 1)
        fail_at(table.place(r, share), fmt::format("{:g}", x), "is not a share", "a number from 0 to 1");
      list.push_back({.id = std::string(table.text(r, id)),
                      .label = std::string(table.text(r, label)),
                      .sector = model().sectors().at(table.text(r, sector), table.place(r, sector)),
                      .share = x});
    }
    game_.run.inputs.push_back({"product groups", path.string(), table.sha256()});
    return list;
  }

  // --- groups of goods out of a schedule

  /// The one schedule behind the owner's duties on the rival.
  const ScheduleEffect& effect() const {
    const ScheduleEffect* found = nullptr;
    for (const auto& effect : game_.run.schedules) {
      const ShockCells cells = select_cells(scenario().shocks[effect.shock], scenario(), benchmark());
      if (std::ranges::find(cells.importers, owner_) == cells.importers.end() ||
          std::ranges::find(cells.exporters, rival_) == cells.exporters.end())
        continue;
      if (found)
        fail_at(place("items"), game_.ask.items[0],
                fmt::format("the duties of {} on {} come from several schedules", game_.code(owner_),
                            game_.code(rival_)),
                "a scenario with one schedule for them");
      found = &effect;
    }
    if (!found)
      fail_at(place("items"), game_.ask.items[0],
              fmt::format("the duties of {} on {} come from no schedule in this scenario, so that no goods "
                          "below sectors are known",
                          game_.code(owner_), game_.code(rival_)),
              "sectors, or a CSV file of product groups", "a scenario such as us-china-2025 has schedules");
    return *found;
  }

  void from_schedule() {
    const ScheduleGoods goods = schedule_goods(scenario(), effect(), benchmark(), owner_, rival_, context_);
    made_.schedule = goods.law->id;
    made_.year = goods.year, made_.estimate = goods.estimate;
    const GroupedGoods groups = group(goods);
    const auto sectors = sector_trade(goods);
    for (std::size_t g = 0; g < groups.groups.size(); ++g) add(groups, g, sectors, goods.borrowed);
  }

  GroupedGoods group(const ScheduleGoods& goods) {
    const auto most = static_cast<std::size_t>(game_.ask.largest);
    for (const auto& [name, digits] : kHeadings)
      if (word(name)) return keep_largest(schedule::group_by_heading(goods.goods, digits), most, true);
    if (word("lists")) {
      auto lists = schedule::group_by_lists(goods.goods, *goods.evaluator, goods.partner, goods.at);
      made_.left_out = lists.groups.size() - std::min(most, lists.groups.size());
      return keep_largest(std::move(lists), most, false);
    }
    named_ = true;
    return schedule::group_by_name(goods.goods, *goods.law, game_.ask.items, goods.at, place("items"),
                                   {"sectors", "lists", "hs2", "hs4", "hs6"});
  }

  /// USD by benchmark sector.
  BySector sector_trade(const ScheduleGoods& goods) const {
    BySector usd(benchmark().sector_count());
    for (const auto& g : goods.goods) usd[g.sector] += g.trade_usd;
    return usd;
  }

  /// Of the model's only sector, the share that a benchmark sector is; 1 where the model has them all.
  double part_of_model(Sector s) const {
    if (model().sectors().size() == benchmark().sector_count()) return 1;
    const auto& flow = benchmark().tables().flow;
    double all = 0;
    for (const Sector k : benchmark().sectors().all()) all += flow(k, owner_, rival_);
    return all > 0 ? flow(s, owner_, rival_) / all : 0;
  }

  /// The duty on a piece over the trade of its sector is what the sector's tariff falls by.
  void add(const GroupedGoods& groups, std::size_t group, const BySector& sector_usd,
           const std::vector<bool>& borrowed) {
    strategy::CarveOutItem item{groups.groups[group].id, groups.groups[group].label, {}};
    double trade = 0, duty = 0, own_trade = 0;
    for (std::size_t p = 0; p < groups.pieces.size(); ++p) {
      const auto& piece = groups.pieces[p];
      if (!std::ranges::binary_search(piece.groups, group)) continue;
      trade += piece.trade_usd, duty += piece.duty_usd;
      if (!borrowed[static_cast<std::size_t>(piece.sector.value)]) own_trade += piece.trade_usd;
      const double part = part_of_model(piece.sector);
      const Sector s = model().sectors().size() == 1 ? Sector(0) : piece.sector;
      if (!(part > 0) || !(model().base_flow()(s, owner_, rival_) > 0)) continue;
      const double now = game_.start(s, owner_, rival_);
      const double cut = part * piece.duty_usd / sector_usd[piece.sector];
      item.cells.push_back({.sector = s,
                            .importer = owner_,
                            .exporter = rival_,
                            .exempt_tariff = std::max(now - cut, std::min(now, 0.0)),
                            .share = part * piece.trade_usd / sector_usd[piece.sector],
                            .goods = p + 1});
    }
    if (!named_ && !(duty > 0)) return;
    if (trade == 0)
      fail_at(place("items"), item.id,
              fmt::format("{} imports none of these goods from {}", game_.code(owner_), game_.code(rival_)),
              "goods that are traded");
    made_.items.push_back(std::move(item));
    made_.goods.push_back({own_trade, 100 * duty / trade});
  }

  StrategyGame& game_;
  const RunContext& context_;
  const Country owner_, rival_;
  const strategy::Instruments& instruments_;
  bool named_ = false;  // the groups are named one by one: none is left out unsaid
  CarveoutItems made_;
};

}  // namespace

CarveoutItems carveout_items(StrategyGame& game, std::size_t owner, std::size_t rival,
                             const RunContext& context) {
  return ItemMaker(game, owner, rival, context).make();
}

}  // namespace cobden::scenario
