#include "cobden/core/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace cobden {
namespace {

namespace fs = std::filesystem;

std::string raw_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class File : public ::testing::Test {
 protected:
  File() { fs::create_directories(folder_); }
  ~File() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  fs::path folder_ = fs::temp_directory_path() / ("cobden-file-test-" + std::to_string(::getpid()));
};

TEST_F(File, AnXzNameIsWrittenCompressedAndReadBack) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += std::to_string(i % 997) + ",row\n";
  text += std::string("\0\xFF", 2);
  write_file(folder_ / "a.csv.xz", text);
  EXPECT_EQ(raw_bytes(folder_ / "a.csv.xz").substr(0, 6), std::string("\xFD"
                                                                      "7zXZ\0",
                                                                      6));
  EXPECT_LT(fs::file_size(folder_ / "a.csv.xz"), text.size() / 10);
  EXPECT_TRUE(read_file(folder_ / "a.csv.xz") == text);
}

TEST_F(File, CompressionIsTheSameEveryTimeAndTakesNothing) {
  EXPECT_EQ(xz_compressed("Cobden, 1846"), xz_compressed("Cobden, 1846"));
  write_file(folder_ / "empty.xz", "");
  EXPECT_EQ(read_file(folder_ / "empty.xz"), "");
}

TEST_F(File, OtherNamesAreWrittenAsTheyAre) {
  write_file(folder_ / "a.csv", "code\n01\n");
  EXPECT_EQ(raw_bytes(folder_ / "a.csv"), "code\n01\n");
}

}  // namespace
}  // namespace cobden
