#pragma once
// The answer to a scenario as a person reads it: who gains and loses, which trade moves, which sectors, and
// under what assumptions. Also the picture of the same.
#include <string>
#include <vector>

#include "cobden/report/bar_chart.h"
#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// The economies of the headline table: those asked for, else those named by the shocks and the `top` most
/// affected.
std::vector<Country> headline_countries(const scenario::Answer& answer);
/// Title, shocks, headline table, trade and sector tables, footer with closure, numeraire and solver.
std::string run_summary(const scenario::Answer& answer);
/// What the shocks say, a line each, and what schedules came to.
std::string shock_lines(const scenario::AssembledRun& run);
/// Real income of the headline economies with the range over elasticity sets as whiskers.
BarChart welfare_chart(const scenario::Answer& answer);

}  // namespace cobden::report
