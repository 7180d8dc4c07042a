#pragma once
// What may be spared in a question about carve-outs: the owner's sectors, product groups with shares that a
// person gives, or groups of goods out of the schedule that the owner's duties come from (its product lists,
// or headings of the Harmonised System), each with exactly the duty that the schedule puts on those goods.
#include <string>
#include <vector>

#include "cobden/scenario/strategy_game.h"
#include "cobden/strategy/carveouts.h"

namespace cobden::scenario {

/// The goods of one item, where a schedule gives them.
struct ItemGoods {
  /// Imports of the owner from the rival in the year of the schedule's trade. Goods that the rival does not
  /// send, whose duty is weighed by all partners' trade, count 0.
  double trade_usd = 0;  ///< imports of the owner from the rival in the year of the schedule's trade
  double duty_percent =
      0;  ///< what the shock charges on them, on average: points that sparing them takes off
};

struct CarveoutItems {
  std::vector<strategy::CarveOutItem> items;
  std::vector<ItemGoods> goods;  ///< by item; empty where no schedule gives them
  std::string schedule;          ///< its id; empty likewise
  int year = 0;                  ///< of the trade; 0 = not stated
  bool estimate = false;         ///< the trade is one
  std::size_t left_out = 0;      ///< lists beyond `largest`
};

/// The items that StrategyAsk::items asks for, of duties that player `owner` charges on player `rival`. Files
/// read are added to the game's inputs. UserError: an owner whose duties come from no schedule or from
/// several, names that are neither list, exemption nor heading, a file that is wrong, nothing to spare.
CarveoutItems carveout_items(StrategyGame& game, std::size_t owner, std::size_t rival,
                             const RunContext& context = {});

}  // namespace cobden::scenario
