#include "cobden/strategy/frontier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/strategy/search_run.h"

namespace cobden::strategy {
namespace {

constexpr double kLeastGain = 1e-8;  // share of |G| below which a gain is the error of two equilibria
constexpr double kCavedIn = 1e-7;    // depth below the neighbours' line, as a share of the zone

Payoff less(const Payoff& a, const Payoff& b) {
  return {a.value - b.value, a.percent - b.percent, a.billion - b.billion};
}

class Trace {
 public:
  Trace(const economy::PolicyModel& model, const std::vector<Player>& players, const ThreatPoint& threat,
        const FrontierOptions& options, const RunContext& context)
      : model_(model), players_(players), options_(options), run_(model, options_.search, context) {
    out_.threat = threat;
    for (std::size_t i = 0; i < 2; ++i) {
      from_.push_back(threat.payoff[i].value);
      unit_.push_back(std::abs(model.value(*model.base(), players[i].objective)));
    }
  }

  Frontier trace() {
    if (!find_zone()) return finish();
    ends_ = {solve(towards(0, unit_[1]), inside_), solve(towards(unit_[0], 0), inside_)};
    if (!ends_[0].equilibrium || !ends_[1].equilibrium) return finish();
    out_.ideal = {ends_[1].first.value, ends_[0].second.value};
    add(ends_[0]);
    const int steps = options_.points - 1;
    for (int k = 1; k < steps && !run_.must_stop(); ++k)
      add(solve(ray(static_cast<double>(k) / steps), out_.points.back()));
    add(ends_[1]);
    mark_caved_in();
    if (options_.solutions) locate_solutions();
    return finish();
  }

 private:
  /// A point at which both gain, if there is any.
  bool find_zone() {
    FrontierPoint at_threat;
    at_threat.equilibrium = out_.threat.equilibrium;
    at_threat.tariff = out_.threat.tariff;
    inside_ = solve(towards(unit_[0], unit_[1]), at_threat);
    const double gain = std::min(inside_.first_gain.value / unit_[0], inside_.second_gain.value / unit_[1]);
    out_.zone = gain > kLeastGain    ? BargainStatus::kAgreement
                : gain > -kLeastGain ? BargainStatus::kNothingToShare
                                     : BargainStatus::kNoDeal;
    return out_.zone == BargainStatus::kAgreement;
  }

  JointGoal towards(double first, double second) const {
    return {.form = JointForm::kCommonGain, .from = from_, .scale = {first, second}};
  }

  /// The ray from the threat point that cuts the line between the frontier's ends at `share`. At an end the
  /// side that does worst may still gain: where tariffs are bounded, nothing better for the other is left.
  JointGoal ray(double share) const {
    const auto cut = [&](double a, double b, double from) {
      return std::max(0.0, (1 - share) * a + share * b - from);
    };
    return towards(cut(ends_[0].first.value, ends_[1].first.value, from_[0]),
                   cut(ends_[0].second.value, ends_[1].second.value, from_[1]));
  }

  FrontierPoint solve(const JointGoal& goal, const FrontierPoint& near) {
    SearchOptions options = options_.search;
    options.seconds = run_.seconds_left();
    std::vector<double> guess;
    // A weight of zero would leave the other side's wish unheard: the search could not move off the point.
    if (near.weight_first > 0 && near.weight_first < 1) guess = {near.weight_first, 1 - near.weight_first};
    const JointOptimum found = find_joint_optimum(model_, players_, goal, near.tariff, options,
                                                  run_.context().silent(), near.equilibrium.get(), guess);
    run_.count(found.search);
    worst_ = std::max(worst_, found.search.first_order);
    if (!found.search.converged() && (failed_.empty() || run_.must_stop())) failed_ = found.search.message;
    return read(found);
  }

  FrontierPoint read(const JointOptimum& found) const {
    FrontierPoint point;
    point.status = found.search.status;
    point.first_order = found.search.first_order;
    point.tariff = found.tariff;
    point.equilibrium = found.equilibrium;
    if (!found.equilibrium) return point;
    const auto payoff = payoffs_at(model_, players_, *found.equilibrium);
    point.first = payoff[0], point.second = payoff[1];
    point.first_gain = less(payoff[0], out_.threat.payoff[0]);
    point.second_gain = less(payoff[1], out_.threat.payoff[1]);
    point.weight_first = found.weight[0];
    return point;
  }

  void add(FrontierPoint point) {
    if (!point.equilibrium) return;
    out_.points.push_back(std::move(point));
    if (run_.context().listens())
      run_.context().report({.task = "tracing the frontier",
                             .fraction = static_cast<double>(out_.points.size()) / (options_.points + 4),
                             .detail = fmt::format("point {} of {}", out_.points.size(), options_.points)});
  }

  void mark_caved_in() {
    auto& points = out_.points;
    for (std::size_t k = 1; k + 1 < points.size(); ++k) {
      const double a = points[k - 1].first.value, b = points[k + 1].first.value;
      if (!(b > a)) continue;
      const double share = (points[k].first.value - a) / (b - a);
      const double line = (1 - share) * points[k - 1].second.value + share * points[k + 1].second.value;
      points[k].caved_in = line - points[k].second.value > kCavedIn * std::abs(out_.ideal.second - from_[1]);
    }
  }

