#include "cobden/schedule/build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "shared_data.h"

namespace cobden::schedule {
namespace {

namespace fs = std::filesystem;

TEST(Build, WritesEveryFileAsItIsShipped) {
  COBDEN_NEED_SHARED("data/us_china_schedule");
  const fs::path data = fs::path(source_folder()) / "data";
  const fs::path folder = fs::temp_directory_path() / ("cobden-schedule-build-" + std::to_string(::getpid()));
  const auto written = build_schedule_data(shared_path, folder / "schedules");
  EXPECT_GT(written.size(), 20u);
  for (const auto& path : written)
    EXPECT_TRUE(read_file(path) == read_file(data / path.lexically_relative(folder))) << path;
  fs::remove_all(folder);
}

TEST(Build, WritesNothingWithoutTheTables) {
  const fs::path folder = fs::temp_directory_path() / ("cobden-schedule-none-" + std::to_string(::getpid()));
  EXPECT_ANY_THROW(build_schedule_data(folder, folder / "schedules"));
  EXPECT_FALSE(fs::exists(folder));
}

}  // namespace
}  // namespace cobden::schedule
