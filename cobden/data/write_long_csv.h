#pragma once
// A benchmark as a folder of plain long tables: the form to look at, edit by hand or carry to another tool.
// Larger and slower than NetCDF, yet exact: numbers are the shortest decimals that read back to the same
// double.
//   flows.csv           exporter,importer,sector,flow,tariff
//   intermediate.csv    country,input_sector,using_sector,value     (absent without input-output links)
//   country_sector.csv  country,sector,final_use,value_added
//   countries.csv       code,name,gdp,groups                        (groups separated by ';', gdp blank if
//   unknown) sectors.csv         code,name,groups,theta_NAME... about.csv           key,value: name, year,
//   unit, title, source, licence, citation, step.1..., elasticity_source.NAME
#include <filesystem>

#include "cobden/data/benchmark.h"

namespace cobden::data {

/// Writes the folder whole or not at all; a folder that holds nothing but these files is replaced. Every cell
/// is written, zeros too, so that a missing row is noticed when it is read. UserError when `folder` holds
/// anything else or cannot be written, or when a group's name holds ';'.
void write_long_csv(const std::filesystem::path& folder, const BenchmarkTables& tables);

}  // namespace cobden::data
