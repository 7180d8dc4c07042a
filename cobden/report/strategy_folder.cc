#include "cobden/report/strategy_folder.h"

#include <algorithm>

#include "cobden/core/file.h"
#include "cobden/report/result_rows.h"
#include "cobden/report/strategy_charts.h"
#include "cobden/report/strategy_json.h"
#include "cobden/report/strategy_summary.h"
#include "cobden/report/workbook.h"

namespace cobden::report {
namespace {

namespace fs = std::filesystem;
using scenario::StrategyAnswer;

OutputFile text_file(std::string name, std::string text) {
  return {std::move(name), [text = std::move(text)](const fs::path& path) { write_file(path, text); }};
}

std::string with_hyphens(std::string name) {
  std::ranges::replace(name, ' ', '-');
  return name;
}

/// What the model says at the answer's tariffs, as `cobden run` writes it.
void add_results(const StrategyAnswer& a, bool full, std::vector<OutputFile>& files) {
  if (!a.result) return;
  files.push_back(text_file("results.csv", to_long_csv(a.game->run.scenario.name, *a.result,
                                                       {.bilateral_by_sector = full, .measures = {}})));
  files.push_back({"results.nc", [&a](const fs::path& path) {
                     write_result_netcdf(path, a.game->run.scenario, *a.result);
                   }});
  files.push_back({"results.xlsx", [&a, full](const fs::path& path) {
                     write_workbook(path, run_sheets(a.game->run, *a.result, full));
                   }});
}

}  // namespace

std::vector<OutputFile> strategy_files(const StrategyAnswer& a, const std::string& command_line, bool full,
                                       bool beside_run) {
  std::vector<OutputFile> files{text_file("strategy.txt", strategy_summary(a)),
                                text_file("strategy.json", strategy_json(a, full)),
                                text_file("strategy.csv", strategy_csv(a, full)),
                                {"strategy.xlsx", [&a, full](const fs::path& path) {
                                   write_workbook(path, strategy_sheets(a, full));
                                 }}};
  for (std::size_t i = 0; i < a.tariffs.size(); ++i)
    files.push_back(text_file(i == 0 ? "tariffs.csv" : "tariffs-" + with_hyphens(a.tariffs[i].name) + ".csv",
                              tariffs_csv(a, a.tariffs[i].tariff)));
  for (auto& chart : strategy_charts(a)) files.push_back(text_file(chart.file, std::move(chart.svg)));
  if (beside_run) return files;
  add_results(a, full, files);
  files.push_back(text_file("manifest.json", strategy_manifest(a, command_line)));
  return files;
}

}  // namespace cobden::report
