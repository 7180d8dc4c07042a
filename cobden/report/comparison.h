#pragma once
// Two runs side by side, measure by measure: fresh answers or the folders of earlier runs (--out).
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cobden/report/rows.h"
#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// What a comparison needs of one run: figures by country and sector, and what they depend on.
struct ComparedRun {
  struct Key {
    std::string measure, unit, exporter, importer, sector;
    auto operator<=>(const Key&) const = default;
  };
  std::string scenario, model, benchmark, closure, numeraire, elasticities, status;
  int iterations = 0;
  double residual = 0, seconds = 0;
  std::map<Key, double> value;  ///< in the unit of the key; bilateral figures by sector are left out
};
ComparedRun compared_run(const scenario::Answer& answer);
/// Reads results.csv and manifest.json of a folder written by --out. UserError when either is missing or
/// damaged.
ComparedRun read_run_folder(const std::filesystem::path& folder);

struct Difference {
  ComparedRun::Key key;
  double a = 0, b = 0;
};
struct Comparison {
  ComparedRun a, b;
  std::vector<Difference> rows;        ///< figures that both runs have
  std::size_t only_a = 0, only_b = 0;  ///< figures that one of them lacks
};
/// `measures` selects; empty = all. UserError for a measure that neither run has.
Comparison compare_runs(ComparedRun a, ComparedRun b, const std::vector<std::string>& measures = {});

/// Headline measures of the economies that differ most.
std::string comparison_text(const Comparison& comparison, std::size_t economies = 15);
std::string comparison_json(const Comparison& comparison);
/// measure,unit,exporter,importer,sector,a,b,difference
std::string comparison_csv(const Comparison& comparison);

}  // namespace cobden::report
