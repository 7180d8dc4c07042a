#pragma once
// The whole command line as one list: what the parser in main.cc, the server and its page offer.
#include <vector>

#include "apps/cli/commands.h"
#include "apps/cli/data_commands.h"
#include "apps/cli/ensemble_commands.h"
#include "apps/cli/game_commands.h"
#include "apps/cli/precursor_commands.h"
#include "apps/cli/runs_commands.h"
#include "apps/cli/schedule_commands.h"
#include "apps/cli/strategy_commands.h"
#include "apps/cli/talks_commands.h"

namespace cobden::cli {

/// The options of every command at their defaults; a fresh one for each question.
struct AllOptions {
  RunOptions run;
  StrategyOptions strategy;
  CompareOptions compare;
  ReplicateOptions replicate;
  DataOptions data;
  ScheduleOptions schedule;
  PrecursorOptions precursor;
  GameOptions game;
  TalksOptions talks;
  EnsembleCommandOptions ensemble;
  RunsOptions runs;
};

/// Every command but `serve`, in the order of the help. `options` must outlive them.
std::vector<CommandDescription> all_commands(AllOptions& options);

}  // namespace cobden::cli
