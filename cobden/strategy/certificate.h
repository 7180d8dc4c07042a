#pragma once
// Certificate of a Nash equilibrium: how much each player could still gain by another choice of its own
// tariffs, found by a search that shares nothing with the one that found the equilibrium but the model and
// its gradients: a bounded quasi-Newton search (numerics/bounded_search.h) from several starts. Choose it to
// check any tariffs that are said to be best responses. epsilon-equilibrium after Radner (1980, J. Econ.
// Theory 22(2)).
#include <limits>
#include <string>
#include <vector>

#include "cobden/strategy/instruments.h"

namespace cobden::strategy {

/// One player's best unilateral deviation that was found.
struct Deviation {
  Country player;
  double gain_percent = 0;  ///< 100 (best value found - value) / |value|; zero when nothing better was found
  std::string found_from;   ///< the start of the best search: "equilibrium", "zero tariffs", "random 1", ...
  std::vector<double> h;    ///< ln(1 + t) of the best deviation by instrument; empty when none was found
  int searches = 0;
  int solves = 0;
  bool complete = true;  ///< false when a limit or Ctrl-C cut a search short
};

/// No player gains more than `epsilon_percent` of its objective by any deviation that was found.
struct Certificate {
  std::vector<Deviation> deviations;  ///< one for each player
  double epsilon_percent = 0;         ///< the largest gain
  bool complete = true;
};

struct CertificateOptions {
  int starts = 3;             ///< the equilibrium's own tariffs, zero tariffs, then random ones
  int max_evaluations = 200;  ///< equilibria for each start
  double seconds = std::numeric_limits<double>::infinity();  ///< wall time, for all players together
  unsigned seed = 1;
  economy::SolveOptions solve;
};

/// The best deviations from `at` of every player. Players are searched side by side; the result does not
/// depend on threads, unless the time limit cuts it.
Certificate certify(const economy::PolicyModel& model, const std::vector<Player>& players,
                    const economy::Equilibrium& at, const CertificateOptions& options = {},
                    const RunContext& context = {});

}  // namespace cobden::strategy
