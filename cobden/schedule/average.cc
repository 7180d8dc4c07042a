#include "cobden/schedule/average.h"

#include <fmt/format.h>

#include <algorithm>

namespace cobden::schedule {
namespace {

/// Walks the trade once, product by product, and adds every line to its groups.
class Summation {
 public:
  Summation(const Evaluator& evaluator, const Trade& trade, const std::vector<TradeSource>& sources,
            const std::vector<std::size_t>& segments, std::size_t groups, const Grouping& group)
      : e_(evaluator), trade_(trade), sources_(sources), segments_(segments), group_(group) {
    invariant(evaluator.options().flow == Flow::kImport, "averages are of duties on imports");
    const auto names = authorities(e_.schedule());
    for (const auto& measure : e_.schedule().measures) {
      const auto it = std::find(names.begin(), names.end(), measure.authority);
      authority_.push_back(static_cast<std::size_t>(it - names.begin()));
    }
    authorities_ = names.size();
    DutySum zero;
    zero.by_authority.assign(names.size(), 0);
    zero.adjusted_by_authority.assign(names.size(), 0);
    sums_.assign(segments.size(), std::vector<DutySum>(groups, zero));
    by_partner_.resize(trade.partners.size());
    for (std::size_t s = 0; s < sources.size(); ++s) {
      by_partner_[sources[s].trade_partner].push_back(s);
      facts_.push_back(evaluator.partner(sources[s].evaluated_as));
    }
  }

  std::vector<std::vector<DutySum>> run(const RunContext& context) {
    const auto& lines = trade_.lines;
    for (std::size_t i = 0, products = 0; i < lines.size(); ++products) {
      if (products % 512 == 0) report(context, i);
      std::optional<ProductFacts> product;
      for (const ProductCode code = lines[i].code; i < lines.size() && lines[i].code == code; ++i)
        for (const std::size_t s : by_partner_[lines[i].partner])
          if (const auto g = group_(lines[i], s)) {
            if (!product) product = e_.product(code);
            add(*product, facts_[s], lines[i].usd, *g);
          }
    }
    return std::move(sums_);
  }

 private:
  void report(const RunContext& context, std::size_t line) const {
    if (context.cancelled()) throw Interrupted("nothing was saved");
    context.report({.task = "averaging duties",
                    .fraction = static_cast<double>(line) / static_cast<double>(trade_.lines.size()),
                    .detail = fmt::format("{} of {} trade lines", line, trade_.lines.size())});
  }

  /// What one line pays in one segment, and in all segments until something changes for it.
  struct Payment {
    bool unmatched = false, unconverted = false;
    double statutory = 0, adjusted = 0;  ///< fraction of the value
    std::vector<double> by_authority, adjusted_by_authority;
  };

  void add(const ProductFacts& product, const PartnerFacts& partner, double usd, std::size_t group) {
    e_.changes(product, partner, changes_);
    for (std::size_t i = 0; i < segments_.size(); ++i) {
      bool same = i > 0 && segments_[i - 1] <= segments_[i];
      for (std::size_t k = i > 0 ? segments_[i - 1] + 1 : 0; same && k <= segments_[i]; ++k)
        same = !has_segment(changes_, k);
      if (!same) assess(product, partner, segments_[i]);
      DutySum& sum = sums_[i][group];
      sum.trade_usd += usd;
      if (payment_.unmatched) sum.unmatched_usd += usd;
      if (payment_.unconverted) sum.unconverted_usd += usd;
      sum.statutory_usd += usd * payment_.statutory;
      sum.adjusted_usd += usd * payment_.adjusted;
      for (std::size_t a = 0; a < payment_.by_authority.size(); ++a) {
        sum.by_authority[a] += usd * payment_.by_authority[a];
        sum.adjusted_by_authority[a] += usd * payment_.adjusted_by_authority[a];
      }
    }
  }

  void assess(const ProductFacts& product, const PartnerFacts& partner, std::size_t segment) {
    Payment& p = payment_;
    p.by_authority.assign(authorities_, 0);
    p.adjusted_by_authority.assign(authorities_, 0);
    e_.assess(product, partner, segment, 0, assessment_);
    p.unmatched = e_.schedule().base && !assessment_.base.matched;
    p.unconverted = assessment_.unconverted;
    p.statutory = assessment_.total;
    add_parts(1, p.by_authority);
    e_.claim_cases(product, partner, segment, cases_);
    p.adjusted = 0;
    for (const auto& [claimed, weight] : cases_) {
      if (claimed != 0) e_.assess(product, partner, segment, claimed, assessment_);
      p.adjusted += weight * assessment_.total;
      add_parts(weight, p.adjusted_by_authority);
    }
  }

  void add_parts(double weight, std::vector<double>& by_authority) const {
    by_authority[0] += weight * assessment_.base_owed;
    for (const auto& part : assessment_.parts) by_authority[authority_[part.measure]] += weight * part.owed;
  }

  const Evaluator& e_;
  const Trade& trade_;
  const std::vector<TradeSource>& sources_;
  const std::vector<std::size_t>& segments_;
  const Grouping& group_;
  std::vector<std::size_t> authority_;                ///< [measure] position in authorities()
  std::vector<std::vector<std::size_t>> by_partner_;  ///< [trade partner] sources
  std::vector<PartnerFacts> facts_;                   ///< [source]
  std::vector<std::vector<DutySum>> sums_;            ///< [segment][group]
  std::size_t authorities_ = 0;
  SegmentBits changes_;
  Payment payment_;
  Assessment assessment_;
  std::vector<std::pair<std::uint32_t, double>> cases_;
};

}  // namespace

std::vector<TradeSource> all_sources(const Trade& trade) {
  std::vector<TradeSource> sources;
  for (std::size_t p = 0; p < trade.partners.size(); ++p) sources.push_back({p, trade.partners[p]});
  return sources;
}

Grouping one_group() {
  return [](const Trade::Line&, std::size_t) { return std::optional<std::size_t>(0); };
}

std::vector<std::string> authorities(const Schedule& schedule) {
  std::vector<std::string> names{"column 1"};
  for (const auto& measure : schedule.measures)
    if (measure.flow == Flow::kImport &&
        std::find(names.begin(), names.end(), measure.authority) == names.end())
      names.push_back(measure.authority);
  return names;
}

std::vector<std::vector<DutySum>> sum_duties(const Evaluator& evaluator, const Trade& trade,
                                             const std::vector<TradeSource>& sources,
                                             const std::vector<std::size_t>& segments, std::size_t groups,
                                             const Grouping& group, const RunContext& context) {
  return Summation(evaluator, trade, sources, segments, groups, group).run(context);
}

Trade read_trade(const Schedule& schedule) {
  if (schedule.trade) return Trade::read(*schedule.trade);
  throw UserError("the schedule " + schedule.id + " names no trade to weigh by",
                  "add a [trade] table, or give one with --trade FILE");
}

}  // namespace cobden::schedule
