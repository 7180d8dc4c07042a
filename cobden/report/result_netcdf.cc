#include <fmt/format.h>
#include <netcdf.h>

#include <algorithm>
#include <set>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/report/result_files.h"

namespace cobden::report {
namespace {

void check(int status, const std::filesystem::path& path) {
  if (status == NC_NOERR) return;
  throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                   .value = "",
                   .problem = std::string("cannot be written: ") + nc_strerror(status),
                   .expected = "",
                   .remedy = "check that the folder exists, is writable and has space"});
}

/// A NetCDF-4 file open for writing, closed at the end of its life.
class NetcdfWriter {
 public:
  NetcdfWriter(const std::filesystem::path& path, const data::Benchmark& benchmark)
      : path_(path), benchmark_(benchmark) {
    check(nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &file_), path_);
    sector_ = define_axis("sector", benchmark.sectors().codes());
    importer_ = define_axis("importer", benchmark.countries().codes());
    exporter_ = define_axis("exporter", benchmark.countries().codes());
  }
  NetcdfWriter(const NetcdfWriter&) = delete;
  NetcdfWriter& operator=(const NetcdfWriter&) = delete;
  ~NetcdfWriter() {
    if (file_ >= 0) nc_close(file_);
  }
  void attribute(const char* name, const std::string& text) { put_text(NC_GLOBAL, name, text); }
  void attribute(const char* name, double value) {
    check(nc_put_att_double(file_, NC_GLOBAL, name, NC_DOUBLE, 1, &value), path_);
  }
  void variable(const economy::Variable& v, const std::string& name, const std::string& label,
                const std::vector<double>& values) {
    std::vector<int> dimensions;
    if (v.by_sector) dimensions.push_back(sector_);
    if (v.by_importer) dimensions.push_back(importer_);
    if (v.by_exporter) dimensions.push_back(exporter_);
    int id = 0;
    check(nc_def_var(file_, name.c_str(), NC_DOUBLE, static_cast<int>(dimensions.size()), dimensions.data(),
                     &id),
          path_);
    check(nc_def_var_deflate(file_, id, 1, 1, 1), path_);
    put_text(id, "units", v.unit);
    put_text(id, "long_name", label);
    check(nc_put_var_double(file_, id, values.data()), path_);
  }
  void close() {
    const int file = std::exchange(file_, -1);
    check(nc_close(file), path_);
  }

 private:
  int define_axis(const char* name, const std::vector<std::string>& codes) {
    int dimension = 0, id = 0;
    check(nc_def_dim(file_, name, codes.size(), &dimension), path_);
    check(nc_def_var(file_, name, NC_STRING, 1, &dimension, &id), path_);
    std::vector<const char*> texts;
    for (const auto& code : codes) texts.push_back(code.c_str());
    check(nc_put_var_string(file_, id, texts.data()), path_);
    return dimension;
  }
  void put_text(int id, const char* name, const std::string& text) {
    check(nc_put_att_text(file_, id, name, text.size(), text.c_str()), path_);
  }
  std::filesystem::path path_;
  const data::Benchmark& benchmark_;
  int file_ = -1, sector_ = 0, importer_ = 0, exporter_ = 0;
};

/// NetCDF names hold no spaces or brackets ("welfare statistic" of gegravity).
std::string safe_name(std::string name) {
  std::replace_if(
      name.begin(), name.end(),
      [](char c) { return !std::isalnum(static_cast<unsigned char>(c)) && c != '_'; }, '_');
  return name;
}

std::string unique_name(const economy::Variable& v, std::set<std::string>& taken) {
  std::string name = safe_name(v.measure);
  if (taken.contains(name))
    name +=
        v.by_importer && v.by_exporter ? (v.by_sector ? "_by_partner_sector" : "_by_partner") : "_by_sector";
  while (!taken.insert(name).second) name += "_";
  return name;
}

void write_attributes(const scenario::Answer& answer, NetcdfWriter& out) {
  const auto& r = answer.result;
  out.attribute("Conventions", "CF-1.8");
  out.attribute("title", answer.run.scenario.title);
  out.attribute("scenario", answer.run.scenario.name);
  out.attribute("model", model_name(r.model));
  out.attribute("elasticities", r.model.elasticities);
  out.attribute("closure", r.closure);
  out.attribute("numeraire", r.numeraire);
  out.attribute("benchmark", r.benchmark->name());
  out.attribute("solver_status", to_string(r.solver.status));
  out.attribute("solver_residual", r.solver.residual);
  out.attribute("source", fmt::format("Cobden {} ({})", version(), commit()));
}

}  // namespace

void write_netcdf(const scenario::Answer& answer, const std::filesystem::path& path) {
  write_file_with(path, [&](const std::filesystem::path& temporary) {
    NetcdfWriter out(temporary, *answer.result.benchmark);
    write_attributes(answer, out);
    std::set<std::string> taken;
    for (const auto& v : answer.result.outcomes.all()) {
      const std::string name = unique_name(v, taken);
      out.variable(v, name, v.label, v.value);
      const bool has_base = std::any_of(v.base.begin(), v.base.end(), [](double x) { return x != 0; });
      if (has_base) out.variable(v, name + "_base", v.label + ", base", v.base);
    }
    out.close();
  });
}

}  // namespace cobden::report
