#pragma once
// What changed between two schedules, two dates, or what was known on two days: line by line, and in points
// of the average.
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/schedule/average.h"

namespace cobden::schedule {

/// One of the two things compared.
struct Moment {
  const Evaluator* evaluator = nullptr;
  Instant on;
};

struct LineChange {
  ProductCode product;
  std::string partner;
  double trade_usd = 0;
  double before_percent = 0, after_percent = 0;  ///< statutory rate, percent of value
  double change_usd = 0;                         ///< of the duty on base-year trade
};

struct Difference {
  DutySum before, after;            ///< over all lines asked about
  std::size_t lines = 0;            ///< product and partner pairs compared
  std::vector<LineChange> changes;  ///< lines whose rate differs, by size of the change in duty
};

/// Compares two moments on the trade of `partners` (all if empty). UserError for a partner without trade.
Difference difference(const Moment& before, const Moment& after, const Trade& trade,
                      const std::vector<std::string>& partners, const RunContext& context = {});

}  // namespace cobden::schedule
