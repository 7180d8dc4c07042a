// The store of runs: what is written is there again, whatever happens to the process that writes.
#include "cobden/store/catalogue.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/store/process_identity.h"
#include "cobden/store/sqlite.h"

namespace cobden::store {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class CatalogueTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("cobden_store_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path file() const { return folder_ / "sub" / "runs.sqlite"; }

  static RunRecord question(const std::string& title) {
    RunRecord run;
    run.title = title, run.question = "run", run.scenario = "us-china-2025";
    run.scenario_text = "benchmark = \"world-2022\"\n";
    run.options = R"({"closure":"zero"})", run.program_line = "cobden run us-china-2025 --closure zero";
    return run;
  }
  static RunEnd good_end(const std::string& answer) {
    RunEnd end;
    end.answer = make_document(answer), end.csv = make_document("a,b\n1,2\n");
    end.inputs = {{"data/world 2022.nc", sha256_hex("x")}};
    return end;
  }
  fs::path folder_;
};

std::string problem_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

TEST_F(CatalogueTest, ARunIsKeptWithAllThatBelongsToIt) {
  std::string id;
  {
    Catalogue catalogue(file());
    id = catalogue.add(question("first"));
    EXPECT_EQ(catalogue.find(id)->state, RunState::kQueued);
    catalogue.start(id);
    EXPECT_EQ(catalogue.find(id)->state, RunState::kRunning);
    catalogue.finish(id, good_end("{\"results\": []}\n"));
  }
  const Catalogue again(file());
  const auto run = again.find(id);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->title, "first");
  EXPECT_EQ(run->state, RunState::kDone);
  EXPECT_EQ(run->exit_code, 0);
  EXPECT_EQ(run->scenario_text, "benchmark = \"world-2022\"\n");
  EXPECT_EQ(run->scenario_sha256, sha256_hex(*run->scenario_text));
  EXPECT_EQ(run->options, R"({"closure":"zero"})");
  EXPECT_EQ(run->version, version());
  ASSERT_EQ(run->inputs.size(), 1u);
  EXPECT_EQ(run->inputs[0].path, "data/world 2022.nc");
  EXPECT_EQ(run->inputs[0].sha256, sha256_hex("x"));
  EXPECT_GE(seconds_between(run->created, run->finished).value(), 0);
  EXPECT_EQ(text_of(*again.document(id, "answer")), "{\"results\": []}\n");
  EXPECT_THAT(run->documents, ElementsAre("answer", "csv"));
  EXPECT_FALSE(again.document(id, "report"));
}

TEST_F(CatalogueTest, ListsTheNewestFirstAndPages) {
  Catalogue catalogue(file());
  std::vector<std::string> ids;
  for (int k = 0; k < 25; ++k) ids.push_back(catalogue.add(question(std::to_string(k))));
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  catalogue.finish(ids[3], good_end("{}"));
  const auto first = catalogue.list({.limit = 10});
  ASSERT_EQ(first.size(), 10u);
  EXPECT_EQ(first[0].id, ids[24]);
  const auto second = catalogue.list({.limit = 10, .before = first.back().id});
  EXPECT_EQ(second[0].id, ids[14]);
  RunQuery done;
  done.state = RunState::kDone;
  ASSERT_EQ(catalogue.list(done).size(), 1u);
  EXPECT_EQ(catalogue.list(done)[0].id, ids[3]);
  EXPECT_TRUE(catalogue.list({.question = "talks"}).empty());
  EXPECT_EQ(catalogue.count(), 25u);
}

TEST_F(CatalogueTest, OnlyFinishedRunsAreRemoved) {
  Catalogue catalogue(file());
  const auto id = catalogue.add(question("x"));
  EXPECT_THAT(problem_of([&] { catalogue.remove(id); }), HasSubstr("queued"));
  catalogue.finish(id, good_end("{}"));
  EXPECT_TRUE(catalogue.remove(id));
  EXPECT_FALSE(catalogue.remove(id));
  EXPECT_FALSE(catalogue.document(id, "answer"));
}

TEST_F(CatalogueTest, ARunWhoseProcessIsGoneIsLost) {
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    Catalogue catalogue(file());
    const auto id = catalogue.add(question("of a child"));
    catalogue.start(id);
    (void)!::write(pipe_ends[1], id.data(), id.size());
    ::pause();
  }
  char text[64];
  const auto size = ::read(pipe_ends[0], text, sizeof text);
  const std::string id(text, static_cast<std::size_t>(size));
  EXPECT_EQ(Catalogue(file()).find(id)->state, RunState::kRunning) << "its process lives";
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const auto run = Catalogue(file()).find(id);
  EXPECT_EQ(run->state, RunState::kLost);
  EXPECT_THAT(run->message, HasSubstr("process ended"));
}

