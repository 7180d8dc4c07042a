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

/// Weights behind the tariffs before the dispute: those at which no tariff of this side on the other is worth
/// moving.
struct TariffWeights {
  std::string code = {};
  std::vector<std::string> groups = {};  ///< of sectors: agriculture, mining, manufacturing, the rest
  talks::WeightFit fit = {};
  std::string no_inference = {};  ///< why there is none; empty if there is
};
/// From the first-order conditions at the base tariffs (Adao, Costinot, Donaldson and Sturm 2023), by groups
/// of the benchmark; every instrument counts by its trade.
TariffWeights weights_before(const StrategyGame& game, std::size_t side);

/// `without`: tariffs as if nothing were spared. One side's choices.
RevealAnswer reveal(const StrategyGame& game, std::size_t side, const TradeCube& without, double exempt_from,
                    const RunContext& context);

}  // namespace cobden::scenario
