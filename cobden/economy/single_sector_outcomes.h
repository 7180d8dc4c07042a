#pragma once
// What a solved point of the single-sector family says: levels in the benchmark's unit, standard outcomes,
// and the study's own metrics. Ignatenko et al. (2025, JIE): welfare of their section 3, table metrics as in
// their Tables 1 to 3.
#include "cobden/economy/single_sector_equilibrium.h"

namespace cobden::economy {

/// Levels of one economy [unit of the benchmark] and hats over the factual base.
struct SingleSectorLevels {
  std::vector<double> wage_hat, labour_hat, price_hat;
  std::vector<double> income;                   ///< y = w L Y
  std::vector<double> spending;                 ///< E, with tariffs and intermediate inputs
  std::vector<double> final_spending;           ///< y + R + T G
  std::vector<double> revenue;                  ///< R
  std::vector<double> exports, imports, sales;  ///< net of tariffs; sales include domestic ones
  std::vector<double> welfare;                  ///< hat: delta (F/F0)/P + (1-delta) w L/P
  std::vector<double> flow;  ///< [importer][exporter] net of tariffs, diagonal = domestic sales
};

/// The calibrated data themselves.
SingleSectorLevels factual_levels(const SingleSectorMap& map);
/// The economy at a point evaluated on `scenario`.
SingleSectorLevels levels_at(const SingleSectorMap& map, const SingleSectorScenario& scenario,
                             const SingleSectorPoint& point);

/// The columns of the study's tables for one country: percent changes over the factual base, revenue as a
/// fraction of base spending. Deficits change relative to |D|, exports and imports relative to income. NaN
/// where the base is zero.
struct StudyMetrics {
  std::vector<double> welfare_pct, deficit_pct, export_gdp_pct, import_gdp_pct, employment_pct, price_pct,
      tariff_rev_over_E;
  double world_trade_gdp_pct = 0;   ///< trade with tariffs over world income (the study's Table 11)
  double world_employment_pct = 0;  ///< weighted by base income (the study's Table 11)
};
StudyMetrics study_metrics(const SingleSectorMap& map, const Counterfactual& counterfactual,
                           const SingleSectorLevels& levels);

/// All outcomes: standard ones between `reference` and `levels` (the factual base, or the base re-solved
/// under other transfers), the study's metrics as differences of both from the factual base.
Outcomes single_sector_outcomes(const SingleSectorMap& map, const std::string& unit,
                                const Counterfactual& counterfactual, const SingleSectorLevels& reference,
                                const SingleSectorLevels& levels);

}  // namespace cobden::economy
