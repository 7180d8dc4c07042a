#pragma once
// The keys of a scenario file, each described once: name, meaning, unit, bounds, default. This one table
// feeds the parser, `cobden run --help-scenario`, the reference page and (later) the web form (HiGHS option
// records).
#include <limits>
#include <string>
#include <vector>

namespace cobden::scenario {

enum class OptionType {
  kText,
  kNumber,
  kInteger,
  kBoolean,
  kTextList,    ///< ["USA", "CHN"]
  kTextOrList,  ///< "USA" or ["USA", "CHN"]
};

struct OptionRecord {
  std::string table;  ///< "", "model", "shock", "outputs", "solver", "groups.countries", "groups.sectors"
  std::string key;    ///< "*" = any key (the names of groups)
  OptionType type = OptionType::kText;
  std::string meaning;
  std::string unit;                                       ///< empty for text
  std::vector<std::string> choices;                       ///< closed list of values; empty = free
  double low = -std::numeric_limits<double>::infinity();  ///< smallest number accepted
  double high = std::numeric_limits<double>::infinity();  ///< largest number accepted
  std::string default_value;                              ///< as one would type it; empty = none
  std::vector<std::string> families = {};                 ///< model families that know the key; empty = all
};

/// Every key of a scenario file, in the order of the reference.
const std::vector<OptionRecord>& scenario_options();
/// The record of `key` in `table`, or nullptr. In "groups.*" tables every key has the record "*".
const OptionRecord* find_option(const std::string& table, const std::string& key);
/// Names of the model families a scenario may ask for.
std::vector<std::string> model_families();

/// The reference of the scenario file for a terminal, with an example.
std::string scenario_reference_text();
/// The same as a Markdown page for docs/.
std::string scenario_reference_markdown();

}  // namespace cobden::scenario
