#include "cobden/strategy/joint_ascent.h"

#include <algorithm>
#include <cmath>

namespace cobden::strategy {
namespace {

constexpr double kFirstCap = 0.2;  // of a step in h: a fifth more on the power of a tariff
constexpr double kLargestCap = 1.0;
constexpr double kMostCurvature = 1e6;  // times the pace, before a move is given up
constexpr int kPatience = 60;           // steps in which the conditions must halve
constexpr double kClearGain = 1e-6;     // share of |G| from which a first phase need not look further
constexpr double kArmijo = 1e-4;        // share of the promised rise that must come true

/// Keeps the pace from jumping near the solution. A pace is a derivative over the step that would make it
/// vanish, both for the multipliers of the point before: where both are small their ratio is noise, which
/// acceleration would take for curvature. Steps then take four times as long.
void steady_pace(const JointPoint& here, JointPoint& next) {
  const double share = std::clamp(10 * here.conditions.norm, 0.05, 0.5);  // of the new pace, in logs
  for (std::size_t k = 0; k < next.pace.size(); ++k)
    if (here.pace[k] > 0 && next.pace[k] > 0)
      next.pace[k] = here.pace[k] * std::pow(next.pace[k] / here.pace[k], share);
}

}  // namespace

JointAscent::JointAscent(SearchRun& run, const std::vector<Player>& players, const JointGoal& goal,
                         std::vector<double> unit, const TradeCube& from)
    : run_(run),
      players_(players),
      goal_(goal),
      unit_(std::move(unit)),
      from_(from),
      penalty_(players.size(), 0.0),
      adjoint_(players.size() + 1),
      mixer_(0),
      cap_(kFirstCap) {
  for (std::size_t i = 0; i < players.size(); ++i) {
    const Instruments& own = players[i].instruments;
    offset_.push_back(lower_.size());
    lower_.insert(lower_.end(), own.lower.begin(), own.lower.end());
    upper_.insert(upper_.end(), own.upper.begin(), own.upper.end());
    if (own.size() > 0) importers_.push_back(own.player);
    weight_.push_back(goal.form == JointForm::kWeightedSum   ? goal.weight[i] * unit_[i]
                      : goal.form == JointForm::kNashProduct ? goal.weight[i]
                                                             : 0.0);
    scale_.push_back(goal.scale.empty() ? 0.0 : goal.scale[i] / unit_[i]);
    from_unit_.push_back(goal.from.empty() ? 0.0 : goal.from[i] / unit_[i]);
  }
  mixer_ = numerics::ProjectedAnderson(lower_.size(), {.memory = 5, .independence = 0.1});
  damping_.assign(lower_.size(), 1.0);
}

bool JointAscent::solve_at(std::vector<double> h, const economy::Equilibrium* start, double tolerance,
                           JointPoint& out) {
  TradeCube tariff = from_;
  for (std::size_t i = 0; i < players_.size(); ++i)
    players_[i].instruments.write(
        std::span<const double>(h).subspan(offset_[i], players_[i].instruments.size()), tariff);
  out.equilibrium = run_.solve(tariff, start, tolerance);
  if (!out.equilibrium) return false;
  out.h = std::move(h);
  out.tolerance = tolerance;
  out.value.clear(), out.slack.clear();
  for (std::size_t i = 0; i < players_.size(); ++i) {
    out.value.push_back(run_.model().value(*out.equilibrium, players_[i].objective));
    out.slack.push_back(out.value[i] / unit_[i] - from_unit_[i]);
  }
  out.merit = merit_of(out.slack);
  return true;
}

double JointAscent::merit_of(std::span<const double> slack) const {
  double sum = 0, least = std::numeric_limits<double>::infinity(), unmet = 0;
  for (std::size_t i = 0; i < slack.size(); ++i) {
    if (goal_.form == JointForm::kWeightedSum) sum += weight_[i] * slack[i];
    if (goal_.form == JointForm::kNashProduct && weight_[i] > 0)
      sum += slack[i] > 0 ? weight_[i] * std::log(slack[i]) : -std::numeric_limits<double>::infinity();
    if (goal_.form != JointForm::kCommonGain) continue;
    if (scale_[i] > 0)
      least = std::min(least, slack[i] / scale_[i]);
    else
      unmet += penalty_[i] * std::max(0.0, -slack[i]);
  }
  return goal_.form == JointForm::kCommonGain ? least - unmet : sum;
}

/// How far two merits may differ by the error of the equilibria alone.
double JointAscent::noise(const JointPoint& point) const {
  double size = 0;
  for (std::size_t i = 0; i < players_.size(); ++i)
    size += point.model.multiplier.size() == players_.size()
                ? point.model.multiplier[i] * std::abs(point.value[i]) / unit_[i]
                : 1.0;
  return 10 * point.tolerance * size;
}

/// Derivatives of every player's value (or of their sum alone), and the pace of the sum with `multiplier`.
/// Adjoints need be only as sharp as the conditions they are to tell, of which the derivatives' sum keeps a
/// small share.
void JointAscent::differentiate(JointPoint& point, std::span<const double> multiplier, double norm) {
  const std::size_t rows = goal_.form == JointForm::kWeightedSum ? 0 : players_.size();
  std::vector<std::vector<economy::WeightedObjective>> sums(rows + 1);
  std::vector<economy::GradientRequest> requests;
  for (std::size_t i = 0; i < players_.size(); ++i) {
    if (rows > 0) sums[i] = {{1 / unit_[i], players_[i].objective}};
    if (multiplier[i] > 0) sums[rows].push_back({multiplier[i] / unit_[i], players_[i].objective});
  }
  for (std::size_t i = 0; i <= rows; ++i) requests.push_back({sums[i], importers_, &adjoint_[i]});
  const double tolerance = std::clamp(1e-2 * norm, 1e-10, 1e-6);
  const auto gradients = run_.model().gradients(*point.equilibrium, requests, tolerance);
  run_.count_gradients(static_cast<int>(rows) + 1);
  point.slope.clear();
  for (std::size_t i = 0; i < std::max<std::size_t>(1, rows); ++i)
    point.slope.push_back(stack(gradients[i], &economy::ImporterGradient::derivative));
  point.pace = stack(gradients[rows], &economy::ImporterGradient::pace);
}

/// One part of a gradient by instrument, players one after the other.
std::vector<double> JointAscent::stack(const std::vector<economy::ImporterGradient>& gradient,
                                       SectorCountry economy::ImporterGradient::*part) const {
  std::vector<double> stacked;
  std::size_t next = 0;
  for (const Player& p : players_) {
    if (p.instruments.size() == 0) continue;
    const auto own = p.instruments.collect(gradient[next++].*part);
    stacked.insert(stacked.end(), own.begin(), own.end());
  }
  return stacked;
}

JointMove JointAscent::model_move(const JointPoint& point, double more_curvature, double cap) const {
  std::vector<double> lowest(lower_.size()), highest(lower_.size()), curvature(lower_.size());
  for (std::size_t k = 0; k < lower_.size(); ++k) {
    lowest[k] = std::max(lower_[k] - point.h[k], -cap);
    highest[k] = std::min(upper_[k] - point.h[k], cap);
    curvature[k] = more_curvature * point.pace[k] / damping_[k];
  }
  JointModel model;
  model.form = goal_.form;
  std::vector<double> one = {1.0}, total = {0.0};
  for (std::size_t i = 0; i < players_.size(); ++i) total[0] += weight_[i] * point.slack[i];
  const bool sum = goal_.form == JointForm::kWeightedSum;
  model.weight = sum ? one : weight_;
  model.scale = scale_;
  model.slack = sum ? total : point.slack;
  model.slope = point.slope;
  model.curvature = curvature;
  model.lowest = lowest, model.highest = highest;
  JointMove move = solve_joint_model(model, point.model.multiplier);
  if (sum) move.multiplier = weight_;
  return move;
}

/// Multipliers and first-order conditions at a point.
void JointAscent::read_model(JointPoint& point, std::span<const double> guess) {
  point.model.multiplier.assign(guess.begin(), guess.end());
  point.model = model_move(point, 1.0, cap_);
  point.conditions = first_order(point.h, point.model.derivative, point.pace, lower_, upper_);
  for (std::size_t k = 0; k < lower_.size(); ++k)
    if (point.pace[k] > 0) point.conditions.step[k] = point.model.derivative[k] / point.pace[k];
  for (std::size_t i = 0; i < players_.size(); ++i)
    penalty_[i] = std::max(penalty_[i], 2 * point.model.multiplier[i]);
}

bool JointAscent::begin(std::vector<double> h, const economy::Equilibrium* start,
                        std::vector<double> multiplier) {
  mixer_.restart();
  for (std::size_t k = 0; k < h.size(); ++k) h[k] = std::clamp(h[k], lower_[k], upper_[k]);
  if (!solve_at(std::move(h), start, solve_tolerance(run_.options(), 1.0), here_)) return false;
  differentiate(here_, multiplier, 1.0);
  read_model(here_, multiplier);
  if (goal_.form != JointForm::kWeightedSum) {  // the pace belongs to the multipliers
    const auto guess = here_.model.multiplier;
    differentiate(here_, guess, 1.0);
    read_model(here_, guess);
  }
  here_.merit = merit_of(here_.slack);
  best_norm_ = here_.conditions.norm;
  return true;
}

JointAscent::Trial JointAscent::try_move(std::span<const double> move, double promised) {
  JointPoint next;
  std::vector<double> h = here_.h;
  for (std::size_t k = 0; k < h.size(); ++k) h[k] = std::clamp(h[k] + move[k], lower_[k], upper_[k]);
  const double tolerance =
      sharp_ ? run_.options().solve.tolerance : solve_tolerance(run_.options(), here_.conditions.norm);
  if (!solve_at(std::move(h), here_.equilibrium.get(), tolerance, next)) return Trial::kNoEquilibrium;
  here_.merit = merit_of(here_.slack);  // penalties may have grown
  const double rise = next.merit - here_.merit, error = noise(here_);
  if (!(rise >= -std::max(error, 0.1 * std::abs(promised)))) return Trial::kRejected;
  differentiate(next, here_.model.multiplier, here_.conditions.norm);
  steady_pace(here_, next);
  read_model(next, here_.model.multiplier);
  const double norm = here_.conditions.norm;
  const bool higher = rise >= kArmijo * promised && rise > error;
  const bool nearer = next.conditions.norm < 0.95 * norm;
  // Where merits no longer tell points apart, a step that does no harm may lead on; stalled() counts them.
  const bool level = rise >= kArmijo * promised - error && next.conditions.norm < 3 * norm;
  if (!higher && !nearer && !level) return Trial::kRejected;
  adapt_damping(here_.conditions, next.conditions, 1.0, damping_);
  here_ = std::move(next);
  return Trial::kAccepted;
}

/// The merit that the model promises of a move.
double promise(double merit, double merit_of_model, double curved) { return merit_of_model - merit - curved; }

bool JointAscent::try_accelerated() {
  const FirstOrder& f = here_.conditions;
  const auto step = mixer_.step(here_.h, f.step, f.pace, f.free, damping_);
  const auto move = bounded_move(here_.h, step, cap_, lower_, upper_);
  const double promised =
      std::max(0.0, promise(merit_of(here_.slack), merit_of(here_.model.slack), here_.model.curved));
  if (try_move(move, promised) != Trial::kAccepted) return false;
  cap_ = std::min(kLargestCap, 1.5 * cap_);
  return true;
}

bool JointAscent::try_plain() {
  for (; more_curvature_ < kMostCurvature; more_curvature_ *= 4) {
    if (run_.must_stop()) return true;  // the caller sees it too
    const JointMove move = model_move(here_, more_curvature_, cap_);
    const double promised = promise(merit_of(here_.slack), merit_of(move.slack), move.curved);
    if (try_move(move.move, promised) == Trial::kAccepted) {
      more_curvature_ = std::max(1.0, more_curvature_ / 2);
      return true;
    }
  }
  more_curvature_ = 1;
  return false;
}

bool JointAscent::advance() {
  if (try_accelerated()) return true;
  if (run_.must_stop()) return true;
  mixer_.restart();
  cap_ = std::max(0.02, 0.5 * cap_);
  return try_plain();
}

/// The same point with its equilibrium at the tolerance asked for.
void JointAscent::sharpen() {
  JointPoint sharp;
  if (!solve_at(here_.h, here_.equilibrium.get(), run_.options().solve.tolerance, sharp)) return;
  differentiate(sharp, here_.model.multiplier, here_.conditions.norm);
  read_model(sharp, here_.model.multiplier);
  here_ = std::move(sharp);
}

bool JointAscent::holds() {
  if (here_.conditions.norm > run_.options().tolerance) return false;
  if (here_.tolerance > run_.options().solve.tolerance) sharpen();
  return here_.conditions.norm <= run_.options().tolerance;
}

bool JointAscent::stalled() {
  if (here_.conditions.norm < 0.5 * best_norm_) {
    best_norm_ = here_.conditions.norm;
    since_best_ = 0;
  }
  return ++since_best_ > kPatience;
}

/// Once: with equilibria as sharp as they come, and nothing remembered.
bool JointAscent::begin_again() {
  if (sharp_) return false;
  sharp_ = true;
  sharpen();
  mixer_.restart();
  std::ranges::fill(damping_, 1.0);
  cap_ = kFirstCap, more_curvature_ = 1;
  best_norm_ = here_.conditions.norm, since_best_ = 0;
  return true;
}

void JointAscent::climb(SearchSummary& summary) { climb(summary, false); }
void JointAscent::climb_until_feasible(SearchSummary& summary) { climb(summary, true); }

void JointAscent::climb(SearchSummary& summary, bool until_feasible) {
  summary.status = SearchStatus::kNotConverged;
  summary.message = "iteration limit reached";
  for (;; ++summary.iterations) {
    summary.history.push_back(here_.conditions.norm);
    run_.report("climbing to joint tariffs", summary.iterations, here_.conditions.norm);
    const bool feasible = std::ranges::all_of(here_.slack, [](double c) { return c > kClearGain; });
    if (holds() || (until_feasible && feasible)) {
      summary.status = SearchStatus::kConverged;
      summary.message = "first-order conditions hold";
      return;
    }
    if (const auto stop = run_.must_stop()) {
      summary.status = *stop;
      summary.message = to_string(*stop) + ": the best point met";
      return;
    }
    if (summary.iterations >= run_.options().max_iterations) return;
    if (!stalled() && advance()) continue;
    if (begin_again()) continue;
    summary.message =
        "no step leads further up, although first-order conditions do not hold to the tolerance";
    return;
  }
}

}  // namespace cobden::strategy
