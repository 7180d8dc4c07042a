#pragma once
// Pictures of the answer to a run beside its welfare chart (run_summary.h): where on the world gains and
// losses fall, what they are made of, which trade moves, which sectors.
#include <optional>

#include "cobden/report/bar_chart.h"
#include "cobden/report/brief.h"
#include "cobden/report/heat_map.h"
#include "cobden/report/world_map.h"
#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// Real income by economy. None where the model has no welfare.
std::optional<WorldMap> welfare_map(const scenario::Answer& answer);
/// Terms and volume of trade of the headline economies: what the first-order welfare change is made of
/// (Caliendo and Parro 2015). None where the model does not tell them apart.
std::optional<BarChart> decomposition_chart(const scenario::Answer& answer);
/// Change of trade in percent between the economies named and the largest traders. None where no trade of
/// theirs moves.
std::optional<HeatMap> trade_heat_map(const scenario::Answer& answer);
/// Output of the sectors that move most in the first two economies the shocks name. None where there is no
/// such measure, or one sector.
std::optional<BarChart> sector_chart(const scenario::Answer& answer);

/// The map as a picture; none where the benchmark's economies are not countries of the map.
std::optional<BriefChart> map_picture(const scenario::Answer& answer);

}  // namespace cobden::report
