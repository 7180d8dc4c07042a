#include "cobden/talks/markov_stage.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

/// No move is ever excluded, not even by rounding: Bayes' rule must always apply.
constexpr double kTremble = 1e-12;
constexpr double kReached = 1e-11;  // residual of a fixed point that needs no further search
double keep_inside(double x) { return std::clamp(x, kTremble, 1 - kTremble); }

double logistic(double x) {
  return keep_inside(x >= 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)));
}

double distance(const StageStrategy& a, const StageStrategy& b) {
  return std::max({std::abs(a.ease - b.ease), std::abs(a.sincere - b.sincere),
                   std::abs(a.insincere - b.insincere)});
}

StageStrategy towards(const StageStrategy& from, const StageStrategy& to, double share) {
  return {from.ease + share * (to.ease - from.ease), from.sincere + share * (to.sincere - from.sincere),
          from.insincere + share * (to.insincere - from.insincere)};
}

Eigen::Vector3d vector_of(const StageStrategy& s) { return {s.ease, s.sincere, s.insincere}; }
StageStrategy strategy_of(const Eigen::Vector3d& v) {
  return {keep_inside(v[0]), keep_inside(v[1]), keep_inside(v[2])};
}

double mean(const std::array<double, 2>& payoff, double softer) {
  return (1 - softer) * payoff[0] + softer * payoff[1];
}
double gain(const std::array<double, 2>& payoff, double softer) {
  return std::max(payoff[0], payoff[1]) - mean(payoff, softer);
}

/// Newton's method on reply(x) - x, each step halved until the residual falls; returns the best point.
StageStrategy newton(const Stage& stage, double precision, StageStrategy x) {
  const auto error = [&](const StageStrategy& s) {
    return Eigen::Vector3d(vector_of(stage.logit_reply(s, precision)) - vector_of(s));
  };
  for (int step = 0; step < 30; ++step) {
    const Eigen::Vector3d f = error(x);
    const double size = f.cwiseAbs().maxCoeff();
    if (size < 1e-13) return x;
    Eigen::Matrix3d jacobian;
    for (int k = 0; k < 3; ++k) {
      Eigen::Vector3d moved = vector_of(x);
      const double h = moved[k] < 0.5 ? 1e-7 : -1e-7;
      moved[k] += h;
      jacobian.col(k) = (error(strategy_of(moved)) - f) / h;
    }
    const Eigen::Vector3d direction = jacobian.fullPivLu().solve(-f);
    if (!direction.allFinite()) return x;
    double length = 1;
    while (length > 1e-4) {
      const StageStrategy next = strategy_of(vector_of(x) + length * direction);
      if (error(next).cwiseAbs().maxCoeff() < (1 - 0.1 * length) * size) {
        x = next;
        break;
      }
      length /= 2;
    }
    if (length <= 1e-4) return x;
  }
  return x;
}

/// Replies taken in part only: slow, but kinks and steep places that stop Newton's method do not stop it.
StageStrategy damped(const Stage& stage, double precision, StageStrategy x, double share) {
  for (int step = 0; step < 60 / share; ++step) {
    const StageStrategy reply = stage.logit_reply(x, precision);
    if (distance(reply, x) < 1e-13) break;
    x = towards(x, reply, share);
  }
  return x;
}

StageStrategy fixed_point(const Stage& stage, double precision, const StageStrategy& start) {
  StageStrategy best = newton(stage, precision, start);
  double least = stage.residual(best, precision);
  for (const double share : {0.5, 0.2, 0.05}) {
    if (least < kReached) break;
    const StageStrategy other = newton(stage, precision, damped(stage, precision, start, share));
    const double residual = stage.residual(other, precision);
    if (residual < least) best = other, least = residual;
  }
  return best;
}

StageStrategy near_corner(int corner) {
  return {corner & 1 ? 0.99 : 0.01, corner & 2 ? 0.99 : 0.01, corner & 4 ? 0.99 : 0.01};
}

}  // namespace

