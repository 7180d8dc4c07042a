#include "cobden/strategy/search.h"

namespace cobden::strategy {

std::string to_string(SearchStatus status) {
  switch (status) {
    case SearchStatus::kConverged:
      return "converged";
    case SearchStatus::kNotConverged:
      return "not converged";
    case SearchStatus::kTimeLimit:
      return "time limit";
    case SearchStatus::kInterrupted:
      return "interrupted";
    case SearchStatus::kNoEquilibrium:
      return "no equilibrium";
  }
  return "unknown";
}

}  // namespace cobden::strategy
