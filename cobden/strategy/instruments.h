#pragma once
// What a government may choose: tariffs by partner and sector, or in groups that must carry one rate. A group
// is one number, the log of the power of the tariff, h = ln(1 + t), so that searches know nothing of cells.
#include <span>
#include <string>
#include <vector>

#include "cobden/economy/policy_model.h"

namespace cobden::strategy {

/// Which tariffs must be equal.
enum class TariffClass {
  kUnrestricted,  ///< one rate for each partner and sector
  kMfn,           ///< one rate for each sector, the same for all partners (most favoured nation)
  kByPartner,     ///< one rate for each partner, the same in all sectors
  kUniform,       ///< a single rate
};
std::string to_string(TariffClass tariff_class);  ///< "unrestricted", "mfn", "by-partner", "uniform"
/// UserError names the nearest.
TariffClass parse_tariff_class(const std::string& text, const SourcePlace& place = {});

struct InstrumentSpec {
  TariffClass tariff_class = TariffClass::kUnrestricted;
  std::vector<Country> partners =
      {};  ///< whose goods are charged; empty = all but the player. Others keep theirs.
  std::vector<Sector> sectors = {};  ///< empty = all; others keep their tariffs
  double lower = 0;                  ///< smallest tariff, fraction; below zero allows import subsidies, > -1
  double upper = 10;                 ///< largest tariff, fraction (1000%)
};

struct Cell {
  Sector sector;
  Country exporter;
  bool operator==(const Cell&) const = default;
};

/// The instruments of one player. `h` is ln(1 + t) by instrument. Cells without base trade belong to none:
/// they have no effect and keep their tariff.
struct Instruments {
  Country player;
  std::vector<std::vector<Cell>> groups;  ///< cells of each instrument
  std::vector<double> lower, upper;       ///< bounds on h, by instrument
  std::size_t size() const { return groups.size(); }
  /// h of `tariff`: of groups whose cells differ, the log of the trade-weighted mean power.
  std::vector<double> read(const economy::PolicyModel& model, const TradeCube& tariff) const;
  /// Puts exp(h) - 1 into the player's cells of `tariff`.
  void write(std::span<const double> h, TradeCube& tariff) const;
  /// Adds the cells' derivatives (or paces) up by instrument.
  std::vector<double> collect(const SectorCountry& by_cell) const;
};

/// UserError: a player among its own partners, bounds out of order, or no cell with trade.
Instruments make_instruments(const economy::PolicyModel& model, Country player, const InstrumentSpec& spec);

/// One side of a game.
struct Player {
  economy::Objective objective;  ///< objective.country is the player
  Instruments instruments;
};

}  // namespace cobden::strategy
