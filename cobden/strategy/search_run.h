#pragma once
// What the searches of this room share while they run: solving, counting, and the limits of time and
// patience.
#include <atomic>
#include <chrono>
#include <optional>

#include "cobden/strategy/search.h"

namespace cobden::strategy {

class SearchRun {
 public:
  SearchRun(const economy::PolicyModel& model, const SearchOptions& options, const RunContext& context)
      : model_(model), options_(options), context_(context) {}
  const economy::PolicyModel& model() const { return model_; }
  const SearchOptions& options() const { return options_; }
  const RunContext& context() const { return context_; }

  /// The equilibrium at `tariff`, near `start`; nullptr if none was found.
  economy::EquilibriumPtr solve(const TradeCube& tariff, const economy::Equilibrium* start, double tolerance);
  /// The same, although the time is up: the point that is returned must be solved sharply.
  economy::EquilibriumPtr solve_at_last(const TradeCube& tariff, const economy::Equilibrium* start) const;
  void count_gradients(int more) { gradients_ += more; }
  /// Adds what a search within this one needed.
  void count(const SearchSummary& part) { solves_ += part.solves, gradients_ += part.gradients; }
  /// Interrupted or out of time.
  std::optional<SearchStatus> must_stop() const;
  double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  double seconds_left() const { return options_.seconds - seconds(); }
  int solves() const { return solves_; }
  int gradients() const { return gradients_; }
  /// Progress for those who listen.
  void report(const std::string& task, int iteration, double norm) const;

 private:
  using Clock = std::chrono::steady_clock;
  const economy::PolicyModel& model_;
  const SearchOptions& options_;
  const RunContext& context_;
  Clock::time_point begin_ = Clock::now();
  mutable std::atomic<int> solves_ = 0;
  std::atomic<int> gradients_ = 0;
};

/// How sharply an equilibrium need be solved while the first-order conditions are off by `norm`: its error
/// must stay small beside the next step. Never sharper than the tolerance asked for, which the last point
/// gets.
double solve_tolerance(const SearchOptions& options, double norm);

/// The same for the multipliers at an equilibrium solved to `tolerance`, in the units of
/// PolicyModel::gradients.
double adjoint_tolerance(const SearchOptions& options, double tolerance);

}  // namespace cobden::strategy
