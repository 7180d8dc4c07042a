#pragma once
// `cobden precursor ...`: what a control at the source would do, and whether the model could have said what
// happened. Plain functions that tests call with string streams; each returns the exit code, bad input is
// thrown as UserError before anything is written.
#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/described_command.h"

namespace cobden::cli {

struct PrecursorOptions {
  scenario::ScenarioSource file;      ///< TOML with [precursor], or a ready scenario; empty = worked case
  std::vector<std::string> settings;  ///< KEY=VALUE over the file
  std::filesystem::path chart;        ///< SVG file to write
  std::filesystem::path report;       ///< page to write; empty = none
  bool monthly = false;               ///< the central path and the bands month by month
  std::string help_format;            ///< "text" or "markdown"
  std::filesystem::path series;       ///< of backcast: folder of the public series
  std::filesystem::path network;      ///< of interdict: CSV from,to,capacity[,cost]
  std::string source = "SOURCES", sink = "USA";
  int most = 3;  ///< of interdict: largest budget
};

/// The command `precursor` with its subcommands. `options` must outlive it.
CommandDescription precursor_command(PrecursorOptions& options);

/// cobden precursor [FILE] [--set KEY=VALUE,...] [--chart FILE.svg] [--report FILE.html] [--monthly]
int precursor_study(const PrecursorOptions& options, CommandIo& io, const RunContext& context);
/// cobden precursor backcast FOLDER
int precursor_backcast(const PrecursorOptions& options, CommandIo& io, const RunContext& context);
/// cobden precursor interdict FILE.csv [--most N]
int precursor_interdict(const PrecursorOptions& options, CommandIo& io);

}  // namespace cobden::cli
