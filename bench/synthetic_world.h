#pragma once
// Made-up economies of any size with the features that matter for speed: sizes over two orders of magnitude,
// trade falling with distance, home shares of 60 to 95 percent, comparative advantage by sector, services
// that trade little, input-output links with a strong diagonal, tariffs of 0 to 12 percent.
#include "cobden/data/benchmark.h"

namespace cobden::bench {

/// Balanced by construction; elasticity set "SYN", theta between 2.5 and 9. The same numbers every time.
data::BenchmarkTables synthetic_world(std::size_t countries, std::size_t sectors);

}  // namespace cobden::bench
