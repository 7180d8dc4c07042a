#include "cobden/strategy/search_run.h"

#include <fmt/format.h>

#include <algorithm>

namespace cobden::strategy {

economy::EquilibriumPtr SearchRun::solve(const TradeCube& tariff, const economy::Equilibrium* start,
                                         double tolerance) {
  economy::SolveOptions options = options_.solve;
  options.tolerance = tolerance;
  ++solves_;
  auto found = model_.solve(tariff, start, options, context_.silent());
  return found->summary.converged() ? found : nullptr;
}

economy::EquilibriumPtr SearchRun::solve_at_last(const TradeCube& tariff,
                                                 const economy::Equilibrium* start) const {
  ++solves_;
  auto found = model_.solve(tariff, start, options_.solve, RunContext());
  return found->summary.converged() ? found : nullptr;
}

std::optional<SearchStatus> SearchRun::must_stop() const {
  if (context_.cancelled()) return SearchStatus::kInterrupted;
  if (seconds() > options_.seconds) return SearchStatus::kTimeLimit;
  return std::nullopt;
}

void SearchRun::report(const std::string& task, int iteration, double norm) const {
  if (!context_.listens()) return;
  context_.report({.task = task,
                   .fraction = -1,
                   .detail = fmt::format("step {}, first-order conditions off by {:.1e}", iteration, norm)});
}

double solve_tolerance(const SearchOptions& options, double norm) {
  constexpr double kLoosest = 1e-6, kShare = 1e-4;
  return std::max(options.solve.tolerance, std::min(kLoosest, kShare * norm));
}

double adjoint_tolerance(const SearchOptions& options, double tolerance) {
  constexpr double kSharp = 1e-10, kLooser = 10;
  return tolerance <= options.solve.tolerance ? kSharp : std::max(kSharp, kLooser * tolerance);
}

}  // namespace cobden::strategy
