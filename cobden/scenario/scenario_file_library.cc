// Finding scenario files: by path, or by name on the data search path.
#include <algorithm>

#include "cobden/core/axis.h"
#include "cobden/core/confined_reading.h"
#include "cobden/core/file.h"
#include "cobden/scenario/scenario_file.h"

namespace cobden::scenario {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> library_files() { return files_on_search_path("", ".toml"); }

}  // namespace

Scenario read_scenario(const fs::path& path) {
  Scenario scenario = parse_scenario(read_file(path), path.string());
  scenario.file = path;
  return scenario;
}

fs::path find_scenario(const std::string& file_or_name) {
  if (is_readable_file(file_or_name)) return file_or_name;
  std::vector<std::string> names;
  for (const auto& file : library_files()) {
    if (file.stem() == file_or_name || file.filename() == file_or_name) return file;
    names.push_back(file.stem().string());
  }
  const std::string near = nearest_name(file_or_name, names);
  throw UserError({.place = {},
                   .value = file_or_name,
                   .problem = "is neither a file nor a known scenario",
                   .expected = "",
                   .remedy = near.empty() ? "list the built-in scenarios with 'cobden scenarios'"
                                          : "did you mean '" + near + "'?"});
}

std::vector<ScenarioListing> list_scenarios() {
  std::vector<ScenarioListing> list;
  for (const auto& file : library_files()) {
    try {
      const Scenario s = read_scenario(file);
      list.push_back({file.stem().string(), s.title, s.benchmark, s.model.family, file});
    } catch (const UserError&) {
      // COBDEN_DATA may hold other TOML files; running one by name explains what is wrong with it.
    }
  }
  return list;
}

}  // namespace cobden::scenario
