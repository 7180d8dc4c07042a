#pragma once
// What presses on both governments at home: clocks that hurry them (talks/clock_book.h), the weights that
// prices and lobbies put into their objectives on a day, and the chance that growth falls short
// (talks/growth_outlook.h).
#include <optional>
#include <string>
#include <vector>

#include "cobden/scenario/talks_deadlock.h"
#include "cobden/scenario/talks_points.h"
#include "cobden/strategy/war.h"
#include "cobden/talks/clock_book.h"
#include "cobden/talks/growth_outlook.h"

namespace cobden::scenario {

/// One side on one day, its objective weighted by its clocks.
struct PressureRow {
  std::size_t side = 0;
  Day day;
  std::string name = {};  ///< "start of the talks", or the name of the deadline
  talks::DayWeights weights = {};
  strategy::WarSide war =
      {};  ///< best reply and what cutting alone would gain, in percent of the weighted objective
};

struct GrowthRow {
  std::size_t side = 0;
  talks::GrowthOutlook outlook = {};     ///< from before the tariffs
  double shock_low = 0, shock_high = 0;  ///< change of real income over elasticity sets, percent
  talks::GrowthAtRisk risk = {};
  std::optional<talks::GrowthOutlook> with_tariffs = {};  ///< what its author said with the tariffs in it
};

struct PressureAnswer {
  talks::ClockBook book = {};
  TalksClocks clocks = {};             ///< of impatience
  std::vector<PressureRow> rows = {};  ///< by day, then side
  std::vector<GrowthRow> growth = {};
  std::vector<std::string> notes = {};  ///< what could not be used, one sentence each
};

/// Clocks of both players as known on the day talks start; none if the scenario names none. UserError: no
/// such clocks, none for a player, or sectors the benchmark does not have.
std::optional<PressureAnswer> press(const StrategyGame& game, const TalksAsk& ask, const Answer& duties,
                                    const RunContext& context);

}  // namespace cobden::scenario
