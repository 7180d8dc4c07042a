#pragma once
// Beliefs on a grid of [0, 1] with equal steps. A belief between two points is replaced by a public lot over
// them with the same mean, as if a little more had been learnt; the lot must then fall by Bayes' rule, so each
// type expects it with odds of its own. What is solved is thereby an exact equilibrium of a game with that lot,
// and forecasts agree with values to rounding.
#include <algorithm>
#include <vector>

#include "cobden/talks/markov_stage.h"

namespace cobden::talks {

inline std::vector<double> belief_grid(int points) {
  std::vector<double> grid;
  for (int k = 0; k < points; ++k) grid.push_back(static_cast<double>(k) / (points - 1));
  return grid;
}

/// The point at or below a belief, and the chance of the next one: for one who does not know the type, and for
/// each type.
struct BeliefLot {
  std::size_t below = 0;
  double all = 0, sincere = 0, insincere = 0;
};
inline BeliefLot lot_on(const std::vector<double>& grid, double belief) {
  const double mu = std::clamp(belief, 0.0, 1.0), position = mu * static_cast<double>(grid.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(position), grid.size() - 2);
  const double w = position - static_cast<double>(below), next = grid[below + 1];
  return {below, w, mu > 0 ? std::min(1.0, w * next / mu) : w,
          mu < 1 ? std::min(1.0, w * (1 - next) / (1 - mu)) : w};
}

inline StageValue interpolate(const std::vector<double>& grid, const std::vector<StageValue>& value,
                              double belief) {
  const BeliefLot lot = lot_on(grid, belief);
  const StageValue& a = value[lot.below];
  const StageValue& b = value[lot.below + 1];
  return {a.first + lot.all * (b.first - a.first), a.sincere + lot.sincere * (b.sincere - a.sincere),
          a.insincere + lot.insincere * (b.insincere - a.insincere)};
}

}  // namespace cobden::talks
