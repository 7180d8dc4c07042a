#include "cobden/scenario/strategy_tariffs.h"

#include <algorithm>

namespace cobden::scenario {
namespace {

constexpr double kThousand = 1000;

struct BandCell {
  double trade, start, to;
};

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

TariffBand band_of(std::string code, std::string label, const std::vector<BandCell>& cells) {
  TariffBand band{
      .code = std::move(code), .label = std::move(label), .cells = static_cast<int>(cells.size())};
  std::vector<double> rates;
  double trade = 0, start = 0, to = 0;
  for (const auto& cell : cells) {
    trade += cell.trade, start += cell.trade * cell.start, to += cell.trade * cell.to;
    rates.push_back(100 * cell.to);
  }
  if (cells.empty()) return band;
  band.trade = trade / kThousand;
  band.start_mean = 100 * start / trade, band.mean = 100 * to / trade;
  band.median = median_of(rates);
  band.low = *std::ranges::min_element(rates), band.high = *std::ranges::max_element(rates);
  return band;
}

/// The cells of a player's instruments, put into bins.
template <class Bin>
std::vector<std::vector<BandCell>> binned(const StrategyGame& game, std::size_t player, const TradeCube& to,
                                          std::size_t bins, const Bin& bin) {
  std::vector<std::vector<BandCell>> cells(bins);
  const auto& instruments = game.players[player].instruments;
  for (const auto& group : instruments.groups)
    for (const auto& [s, o] : group)
      cells[bin(s, o)].push_back({game.policy().base_flow()(s, instruments.player, o),
                                  game.start(s, instruments.player, o), to(s, instruments.player, o)});
  return cells;
}

template <class A>
std::vector<TariffBand> bands(const std::vector<std::vector<BandCell>>& cells, const A& axis) {
  std::vector<TariffBand> list;
  for (const auto i : axis.all())
    if (const auto& own = cells[static_cast<std::size_t>(i.value)]; !own.empty())
      list.push_back(band_of(axis.code(i), axis.label(i), own));
  std::ranges::stable_sort(list, std::greater<>{}, &TariffBand::trade);
  return list;
}

}  // namespace

std::vector<TariffBand> bands_by_partner(const StrategyGame& game, std::size_t player, const TradeCube& to) {
  const auto& axis = game.policy().countries();
  return bands(binned(game, player, to, axis.size(),
                      [](Sector, Country o) { return static_cast<std::size_t>(o.value); }),
               axis);
}

std::vector<TariffBand> bands_by_sector(const StrategyGame& game, std::size_t player, const TradeCube& to) {
  const auto& axis = game.policy().sectors();
  return bands(binned(game, player, to, axis.size(),
                      [](Sector s, Country) { return static_cast<std::size_t>(s.value); }),
               axis);
}

TariffBand band_of_all(const StrategyGame& game, std::size_t player, const TradeCube& to) {
  return band_of("all", "all",
                 binned(game, player, to, 1, [](Sector, Country) { return std::size_t{0}; })[0]);
}

bool face_each_other(const StrategyGame& game) {
  if (game.players.size() != 2) return false;
  for (std::size_t i = 0; i < 2; ++i)
    for (const auto& group : game.players[i].instruments.groups)
      for (const auto& cell : group)
        if (cell.exporter != game.players[1 - i].instruments.player) return false;
  return true;
}

std::string billion_unit(const data::Benchmark& benchmark) {
  const std::string& unit = benchmark.tables().unit;
  const std::string_view million = "million ";
  return unit.starts_with(million) ? "bn " + unit.substr(million.size()) : "1000 " + unit;
}

}  // namespace cobden::scenario