std::string to_string(Phase phase) {
  switch (phase) {
    case Phase::kWar:
      return "war";
    case Phase::kPause:
      return "pause";
    case Phase::kPartial:
      return "partial deal";
    case Phase::kDeal:
      return "deal";
  }
  return "unknown";
}

std::array<std::array<std::array<Phase, 2>, 2>, kPhases> TalksModel::standard_moves() {
  using enum Phase;
  // {{press: hold, concede}, {ease: hold, concede}}
  return {{{{{kWar, kPause}, {kPause, kPartial}}},
           {{{kWar, kPause}, {kPause, kPartial}}},
           {{{kWar, kPause}, {kPause, kDeal}}},
           {{{kWar, kPartial}, {kPartial, kDeal}}}}};
}

void check(const TalksModel& model) {
  if (!model.flow) throw UserError("talks: payoffs of the phases are missing");
  require_discount("discount factor of side 1", model.discount_first);
  require_discount("discount factor of side 2", model.discount_second);
  require_share("detection", model.detection);
  require_share("false alarm", model.false_alarm);
}

double Stage::belief_after(const StageStrategy& s, int concedes) const {
  const double sincere = belief_ * (concedes ? s.sincere : 1 - s.sincere);
  const double insincere = (1 - belief_) * (concedes ? s.insincere : 1 - s.insincere);
  return sincere + insincere > 0 ? sincere / (sincere + insincere) : off_path_;
}

Phase Stage::lived_in(int eases, int concedes) const {
  const Phase lived = model_.next[static_cast<std::size_t>(phase_)][static_cast<std::size_t>(eases)]
                                 [static_cast<std::size_t>(concedes)];
  const bool over = model_.pause_ends >= 0 && period_ >= model_.pause_ends;
  return lived == Phase::kPause && over ? Phase::kWar : lived;
}

double Stage::alarm_probability(Phase lived, Type type) const {
  if (lived != Phase::kPartial && lived != Phase::kDeal) return 0;
  return type == Type::kSincere ? model_.false_alarm : model_.detection;
}

double Stage::belief_after_alarm(Phase lived, double belief, bool alarm) const {
  const double f = alarm_probability(lived, Type::kSincere), q = alarm_probability(lived, Type::kInsincere);
  const double sincere = belief * (alarm ? f : 1 - f), insincere = (1 - belief) * (alarm ? q : 1 - q);
  return sincere + insincere > 0 ? sincere / (sincere + insincere) : belief;
}

StageValue Stage::outcome(Phase lived, double belief) const {
  const StageValue quiet = continuation_(lived, belief_after_alarm(lived, belief, false));
  const double f = alarm_probability(lived, Type::kSincere), q = alarm_probability(lived, Type::kInsincere);
  StageValue rung = quiet;
  if (f + q > 0) rung = continuation_(model_.after_alarm, belief_after_alarm(lived, belief, true));
  const auto flow = [&](int side, Type type) { return model_.flow(side, period_, lived, type); };
  const double d1 = model_.discount_first, d2 = model_.discount_second;
  const auto first = [&](Type type, double alarm) {
    return flow(1, type) + d1 * (alarm * rung.first + (1 - alarm) * quiet.first);
  };
  return {belief * first(Type::kSincere, f) + (1 - belief) * first(Type::kInsincere, q),
          flow(2, Type::kSincere) + d2 * (f * rung.sincere + (1 - f) * quiet.sincere),
          flow(2, Type::kInsincere) + d2 * (q * rung.insincere + (1 - q) * quiet.insincere)};
}

