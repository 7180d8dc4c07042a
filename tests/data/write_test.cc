#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cobden/core/file.h"
#include "cobden/data/read.h"
#include "cobden/data/write_long_csv.h"
#include "store_fixture.h"

namespace cobden::data {
namespace {

using ::testing::HasSubstr;
using testing::same_tables;
using testing::small_world;
using testing::TemporaryFolder;
using testing::user_error;

BenchmarkTables read_back(const std::filesystem::path& folder) {
  ImportReport report;
  return read_benchmark(folder, {.format = "long-csv", .name = "", .settings = {}}, report);
}

TEST(LongCsv, ReadsBackEveryFieldBitForBit) {
  const TemporaryFolder folder;
  BenchmarkTables t = small_world(4, 3);
  t.flow(Sector(1), Country(0), Country(1)) = 0.1 + 0.2;
  t.flow(Sector(2), Country(0), Country(1)) = 1.2345678901234567e-11;
  write_long_csv(folder / "out", t);
  EXPECT_TRUE(same_tables(t, read_back(folder / "out")));
}

TEST(LongCsv, WithoutInputOutputLinksOrGdp) {
  const TemporaryFolder folder;
  BenchmarkTables t = small_world(2, 2);
  t.intermediate = {};
  t.gdp = {};
  write_long_csv(folder / "out/", t);
  EXPECT_FALSE(std::filesystem::exists(folder / "out/intermediate.csv"));
  const BenchmarkTables back = read_back(folder / "out");
  EXPECT_TRUE(back.gdp.empty());
  EXPECT_TRUE(back.intermediate.empty());
  EXPECT_EQ(back.flow, t.flow);
}

TEST(LongCsv, ReplacesOnlyItsOwnFiles) {
  const TemporaryFolder folder;
  write_long_csv(folder / "out", small_world(3, 2));
  BenchmarkTables t = small_world(2, 2);
  t.intermediate = {};
  write_long_csv(folder / "out", t);
  EXPECT_FALSE(std::filesystem::exists(folder / "out/intermediate.csv"));  // nothing of the first is left
  write_file(folder / "out/thesis.txt", "do not delete");
  EXPECT_THAT(user_error([&] { write_long_csv(folder / "out", t); }),
              HasSubstr("holds other files, such as thesis.txt"));
  EXPECT_EQ(read_file(folder / "out/thesis.txt"), "do not delete");
  write_file(folder / "file", "");
  EXPECT_THAT(user_error([&] { write_long_csv(folder / "file", t); }), HasSubstr("is not a folder"));
}

TEST(LongCsv, QuotesWhatNeedsQuoting) {
  const TemporaryFolder folder;
  write_long_csv(folder / "out", small_world());
  EXPECT_THAT(read_file(folder / "out/about.csv"),
              HasSubstr("title,\"A small world, \"\"made by hand\"\"\"\n"));
}

TEST(LongCsv, AFailureLeavesNothing) {
  const TemporaryFolder folder;
  BenchmarkTables t = small_world();
  t.sector_groups["a;b"] = {"s1"};
  EXPECT_THAT(user_error([&] { write_long_csv(folder / "out", t); }), HasSubstr("has ';' in its name"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace cobden::data
