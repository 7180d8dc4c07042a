#pragma once
// Two results side by side: the same rows of each, and their difference.
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cobden/report/result_rows.h"

namespace cobden::report {

/// Figures of one result by (measure, unit, exporter, importer, sector).
struct ResultFigures {
  std::string name;
  using Key = std::array<std::string, 5>;
  std::map<Key, std::array<double, 2>> figures;  ///< value, base
};

ResultFigures figures_of(const std::string& name, const economy::Result& result, const RowChoice& choice);
/// Reads results.csv of a folder written by --out. UserError if it is not such a folder.
ResultFigures read_figures(const std::filesystem::path& folder, const RowChoice& choice);

struct ComparisonRow {
  ResultFigures::Key key;  ///< measure, unit, exporter, importer, sector
  double first = 0, second = 0;
  double difference() const { return second - first; }
};

/// Rows in both, largest differences first within each measure; UserError if the two have no row in common.
std::vector<ComparisonRow> compare(const ResultFigures& first, const ResultFigures& second);

}  // namespace cobden::report
