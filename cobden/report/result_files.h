#pragma once
// One answer as JSON, long CSV and NetCDF-4. JSON and CSV say the same in the same columns, so that a script
// may choose either; NetCDF keeps the axes and opens in xarray.
#include <filesystem>
#include <string>

#include "cobden/report/rows.h"
#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// The answer as one JSON object: schema, inputs, closure, numeraire, solver, elasticity_range, results.
std::string to_json(const scenario::Answer& answer, const RowSelection& selection);
/// The members `"closure": ..., "numeraire": ..., "solver": {...}` of such an object, without braces.
std::string solver_members(const economy::Result& result);
/// The member `"inputs": {...}`: scenario, model, benchmark, shocks and the hashes of every file read.
std::string inputs_member(const scenario::Answer& answer);

struct CsvText {
  std::string text;  ///< scenario,model,measure,unit,exporter,importer,sector,value,base,change
  std::size_t rows = 0;
  std::size_t zero_rows_left_out = 0;  ///< bilateral rows by sector whose value and base are both zero
};
/// The rows as CSV; absent axes and undefined figures are blank.
CsvText to_csv(const scenario::Answer& answer, const RowSelection& selection);

/// Every measure over named dimensions sector, importer, exporter, as NAME (new value) and, where the base is
/// not zero throughout, NAME_base; each with units and long_name. Measures that come at several levels of
/// detail carry the suffix _by_sector or _by_partner_sector. UserError when the file cannot be written.
void write_netcdf(const scenario::Answer& answer, const std::filesystem::path& path);

}  // namespace cobden::report
