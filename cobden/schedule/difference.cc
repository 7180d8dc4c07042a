#include "cobden/schedule/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/table_reader.h"

namespace cobden::schedule {
namespace {

/// Rates that differ by less are the same: sums in another order may differ in the last bits.
constexpr double kSameRate = 1e-12;

/// The rules of every partner asked about, at one moment.
struct Side {
  const Evaluator& e;
  std::size_t segment;
  std::vector<PartnerFacts> partners;
  ProductFacts product;
  Assessment assessment;

  Side(const Moment& moment, const Trade& trade, const std::vector<bool>& chosen)
      : e(*moment.evaluator), segment(e.grid().segment(moment.on)), partners(trade.partners.size()) {
    for (std::size_t p = 0; p < chosen.size(); ++p)
      if (chosen[p]) partners[p] = e.partner(trade.partners[p]);
  }

  double rate(const Trade::Line& line, DutySum& sum) {
    if (product.code != line.code) product = e.product(line.code);
    e.assess(product, partners[line.partner], segment, 0, assessment);
    sum.trade_usd += line.usd;
    sum.statutory_usd += line.usd * assessment.total;
    if (e.schedule().base && !assessment.base.matched) sum.unmatched_usd += line.usd;
    if (assessment.unconverted) sum.unconverted_usd += line.usd;
    return assessment.total;
  }
};

std::vector<bool> choose(const Trade& trade, const std::vector<std::string>& partners) {
  std::vector<bool> chosen(trade.partners.size(), partners.empty());
  for (const auto& partner : partners) {
    const auto it = std::find(trade.partners.begin(), trade.partners.end(), partner);
    if (it == trade.partners.end())
      fail_at({}, partner, fmt::format("has no trade in {}", trade.file), "",
              did_you_mean(partner, trade.partners));
    chosen[static_cast<std::size_t>(it - trade.partners.begin())] = true;
  }
  return chosen;
}

}  // namespace

Difference difference(const Moment& before, const Moment& after, const Trade& trade,
                      const std::vector<std::string>& partners, const RunContext& context) {
  const auto chosen = choose(trade, partners);
  Side first(before, trade, chosen), second(after, trade, chosen);
  Difference d;
  for (const auto& line : trade.lines) {
    if (!chosen[line.partner]) continue;
    if (++d.lines % 4096 == 0 && context.cancelled()) throw Interrupted("nothing was saved");
    const double old_rate = first.rate(line, d.before), new_rate = second.rate(line, d.after);
    if (std::abs(new_rate - old_rate) <= kSameRate) continue;
    d.changes.push_back({.product = line.code,
                         .partner = trade.partners[line.partner],
                         .trade_usd = line.usd,
                         .before_percent = 100 * old_rate,
                         .after_percent = 100 * new_rate,
                         .change_usd = line.usd * (new_rate - old_rate)});
  }
  std::stable_sort(d.changes.begin(), d.changes.end(), [](const auto& a, const auto& b) {
    return std::abs(a.change_usd) > std::abs(b.change_usd);
  });
  return d;
}

}  // namespace cobden::schedule
