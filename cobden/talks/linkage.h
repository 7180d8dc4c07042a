#pragma once
// Trade and a concession outside trade on one table. A deal is a point of trade policy together with a level of
// the concession; the first side values the concession, the second bears its cost. The frontier with it is laid
// beside the frontier without it, from the same threat point: what linkage adds, in bn USD a year, and whether
// it opens a zone of possible agreement at all. Tollison and Willett (1979, Int. Organ. 33(4)); Sebenius (1983,
// Int. Organ. 37(2)); Maggi (2016, Handbook of Commercial Policy 1B). Bargaining solutions are those of
// strategy/bargaining.h. Payoffs are flows in bn USD a year against any one base.
#include <functional>
#include <string>
#include <vector>

#include "cobden/strategy/bargaining.h"

namespace cobden::talks {

using strategy::PayoffPair;

/// A point of trade policy and what it pays the two sides.
struct TradePoint {
  std::string name;
  PayoffPair payoff;  ///< bn USD a year
};

/// The concession by level; the first level is none at all.
struct Concession {
  std::string name;
  std::vector<double> level;    ///< a in [0, 1], rising from 0
  std::vector<double> benefit;  ///< v R(a) to the first side, bn USD a year, 0 at level 0
  std::vector<double> cost;     ///< kappa(a) to the second side, bn USD a year, 0 at level 0
};
/// UserError: levels not rising from 0 within [0, 1], or columns of another length, not finite or not 0 at 0.
void check(const Concession& concession);
/// The same from functions, at `steps` + 1 equal steps from 0 to 1.
Concession sample_concession(std::string name, const std::function<double(double)>& benefit,
                             const std::function<double(double)>& cost, int steps = 20);

struct LinkageProblem {
  std::vector<TradePoint> trade;  ///< what could be agreed on trade
  PayoffPair threat;              ///< without any deal (and without the concession)
  Concession concession;
  strategy::BargainingTerms terms = {};
};

/// A point of a frontier and the deal that gives it.
struct LinkedPoint {
  PayoffPair payoff;
  std::size_t trade = 0;  ///< position in LinkageProblem::trade
  std::size_t level = 0;  ///< position in Concession::level
};

/// The zone of possible agreement against the threat point.
struct Zone {
  strategy::BargainStatus status = strategy::BargainStatus::kNoDeal;
  double best_first = 0;   ///< largest gain of the first side where the second does not lose, bn USD a year
  double best_second = 0;  ///< the other way round
  double best_joint = 0;   ///< largest sum of gains inside; all three 0 where there is no zone
  bool empty() const { return status == strategy::BargainStatus::kNoDeal; }
};

struct LinkedBargain {
  strategy::BargainingRule rule;
  strategy::Bargain without, with;  ///< status kNoDeal where the zone is empty
};

struct Linkage {
  /// Deals that no other deal and no lot over two others beats, by rising payoff of the first side.
  std::vector<LinkedPoint> frontier_without, frontier_with;
  Zone zone_without, zone_with;
  /// zone_with.best_joint - zone_without.best_joint, bn USD a year; 0 or more.
  double surplus = 0;
  bool opens_zone() const { return zone_without.empty() && !zone_with.empty(); }
  std::vector<LinkedBargain> bargains;  ///< Nash, Kalai-Smorodinsky, egalitarian
};

/// Lots may be drawn over deals: the frontier is the straight lines between its points. UserError: no trade
/// points, check(concession), or numbers not finite.
Linkage link_issues(const LinkageProblem& problem);

/// How the answer moves when the benefit of the concession is a distribution, as it is.
struct LinkageBands {
  double low = 0, middle = 0, high = 0;  ///< 5th, 50th and 95th percentile of the surplus, bn USD a year
  double chance_of_zone = 0;             ///< share of draws with a zone of possible agreement
  double chance_of_zone_without = 0;     ///< 0 or 1: trade alone does not depend on the draws
  int draws = 0;
};
/// `benefit`[draw][level] in place of Concession::benefit. UserError: no draws, or as link_issues.
LinkageBands link_issues_over_draws(const LinkageProblem& problem,
                                    const std::vector<std::vector<double>>& benefit);

}  // namespace cobden::talks
