#include "cobden/store/catalogue.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <mutex>
#include <random>
#include <string_view>
#include <thread>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/core/version.h"
#include "cobden/store/migrations.h"
#include "cobden/store/process_identity.h"

namespace cobden::store {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::system_clock;

constexpr const char* kColumns =
    "id, title, question, scenario, scenario_text, scenario_sha256, options, program_line, inputs, version, "
    "commit_id, state, created, started, finished, exit_code, message";

long milliseconds_of(Clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
}

/// "2025-04-10T12:01:00.123Z".
std::string time_text(Clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(Clock::to_time_t(time)),
                     milliseconds_of(time));
}

/// "20250410-120100-123-9f3a": by time, and in one process strictly so; the last part keeps two processes of
/// one moment apart.
std::string new_id(Clock::time_point time) {
  static std::mutex mutex;
  static std::mt19937 random{std::random_device{}()};
  static Clock::time_point last{};
  const std::lock_guard lock(mutex);
  last = time = std::max(time, last + std::chrono::milliseconds(1));
  return fmt::format("{:%Y%m%d-%H%M%S}-{:03}-{:04x}", fmt::gmtime(Clock::to_time_t(time)),
                     milliseconds_of(time), random() & 0xffff);
}

// Inputs are kept one to a line, "sha256 path", as sha256sum prints them.
std::string inputs_text(const std::vector<RunInput>& inputs) {
  std::string text;
  for (const auto& input : inputs) text += input.sha256 + "  " + input.path + "\n";
  return text;
}

std::vector<RunInput> parse_inputs(const std::string& text) {
  std::vector<RunInput> inputs;
  for (const auto& line : split(text, '\n'))
    if (const auto gap = line.find("  "); gap != std::string::npos)
      inputs.push_back({.path = line.substr(gap + 2), .sha256 = line.substr(0, gap)});
  return inputs;
}

RunRecord record_of(const Statement& row) {
  RunRecord r;
  r.id = row.text(0), r.title = row.text(1), r.question = row.text(2), r.scenario = row.text(3);
  r.scenario_text = row.optional_text(4), r.scenario_sha256 = row.text(5);
  r.options = row.text(6), r.program_line = row.text(7), r.inputs = parse_inputs(row.text(8));
  r.version = row.text(9), r.commit = row.text(10), r.state = parse_run_state(row.text(11));
  r.created = row.text(12), r.started = row.text(13), r.finished = row.text(14);
  if (!row.is_null(15)) r.exit_code = static_cast<int>(row.number(15));
  r.message = row.text(16);
  if (!row.is_null(17)) r.documents = split(row.text(17), ',');
  return r;
}

fs::path with_folder(const fs::path& file) {
  std::error_code failed;
  if (!file.parent_path().empty()) fs::create_directories(file.parent_path(), failed);
  if (failed)
    fail_at({.file = file.string(), .line = {}, .column = ""}, "",
            "the folder of the store cannot be made: " + failed.message(), "", "give --store another file");
  return file;
}

/// The columns of record_of, up to a WHERE.
std::string select_records() {
  return fmt::format(
      "SELECT {}, (SELECT group_concat(kind) FROM (SELECT kind FROM documents WHERE run = runs.id ORDER BY "
      "kind)) FROM runs",
      kColumns);
}

/// A new file goes over to the write-ahead log once; SQLite does not wait for another process that is at it.
/// (And gives back the room of runs that are deleted, which must be said before there is a table.)
void use_write_ahead_log(Database& database) {
  constexpr int kTries = 100;
  for (int k = 1;; ++k) {
    try {
      return database.run("PRAGMA auto_vacuum = FULL; PRAGMA journal_mode = WAL");
    } catch (const UserError& error) {
      if (k == kTries || std::string_view(error.what()).find("locked") == std::string_view::npos) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
}

}  // namespace

fs::path default_store() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (const auto own = variable("COBDEN_STORE"); !own.empty()) return own;
  if (const auto data = variable("XDG_DATA_HOME"); !data.empty())
    return fs::path(data) / "cobden/runs.sqlite";
  if (const auto home = variable("HOME"); !home.empty())
    return fs::path(home) / ".local/share/cobden/runs.sqlite";
  throw UserError("where the store of runs is to be is not known: HOME is not set",
                  "give --store FILE, or set COBDEN_STORE");
}

struct Catalogue::Parts {
  explicit Parts(const fs::path& file) : database(with_folder(file)) {}
  mutable Database database;
  std::string owner = this_process();
};

Catalogue::Catalogue(const fs::path& file) : parts_(std::make_unique<Parts>(file)) {
  auto& database = parts_->database;
  use_write_ahead_log(database);
  database.run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  migrate(database);
  mark_lost();
}
Catalogue::~Catalogue() = default;
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;

const fs::path& Catalogue::file() const { return parts_->database.file(); }

