#pragma once
// Bounded maximisation with gradients, with or without inequality constraints, by NLopt (S. G. Johnson, "The
// NLopt nonlinear-optimization package"). Choose it where no fixed point of the first-order conditions is at
// hand, or as a second opinion: it knows nothing of economies. Value, gradient and constraints come from one
// function, asked once for each point, since they share an equilibrium. Methods: L-BFGS (Nocedal 1980, Math.
// Comput. 35), MMA and CCSA-Q (Svanberg 2002, SIAM J. Optim. 12(2)), SLSQP (Kraft 1994, ACM TOMS 20(3)).
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"

namespace cobden::numerics {

enum class BoundedMethod {
  kLbfgs,  ///< bounds only; the default for smooth values
  kMma,    ///< bounds and many constraints; every step is feasible for its own model
  kCcsaq,  ///< the same with quadratic models
  kSlsqp,  ///< bounds and constraints, dense second-order: sharp, for up to a few hundred variables
};
std::string to_string(BoundedMethod method);  ///< "L-BFGS", "MMA", "CCSA-Q", "SLSQP"

/// What is known at one point. All is kept in the caller's own units; the search scales nothing.
struct PointEvaluation {
  double value = 0;                ///< to be maximised
  std::vector<double> gradient;    ///< [variable]
  std::vector<double> constraint;  ///< [constraint], feasible where <= 0
  std::vector<double> jacobian;    ///< [constraint][variable], variable contiguous
};

/// Fills `at` at `x`; gradient and Jacobian (already of the right size) only if `derivatives`. Returns false
/// where the problem has no value (no equilibrium): the search turns back. May throw; the exception leaves
/// maximise_bounded unchanged.
using EvaluatePoint = std::function<bool(std::span<const double> x, bool derivatives, PointEvaluation& at)>;

struct BoundedProblem {
  std::vector<double> lower, upper;  ///< [variable], may be infinite
  std::size_t constraints = 0;
  double feasibility = 1e-9;  ///< largest constraint accepted as satisfied
  EvaluatePoint evaluate;
};

struct BoundedSearchOptions {
  BoundedMethod method = BoundedMethod::kLbfgs;
  int max_evaluations = 500;
  double seconds = std::numeric_limits<double>::infinity();  ///< wall-time limit
  double value_tolerance = 1e-12;     ///< stop when a step changes the value by less than this share
  double variable_tolerance = 1e-10;  ///< stop when a step changes no variable by more
  double first_step = 0;              ///< length of the first step where the method takes one; 0 = its own
};

enum class BoundedStatus { kConverged, kEvaluationLimit, kTimeLimit, kInterrupted, kFailed };
std::string to_string(BoundedStatus status);

struct BoundedOptimum {
  std::vector<double> x;  ///< best feasible point met; the start when none was better
  double value = -std::numeric_limits<double>::infinity();  ///< -infinity: no feasible point was met
  double infeasibility = 0;                                 ///< largest constraint at x
  BoundedStatus status = BoundedStatus::kFailed;
  std::string message;  ///< why it stopped, in words
  int evaluations = 0;  ///< points evaluated
  bool converged() const { return status == BoundedStatus::kConverged; }
};

/// Maximises from `start` (moved inside the bounds first). std::logic_error: constraints with L-BFGS, or
/// sizes that differ.
BoundedOptimum maximise_bounded(const BoundedProblem& problem, std::span<const double> start,
                                const BoundedSearchOptions& options = {}, const RunContext& context = {});

}  // namespace cobden::numerics
