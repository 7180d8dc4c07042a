#include "cobden/strategy/optimum.h"

#include <algorithm>
#include <cmath>

#include "cobden/strategy/ascent.h"
#include "cobden/strategy/starts.h"

namespace cobden::strategy {
namespace {

constexpr char kMethod[] = "fixed point of the first-order conditions, accelerated, within bounds";

double percent_gain(double value, double before) {
  return before == 0 ? 0.0 : 100 * (value - before) / std::abs(before);
}

/// Higher by more than its error, or as high and converged where the other is not.
bool better(const Optimum& a, const Optimum& b, double tolerance) {
  if (b.equilibrium == nullptr) return true;
  const double error = 10 * tolerance * std::max(std::abs(a.value), std::abs(b.value));
  if (std::abs(a.value - b.value) > error) return a.value > b.value;
  return a.search.converged() && !b.search.converged();
}

/// One climb from one start.
Optimum climb_from(SearchRun& run, const Player& player, const TradeCube& from, const StartPoint& start,
                   const economy::Equilibrium* equilibrium) {
  Optimum result;
  Ascent ascent(run, player, from);
  if (!ascent.begin(start.h, equilibrium)) {
    result.search.status = SearchStatus::kNoEquilibrium;
    result.search.message = "no equilibrium was found at the start (" + start.name + ")";
    return result;
  }
  ascent.climb(result.search);
  const Standpoint& last = ascent.here();
  result.h = last.h;
  result.equilibrium = last.equilibrium;
  result.value = last.value;
  result.search.first_order = last.conditions.norm;
  // A point that a limit cut short is solved only as sharply as its step needed.
  if (last.tolerance > run.options().solve.tolerance) {
    if (auto sharp = run.solve_at_last(last.equilibrium->tariff, last.equilibrium.get())) {
      result.equilibrium = std::move(sharp);
      result.value = run.model().value(*result.equilibrium, player.objective);
    }
  }
  return result;
}

void finish(Optimum& best, const SearchRun& run, const TradeCube& from) {
  best.tariff = best.equilibrium ? best.equilibrium->tariff : from;
  best.gain_percent = percent_gain(best.value, best.start_value);
  best.search.method = kMethod;
  best.search.solves = run.solves();
  best.search.gradients = run.gradients();
  best.search.seconds = run.seconds();
}

}  // namespace

Optimum find_optimum(const economy::PolicyModel& model, const Player& player, const TradeCube& from,
                     const SearchOptions& options, const RunContext& context,
                     const economy::Equilibrium* start) {
  SearchRun run(model, options, context);
  Optimum best;
  const auto given = run.solve_at_last(from, start);
  if (!given) {
    best.search.status = context.cancelled() ? SearchStatus::kInterrupted : SearchStatus::kNoEquilibrium;
    best.search.message = "no equilibrium was found at the tariffs given";
    finish(best, run, from);
    return best;
  }
  const double start_value = model.value(*given, player.objective);
  const auto starts = make_starts(player.instruments, player.instruments.read(model, from), "as given",
                                  std::max(1, options.starts), options.seed);
  for (const StartPoint& from_here : starts) {
    Optimum found = climb_from(run, player, from, from_here, given.get());
    if (found.equilibrium && better(found, best, options.solve.tolerance))
      best = std::move(found);
    else if (!best.equilibrium)
      best.search = found.search;
    if (run.must_stop()) break;
  }
  best.start_value = start_value;
  finish(best, run, from);
  return best;
}

}  // namespace cobden::strategy
