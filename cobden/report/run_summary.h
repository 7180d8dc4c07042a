#pragma once
// The answer to a scenario as a person reads it: who gains and loses, which trade moves, which sectors, and
// under what assumptions. Also the picture of the same.
#include <string>
#include <vector>

#include "cobden/report/bar_chart.h"
#include "cobden/report/brief.h"
#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// The economies of the headline table: those asked for, else those named by the shocks and the `top` most
/// affected.
std::vector<Country> headline_countries(const scenario::Answer& answer);
/// Tables and sentences of the answer, in order: "headline", "trade", "sectors", "method"; those that say
/// nothing are left out.
std::vector<BriefSection> run_sections(const scenario::Answer& answer, Clock clock = Clock::kTold);
/// Title, shocks, headline table, trade and sector tables, footer with closure, numeraire and solver.
std::string run_summary(const scenario::Answer& answer);
/// What the shocks say, a sentence each, and what schedules came to; the last counts those left out.
std::vector<std::string> shock_points(const scenario::AssembledRun& run);
/// The same as indented lines.
std::string shock_lines(const scenario::AssembledRun& run);
/// Real income of the headline economies with the range over elasticity sets as whiskers.
BarChart welfare_chart(const scenario::Answer& answer);

}  // namespace cobden::report
