#include "cobden/data/build_world2022.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "shared_data.h"
#include "store_fixture.h"

namespace cobden::data {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;
using testing::user_error;

std::filesystem::path shipped(const std::string& name) {
  return std::filesystem::path(source_folder()) / "data" / name;
}

// The shipped bytes themselves also hang on the versions of NetCDF and HDF5, so two runs are compared.
TEST(BuildWorld2022, TwoRunsGiveTheSameBytes) {
  COBDEN_NEED_SHARED("data/world2022_81x28");
  const TemporaryFolder folder;
  const auto map = shipped("world-2022-12.map.csv");
  const BuiltWorld2022 first = build_world_2022(shared_path, map, folder / "first");
  const BuiltWorld2022 second = build_world_2022(shared_path, map, folder / "second");
  EXPECT_TRUE(read_file(first.full) == read_file(second.full));
  EXPECT_TRUE(read_file(first.aggregate) == read_file(second.aggregate));
  EXPECT_EQ(first.full_accounts.imbalances, 0u);
  EXPECT_EQ(first.aggregate_accounts.imbalances, 0u);
}

TEST(BuildWorld2022, AWrongMappingLeavesNothingBehind) {
  COBDEN_NEED_SHARED("data/world2022_81x28");
  const TemporaryFolder folder;
  write_file(folder / "map.csv", "axis,from,to\ncountry,USA,USA\n");
  const auto build = [&] { build_world_2022(shared_path, folder / "map.csv", folder / "out"); };
  EXPECT_THAT(user_error(build), HasSubstr("80 country code(s) are not mapped"));
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

TEST(BuildWorld2022, AFolderWithoutTheTablesIsRefused) {
  const TemporaryFolder folder;
  const auto build = [&] {
    build_world_2022(folder.path(), shipped("world-2022-12.map.csv"), folder / "out");
  };
  EXPECT_NE(user_error(build), "");
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));
}

}  // namespace
}  // namespace cobden::data
