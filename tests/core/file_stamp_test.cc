#include "cobden/core/file_stamp.h"

#include <gtest/gtest.h>

#include "data/temporary_folder.h"

namespace cobden {
namespace {

TEST(FileStamp, TellsOneStateOfAFileFromAnother) {
  const testing::TemporaryFolder folder;
  EXPECT_EQ(file_stamp(folder.path() / "not-there"), "");
  folder.write("a", "one");
  folder.write("b", "one");
  const std::string stamp = file_stamp(folder.path() / "a");
  EXPECT_NE(stamp, "");
  EXPECT_EQ(file_stamp(folder.path() / "a"), stamp);
  EXPECT_NE(file_stamp(folder.path() / "b"), stamp);
  folder.write("a", "three");
  EXPECT_NE(file_stamp(folder.path() / "a"), stamp);
}

TEST(FileStamp, SeesTheSameLengthWrittenLater) {
  const testing::TemporaryFolder folder;
  folder.write("a", "one");
  const auto file = folder.path() / "a";
  const std::string stamp = file_stamp(file);
  std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(1));
  EXPECT_NE(file_stamp(file), stamp);
}

}  // namespace
}  // namespace cobden
