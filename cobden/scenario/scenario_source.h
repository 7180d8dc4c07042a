#pragma once
// Which scenario a question is about: a file or the name of a ready one, as the command line says it, or the
// text itself, as it comes over the network and from the store of past runs.
#include <optional>
#include <string>
#include <utility>

#include "cobden/scenario/scenario_file.h"

namespace cobden::scenario {

struct ScenarioSource {
  std::string name;                 ///< a file, or the name of a ready scenario
  std::optional<std::string> text;  ///< TOML; wins over `name`, which then is what errors call it

  ScenarioSource() = default;
  ScenarioSource(std::string file_or_name) : name(std::move(file_or_name)) {}
  ScenarioSource(const char* file_or_name) : name(file_or_name) {}

  bool empty() const { return name.empty() && !text; }
  /// What errors and tables call it.
  std::string label() const { return name.empty() ? "scenario" : name; }
};

/// The text of the scenario with the file it is from; that is empty if the text was given.
struct ScenarioText {
  std::string text;
  std::filesystem::path file;
};
/// UserError: neither a file nor a known name, or the file cannot be read.
ScenarioText read_text(const ScenarioSource& source);
/// The scenario. UserError at the line of the mistake.
Scenario open_scenario(const ScenarioSource& source);

}  // namespace cobden::scenario
