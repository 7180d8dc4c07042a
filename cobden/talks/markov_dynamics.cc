#include "cobden/talks/markov_dynamics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/core/parallel.h"
#include "cobden/talks/checks.h"
#include "cobden/talks/markov_grid.h"

namespace cobden::talks {
namespace {

constexpr double kSolvedResidual = 1e-8;

void check_options(const MarkovOptions& options) {
  require_within("periods of the clock", options.periods, 0, 100000);
  require_within("points of belief", options.beliefs, 2, 10001);
  require_positive("precision", options.precision);
  require_share("off-path belief", options.off_path_belief);
  require_positive("tolerance", options.tolerance);
  require_within("damping", options.damping, 1e-6, 1);
}

/// Values of a phase kept for ever with the flows of `period`.
StageValue for_ever(const TalksModel& model, int period, Phase phase, double belief) {
  const auto flow = [&](int side, Type type) { return model.flow(side, period, phase, type); };
  return {(belief * flow(1, Type::kSincere) + (1 - belief) * flow(1, Type::kInsincere)) /
              (1 - model.discount_first),
          flow(2, Type::kSincere) / (1 - model.discount_second),
          flow(2, Type::kInsincere) / (1 - model.discount_second)};
}

using Values = std::vector<std::vector<StageValue>>;

class MarkovSolver {
 public:
  MarkovSolver(const TalksModel& model, const MarkovOptions& options, const RunContext& context)
      : model_(model), options_(options), context_(context), grid_(belief_grid(options.beliefs)) {
    check(model);
    check_options(options);
    solution_.belief = grid_;
    solution_.selection = options.play == Play::kPure ? "the pure solution of the largest joint payoff"
                          : options.periods == 0
                              ? "what the iteration of values reaches from the branch that grows out of even odds"
                              : "the branch that grows out of even odds as precision rises";
  }

  MarkovSolution solve() {
    const int last = std::max(options_.periods, 1) - 1;
    Values values = constant([&](Phase phase, double mu) { return for_ever(model_, last, phase, mu); });
    const bool stationary = options_.periods == 0 || options_.after_clock == AfterClock::kStationary;
    if (stationary) {
      values = iterate(values, last);
      if (options_.periods == 0) return finish();
    }
    solution_.periods.assign(static_cast<std::size_t>(options_.periods), {});
    for (int t = last; t >= 0 && !interrupted_; --t) {
      context_.report({"solving talks", 1 - (t + 1.0) / options_.periods, ""});
      solution_.periods[static_cast<std::size_t>(t)] = period(t, values);
      values = solution_.periods[static_cast<std::size_t>(t)].value;
      interrupted_ = context_.cancelled();
    }
    return finish();
  }

  MarkovSolution solve_from(const Values& start) {
    iterate(start, 0);
    return finish();
  }
  template <class Function>
  Values constant(const Function& value) const {
    Values values(kPhases);
    for (int p = 0; p < kPhases; ++p)
      for (const double mu : grid_) values[static_cast<std::size_t>(p)].push_back(value(Phase(p), mu));
    return values;
  }

 private:
  StageSolution solve_stage(const Stage& stage, double mu, const StageStrategy* near, bool count) const {
    if (options_.play == Play::kPure) return solve_pure(stage, mu);
    StageSolution found =
        near ? solve_near(stage, options_.precision, *near) : follow_branch(stage, options_.precision);
    if (count) found.solutions = count_solutions(stage, options_.precision, found.strategy);
    return found;
  }

  /// Solves every stage of a period, near the strategies of `before` where given; stages do not depend on each
  /// other.
  MarkovPeriod period(int t, const Values& next, const MarkovPeriod* before = nullptr, bool count = true) {
    const std::size_t points = grid_.size();
    MarkovPeriod out{std::vector<std::vector<StageStrategy>>(kPhases, std::vector<StageStrategy>(points)),
                     Values(kPhases, std::vector<StageValue>(points))};
    std::vector<StageSolution> found(kPhases * points);
    const Continuation ahead = [&](Phase phase, double belief) {
      return interpolate(grid_, next[static_cast<std::size_t>(phase)], belief);
    };
    parallel_for(found.size(), [&](std::size_t k) {
      const double mu = grid_[k % points];
      const Stage stage(model_, t, Phase(static_cast<int>(k / points)), mu, ahead, options_.off_path_belief);
      found[k] =
          solve_stage(stage, mu, before ? &before->strategy[k / points][k % points] : nullptr, count);
      out.strategy[k / points][k % points] = found[k].strategy;
      out.value[k / points][k % points] = stage.value(found[k].strategy);
    });
    if (count) tally(found);
    return out;
  }

