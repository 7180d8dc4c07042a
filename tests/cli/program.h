#pragma once
// The built program as a script runs it, and a folder of its own for every test.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace cobden {

namespace fs = std::filesystem;

struct Answer {
  int code = -1;
  std::string out;
};

/// Runs the program; standard error goes to `out` too if asked.
inline Answer cobden(const std::string& arguments, bool with_errors = false) {
  const std::string line =
      std::string(COBDEN_PROGRAM) + " " + arguments + (with_errors ? " 2>&1" : " 2>/dev/null");
  Answer answer;
  FILE* pipe = popen(line.c_str(), "r");
  std::array<char, 65536> chunk;
  for (std::size_t n = 0; (n = fread(chunk.data(), 1, chunk.size(), pipe)) > 0;)
    answer.out.append(chunk.data(), n);
  const int status = pclose(pipe);
  answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return answer;
}

class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("cobden_cli_" + std::to_string(::getpid()) + "_" +
                                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  fs::path folder_;
};

}  // namespace cobden
