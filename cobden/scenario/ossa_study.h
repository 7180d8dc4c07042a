#pragma once
// What the tables of Ossa (2014, AER 104(12)) are made of: its data and stored tariffs, the governments as
// players, and the columns it prints between any two sets of tariffs.
#include <filesystem>
#include <vector>

#include "cobden/economy/ossa.h"
#include "cobden/strategy/instruments.h"

namespace cobden::scenario {

/// The study's folder, opened once. Both models stand on trade purged of imbalances.
struct OssaStudy {
  std::filesystem::path folder;
  economy::BenchmarkPtr benchmark;
  SectorCountry weights;                      ///< lambda [sector][region]
  std::unique_ptr<economy::Model> plain;      ///< governments maximise real income
  std::unique_ptr<economy::Model> political;  ///< the same economy, governments weigh industries
  const economy::PolicyModel& policy() const { return *plain->policy(); }
  std::size_t regions() const { return benchmark->country_count(); }
};
/// UserError for missing or damaged files.
OssaStudy read_ossa_study(const std::filesystem::path& folder);

/// Optimal tariffs as stored, by region: the full matrix with that region's own tariffs replaced.
std::vector<TradeCube> read_stored_optimal_tariffs(const OssaStudy& study);
TradeCube read_stored_nash_tariffs(const OssaStudy& study);
/// A table as stored with its printed digits, [row][column]; seven regions, then their mean.
std::vector<std::vector<double>> read_printed_table(const OssaStudy& study, const std::string& name,
                                                    std::size_t columns);

/// Every region's government over all its tariffs, between `lower` and the study's upper bound of 1000%.
std::vector<strategy::Player> ossa_players(const OssaStudy& study, bool political, double lower = 0);

/// The paper's columns, in percent, by region. Wages are counted in world wages, less their mean over
/// regions; profits are over wages.
struct OssaEffects {
  std::vector<double> government, welfare, wage, profits;
  economy::SolverSummary solver;  ///< the worse of the two solves
};
/// From the equilibrium at `start` to that at `end`; empty cubes: factual tariffs.
OssaEffects ossa_effects(const economy::Model& model, const TradeCube& start, const TradeCube& end);

/// Median of a region's tariffs on all partners and industries, in percent.
double median_tariff(const TradeCube& tariff, Country importer);
/// Mean over `v` without position `own`.
double mean_of_others(const std::vector<double>& v, std::size_t own);
double mean_of(const std::vector<double>& v);

}  // namespace cobden::scenario
