#pragma once
// `cobden optimum | nash | cooperate | frontier | carveouts | respond`: what governments choose, and what
// they could agree on. One function for all; the options of each are described in strategy_cli.cc. Returns
// the exit code; bad input is thrown as UserError before anything is written.
#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/described_command.h"
#include "cobden/scenario/assemble.h"
#include "cobden/scenario/strategy_answer.h"

namespace cobden::cli {

/// What all of them take.
struct StrategyOptions {
  scenario::ScenarioSource scenario;
  std::filesystem::path out;     ///< folder for results; empty = print only
  std::filesystem::path report;  ///< page to write; empty = none
  bool full = false;             ///< JSON and CSV with every tariff the players may choose
  scenario::StrategyOverrides strategy;
  scenario::Overrides overrides;
};

/// The commands. `options` must outlive them.
std::vector<CommandDescription> strategy_commands(StrategyOptions& options);

/// Answers one question on a scenario.
int strategy(scenario::StrategyQuestion question, const StrategyOptions& options, CommandIo& io,
             const RunContext& context);

/// 0 converged, 130 interrupted, 1 otherwise.
int exit_code(const strategy::SearchSummary& search);
/// Says on `err` why a search did not converge.
void explain(const scenario::StrategyAnswer& answer, CommandIo& io);

}  // namespace cobden::cli
