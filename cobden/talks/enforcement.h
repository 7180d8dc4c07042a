#pragma once
// Which deals keep themselves, issue by issue and with issues pooled. A side that is threatened with the loss
// of all issues for a breach of any can spend slack on one issue to hold a promise on another: the linkage of
// enforcement (Bernheim and Whinston 1990, RAND J. Econ. 21(1); Limao 2005, J. Int. Econ. 67(1); Maggi 2016,
// Handbook of Commercial Policy 1B). Punishment is the stage game's outcome without a deal for ever
// (strategy/repeated_game.h); worse credible punishments are found by repeated_set.h.
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cobden/strategy/repeated_game.h"

namespace cobden::talks {

/// One subject of a deal, with both sides' payoffs a period. Payoffs of different issues add up.
struct Issue {
  std::string name;
  strategy::StagePayoffs first, second;
};

/// Smallest discount factors at which each side keeps the deal; nothing where no patience is enough.
struct CriticalDiscount {
  std::string name;
  std::optional<double> first, second;
};

struct CriticalDiscounts {
  std::vector<CriticalDiscount> separate;  ///< by issue
  CriticalDiscount all_separate;           ///< every issue on its own: the largest of them
  CriticalDiscount pooled;                 ///< a breach of one ends all, and breaks all at once
};
/// UserError: no issues, or a payoff that is not a finite number.
CriticalDiscounts critical_discounts(std::span<const Issue> issues);

/// What a side keeps each period by not breaching, (1-delta) units: C - (1-delta) D - delta N, summed over
/// `issues`. Zero or more: the promise is kept. UserError: bounds.
double enforcement_slack(std::span<const strategy::StagePayoffs> issues, double discount);

struct SustainedIssues {
  std::vector<bool> separate;  ///< by issue: kept on its own by both sides
  std::vector<bool> pooled;    ///< the pool of issues of the largest joint gain that both sides keep
  double separate_gain = 0;    ///< joint gain a period over punishment
  double pooled_gain = 0;
  double linkage_gain() const { return pooled_gain - separate_gain; }
};
/// All subsets are tried. Ties go to fewer issues. UserError: bounds, or more than 20 issues.
SustainedIssues sustained_issues(std::span<const Issue> issues, double discount_first, double discount_second);

}  // namespace cobden::talks
