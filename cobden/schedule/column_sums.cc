#include "cobden/schedule/column_sums.h"

#include <algorithm>

#include "cobden/core/parallel.h"

namespace cobden::schedule {
namespace {

constexpr std::size_t kMostParts = 8;

/// Sources of one trade partner that owe the same before any claim.
struct Family {
  std::vector<ColumnQuestion::Source> takers;
};

/// Families by trade partner.
std::vector<std::vector<Family>> families_of(const ColumnQuestion& q, std::size_t partners) {
  std::vector<std::vector<Family>> families(partners);
  for (const auto& source : q.sources) {
    auto& own = families[source.trade_partner];
    const auto same = std::find_if(own.begin(), own.end(), [&](const Family& f) {
      return same_duties(q.rules[f.takers[0].rules], q.rules[source.rules]);
    });
    if (same == own.end())
      own.push_back({{source}});
    else
      same->takers.push_back(source);
  }
  return families;
}

/// Walks a stretch of the trade.
class Walk {
 public:
  Walk(const Evaluator& evaluator, const Trade& trade, const ColumnQuestion& question,
       const std::vector<std::vector<Family>>& families)
      : e_(evaluator), trade_(trade), q_(question), families_(families) {
    sums_.assign(q_.segments.size(), std::vector<RateSum>(q_.sectors.size() * q_.sector_count));
  }

  std::vector<std::vector<RateSum>> run(std::size_t first, std::size_t last, const RunContext& context) {
    if (first == last) return std::move(sums_);
    auto product = static_cast<std::size_t>(
        std::lower_bound(q_.products.begin(), q_.products.end(), trade_.lines[first].code,
                         [](const auto& p, const ProductCode& code) { return p.code < code; }) -
        q_.products.begin());
    for (std::size_t i = first; i < last; ++product) {
      const auto& [code, sector] = q_.products[product];
      if (product % 256 == 0 && context.cancelled()) throw Interrupted("nothing was saved");
      std::optional<ProductFacts> facts;
      for (; i < last && trade_.lines[i].code == code; ++i)
        for (const auto& family : families_[trade_.lines[i].partner])
          if (sector && asked(family, *sector)) {
            if (!facts) facts = e_.product(code);
            add(*facts, *sector, family, trade_.lines[i].usd);
          }
    }
    return std::move(sums_);
  }

 private:
  bool asks(const ColumnQuestion::Source& taker, Sector s) const {
    return q_.sectors[taker.column][static_cast<std::size_t>(s.value)];
  }
  bool asked(const Family& family, Sector s) const {
    return std::any_of(family.takers.begin(), family.takers.end(),
                       [&](const auto& taker) { return asks(taker, s); });
  }

  /// One line in every segment; what does not change from one to the next is not assessed again.
  void add(const ProductFacts& product, Sector sector, const Family& family, double usd) {
    const PartnerFacts& partner = q_.rules[family.takers[0].rules];
    const bool several = q_.segments.size() > 2;  // two that are far apart share little
    if (several) e_.changes(product, partner, changes_);
    for (std::size_t i = 0; i < q_.segments.size(); ++i) {
      bool same = several && i > 0;
      for (std::size_t k = i > 0 ? q_.segments[i - 1] + 1 : 0; same && k <= q_.segments[i]; ++k)
        same = !has_segment(changes_, k);
      if (!same) assess(product, sector, family, q_.segments[i]);
      for (std::size_t t = 0; t < family.takers.size(); ++t) {
        if (!asks(family.takers[t], sector)) continue;
        RateSum& sum =
            sums_[i][family.takers[t].column * q_.sector_count + static_cast<std::size_t>(sector.value)];
        sum.trade_usd += usd;
        sum.statutory_usd += usd * statutory_;
        sum.adjusted_usd += usd * adjusted_[t];
        if (unmatched_) sum.unmatched_usd += usd;
        if (unconverted_) sum.unconverted_usd += usd;
      }
    }
  }

