#pragma once
// What every command is given to talk through. Results go to `out`, progress and messages to `err`; commands
// are plain functions without a parser, so that tests can call them with string streams.
#include <filesystem>
#include <ostream>
#include <string>

namespace cobden::cli {

/// Exit codes scripts rely on.
enum ExitCode : int { kDone = 0, kNotConverged = 1, kBadInput = 2, kInterrupted = 130 };

struct CommandIo {
  std::ostream& out;                 ///< results
  std::ostream& err;                 ///< progress, warnings and errors
  std::string format = "table";      ///< "table", "json" or "csv"
  bool quiet = false;                ///< no progress and no notes on `err`; errors still appear
  std::string program_line;          ///< the command line as typed, for provenance and manifests
  std::ostream* json = nullptr;      ///< where given, the same answer as JSON beside `out`
  std::ostream* csv = nullptr;       ///< likewise as CSV
  std::ostream* report = nullptr;    ///< likewise as the page of --report
  std::filesystem::path store = {};  ///< of past runs; empty = the person's own (store::default_store)

  bool wants_json() const { return format == "json" || json; }
  bool wants_csv() const { return format == "csv" || csv; }
  /// Passes the answer to the streams beside `out`.
  void keep(const std::string& json_text, const std::string& csv_text) const {
    if (json) *json << json_text;
    if (csv) *csv << csv_text;
  }
};

}  // namespace cobden::cli
