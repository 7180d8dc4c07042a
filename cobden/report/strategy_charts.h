#pragma once
// Pictures of answers about the choices of governments: who gains, what is charged, what could be agreed on,
// which carve-outs pay, where answers lead.
#include <string>
#include <vector>

#include "cobden/report/bar_chart.h"
#include "cobden/report/brief.h"
#include "cobden/report/heat_map.h"
#include "cobden/report/plane_chart.h"
#include "cobden/scenario/strategy_answer.h"

namespace cobden::report {

/// Real income of the players and the most affected, answer against start. Needs effects.
BarChart gains_chart(const scenario::StrategyAnswer& answer);
/// The tariffs of one player by partner and sector at `tariff`.
HeatMap tariff_heat_map(const scenario::StrategyAnswer& answer, std::size_t player, const TradeCube& tariff);
/// The frontier with its threat point and solutions, as gains over the threat point. Needs points.
PlaneChart frontier_chart(const scenario::StrategyAnswer& answer, const scenario::FrontierAnswer& made);
/// What sparing each item does for the owner and the rival, in basis points of real income.
BarChart carveout_chart(const scenario::StrategyAnswer& answer, const scenario::CarveoutAnswer& made);
/// Mean tariffs of both sides, move by move.
PlaneChart respond_chart(const scenario::StrategyAnswer& answer, const scenario::RespondAnswer& made);

/// Every chart the answer has.
std::vector<BriefChart> strategy_charts(const scenario::StrategyAnswer& answer);

}  // namespace cobden::report
