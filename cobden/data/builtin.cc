#include "cobden/core/confined_reading.h"
#include "cobden/data/builtin.h"

#include <fmt/format.h>

#include <set>

#include "cobden/core/file.h"
#include "cobden/data/netcdf_benchmark.h"
#include "cobden/data/read.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

OpenedTables open_netcdf(const fs::path& path, bool built_in) {
  OpenedTables opened{
      .tables = read_netcdf_benchmark(path), .path = path, .built_in = built_in, .report = {}};
  FileRows rows;
  rows.file = path.string();
  rows.sha256 = sha256_hex(read_file(path));
  opened.report.files.push_back(std::move(rows));
  return opened;
}

[[noreturn]] void not_found(const std::string& name) {
  const auto known = builtin_benchmarks();
  const std::string near = nearest_name(name, known);
  const std::string list = known.empty() ? "none are installed: run 'cobden data build', or set COBDEN_DATA"
                                         : fmt::format("there are {}", fmt::join(known, ", "));
  throw UserError({.place = {},
                   .value = name,
                   .problem = "is neither a built-in benchmark nor a file or folder",
                   .expected = "a name (" + list + ") or a path",
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

}  // namespace

std::vector<std::string> builtin_benchmarks() {
  std::set<std::string> names;
  for (const auto& folder : data_search_path()) {
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(folder, unreadable))
      if (entry.path().extension() == ".nc") names.insert(entry.path().stem().string());
  }
  return {names.begin(), names.end()};
}

OpenedTables open_tables(const std::string& name_or_path) {
  if (!name_or_path.empty() && name_or_path.find('/') == std::string::npos)
    if (const auto path = find_on_search_path(name_or_path + ".nc")) return open_netcdf(*path, true);
  const fs::path path = name_or_path;
  if (name_or_path.empty() || !may_read(path) || !fs::exists(path)) not_found(name_or_path);
  if (path.extension() == ".nc") return open_netcdf(path, false);
  OpenedTables opened;
  opened.path = path;
  opened.tables = read_benchmark(path, {}, opened.report);
  return opened;
}

Benchmark open_benchmark(const std::string& name_or_path, const AccountingOptions& options) {
  return Benchmark(open_tables(name_or_path).tables, options);
}

}  // namespace cobden::data
