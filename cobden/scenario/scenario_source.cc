#include "cobden/scenario/scenario_source.h"

#include "cobden/core/file.h"

namespace cobden::scenario {

ScenarioText read_text(const ScenarioSource& source) {
  if (source.text) return {.text = *source.text, .file = {}};
  const auto file = find_scenario(source.name);
  return {.text = read_file(file), .file = file};
}

Scenario open_scenario(const ScenarioSource& source) {
  const ScenarioText read = read_text(source);
  Scenario scenario = parse_scenario(read.text, read.file.empty() ? source.label() : read.file.string());
  scenario.file = read.file;
  return scenario;
}

}  // namespace cobden::scenario
