#include "cobden/talks/linkage.h"

#include <algorithm>
#include <cmath>

#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

using strategy::Bargain;
using strategy::BargainingRule;
using strategy::BargainStatus;

constexpr BargainingRule kRules[] = {BargainingRule::kNash, BargainingRule::kKalaiSmorodinsky,
                                     BargainingRule::kEgalitarian};

void check_problem(const LinkageProblem& problem) {
  if (problem.trade.empty()) throw UserError("linkage: no point of trade policy could be agreed on");
  for (const auto& point : problem.trade) {
    require_finite("payoff of " + point.name, point.payoff.first);
    require_finite("payoff of " + point.name, point.payoff.second);
  }
  require_finite("threat payoff", problem.threat.first);
  require_finite("threat payoff", problem.threat.second);
  check(problem.concession);
}

/// All deals up to the given number of levels that no other dominates.
std::vector<LinkedPoint> frontier(const LinkageProblem& problem, std::size_t levels) {
  std::vector<LinkedPoint> all;
  for (std::size_t x = 0; x < problem.trade.size(); ++x)
    for (std::size_t a = 0; a < levels; ++a)
      all.push_back({{problem.trade[x].payoff.first + problem.concession.benefit[a],
                      problem.trade[x].payoff.second - problem.concession.cost[a]},
                     x,
                     a});
  std::stable_sort(all.begin(), all.end(), [](const LinkedPoint& p, const LinkedPoint& q) {
    return p.payoff.first != q.payoff.first ? p.payoff.first > q.payoff.first
                                            : p.payoff.second > q.payoff.second;
  });
  std::vector<LinkedPoint> kept;
  for (const auto& point : all)
    if (kept.empty() || point.payoff.second > kept.back().payoff.second) kept.push_back(point);
  std::reverse(kept.begin(), kept.end());
  return kept;
}

/// Those that no lot over two others beats: with lots a larger set of deals never has a lower frontier.
std::vector<LinkedPoint> concave(const std::vector<LinkedPoint>& points) {
  std::vector<LinkedPoint> kept;
  const auto beaten = [&](const PayoffPair& a, const PayoffPair& b, const PayoffPair& c) {
    return (b.second - a.second) * (c.first - a.first) <= (c.second - a.second) * (b.first - a.first);
  };
  for (const auto& point : points) {
    while (kept.size() >= 2 && beaten(kept[kept.size() - 2].payoff, kept.back().payoff, point.payoff))
      kept.pop_back();
    kept.push_back(point);
  }
  return kept;
}

std::vector<PayoffPair> payoffs_of(const std::vector<LinkedPoint>& points) {
  std::vector<PayoffPair> payoffs;
  for (const auto& point : points) payoffs.push_back(point.payoff);
  return payoffs;
}

/// The second side's payoff on the polygon at u1.
double second_at(const std::vector<PayoffPair>& polygon, double u1) {
  for (std::size_t k = 0; k + 1 < polygon.size(); ++k) {
    const auto &a = polygon[k], &b = polygon[k + 1];
    if (u1 > b.first) continue;
    const double share = std::clamp((u1 - a.first) / (b.first - a.first), 0.0, 1.0);
    return a.second + share * (b.second - a.second);
  }
  return polygon.back().second;
}

/// The zone, from any bargain on the polygon: its ends do not depend on the rule.
Zone zone_of(const std::vector<PayoffPair>& polygon, PayoffPair threat, const Bargain& bargain) {
  Zone zone{.status = bargain.status};
  if (zone.empty()) return zone;
  zone.best_first = bargain.ideal.first - threat.first;
  zone.best_second = bargain.ideal.second - threat.second;
  const auto joint = [&](double u1, double u2) {
    zone.best_joint = std::max(zone.best_joint, u1 - threat.first + u2 - threat.second);
  };
  for (const auto& p : polygon)
    if (p.first >= threat.first && p.second >= threat.second) joint(p.first, p.second);
  for (const double u1 : {bargain.zone_lower, bargain.zone_upper}) joint(u1, second_at(polygon, u1));
  return zone;
}

double percentile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(position), sorted.size() - 1);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

void check(const Concession& concession) {
  const std::size_t n = concession.level.size();
  if (n == 0 || concession.benefit.size() != n || concession.cost.size() != n)
    throw UserError("concession: a benefit and a cost are needed for each level, and a level at least");
  if (concession.level[0] != 0 || concession.benefit[0] != 0 || concession.cost[0] != 0)
    throw UserError("concession: the first level must be none at all, with benefit and cost 0");
  for (std::size_t k = 0; k < n; ++k) {
    require_share("level of the concession", concession.level[k]);
    require_finite("benefit of the concession", concession.benefit[k]);
    require_finite("cost of the concession", concession.cost[k]);
    if (k > 0 && concession.level[k] <= concession.level[k - 1])
      throw UserError("concession: levels must rise");
  }
}

Concession sample_concession(std::string name, const std::function<double(double)>& benefit,
                             const std::function<double(double)>& cost, int steps) {
  require_within("steps of the concession", steps, 1, 100000);
  Concession concession{std::move(name), {0}, {0}, {0}};
  for (int k = 1; k <= steps; ++k) {
    const double a = static_cast<double>(k) / steps;
    concession.level.push_back(a);
    concession.benefit.push_back(benefit(a) - benefit(0));
    concession.cost.push_back(cost(a) - cost(0));
  }
  check(concession);
  return concession;
}

Linkage link_issues(const LinkageProblem& problem) {
  check_problem(problem);
  Linkage answer;
  answer.frontier_without = concave(frontier(problem, 1));
  answer.frontier_with = concave(frontier(problem, problem.concession.level.size()));
  const auto without = payoffs_of(answer.frontier_without), with = payoffs_of(answer.frontier_with);
  for (const auto rule : kRules)
    answer.bargains.push_back({rule, strategy::bargain(without, problem.threat, rule, problem.terms),
                               strategy::bargain(with, problem.threat, rule, problem.terms)});
  answer.zone_without = zone_of(without, problem.threat, answer.bargains[0].without);
  answer.zone_with = zone_of(with, problem.threat, answer.bargains[0].with);
  answer.surplus = std::max(0.0, answer.zone_with.best_joint - answer.zone_without.best_joint);
  return answer;
}

LinkageBands link_issues_over_draws(const LinkageProblem& problem,
                                    const std::vector<std::vector<double>>& benefit) {
  if (benefit.empty()) throw UserError("linkage: there are no draws of the benefit");
  LinkageBands bands{.draws = static_cast<int>(benefit.size())};
  std::vector<double> surplus;
  int with_zone = 0;
  LinkageProblem drawn = problem;
  for (const auto& draw : benefit) {
    drawn.concession.benefit = draw;
    const Linkage answer = link_issues(drawn);
    surplus.push_back(answer.surplus);
    with_zone += answer.zone_with.empty() ? 0 : 1;
    bands.chance_of_zone_without = answer.zone_without.empty() ? 0 : 1;
  }
  bands.chance_of_zone = static_cast<double>(with_zone) / bands.draws;
  std::sort(surplus.begin(), surplus.end());
  bands.low = percentile(surplus, 0.05);
  bands.middle = percentile(surplus, 0.5);
  bands.high = percentile(surplus, 0.95);
  return bands;
}

}  // namespace cobden::talks
