#pragma once
// One door for every layout of benchmark data: detects the layout of a file or folder (or takes its name) and
// hands it to the reader of that layout. Every reader returns plain tables, which the caller passes to the
// one constructor of `Benchmark` that checks the accounting (HiGHS: every loader ends in one `passModel`).
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

struct ReadOptions {
  std::string format;                           ///< one of known_formats(); empty = detect
  std::string name;                             ///< name of the benchmark; empty = from the folder or file
  std::map<std::string, std::string> settings;  ///< settings of the layout; an unknown key is a UserError
};

/// Reads the tables at `path` (a folder, or a file for the one-file layouts) and fills `report` with the row
/// accounting and the hash of every file. UserError for bad input, nothing is returned half-read.
BenchmarkTables read_benchmark(const std::filesystem::path& path, const ReadOptions& options,
                               ImportReport& report);

/// "long-csv", "caliendo-parro", "gravity-matrix", "ossa", "har", "gravity-long", "wiot", "icio".
std::vector<std::string> known_formats();

}  // namespace cobden::data