  void assess(const ProductFacts& product, Sector sector, const Family& family, std::size_t segment) {
    const PartnerFacts& partner = q_.rules[family.takers[0].rules];
    e_.assess(product, partner, segment, 0, assessment_);
    unmatched_ = e_.schedule().base && !assessment_.base.matched;
    unconverted_ = assessment_.unconverted;
    statutory_ = assessment_.total;
    claimed_.assign(1, {0, statutory_});
    adjusted_.assign(family.takers.size(), 0);
    for (std::size_t t = 0; t < family.takers.size(); ++t) {
      if (!asks(family.takers[t], sector)) continue;
      e_.claim_cases(product, q_.rules[family.takers[t].rules], segment, cases_);
      for (const auto& [claims, weight] : cases_)
        adjusted_[t] += weight * total(product, partner, segment, claims);
    }
  }

  /// The rate under a set of claims, which all takers share.
  double total(const ProductFacts& product, const PartnerFacts& partner, std::size_t segment,
               std::uint32_t claims) {
    for (const auto& [known, rate] : claimed_)
      if (known == claims) return rate;
    e_.assess(product, partner, segment, claims, assessment_);
    claimed_.emplace_back(claims, assessment_.total);
    return assessment_.total;
  }

  const Evaluator& e_;
  const Trade& trade_;
  const ColumnQuestion& q_;
  const std::vector<std::vector<Family>>& families_;
  std::vector<std::vector<RateSum>> sums_;
  // Of the line at hand, in the segment last assessed.
  bool unmatched_ = false, unconverted_ = false;
  double statutory_ = 0;
  std::vector<double> adjusted_;                           ///< [taker]
  std::vector<std::pair<std::uint32_t, double>> claimed_;  ///< rates by set of claims
  SegmentBits changes_;
  Assessment assessment_;
  std::vector<std::pair<std::uint32_t, double>> cases_;
};

void add_sum(const RateSum& more, RateSum& sum) {
  sum.trade_usd += more.trade_usd;
  sum.statutory_usd += more.statutory_usd;
  sum.adjusted_usd += more.adjusted_usd;
  sum.unmatched_usd += more.unmatched_usd;
  sum.unconverted_usd += more.unconverted_usd;
}

/// Where part `n` of the lines begins: between products.
std::size_t cut(const std::vector<Trade::Line>& lines, std::size_t n) {
  std::size_t line = n * lines.size() / kMostParts;
  while (line > 0 && line < lines.size() && lines[line].code == lines[line - 1].code) ++line;
  return line;
}

}  // namespace

std::vector<std::vector<RateSum>> sum_columns(const Evaluator& evaluator, const Trade& trade,
                                              const ColumnQuestion& question, const RunContext& context) {
  invariant(evaluator.options().flow == Flow::kImport, "averages are of duties on imports");
  const auto families = families_of(question, trade.partners.size());
  std::vector<std::vector<std::vector<RateSum>>> parts(kMostParts);
  parallel_for(kMostParts, [&](std::size_t i) {
    parts[i] =
        Walk(evaluator, trade, question, families).run(cut(trade.lines, i), cut(trade.lines, i + 1), context);
  });
  for (std::size_t i = 1; i < kMostParts; ++i)
    for (std::size_t k = 0; k < question.segments.size(); ++k)
      for (std::size_t g = 0; g < parts[0][k].size(); ++g) add_sum(parts[i][k][g], parts[0][k][g]);
  return std::move(parts[0]);
}

bool same_duties(const PartnerFacts& a, const PartnerFacts& b) {
  return a.column2 == b.column2 && a.rows == b.rows && a.exemptions == b.exemptions && a.rules == b.rules &&
         a.claims == b.claims;
}

bool same_rules(const PartnerFacts& a, const PartnerFacts& b) {
  return same_duties(a, b) && a.claim_tables == b.claim_tables;
}

}  // namespace cobden::schedule
