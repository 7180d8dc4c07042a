#include "cobden/data/read.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/data/gtap_benchmark.h"
#include "cobden/data/har_benchmark.h"
#include "cobden/data/read_caliendo_parro.h"
#include "cobden/data/read_gravity_long.h"
#include "cobden/data/read_gravity_matrix.h"
#include "cobden/data/read_icio.h"
#include "cobden/data/read_long_csv.h"
#include "cobden/data/read_ossa.h"
#include "cobden/data/read_support.h"
#include "cobden/data/read_wiot.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

BenchmarkTables long_csv(const fs::path& path, Settings& settings, ImportReport& report) {
  LongCsvOptions o;
  o.layout = settings.text("layout", "");
  o.absent_flows = settings.choice("absent_flows", {"", "error", "zero"});
  o.absent_intermediate = settings.choice("absent_intermediate", {"", "error", "zero"});
  o.tariffs_on_services = settings.choice("services_tariffs", {"keep", "zero"}) == "keep";
  o.value_added_floor = settings.number("value_added_floor", o.value_added_floor);
  settings.finish();
  return read_long_csv(path, report, o);
}

BenchmarkTables caliendo_parro(const fs::path& path, Settings& settings, ImportReport& report) {
  settings.finish();
  return read_caliendo_parro(path, report);
}

BenchmarkTables gravity_matrix(const fs::path& path, Settings& settings, ImportReport& report) {
  settings.finish();
  return read_gravity_matrix(path, report);
}

BenchmarkTables ossa(const fs::path& path, Settings& settings, ImportReport& report) {
  const OssaOptions options{.purged = settings.choice("trade", {"raw", "purged"}) == "purged"};
  settings.finish();
  return read_ossa(path, report, options);
}

/// A year as a whole number; 0 if not given.
int year_setting(Settings& settings) {
  const double year = settings.number("year", 0);
  if (year < 0 || year > 9999 || year != static_cast<int>(year))
    throw UserError("setting year: is not a year", "give a whole number such as 2011");
  return static_cast<int>(year);
}

BenchmarkTables gravity_long(const fs::path& path, Settings& settings, ImportReport& report) {
  GravityColumns columns;
  columns.exporter = settings.text("exporter", columns.exporter);
  columns.importer = settings.text("importer", columns.importer);
  columns.trade = settings.text("trade", columns.trade);
  columns.output = settings.text("output", columns.output);
  columns.expenditure = settings.text("expenditure", columns.expenditure);
  const int year = year_setting(settings);
  const double theta = settings.number("theta", 4.0);
  settings.finish();
  return read_gravity_long(path, report, columns, year == 0 ? std::nullopt : std::optional<int>(year), theta)
      .tables;
}

CollapseOptions collapse_settings(Settings& settings, const std::vector<std::string>& input_prices) {
  CollapseOptions o;
  o.negative_final = settings.choice("negative_final", {"purge", "keep"}) == "keep"
                         ? CollapseOptions::NegativeFinal::kKeep
                         : CollapseOptions::NegativeFinal::kPurge;
  o.input_prices = settings.choice("input_prices", input_prices) == "basic"
                       ? CollapseOptions::InputPrices::kBasic
                       : CollapseOptions::InputPrices::kPurchaser;
  o.value_added_floor = settings.number("value_added_floor", o.value_added_floor);
  return o;
}

BenchmarkTables wiot(const fs::path& path, Settings& settings, ImportReport& report) {
  WiotOptions o;
  o.year = year_setting(settings);
  o.collapse = collapse_settings(settings, {"basic", "purchaser"});
  settings.finish();
  return read_wiot(path, report, o);
}

BenchmarkTables icio(const fs::path& path, Settings& settings, ImportReport& report) {
  IcioOptions o;
  o.year = year_setting(settings);
  o.tariffs = settings.text("tariffs", "");
  o.sectors = settings.text("sectors", "");
  o.collapse = collapse_settings(settings, {"purchaser", "basic"});
  settings.finish();
  return read_icio(path, report, o);
}

/// Headers of GTAP's data base, or those that Cobden writes.
BenchmarkTables har(const fs::path& path, Settings& settings, ImportReport& report) {
  const HarHeaders headers(path);
  if (!is_gtap(headers)) {
    settings.finish();
    return read_har_benchmark(headers, report);
  }
  GtapOptions o;
  o.parameters = settings.text("parameters", "");
  o.theta = settings.number("theta", 0);
  o.year = year_setting(settings);
  settings.finish();
  return read_gtap_benchmark(headers, report, o);
}

struct Format {
  std::string name;
  bool of_folder;  ///< the layout is a folder; otherwise one file
  bool (*fits)(const fs::path&);
  BenchmarkTables (*read)(const fs::path&, Settings&, ImportReport&);
};

const std::vector<Format>& formats() {
  static const std::vector<Format> kFormats = {{"long-csv", true, is_long_csv, long_csv},
                                               {"caliendo-parro", true, is_caliendo_parro, caliendo_parro},
                                               {"gravity-matrix", true, is_gravity_matrix, gravity_matrix},
                                               {"ossa", true, is_ossa, ossa},
                                               {"har", false, is_har, har},
                                               {"gravity-long", false, is_gravity_long, gravity_long},
                                               {"wiot", true, is_wiot, wiot},
                                               {"icio", false, is_icio, icio}};
  return kFormats;
}

const Format& named(const std::string& name) {
  for (const Format& f : formats())
    if (f.name == name) return f;
  const std::string near = nearest_name(name, known_formats());
  throw UserError({.place = {.file = "", .line = {}, .column = "format"},
                   .value = name,
                   .problem = "no such format",
                   .expected = fmt::format("one of {}", fmt::join(known_formats(), ", ")),
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

const Format& detect(const fs::path& path) {
  const bool folder = fs::is_directory(path);
  for (const Format& f : formats())
    if (f.of_folder == folder && f.fits(path)) return f;
  throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                   .value = "",
                   .problem = "the layout of the data is not recognised",
                   .expected = fmt::format("one of {}", fmt::join(known_formats(), ", ")),
                   .remedy = "name it with --format"});
}

}  // namespace

BenchmarkTables read_benchmark(const fs::path& path, const ReadOptions& options, ImportReport& report) {
  if (!fs::exists(path))
    throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                     .value = "",
                     .problem = "no such file or folder",
                     .expected = "",
                     .remedy = "check the path"});
  const Format& format = options.format.empty() ? detect(path) : named(options.format);
  if (format.of_folder != fs::is_directory(path))
    throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                     .value = "",
                     .problem = fmt::format("the format {} is {}", format.name,
                                            format.of_folder ? "a folder" : "one file"),
                     .expected = "",
                     .remedy = "check the path"});
  Settings settings(options.settings);
  ImportReport own;
  BenchmarkTables tables = format.read(path, settings, own);
  report.files.insert(report.files.end(), own.files.begin(), own.files.end());
  if (!options.name.empty()) tables.name = options.name;
  return tables;
}

std::vector<std::string> known_formats() {
  std::vector<std::string> names;
  for (const Format& f : formats()) names.push_back(f.name);
  return names;
}

}  // namespace cobden::data
