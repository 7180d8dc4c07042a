// The options of `cobden data`, described beside its functions.
#include "apps/cli/data_commands.h"

namespace cobden::cli {
namespace {

constexpr const char* kWhich = "Built-in name, FILE.nc, FILE.har or folder";
constexpr const char* kWhereTo = "FILE.nc, FILE.har, or a folder for long CSV";

std::map<std::string, std::string> parse_settings(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> settings;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      throw UserError({.place = {.file = "", .line = {}, .column = "--set"},
                       .value = text,
                       .problem = "is not a setting",
                       .expected = "key=value",
                       .remedy = ""});
    settings[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return settings;
}

CommandDescription import_command(DataOptions& o) {
  return {.name = "import",
          .help = "Read a table in any known layout, account for every row, write it",
          .footer =
              "Example:\n  cobden data import my-table/ --out my-table.nc\n  cobden data import "
              "wiod2011_41x35 --set year=2008 --out wiod-2008.nc",
          .options = {{"source", &o.import.source, "File or folder", true},
                      {"--format-in", &o.import.format_in,
                       "Layout: long-csv, caliendo-parro, gravity-matrix, ossa, har, gravity-long, wiot, "
                       "icio (default: recognised)"},
                      {"--set", &o.settings, "Setting of the layout, key=value"},
                      {"--name", &o.import.name, "Short name of the benchmark"},
                      {"--balance", &o.import.balance, "Restore the accounts by (generalised) RAS"},
                      {"--purge-negative", &o.import.purge_negative,
                       "Set negative uses to zero before balancing"},
                      {"--out", &o.import.out, "FILE.nc, FILE.har, or a folder for long CSV"}},
          .action = [&o](CommandIo& io, const RunContext&) {
            o.import.settings = parse_settings(o.settings);
            return data_import(o.import, io);
          }};
}

CommandDescription info_command(DataInfoOptions& o) {
  return {
      .name = "info",
      .help = "What a benchmark holds",
      .options = {{"benchmark", &o.benchmark, kWhich, true}, {"--largest", &o.largest, "Economies listed"}},
      .action = [&o](CommandIo& io, const RunContext&) { return data_info(o, io); }};
}

CommandDescription check_command(DataCheckOptions& o) {
  return {.name = "check",
          .help = "Whether the accounts add up, cell by cell",
          .options = {{"benchmark", &o.benchmark, kWhich, true},
                      {"--tolerance", &o.tolerance, "Relative, per cell"},
                      {"--most", &o.most, "Rows of each kind in the table"}},
          .action = [&o](CommandIo& io, const RunContext&) { return data_check(o, io); }};
}

CommandDescription aggregate_command(DataAggregateOptions& o) {
  return {.name = "aggregate",
          .help = "Fewer economies and sectors by a mapping file",
          .options = {{"benchmark", &o.benchmark, kWhich, true},
                      {"--map", &o.map, "CSV: axis,from,to[,label]", true},
                      {"--name", &o.name, "Short name of the result"},
                      {"--out", &o.out, kWhereTo, true}},
          .action = [&o](CommandIo& io, const RunContext&) { return data_aggregate(o, io); }};
}

CommandDescription export_command(DataExportOptions& o) {
  return {.name = "export",
          .help = "Write a benchmark as NetCDF, GEMPACK header arrays or long CSV",
          .options = {{"benchmark", &o.benchmark, kWhich, true},
                      {"--out", &o.out, kWhereTo, true},
                      {.name = "--to",
                       .target = &o.to,
                       .help = "netcdf, har or csv (default: by the ending of --out)",
                       .choices = {"netcdf", "har", "csv"}}},
          .action = [&o](CommandIo& io, const RunContext&) { return data_export(o, io); }};
}

CommandDescription convert_command(DataConvertOptions& o) {
  return {.name = "convert",
          .help = "One table from CSV to Stata (.dta) or SPSS (.sav), or back",
          .footer = "Example:\n  cobden data convert out/us-china-2025/results.csv results.dta",
          .options = {{"from", &o.from, "FILE.csv, FILE.dta or FILE.sav", true},
                      {"to", &o.to, "File to write, by its ending: .csv, .dta or .sav", true}},
          .action = [&o](CommandIo& io, const RunContext&) { return data_convert(o, io); }};
}

CommandDescription build_command(DataBuildOptions& o) {
  return {.name = "build",
          .help = "Write the built-in benchmarks from their source tables",
          .options = {{"source", &o.source, "Folder with the world2022_81x28 tables", true},
                      {"--out", &o.out, "Folder for world-2022.nc and world-2022-12.nc", true},
                      {"--map", &o.map, "Mapping of the small benchmark (default: the built-in one)"}},
          .action = [&o](CommandIo& io, const RunContext&) { return data_build(o, io); }};
}

}  // namespace

CommandDescription data_command(DataOptions& o) {
  return {.name = "data",
          .help = "Benchmark economies: import, look at, check, aggregate, export, convert, build",
          .subcommands = {import_command(o), info_command(o.info), check_command(o.check),
                          aggregate_command(o.aggregate), export_command(o.exporting),
                          convert_command(o.convert), build_command(o.build)}};
}

}  // namespace cobden::cli
