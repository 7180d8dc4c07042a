#pragma once
// Outcomes by country, and by sector and country, straight from the quantities of two sweeps: what an
// ensemble asks of a draw, without the bilateral cubes that cost more than a solve. The figures are those of
// cp_outcomes.h.
#include <string>
#include <vector>

#include "cobden/economy/cp_engine.h"

namespace cobden::economy {

/// Measures that cp_totals gives; they have the names, labels and units of cp_outcomes.
const std::vector<std::string>& cp_total_measures();

/// `base` and `now`: the quantities at both equilibria of one engine, closed sectors completed.
/// Only `measures` of them, or all if it is empty.
Outcomes cp_totals(const CpEngine& engine, const CpWork& base, const CpWork& now, const CpClosure& closure,
                   const std::vector<std::string>& measures = {});

}  // namespace cobden::economy
