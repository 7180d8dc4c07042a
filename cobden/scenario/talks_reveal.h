#pragma once
// What exemptions reveal about where a side hurts (talks/inference.h): sectors that were spared against
// sectors that were not, by what sparing each would do at the duties without exemptions, per billion of
// trade.
#include <string>
#include <vector>

#include "cobden/scenario/talks_points.h"
#include "cobden/strategy/carveouts.h"
#include "cobden/talks/inference.h"

namespace cobden::scenario {

struct RevealedItem {
  Sector sector;
  double trade_billion = 0;  ///< base imports from the other side
  double duty_percent = 0;   ///< without exemptions, what the dispute added
  double spared_share = 0;   ///< of that duty
  bool exempt = false;
  strategy::CarveOutEffect effect = {};  ///< of sparing the sector whole
  std::vector<double> value = {};        ///< by criterion, bn a year per bn of trade
};

struct RevealAnswer {
  std::string code = {};                   ///< of the side whose exemptions these are
  std::vector<std::string> criteria = {};  ///< "own real income", "consumer prices", "harm spared the rival"
  std::vector<RevealedItem> items = {};    ///< sectors with trade and a duty, by spared share
  double spared_billion = 0;               ///< trade times spared share, over all
  std::string no_inference = {};           ///< why nothing can be inferred; empty if it can
  talks::ExemptionInference inference = {};
};

/// `without`: tariffs as if nothing were spared. One side's choices.
RevealAnswer reveal(const StrategyGame& game, std::size_t side, const TradeCube& without, double exempt_from,
                    const RunContext& context);

}  // namespace cobden::scenario
