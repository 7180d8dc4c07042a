#pragma once
// What each carve-out covers and what it is worth: the trade on its list, and the duty that is not charged
// because of it.
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/schedule/evaluator.h"

namespace cobden::schedule {

struct CarveOut {
  std::string id;                     ///< of the exempt list or exemption; "all" for all together
  std::string kind;                   ///< "exempt list", "exemption" or "total"
  std::vector<std::string> measures;  ///< that it spares and that are in force
  double trade_usd = 0;               ///< value on the list, of the base year
  double share_percent = 0;           ///< of all trade with the partners asked about
  double duty_not_charged_usd = 0;    ///< statutory duty that would be owed besides without it alone
  bool estimate = false;
  std::string source;
};

struct CarveOutReport {
  std::vector<CarveOut> carveouts;  ///< by duty not charged; the last one is all together
  double trade_usd = 0;             ///< all trade with the partners
};

/// Carve-outs of measures in force at `on` on goods of `partners` (all of the trade if empty). UserError for
/// a partner without trade.
CarveOutReport carveouts(const Schedule& schedule, const EvaluatorOptions& options, const Trade& trade,
                         const std::vector<std::string>& partners, Instant on,
                         const RunContext& context = {});

}  // namespace cobden::schedule
