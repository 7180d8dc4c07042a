// A store that an earlier version wrote is opened, brought up to date and complete.
#include "cobden/store/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "cobden/core/error.h"
#include "cobden/store/catalogue.h"

namespace cobden::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// As version 1 laid it out, with one run that has an answer and one that has none.
constexpr const char* kVersionOne = R"(
  PRAGMA application_id = 1131373156;
  PRAGMA user_version = 1;
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, question TEXT NOT NULL, scenario TEXT NOT NULL,
    scenario_text TEXT, scenario_sha256 TEXT NOT NULL, options TEXT NOT NULL, program_line TEXT NOT NULL,
    inputs TEXT NOT NULL, version TEXT NOT NULL, commit_id TEXT NOT NULL, state TEXT NOT NULL,
    owner TEXT NOT NULL, created TEXT NOT NULL, started TEXT NOT NULL, finished TEXT NOT NULL,
    exit_code INTEGER, message TEXT NOT NULL, answer BLOB, answer_sha256 TEXT, answer_size INTEGER
  ) WITHOUT ROWID;
  INSERT INTO runs VALUES ('20250410-120100-000-0001', 'old', 'run', 'us-china-2025', NULL, '', '{}',
    'cobden run us-china-2025', 'abc  data/world-2022.nc', '0.0.9', 'c0ffee', 'failed', 'boot:1:1',
    '2025-04-10T12:01:00.000Z', '2025-04-10T12:01:00.100Z', '2025-04-10T12:01:02.600Z', 2, 'no such benchmark',
    NULL, NULL, NULL);
)";

class MigrationsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("cobden_migrations_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path file() const { return folder_ / "runs.sqlite"; }
  static std::int64_t version_of(const fs::path& file) {
    Database database(file);
    auto statement = database.prepare("PRAGMA user_version");
    statement.step();
    return statement.number(0);
  }
  void write_version_one() const {
    Database database(file());
    database.run(kVersionOne);
    const auto answer = make_document("{\"results\": [1]}");
    auto statement = database.prepare(
        "INSERT INTO runs SELECT '20250410-120100-000-0002', title, question, scenario, 'name = 1', "
        "scenario_sha256, options, program_line, inputs, version, commit_id, 'done', owner, created, "
        "started, "
        "finished, 0, '', ?, ?, ? FROM runs");
    statement.bind_bytes(answer.gzip).bind(answer.sha256);
    statement.bind_number(static_cast<std::int64_t>(answer.size)).run();
  }
  fs::path folder_;
};

TEST_F(MigrationsTest, BringsVersionOneUpToDate) {
  write_version_one();
  ASSERT_EQ(version_of(file()), 1);
  {
    const Catalogue catalogue(file());
    ASSERT_EQ(catalogue.count(), 2u);
    const auto failed = catalogue.find("20250410-120100-000-0001"),
               done = catalogue.find("20250410-120100-000-0002");
    EXPECT_EQ(failed->message, "no such benchmark");
    EXPECT_EQ(failed->version, "0.0.9");
    EXPECT_EQ(failed->inputs.at(0).path, "data/world-2022.nc");
    EXPECT_NEAR(seconds_between(failed->started, failed->finished).value(), 2.5, 1e-6);
    EXPECT_FALSE(catalogue.document(failed->id, "answer"));
    EXPECT_EQ(done->scenario_text, "name = 1");
    EXPECT_EQ(text_of(catalogue.document(done->id, "answer").value()), "{\"results\": [1]}");
  }
  EXPECT_EQ(version_of(file()), kSchemaVersion);
  Catalogue again(file());  // and is written to as any other
  EXPECT_TRUE(again.remove("20250410-120100-000-0002"));
}

TEST_F(MigrationsTest, RefusesAStoreOfALaterVersion) {
  { const Catalogue catalogue(file()); }
  Database(file()).run("PRAGMA user_version = 99");
  try {
    const Catalogue catalogue(file());
    FAIL() << "a later version was opened";
  } catch (const UserError& error) {
    EXPECT_THAT(error.what(), HasSubstr("version 99"));
  }
  EXPECT_EQ(version_of(file()), 99);
}

TEST_F(MigrationsTest, LeavesTheFileAloneWhereAStepFails) {
  write_version_one();
  Database(file()).run("CREATE TABLE documents (in_the_way TEXT)");
  EXPECT_THROW(Catalogue catalogue(file()), UserError);
  EXPECT_EQ(version_of(file()), 1);
  Database database(file());
  auto runs = database.prepare("SELECT count(answer) FROM runs");
  runs.step();
  EXPECT_EQ(runs.number(0), 1) << "the answer is still where it was";
}

}  // namespace
}  // namespace cobden::store
