#pragma once
// Everything two sides can keep up in a repeated game without an outside enforcer: the set of payoffs of
// subgame-perfect equilibria in pure actions, with a lot drawn in public each period, when both see all that
// was done. Choose it over grim trigger to let punishments be as hard as is credible. Abreu, Pearce and
// Stacchetti (1990, Econometrica 58(5)) for the fixed point, Abreu and Sannikov (2014, Theor. Econ. 9(2)) for
// the iteration, whose sets have at most four corners for each pair of actions.
#include <array>
#include <string>
#include <vector>

#include "cobden/numerics/convex_polygon.h"

namespace cobden::talks {

/// Payoffs a period, [row of the first side][column of the second].
struct StageGame {
  std::vector<std::vector<double>> first, second;
};

struct RepeatedOptions {
  double tolerance = 1e-12;  ///< Hausdorff distance of successive sets, relative to the span of payoffs
  int max_iterations = 100'000;
};

enum class RepeatedStatus {
  kConverged,
  kEmpty,         ///< no equilibrium in pure actions, at any point of the game
  kNotConverged,  ///< the set returned holds the true one
};
std::string to_string(RepeatedStatus status);  ///< "converged", "empty", "not converged"

/// A corner of the set and how it is kept: actions now, and payoffs promised from the next period on.
struct SustainedCorner {
  numerics::PlanePoint payoff;  ///< average a period
  int row = -1, column = -1;
  numerics::PlanePoint promise;
  /// What the sides lose by their best deviation, which is answered by the worst payoffs of the set: zero or
  /// more, up to the tolerance.
  double slack_first = 0, slack_second = 0;
};

struct RepeatedSet {
  RepeatedStatus status = RepeatedStatus::kNotConverged;
  std::vector<SustainedCorner> corners;  ///< counterclockwise
  numerics::PlanePoint punishment;       ///< worst payoff of each side in the set
  numerics::PlanePoint pure_minmax;      ///< what each side can hold the other to
  int iterations = 0;
  double change = 0;    ///< last Hausdorff distance, payoff units
  double residual = 0;  ///< distance of the set from its image under the operator of Abreu, Pearce, Stacchetti
};

/// UserError: ragged or empty payoffs, numbers not finite, or `discount` (of both sides) not inside (0, 1).
RepeatedSet repeated_game_set(const StageGame& game, double discount, const RepeatedOptions& options = {});

}  // namespace cobden::talks
