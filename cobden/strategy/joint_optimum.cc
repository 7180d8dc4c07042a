#include "cobden/strategy/joint_optimum.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/strategy/joint_ascent.h"
#include "cobden/strategy/payoff.h"

namespace cobden::strategy {
namespace {

constexpr char kMethod[] =
    "first-order conditions of the weighted objectives at once, accelerated, within bounds";
/// Share of |G| below which a gain is the error of two equilibria.
constexpr double kLeastGain = 1e-8;

void check_numbers(const std::vector<double>& numbers, std::size_t players, const char* what, bool signs) {
  if (numbers.size() != players)
    throw UserError(std::string("a joint goal needs one ") + what + " for each player");
  bool any = false;
  for (const double x : numbers) {
    if (!std::isfinite(x)) throw UserError(std::string("a ") + what + " is not a finite number");
    if (signs && x < 0) throw UserError(std::string("a ") + what + " is negative");
    any = any || x > 0;
  }
  if (signs && !any) throw UserError(std::string("every ") + what + " is zero");
}

JointGoal checked(JointGoal goal, std::size_t players) {
  if (players == 0) throw UserError("joint tariffs need at least one player");
  if (goal.form != JointForm::kCommonGain) {
    if (goal.weight.empty()) goal.weight.assign(players, 1.0);
    check_numbers(goal.weight, players, "weight", true);
  }
  if (goal.form != JointForm::kWeightedSum) check_numbers(goal.from, players, "payoff to start from", false);
  if (goal.form == JointForm::kCommonGain) check_numbers(goal.scale, players, "scale of gains", true);
  return goal;
}

/// |G| at the start, so that players of all sizes count alike in the search.
std::vector<double> units_of(const std::vector<double>& values) {
  double largest = 0;
  for (const double v : values) largest = std::max(largest, std::abs(v));
  std::vector<double> unit;
  for (const double v : values) unit.push_back(std::max({std::abs(v), 1e-9 * largest, 1e-300}));
  return unit;
}

std::vector<double> stacked_start(const economy::PolicyModel& model, const std::vector<Player>& players,
                                  const TradeCube& tariff) {
  std::vector<double> h;
  for (const Player& p : players)
    for (const double x : p.instruments.read(model, tariff)) h.push_back(x);
  return h;
}

/// Multipliers in units, from those given in money or none.
std::vector<double> first_multipliers(const JointGoal& goal, const std::vector<double>& unit,
                                      const std::vector<double>& given) {
  std::vector<double> m(unit.size(), 1.0);
  for (std::size_t i = 0; i < unit.size(); ++i) {
    if (goal.form == JointForm::kWeightedSum)
      m[i] = goal.weight[i] * unit[i];
    else if (given.size() == unit.size())
      m[i] = given[i] * unit[i];
  }
  return m;
}

double goal_at(const JointGoal& goal, const std::vector<double>& value) {
  double sum = 0, least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (goal.form == JointForm::kWeightedSum) sum += goal.weight[i] * value[i];
    if (goal.form == JointForm::kNashProduct && goal.weight[i] > 0)
      sum += value[i] > goal.from[i] ? goal.weight[i] * std::log(value[i] - goal.from[i])
                                     : -std::numeric_limits<double>::infinity();
    if (goal.form == JointForm::kCommonGain && goal.scale[i] > 0)
      least = std::min(least, (value[i] - goal.from[i]) / goal.scale[i]);
  }
  return goal.form == JointForm::kCommonGain ? least : sum;
}

double infeasibility_at(const JointGoal& goal, const std::vector<double>& value, double u) {
  double worst = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < value.size(); ++i)
    worst =
        std::max(worst, (goal.from[i] + u * goal.scale[i] - value[i]) / std::max(std::abs(value[i]), 1e-300));
  return worst;
}

