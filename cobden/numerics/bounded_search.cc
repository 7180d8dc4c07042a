#include "cobden/numerics/bounded_search.h"

#include <nlopt.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <memory>

#include "cobden/core/error.h"

namespace cobden::numerics {
namespace {

using Clock = std::chrono::steady_clock;

nlopt_algorithm algorithm_of(BoundedMethod method) {
  switch (method) {
    case BoundedMethod::kLbfgs:
      return NLOPT_LD_LBFGS;
    case BoundedMethod::kMma:
      return NLOPT_LD_MMA;
    case BoundedMethod::kCcsaq:
      return NLOPT_LD_CCSAQ;
    case BoundedMethod::kSlsqp:
      return NLOPT_LD_SLSQP;
  }
  return NLOPT_LD_LBFGS;
}

/// What the C callbacks see: the problem, the point last evaluated and the best one so far.
class Session {
 public:
  Session(const BoundedProblem& problem, const BoundedSearchOptions& options, const RunContext& context)
      : problem_(problem), options_(options), context_(context) {}

  /// NLopt's callbacks pass through C: nothing may be thrown there. A failure stops the search and waits.
  bool evaluate(unsigned n, const double* x, bool derivatives) noexcept {
    try {
      return evaluate_or_throw({x, n}, derivatives);
    } catch (...) {
      failure_ = std::current_exception();
    }
    stop(BoundedStatus::kFailed);
    return false;
  }

  void bind(nlopt_opt opt) { opt_ = opt; }
  const PointEvaluation& point() const { return point_; }
  BoundedOptimum& best() { return best_; }
  bool stopped() const { return stopped_; }
  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  bool evaluate_or_throw(std::span<const double> x, bool derivatives) {
    const bool same = x_.size() == x.size() && std::equal(x.begin(), x.end(), x_.begin());
    if (same && (has_derivatives_ || !derivatives)) return true;
    if (!same && !may_go_on()) return false;
    const std::size_t n = x.size();
    point_.gradient.assign(n, 0);
    point_.constraint.assign(problem_.constraints, 0);
    point_.jacobian.assign(n * problem_.constraints, 0);
    const bool defined = problem_.evaluate(x, derivatives, point_);
    if (!same) ++best_.evaluations;
    x_.assign(x.begin(), x.end());
    has_derivatives_ = derivatives;
    const bool finite = std::isfinite(point_.value) &&
                        std::ranges::all_of(point_.constraint, [](double c) { return c == c; });
    if (defined && finite)
      keep_if_best();
    else
      turn_back();
    return true;
  }

  bool may_go_on() {
    if (stopped_) return false;
    if (context_.cancelled()) return stop(BoundedStatus::kInterrupted);
    if (best_.evaluations >= options_.max_evaluations) return stop(BoundedStatus::kEvaluationLimit);
    if (std::chrono::duration<double>(Clock::now() - begin_).count() > options_.seconds)
      return stop(BoundedStatus::kTimeLimit);
    return true;
  }

  bool stop(BoundedStatus why) noexcept {
    if (!stopped_) best_.status = why;
    stopped_ = true;
    if (opt_) nlopt_force_stop(opt_);
    return false;
  }

  void keep_if_best() {
    double worst = 0;
    for (const double c : point_.constraint) worst = std::max(worst, c);
    lowest_ = std::min(lowest_, point_.value);
    highest_ = std::max(highest_, point_.value);
    const bool feasible = worst <= problem_.feasibility;
    if (reference_.empty()) reference_ = x_;
    if (!feasible || point_.value <= best_.value) return;
    best_.value = point_.value;
    best_.infeasibility = worst;
    best_.x = reference_ = x_;
  }

  /// Where there is no value, a bowl below all values met whose slope leads back to the best point: the
  /// searches need finite numbers.
  void turn_back() {
    const bool known = highest_ >= lowest_;
    const double top = known ? highest_ : 0.0;
    const double depth = 1e-3 * std::max(std::abs(top), 1e-12) + (known ? highest_ - lowest_ : 0.0);
    double distance = 0;
    for (std::size_t i = 0; i < x_.size() && !reference_.empty(); ++i)
      distance += (x_[i] - reference_[i]) * (x_[i] - reference_[i]);
    point_.value = top - depth * (1 + distance);
    for (std::size_t i = 0; i < x_.size(); ++i)
      point_.gradient[i] = reference_.empty() ? 0 : -2 * depth * (x_[i] - reference_[i]);
    std::ranges::fill(point_.constraint, 0);
    std::ranges::fill(point_.jacobian, 0);
    has_derivatives_ = true;
  }

