#include "cobden/talks/enforcement.h"

#include <algorithm>
#include <bit>

#include "cobden/core/error.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

using strategy::StagePayoffs;

StagePayoffs sum(StagePayoffs a, const StagePayoffs& b) {
  a.cooperate += b.cooperate;
  a.deviate += b.deviate;
  a.punish += b.punish;
  return a;
}

/// The larger of two thresholds, where nothing is larger than any number.
std::optional<double> stricter(std::optional<double> a, std::optional<double> b) {
  if (!a || !b) return std::nullopt;
  return std::max(*a, *b);
}

CriticalDiscount of(const Issue& issue) {
  return {issue.name, strategy::critical_discount_factor(issue.first),
          strategy::critical_discount_factor(issue.second)};
}

double joint_gain(const Issue& issue) {
  return issue.first.cooperate - issue.first.punish + issue.second.cooperate - issue.second.punish;
}

double slack(const StagePayoffs& p, double discount) {
  return p.cooperate - (1 - discount) * p.deviate - discount * p.punish;
}

}  // namespace

CriticalDiscounts critical_discounts(std::span<const Issue> issues) {
  if (issues.empty()) throw UserError("enforcement: there is no issue to enforce");
  CriticalDiscounts answer;
  Issue all{"all issues pooled", {}, {}};
  answer.all_separate = {"each issue on its own", 0.0, 0.0};
  for (const auto& issue : issues) {
    const auto own = of(issue);
    answer.separate.push_back(own);
    answer.all_separate.first = stricter(answer.all_separate.first, own.first);
    answer.all_separate.second = stricter(answer.all_separate.second, own.second);
    all.first = sum(all.first, issue.first);
    all.second = sum(all.second, issue.second);
  }
  answer.pooled = of(all);
  return answer;
}

double enforcement_slack(std::span<const StagePayoffs> issues, double discount) {
  require_discount("discount factor", discount);
  double total = 0;
  for (const auto& issue : issues) total += slack(issue, discount);
  require_finite("slack", total);
  return total;
}

SustainedIssues sustained_issues(std::span<const Issue> issues, double discount_first, double discount_second) {
  require_discount("discount factor of the first side", discount_first);
  require_discount("discount factor of the second side", discount_second);
  const std::size_t n = issues.size();
  if (n == 0 || n > 20) throw UserError("enforcement: between 1 and 20 issues can be pooled");
  std::vector<double> first, second, gain;
  SustainedIssues answer{std::vector<bool>(n, false), std::vector<bool>(n, false), 0, 0};
  for (std::size_t k = 0; k < n; ++k) {
    first.push_back(slack(issues[k].first, discount_first));
    second.push_back(slack(issues[k].second, discount_second));
    gain.push_back(joint_gain(issues[k]));
    require_finite("payoff", first[k] + second[k] + gain[k]);
    answer.separate[k] = first[k] >= 0 && second[k] >= 0 && gain[k] > 0;
    if (answer.separate[k]) answer.separate_gain += gain[k];
  }
  unsigned best = 0;
  for (unsigned mask = 1; mask < (1U << n); ++mask) {
    double one = 0, two = 0, total = 0;
    for (std::size_t k = 0; k < n; ++k)
      if ((mask >> k) & 1U) one += first[k], two += second[k], total += gain[k];
    if (one < 0 || two < 0) continue;
    const bool fewer = std::popcount(mask) < std::popcount(best);
    if (total > answer.pooled_gain || (total == answer.pooled_gain && best != 0 && fewer))
      answer.pooled_gain = total, best = mask;
  }
  for (std::size_t k = 0; k < n; ++k) answer.pooled[k] = (best >> k) & 1U;
  return answer;
}

}  // namespace cobden::talks