  void tally(const std::vector<StageSolution>& found) {
    for (const auto& stage : found) {
      solution_.residual = std::max(solution_.residual, stage.residual);
      solution_.several += stage.solutions > 1 ? 1 : 0;
      solution_.none += stage.solutions == 0 ? 1 : 0;
      ++solution_.stages;
    }
  }

  /// Values that reproduce themselves, from `values`; the last period's flows are those of `t`.
  Values iterate(Values values, int t) {
    const double scale = largest(values) + 1e-300;
    MarkovPeriod next;
    double damping = options_.damping, best = std::numeric_limits<double>::infinity();
    int waited = 0;
    for (int k = 0; k < options_.max_iterations && !interrupted_; ++k) {
      next = period(t, values, k > 0 ? &next : nullptr, false);
      solution_.value_change = move(values, next.value, damping) / scale;
      // Values that run in a circle are damped more; where a stage jumps between solutions even that may fail.
      if (solution_.value_change < 0.5 * best)
        best = solution_.value_change, waited = 0;
      else if (++waited == 100)
        damping = std::max(0.02, damping / 2), waited = 0;
      solution_.history.push_back(solution_.value_change);
      context_.report({"solving talks", -1, "values still move"});
      interrupted_ = context_.cancelled();
      if (solution_.value_change <= options_.tolerance) break;
    }
    if (options_.periods == 0) {
      solution_.periods = {period(t, values, &next)};
      values = solution_.periods[0].value;
    }
    return values;
  }
  static double move(Values& values, const Values& next, double damping) {
    double change = 0;
    const auto step = [&](double& old, double now) {
      change = std::max(change, std::abs(now - old));
      old += damping * (now - old);
    };
    for (std::size_t p = 0; p < values.size(); ++p)
      for (std::size_t k = 0; k < values[p].size(); ++k) {
        step(values[p][k].first, next[p][k].first);
        step(values[p][k].sincere, next[p][k].sincere);
        step(values[p][k].insincere, next[p][k].insincere);
      }
    return change;
  }
  static double largest(const Values& values) {
    double most = 0;
    for (const auto& row : values)
      for (const auto& v : row)
        most = std::max({most, std::abs(v.first), std::abs(v.sincere), std::abs(v.insincere)});
    return most;
  }

  MarkovSolution finish() {
    const bool moving = solution_.value_change > options_.tolerance;
    if (interrupted_)
      solution_.status = MarkovStatus::kInterrupted;
    else if (solution_.none > 0)
      solution_.status = MarkovStatus::kNoPure;
    else if (moving || solution_.residual > kSolvedResidual)
      solution_.status = MarkovStatus::kNotConverged;
    else
      solution_.status = MarkovStatus::kSolved;
    return std::move(solution_);
  }

  const TalksModel& model_;
  const MarkovOptions& options_;
  const RunContext& context_;
  std::vector<double> grid_;
  MarkovSolution solution_;
  bool interrupted_ = false;
};

double distance(const MarkovSolution& a, const MarkovSolution& b) {
  double most = 0;
  for (std::size_t p = 0; p < kPhases; ++p)
    for (std::size_t k = 0; k < a.belief.size(); ++k) {
      const auto& x = a.periods[0].strategy[p][k];
      const auto& y = b.periods[0].strategy[p][k];
      most = std::max({most, std::abs(x.ease - y.ease), std::abs(x.sincere - y.sincere),
                       std::abs(x.insincere - y.insincere)});
    }
  return most;
}

}  // namespace

std::string to_string(MarkovStatus status) {
  switch (status) {
    case MarkovStatus::kSolved:
      return "solved";
    case MarkovStatus::kNotConverged:
      return "not converged";
    case MarkovStatus::kNoPure:
      return "no pure solution";
    case MarkovStatus::kInterrupted:
      return "interrupted";
  }
  return "unknown";
}

MarkovSolution solve_markov(const TalksModel& model, const MarkovOptions& options, const RunContext& context) {
  return MarkovSolver(model, options, context).solve();
}

std::vector<MarkovSolution> stationary_solutions(const TalksModel& model, const MarkovOptions& options,
                                                 const RunContext& context) {
  MarkovOptions still = options;
  still.periods = 0;
  std::vector<MarkovSolution> distinct;
  for (const int start : {0, 1, 2}) {
    MarkovSolver solver(model, still, context);
    const auto values = solver.constant([&](Phase, double mu) {
      if (start == 2) return StageValue{};
      return for_ever(model, 0, start == 0 ? Phase::kWar : Phase::kDeal, mu);
    });
    MarkovSolution found = solver.solve_from(values);
    const bool known = std::any_of(distinct.begin(), distinct.end(),
                                   [&](const auto& other) { return distance(other, found) < 1e-4; });
    if (!known) distinct.push_back(std::move(found));
  }
  return distinct;
}

}  // namespace cobden::talks