  /// The point of the frontier from which the search for a solution starts.
  const FrontierPoint& nearest(BargainingRule rule) const {
    std::size_t best = 0;
    double best_value = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < out_.points.size(); ++k) {
      const double value = closeness(rule, out_.points[k]);
      if (value > best_value) best = k, best_value = value;
    }
    return out_.points[best];
  }
  double closeness(BargainingRule rule, const FrontierPoint& p) const {
    const double a = std::max(0.0, p.first_gain.value), b = std::max(0.0, p.second_gain.value);
    const double power = options_.terms.power;
    if (rule == BargainingRule::kNash) return std::pow(a, power) * std::pow(b, 1 - power);
    const auto scale = goal_of(rule).scale;
    return std::min(a / scale[0], b / scale[1]);
  }

  JointGoal goal_of(BargainingRule rule) const {
    const BargainingTerms& terms = options_.terms;
    switch (rule) {
      case BargainingRule::kNash:
        break;
      case BargainingRule::kKalaiSmorodinsky:
        return towards(out_.ideal.first - from_[0], out_.ideal.second - from_[1]);
      case BargainingRule::kEgalitarian: {
        const bool percent = options_.equal_percent;
        return towards(terms.unit.first * (percent ? unit_[0] : 1.0),
                       terms.unit.second * (percent ? unit_[1] : 1.0));
      }
    }
    if (terms.power == 0) return towards(0, unit_[1]);
    if (terms.power == 1) return towards(unit_[0], 0);
    return {.form = JointForm::kNashProduct, .weight = {terms.power, 1 - terms.power}, .from = from_};
  }

  void locate_solutions() {
    for (const auto rule :
         {BargainingRule::kNash, BargainingRule::kKalaiSmorodinsky, BargainingRule::kEgalitarian}) {
      if (run_.must_stop() || out_.points.empty()) return;
      FrontierSolution s;
      s.point = solve(goal_of(rule), nearest(rule));
      s.bargain.rule = rule;
      s.bargain.status = BargainStatus::kAgreement;
      s.bargain.payoff = {s.point.first.value, s.point.second.value};
      s.bargain.gain = {s.point.first_gain.value, s.point.second_gain.value};
      s.bargain.ideal = out_.ideal;
      s.bargain.zone_lower = out_.points.front().first.value;
      s.bargain.zone_upper = out_.points.back().first.value;
      s.bargain.at_end = s.bargain.payoff.first <= s.bargain.zone_lower + kLeastGain * unit_[0] ||
                         s.bargain.payoff.first >= s.bargain.zone_upper - kLeastGain * unit_[0];
      s.changes = tariff_changes(model_, out_.threat.tariff, s.point.tariff);
      out_.solutions.push_back(std::move(s));
    }
  }

  Frontier finish() {
    SearchSummary& s = out_.search;
    s.method = "common gains along rays from the threat point, each by its first-order conditions";
    s.first_order = worst_;
    s.iterations = static_cast<int>(out_.points.size());
    s.solves = run_.solves();
    s.gradients = run_.gradients();
    s.seconds = run_.seconds();
    if (const auto stop = run_.must_stop()) {
      s.status = *stop;
      s.message = to_string(*stop) + ": the points found so far";
    } else {
      s.status = failed_.empty() ? SearchStatus::kConverged : SearchStatus::kNotConverged;
      s.message = failed_.empty() ? "first-order conditions hold at every point" : failed_;
    }
    return std::move(out_);
  }

  const economy::PolicyModel& model_;
  const std::vector<Player>& players_;
  const FrontierOptions& options_;
  SearchRun run_;
  Frontier out_;
  std::vector<double> from_, unit_;
  FrontierPoint inside_;             // both gain
  std::vector<FrontierPoint> ends_;  // best for the second, best for the first
  double worst_ = 0;
  std::string failed_;
};

void check(const std::vector<Player>& players, const FrontierOptions& options) {
  if (players.size() != 2) throw UserError("a frontier is between two players");
  if (players[0].objective.country == players[1].objective.country)
    throw UserError("the two players of a frontier are the same country");
  if (options.points < 3) throw UserError("a frontier needs at least 3 points");
  if (!(options.terms.power >= 0 && options.terms.power <= 1))
    throw UserError("bargaining power is outside [0, 1]");
  if (!(options.terms.unit.first > 0 && options.terms.unit.second > 0))
    throw UserError("units in which gains are compared must be positive numbers");
}

}  // namespace

Frontier trace_frontier(const economy::PolicyModel& model, const std::vector<Player>& players,
                        const ThreatPoint& threat, const FrontierOptions& options,
                        const RunContext& context) {
  check(players, options);
  if (!threat.equilibrium) {
    Frontier none;
    none.threat = threat;
    none.search.status = SearchStatus::kNoEquilibrium;
    none.search.message = "the economy has no equilibrium at the threat point '" + threat.name + "'";
    return none;
  }
  return Trace(model, players, threat, options, context).trace();
}

}  // namespace cobden::strategy
