#pragma once
// `cobden data ...`: import, look at, check, aggregate, export and build benchmark economies. Plain
// functions that tests call with string streams; their options are described in data_cli.cc.
#include <filesystem>
#include <map>
#include <string>

#include "apps/cli/described_command.h"

namespace cobden::cli {

/// cobden data import PATH [--format-in F] [--set key=value ...] [--name N] [--balance] [--purge-negative]
///   --out FILE.nc|FILE.har|FOLDER
struct DataImportOptions {
  std::filesystem::path source;                 ///< file or folder to read
  std::string format_in;                        ///< one of data::known_formats(); empty = recognise it
  std::string name;                             ///< short name of the benchmark; empty = from the source
  std::map<std::string, std::string> settings;  ///< passed to the reader
  bool balance = false;         ///< restore the product and industry accounts (data/balance.h)
  bool purge_negative = false;  ///< set negative uses to zero before balancing
  std::filesystem::path out;    ///< FILE.nc, FILE.har or a folder of long CSV; empty = report only
};

/// cobden data info NAME|PATH
struct DataInfoOptions {
  std::string benchmark;  ///< built-in name, FILE.nc or an importable folder
  int largest = 10;       ///< economies listed
};

/// cobden data check NAME|PATH [--tolerance X]
struct DataCheckOptions {
  std::string benchmark;
  double tolerance = 1e-6;  ///< relative, per cell
  int most = 50;            ///< rows of each kind printed in a table; json and csv hold all
};

/// cobden data aggregate NAME|PATH --map FILE.csv --out FILE.nc|FILE.har|FOLDER [--name N]
struct DataAggregateOptions {
  std::string benchmark;
  std::filesystem::path map;  ///< CSV: axis,from,to[,label]
  std::string name;           ///< empty = source name with "-aggregated"
  std::filesystem::path out;
};

/// cobden data export NAME|PATH --out FOLDER|FILE.nc|FILE.har [--to netcdf|har|csv]
struct DataExportOptions {
  std::string benchmark;
  std::filesystem::path out;
  std::string to;  ///< "netcdf", "har", "csv"; empty = by the ending of `out`
};

/// cobden data convert FROM TO: one table between CSV, Stata and SPSS, by the endings of the names.
struct DataConvertOptions {
  std::filesystem::path from;  ///< .csv (also .xz, .gz), .dta or .sav
  std::filesystem::path to;    ///< .csv, .dta or .sav
};

/// cobden data build SOURCE --out FOLDER: writes the built-in benchmarks.
struct DataBuildOptions {
  std::filesystem::path source;  ///< folder with the world2022_81x28 tables
  std::filesystem::path out;     ///< folder for world-2022.nc and world-2022-12.nc
  std::filesystem::path
      map;  ///< mapping of the aggregate; empty = data/world-2022-12.map.csv of the search path
};

/// What all of them are given.
struct DataOptions {
  DataImportOptions import;
  std::vector<std::string> settings;  ///< of import, KEY=VALUE
  DataInfoOptions info;
  DataCheckOptions check;
  DataAggregateOptions aggregate;
  DataExportOptions exporting;
  DataConvertOptions convert;
  DataBuildOptions build;
};
/// The command `data` with its subcommands. `options` must outlive it.
CommandDescription data_command(DataOptions& options);

// Each returns the exit code; bad input is thrown as UserError (exit code 2 in main) before anything is
// written.
int data_import(const DataImportOptions& options, CommandIo& io);
int data_info(const DataInfoOptions& options, CommandIo& io);
/// Exit code 2 if an account does not add up; every imbalance is listed with its cell.
int data_check(const DataCheckOptions& options, CommandIo& io);
int data_aggregate(const DataAggregateOptions& options, CommandIo& io);
int data_export(const DataExportOptions& options, CommandIo& io);
int data_convert(const DataConvertOptions& options, CommandIo& io);
int data_build(const DataBuildOptions& options, CommandIo& io);

}  // namespace cobden::cli
