#pragma once
// A file that a builder of the schedules' data has written in memory: whoever calls decides where it goes.
#include <filesystem>
#include <string>

namespace cobden::schedule {

struct BuiltFile {
  std::filesystem::path name;  ///< relative to data/schedules, "lists/us/annex2.csv"
  std::string content;         ///< the same bytes on every machine
};

}  // namespace cobden::schedule
