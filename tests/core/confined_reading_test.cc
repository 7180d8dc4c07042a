// A confined process reads what is on the data search path and nothing else, whatever name leads to it.
#include "cobden/core/confined_reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cobden/core/error.h"
#include "cobden/core/file.h"

namespace cobden {
namespace {

namespace fs = std::filesystem;

class ConfinedReadingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("cobden_confined_" + std::to_string(::getpid()));
    fs::create_directories(folder_ / "data" / "lists");
    fs::create_directories(folder_ / "data-secret");
    for (const char* name : {"data/own.csv", "data/lists/own.csv", "data-secret/x.csv", "secret.csv"})
      std::ofstream(folder_ / name) << name;
    fs::create_symlink(folder_ / "secret.csv", folder_ / "data" / "link.csv");
    ::setenv("COBDEN_DATA", (folder_ / "data").c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("COBDEN_DATA");
    fs::remove_all(folder_);
  }
  fs::path folder_;
};

TEST_F(ConfinedReadingTest, FollowsTheSearchPath) {
  EXPECT_EQ(read_file(folder_ / "secret.csv"), "secret.csv") << "not confined yet";
  {
    const ConfinedReading confined;
    EXPECT_EQ(read_file(folder_ / "data" / "own.csv"), "data/own.csv");
    EXPECT_TRUE(is_readable_file(folder_ / "data" / "lists" / "own.csv"));
    EXPECT_TRUE(is_readable_folder(folder_ / "data" / "lists"));
    for (const char* name :
         {"secret.csv", "data/../secret.csv", "data-secret/x.csv", "data/link.csv", "none.csv"}) {
      EXPECT_THROW(read_file(folder_ / name), UserError) << name;
      EXPECT_THROW(sha256_of_file(folder_ / name), UserError) << name;
      EXPECT_FALSE(is_readable_file(folder_ / name)) << name;
    }
    EXPECT_FALSE(is_readable_folder(folder_));
    EXPECT_FALSE(find_on_search_path("../secret.csv"));
    EXPECT_FALSE(find_on_search_path(folder_ / "secret.csv")) << "an absolute name is beside every folder";
    EXPECT_TRUE(find_on_search_path("lists/own.csv"));
  }
  EXPECT_TRUE(is_readable_file(folder_ / "secret.csv")) << "free again";
}

TEST_F(ConfinedReadingTest, TellsNoDifferenceBetweenHiddenAndAbsent) {
  const ConfinedReading confined;
  const auto message = [&](const char* name) -> std::string {
    try {
      read_file(folder_ / name);
    } catch (const UserError& error) {
      return error.detail().problem;
    }
    return "";
  };
  EXPECT_EQ(message("secret.csv"), message("absent.csv"));
}

}  // namespace
}  // namespace cobden
