#pragma once
// Average rates: duties weighted by the imports of a base year, by partner, sector or any other grouping,
// over any segments of time. Statutory averages take every duty as owed; claim-adjusted ones take the trade
// that claims a preference as not owing what the preference is from.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/schedule/evaluator.h"

namespace cobden::schedule {

/// Sums over trade lines. Rates are sums of value x rate, in USD, until divided by `trade_usd`.
struct DutySum {
  double trade_usd = 0;
  double statutory_usd = 0, adjusted_usd = 0;  ///< duty, USD
  double unmatched_usd = 0;    ///< trade whose base duty the file does not have (counted as 0)
  double unconverted_usd = 0;  ///< trade with a specific part that is not converted (counted as 0)
  std::vector<double> by_authority = {}, adjusted_by_authority = {};  ///< duty, USD; the first is the base
  /// Percent of value; 0 where nothing is traded.
  double statutory_percent() const { return trade_usd > 0 ? 100 * statutory_usd / trade_usd : 0; }
  double adjusted_percent() const { return trade_usd > 0 ? 100 * adjusted_usd / trade_usd : 0; }
};

/// Whose rules are applied to which trade.
struct TradeSource {
  std::size_t trade_partner = 0;  ///< position in Trade::partners
  std::string evaluated_as;       ///< partner code whose rules are applied
};
/// Every partner of the trade under its own rules.
std::vector<TradeSource> all_sources(const Trade& trade);

/// Groups a line and a source; nullopt leaves it out.
using Grouping = std::function<std::optional<std::size_t>(const Trade::Line& line, std::size_t source)>;

/// Everything in group 0.
Grouping one_group();

/// "column 1" and the authorities of the import duties, in the order of the file.
std::vector<std::string> authorities(const Schedule& schedule);

/// Sums for every segment asked and every group: [segment][group]. Reports progress; throws Interrupted.
std::vector<std::vector<DutySum>> sum_duties(const Evaluator& evaluator, const Trade& trade,
                                             const std::vector<TradeSource>& sources,
                                             const std::vector<std::size_t>& segments, std::size_t groups,
                                             const Grouping& group, const RunContext& context = {});

/// The trade of a schedule. UserError if it names none.
Trade read_trade(const Schedule& schedule);

}  // namespace cobden::schedule
