#pragma once
// `cobden talks SCENARIO`: the whole situation in one brief. A plain function that tests call with string
// streams; it returns the exit code, bad input is thrown as UserError before anything is written.
#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/described_command.h"
#include "cobden/scenario/assemble.h"
#include "cobden/scenario/strategy_ask.h"

namespace cobden::cli {

struct TalksOptions {
  scenario::ScenarioSource scenario;
  std::filesystem::path out;          ///< folder for the brief, JSON, charts and a manifest
  std::filesystem::path report;       ///< page to write; empty = none
  std::vector<std::string> settings;  ///< KEY=VALUE of the judged numbers of [talks]
  bool markdown = false;              ///< the brief as Markdown
  bool full = false;                  ///< with every table
  std::vector<std::string> players;
  scenario::Overrides overrides;
};

/// The command `talks`. `options` must outlive it.
CommandDescription talks_command(TalksOptions& options);

int talks(const TalksOptions& options, CommandIo& io, const RunContext& context);

}  // namespace cobden::cli
