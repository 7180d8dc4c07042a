#pragma once
// Unilateral optimum and best response: the tariffs of one player that maximise its objective, the others'
// fixed. First-order conditions as a fixed point in logs, Anderson-accelerated, with warm forward and adjoint
// solves and a proper active set at the bounds: a few equilibria for thousands of instruments, where a
// quasi-Newton search needs hundreds. Welfare is very flat near an optimum: the value is sharp, the tariffs
// are less so. Ossa (2014, AER 104(12), section I.D) for the problem; docs/theory/strategy.md for the method.
#include "cobden/strategy/instruments.h"
#include "cobden/strategy/search.h"

namespace cobden::strategy {

struct Optimum {
  TradeCube tariff;                     ///< full matrix, the others' as given
  economy::EquilibriumPtr equilibrium;  ///< at `tariff`
  double value = 0;                     ///< the player's objective there
  double start_value = 0;               ///< at the tariffs given
  double gain_percent = 0;              ///< 100 (value - start_value) / |start_value|
  std::vector<double> h;                ///< ln(1 + t) by instrument
  SearchSummary search;
};

/// Maximises `player`'s objective over its instruments from the tariffs `from`. `start` is an equilibrium to
/// start the first solve from (nullptr: the base).
Optimum find_optimum(const economy::PolicyModel& model, const Player& player, const TradeCube& from,
                     const SearchOptions& options = {}, const RunContext& context = {},
                     const economy::Equilibrium* start = nullptr);

}  // namespace cobden::strategy
