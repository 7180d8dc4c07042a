#pragma once
// `cobden run | compare | replicate | scenarios`: plain functions that
// tests call with string streams; their options are described in run_cli.cc. Each returns the exit code; bad
// input is thrown as UserError before anything is written.
#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/described_command.h"
#include "cobden/core/run_context.h"
#include "cobden/report/comparison.h"
#include "cobden/scenario/assemble.h"

namespace cobden::cli {

/// cobden run FILE|NAME [--out DIR] [--report FILE.html] [--measures A,B] [--full] [--no-range] [overrides]
struct RunOptions {
  scenario::ScenarioSource scenario;
  std::filesystem::path out;                               ///< folder for results; empty = print only
  std::filesystem::path report;                            ///< page to write; empty = none
  std::vector<std::string> measures;                       ///< of the JSON and CSV answer; empty = all
  std::vector<std::string> exporters, importers, sectors;  ///< of its rows, by code; empty = all
  bool full = false;  ///< JSON and CSV (printed and in --out) also hold importer x exporter x sector detail
  bool no_range = false;      ///< leave out the solves under the other elasticity sets
  std::string help_scenario;  ///< "text" or "markdown": print the reference of scenario files instead
  bool list = false;          ///< list the ready scenarios instead
  scenario::Overrides overrides;
};

/// cobden compare A B: two scenarios (files or names), or two folders written by --out.
struct CompareOptions {
  std::string first, second;
  std::vector<std::string> measures;  ///< empty = the headline measures
  int top = 15;                       ///< rows of the table, largest differences first
  scenario::Overrides overrides;      ///< for scenarios; not for folders
};

/// cobden replicate NAME --data DIR [--variant V]
struct ReplicateOptions {
  std::string name;
  std::filesystem::path data;
  std::string variant;
};

/// The options that win over a scenario's [model], benchmark and dates. `overrides` must outlive them.
std::vector<OptionDescription> override_options(scenario::Overrides& overrides);

/// The commands, described. The options must outlive them.
CommandDescription run_command(RunOptions& options);
CommandDescription compare_command(CompareOptions& options);
CommandDescription replicate_command(ReplicateOptions& options);
CommandDescription scenarios_command();

int run(const RunOptions& options, CommandIo& io, const RunContext& context);
int compare(const CompareOptions& options, CommandIo& io, const RunContext& context);
/// Two results side by side, in the form of `cobden compare`. UserError if they have no figure in common.
void print_comparison(const report::ResultFigures& first, const report::ResultFigures& second, int top,
                      CommandIo& io);
int replicate(const ReplicateOptions& options, CommandIo& io, const RunContext& context);
int scenarios(CommandIo& io);

/// 0 converged, 130 interrupted, 1 otherwise.
int exit_code(const economy::SolverSummary& solver);

}  // namespace cobden::cli
