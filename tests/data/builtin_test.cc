#include "cobden/data/builtin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/data/aggregate.h"
#include "cobden/data/build_world2022.h"
#include "cobden/data/netcdf_benchmark.h"
#include "cobden/data/write_long_csv.h"
#include "shared_data.h"
#include "store_fixture.h"

namespace cobden::data {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::same_tables;
using testing::small_world;
using testing::TemporaryFolder;
using testing::user_error;

TEST(OpenBenchmark, ByNameByFileAndByFolder) {
  const TemporaryFolder folder;
  const BenchmarkTables t = small_world();
  write_netcdf_benchmark(folder / "my-world.nc", t);
  write_long_csv(folder / "long", t);
  setenv("COBDEN_DATA", folder.path().c_str(), 1);
  const OpenedTables by_name = open_tables("my-world");
  EXPECT_TRUE(by_name.built_in);
  EXPECT_TRUE(same_tables(by_name.tables, t));
  EXPECT_EQ(by_name.report.files.at(0).sha256, sha256_hex(read_file(folder / "my-world.nc")));
  EXPECT_THAT(builtin_benchmarks(), Contains("my-world"));
  const std::string missing = user_error([] { open_tables("my-wrld"); });
  EXPECT_THAT(missing, HasSubstr("did you mean 'my-world'?"));
  EXPECT_THAT(missing, HasSubstr("there are my-world"));
  unsetenv("COBDEN_DATA");
  EXPECT_TRUE(same_tables(open_tables((folder / "my-world.nc").string()).tables, t));
  EXPECT_EQ(open_benchmark((folder / "long").string()).tables().flow, t.flow);
  EXPECT_THAT(user_error([] { open_tables(""); }), HasSubstr("neither a built-in benchmark nor"));
}

TEST(OpenBenchmark, ChecksTheAccounts) {
  const TemporaryFolder folder;
  BenchmarkTables t = small_world();
  t.final_use(Sector(0), Country(0)) *= 2;
  write_netcdf_benchmark(folder / "off.nc", t);
  EXPECT_THAT(user_error([&] { open_benchmark((folder / "off.nc").string()); }),
              HasSubstr("product account of s1 in A"));
}

TEST(World2022, IsBalancedNamedAndAttributed) {
  const Benchmark world = open_benchmark("world-2022");
  EXPECT_EQ(world.country_count(), 81u);
  EXPECT_EQ(world.sector_count(), 28u);
  EXPECT_LT(world.accounting().worst_imbalance, 1e-9);
  EXPECT_EQ(world.country_selection("EU27").size(), 27u);
  EXPECT_EQ(world.country_selection("ASEAN").size(), 10u);
  EXPECT_EQ(world.sector_selection("goods").size(), 27u);
  EXPECT_EQ(world.sector_selection("chips"), world.sector_selection("C26"));
  EXPECT_EQ(world.tables().elasticities.size(), 8u);
  for (const char* set : {"IS", "U4", "CP", "BSY", "GYY", "Shap", "FGO", "LL"})
    EXPECT_FALSE(world.elasticities(set).source.empty());
  for (const char* owed : {"OECD", "Timmer", "Teti", "Census"})
    EXPECT_THAT(world.tables().provenance.citation, HasSubstr(owed));
  EXPECT_THAT(world.tables().provenance.licence, HasSubstr("not verified"));
  // README of the source: the deficit and value added of the United States.
  const Country usa = world.countries().at("USA");
  EXPECT_NEAR(world.deficit()[usa], 962008.2148999915, 1e-3);
  EXPECT_NEAR(world.value_added()[usa], 25051834.91949101, 1e-3);
}

TEST(World2022, TheAggregateIsTheMappingOfTheWorld) {
  const Benchmark world = open_benchmark("world-2022"), small = open_benchmark("world-2022-12");
  EXPECT_EQ(small.countries().codes(),
            (std::vector<std::string>{"USA", "CHN", "EU27", "CAN", "MEX", "JPN", "KOR", "IND", "GBR", "ASEAN",
                                      "BRA", "ROW"}));
  EXPECT_EQ(small.sector_count(), 12u);
  EXPECT_LT(small.accounting().worst_imbalance, 1e-9);
  EXPECT_EQ(small.sector_selection("goods").size(), 11u);
  const auto map = read_aggregation_map(std::filesystem::path(source_folder()) / "data/world-2022-12.map.csv",
                                        world.countries(), world.sectors());
  const BenchmarkTables again = aggregate(world.tables(), map, "world-2022-12");
  EXPECT_EQ(again.flow, small.tables().flow);
  EXPECT_EQ(again.tariff, small.tables().tariff);
  EXPECT_NEAR(small.deficit()[small.countries().at("USA")], 962008.2148999915, 1e-3);
}

TEST(World2022, IsWhatTheSourceSays) {
  COBDEN_NEED_SHARED("data/world2022_81x28");
  ImportReport report;
  EXPECT_TRUE(same_tables(make_world_2022(shared_path, report), open_tables("world-2022").tables));
  EXPECT_GT(report.files.size(), 3u);
}

}  // namespace
}  // namespace cobden::data
