#pragma once
// Writes the built-in benchmarks from the world2022_81x28 tables: world-2022 (81 economies x 28 sectors) with
// groups and full attribution, and its aggregate world-2022-12. Kept as code, so that whoever doubts a
// shipped figure can write it again.
#include <filesystem>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

/// The tables of world-2022: figures as stored in the source (column `tariff`, not the unedited
/// `tariff_teti`), plus groups and attribution. UserError as read_benchmark.
BenchmarkTables make_world_2022(const std::filesystem::path& source_folder, ImportReport& report);

struct BuiltWorld2022 {
  ImportReport report;
  std::filesystem::path full, aggregate;  ///< files written
  AccountingReport full_accounts, aggregate_accounts;
};

/// Writes world-2022.nc and world-2022-12.nc into `out_folder` after both passed the accounting check. `map`:
/// the mapping file of the aggregate. UserError before anything is written.
BuiltWorld2022 build_world_2022(const std::filesystem::path& source_folder, const std::filesystem::path& map,
                                const std::filesystem::path& out_folder);

}  // namespace cobden::data
