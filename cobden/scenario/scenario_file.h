#pragma once
// A scenario file: one question to the engine, written by a person. Reading is strict, because a mistyped key
// that is silently ignored would answer another question: every unknown key, wrong type and unstated unit is
// an error that names its line and what was probably meant. Keys are described once, in options.h.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/error.h"
#include "cobden/economy/model.h"
#include "cobden/precursor/study.h"
#include "cobden/scenario/ensemble_ask.h"
#include "cobden/scenario/shock_ask.h"
#include "cobden/scenario/strategy_ask.h"
#include "cobden/scenario/talks_ask.h"

namespace cobden::scenario {

/// The [model] table as written; empty texts mean the family's default.
struct ModelSpec {
  std::string family = "caliendo-parro";
  std::string variant;
  economy::Closure closure = economy::Closure::kFixed;
  std::string elasticities;  ///< empty = GYY where the benchmark has it, else its first set
  economy::Numeraire numeraire;
  std::map<std::string, double> numbers;      ///< parameters of the family, by key (options.h)
  std::map<std::string, std::string> words;   ///< the same for texts; "true" or "false" for switches
  std::map<std::string, SourcePlace> places;  ///< where each key stands, for errors found later
  BySector theta;  ///< trade elasticities in place of the set's; empty = the set's (ensembles draw them)
};

/// What the terminal table shows.
struct OutputSpec {
  std::vector<std::string> measures;   ///< empty = the headline measures
  std::vector<std::string> countries;  ///< codes or groups; empty = chosen by effect
  int top = 10;                        ///< most affected economies added
};

struct Scenario {
  std::string name, title, description;
  std::string benchmark = "world-2022";
  ModelSpec model;
  std::map<std::string, std::vector<std::string>> country_groups, sector_groups;
  std::vector<Shock> shocks;  ///< in the order of the file
  OutputSpec outputs;
  std::optional<StrategyAsk> strategy;        ///< what governments choose, if the file has a [strategy]
  std::optional<TalksAsk> talks;              ///< what is talked about, if the file has a [talks]
  std::optional<EnsembleAsk> ensemble;        ///< what is uncertain, if the file has an [ensemble]
  std::optional<precursor::Study> precursor;  ///< a control at the source, if the file has a [precursor]
  economy::SolveOptions solver;
  std::filesystem::path file;  ///< empty if the text did not come from a file
  std::string sha256;          ///< of the text
};

/// Reads scenario text. `file` names it in errors. UserError at the line of the mistake.
Scenario parse_scenario(std::string_view text, const std::string& file);
/// Reads a scenario file; relative tariff files are taken from its folder.
Scenario read_scenario(const std::filesystem::path& path);
/// A path to a file, or the name of a scenario on the data search path (core/file.h). UserError names the
/// nearest.
std::filesystem::path find_scenario(const std::string& file_or_name);

struct ScenarioListing {
  std::string name, title, benchmark, family;
  std::filesystem::path file;
};
/// The scenarios on the data search path, by name; unreadable ones are left to `read_scenario` to explain.
std::vector<ScenarioListing> list_scenarios();

}  // namespace cobden::scenario
