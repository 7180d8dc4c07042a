#pragma once
// Is a tariff war in anybody's interest as it stands? For each side, its best reply to the other's present
// tariffs and what it would gain by cutting alone. Best replies to war-level tariffs are low: rates of 145 or
// 125 percent are then not what maximises the objective, and leverage, weights or attrition must explain
// them.
#include <string>
#include <vector>

#include "cobden/strategy/optimum.h"
#include "cobden/strategy/payoff.h"

namespace cobden::strategy {

struct WarSide {
  Country country;
  TariffSummary present;     ///< on the other side
  TariffSummary best_reply;  ///< on the other side, the other's tariffs as they are
  TariffSummary base;
  Payoff now;                            ///< against the base
  double best_reply_gain_percent = 0;    ///< of base objective, from moving to the best reply alone
  double cut_gain_percent = 0;           ///< from going back to base tariffs alone; negative: it would lose
  double half_gain_percent = 0;          ///< from cutting half way alone
  double other_gain_if_cut_percent = 0;  ///< what the other side gains if this one cuts to base
  bool rational = false;  ///< present tariffs are within a tenth of a basis point of the best reply's payoff
  Optimum best;           ///< the best reply in full
  std::string verdict;    ///< one sentence in words
};

struct WarDiagnosis {
  std::vector<WarSide> sides;  ///< two
  SearchSummary search;
};

/// `tariff`: as they stand. `base`: what a cut leads back to (the model's base if empty). UserError: not two
/// players.
WarDiagnosis diagnose_war(const economy::PolicyModel& model, const std::vector<Player>& players,
                          const TradeCube& tariff, const TradeCube& base = {},
                          const SearchOptions& options = {}, const RunContext& context = {});

}  // namespace cobden::strategy
