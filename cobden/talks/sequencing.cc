#include "cobden/talks/sequencing.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/numerics/linear_program.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

using numerics::LinearProgram;

void check(const SequenceSide& side) {
  require_positive("cost of a concession", side.cost);
  require_positive("benefit of a concession", side.benefit);
  require_inside("discount factor", side.discount, "at 1 delay costs nothing, at 0 the future is worth nothing");
  require_positive("total to concede", side.total);
  require_not_negative("collateral", side.collateral);
  require_share("snap-back", side.snapback);
}

bool moves_at(int k, bool first_moves_first) { return (k % 2 == 0) == first_moves_first; }

/// Coefficients on all steps of what remains at step k for `side`: - cost now, and the discounted rest.
std::vector<double> continuation(const SequenceSide& side, bool is_first, bool first_moves_first, int k,
                                 int moves) {
  std::vector<double> row(static_cast<std::size_t>(moves), 0.0);
  double weight = 1;
  for (int j = k; j < moves; ++j, weight *= side.discount)
    row[static_cast<std::size_t>(j)] =
        weight * (moves_at(j, first_moves_first) == is_first ? -side.cost : side.benefit);
  return row;
}

/// The same less what a breach gives: what was received before is kept but for the snap-back.
std::vector<double> against_breach(const SequenceSide& side, bool is_first, bool first_moves_first, int k,
                                   int moves) {
  auto row = continuation(side, is_first, first_moves_first, k, moves);
  for (int j = 0; j < k; ++j)
    if (moves_at(j, first_moves_first) != is_first)
      row[static_cast<std::size_t>(j)] += side.snapback * side.benefit;
  return row;
}

std::vector<std::pair<int, double>> entries(const std::vector<double>& row) {
  std::vector<std::pair<int, double>> out;
  for (std::size_t j = 0; j < row.size(); ++j)
    if (row[j] != 0) out.emplace_back(static_cast<int>(j), row[j]);
  return out;
}

double value(const std::vector<double>& row, const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t j = 0; j < row.size(); ++j) sum += row[j] * x[j];
  return sum;
}

LinearProgram program_of(const SequenceProblem& problem, bool first_moves_first, int moves) {
  const auto one = continuation(problem.first, true, first_moves_first, 0, moves);
  const auto two = continuation(problem.second, false, first_moves_first, 0, moves);
  LinearProgram program;
  std::vector<double> own(static_cast<std::size_t>(moves)), other(static_cast<std::size_t>(moves));
  for (int k = 0; k < moves; ++k) {
    const auto at = static_cast<std::size_t>(k);
    program.add_variable(problem.weight_first * one[at] + problem.weight_second * two[at]);
    (moves_at(k, first_moves_first) ? own : other)[at] = 1;
  }
  program.add_row(entries(own), -numerics::kNoBound, problem.first.total);
  program.add_row(entries(other), -numerics::kNoBound, problem.second.total);
  for (int k = 0; k < moves; ++k) {
    const bool by_first = moves_at(k, first_moves_first);
    const auto& side = by_first ? problem.first : problem.second;
    program.add_row(entries(against_breach(side, by_first, first_moves_first, k, moves)), -side.collateral,
                    numerics::kNoBound);
  }
  return program;
}

/// Everything about a plan but its amounts, worked out anew from them.
SequencePlan describe(const SequenceProblem& problem, bool first_moves_first, const std::vector<double>& x) {
  const int moves = static_cast<int>(x.size());
  SequencePlan plan;
  plan.first_moves_first = first_moves_first;
  for (int k = 0; k < moves; ++k) {
    const bool by_first = moves_at(k, first_moves_first);
    const auto& side = by_first ? problem.first : problem.second;
    const double slack = side.collateral + value(against_breach(side, by_first, first_moves_first, k, moves), x);
    const double amount = x[static_cast<std::size_t>(k)];
    plan.steps.push_back({by_first, amount, slack});
    (by_first ? plan.share_first : plan.share_second) += amount / side.total;
  }
  plan.gain_first = value(continuation(problem.first, true, first_moves_first, 0, moves), x);
  plan.gain_second = value(continuation(problem.second, false, first_moves_first, 0, moves), x);
  plan.objective = problem.weight_first * plan.gain_first + problem.weight_second * plan.gain_second;
  return plan;
}

}  // namespace

double ShrinkingSteps::moves_for(double share) const {
  if (!(share >= 0 && share < 1)) throw UserError("the share to complete must be 0 or more and below 1");
  if (!finite) throw UserError("steps that keep both sides at it do not shrink: no share is ever completed");
  return std::log1p(-share) / std::log(move_ratio);
}

ShrinkingSteps shrinking_steps(const SequenceSide& first, const SequenceSide& second) {
  check(first);
  check(second);
  ShrinkingSteps steps;
  const double one = first.cost / (first.discount * first.benefit);
  const double two = second.cost / (second.discount * second.benefit);
  steps.round_ratio = one * two;
  steps.move_ratio = std::sqrt(steps.round_ratio);
  steps.finite = steps.round_ratio < 1;
  steps.size_ratio = one;
  return steps;
}

bool self_enforcing(double ratio, double cost, double benefit, double discount) {
  require_discount("ratio of steps", ratio);
  check(SequenceSide{.cost = cost, .benefit = benefit, .discount = discount});
  return ratio >= cost / (discount * benefit);
}

SequencePlan best_plan(const SequenceProblem& problem, bool first_moves_first, int moves) {
  check(problem.first);
  check(problem.second);
  require_not_negative("weight of the first side", problem.weight_first);
  require_not_negative("weight of the second side", problem.weight_second);
  require_within("number of moves", moves, 1, 1000);
  const auto solution = numerics::maximise(program_of(problem, first_moves_first, moves));
  // Zeros are feasible and totals bound the rest, so the simplex method ends in an optimum.
  invariant(solution.optimal(), "a sequence of concessions has a best plan");
  return describe(problem, first_moves_first, solution.x);
}

SequenceSearch search_sequences(const SequenceProblem& problem, int most_moves) {
  SequenceSearch search;
  double best = -std::numeric_limits<double>::infinity();
  for (int moves = 1; moves <= most_moves; ++moves)
    for (const bool order : {true, false}) {
      search.plans.push_back(best_plan(problem, order, moves));
      best = std::max(best, search.plans.back().objective);
    }
  const double enough = best - 1e-6 * std::max(std::abs(best), 1e-12);
  search.best = *std::find_if(search.plans.begin(), search.plans.end(),
                              [&](const auto& plan) { return plan.objective >= enough; });
  search.unravels = search.best.share_first + search.best.share_second < 1e-6;
  return search;
}

}  // namespace cobden::talks