/// Runs and finishes runs without end, and tells the parent of each that is saved.
[[noreturn]] void write_without_end(const fs::path& file, int told, const RunRecord& run) {
  Catalogue catalogue(file);
  const std::string answer(300'000, 'x');
  for (int k = 0;; ++k) {
    const auto id = catalogue.add(run);
    catalogue.start(id);
    RunEnd end;
    end.answer = make_document(answer + id);
    catalogue.finish(id, end);
    (void)!::write(told, (id + "\n").data(), id.size() + 1);
  }
}

std::string all_of(int from) {
  std::string text;
  char chunk[4096];
  for (ssize_t n = 0; (n = ::read(from, chunk, sizeof chunk)) > 0;)
    text.append(chunk, static_cast<std::size_t>(n));
  return text;
}

TEST_F(CatalogueTest, AKillAtAnyMomentLosesAtMostTheRunInProgress) {
  std::size_t told = 0;
  for (int round = 0; round < 40; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    if (child == 0) write_without_end(file(), pipe_ends[1], question("k"));
    ::close(pipe_ends[1]);
    std::this_thread::sleep_for(std::chrono::microseconds(3'000 + 977 * round));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string saved = all_of(pipe_ends[0]);
    ::close(pipe_ends[0]);

    const Catalogue catalogue(file());
    Database database(file());
    auto check = database.prepare("PRAGMA integrity_check");
    ASSERT_TRUE(check.step());
    ASSERT_EQ(check.text(0), "ok");
    std::istringstream lines(saved);
    for (std::string id; std::getline(lines, id); ++told) {
      const auto run = catalogue.find(id);
      ASSERT_TRUE(run) << id << " was reported as saved";
      ASSERT_EQ(run->state, RunState::kDone);
      ASSERT_TRUE(text_of(*catalogue.document(id, "answer")).ends_with("x" + id));
    }
    RunQuery lost{.limit = 1000};
    lost.state = RunState::kLost;
    ASSERT_LE(catalogue.list(lost).size(), static_cast<std::size_t>(round + 1))
        << "one at most for each kill";
  }
  EXPECT_GT(told, 0u) << "some runs were saved between the kills";
}

TEST_F(CatalogueTest, ASecondProcessReadsWhileOneWrites) {
  const pid_t child = ::fork();
  if (child == 0) write_without_end(file(), ::open("/dev/null", O_WRONLY), question("k"));
  std::size_t seen = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (seen < 5 && std::chrono::steady_clock::now() < end) {
    if (!fs::exists(file())) continue;
    const Catalogue catalogue(file());
    for (const auto& run : catalogue.list({.limit = 1000})) {
      ASSERT_NE(run.state, RunState::kLost);
      if (run.state == RunState::kDone) {
        ASSERT_TRUE(catalogue.document(run.id, "answer")) << run.id;
      }
    }
    seen = catalogue.count();
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_GE(seen, 5u);
}

TEST_F(CatalogueTest, ManyProcessesOpenANewStoreAtOnce) {
  std::vector<pid_t> children;
  for (int k = 0; k < 8; ++k) {
    const pid_t child = ::fork();
    if (child == 0) {
      int code = 1;
      try {
        Catalogue catalogue(file());
        catalogue.finish(catalogue.add(question("x")), good_end("{}"));
        code = 0;
      } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
      }
      ::_exit(code);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  RunQuery done;
  done.state = RunState::kDone;
  EXPECT_EQ(Catalogue(file()).list(done).size(), 8u);
}

TEST_F(CatalogueTest, GivesBackTheRoomOfDeletedRuns) {
  Catalogue catalogue(file());
  std::string noise;
  for (unsigned k = 0; k < 2'000'000; ++k) noise += static_cast<char>((k * 7919u) >> 3);
  const auto id = catalogue.add(question("large"));
  RunEnd end;
  end.answer = Document{.gzip = noise, .sha256 = "x", .size = noise.size()};
  catalogue.finish(id, end);
  catalogue.remove(id);
  Database(file()).run("PRAGMA wal_checkpoint(TRUNCATE)");
  EXPECT_LT(fs::file_size(file()), 200'000u);
}

TEST_F(CatalogueTest, AFullDiskIsSaidAndChangesNothing) {
  Catalogue catalogue(file());
  const auto id = catalogue.add(question("x"));
  {
    Database small(file());
    small.run("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  const rlimit none{.rlim_cur = fs::file_size(file()) + 4096, .rlim_max = RLIM_INFINITY};
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);  // a write beyond the limit then fails as on a full disk
  ::setrlimit(RLIMIT_FSIZE, &none);
  RunEnd end;
  end.answer = Document{.gzip = std::string(5'000'000, 'x'), .sha256 = "x", .size = 1};
  EXPECT_THROW(catalogue.finish(id, end), StoreError);
  ::setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_EQ(catalogue.find(id)->state, RunState::kQueued);
  catalogue.finish(id, good_end("{}"));
  EXPECT_EQ(catalogue.find(id)->state, RunState::kDone);
}

TEST_F(CatalogueTest, SaysWhatIsWrongWithAFile) {
  fs::create_directories(folder_);
  std::ofstream(folder_ / "text.sqlite") << std::string(5000, 'x');
  EXPECT_THAT(problem_of([&] { Catalogue catalogue(folder_ / "text.sqlite"); }), HasSubstr("not a database"));
  {
    Database other(folder_ / "other.sqlite");
    other.run("CREATE TABLE cats (name TEXT)");
  }
  EXPECT_THAT(problem_of([&] { Catalogue catalogue(folder_ / "other.sqlite"); }),
              HasSubstr("another program"));
  EXPECT_THAT(problem_of([&] { Catalogue catalogue("/proc/nothing/runs.sqlite"); }), HasSubstr("--store"));
}

TEST(RunState, ReadsBack) {
  for (const auto state : {RunState::kQueued, RunState::kRunning, RunState::kDone, RunState::kNotConverged,
                           RunState::kFailed, RunState::kCancelled, RunState::kLost})
    EXPECT_EQ(parse_run_state(to_string(state)), state);
  EXPECT_THAT(problem_of([] { parse_run_state("dun"); }), HasSubstr("not_converged"));
}

TEST(ProcessIdentity, TellsTheLivingFromTheDead) {
  EXPECT_TRUE(is_alive(this_process()));
  EXPECT_FALSE(is_alive("another-boot:" + std::to_string(::getpid()) + ":1"));
  EXPECT_FALSE(is_alive(""));
  std::string of_child = this_process();  // as if our number had been another process's before
  of_child.back() = of_child.back() == '9' ? '8' : '9';
  EXPECT_FALSE(is_alive(of_child));
}

}  // namespace
}  // namespace cobden::store
