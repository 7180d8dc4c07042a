#pragma once
// The clocks of all sides from one folder of plain tables: series.csv says what happened or is due
// (clocks.h), weights.csv how it presses on whom. Nothing in either is estimated here, and every number has a
// source or the word judgement beside it; a user who judges otherwise copies the folder, or replaces single
// series. The shipped folder and where its numbers are from: data/clocks/README.md.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cobden/talks/clocks.h"

namespace cobden::talks {

/// A lobby's or a clock's say in the weight of one sector's income (lambda of the objective; 1 is plain
/// income).
struct SectorClock {
  std::string sector;  ///< code or group of the benchmark
  Clock weight;
};

/// Everything that presses on one government at home.
struct SideClocks {
  std::string side;  ///< ISO3
  Clock prices;      ///< phi(t): share of base income that a doubling of consumer prices is worth as a loss
  Clock employment;  ///< psi(t): the same for employment as a gain
  Clock impatience;  ///< added to one, it multiplies the rate of discount (see `impatience`)
  std::vector<SectorClock> sectors;  ///< those that are not 1
};

/// The weights of one government's objective on one day, as strategy and the scenario's [strategy] take them.
struct DayWeights {
  double prices = 0;                                    ///< phi_i(t), price_weight
  double employment = 0;                                ///< psi_i(t), employment_weight
  double impatience = 0;                                ///< share added to its rate of discount
  std::vector<std::pair<std::string, double>> sectors;  ///< code or group -> lambda
};
DayWeights weights_on(const SideClocks& clocks, Day day);

/// A date by which something ends or is decided, for a chart or a horizon.
struct ClockDeadline {
  std::string series;
  Day day;
  std::string source;
};

struct ClockBook {
  std::filesystem::path folder;
  std::vector<DatedSeries> series;  ///< that anybody knew of
  std::vector<SideClocks> sides;    ///< in the order of weights.csv
  std::vector<std::string>
      unknown;  ///< series of which nothing was public on the day asked; their terms are out
  /// UserError that names the sides there are.
  const SideClocks& of(std::string_view side) const;
  bool has(std::string_view side) const;
  /// Deadlines after `from` and up to `to`, by day.
  std::vector<ClockDeadline> deadlines(Day from, Day to) const;
  /// One line for each number used by `side`, as `Clock::provenance`.
  std::vector<std::string> provenance(std::string_view side) const;
};

struct ClockSettings {
  std::optional<Day> known = {};  ///< only what was public on this day; none = everything
  /// Series replaced by a constant of the user's own; their source becomes "given".
  std::vector<std::pair<std::string, double>> replaced = {};
};

/// The folder `name` on the data search path under clocks/, or a path to one. UserError names those there
/// are.
std::filesystem::path find_clocks(const std::string& name);
/// Reads series.csv and weights.csv (columns side, weight, sector, term, scale, neutral, source) of a folder.
/// `weight` is prices, employment, impatience or sector; `term` is a series or the word base. UserError with
/// file, line and column for a term without a series, a weight twice, or numbers that make no sense.
ClockBook read_clock_book(const std::filesystem::path& folder, const ClockSettings& settings = {});

}  // namespace cobden::talks
