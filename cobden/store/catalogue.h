#pragma once
// The catalogue of past runs: one SQLite file. SQLite because a kill at any moment leaves it valid without
// any work of ours, a second process may read while one writes (write-ahead log), and every language opens
// it. Every commit waits for the disk (synchronous = FULL): a run makes three small ones, which cost nothing
// beside its solve, and a run that was reported as saved then outlives a power cut as well.
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cobden/store/run_record.h"

namespace cobden::store {

/// $COBDEN_STORE, else $XDG_DATA_HOME/cobden/runs.sqlite, else ~/.local/share/cobden/runs.sqlite.
std::filesystem::path default_store();

/// Which runs a list shows, the newest first.
struct RunQuery {
  std::size_t limit = 50;
  std::string before = {};    ///< only runs older than this id; empty = from the newest
  std::string question = {};  ///< empty = all
  std::optional<RunState> state = {};
};

/// How a run ended.
struct RunEnd {
  RunState state = RunState::kDone;
  int exit_code = 0;
  std::string message;
  std::vector<RunInput> inputs;
  std::optional<Document> answer, csv, report;
};

/// One connection to the store; not for use from several threads at once. Open one for each thread.
class Catalogue {
 public:
  /// Opens or creates the store and its folder, brings it to the present version, and marks runs as lost
  /// whose process is gone. UserError: the folder cannot be written, another program's database, a later
  /// version.
  explicit Catalogue(const std::filesystem::path& file);
  ~Catalogue();
  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;

  const std::filesystem::path& file() const;
  std::size_t count() const;

  /// Adds a run of this process, queued. Fills in id, time of creation and version; returns the id.
  std::string add(RunRecord run);
  void start(const std::string& id);
  /// Writes how the run ended with its documents, all of it or nothing.
  void finish(const std::string& id, const RunEnd& end);
  /// Marks every unfinished run whose process is gone; how many.
  std::size_t mark_lost();

  std::vector<RunRecord> list(const RunQuery& query) const;
  std::optional<RunRecord> find(const std::string& id) const;
  /// "answer", "csv" or "report".
  std::optional<Document> document(const std::string& id, const std::string& kind) const;
  /// False if there is no such run. UserError while its process runs it.
  bool remove(const std::string& id);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cobden::store
