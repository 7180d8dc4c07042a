#include "cobden/store/migrations.h"

#include <fmt/format.h>

#include <array>

#include "cobden/core/error.h"

namespace cobden::store {
namespace {

/// "Cobd" in SQLite's header: tells our files from those of other programs.
constexpr int kApplicationId = 0x436f6264;

/// What leads from version k to k + 1.
constexpr std::array<const char*, kSchemaVersion> kSteps{
    // 1: runs, each with its answer
    R"(CREATE TABLE runs (
         id TEXT PRIMARY KEY, title TEXT NOT NULL, question TEXT NOT NULL, scenario TEXT NOT NULL,
         scenario_text TEXT, scenario_sha256 TEXT NOT NULL, options TEXT NOT NULL, program_line TEXT NOT NULL,
         inputs TEXT NOT NULL, version TEXT NOT NULL, commit_id TEXT NOT NULL, state TEXT NOT NULL,
         owner TEXT NOT NULL, created TEXT NOT NULL, started TEXT NOT NULL, finished TEXT NOT NULL,
         exit_code INTEGER, message TEXT NOT NULL, answer BLOB, answer_sha256 TEXT, answer_size INTEGER
       ) WITHOUT ROWID;)",
    // 2: documents beside the run (the answer, its CSV, a report), so that lists of runs read no large rows
    R"(CREATE TABLE documents (
         run TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, kind TEXT NOT NULL, sha256 TEXT NOT NULL,
         size INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (run, kind));
       INSERT INTO documents SELECT id, 'answer', answer_sha256, answer_size, answer FROM runs
         WHERE answer IS NOT NULL;
       ALTER TABLE runs DROP COLUMN answer;
       ALTER TABLE runs DROP COLUMN answer_sha256;
       ALTER TABLE runs DROP COLUMN answer_size;
       CREATE INDEX runs_by_state ON runs(state);)"};

std::int64_t pragma(Database& database, const char* name) {
  auto statement = database.prepare(fmt::format("PRAGMA {}", name));
  return statement.step() ? statement.number(0) : 0;
}

[[noreturn]] void refuse(const Database& database, const std::string& problem, const std::string& remedy) {
  fail_at({.file = database.file().string(), .line = {}, .column = ""}, "", problem, "", remedy);
}

void step_up(Database& database) {
  const auto version = pragma(database, "user_version");  // again: another process may have been faster
  if (version > kSchemaVersion)
    refuse(database,
           fmt::format("is a store of version {}, and this program knows {}", version, kSchemaVersion),
           "use a later Cobden, or give --store another file");
  for (auto k = static_cast<std::size_t>(version); k < kSteps.size(); ++k) database.run(kSteps[k]);
  database.run(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, kSchemaVersion));
}

}  // namespace

void migrate(Database& database) {
  const auto owner = pragma(database, "application_id"), version = pragma(database, "user_version");
  const bool empty = !database.prepare("SELECT 1 FROM sqlite_master").step();
  if (owner != kApplicationId && !empty)
    refuse(database, "is a database of another program", "give --store another file");
  if (version == kSchemaVersion) return;
  database.transaction([&] { step_up(database); });
}

}  // namespace cobden::store
