#include "cobden/strategy/carveouts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "cobden/core/parallel.h"
#include "cobden/strategy/carveout_space.h"

namespace cobden::strategy {
namespace {

/// An objective that is one term alone, beside real income.
economy::Objective real_income(Country country) {
  economy::Objective o;
  o.country = country;
  return o;
}

double percent_of(double change, double base) { return base == 0 ? 0.0 : 100 * change / std::abs(base); }

/// Real income, consumer prices and real revenue of one country, the latter two as far as the model has them.
struct Levels {
  double income = 0, price = 1, revenue = 0;
};

Levels levels_at(const economy::PolicyModel& model, const economy::Equilibrium& at, Country country) {
  economy::Objective plain = real_income(country), with_revenue = plain, with_price = plain;
  with_revenue.revenue_weight = 1;
  with_price.price_weight = 1;
  Levels levels;
  levels.income = model.value(at, plain);
  levels.revenue = model.value(at, with_revenue) - levels.income;
  try {
    // The price term is -I_base (P_hat - 1), and real income at the base is I_base.
    levels.price = 1 - (model.value(at, with_price) - levels.income) / model.value(*model.base(), plain);
  } catch (const UserError&) {
    levels.price = std::nan("");  // the model has no such term
  }
  return levels;
}

void check_items(const economy::PolicyModel& model, const CarveOutGame& game) {
  if (game.items.empty()) throw UserError("no carve-outs are given", "name sectors or product groups");
  if (game.items.size() > kLargestItems)
    throw UserError(fmt::format("{} carve-outs are more than {}", game.items.size(), kLargestItems),
                    "put items together, or leave out the smallest");
  if (game.current.size1() != model.sectors().size() || game.current.size2() != model.countries().size())
    throw UserError("the tariffs do not fit the model");
  for (const CarveOutItem& item : game.items)
    for (const CarveOutCell& c : item.cells) {
      if (c.importer == c.exporter) throw UserError("carve-out '" + item.id + "' names domestic sales");
      if (!(c.exempt_tariff > -1) || !(c.share >= 0 && c.share <= 1))
        throw UserError("carve-out '" + item.id + "' has a tariff or a share out of range");
    }
}

/// The cells of a list, goods of several items once.
std::vector<const CarveOutCell*> cells_of(const CarveOutGame& game, const std::vector<std::size_t>& items) {
  std::vector<const CarveOutCell*> cells;
  std::unordered_set<std::size_t> seen;
  for (const std::size_t i : items)
    for (const CarveOutCell& c : game.items[i].cells)
      if (c.goods == 0 || seen.insert(c.goods).second) cells.push_back(&c);
  return cells;
}

/// One cut for each tariff they change, in the order of first mention.
std::vector<TariffCut> cuts_of(const CarveOutGame& game, const std::vector<const CarveOutCell*>& cells) {
  std::vector<TariffCut> cuts;
  for (const CarveOutCell* c : cells) {
    const auto same = [&](const TariffCut& cut) {
      return cut.sector == c->sector && cut.importer == c->importer && cut.exporter == c->exporter;
    };
    auto at = std::ranges::find_if(cuts, same);
    if (at == cuts.end()) at = cuts.insert(at, {c->sector, c->importer, c->exporter});
    at->change += c->exempt_tariff - game.current(c->sector, c->importer, c->exporter);
  }
  return cuts;
}

}  // namespace

TradeCube spare(const CarveOutGame& game, const std::vector<std::size_t>& items) {
  TradeCube tariff = game.current;
  for (const TariffCut& cut : cuts_of(game, cells_of(game, items)))
    tariff(cut.sector, cut.importer, cut.exporter) += cut.change;
  return tariff;
}

CarveOutSpace::CarveOutSpace(const economy::PolicyModel& model, const CarveOutGame& game, SearchRun& run)
    : model_(model), game_(game), run_(run) {
  check_items(model, game);
}

bool CarveOutSpace::begin() {
  here_ = run_.solve_at_last(game_.current, nullptr);
  if (!here_) return false;
  flow_ = model_.flow(*here_);
  for (const economy::Objective* o : {&game_.own, &game_.rival})
    current_.push_back(payoff_of(model_.value(*here_, *o), model_.value(*model_.base(), *o)));
  find_slopes();
  for (std::size_t i = 0; i < size(); ++i) alone_.push_back(estimate(ItemMask{1} << i));
  return true;
}

/// The derivatives of both objectives at the present tariffs.
void CarveOutSpace::find_slopes() {
  for (const CarveOutItem& item : game_.items)
    for (const CarveOutCell& c : item.cells)
      if (std::ranges::find(importers_, c.importer) == importers_.end()) importers_.push_back(c.importer);
  for (const auto& [objective, slopes] :
       {std::pair{&game_.own, &own_slope_}, std::pair{&game_.rival, &rival_slope_}}) {
    const economy::WeightedObjective sum[] = {
        {percent_of(1, model_.value(*model_.base(), *objective)), *objective}};
    *slopes = model_.gradient(*here_, sum, importers_, nullptr);
  }
  run_.count_gradients(2);
}

double CarveOutSpace::use(BudgetKind kind, std::size_t item) const {
  return kind == BudgetKind::kItems   ? 1.0
         : kind == BudgetKind::kTrade ? alone_[item].trade_exempted
                                      : alone_[item].revenue_given_up;
}

double CarveOutSpace::first_order(const Slopes& slopes, const std::vector<TariffCut>& cuts) const {
  double sum = 0;
  for (const TariffCut& cut : cuts) {
    const auto at = std::ranges::find(importers_, cut.importer) - importers_.begin();
    sum += slopes[static_cast<std::size_t>(at)].derivative(cut.sector, cut.exporter) *
           std::log1p(cut.change / (1 + game_.current(cut.sector, cut.importer, cut.exporter)));
  }
  return sum;
}

CarveOutEffect CarveOutSpace::estimate(ItemMask list) const {
  CarveOutEffect e;
  for (std::size_t i = 0; i < size(); ++i)
    if (list >> i & 1) e.items.push_back(i);
  const auto cells = cells_of(game_, e.items);
  for (const CarveOutCell* c : cells) {
    e.trade_exempted += c->share * model_.base_flow()(c->sector, c->importer, c->exporter);
    e.revenue_given_up += (game_.current(c->sector, c->importer, c->exporter) - c->exempt_tariff) *
                          flow_(c->sector, c->importer, c->exporter);
  }
  e.revenue_given_up = std::max(0.0, e.revenue_given_up);
  const auto cuts = cuts_of(game_, cells);
  e.own_first_order_percent = first_order(own_slope_, cuts);
  e.rival_first_order_percent = first_order(rival_slope_, cuts);
  return e;
}

void CarveOutSpace::add_levels(const economy::Equilibrium& at, CarveOutEffect& e, double sign) const {
  const auto add = [&](const economy::Objective& o, Payoff& payoff, double& welfare, double& price,
                       double& revenue) {
    const Payoff p = payoff_of(model_.value(at, o), model_.value(*model_.base(), o));
    const Levels levels = levels_at(model_, at, o.country);
    payoff.value += sign * p.value, payoff.percent += sign * p.percent, payoff.billion += sign * p.billion;
    welfare += percent_of(sign * levels.income, model_.value(*model_.base(), real_income(o.country)));
    price += sign * 100 * levels.price;
    revenue += sign * levels.revenue;
  };
  add(game_.own, e.own, e.own_welfare_percent, e.own_price_percent, e.own_revenue);
  add(game_.rival, e.rival, e.rival_welfare_percent, e.rival_price_percent, e.rival_revenue);
}

CarveOutEffect CarveOutSpace::effect_of(ItemMask list) const {
  CarveOutEffect e = estimate(list);
  if (run_.must_stop()) return e;
  const auto there =
      list == 0 ? here_ : run_.solve(spare(game_, e.items), here_.get(), run_.options().solve.tolerance);
  if (!there) return e;
  e.solved = true;
  add_levels(*there, e, 1);
  add_levels(*here_, e, -1);
  return e;
}

void CarveOutSpace::solve(const std::vector<ItemMask>& lists) {
  std::vector<ItemMask> wanted;
  for (const ItemMask list : lists)
    if (known_.try_emplace(list).second) wanted.push_back(list);
  std::vector<CarveOutEffect> effects(wanted.size());
  parallel_for(wanted.size(), [&](std::size_t k) { effects[k] = effect_of(wanted[k]); });
  for (std::size_t k = 0; k < wanted.size(); ++k) known_[wanted[k]] = std::move(effects[k]);
}

const CarveOutEffect* CarveOutSpace::find(ItemMask list) const {
  const auto at = known_.find(list);
  return at == known_.end() || !at->second.solved ? nullptr : &at->second;
}

std::vector<CarveOutItem> sector_items(const economy::PolicyModel& model, const TradeCube& current,
                                       const TradeCube& base, Country importer, Country exporter,
                                       const std::vector<Sector>& sectors) {
  std::vector<CarveOutItem> items;
  for (const Sector s : model.sectors().all()) {
    if (!sectors.empty() && std::ranges::find(sectors, s) == sectors.end()) continue;
    if (!(model.base_flow()(s, importer, exporter) > 0)) continue;
    if (!(current(s, importer, exporter) > base(s, importer, exporter))) continue;
    items.push_back({model.sectors().code(s),
                     model.sectors().label(s),
                     {{s, importer, exporter, base(s, importer, exporter), 1.0}}});
  }
  return items;
}

std::vector<CarveOutItem> group_items(const economy::PolicyModel& model, const TradeCube& current,
                                      const TradeCube& base, Country importer, Country exporter,
                                      const std::vector<CarveOutShare>& groups) {
  std::vector<CarveOutItem> items;
  BySector total(model.sectors().size());
  for (const CarveOutShare& g : groups) {
    if (!(g.share >= 0 && g.share <= 1))
      throw UserError(fmt::format("product group '{}' has the share {} of its sector", g.id, g.share),
                      "a share lies between 0 and 1");
    total[g.sector] += g.share;
    if (total[g.sector] > 1 + 1e-9)
      throw UserError(fmt::format("product groups of sector '{}' add to more than all of its trade",
                                  model.sectors().code(g.sector)));
    const double now = current(g.sector, importer, exporter), free = base(g.sector, importer, exporter);
    items.push_back({g.id, g.label, {{g.sector, importer, exporter, now + g.share * (free - now), g.share}}});
  }
  return items;
}

CarveOutRanking rank_carveouts(const economy::PolicyModel& model, const CarveOutGame& game, bool exact,
                               const SearchOptions& options, const RunContext& context) {
  SearchRun run(model, options, context);
  CarveOutSpace space(model, game, run);
  CarveOutRanking ranking;
  ranking.search.method = exact ? "each item solved alone" : "derivatives at the present tariffs";
  ranking.search.status = SearchStatus::kNoEquilibrium;
  ranking.search.message = "the economy has no equilibrium at the present tariffs";
  if (space.begin()) {
    ranking.current = space.current();
    std::vector<ItemMask> lists;
    for (std::size_t i = 0; i < space.size(); ++i) lists.push_back(ItemMask{1} << i);
    if (exact) space.solve(lists);
    int unsolved = 0;
    for (const ItemMask list : lists) {
      const CarveOutEffect* e = space.find(list);
      ranking.single.push_back(e ? *e : space.estimate(list));
      unsolved += exact && !e;
    }
    std::ranges::stable_sort(ranking.single, [&](const CarveOutEffect& a, const CarveOutEffect& b) {
      if (a.solved != b.solved) return a.solved;
      return a.solved ? a.own.percent > b.own.percent : a.own_first_order_percent > b.own_first_order_percent;
    });
    const auto by_slope =
        std::ranges::max_element(ranking.single, {}, &CarveOutEffect::own_first_order_percent);
    ranking.estimates_agree = by_slope == ranking.single.begin();
    const auto stop = run.must_stop();
    ranking.search.status =
        unsolved == 0 ? SearchStatus::kConverged : stop.value_or(SearchStatus::kNoEquilibrium);
    ranking.search.message =
        unsolved == 0 ? "every item was ranked" : fmt::format("{} items could not be solved", unsolved);
  }
  ranking.search.solves = run.solves();
  ranking.search.gradients = run.gradients();
  ranking.search.seconds = run.seconds();
  return ranking;
}

}  // namespace cobden::strategy
