#pragma once
// What keeps a deal when nobody outside enforces it: the game is repeated, and a breach is answered by the
// stage game's Nash equilibrium for ever (grim trigger; Friedman 1971, Rev. Econ. Stud. 38(1); in trade
// policy Dixit 1987 and Bagwell and Staiger 2002, ch. 6).
#include <optional>

namespace cobden::strategy {

/// One player's payoffs a period, in any unit.
struct StagePayoffs {
  double cooperate = 0;  ///< while the deal is kept
  double deviate = 0;    ///< in the period of its own breach, the others still keeping the deal
  double punish = 0;     ///< every period after a breach
};

/// The smallest discount factor at which the player keeps the deal, (deviate - cooperate) / (deviate -
/// punish); zero where a breach pays nothing even once; nothing where punishment is no worse than the deal,
/// so that no patience makes the player keep it. UserError: a payoff that is not a finite number.
std::optional<double> critical_discount_factor(const StagePayoffs& payoffs);

}  // namespace cobden::strategy
