#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/data/netcdf_benchmark.h"
#include "cobden/data/netcdf_file.h"
#include "store_fixture.h"

namespace cobden::data {
namespace {

using ::testing::HasSubstr;
using testing::same_tables;
using testing::small_world;
using testing::TemporaryFolder;
using testing::user_error;

TEST(NetcdfBenchmark, ReadsBackBitForBit) {
  const TemporaryFolder folder;
  BenchmarkTables t = small_world(4, 3);
  t.flow(Sector(1), Country(0), Country(1)) = 0.1 + 0.2;  // not a short decimal
  t.value_added(Sector(0), Country(0)) = -0.0;
  t.country_groups["empty"] = {};
  write_netcdf_benchmark(folder / "a.nc", t);
  const BenchmarkTables back = read_netcdf_benchmark(folder / "a.nc");
  EXPECT_TRUE(same_tables(t, back));
  EXPECT_TRUE(std::signbit(back.value_added(Sector(0), Country(0))));
}

TEST(NetcdfBenchmark, OptionalPartsMayBeAbsent) {
  const TemporaryFolder folder;
  BenchmarkTables t = small_world(2, 1);
  t.intermediate = {};
  t.gdp = {};
  t.elasticities.clear();
  t.country_groups.clear();
  t.provenance = {};
  write_netcdf_benchmark(folder / "a.nc", t);
  EXPECT_TRUE(same_tables(t, read_netcdf_benchmark(folder / "a.nc")));
}

TEST(NetcdfBenchmark, TheSameTablesGiveTheSameBytes) {
  const TemporaryFolder folder;
  write_netcdf_benchmark(folder / "a.nc", small_world(5, 4));
  write_netcdf_benchmark(folder / "b.nc", small_world(5, 4));
  EXPECT_EQ(read_file(folder / "a.nc"), read_file(folder / "b.nc"));
}

TEST(NetcdfBenchmark, OpensInXarray) {
  if (std::system("/usr/bin/python3 -c 'import xarray, netCDF4' >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "needs python3-xarray and python3-netcdf4";
  const TemporaryFolder folder;
  write_netcdf_benchmark(folder / "a.nc", small_world(3, 2));
  const auto script = std::filesystem::path(source_folder()) / "tests/data/netcdf_xarray_test.py";
  const std::string command = "/usr/bin/python3 " + script.string() + " " + (folder / "a.nc").string();
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(NetcdfBenchmark, RefusesWhatIsNotABenchmark) {
  const TemporaryFolder folder;
  EXPECT_THAT(user_error([&] { read_netcdf_benchmark(folder / "none.nc"); }), HasSubstr("does not exist"));
  write_file(folder / "text.nc", "exporter,importer\n");
  EXPECT_THAT(user_error([&] { read_netcdf_benchmark(folder / "text.nc"); }),
              HasSubstr("not a complete NetCDF-4 file"));
  {
    NetcdfWriter other(folder / "other.nc");
    other.dimension("sector", 1);
    other.close();
  }
  EXPECT_THAT(user_error([&] { read_netcdf_benchmark(folder / "other.nc"); }), HasSubstr("not a benchmark"));
}

TEST(NetcdfBenchmark, RefusesAFileCutShortOrDamagedAnywhere) {
  const TemporaryFolder folder;
  const BenchmarkTables t = small_world(3, 2);
  write_netcdf_benchmark(folder / "a.nc", t);
  const std::string whole = read_file(folder / "a.nc");
  for (const double share : {0.0, 0.01, 0.3, 0.9}) {
    write_file(folder / "cut.nc",
               whole.substr(0, static_cast<std::size_t>(share * static_cast<double>(whole.size()))));
    EXPECT_NE(user_error([&] { read_netcdf_benchmark(folder / "cut.nc"); }), "") << share;
  }
  // Damage to the seal's own mark leaves the file unsealed and intact.
  const std::size_t seal = whole.rfind("\ncobden-sha256:");
  for (std::size_t i = 0; i < seal; i += 991) {
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x55);
    write_file(folder / "flip.nc", bytes);
    EXPECT_THAT(user_error([&] { read_netcdf_benchmark(folder / "flip.nc"); }), HasSubstr("is damaged"))
        << "byte " << i;
  }
  write_file(folder / "unsealed.nc", whole.substr(0, seal));
  EXPECT_TRUE(same_tables(t, read_netcdf_benchmark(folder / "unsealed.nc")));
}

TEST(NetcdfBenchmark, NothingIsLeftWhenWritingFails) {
  const TemporaryFolder folder;
  EXPECT_THAT(user_error([&] { write_netcdf_benchmark(folder / "no/such/folder/a.nc", small_world()); }),
              HasSubstr("cannot be written"));
  BenchmarkTables t = small_world();
  t.final_use = SectorCountry(1, 1);
  EXPECT_THAT(user_error([&] { write_netcdf_benchmark(folder / "a.nc", t); }),
              HasSubstr("does not fit its axes"));
  t = small_world();
  t.country_groups["a=b"] = {"A"};
  EXPECT_THAT(user_error([&] { write_netcdf_benchmark(folder / "a.nc", t); }), HasSubstr("reserves"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(NetcdfBenchmark, RefusesAVariableOfAnotherShape) {
  const TemporaryFolder folder;
  {
    NetcdfWriter file(folder / "a.nc");
    file.attribute("schema", "cobden-benchmark");
    file.attribute("schema_version", 1);
    for (const char* name : {"sector", "country", "importer", "exporter"}) {
      file.dimension(name, 1);
      file.strings(name, {name}, {"code", ""}, {"X"});
    }
    file.strings("sector_label", {"sector"}, {"text", ""}, {"X"});
    file.strings("country_label", {"country"}, {"text", ""}, {"X"});
    file.attribute("year", 2020);
    file.doubles("flow", {"importer", "exporter"}, {"1", ""}, std::vector<double>{1});
    file.close();
  }
  EXPECT_THAT(user_error([&] { read_netcdf_benchmark(folder / "a.nc"); }),
              HasSubstr("flow: has dimensions (importer, exporter); expected (sector, importer, exporter)"));
}

}  // namespace
}  // namespace cobden::data
