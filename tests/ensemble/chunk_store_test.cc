// Finished draws on disk: what is whole is kept, what is torn or damaged is done again, and the bits are
// those of a run that was never stopped.
#include "cobden/ensemble/chunk_store.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "cobden/core/file.h"
#include "ensemble/small_ensemble.h"

namespace cobden::ensemble {
namespace {

using namespace cobden::testing;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* kEnsemble = "[ensemble]\ndraws = 200\ncountries = [\"all\"]\n";

class ChunkStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("cobden_chunks_{}", ::getpid());
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path file(int rank = 0) const { return folder_ / fmt::format("rank-{:05}.draws", rank); }
  EnsembleAnswer run(bool resume, const char* text = kEnsemble) const {
    return small_answer(text, {.chunks = folder_, .resume = resume});
  }
  fs::path folder_;
};

std::vector<Record> two_records() {
  Record good{.solved = true, .reason = "", .iterations = 7, .residual = 1e-11, .figures = {1.5, -0.0}};
  Record bad{.solved = false,
             .reason = "no equilibrium: x",
             .iterations = 0,
             .residual = 0,
             .figures = {std::nan(""), std::nan("")}};
  return {good, bad};
}

TEST_F(ChunkStoreTest, GivesBackWhatWasSaved) {
  const std::string fingerprint(64, 'a');
  ChunkStore store(folder_, fingerprint, 2), second(folder_, fingerprint, 2, 1);
  store.save(3, two_records());
  second.save(1, two_records());
  store.save(0, two_records());
  const auto chunks = ChunkStore(folder_, fingerprint, 2).load();
  ASSERT_EQ(chunks.size(), 3U);
  const auto& r = chunks.at(1);
  EXPECT_TRUE(r[0].solved);
  EXPECT_EQ(r[0].iterations, 7);
  EXPECT_EQ(r[0].figures[0], 1.5);
  EXPECT_TRUE(std::signbit(r[0].figures[1]));
  EXPECT_EQ(r[1].reason, "no equilibrium: x");
  EXPECT_TRUE(std::isnan(r[1].figures[0]));
  store.write_index(64);
  EXPECT_THAT(read_file(folder_ / "index.json"), HasSubstr("\"rank-00000.draws\", \"chunks\": [3, 0]"));
}

TEST_F(ChunkStoreTest, AnyTornTailOrFlippedBitIsDoneAgainWithTheSameBits) {
  const auto whole = figures_of(run(false));
  const std::string bytes = read_file(file());
  // Cut anywhere, also within a hash and within the head of a frame.
  for (const std::size_t left :
       {bytes.size() - 1, bytes.size() - 70, bytes.size() / 2, std::size_t{12}, std::size_t{0}}) {
    write_file(file(), bytes.substr(0, left));
    const auto again = run(true);
    EXPECT_GT(again.done_here, 0U);
    EXPECT_EQ(figures_of(again), whole) << left << " bytes left";
    EXPECT_EQ(read_file(file()), bytes) << "the file is mended";
  }
  std::string flipped = bytes;
  flipped[bytes.size() / 3] = static_cast<char>(flipped[bytes.size() / 3] ^ 1);
  write_file(file(), flipped);
  const auto again = run(true);
  EXPECT_GT(again.done_here, 0U);
  EXPECT_EQ(figures_of(again), whole);
}

TEST_F(ChunkStoreTest, WholeRunIsOnlyRead) {
  const auto whole = figures_of(run(false));
  const auto again = run(true);
  EXPECT_EQ(again.done_here, 0U);
  EXPECT_EQ(figures_of(again), whole);
}

TEST_F(ChunkStoreTest, MoreDrawsContinueFewer) {
  run(false);
  const auto more = run(true, "[ensemble]\ndraws = 300\ncountries = [\"all\"]\n");
  EXPECT_EQ(more.draws.size(), 300U);
  EXPECT_EQ(more.done_here, 300U - 192U);  // three chunks of 64 were whole
}

TEST_F(ChunkStoreTest, ADifferentSplitOverRanksIsTheSame) {
  const auto whole = figures_of(run(false));
  const auto e = prepare(small_run(kEnsemble));
  fs::remove_all(folder_);
  ChunkStore first(folder_, e.fingerprint, e.solver->outcomes().size(), 0),
      third(folder_, e.fingerprint, e.solver->outcomes().size(), 2);
  third.save(3, evaluate(e, 3, {}));
  first.save(1, evaluate(e, 1, {}));
  const auto again = run(true);
  EXPECT_EQ(again.done_here, 128U);
  EXPECT_EQ(figures_of(again), whole);
}

TEST_F(ChunkStoreTest, AnotherQuestionIsRefused) {
  run(false);
  for (const char* other : {"[ensemble]\ndraws = 200\nseed = 2\ncountries = [\"all\"]\n",
                            "[ensemble]\ndraws = 200\ncountries = [\"AAA\"]\n",
                            "[ensemble]\ndraws = 200\ncountries = [\"all\"]\nsampling = \"monte-carlo\"\n"}) {
    try {
      run(true, other);
      FAIL() << other;
    } catch (const UserError& e) {
      EXPECT_THAT(e.what(), HasSubstr("another question"));
    }
  }
}

TEST_F(ChunkStoreTest, ARunWithoutResumeDoesNotTouchDraws) {
  run(false);
  const std::string bytes = read_file(file());
  EXPECT_THROW(run(false), UserError);
  EXPECT_EQ(read_file(file()), bytes);
}

}  // namespace
}  // namespace cobden::ensemble