std::size_t Catalogue::count() const {
  auto statement = parts_->database.prepare("SELECT count(*) FROM runs");
  statement.step();
  return static_cast<std::size_t>(statement.number(0));
}

std::string Catalogue::add(RunRecord run) {
  const auto now = Clock::now();
  run.id = new_id(now);
  if (run.scenario_text) run.scenario_sha256 = sha256_hex(*run.scenario_text);
  auto statement = parts_->database.prepare(fmt::format(
      "INSERT INTO runs ({}, owner) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,'','',NULL,'',?)", kColumns));
  statement.bind(run.id)
      .bind(run.title)
      .bind(run.question)
      .bind(run.scenario)
      .bind_optional(run.scenario_text);
  statement.bind(run.scenario_sha256).bind(run.options).bind(run.program_line).bind(inputs_text(run.inputs));
  statement.bind(version()).bind(commit()).bind(to_string(RunState::kQueued)).bind(time_text(now));
  statement.bind(parts_->owner).run();
  return run.id;
}

void Catalogue::start(const std::string& id) {
  auto statement = parts_->database.prepare("UPDATE runs SET state = ?, started = ? WHERE id = ?");
  statement.bind(to_string(RunState::kRunning)).bind(time_text(Clock::now())).bind(id).run();
}

void Catalogue::finish(const std::string& id, const RunEnd& end) {
  auto& database = parts_->database;
  const auto keep = [&](const char* kind, const std::optional<Document>& document) {
    if (!document) return;
    auto statement = database.prepare(
        "INSERT OR REPLACE INTO documents (run, kind, sha256, size, bytes) VALUES (?,?,?,?,?)");
    statement.bind(id).bind(kind).bind(document->sha256);
    statement.bind_number(static_cast<std::int64_t>(document->size)).bind_bytes(document->gzip).run();
  };
  database.transaction([&] {
    auto statement = database.prepare(
        "UPDATE runs SET state = ?, finished = ?, exit_code = ?, message = ?, inputs = ? WHERE id = ?");
    statement.bind(to_string(end.state)).bind(time_text(Clock::now())).bind_number(end.exit_code);
    statement.bind(end.message).bind(inputs_text(end.inputs)).bind(id).run();
    if (database.changes() == 0) return;  // deleted meanwhile
    keep("answer", end.answer), keep("csv", end.csv), keep("report", end.report);
  });
}

std::size_t Catalogue::mark_lost() {
  auto& database = parts_->database;
  std::vector<std::string> lost;
  {
    auto open = database.prepare("SELECT id, owner FROM runs WHERE state IN ('queued', 'running')");
    while (open.step())
      if (!is_alive(open.text(1))) lost.push_back(open.text(0));
  }
  for (const auto& id : lost) {
    auto statement = database.prepare(
        "UPDATE runs SET state = 'lost', message = ? WHERE id = ? AND state IN ('queued', 'running')");
    statement.bind("the process ended before the run did").bind(id).run();
  }
  return lost.size();
}

std::vector<RunRecord> Catalogue::list(const RunQuery& query) const {
  std::string sql = select_records() + " WHERE 1";
  if (!query.before.empty()) sql += " AND id < ?";
  if (!query.question.empty()) sql += " AND question = ?";
  if (query.state) sql += " AND state = ?";
  auto statement = parts_->database.prepare(sql + " ORDER BY id DESC LIMIT ?");
  if (!query.before.empty()) statement.bind(query.before);
  if (!query.question.empty()) statement.bind(query.question);
  if (query.state) statement.bind(to_string(*query.state));
  statement.bind_number(static_cast<std::int64_t>(query.limit));
  std::vector<RunRecord> runs;
  while (statement.step()) runs.push_back(record_of(statement));
  return runs;
}

std::optional<RunRecord> Catalogue::find(const std::string& id) const {
  auto statement = parts_->database.prepare(select_records() + " WHERE id = ?");
  if (!statement.bind(id).step()) return std::nullopt;
  return record_of(statement);
}

std::optional<Document> Catalogue::document(const std::string& id, const std::string& kind) const {
  auto statement =
      parts_->database.prepare("SELECT bytes, sha256, size FROM documents WHERE run = ? AND kind = ?");
  if (!statement.bind(id).bind(kind).step()) return std::nullopt;
  return Document{.gzip = statement.text(0),
                  .sha256 = statement.text(1),
                  .size = static_cast<std::size_t>(statement.number(2))};
}

bool Catalogue::remove(const std::string& id) {
  const auto run = find(id);
  if (!run) return false;
  if (!is_final(run->state))
    throw UserError({.place = {},
                     .value = id,
                     .problem = "is " + to_string(run->state),
                     .expected = "",
                     .remedy = "cancel it first"});
  parts_->database.prepare("DELETE FROM runs WHERE id = ?").bind(id).run();
  return true;
}

}  // namespace cobden::store
