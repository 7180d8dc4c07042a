// Every kind of bad input gives one UserError that names file, line, column and value, whatever the layout.
#include <gmock/gmock.h>

#include "cobden/data/read.h"
#include "data/read_fixtures.h"

namespace cobden::data {
namespace {

using namespace cobden::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string error_of(const std::vector<FixtureFile>& files, const ReadOptions& options = {}) {
  const TemporaryFolder folder;
  write_all(folder, files);
  return user_error([&] {
    ImportReport report;
    Benchmark(read_benchmark(folder.path(), options, report));
  });
}

std::string native_error(const std::string& file, const std::string& from, const std::string& to) {
  return error_of(edited(native_files(), file, from, to));
}

TEST(BadInput, MissingCells) {
  EXPECT_THAT(native_error("flows.csv", "BBB,AAA,S1,10,0.2\n", ""),
              AllOf(HasSubstr("flows.csv"), HasSubstr("1 cell(s) have no row"),
                    HasSubstr("exporter BBB, importer AAA, sector S1")));
  EXPECT_THAT(native_error("intermediate.csv", "BBB,S1,S1,30\n", ""),
              HasSubstr("country BBB, input S1, using S1"));
  EXPECT_THAT(native_error("country_sector.csv", "BBB,S1,82,70\n", ""), HasSubstr("country BBB, sector S1"));
  EXPECT_THAT(native_error("flows.csv", "S1,10,0.2", "S1,,0.2"),
              AllOf(HasSubstr("flows.csv:4: flow"), HasSubstr("blank")));
  EXPECT_THAT(native_error("country_sector.csv", "52,60", ",60"), HasSubstr("blank"));
}

TEST(BadInput, DuplicateCells) {
  EXPECT_THAT(native_error("flows.csv", "BBB,BBB,S1,90,0\n", "BBB,BBB,S1,90,0\nAAA,BBB,S1,20,0.1\n"),
              AllOf(HasSubstr("flows.csv:6"), HasSubstr("given before, in line 3")));
  EXPECT_THAT(native_error("countries.csv", "BBB,Bland", "AAA,Bland"),
              AllOf(HasSubstr("countries.csv:3"), HasSubstr("stands twice")));
}

TEST(BadInput, NegativeFlowsAndTariffsBelowMinus100Percent) {
  EXPECT_THAT(native_error("flows.csv", "S1,10,0.2", "S1,-10,0.2"),
              AllOf(HasSubstr("flows.csv:4: flow: '-10'"), HasSubstr("negative")));
  EXPECT_THAT(native_error("flows.csv", "S1,10,0.2", "S1,10,-1"),
              AllOf(HasSubstr("flows.csv:4: tariff: '-1'"), HasSubstr("-100%")));
  EXPECT_THAT(native_error("flows.csv", "S1,80,0\n", "S1,80,0.1\n"), HasSubstr("taxes its own sales"));
  EXPECT_THAT(error_of(edited(caliendo_parro_files(), "tariffs1993.txt", "10", "-100")),
              HasSubstr("tariffs1993.txt:1: 2: '-100'"));
  EXPECT_THAT(error_of(edited(wiot_files(), "wiot2011_inter.csv", "10", "-10")),
              HasSubstr("wiot2011_inter.csv:1: 2: '-10'"));
}

TEST(BadInput, UnknownCodes) {
  EXPECT_THAT(native_error("flows.csv", "BBB,AAA,S1", "BBC,AAA,S1"),
              AllOf(HasSubstr("flows.csv:4: exporter: 'BBC'"), HasSubstr("did you mean 'BBB'?")));
  EXPECT_THAT(native_error("intermediate.csv", "BBB,S1,S1", "BBB,S2,S1"),
              AllOf(HasSubstr("intermediate.csv:3: input_sector: 'S2'"), HasSubstr("'S1'")));
  EXPECT_THAT(error_of(edited(wiot_files(), "tariffs_2014.csv", "BBB,c1", "BBB,c9")),
              HasSubstr("did you mean 'c1'?"));
}

TEST(BadInput, ElasticityOfZero) {
  EXPECT_THAT(native_error("sectors.csv", "goods,4", "goods,0"),
              AllOf(HasSubstr("sectors.csv:2: theta_X: '0'"), HasSubstr("elasticity is zero")));
  EXPECT_THAT(error_of(edited(caliendo_parro_files(), "T.txt", "5", "0")), HasSubstr("T.txt:1"));
}

TEST(BadInput, SharesThatDoNotSum) {
  EXPECT_THAT(error_of(edited(caliendo_parro_files(), "IO.txt", "0.4\t", "0.41\t")),
              AllOf(HasSubstr("IO.txt:1"), HasSubstr("do not sum to 1")));
  EXPECT_THAT(error_of(edited(caliendo_parro_files(), "B.txt", "0.5", "1.5")), HasSubstr("outside 0 to 1"));
  EXPECT_THAT(native_error("country_sector.csv", "52,60", "52,61"),
              HasSubstr("industry account of S1 in AAA"));
  EXPECT_THAT(native_error("country_sector.csv", "52,60", "53,60"),
              HasSubstr("product account of S1 in AAA"));
}

TEST(BadInput, TruncatedFiles) {
  EXPECT_THAT(native_error("flows.csv", "S1,90,0\n", "S1,9"),
              AllOf(HasSubstr("flows.csv:5"), HasSubstr("4 field")));
  EXPECT_THAT(error_of(edited(caliendo_parro_files(), "xbilat1993.txt", "30000\t0\n", "")),
              HasSubstr("2 rows x 2 columns"));
  EXPECT_THAT(error_of(edited(wiot_files(), "wiot2011_inter.csv", "5,30\n", "")), HasSubstr("wrong size"));
  EXPECT_THAT(error_of(edited(gravity_matrix_files(), "gdp.csv", "5000000\n", "")), HasSubstr("gdp.csv"));
}

TEST(BadInput, NotUtf8) {
  EXPECT_THAT(native_error("countries.csv", "Aland", "\xC5land"),
              AllOf(HasSubstr("countries.csv:2"), HasSubstr("not UTF-8")));
}

TEST(BadInput, TooLargeForMemory) {
  std::string countries = "code,name,gdp,groups\n", sectors = "code,name,groups,theta_X\n";
  for (int i = 0; i < 30000; ++i) countries += fmt::format("C{},,,\n", i);
  for (int i = 0; i < 3000; ++i) sectors += fmt::format("S{},,,4\n", i);
  auto files = native_files();
  files[0].text = countries;
  files[1].text = sectors;
  EXPECT_THAT(error_of(files), AllOf(HasSubstr("30000 countries x 3000 sectors"), HasSubstr("GB of memory")));
}

TEST(BadInput, RowsThatMissTheStatedOutput) {
  EXPECT_THAT(error_of(edited(wiot_files(), "wiot2011_output.csv", "100\n", "150\n")),
              HasSubstr("rows do not add to the stated output"));
}

TEST(BadInput, SettingsAndFormats) {
  EXPECT_THAT(error_of(native_files(), {.format = "long-cvs", .name = "", .settings = {}}),
              HasSubstr("did you mean 'long-csv'?"));
  EXPECT_THAT(error_of(native_files(), {.format = "", .name = "", .settings = {{"layot", "x"}}}),
              HasSubstr("did you mean 'layout'?"));
  EXPECT_THAT(error_of(wiot_files(), {.format = "", .name = "", .settings = {{"year", "1999"}}}),
              HasSubstr("one of 2011"));
  EXPECT_THAT(error_of(wiot_files(), {.format = "", .name = "", .settings = {{"negative_final", "drop"}}}),
              HasSubstr("one of purge, keep"));
  EXPECT_THAT(error_of({{"something.txt", "x"}}), HasSubstr("layout of the data is not recognised"));
  EXPECT_THAT(error_of(native_files(), {.format = "icio", .name = "", .settings = {}}),
              HasSubstr("one file"));
}

}  // namespace
}  // namespace cobden::data
