#pragma once
// What could be agreed on trade, each with its tariffs, its equilibrium and what it pays both sides.
#include <string>
#include <vector>

#include "cobden/scenario/strategy_game.h"
#include "cobden/strategy/bargaining.h"
#include "cobden/strategy/payoff.h"

namespace cobden::scenario {

struct TalksPoint {
  std::string name = {}, source = {};
  double concession = 0;                      ///< level that goes with it, in [0, 1]
  TradeCube tariff = {};                      ///< on the model's sectors
  economy::EquilibriumPtr equilibrium = {};   ///< nullptr: the economy has none there
  std::vector<strategy::Payoff> payoff = {};  ///< by player, trade alone, against the base
  std::vector<strategy::Payoff> gain = {};    ///< the same against the status quo
  strategy::TariffSummary first_on_second = {}, second_on_first = {};
};

/// Tariffs of a deal of [[talks.deal]]; files read are added to the game's inputs. UserError as `assemble`.
TradeCube tariffs_of_deal(StrategyGame& game, const TalksDeal& deal);

/// Solves the point. `status_quo` empty: this is the status quo itself.
TalksPoint talks_point(const StrategyGame& game, std::string name, const TradeCube& tariff,
                       const TalksPoint* status_quo, const RunContext& context);

/// What player `side` chooses as in `own`, everything else as in `others`.
TradeCube mixed_tariffs(const StrategyGame& game, std::size_t side, const TradeCube& own,
                        const TradeCube& others);
/// Tariffs `share` of the way from `from` to `to`.
TradeCube between(const TradeCube& from, const TradeCube& to, double share);

/// Payoffs of both players at tariffs, bn a year against the base; NaN without equilibrium.
strategy::PayoffPair billions_at(const StrategyGame& game, const TradeCube& tariff,
                                 const economy::Equilibrium* near, const RunContext& context);

}  // namespace cobden::scenario
