#include "cobden/strategy/ascent.h"

#include <algorithm>
#include <cmath>

#include "cobden/numerics/bounded_search.h"

namespace cobden::strategy {
namespace {

constexpr double kFirstCap = 0.2;  // of a step in h: a fifth more on the power of a tariff
constexpr double kLargestCap = 1.0;
constexpr double kSmallestLength = 1e-5;  // of a move, before it is given up
constexpr int kBeforeDamping = 8;         // steps without halving after which steep goods are damped
constexpr int kPatience = 40;             // steps in which the conditions must halve
constexpr double kArmijo = 1e-4;          // share of the promised rise that must come true

double slope_along(const FirstOrder& f, std::span<const double> move) {
  double slope = 0;
  for (std::size_t k = 0; k < move.size(); ++k) slope += f.derivative[k] * move[k];
  return slope;
}

/// The money at stake, which a value that happens to be near zero does not tell.
double scale_of(const Standpoint& at) {
  double pace = 0;
  for (const double p : at.conditions.pace) pace += p;
  return std::max(std::abs(at.value), pace);
}

}  // namespace

Ascent::Ascent(SearchRun& run, const Player& player, const TradeCube& from)
    : run_(run),
      player_(player),
      from_(from),
      mixer_(player.instruments.size()),
      damping_(player.instruments.size(), 1.0),
      cap_(kFirstCap) {}

bool Ascent::solve_at(std::vector<double> h, const economy::Equilibrium* start, double tolerance,
                      Standpoint& out) {
  TradeCube tariff = from_;
  player_.instruments.write(h, tariff);
  out.equilibrium = run_.solve(tariff, start, tolerance);
  if (!out.equilibrium) return false;
  out.h = std::move(h);
  out.tolerance = tolerance;
  out.value = run_.model().value(*out.equilibrium, player_.objective);
  return true;
}

void Ascent::differentiate(Standpoint& point) {
  point.conditions = first_order_of(run_.model(), player_, *point.equilibrium, point.h, &adjoint_,
                                    adjoint_tolerance(run_.options(), point.tolerance));
  run_.count_gradients(1);
}

bool Ascent::begin(std::vector<double> h, const economy::Equilibrium* start) {
  mixer_.restart();
  if (!solve_at(std::move(h), start, solve_tolerance(run_.options(), 1.0), here_)) return false;
  differentiate(here_);
  best_norm_ = here_.conditions.norm;
  return true;
}

void Ascent::take(Standpoint next) {
  if (since_best_ > kBeforeDamping) adapt_damping(here_.conditions, next.conditions, 1.0, damping_);
  here_ = std::move(next);
}

/// One point of a line search. Where values differ by less than their error, the slopes at both ends tell
/// more: their mean is the rise to third order (Hager and Zhang 2005, SIAM J. Optim. 16(1), approximate Wolfe
/// condition).
Ascent::Trial Ascent::try_point(std::span<const double> move, double slope, double length,
                                double& next_length) {
  std::vector<double> h = here_.h;
  for (std::size_t k = 0; k < h.size(); ++k)
    h[k] = std::clamp(h[k] + length * move[k], player_.instruments.lower[k], player_.instruments.upper[k]);
  Standpoint next;
  const double tolerance = solve_tolerance(run_.options(), here_.conditions.norm);
  next_length = 0.25 * length;
  if (!solve_at(std::move(h), here_.equilibrium.get(), tolerance, next)) return Trial::kNoEquilibrium;
  const double promised = length * slope, rise = next.value - here_.value;
  const double error = 10 * std::max(here_.tolerance, tolerance) * scale_of(here_);
  if (rise < -error) {
    next_length = length * std::clamp(promised / (2 * (promised - rise)), 0.1, 0.5);
    return Trial::kLower;
  }
  differentiate(next);
  if (rise <= error || rise < kArmijo * promised) {
    const double slope_there = length * slope_along(next.conditions, move);
    const bool nearer = next.conditions.norm < 0.9 * here_.conditions.norm;
    if (promised + slope_there < 0 && !nearer) {
      next_length = length * std::clamp(promised / (promised - slope_there), 0.1, 0.5);
      return Trial::kLower;
    }
  }
  take(std::move(next));
  return Trial::kAccepted;
}

bool Ascent::try_move(std::span<const double> step) {
  const Instruments& own = player_.instruments;
  const auto move = bounded_move(here_.h, step, cap_, own.lower, own.upper);
  const double slope = slope_along(here_.conditions, move);
  if (!(slope > 0)) return false;
  for (double length = 1, next_length = 1; length > kSmallestLength; length = next_length) {
    if (run_.must_stop()) return true;  // the caller sees it too
    if (try_point(move, slope, length, next_length) == Trial::kAccepted) {
      cap_ = length == 1 ? std::min(kLargestCap, 2 * cap_) : std::max(0.01, cap_ * std::sqrt(length));
      return true;
    }
  }
  return false;
}

/// One step up: the accelerated one, or else the plain one, which always leads up if it is short enough.
bool Ascent::advance() {
  const FirstOrder& f = here_.conditions;
  if (try_move(mixer_.step(here_.h, f.step, f.pace, f.free, damping_))) return true;
  mixer_.restart();
  std::vector<double> plain = f.step;
  for (std::size_t k = 0; k < plain.size(); ++k) plain[k] *= f.free[k] ? damping_[k] : 0.0;
  return try_move(plain);
}

/// The same point with its equilibrium at the tolerance asked for.
void Ascent::sharpen() {
  Standpoint sharp;
  if (!solve_at(here_.h, here_.equilibrium.get(), run_.options().solve.tolerance, sharp)) return;
  differentiate(sharp);
  here_ = std::move(sharp);
}

bool Ascent::stalled() {
  if (here_.conditions.norm < 0.5 * best_norm_) {
    best_norm_ = here_.conditions.norm;
    since_best_ = 0;
  }
  return ++since_best_ > kPatience;
}

/// A quasi-Newton search in variables scaled by the root of their pace, in which the curvature is about one.
bool Ascent::climb_by_quasi_newton() {
  quasi_newton_used_ = true;
  const Instruments& own = player_.instruments;
  const std::size_t n = own.size();
  std::vector<double> scale(n);
  const double money = scale_of(here_);
  for (std::size_t k = 0; k < n; ++k)
    scale[k] = std::sqrt(std::max(here_.conditions.pace[k], 1e-12 * money) / money);
  numerics::BoundedProblem problem;
  std::vector<double> start(n);
  for (std::size_t k = 0; k < n; ++k) {
    problem.lower.push_back(own.lower[k] * scale[k]);
    problem.upper.push_back(own.upper[k] * scale[k]);
    start[k] = here_.h[k] * scale[k];
  }
  Standpoint best = here_;
  economy::EquilibriumPtr last = here_.equilibrium;
  problem.evaluate = [&](std::span<const double> x, bool derivatives, numerics::PointEvaluation& at) {
    Standpoint point;
    std::vector<double> h(n);
    for (std::size_t k = 0; k < n; ++k) h[k] = std::clamp(x[k] / scale[k], own.lower[k], own.upper[k]);
    if (!solve_at(std::move(h), last.get(), run_.options().solve.tolerance, point)) return false;
    last = point.equilibrium;
    differentiate(point);
    at.value = point.value / money;
    if (derivatives)
      for (std::size_t k = 0; k < n; ++k)
        at.gradient[k] = point.conditions.derivative[k] / (money * scale[k]);
    if (point.value > best.value) best = std::move(point);
    return true;
  };
  numerics::BoundedSearchOptions options{.max_evaluations = 200, .seconds = run_.seconds_left()};
  numerics::maximise_bounded(problem, start, options, run_.context());
  const bool moved = best.h != here_.h;
  here_ = std::move(best);
  mixer_.restart();
  since_best_ = 0;
  best_norm_ = here_.conditions.norm;
  cap_ = kFirstCap;
  return moved;
}

void Ascent::climb(SearchSummary& summary) {
  const SearchOptions& options = run_.options();
  summary.status = SearchStatus::kNotConverged;
  summary.message = "iteration limit reached";
  for (summary.iterations = 0;; ++summary.iterations) {
    const double norm = here_.conditions.norm;
    summary.history.push_back(norm);
    run_.report("climbing to the optimum", summary.iterations, norm);
    if (norm <= options.tolerance) {
      if (here_.tolerance > options.solve.tolerance) sharpen();
      if (here_.conditions.norm <= options.tolerance) {
        summary.status = SearchStatus::kConverged;
        summary.message = "first-order conditions hold";
        return;
      }
    }
    if (const auto stop = run_.must_stop()) {
      summary.status = *stop;
      summary.message = to_string(*stop) + ": the best point met";
      return;
    }
    if (summary.iterations >= options.max_iterations) return;
    if (!stalled() && advance()) continue;
    if (!quasi_newton_used_ && climb_by_quasi_newton()) continue;
    summary.message =
        "no step leads further up, although first-order conditions do not hold to the tolerance";
    return;
  }
}

}  // namespace cobden::strategy
