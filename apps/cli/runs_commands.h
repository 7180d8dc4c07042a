#pragma once
// `cobden runs ...`: the store of past runs at the terminal. Plain functions that tests call with string
// streams; each returns the exit code, bad input is thrown as UserError before anything is written.
#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/described_command.h"

namespace cobden::cli {

struct RunsOptions {
  std::string id;                     ///< a run, or "last"
  std::string other;                  ///< of compare
  std::vector<std::string> ids;       ///< of delete
  int limit = 20;                     ///< of list
  std::string before;                 ///< of list: only runs older than this one
  std::string question, state;        ///< of list; empty = all
  bool answer = false;                ///< of show: the stored answer itself
  bool scenario = false;              ///< of show: the scenario's text
  std::vector<std::string> measures;  ///< of compare; empty = the headline measures
  int top = 15;                       ///< of compare: rows per measure
  std::filesystem::path out;          ///< of export: folder
};

/// The command `runs` with its subcommands. `options` must outlive it.
CommandDescription runs_command(RunsOptions& options);

int runs_list(const RunsOptions& options, CommandIo& io);
int runs_show(const RunsOptions& options, CommandIo& io);
int runs_compare(const RunsOptions& options, CommandIo& io);
int runs_delete(const RunsOptions& options, CommandIo& io);
int runs_export(const RunsOptions& options, CommandIo& io);

}  // namespace cobden::cli
