#include "cobden/numerics/bounded_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <stdexcept>

namespace cobden::numerics {
namespace {

constexpr BoundedMethod kAll[] = {BoundedMethod::kLbfgs, BoundedMethod::kMma, BoundedMethod::kCcsaq,
                                  BoundedMethod::kSlsqp};
constexpr BoundedMethod kConstrained[] = {BoundedMethod::kMma, BoundedMethod::kCcsaq, BoundedMethod::kSlsqp};

/// Minus Rosenbrock's valley; its free maximum is 0 at (1, 1).
bool valley(std::span<const double> x, bool derivatives, PointEvaluation& at) {
  const double a = x[1] - x[0] * x[0], b = 1 - x[0];
  at.value = -100 * a * a - b * b;
  if (derivatives) at.gradient = {400 * a * x[0] + 2 * b, -200 * a};
  return true;
}

BoundedProblem valley_problem(double upper) {
  BoundedProblem p;
  p.lower = {-2, -2};
  p.upper = {upper, 2};
  p.evaluate = valley;
  return p;
}

TEST(BoundedSearch, EveryMethodFindsTheFreeMaximum) {
  const double start[] = {-1.2, 1};
  for (const auto method : kAll) {
    BoundedSearchOptions options{.method = method, .max_evaluations = 20000};
    options.value_tolerance = 1e-15;
    const auto best = maximise_bounded(valley_problem(2), start, options);
    EXPECT_TRUE(best.converged()) << to_string(method) << ": " << best.message;
    EXPECT_NEAR(best.x[0], 1, 2e-3) << to_string(method);
    EXPECT_NEAR(best.value, 0, 1e-5) << to_string(method);
  }
}

TEST(BoundedSearch, StopsAtABound) {
  const double start[] = {-1.2, 1};
  for (const auto method : kAll) {
    const auto best =
        maximise_bounded(valley_problem(0.5), start, {.method = method, .max_evaluations = 20000});
    EXPECT_NEAR(best.x[0], 0.5, 1e-4) << to_string(method);
    EXPECT_NEAR(best.value, -0.25, 1e-4) << to_string(method);
  }
}

/// Maximise x + y on the disc of radius 1 where y >= floor.
BoundedProblem disc_problem(double floor) {
  BoundedProblem p;
  p.lower = {-3, -3};
  p.upper = {3, 3};
  p.constraints = 2;
  p.evaluate = [floor](std::span<const double> x, bool derivatives, PointEvaluation& at) {
    at.value = x[0] + x[1];
    at.constraint = {x[0] * x[0] + x[1] * x[1] - 1, floor - x[1]};
    if (derivatives) at.gradient = {1, 1}, at.jacobian = {2 * x[0], 2 * x[1], 0, -1};
    return true;
  };
  return p;
}

TEST(BoundedSearch, ConstraintsHoldAtTheMaximum) {
  const double start[] = {0, 0.1};
  for (const auto method : kConstrained) {
    const auto free = maximise_bounded(disc_problem(-1), start, {.method = method});
    EXPECT_NEAR(free.value, std::sqrt(2.0), 1e-6) << to_string(method);
    EXPECT_LE(free.infeasibility, 1e-9);
    // MMA creeps along the corner and stops short of it.
    const double near = method == BoundedMethod::kMma ? 1e-3 : 1e-5;
    const auto floor = maximise_bounded(disc_problem(0.8), start, {.method = method});
    EXPECT_NEAR(floor.value, 1.4, near) << to_string(method);
    EXPECT_NEAR(floor.x[1], 0.8, near) << to_string(method);
    EXPECT_LE(floor.infeasibility, 1e-9);
  }
}

TEST(BoundedSearch, NoFeasiblePointIsSaid) {
  const double start[] = {0, 0.1};
  const auto best = maximise_bounded(disc_problem(2), start, {.method = BoundedMethod::kSlsqp});
  EXPECT_EQ(best.value, -std::numeric_limits<double>::infinity());
}

TEST(BoundedSearch, EachPointIsEvaluatedOnceForValueAndConstraints) {
  BoundedProblem p = disc_problem(-1);
  int with_derivatives = 0;
  std::vector<double> last;
  const auto inner = p.evaluate;
  p.evaluate = [&](std::span<const double> x, bool derivatives, PointEvaluation& at) {
    if (derivatives) {
      EXPECT_FALSE(std::equal(x.begin(), x.end(), last.begin(), last.end()) && with_derivatives > 0);
      ++with_derivatives;
      last.assign(x.begin(), x.end());
    }
    return inner(x, derivatives, at);
  };
  const double start[] = {0, 0.1};
  const auto best = maximise_bounded(p, start, {.method = BoundedMethod::kMma});
  EXPECT_LE(with_derivatives, best.evaluations);
}

TEST(BoundedSearch, TurnsBackWhereThereIsNoValue) {
  for (const auto method : kAll) {
    BoundedProblem p = valley_problem(2);
    p.evaluate = [](std::span<const double> x, bool derivatives, PointEvaluation& at) {
      at.value = std::log(2 - x[0]) + 4 * x[0] - x[1] * x[1];  // rises to x0 = 1.75; nothing beyond 1.9
      if (derivatives) at.gradient = {4 - 1 / (2 - x[0]), -2 * x[1]};
      return x[0] < 1.9;
    };
    const double start[] = {-1, 1};
    const auto best = maximise_bounded(p, start, {.method = method, .max_evaluations = 3000});
    EXPECT_NEAR(best.value, std::log(0.25) + 7, 1e-4) << to_string(method);
  }
}

TEST(BoundedSearch, ExceptionsPassThroughUnchanged) {
  BoundedProblem p = valley_problem(2);
  int calls = 0;
  p.evaluate = [&](std::span<const double> x, bool derivatives, PointEvaluation& at) {
    if (++calls == 5) throw std::runtime_error("no such economy");
    return valley(x, derivatives, at);
  };
  const double start[] = {-1.2, 1};
  for (const auto method : kAll) {
    calls = 0;
    EXPECT_THROW(maximise_bounded(p, start, {.method = method}), std::runtime_error) << to_string(method);
    EXPECT_EQ(calls, 5) << "nothing is asked after a failure";
  }
}

TEST(BoundedSearch, LimitsReturnTheBestPointMet) {
  const double start[] = {-1.2, 1};
  PointEvaluation at_start;
  valley(start, false, at_start);
  for (const auto method : kAll) {
    const auto few = maximise_bounded(valley_problem(2), start, {.method = method, .max_evaluations = 7});
    EXPECT_EQ(few.status, BoundedStatus::kEvaluationLimit) << to_string(method);
    EXPECT_LE(few.evaluations, 7);
    EXPECT_GE(few.value, at_start.value);
    const auto none =
        maximise_bounded(valley_problem(2), start, {.method = method, .max_evaluations = 500, .seconds = -1});
    EXPECT_EQ(none.status, BoundedStatus::kTimeLimit);
    EXPECT_THAT(none.x, testing::ElementsAre(-1.2, 1));
  }
}

TEST(BoundedSearch, CancellingReturnsTheBestPointMet) {
  std::atomic<bool> cancelled = false;
  BoundedProblem p = valley_problem(2);
  int calls = 0;
  p.evaluate = [&](std::span<const double> x, bool derivatives, PointEvaluation& at) {
    if (++calls == 4) cancelled = true;
    return valley(x, derivatives, at);
  };
  const double start[] = {-1.2, 1};
  const auto best = maximise_bounded(p, start, {}, RunContext({}, &cancelled));
  EXPECT_EQ(best.status, BoundedStatus::kInterrupted);
  EXPECT_EQ(best.evaluations, 4);
  EXPECT_GT(best.value, -std::numeric_limits<double>::infinity());
}

TEST(BoundedSearch, StartsOutsideTheBoundsAreMovedInside) {
  const double start[] = {5, -9};
  const auto best = maximise_bounded(valley_problem(2), start, {.max_evaluations = 2000});
  EXPECT_NEAR(best.value, 0, 1e-4);
}

TEST(BoundedSearch, ConstraintsNeedAMethodThatTakesThem) {
  const double start[] = {0, 0};
  EXPECT_THROW(maximise_bounded(disc_problem(0), start, {}), std::logic_error);
}

}  // namespace
}  // namespace cobden::numerics
