#pragma once
// A whole benchmark in one NetCDF-4 file: the form in which benchmarks are shipped and kept. xarray opens it
// with dimensions sector, importer, exporter, input, using, country and elasticity_set, their codes as
// coordinates, units on every variable, and source, licence, citation, year and groups as attributes of the
// file.
#include <filesystem>

#include "cobden/data/benchmark.h"

namespace cobden::data {

/// Writes `tables` (float64, no rounding) whole or not at all. The same tables give the same bytes. UserError
/// when the file cannot be written, a table does not fit its axes, or a group's name or code holds '=' or
/// ';'.
void write_netcdf_benchmark(const std::filesystem::path& path, const BenchmarkTables& tables);

/// Reads what write_netcdf_benchmark wrote, bit for bit. The accounts are checked by the Benchmark
/// constructor, not here. UserError: not such a file, damaged, a newer version of the schema, too large for
/// memory.
BenchmarkTables read_netcdf_benchmark(const std::filesystem::path& path);

}  // namespace cobden::data
