#pragma once
// What a person reads of many tariffs: means, medians and ranges of a player's rates by partner and by
// sector.
#include <string>
#include <vector>

#include "cobden/scenario/strategy_game.h"

namespace cobden::scenario {

/// A player's tariffs over a set of cells, percent.
struct TariffBand {
  std::string code, label;                         ///< of the partner or the sector
  double trade = 0;                                ///< base imports, in 1000 of the benchmark's unit
  double start_mean = 0;                           ///< trade-weighted
  double mean = 0, median = 0, low = 0, high = 0;  ///< at the new tariffs; the median over cells
  int cells = 0;
};
/// By partner or by sector, over the cells of the player's instruments, most trade first; `all` is the band
/// of every cell together.
std::vector<TariffBand> bands_by_partner(const StrategyGame& game, std::size_t player, const TradeCube& to);
std::vector<TariffBand> bands_by_sector(const StrategyGame& game, std::size_t player, const TradeCube& to);
TariffBand band_of_all(const StrategyGame& game, std::size_t player, const TradeCube& to);

/// Two players who charge only each other.
bool face_each_other(const StrategyGame& game);

/// "USD" and how much of it one unit of 1000 is worth in words: "bn USD" for a benchmark in million USD.
std::string billion_unit(const data::Benchmark& benchmark);

}  // namespace cobden::scenario
