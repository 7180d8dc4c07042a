#pragma once
// One file that `cobden schedule build` writes: its path below the output folder and its whole text.
#include <filesystem>
#include <string>

namespace cobden::schedule {

struct BuiltFile {
  std::filesystem::path name;
  std::string content;
};

}  // namespace cobden::schedule
