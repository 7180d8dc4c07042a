#pragma once
// A file an answer depends on, for manifests.
#include <string>

namespace cobden::scenario {

struct InputFile {
  std::string role;  ///< "scenario", "benchmark", "tariffs", "schedule", "product list", "trade weights", ...
  std::string path;
  std::string sha256;  ///< of a scenario or schedule its text, of other files the bytes as stored
};

}  // namespace cobden::scenario
