#include "cobden/report/output_folder.h"

#include <unistd.h>

#include <set>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/data/netcdf_file.h"
#include "cobden/report/bar_chart.h"
#include "cobden/report/result_json.h"
#include "cobden/report/result_rows.h"
#include "cobden/report/run_charts.h"
#include "cobden/report/run_summary.h"
#include "cobden/report/workbook.h"
#include "cobden/scenario/gempack_shocks.h"

namespace cobden::report {
namespace {

namespace fs = std::filesystem;

/// A folder that is removed with what is in it unless everything went well.
class Staging {
 public:
  explicit Staging(const fs::path& target) : path_(target.string() + ".part" + std::to_string(::getpid())) {
    std::error_code failure;
    fs::create_directories(path_, failure);
    if (failure)
      throw UserError({.place = {.file = target.string(), .line = {}, .column = "--out"},
                       .value = "",
                       .problem = "the folder cannot be made: " + failure.message(),
                       .expected = "",
                       .remedy = "check the path and its permissions"});
  }
  ~Staging() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::vector<std::string> axes_of(const economy::Variable& v, bool one_sector) {
  std::vector<std::string> axes;
  if (v.by_sector) axes.emplace_back(one_sector ? "all_sectors" : "sector");
  if (v.by_importer) axes.emplace_back("importer");
  if (v.by_exporter) axes.emplace_back("exporter");
  return axes;
}

/// Totals and sector detail share a measure; the detail's variable says so.
std::string netcdf_name(const economy::Variable& v, std::set<std::string>& taken) {
  std::string name;
  for (const char c : v.measure) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  if (v.by_sector && taken.contains(name)) name += "_by_sector";
  taken.insert(name);
  return name;
}

}  // namespace

void write_result_netcdf(const fs::path& path, const scenario::Scenario& scenario,
                         const economy::Result& result) {
  write_file_with(path, [&](const fs::path& temporary) {
    data::NetcdfWriter file(temporary);
    const auto& b = *result.benchmark;
    file.dimension("importer", b.country_count());
    file.dimension("exporter", b.country_count());
    file.dimension("sector", b.sector_count());
    file.dimension("all_sectors", 1);
    file.strings("importer", {"importer"}, {"", "importing or consuming economy"}, b.countries().codes());
    file.strings("exporter", {"exporter"}, {"", "exporting or producing economy"}, b.countries().codes());
    file.strings("sector", {"sector"}, {"", "sector"}, b.sectors().codes());
    std::set<std::string> taken;
    for (const auto& v : result.outcomes.all()) {
      const std::string name = netcdf_name(v, taken);
      const auto axes = axes_of(v, &sector_codes(result, v) != &b.sectors().codes());
      file.doubles(name, axes, {v.unit, v.label}, v.value);
      if (has_base(v)) file.doubles(name + "_base", axes, {v.unit, v.label + ", base"}, v.base);
    }
    file.attribute("title", scenario.title);
    file.attribute("scenario", scenario.name);
    file.attribute("model", model_name(result));
    file.attribute("elasticities", result.model.elasticities);
    file.attribute("closure", result.closure);
    file.attribute("numeraire", result.numeraire);
    file.attribute("solver_status", economy::to_string(result.solver.status));
    file.attribute("program", "cobden " + version() + " " + commit());
    file.close();
  });
}

std::vector<fs::path> write_folder(const fs::path& folder, const std::vector<OutputFile>& files) {
  const Staging staging(folder);
  for (const auto& file : files) file.write(staging.path() / file.name);
  std::error_code failure;
  fs::create_directories(folder, failure);
  std::vector<fs::path> written;
  for (const auto& file : files) {
    fs::rename(staging.path() / file.name, folder / file.name, failure);
    if (failure)
      throw UserError({.place = {.file = (folder / file.name).string(), .line = {}, .column = "--out"},
                       .value = "",
                       .problem = "cannot be written: " + failure.message(),
                       .expected = "",
                       .remedy = "choose a folder that is writable"});
    written.push_back(folder / file.name);
  }
  return written;
}

std::vector<OutputFile> run_files(const scenario::Answer& a, const std::string& command_line,
                                  bool bilateral_by_sector) {
  const RowChoice choice{.bilateral_by_sector = bilateral_by_sector, .measures = {}};
  std::vector<OutputFile> files{
      {"results.csv",
       [&a, choice](const fs::path& path) {
         write_file(path, to_long_csv(a.run.scenario.name, a.result, choice));
       }},
      {"results.nc", [&a](const fs::path& path) { write_result_netcdf(path, a.run.scenario, a.result); }},
      {"results.xlsx",
       [&a, bilateral_by_sector](const fs::path& path) {
         write_workbook(path, run_sheets(a.run, a.result, bilateral_by_sector));
       }},
      {"gempack-shocks.txt",
       [&a](const fs::path& path) {
         write_file(path, scenario::gempack_shocks(a.run.counterfactual, *a.run.benchmark,
                                                   "Tariffs of " + a.run.scenario.name));
       }},
      {"summary.txt", [&a](const fs::path& path) { write_file(path, run_summary(a)); }},
      {"chart.svg", [&a](const fs::path& path) { write_file(path, to_svg(welfare_chart(a))); }},
      {"manifest.json",
       [&a, command_line](const fs::path& path) { write_file(path, manifest_json(a, command_line)); }}};
  if (auto map = map_picture(a))
    files.insert(files.end() - 1,
                 {map->file, [svg = std::move(map->svg)](const fs::path& path) { write_file(path, svg); }});
  return files;
}

std::vector<fs::path> write_output_folder(const fs::path& folder, const scenario::Answer& a,
                                          const std::string& command_line, bool bilateral_by_sector) {
  return write_folder(folder, run_files(a, command_line, bilateral_by_sector));
}

}  // namespace cobden::report
