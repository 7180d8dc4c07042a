#pragma once
// Results in long form, one row per figure: scenario, model, measure, unit, exporter, importer, sector,
// value, base, change. JSON, CSV and comparison are all views of these rows.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/scenario/assemble.h"

namespace cobden::report {

struct ResultRow {
  std::string_view measure, unit;
  std::string_view exporter, importer, sector;  ///< empty = the measure has no such axis
  double value = 0, base = 0;                   ///< NaN = undefined
  double change() const { return value - base; }
};

struct RowChoice {
  bool bilateral_by_sector = false;   ///< also importer x exporter x sector detail
  std::vector<std::string> measures;  ///< empty = all
  /// Codes of the rows wanted; a row without the axis is left out where codes are given. Empty = all.
  std::vector<std::string> exporters = {}, importers = {}, sectors = {};
};

/// Whether base values say anything: those of changes in percent are all zero.
bool has_base(const economy::Variable& variable);

/// "caliendo-parro/input-output".
std::string model_name(const economy::Result& result);
/// The sectors of `variable`: the benchmark's, or one called ALL where the model added them up.
const std::vector<std::string>& sector_codes(const economy::Result& result,
                                             const economy::Variable& variable);
/// Calls `take` for every row chosen, variables in their order, then sector, importer, exporter.
/// UserError if a measure or code asked for does not exist (the nearest is named).
void for_each_row(const economy::Result& result, const RowChoice& choice,
                  const std::function<void(const ResultRow&)>& take);

/// The long CSV with its header row.
std::string to_long_csv(const std::string& scenario, const economy::Result& result, const RowChoice& choice);

}  // namespace cobden::report
