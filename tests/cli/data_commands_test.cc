#include "apps/cli/data_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>

#include "cobden/core/file.h"
#include "cobden/data/builtin.h"
#include "cobden/data/netcdf_benchmark.h"
#include "cobden/data/write_long_csv.h"
#include "data/store_fixture.h"
#include "shared_data.h"

namespace cobden::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::same_tables;
using testing::small_world;
using testing::TemporaryFolder;
using testing::user_error;

struct Talk {
  std::ostringstream out, err;
  CommandIo io;
  explicit Talk(const std::string& format = "table")
      : io{.out = out, .err = err, .format = format, .quiet = false, .program_line = "cobden data"} {}
  boost::json::object json() const { return boost::json::parse(out.str()).as_object(); }
};

data::BenchmarkTables unbalanced() {
  data::BenchmarkTables t = small_world(3, 2);
  t.final_use(Sector(1), Country(2)) *= 1.01;
  return t;
}

TEST(DataImport, SaysWhatItReadAndWritesNetcdf) {
  const TemporaryFolder folder;
  const auto t = small_world();
  data::write_long_csv(folder / "in", t);
  Talk talk("json");
  const DataImportOptions options{.source = folder / "in",
                                  .format_in = "",
                                  .name = "",
                                  .settings = {},
                                  .balance = false,
                                  .purge_negative = false,
                                  .out = folder / "out.nc"};
  EXPECT_EQ(data_import(options, talk.io), kDone);
  EXPECT_TRUE(same_tables(data::read_netcdf_benchmark(folder / "out.nc"), t));
  const auto answer = talk.json();
  EXPECT_EQ(answer.at("schema").at("name"), "cobden-data-import");
  EXPECT_EQ(answer.at("inputs").as_array().size(), 6u);
  EXPECT_EQ(answer.at("inputs").at(0).at("sha256").as_string().size(), 64u);
  EXPECT_EQ(answer.at("outputs").at(0).at("sha256").as_string(), sha256_hex(read_file(folder / "out.nc")));
  long read = 0;
  for (const auto& file : answer.at("results").at("files").as_array()) {
    EXPECT_EQ(file.at("rows_read"), file.at("rows_used"));
    read += file.at("rows_read").as_int64();
  }
  EXPECT_GT(read, 18 + 12 + 6 + 3 + 2);
  EXPECT_TRUE(answer.at("results").at("imbalances").as_array().empty());
  EXPECT_THAT(talk.err.str(), HasSubstr("wrote "));
}

TEST(DataImport, RefusesImbalancesAndBalancesWhenAsked) {
  const TemporaryFolder folder;
  data::write_long_csv(folder / "in", unbalanced());
  Talk refused;
  DataImportOptions options;
  options.source = folder / "in";
  options.out = folder / "out.nc";
  EXPECT_EQ(data_import(options, refused.io), kBadInput);
  EXPECT_FALSE(std::filesystem::exists(folder / "out.nc"));
  EXPECT_THAT(refused.err.str(),
              HasSubstr("do not add up in 1 cell(s); nothing was written; balance the table with --balance"));
  Talk balanced;
  options.balance = true;
  EXPECT_EQ(data_import(options, balanced.io), kDone);
  EXPECT_THAT(balanced.out.str(), HasSubstr("balanced by RAS"));
  EXPECT_EQ(data::open_benchmark((folder / "out.nc").string()).accounting().imbalances, 0u);
}

TEST(DataCheck, ListsEachImbalanceWithItsCell) {
  const TemporaryFolder folder;
  data::write_netcdf_benchmark(folder / "off.nc", unbalanced());
  Talk talk, json("json"), csv("csv");
  const DataCheckOptions options{.benchmark = (folder / "off.nc").string()};
  EXPECT_EQ(data_check(options, talk.io), kBadInput);
  EXPECT_THAT(talk.out.str(), HasSubstr("product account"));
  EXPECT_EQ(data_check(options, json.io), kBadInput);
  const auto cell = json.json().at("results").at("imbalances").at(0);
  EXPECT_EQ(cell.at("country"), "C");
  EXPECT_EQ(cell.at("sector"), "s2");
  EXPECT_EQ(cell.at("left").at("unit"), "million USD");
  EXPECT_EQ(data_check(options, csv.io), kBadInput);
  EXPECT_THAT(csv.out.str(), HasSubstr("imbalances,1,country,,C\n"));
  Talk lenient;
  EXPECT_EQ(data_check({.benchmark = options.benchmark, .tolerance = 0.5}, lenient.io), kDone);
  EXPECT_THAT(user_error([&] { data_check({.benchmark = options.benchmark, .tolerance = -1}, lenient.io); }),
              HasSubstr("tolerance"));
}

TEST(DataInfo, ShowsTheBuiltInBenchmark) {
  Talk talk, json("json");
  EXPECT_EQ(data_info({.benchmark = "world-2022-12"}, talk.io), kDone);
  for (const char* text :
       {"United States", "Giri, Yi and Yilmazkuday", "CC BY 4.0", "million USD", "electronics"})
    EXPECT_THAT(talk.out.str(), HasSubstr(text));
  EXPECT_EQ(data_info({.benchmark = "world-2022-12"}, json.io), kDone);
  EXPECT_EQ(json.json().at("results").at("economies").as_array().size(), 12u);
  EXPECT_EQ(json.json().at("results").at("elasticities").as_array().size(), 8u);
}

