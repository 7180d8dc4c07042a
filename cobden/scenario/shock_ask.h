#pragma once
// The [[shock]] tables of a scenario as written: one change of tariffs or trade costs over a block of cells,
// or a schedule of border measures to take them from. shocks.h applies them to a benchmark.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/civil_time.h"
#include "cobden/core/table_reader.h"

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
  enum class Action { kAdd, kSet, kScale, kTradeCost, kTariffFile, kGempackFile, kSchedule };
  enum class Unit { kPercentagePoints, kPercent, kFraction, kPower };
  std::vector<std::string> importers, exporters;  ///< codes, groups or "all"
  std::vector<std::string> sectors;  ///< empty = "goods" if the benchmark has that group, else "all"
  std::vector<std::string> exclude;  ///< sectors left out
  Action action = Action::kAdd;
  Unit unit = Unit::kPercentagePoints;
  double amount = 0;                  ///< in `unit`
  std::filesystem::path tariff_file;  ///< of kTariffFile and kGempackFile; a relative path is sought beside
                                      ///< the scenario, then beside the benchmark
  std::optional<ScheduleAsk> schedule;  ///< of kSchedule; its importer is known once the schedule is read
  SourcePlace place;                    ///< where the shock stands
  double size = 1;                      ///< part of the change that is made; ensembles draw it
};

/// The shocks of a list of tables; `table` names it in errors ("shock"). UserError at the line of the
/// mistake.
std::vector<Shock> read_shocks(const TomlEntry& entry, const std::string& file,
                               const std::string& table = "shock");

std::string to_string(Shock::Unit unit);      ///< "percentage points", ...
std::string to_string(Shock::Action action);  ///< "add", "set", "scale", "trade_cost", "tariff_file",
                                              ///< "gempack_file", "schedule"
/// UserError at `place` for a span of days whose last is before its first. One time is no span.
void check_span(const std::vector<CivilTime>& days, const SourcePlace& place);
/// "2025-05-02", "2025-05-02 12:01 +0800", "the mean over 2025-01-01 to 2025-12-31".
std::string describe(const std::vector<CivilTime>& on);
/// One line for a person: "USA on CHN, goods: +145 percentage points", "us-2025 on 2025-05-02, change since
/// 2025-01-01, claim-adjusted".
std::string describe(const Shock& shock);

}  // namespace cobden::scenario