  const BoundedProblem& problem_;
  const BoundedSearchOptions& options_;
  const RunContext& context_;
  nlopt_opt opt_ = nullptr;
  Clock::time_point begin_ = Clock::now();
  std::vector<double> x_, reference_;  // last point; best feasible point, or the first one
  PointEvaluation point_;
  bool has_derivatives_ = false, stopped_ = false;
  double lowest_ = std::numeric_limits<double>::infinity(), highest_ = -lowest_;
  BoundedOptimum best_;
  std::exception_ptr failure_;
};

/// Minus the value: NLopt's L-BFGS is written for minima, and its maxima are a wrapper around this.
double negative_value(unsigned n, const double* x, double* gradient, void* data) {
  auto& session = *static_cast<Session*>(data);
  if (!session.evaluate(n, x, gradient != nullptr)) {
    if (gradient) std::fill(gradient, gradient + n, 0.0);
    return std::numeric_limits<double>::infinity();
  }
  if (gradient)
    for (unsigned i = 0; i < n; ++i) gradient[i] = -session.point().gradient[i];
  return -session.point().value;
}

void constraint_values(unsigned m, double* result, unsigned n, const double* x, double* jacobian,
                       void* data) {
  auto& session = *static_cast<Session*>(data);
  if (!session.evaluate(n, x, jacobian != nullptr)) {
    std::fill(result, result + m, 0.0);
    if (jacobian) std::fill(jacobian, jacobian + std::size_t{m} * n, 0.0);
    return;
  }
  std::ranges::copy(session.point().constraint, result);
  if (jacobian) std::ranges::copy(session.point().jacobian, jacobian);
}

using Optimiser = std::unique_ptr<std::remove_pointer_t<nlopt_opt>, decltype(&nlopt_destroy)>;

Optimiser configure(const BoundedProblem& problem, const BoundedSearchOptions& options, Session& session) {
  const auto n = static_cast<unsigned>(problem.lower.size());
  Optimiser opt(nlopt_create(algorithm_of(options.method), n), &nlopt_destroy);
  invariant(opt != nullptr, "NLopt makes an optimiser");
  nlopt_set_lower_bounds(opt.get(), problem.lower.data());
  nlopt_set_upper_bounds(opt.get(), problem.upper.data());
  nlopt_set_min_objective(opt.get(), negative_value, &session);
  if (problem.constraints > 0) {
    const std::vector<double> tolerance(problem.constraints, problem.feasibility);
    const auto added = nlopt_add_inequality_mconstraint(opt.get(), static_cast<unsigned>(problem.constraints),
                                                        constraint_values, &session, tolerance.data());
    invariant(added == NLOPT_SUCCESS, "constraints are for MMA, CCSA-Q and SLSQP");
  }
  nlopt_set_ftol_rel(opt.get(), options.value_tolerance);
  nlopt_set_xtol_abs1(opt.get(), options.variable_tolerance);
  if (options.first_step > 0) nlopt_set_initial_step1(opt.get(), options.first_step);
  session.bind(opt.get());
  return opt;
}

/// A failure of rounding near the optimum is how L-BFGS often ends; the caller sees it in the message.
void read_result(nlopt_result result, const Session& session, BoundedOptimum& best) {
  if (session.stopped()) {
    best.message = to_string(best.status);
    return;
  }
  switch (result) {
    case NLOPT_SUCCESS:
    case NLOPT_FTOL_REACHED:
    case NLOPT_XTOL_REACHED:
    case NLOPT_STOPVAL_REACHED:
      best.status = BoundedStatus::kConverged;
      best.message = result == NLOPT_XTOL_REACHED ? "steps became negligible" : "the value stopped rising";
      return;
    case NLOPT_ROUNDOFF_LIMITED:
      best.status = BoundedStatus::kConverged;
      best.message = "progress ended in rounding";
      return;
    default:
      best.status = BoundedStatus::kFailed;
      best.message = std::string("NLopt: ") + nlopt_result_to_string(result);
  }
}

}  // namespace

std::string to_string(BoundedMethod method) {
  switch (method) {
    case BoundedMethod::kLbfgs:
      return "L-BFGS";
    case BoundedMethod::kMma:
      return "MMA";
    case BoundedMethod::kCcsaq:
      return "CCSA-Q";
    case BoundedMethod::kSlsqp:
      return "SLSQP";
  }
  return "";
}

std::string to_string(BoundedStatus status) {
  switch (status) {
    case BoundedStatus::kConverged:
      return "converged";
    case BoundedStatus::kEvaluationLimit:
      return "evaluation limit reached";
    case BoundedStatus::kTimeLimit:
      return "time limit reached";
    case BoundedStatus::kInterrupted:
      return "interrupted";
    case BoundedStatus::kFailed:
      return "failed";
  }
  return "";
}

BoundedOptimum maximise_bounded(const BoundedProblem& problem, std::span<const double> start,
                                const BoundedSearchOptions& options, const RunContext& context) {
  const std::size_t n = problem.lower.size();
  invariant(problem.upper.size() == n && start.size() == n, "bounds and start have one entry per variable");
  invariant(problem.constraints == 0 || options.method != BoundedMethod::kLbfgs,
            "L-BFGS takes no constraints");
  std::vector<double> x(start.begin(), start.end());
  for (std::size_t i = 0; i < n; ++i) x[i] = std::clamp(x[i], problem.lower[i], problem.upper[i]);
  Session session(problem, options, context);
  session.best().x = x;
  if (n == 0) {
    session.evaluate(0, x.data(), false);
    session.rethrow_failure();
    session.best().status = BoundedStatus::kConverged;
    return session.best();
  }
  const Optimiser opt = configure(problem, options, session);
  double lowest = 0;
  const nlopt_result result = nlopt_optimize(opt.get(), x.data(), &lowest);
  session.rethrow_failure();
  read_result(result, session, session.best());
  return session.best();
}

}  // namespace cobden::numerics
