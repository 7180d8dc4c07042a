#pragma once
// Payoffs of governments in the units that people read, and threat points with their names.
#include <string>
#include <vector>

#include "cobden/strategy/instruments.h"
#include "cobden/strategy/search.h"

namespace cobden::strategy {

/// One government's payoff.
struct Payoff {
  double value = 0;    ///< G, million of the benchmark's money at base prices
  double percent = 0;  ///< 100 (G - G_base) / |G_base|
  double billion = 0;  ///< (G - G_base) / 1000, billion of the benchmark's money (USD) a year
};

Payoff payoff_of(double value, double base);
/// Payoffs of all players, in their order.
std::vector<Payoff> payoffs_at(const economy::PolicyModel& model, const std::vector<Player>& players,
                               const economy::Equilibrium& at);
/// The same as values G only.
std::vector<double> values_at(const economy::PolicyModel& model, const std::vector<Player>& players,
                              const economy::Equilibrium& at);

/// Where the players stand if they do not agree.
struct ThreatPoint {
  std::string name;  ///< "status quo", "Nash", "war levels", ...
  TradeCube tariff;
  economy::EquilibriumPtr equilibrium;  ///< nullptr: the economy has no equilibrium there
  std::vector<Payoff> payoff;           ///< by player
};

/// The threat point at given tariffs; check `equilibrium`.
ThreatPoint threat_at(const economy::PolicyModel& model, const std::vector<Player>& players, std::string name,
                      const TradeCube& tariff, const SearchOptions& options = {},
                      const RunContext& context = {});

/// What one side charges another, in summary.
struct TariffSummary {
  Country importer, exporter;
  double mean = 0;      ///< trade-weighted with base trade, fraction
  double smallest = 0;  ///< over sectors with base trade
  double largest = 0;
  double duties = 0;  ///< on base trade, million
};

/// The bilateral summary at `tariff`; zeros where there is no base trade.
TariffSummary summarise_tariff(const economy::PolicyModel& model, const TradeCube& tariff, Country importer,
                               Country exporter);
/// The same over the cells that `instruments` choose (its player's imports from `exporter`): duties on goods
/// are not thinned by services that nobody thinks of charging. All cells where the instruments hold none.
TariffSummary summarise_tariff(const economy::PolicyModel& model, const TradeCube& tariff,
                               const Instruments& instruments, Country exporter);

/// One cell that an agreement changes.
struct TariffChange {
  Sector sector;
  Country importer, exporter;
  double from = 0, to = 0;  ///< ad valorem fraction
  double base_trade = 0;    ///< million at customs value
};

/// Cells in which `to` differs from `from` by more than `least` [fraction], by base trade times the change,
/// largest first. Cells without base trade are left out.
std::vector<TariffChange> tariff_changes(const economy::PolicyModel& model, const TradeCube& from,
                                         const TradeCube& to, double least = 5e-5);

}  // namespace cobden::strategy