Stage::Payoffs Stage::payoffs(const StageStrategy& s) const {
  Payoffs total{};
  for (const int concedes : {0, 1}) {
    const double after = belief_after(s, concedes);
    const double odds = belief_ * (concedes ? s.sincere : 1 - s.sincere) +
                        (1 - belief_) * (concedes ? s.insincere : 1 - s.insincere);
    for (const int eases : {0, 1}) {
      const StageValue out = outcome(lived_in(eases, concedes), after);
      const double eased = eases ? s.ease : 1 - s.ease;
      total.first[static_cast<std::size_t>(eases)] += odds * out.first;
      total.sincere[static_cast<std::size_t>(concedes)] += eased * out.sincere;
      total.insincere[static_cast<std::size_t>(concedes)] += eased * out.insincere;
    }
  }
  return total;
}

StageStrategy Stage::logit_reply(const StageStrategy& s, double precision) const {
  const Payoffs p = payoffs(s);
  const auto reply = [&](const std::array<double, 2>& u) { return logistic(precision * (u[1] - u[0])); };
  return {reply(p.first), reply(p.sincere), reply(p.insincere)};
}

double Stage::residual(const StageStrategy& s, double precision) const {
  return distance(s, logit_reply(s, precision));
}

double Stage::largest_gain(const StageStrategy& s) const {
  const Payoffs p = payoffs(s);
  return std::max({gain(p.first, s.ease), gain(p.sincere, s.sincere), gain(p.insincere, s.insincere)});
}

StageValue Stage::value(const StageStrategy& s) const {
  const Payoffs p = payoffs(s);
  return {mean(p.first, s.ease), mean(p.sincere, s.sincere), mean(p.insincere, s.insincere)};
}

StageSolution follow_branch(const Stage& stage, double precision) {
  constexpr int kSteps = 16;
  StageStrategy x;
  for (int k = 1; k <= kSteps; ++k) x = fixed_point(stage, precision * k / kSteps, x);
  double least = stage.residual(x, precision);
  // Where the branch folds back before the precision asked for, any solution must do.
  for (int corner = 0; corner < 8 && least > kReached; ++corner) {
    const StageStrategy other = fixed_point(stage, precision, near_corner(corner));
    const double residual = stage.residual(other, precision);
    if (residual < least) x = other, least = residual;
  }
  return {x, least, 1};
}

StageSolution solve_near(const Stage& stage, double precision, const StageStrategy& start) {
  const StageStrategy x = fixed_point(stage, precision, start);
  return {x, stage.residual(x, precision), 1};
}

int count_solutions(const Stage& stage, double precision, const StageStrategy& known) {
  std::vector<StageStrategy> distinct = {known};
  for (int corner = 0; corner < 8; ++corner) {
    const StageStrategy other = newton(stage, precision, near_corner(corner));
    if (stage.residual(other, precision) > 1e-9) continue;
    const bool seen = std::any_of(distinct.begin(), distinct.end(),
                                  [&](const auto& s) { return distance(s, other) < 1e-5; });
    if (!seen) distinct.push_back(other);
  }
  return static_cast<int>(distinct.size());
}

StageSolution solve_pure(const Stage& stage, double belief) {
  StageSolution best{{}, std::numeric_limits<double>::infinity(), 0};
  double best_joint = -std::numeric_limits<double>::infinity();
  for (int corner = 0; corner < 8; ++corner) {
    const StageStrategy s{corner & 1 ? 1.0 : 0.0, corner & 2 ? 1.0 : 0.0, corner & 4 ? 1.0 : 0.0};
    const double gain = stage.largest_gain(s);
    const StageValue v = stage.value(s);
    const double joint = v.first + belief * v.sincere + (1 - belief) * v.insincere;
    const double rounding = 1e-12 * (1 + std::abs(v.first) + std::abs(v.sincere) + std::abs(v.insincere));
    if (gain <= rounding) {
      ++best.solutions;
      if (best.solutions == 1 || joint > best_joint) {
        best_joint = joint;
        best.strategy = s, best.residual = gain;
      }
    } else if (best.solutions == 0 && gain < best.residual) {
      best.strategy = s, best.residual = gain;
    }
  }
  return best;
}

}  // namespace cobden::talks
