#pragma once
// An answer about the choices of governments as a person reads it: who chooses what, who gains and loses, the
// tariffs in summary, and how far the search got.
#include <string>
#include <vector>

#include "cobden/report/brief.h"
#include "cobden/scenario/strategy_answer.h"

namespace cobden::report {

/// The economies of the table: the players, those the scenario asks for, and the most affected.
std::vector<Country> strategy_countries(const scenario::StrategyAnswer& answer);
/// "Nash equilibrium of USA and CHN".
std::string strategy_headline(const scenario::StrategyAnswer& answer);
/// "USA chooses 12 tariffs on CHN (mfn, goods, 0% to 200%) to maximise real income."
std::vector<std::string> player_lines(const scenario::StrategyAnswer& answer);
/// Tables and sentences of the answer, in order: the question's own ("question"), "effects", "tariffs",
/// "certificate", "war", "method"; those that say nothing are left out. `beside_run`: without what the
/// summary of the run says already.
std::vector<BriefSection> strategy_sections(const scenario::StrategyAnswer& answer, bool beside_run,
                                            Clock clock = Clock::kTold);
/// The whole answer. `beside_run`: without the title and the shocks, which `cobden run` has printed already.
std::string strategy_summary(const scenario::StrategyAnswer& answer, bool beside_run = false);

}  // namespace cobden::report
