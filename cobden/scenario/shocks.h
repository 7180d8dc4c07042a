#pragma once
// From the shocks of a scenario to the tariffs and trade costs of a counterfactual, cell by cell and in the
// order of the file. Rates are ad valorem fractions of the customs value inside; units are only of the file.
#include <functional>
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/economy/model.h"
#include "cobden/scenario/scenario_file.h"
#include "cobden/scenario/schedule_shock.h"

namespace cobden::scenario {

/// The cells a shock speaks of: every importer x exporter x sector but domestic sales. Each position stands
/// once.
struct ShockCells {
  std::vector<Country> importers, exporters;
  std::vector<Sector> sectors;
};

/// Resolves codes, groups of the scenario, groups of the benchmark and "all". UserError at the shock's line
/// for an unknown name (with the nearest) or when no cell is left.
ShockCells select_cells(const Shock& shock, const Scenario& scenario, const data::Benchmark& benchmark);
/// One name of a country selection; groups of the scenario come before those of the benchmark.
std::vector<Country> select_countries(const std::string& name, const Scenario& scenario,
                                      const data::Benchmark& benchmark, const SourcePlace& place = {});

/// The same for sectors.
std::vector<Sector> select_sectors(const std::string& name, const Scenario& scenario,
                                   const data::Benchmark& benchmark, const SourcePlace& place = {});

/// Where a tariff file is: given its name as written, the path to read. Throws UserError if there is none.
using FileFinder = std::function<std::filesystem::path(const std::filesystem::path&)>;

/// Applies every shock in order to the benchmark's tariffs. Cubes that no shock touches stay empty ("as in
/// the base"). `schedules` holds what the schedule shocks came to. UserError names the cell where a tariff
/// would fall to -100% or below.
economy::Counterfactual apply_shocks(const Scenario& scenario, const data::Benchmark& benchmark,
                                     const FileFinder& find_file,
                                     const std::vector<ScheduleEffect>& schedules = {});

/// Mean tariff change of the importer on the exporter, in percentage points, weighted by base trade: what the
/// scenario asks for in one number per pair. Zero where nothing is traded.
Array2<Country, Country> tariff_change(const economy::Counterfactual& counterfactual,
                                       const data::Benchmark& benchmark);

}  // namespace cobden::scenario
