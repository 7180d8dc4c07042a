#pragma once
// One sector of bilateral trade in one long file, as users of gegravity (Herman), ge_gravity (Zylkin) and the
// WTO-UNCTAD Advanced Guide (Yotov, Piermartini, Monteiro and Larch, 2016) keep it: exporter, importer,
// trade, and often the output and expenditure of the two sides repeated on every row. Use it for structural
// gravity.
#include <filesystem>
#include <optional>
#include <string>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

/// Column names; the optional ones are used when the file has them.
struct GravityColumns {
  std::string exporter = "exporter", importer = "importer", trade = "trade";
  std::string year = "year";      ///< optional: rows of other years are dropped and counted
  std::string output = "Y";       ///< optional: output of the exporter
  std::string expenditure = "E";  ///< optional: expenditure of the importer
};

struct GravityLong {
  BenchmarkTables
      tables;  ///< sector ALL, no tariffs, no input-output links, unit "as in the file"; value added = sales
  ByCountry
      output;  ///< as stated by the file, which may differ from the sums of its flows; empty if not stated
  ByCountry expenditure;  ///< likewise
};

/// Reads one year (all rows if the file has no year column; needed if it has several). Countries in order of
/// code. Elasticity set "given": `theta`. UserError for missing or duplicate pairs, negative flows, an output
/// or expenditure that differs between rows of one country.
GravityLong read_gravity_long(const std::filesystem::path& file, ImportReport& report,
                              const GravityColumns& columns = {}, std::optional<int> year = {},
                              double theta = 4.0);

/// True if the header of `file` names an exporter, an importer and trade.
bool is_gravity_long(const std::filesystem::path& file);

}  // namespace cobden::data
