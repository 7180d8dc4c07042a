#pragma once
// Which economies a reader wants to see first: those asked for, else those a scenario names and those it
// moves most.
#include <vector>

#include "cobden/scenario/assemble.h"

namespace cobden::scenario {

/// Economies the shocks name one by one; a group of many is not a name.
std::vector<Country> named_by_shocks(const AssembledRun& run);
/// Those of [outputs], else those named by the shocks, USA, CHN and the `top` most affected in `result`.
std::vector<Country> headline_countries(const AssembledRun& run, const economy::Result& result);

}  // namespace cobden::scenario
