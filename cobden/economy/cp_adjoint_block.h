#pragma once
// Adjoints of four sums of objectives at one equilibrium side by side. The multipliers of a game's players
// solve one linear system with different right sides: every share and input-output link is read once for the
// four, and stays in registers for them. Choose it for Nash equilibria; a single adjoint is faster alone.
#include <array>

#include "cobden/economy/cp_adjoint.h"

namespace cobden::economy {

inline constexpr std::size_t kBlock = 4;  ///< systems side by side: the lanes of a vector

/// Solves for the multipliers of up to four seeds, from those in `states`; the summaries are in `last`.
void solve_adjoint_block(const CpAdjointPoint& point, std::span<const CpReducedSeeds* const> seeds,
                         double tolerance, std::span<CpMultipliers* const> states);

}  // namespace cobden::economy
