#pragma once
// The tables of one answer about the choices of governments, question by question. Tables have their
// own titles and units; strategy_summary.h puts them together.
#include <string>

#include "cobden/report/brief.h"
#include "cobden/scenario/strategy_answer.h"

namespace cobden::report {

/// "USA" and the like for columns; "bn USD".
std::string money_unit(const scenario::StrategyAnswer& answer);
/// "6.4%": a rate given in percent; three digits at least where it is small.
std::string rate_text(double percent);

/// Real income, prices and revenue of the economies in `shown`, at the scenario's tariffs and at the
/// answer's.
BriefBlocks effects_table(const scenario::StrategyAnswer& answer, const std::vector<Country>& shown);
/// Objectives that are not plain real income, by player; empty if all are.
BriefBlocks objectives_table(const scenario::StrategyAnswer& answer);
/// What each player charges at the answer's tariffs: by partner and by sector, side by side for two players
/// who charge only each other, in one line each where players are many.
BriefBlocks tariff_tables(const scenario::StrategyAnswer& answer);
/// The highest tariffs of one player, where it chooses more cells than a table by sector shows.
BriefBlocks highest_tariffs(const scenario::StrategyAnswer& answer, std::size_t player);

BriefBlocks certificate_text(const scenario::StrategyAnswer& answer, const strategy::Nash& nash);
BriefBlocks cooperation_text(const scenario::StrategyAnswer& answer, const scenario::CooperateAnswer& made);
BriefBlocks frontier_text(const scenario::StrategyAnswer& answer, const scenario::FrontierAnswer& made);
BriefBlocks carveouts_text(const scenario::StrategyAnswer& answer, const scenario::CarveoutAnswer& made);
BriefBlocks respond_text(const scenario::StrategyAnswer& answer, const scenario::RespondAnswer& made);
/// Whether the war of the scenario is in the interest of its sides; empty where there is none.
BriefBlocks war_text(const scenario::StrategyAnswer& answer);

}  // namespace cobden::report
