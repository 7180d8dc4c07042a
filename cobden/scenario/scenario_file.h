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

#include "cobden/core/civil_time.h"
#include "cobden/core/error.h"
#include "cobden/economy/model.h"
#include "cobden/scenario/strategy_ask.h"

namespace cobden::scenario {

/// Tariffs taken from a schedule of border measures (cobden/schedule).
struct ScheduleAsk {
  enum class Use {
    kChange,  ///< adds rate(on) - rate(since) to the benchmark's tariff
    kLevel,   ///< puts rate(on) in its place
  };
  std::string name;           ///< file, relative to the scenario, or id
  std::vector<CivilTime> on;  ///< one time, or the first and the last day of a span; a bare day is its end
  std::optional<Day> known = {};  ///< only what was public on this day counts for `on`
  CivilTime since;                ///< when the rates held that the benchmark's tariffs already hold
  Use use = Use::kChange;
  bool claim_adjusted = true;              ///< trade that claims a preference does not owe it
  std::vector<std::string> without = {};   ///< exempt lists and exemptions taken away
  std::filesystem::path concordance = {};  ///< products to sectors; empty = the ready one for the benchmark
  std::map<std::string, SourcePlace> places = {};  ///< where each key stands
};

/// One change of tariffs or trade costs over a block of cells.
struct Shock {
  enum class Action { kAdd, kSet, kScale, kTradeCost, kTariffFile, kSchedule };
  enum class Unit { kPercentagePoints, kPercent, kFraction, kPower };
  std::vector<std::string> importers, exporters;  ///< codes, groups or "all"
  std::vector<std::string> sectors;  ///< empty = "goods" if the benchmark has that group, else "all"
  std::vector<std::string> exclude;  ///< sectors left out
  Action action = Action::kAdd;
  Unit unit = Unit::kPercentagePoints;
  double amount = 0;                  ///< in `unit`
  std::filesystem::path tariff_file;  ///< of kTariffFile; a relative path is sought beside the scenario, then
                                      ///< beside the benchmark
  std::optional<ScheduleAsk> schedule;  ///< of kSchedule; its importer is known once the schedule is read
  SourcePlace place;                    ///< where the shock stands
};

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
  std::optional<StrategyAsk> strategy;  ///< what governments choose, if the file has a [strategy]
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

std::string to_string(Shock::Unit unit);  ///< "percentage points", ...
std::string to_string(
    Shock::Action action);  ///< "add", "set", "scale", "trade_cost", "tariff_file", "schedule"
/// UserError at `place` for a span of days whose last is before its first. One time is no span.
void check_span(const std::vector<CivilTime>& days, const SourcePlace& place);
/// "2025-05-02", "2025-05-02 12:01 +0800", "the mean over 2025-01-01 to 2025-12-31".
std::string describe(const std::vector<CivilTime>& on);
/// One line for a person: "USA on CHN, goods: +145 percentage points", "us-2025 on 2025-05-02, change since
/// 2025-01-01, claim-adjusted".
std::string describe(const Shock& shock);

}  // namespace cobden::scenario
