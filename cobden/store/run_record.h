#pragma once
// One run as the store keeps it: what was asked, on which inputs, by which program, and how it went. The
// answer itself is a document beside it.
#include <optional>
#include <string>
#include <vector>

namespace cobden::store {

enum class RunState {
  kQueued,
  kRunning,
  kDone,
  kNotConverged,  ///< ran, and has an answer with its diagnostics
  kFailed,        ///< the engine refused the question, or failed
  kCancelled,
  kLost,  ///< the process ended while it ran
};
std::string to_string(RunState state);  ///< "queued", "running", "done", "not_converged", ...
/// UserError names the states there are.
RunState parse_run_state(const std::string& text);
/// Seconds from one of a record's times to another; empty if one of them is.
std::optional<double> seconds_between(const std::string& from, const std::string& to);
/// Whether it will not change any more.
bool is_final(RunState state);

struct RunInput {
  std::string path, sha256;
};

struct RunRecord {
  std::string id;  ///< sorts by time of creation
  std::string title;
  std::string question;                      ///< words of the command: "run", "schedule average"
  std::string scenario;                      ///< name of a ready scenario; empty if the text was given
  std::optional<std::string> scenario_text;  ///< the TOML that was answered
  std::string scenario_sha256;               ///< of the text
  std::string options = "{}";                ///< a JSON object
  std::string program_line;                  ///< as one would type it
  std::vector<RunInput> inputs;              ///< files the answer rests on
  std::string version, commit;               ///< of the program
  RunState state = RunState::kQueued;
  std::string created, started, finished;  ///< UTC, "2025-04-10T12:01:00.123Z"; empty = not yet
  std::optional<int> exit_code;
  std::string message;                 ///< of the command on standard error
  std::vector<std::string> documents;  ///< kinds that are kept: "answer", "csv", "report"
};

/// A document of a run: its text, and what was kept of it.
struct Document {
  std::string gzip;    ///< the text in the gzip format
  std::string sha256;  ///< of the text
  std::size_t size = 0;
};
/// UserError if the bytes are damaged.
std::string text_of(const Document& document);
Document make_document(std::string_view text);

}  // namespace cobden::store
