#pragma once
// The sections of the answers of `cobden data`: row accounting, accounting checks, and what a benchmark
// holds.
#include "apps/cli/data_answer.h"
#include "cobden/data/balance.h"
#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::cli {

/// "files" (rows read and used, hash), "dropped" (reason) and "import_notes".
std::vector<Section> row_accounting(const data::ImportReport& report);
/// "accounts" (one row per check), "imbalances" (every cell, both sides) and "notices" (what is allowed but
/// worth knowing).
std::vector<Section> accounting_checks(const data::Benchmark& benchmark, double tolerance, std::size_t most);
/// "balance": how far each country's table was moved.
Section balance_section(const data::BalanceSummary& summary, const data::Benchmark& benchmark);
/// "about", "totals", "economies" (largest first), "elasticities", "country_groups", "sector_groups".
std::vector<Section> description(const data::Benchmark& benchmark, std::size_t largest);

}  // namespace cobden::cli