TEST(DataAggregate, WritesAndExplains) {
  const TemporaryFolder folder;
  data::write_netcdf_benchmark(folder / "in.nc", small_world(3, 2));
  write_file(folder / "map.csv", "axis,from,to\ncountry,A,AC\ncountry,C,AC\ncountry,B,B\n");
  Talk talk;
  const DataAggregateOptions options{.benchmark = (folder / "in.nc").string(),
                                     .map = folder / "map.csv",
                                     .name = "two",
                                     .out = folder / "out"};
  EXPECT_EQ(data_aggregate(options, talk.io), kDone);
  EXPECT_EQ(data::open_benchmark((folder / "out").string()).country_count(), 2u);
  EXPECT_THAT(talk.out.str(), HasSubstr("became a tax inside the value added"));
}

TEST(DataExport, BothFormsAndContradictions) {
  const TemporaryFolder folder;
  const auto t = small_world();
  data::write_netcdf_benchmark(folder / "in.nc", t);
  const std::string in = (folder / "in.nc").string();
  Talk talk;
  EXPECT_EQ(data_export({.benchmark = in, .out = folder / "long", .to = "csv"}, talk.io), kDone);
  EXPECT_EQ(data_export({.benchmark = (folder / "long").string(), .out = folder / "back.nc", .to = "netcdf"},
                        talk.io),
            kDone);
  EXPECT_EQ(read_file(folder / "back.nc").size(), read_file(folder / "in.nc").size());
  EXPECT_TRUE(same_tables(data::read_netcdf_benchmark(folder / "back.nc"), t));
  EXPECT_THAT(
      user_error([&] { data_export({.benchmark = in, .out = folder / "x.nc", .to = "csv"}, talk.io); }),
      HasSubstr("--to csv does not go with"));
  EXPECT_THAT(user_error([&] { data_export({.benchmark = in, .out = folder / "x", .to = "xlsx"}, talk.io); }),
              HasSubstr("cannot write 'xlsx'"));
  EXPECT_THAT(user_error([&] { data_export({.benchmark = in, .out = "", .to = ""}, talk.io); }),
              HasSubstr("no place to write to"));
  EXPECT_FALSE(std::filesystem::exists(folder / "x.nc"));
}

TEST(DataExport, HeaderArraysAndBack) {
  const TemporaryFolder folder;
  Talk talk;
  EXPECT_EQ(data_export({.benchmark = "world-2022-12", .out = folder / "w.har", .to = ""}, talk.io), kDone);
  Talk checked;
  EXPECT_EQ(data_check({.benchmark = (folder / "w.har").string()}, checked.io), kDone);
  EXPECT_THAT(checked.out.str(), HasSubstr("The accounts add up in every cell."));
  EXPECT_THAT(user_error([&] {
                data_export({.benchmark = "world-2022-12", .out = folder / "x.nc", .to = "har"}, talk.io);
              }),
              HasSubstr("give a file that ends in .har"));
}

TEST(DataConvert, ThereAndBackAndContradictions) {
  const TemporaryFolder folder;
  const std::string csv = "measure,value\n\"a, b\",0.1\nc,\n";
  write_file(folder / "t.csv", csv);
  Talk talk;
  EXPECT_EQ(data_convert({.from = folder / "t.csv", .to = folder / "t.dta"}, talk.io), kDone);
  EXPECT_EQ(data_convert({.from = folder / "t.dta", .to = folder / "t.sav"}, talk.io), kDone);
  EXPECT_EQ(data_convert({.from = folder / "t.sav", .to = folder / "back.csv"}, talk.io), kDone);
  EXPECT_EQ(read_file(folder / "back.csv"), csv);
  EXPECT_THAT(user_error([&] { data_convert({.from = folder / "t.csv", .to = folder / "x.csv"}, talk.io); }),
              HasSubstr("both files are CSV"));
  EXPECT_THAT(user_error([&] { data_convert({.from = folder / "t.csv", .to = folder / "x.xls"}, talk.io); }),
              HasSubstr("end it in .csv, .dta"));
  EXPECT_THAT(user_error([&] { data_convert({.from = folder / "no.dta", .to = folder / "x.csv"}, talk.io); }),
              HasSubstr("no.dta"));
}

TEST(DataCommands, UnknownFormatIsRefusedBeforeAnythingIsWritten) {
  const TemporaryFolder folder;
  Talk writing("yaml");
  EXPECT_THAT(user_error([&] {
                data_export({.benchmark = "world-2022-12", .out = folder / "out.nc", .to = ""}, writing.io);
              }),
              HasSubstr("unknown format 'yaml'"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  Talk talk("yaml");
  EXPECT_THAT(user_error([&] { data_info({.benchmark = "world-2022-12"}, talk.io); }),
              HasSubstr("unknown format 'yaml'"));
}

TEST(DataBuild, WritesTheShippedFigures) {
  COBDEN_NEED_SHARED("data/world2022_81x28");
  const TemporaryFolder folder;
  Talk talk("json");
  EXPECT_EQ(data_build({.source = shared_path, .out = folder / "built", .map = {}}, talk.io), kDone);
  for (const char* name : {"world-2022", "world-2022-12"})
    EXPECT_TRUE(same_tables(data::read_netcdf_benchmark(folder / ("built/" + std::string(name) + ".nc")),
                            data::open_tables(name).tables))
        << name;
  EXPECT_EQ(talk.json().at("outputs").as_array().size(), 2u);
}

}  // namespace
}  // namespace cobden::cli
