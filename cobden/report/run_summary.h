#pragma once
// The answer of one run as a page for a terminal: headline table, trade between the pairs whose tariffs
// change, sectors that move most, and a footer with everything the figures depend on.
#include <string>
#include <vector>

#include "cobden/report/bar_chart.h"
#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// `measures` replaces the columns of the headline; empty = the scenario's choice or the usual ones.
std::string run_summary(const scenario::Answer& answer, const std::vector<std::string>& measures = {});
/// Closure, numeraire, elasticities, solver: the lines under every table.
std::string footer(const scenario::Answer& answer);
/// Exact real income of the headline economies with the range over elasticity sets as whiskers.
BarChart welfare_chart(const scenario::Answer& answer);

}  // namespace cobden::report
