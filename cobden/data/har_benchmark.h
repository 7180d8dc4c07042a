#pragma once
// A benchmark as one GEMPACK header array file, for those who keep their data with GTAP's tools:
//   REG, SECT, ESET   sets: economies, sectors, elasticity sets; RNAM, SNAM their names
//   FLOW (SECT,REG,REG)   sector, exporter, importer; basic prices before the importer's tariff, money
//   RTMS (SECT,REG,REG)   ad valorem rate of the tariff, percent
//   INTM (SECT,SECT,REG)  sector used, using sector, economy; purchaser prices (absent without input-output
//   links) FINU, VADD (SECT,REG) final use, value added THET (SECT,ESET)      trade elasticities; GDP (REG)
//   where known ABOU              key=value lines: name, year, unit, provenance, groups; ">" continues a line
// Header array files hold seven digits: enough for the accounts to add up within the tolerance, not bit for
// bit.
#include <filesystem>

#include "cobden/data/benchmark.h"
#include "cobden/data/har_headers.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

/// Writes the file whole or not at all. UserError when a code is no GEMPACK element (up to 12 letters, digits
/// and
/// _, the first a letter; two that differ in case alone are the same).
void write_har_benchmark(const std::filesystem::path& path, const BenchmarkTables& tables);

/// Reads what write_har_benchmark wrote, or another program in the same headers. UserError that names the
/// file and header: one is missing, of another type or over other sets; and all of har.h.
BenchmarkTables read_har_benchmark(const std::filesystem::path& path, ImportReport& report);
/// The same of headers read already.
BenchmarkTables read_har_benchmark(const HarHeaders& headers, ImportReport& report);

/// True if `file` begins as a header array file does.
bool is_har(const std::filesystem::path& file);

}  // namespace cobden::data
