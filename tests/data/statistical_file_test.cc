// Files of Stata and SPSS: what is written reads back, and damaged files are refused or read.
#include "cobden/data/statistical_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "cobden/core/file.h"
#include "cobden/data/read.h"
#include "cobden/data/write_long_csv.h"
#include "damaged_text.h"
#include "store_fixture.h"

namespace cobden::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using testing::user_error;

CsvTable table_of(const std::string& csv) {
  return CsvTable::parse(csv, "t.csv", ',', CsvTable::Header::kFirstRow);
}

class StatisticalFile : public ::testing::TestWithParam<const char*> {
 protected:
  std::filesystem::path file(const std::string& stem) const { return folder_ / (stem + GetParam()); }
  TemporaryFolder folder_;
};

TEST_P(StatisticalFile, ReadsBackEveryCell) {
  const CsvTable table = table_of(
      "exporter,value,note\nCIV,0.1,Côte d'Ivoire\nUSA,-1.2345678901234567e-300,\"a, \"\"b\"\"\"\nDEU,,\n"
      "FRA,9007199254740993,12\n");
  write_statistical_file(file("t"), table);
  const CsvTable back = CsvTable::read(file("t"));
  EXPECT_THAT(back.columns(), ElementsAre("exporter", "value", "note"));
  ASSERT_EQ(back.rows(), table.rows());
  for (std::size_t r = 0; r < table.rows(); ++r) {
    EXPECT_EQ(back.text(r, 0), table.text(r, 0));
    EXPECT_EQ(back.text(r, 2), table.text(r, 2));
    if (r != 2) {
      EXPECT_EQ(back.number(r, 1), table.number(r, 1));
    }
  }
  EXPECT_TRUE(back.blank(2, 1));
  EXPECT_EQ(back.place(1, 1).line, 3);
  write_statistical_file(file("again"), table);
  EXPECT_EQ(read_file(file("again")), read_file(file("t")));
}

TEST_P(StatisticalFile, ColumnsOfTheLongFormHaveLabelsWithTheirUnit) {
  write_statistical_file(
      file("one"), table_of("measure,unit,exporter,value,base\nw,percent,USA,1,0\nw,percent,CHN,2,0\n"));
  const std::string one = read_file(file("one"));
  for (const char* label : {"New value, percent", "Base value, percent", "Exporting or producing economy"})
    EXPECT_THAT(one, HasSubstr(label));
  write_statistical_file(file("two"), table_of("unit,value,other\npercent,1,1\nmillion USD,2,2\n"));
  EXPECT_THAT(read_file(file("two")), HasSubstr("New value, in the unit of column unit"));
  EXPECT_EQ(CsvTable::read(file("two")).number(1, 1), 2);
}

TEST_P(StatisticalFile, FlowsOfABenchmark) {
  const BenchmarkTables t = testing::small_world(3, 2);
  write_long_csv(folder_ / "w", t);
  write_statistical_file((folder_ / "w") / ("flows" + std::string(GetParam())),
                         CsvTable::read(folder_ / "w/flows.csv"));
  std::filesystem::remove(folder_ / "w/flows.csv");
  ImportReport report;
  EXPECT_EQ(read_benchmark(folder_ / "w", {}, report).flow, t.flow);
}

TEST_P(StatisticalFile, OneSectorOfTrade) {
  write_statistical_file(file("g"),
                         table_of("exporter,importer,trade\nAAA,AAA,5\nAAA,BBB,2\nBBB,AAA,3\nBBB,BBB,7\n"));
  ImportReport report;
  const BenchmarkTables t = read_benchmark(file("g"), {}, report);
  EXPECT_EQ(t.flow(Sector(0), Country(0), Country(1)), 3);
}

TEST_P(StatisticalFile, DamagedFilesAreRefusedOrRead) {
  write_statistical_file(file("g"),
                         table_of("exporter,importer,trade\nAAA,AAA,5\nAAA,BBB,2\nBBB,AAA,3\nBBB,BBB,7\n"));
  const std::string good = read_file(file("g"));
  std::mt19937 random(20250402);
  std::size_t refused = 0;
  for (int round = 0; round < 1000; ++round) {
    std::ofstream(file("bad"), std::ios::binary)
        << testing::damaged(good, std::string_view("\0\1\4\x7F\x80\xFF aZ0<", 11), random);
    try {
      CsvTable::read(file("bad"));
    } catch (const UserError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 100U);
}

TEST_P(StatisticalFile, RefusesWhatTheProgramsCannotHold) {
  EXPECT_THAT(user_error([&] { write_statistical_file(file("n"), table_of("a b\n1\n")); }),
              HasSubstr("'a b'"));
  EXPECT_THAT(
      user_error([&] { write_statistical_file(file("n"), table_of("a\n" + std::string(3000, 'x') + "\n")); }),
      HasSubstr("3000 bytes"));
  EXPECT_FALSE(std::filesystem::exists(file("n")));
  EXPECT_THAT(user_error([&] { CsvTable::read(file("none")); }), HasSubstr("none"));
}

INSTANTIATE_TEST_SUITE_P(Forms, StatisticalFile, ::testing::Values(".dta", ".sav"),
                         [](const auto& test) { return std::string(test.param).substr(1); });

}  // namespace
}  // namespace cobden::data
