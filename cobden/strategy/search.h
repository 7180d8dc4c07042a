#pragma once
// What every search of this room takes and says of itself.
#include <limits>
#include <string>
#include <vector>

#include "cobden/economy/policy_model.h"

namespace cobden::strategy {

struct SearchOptions {
  /// Largest projected first-order condition accepted, |dG/dh| / pace by instrument (a step of h).
  double tolerance = 1e-7;
  int max_iterations = 500;                                  ///< reaching it is never success
  double seconds = std::numeric_limits<double>::infinity();  ///< wall-time limit; the best point is returned
  int starts = 1;     ///< starts of the search: the point given, then zero tariffs, then seeded random ones
  unsigned seed = 1;  ///< of the random starts
  economy::SolveOptions solve = {};
};

enum class SearchStatus {
  kConverged,      ///< first-order conditions hold to the tolerance, bounds included
  kNotConverged,   ///< iteration limit or stalled: the best point is returned
  kTimeLimit,      ///< the same at the time limit
  kInterrupted,    ///< the same when cancelled
  kNoEquilibrium,  ///< the economy could not be solved at the point where the search stands or starts
};
std::string to_string(SearchStatus status);

struct SearchSummary {
  SearchStatus status = SearchStatus::kNotConverged;
  std::string method, message;
  int iterations = 0;
  int solves = 0;          ///< equilibria solved
  int gradients = 0;       ///< adjoint solves
  double first_order = 0;  ///< largest projected first-order condition at the point returned
  double seconds = 0;
  std::vector<double> history;  ///< first_order by iteration
  bool converged() const { return status == SearchStatus::kConverged; }
};

}  // namespace cobden::strategy
