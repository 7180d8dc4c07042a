#pragma once
// Lists of carve-outs as bit masks, with what each list does: solved once, from the equilibrium at the
// present tariffs, so that the bits do not depend on the order in which lists are asked for.
#include <bit>
#include <cstdint>
#include <unordered_map>

#include "cobden/strategy/carveouts.h"
#include "cobden/strategy/search_run.h"

namespace cobden::strategy {

using ItemMask = std::uint64_t;  ///< bit i: item i is spared
constexpr std::size_t kLargestItems = 64;

/// What a list changes in one tariff.
struct TariffCut {
  Sector sector;
  Country importer, exporter;
  double change = 0;  ///< below zero: less
};

class CarveOutSpace {
 public:
  /// UserError: no items, too many, or a cell on the diagonal or outside the model.
  CarveOutSpace(const economy::PolicyModel& model, const CarveOutGame& game, SearchRun& run);
  /// False: the economy has no equilibrium at the present tariffs.
  bool begin();
  std::size_t size() const { return game_.items.size(); }
  const std::vector<Payoff>& current() const { return current_; }

  /// Solves every list that is not known yet, side by side; lists that a limit keeps from being solved stay
  /// unknown.
  void solve(const std::vector<ItemMask>& lists);
  /// The effect of a list that solve() was asked for; nullptr: not solved.
  const CarveOutEffect* find(ItemMask list) const;
  /// Value of trade, duty given up and first-order estimates alone.
  CarveOutEffect estimate(ItemMask list) const;
  /// What an item takes of a budget. Goods of two items on a list are counted with both.
  double use(BudgetKind kind, std::size_t item) const;

 private:
  using Slopes = std::vector<economy::ImporterGradient>;  ///< [importer]
  CarveOutEffect effect_of(ItemMask list) const;
  double first_order(const Slopes& slopes, const std::vector<TariffCut>& cuts) const;
  void add_levels(const economy::Equilibrium& at, CarveOutEffect& effect, double sign) const;
  void find_slopes();

  const economy::PolicyModel& model_;
  const CarveOutGame& game_;
  SearchRun& run_;
  economy::EquilibriumPtr here_;
  TradeCube flow_;                     // at the present tariffs
  std::vector<Payoff> current_;        // own, rival
  std::vector<CarveOutEffect> alone_;  // by item: its estimate
  std::vector<Country> importers_;     // whose tariffs the items are of
  Slopes own_slope_, rival_slope_;     // in percent of base objective
  std::unordered_map<ItemMask, CarveOutEffect> known_;
};

/// The weighted gain of a list in percent of base objective.
inline double weighted_gain(const CarveOutEffect& e, const CarveOutSearchOptions& options) {
  return options.own_weight * e.own.percent + options.rival_weight * e.rival.percent;
}

}  // namespace cobden::strategy
