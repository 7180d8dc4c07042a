#pragma once
// `cobden ensemble SCENARIO`: many draws of what is uncertain. Returns the exit code; bad input is thrown as
// UserError before anything is written, an interruption as Interrupted with what is saved.
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "apps/cli/described_command.h"
#include "cobden/ensemble/ensemble.h"
#include "cobden/scenario/scenario_source.h"

namespace cobden::cli {

/// Options win over the scenario's [ensemble]; empty = as in the file.
struct EnsembleCommandOptions {
  scenario::ScenarioSource scenario;
  std::string draws, seed, sampling, question;
  bool indices = false, resume = false;
  std::filesystem::path out;
  std::vector<std::string> measures, countries, sectors;
  scenario::Overrides overrides;
};

/// The command. `options` must outlive it.
CommandDescription ensemble_command(EnsembleCommandOptions& options);

int ensemble(const EnsembleCommandOptions& options, CommandIo& io, const RunContext& context);

/// Puts the options over those of [ensemble]. UserError, also for options that do not go together.
void apply_options(const EnsembleCommandOptions& options, scenario::EnsembleAsk& ask);
/// Who evaluates the draws. The program itself; the one built with MPI puts its own in place, which gives no
/// answer on ranks that print nothing.
using EnsembleRunner = std::function<std::optional<ensemble::EnsembleAnswer>(
    scenario::AssembledRun, const ensemble::EnsembleOptions&, const RunContext&)>;
EnsembleRunner& ensemble_runner();

/// The scenario with the options applied, assembled. UserError.
scenario::AssembledRun ensemble_run(const EnsembleCommandOptions& options);
/// Prints the answer and writes the files of --out; the exit code.
int report_ensemble(const ensemble::EnsembleAnswer& answer, const EnsembleCommandOptions& options,
                    CommandIo& io);

}  // namespace cobden::cli
