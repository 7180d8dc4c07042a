#include "cobden/schedule/product_duties.h"

#include <algorithm>

namespace cobden::schedule {
namespace {

class DutyWalk {
 public:
  DutyWalk(const Evaluator& evaluator, const Trade& trade, const Concordance& concordance,
           std::size_t sector_count, const When& when)
      : e_(evaluator), trade_(trade), times_(time_weights(evaluator, when)), own_trade_(sector_count) {
    for (const auto& [segment, share] : times_) segments_.push_back(segment);
    for (const auto& line : trade.lines)
      if (products_.empty() || products_.back().code != line.code) {
        products_.push_back({.code = line.code, .sector = {}});
        sectors_.push_back(concordance.sector(line.code));
        if (sectors_.back()) products_.back().sector = *sectors_.back();
      }
  }

  void run(const EconomySource& economy, const RunContext& context) {
    find_own_trade(economy.own);
    add(
        economy.own, [&](Sector s) { return has_own(s); }, context);
    std::vector<TradeSource> all = all_sources(trade_);
    for (auto& source : all) source.evaluated_as = economy.rules;
    const auto lacks = [&](Sector s) { return !has_own(s); };
    if (std::ranges::any_of(sectors_, [&](const auto& s) { return s && lacks(*s); }))
      add(all, lacks, context);
  }

  std::vector<ProductDuty> take() {
    for (auto& p : products_) p.own = has_own(p.sector);
    std::erase_if(products_, [](const ProductDuty& p) { return p.trade_usd <= 0; });
    return std::move(products_);
  }

 private:
  std::size_t position(const ProductCode& code) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(products_, code, {}, &ProductDuty::code) -
                                    products_.begin());
  }
  bool has_own(Sector s) const { return own_trade_[static_cast<std::size_t>(s.value)]; }

  void find_own_trade(const std::vector<TradeSource>& own) {
    std::vector<bool> partner(trade_.partners.size());
    for (const auto& source : own) partner[source.trade_partner] = true;
    for (const auto& line : trade_.lines)
      if (partner[line.partner] && line.usd > 0)
        if (const auto& s = sectors_[position(line.code)])
          own_trade_[static_cast<std::size_t>(s->value)] = true;
  }

  /// The trade of `sources` in the sectors that `wanted` names.
  template <class Wanted>
  void add(const std::vector<TradeSource>& sources, const Wanted& wanted, const RunContext& context) {
    if (sources.empty()) return;
    const Grouping by_product = [&](const Trade::Line& line, std::size_t) -> std::optional<std::size_t> {
      const std::size_t p = position(line.code);
      if (!sectors_[p] || !wanted(*sectors_[p])) return std::nullopt;
      return p;
    };
    const auto sums = sum_duties(e_, trade_, sources, segments_, products_.size(), by_product, context);
    for (std::size_t k = 0; k < segments_.size(); ++k)
      for (std::size_t p = 0; p < products_.size(); ++p) {
        if (k == 0) products_[p].trade_usd += sums[k][p].trade_usd;
        products_[p].statutory_usd += times_.at(segments_[k]) * sums[k][p].statutory_usd;
        products_[p].adjusted_usd += times_.at(segments_[k]) * sums[k][p].adjusted_usd;
      }
  }

  const Evaluator& e_;
  const Trade& trade_;
  const TimeWeights times_;
  std::vector<std::size_t> segments_;
  std::vector<ProductDuty> products_;           ///< every product of the trade, by code
  std::vector<std::optional<Sector>> sectors_;  ///< [product]
  std::vector<bool> own_trade_;                 ///< [sector]
};

}  // namespace

std::vector<ProductDuty> product_duties(const Evaluator& evaluator, const Trade& trade,
                                        const Concordance& concordance, std::size_t sector_count,
                                        const EconomySource& economy, const When& when,
                                        const RunContext& context) {
  DutyWalk walk(evaluator, trade, concordance, sector_count, when);
  walk.run(economy, context);
  return walk.take();
}

}  // namespace cobden::schedule
