#include "cobden/report/output_folder.h"

#include <unistd.h>

#include <set>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/data/netcdf_file.h"
#include "cobden/report/bar_chart.h"
#include "cobden/report/result_json.h"
#include "cobden/report/result_rows.h"
#include "cobden/report/run_summary.h"

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

void write_result_netcdf(const fs::path& path, const scenario::Answer& a) {
  write_file_with(path, [&](const fs::path& temporary) {
    data::NetcdfWriter file(temporary);
    const auto& b = *a.run.benchmark;
    file.dimension("importer", b.country_count());
    file.dimension("exporter", b.country_count());
    file.dimension("sector", b.sector_count());
    file.dimension("all_sectors", 1);
    file.strings("importer", {"importer"}, {"", "importing or consuming economy"}, b.countries().codes());
    file.strings("exporter", {"exporter"}, {"", "exporting or producing economy"}, b.countries().codes());
    file.strings("sector", {"sector"}, {"", "sector"}, b.sectors().codes());
    std::set<std::string> taken;
    for (const auto& v : a.result.outcomes.all()) {
      const std::string name = netcdf_name(v, taken);
      const auto axes = axes_of(v, &sector_codes(a.result, v) != &b.sectors().codes());
      file.doubles(name, axes, {v.unit, v.label}, v.value);
      if (v.unit.find("percent") == std::string::npos || v.measure == "average_tariff")
        file.doubles(name + "_base", axes, {v.unit, v.label + ", base"}, v.base);
    }
    file.attribute("title", a.run.scenario.title);
    file.attribute("scenario", a.run.scenario.name);
    file.attribute("model", model_name(a.result));
    file.attribute("elasticities", a.result.model.elasticities);
    file.attribute("closure", a.result.closure);
    file.attribute("numeraire", a.result.numeraire);
    file.attribute("solver_status", economy::to_string(a.result.solver.status));
    file.attribute("program", "cobden " + version() + " " + commit());
    file.close();
  });
}

std::vector<fs::path> write_output_folder(const fs::path& folder, const scenario::Answer& a,
                                          const std::string& command_line, bool bilateral_by_sector) {
  const Staging staging(folder);
  write_file(staging.path() / "results.csv",
             to_long_csv(a.run.scenario.name, a.result,
                         {.bilateral_by_sector = bilateral_by_sector, .measures = {}}));
  write_result_netcdf(staging.path() / "results.nc", a);
  write_file(staging.path() / "manifest.json", manifest_json(a, command_line));
  write_file(staging.path() / "summary.txt", run_summary(a));
  write_file(staging.path() / "chart.svg", to_svg(welfare_chart(a)));
  std::error_code failure;
  fs::create_directories(folder, failure);
  std::vector<fs::path> written;
  for (const char* name : {"results.csv", "results.nc", "summary.txt", "chart.svg", "manifest.json"}) {
    fs::rename(staging.path() / name, folder / name, failure);
    if (failure)
      throw UserError({.place = {.file = (folder / name).string(), .line = {}, .column = "--out"},
                       .value = "",
                       .problem = "cannot be written: " + failure.message(),
                       .expected = "",
                       .remedy = "choose a folder that is writable"});
    written.push_back(folder / name);
  }
  return written;
}

}  // namespace cobden::report
