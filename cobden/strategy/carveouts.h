#pragma once
// Which goods to spare from a duty. Each item is a list of cells with the tariff they would have without the
// duty, so that a sector, a product group (a share of a sector's trade), or any bundle can be an item. Ranks
// items by what sparing each alone does to the government that charges the duty, to its rival, to prices,
// revenue and trade, all at full equilibrium; and finds the best list for a budget: exactly, by solving every
// list, where there are few; above that by branch and bound on a quadratic surrogate (single effects and
// pairwise interactions, after Land and Doig 1960, Econometrica 28(3)) and an exact solve of its best lists.
// Optimality is then proved for the surrogate only, and the result says so. docs/theory/bargaining.md.
#include <limits>
#include <string>
#include <vector>

#include "cobden/strategy/payoff.h"

namespace cobden::strategy {

struct CarveOutCell {
  Sector sector;
  Country importer, exporter;
  double exempt_tariff = 0;  ///< the cell's tariff if this cell alone is spared, fraction
  double share = 1;          ///< of the cell's trade that is spared; for the value of trade only
  /// Cells of several items with one number are the same goods, which a list spares once; 0: of no other.
  std::size_t goods = 0;
};

/// Something that may be spared. Cells may be of one sector (product groups): their reductions add up.
struct CarveOutItem {
  std::string id, label;
  std::vector<CarveOutCell> cells;
};

/// A share of one sector's trade, as a schedule gives it for product groups.
struct CarveOutShare {
  std::string id, label;
  Sector sector;
  double share = 1;  ///< of the sector's imports from the exporter, in [0, 1]
};

/// One item for each sector in which `importer` charges `exporter` more at `current` than at `base` and there
/// is trade; `sectors` empty = all.
std::vector<CarveOutItem> sector_items(const economy::PolicyModel& model, const TradeCube& current,
                                       const TradeCube& base, Country importer, Country exporter,
                                       const std::vector<Sector>& sectors = {});
/// Items for product groups: sparing one lowers its sector's tariff by `share` of the duty. UserError: a
/// share outside [0, 1], or groups of one sector that add to more than one.
std::vector<CarveOutItem> group_items(const economy::PolicyModel& model, const TradeCube& current,
                                      const TradeCube& base, Country importer, Country exporter,
                                      const std::vector<CarveOutShare>& groups);

struct CarveOutGame {
  economy::Objective own;  ///< of the government that charges the duties
  economy::Objective rival;
  TradeCube current;  ///< tariffs with the duties
  std::vector<CarveOutItem> items;
};

/// The tariffs with these items spared. Reductions of one tariff add up, goods of several items count once.
TradeCube spare(const CarveOutGame& game, const std::vector<std::size_t>& items);

/// What sparing a list of items does, against `current`, at full equilibrium unless it says otherwise.
struct CarveOutEffect {
  std::vector<std::size_t> items;  ///< positions among the game's items, ascending
  bool solved = false;             ///< false: no equilibrium was found, or a limit came first
  Payoff own, rival;               ///< changes: G less G at current; percent of base objective
  double own_welfare_percent = 0;  ///< real income, percent of base real income
  double rival_welfare_percent = 0;
  double own_price_percent = 0;  ///< consumer prices, percent of their base level; NaN: no such term
  double rival_price_percent = 0;
  double own_revenue = 0;  ///< change of real tariff revenue, million a year
  double rival_revenue = 0;
  double trade_exempted = 0;           ///< base imports spared, million a year at customs value
  double revenue_given_up = 0;         ///< duty now collected on what is spared, million a year
  double own_first_order_percent = 0;  ///< own objective by the gradient at `current`: a quick estimate
  double rival_first_order_percent = 0;
};

struct CarveOutRanking {
  std::vector<CarveOutEffect> single;  ///< one for each item, by own gain, largest first
  std::vector<Payoff> current;         ///< own and rival at the present tariffs
  bool estimates_agree = false;        ///< the gradient puts the same item first
  SearchSummary search;                ///< solves, status; converged: every item was solved
};

/// Ranks all items. `exact` false: by the gradient alone, two adjoint solves in all.
CarveOutRanking rank_carveouts(const economy::PolicyModel& model, const CarveOutGame& game, bool exact = true,
                               const SearchOptions& options = {}, const RunContext& context = {});

enum class BudgetKind {
  kItems,    ///< count of items
  kTrade,    ///< base imports spared, million a year
  kRevenue,  ///< duty now collected on what is spared, million a year
};
std::string to_string(BudgetKind kind);  ///< "items", "trade", "revenue"
/// UserError names the nearest.
BudgetKind parse_budget_kind(const std::string& text, const SourcePlace& place = {});

struct CarveOutSearchOptions {
  BudgetKind kind = BudgetKind::kItems;
  /// Maximised: own_weight * own gain + rival_weight * rival gain, in percent of base objective.
  double own_weight = 1, rival_weight = 0;
  long max_enumerated = 1000;  ///< lists solved one by one up to this number; above it branch and bound
  int candidates = 40;         ///< best lists of the surrogate that are solved exactly, at most
  SearchOptions search = {};   ///< tolerance of solves, seconds for the whole search
};

/// How far the best list was proved best.
enum class CarveOutProof {
  kEnumerated,  ///< every list within the budget was solved
  kSurrogate,   ///< best of the surrogate's best lists, whose search was complete
  kNone,        ///< a limit cut the search short
};
std::string to_string(CarveOutProof proof);

struct CarveOutChoice {
  double budget = 0;
  double used = 0;               ///< of the budget
  double gain_percent = 0;       ///< the weighted gain, at full equilibrium
  double surrogate_percent = 0;  ///< what the surrogate had promised; NaN where it was not used
  CarveOutEffect effect;
  CarveOutProof proof = CarveOutProof::kNone;
  long solved = 0;  ///< lists solved exactly for this budget
};

struct CarveOutCurve {
  BudgetKind kind = BudgetKind::kItems;
  std::vector<CarveOutChoice> choices;  ///< by rising budget; the gain never falls
  SearchSummary search;
};

/// The best list for each budget, by rising budget; a list may stay below its budget, so sparing nothing is
/// always possible and the gain is never negative. UserError: no items, more than 64 items, or a budget that
/// is negative.
CarveOutCurve choose_carveouts(const economy::PolicyModel& model, const CarveOutGame& game,
                               std::vector<double> budgets, const CarveOutSearchOptions& options = {},
                               const RunContext& context = {});

/// Budgets for a whole curve: 1 ... n items, or `points` equal steps up to what all items would use.
std::vector<double> whole_curve(const economy::PolicyModel& model, const CarveOutGame& game, BudgetKind kind,
                                int points = 12);

}  // namespace cobden::strategy
