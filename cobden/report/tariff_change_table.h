#pragma once
// Which tariffs a run changes, by pair of economies: the first thing a reader of its results must see.
#include "cobden/report/brief.h"
#include "cobden/scenario/assemble.h"

namespace cobden::report {

/// The pairs whose tariffs change most, weighted by their trade, with mean tariffs before and after (weights:
/// base imports); empty if none changes.
BriefBlocks tariff_change_table(const scenario::AssembledRun& run);

}  // namespace cobden::report
