#pragma once
// The experiments of Ignatenko, Lashkaripour, Macedoni and Simonovska (2025, JIE 157, 104138): for each a
// specification of the single-sector model and a tariff matrix built from the US rates of 2 April 2025 and
// the study's formulas.
#include <filesystem>
#include <string>
#include <vector>

#include "cobden/economy/single_sector.h"

namespace cobden::scenario {

/// The study's data as a benchmark of one sector (flows, GDP, no tariffs), and the US rates.
struct LiberationDayData {
  economy::BenchmarkPtr benchmark;
  ByCountry us_rate;  ///< announced rate on each exporter, floored at 10%; zero for the US itself
  Country usa, china;
  std::vector<Country>
      europe;  ///< the study's 25 members: Czechia and Slovakia are missing from its index list
};

/// `folder` is the study's folder or one that holds it. UserError: missing files, cells that are not numbers.
LiberationDayData read_liberation_day(const std::filesystem::path& folder);

struct LiberationDayExperiment {
  std::string name;   ///< e.g. "baseline_ustr"
  std::string table;  ///< the study's table that first prints it; "IO" for the model with intermediate inputs
  economy::SingleSectorSpec spec;
  economy::Counterfactual counterfactual;
  std::string note;  ///< what a reader must know; may be empty
};

/// Names in the order of the study's tables.
std::vector<std::string> liberation_day_experiment_names();
/// UserError for an unknown name.
LiberationDayExperiment liberation_day_experiment(const LiberationDayData& data, const std::string& name);

}  // namespace cobden::scenario