/// Reads the climb's last point; multipliers in money, adding to one.
void read_point(const JointAscent& climb, const SearchRun& run, const std::vector<Player>& players,
                const JointGoal& goal, const std::vector<double>& unit, JointOptimum& result) {
  const JointPoint& last = climb.here();
  result.h = last.h;
  result.equilibrium = last.equilibrium;
  if (last.tolerance > run.options().solve.tolerance)
    if (auto sharp = run.solve_at_last(last.equilibrium->tariff, last.equilibrium.get()))
      result.equilibrium = std::move(sharp);
  result.tariff = result.equilibrium->tariff;
  result.value = values_at(run.model(), players, *result.equilibrium);
  result.weight = last.model.multiplier;
  double total = 0;
  for (std::size_t i = 0; i < unit.size(); ++i) total += result.weight[i] /= unit[i];
  for (double& m : result.weight) m /= total > 0 ? total : 1;
  result.search.first_order = last.conditions.norm;
  result.goal = goal_at(goal, result.value);
  if (goal.form != JointForm::kCommonGain) return;
  result.infeasibility = infeasibility_at(goal, result.value, result.goal);
  constexpr double kUnmet = 1e-7;
  if (result.infeasibility > kUnmet || last.model.gave_way) {
    if (result.search.converged()) result.search.status = SearchStatus::kNotConverged;
    result.search.message = "a player cannot be given what it demands: the point that comes nearest";
  }
}

/// A first phase of the Nash product: some point at which all with weight gain.
bool find_gains(SearchRun& run, const std::vector<Player>& players, const JointGoal& goal,
                const std::vector<double>& unit, const TradeCube& from, std::vector<double>& h,
                economy::EquilibriumPtr& equilibrium, SearchSummary& summary) {
  JointGoal gains{.form = JointForm::kCommonGain, .from = goal.from, .scale = {}};
  for (std::size_t i = 0; i < unit.size(); ++i) gains.scale.push_back(goal.weight[i] > 0 ? unit[i] : 0.0);
  JointAscent phase(run, players, gains, unit, from);
  if (!phase.begin(h, equilibrium.get(), std::vector<double>(unit.size(), 1.0))) return false;
  phase.climb_until_feasible(summary);
  h = phase.here().h;
  equilibrium = phase.here().equilibrium;
  for (std::size_t i = 0; i < unit.size(); ++i)
    if (goal.weight[i] > 0 && !(phase.here().slack[i] > kLeastGain)) return false;
  return true;
}

void close(JointOptimum& result, const SearchRun& run) {
  result.search.method = kMethod;
  result.search.solves = run.solves();
  result.search.gradients = run.gradients();
  result.search.seconds = run.seconds();
}

}  // namespace

JointOptimum find_joint_optimum(const economy::PolicyModel& model, const std::vector<Player>& players,
                                const JointGoal& asked, const TradeCube& from, const SearchOptions& options,
                                const RunContext& context, const economy::Equilibrium* start,
                                const std::vector<double>& weight) {
  const JointGoal goal = checked(asked, players.size());
  SearchRun run(model, options, context);
  JointOptimum result;
  result.tariff = from;
  economy::EquilibriumPtr here = run.solve_at_last(from, start);
  if (!here) {
    result.search.status = context.cancelled() ? SearchStatus::kInterrupted : SearchStatus::kNoEquilibrium;
    result.search.message = "no equilibrium was found at the tariffs given";
    close(result, run);
    return result;
  }
  result.start_value = values_at(model, players, *here);
  const auto unit = units_of(result.start_value);
  std::vector<double> h = stacked_start(model, players, from);
  bool ready = true;
  if (goal.form == JointForm::kNashProduct)
    ready = find_gains(run, players, goal, unit, from, h, here, result.search);
  JointAscent climb(run, players, goal, unit, from);
  if (!ready || !climb.begin(h, here.get(), first_multipliers(goal, unit, weight))) {
    result.equilibrium = here, result.tariff = here->tariff, result.h = h;
    result.value = values_at(model, players, *here);
    result.weight.assign(players.size(), 0.0);
    result.goal = goal_at(goal, result.value);
    if (result.search.converged()) result.search.status = SearchStatus::kNotConverged;
    if (!run.must_stop()) result.search.message = "no tariffs were found at which all gain";
    close(result, run);
    return result;
  }
  climb.climb(result.search);
  read_point(climb, run, players, goal, unit, result);
  close(result, run);
  return result;
}

}  // namespace cobden::strategy
