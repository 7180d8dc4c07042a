#pragma once
// Opens a benchmark by name or path: the one door for scenarios and commands.
#include <filesystem>
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

/// Tables not yet checked, and where they are from.
struct OpenedTables {
  BenchmarkTables tables;
  std::filesystem::path path;
  bool built_in = false;  ///< found by name on the search path
  ImportReport report;    ///< row accounting; for a NetCDF file its hash alone
};

/// Names of the NAME.nc on data_search_path(), sorted, each once.
std::vector<std::string> builtin_benchmarks();

/// `name_or_path`: the name of a built-in benchmark (NAME.nc on data_search_path(), first folder wins), a
/// path to a .nc file, or a file or folder that read_benchmark understands. UserError lists what there is and
/// the nearest name.
OpenedTables open_tables(const std::string& name_or_path);

/// As open_tables, with the accounts checked.
Benchmark open_benchmark(const std::string& name_or_path, const AccountingOptions& options = {});

}  // namespace cobden::data
