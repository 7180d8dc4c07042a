#pragma once
// Pictures of the answer about talks.
#include <vector>

#include "cobden/report/strategy_charts.h"
#include "cobden/scenario/talks_answer.h"

namespace cobden::report {

/// Every chart the answer has: frontier with the zone and the linkage overlay, belief threshold against
/// monitoring, signals that separate, no deal yet, phases, concessions step by step, what moves the two
/// conclusions, deaths under both priors.
std::vector<BriefChart> talks_charts(const scenario::TalksAnswer& answer);

}  // namespace cobden::report
