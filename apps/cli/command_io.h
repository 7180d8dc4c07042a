#pragma once
// What every command is given to talk through. Results go to `out`, progress and messages to `err`; commands
// are plain functions without a parser, so that tests can call them with string streams.
#include <ostream>
#include <string>

namespace cobden::cli {

/// Exit codes scripts rely on.
enum ExitCode : int { kDone = 0, kNotConverged = 1, kBadInput = 2, kInterrupted = 130 };

struct CommandIo {
  std::ostream& out;             ///< results
  std::ostream& err;             ///< progress, warnings and errors
  std::string format = "table";  ///< "table", "json" or "csv"
  bool quiet = false;            ///< no progress and no notes on `err`; errors still appear
  std::string program_line;      ///< the command line as typed, for provenance and manifests
  std::ostream* csv = nullptr;   ///< where given, the same answer as CSV beside `out`
};

}  // namespace cobden::cli
