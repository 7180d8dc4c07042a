#include "cobden/schedule/carveouts.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/table_reader.h"
#include "cobden/schedule/average.h"

namespace cobden::schedule {
namespace {

class CarveOutCount {
 public:
  CarveOutCount(const Schedule& schedule, const EvaluatorOptions& options, const Trade& trade,
                const std::vector<std::string>& partners, Instant on, const RunContext& context)
      : s_(schedule), options_(options), trade_(trade), on_(on), context_(context) {
    for (const auto& source : all_sources(trade))
      if (partners.empty() ||
          std::find(partners.begin(), partners.end(), source.evaluated_as) != partners.end())
        sources_.push_back(source);
    for (const auto& partner : partners)
      if (std::find(trade.partners.begin(), trade.partners.end(), partner) == trade.partners.end())
        fail_at({}, partner, fmt::format("has no trade in {}", trade.file), "",
                did_you_mean(partner, trade.partners));
  }

  CarveOutReport report() {
    const DutySum now = duty({});
    CarveOutReport out;
    out.trade_usd = now.trade_usd;
    std::set<std::string> all;
    for (auto& c : found()) {
      all.insert(c.id);
      c.duty_not_charged_usd = duty({c.id}).statutory_usd - now.statutory_usd;
      c.share_percent = now.trade_usd > 0 ? 100 * c.trade_usd / now.trade_usd : 0;
      out.carveouts.push_back(std::move(c));
    }
    std::stable_sort(out.carveouts.begin(), out.carveouts.end(), [](const auto& a, const auto& b) {
      return a.duty_not_charged_usd > b.duty_not_charged_usd;
    });
    CarveOut together{.id = "all", .kind = "total", .measures = {}, .source = ""};
    together.trade_usd = union_usd_;
    together.share_percent = now.trade_usd > 0 ? 100 * union_usd_ / now.trade_usd : 0;
    together.duty_not_charged_usd = duty(all).statutory_usd - now.statutory_usd;
    out.carveouts.push_back(std::move(together));
    return out;
  }

 private:
  DutySum duty(const std::set<std::string>& without) const {
    EvaluatorOptions options = options_;
    options.without.insert(without.begin(), without.end());
    const Evaluator evaluator(s_, options);
    const auto sums =
        sum_duties(evaluator, trade_, sources_, {evaluator.grid().segment(on_)}, 1, one_group(), context_);
    return sums[0][0];
  }

  /// Every carve-out that touches a measure in force, with the trade on its list.
  std::vector<CarveOut> found() {
    const Evaluator evaluator(s_, options_);
    const std::size_t k = evaluator.grid().segment(on_), K = evaluator.grid().size();
    std::vector<PartnerFacts> facts(trade_.partners.size());
    for (const auto& source : sources_) facts[source.trade_partner] = evaluator.partner(source.evaluated_as);
    std::vector<CarveOut> lists(s_.lists.size()), exemptions(s_.exemptions.size());
    ProductFacts product;
    for (const auto& line : trade_.lines) {
      const PartnerFacts& partner = facts[line.partner];
      if (partner.code.empty()) continue;
      if (product.code != line.code) product = evaluator.product(line.code);
      double spared = 0;
      std::set<std::size_t> seen;
      for (const auto& e : product.exempt)
        if (e.first <= k && k < e.last && in_force(evaluator, partner, product, e.of, k)) {
          name(lists[e.list], s_.measures[e.of].id);
          if (seen.insert(e.list).second) lists[e.list].trade_usd += line.usd;
          spared = 1;
        }
      for (std::size_t i = 0; i < product.exemptions.size();) {
        const std::size_t x = product.exemptions[i].of;
        const double share = Evaluator::spared(product, k, i);
        if (share == 0 || !partner.exemptions[x * K + k]) continue;
        bool any = false;
        for (const std::size_t m : s_.exemptions[x].of)
          if (in_force(evaluator, partner, product, m, k)) name(exemptions[x], s_.measures[m].id), any = true;
        if (!any) continue;
        exemptions[x].trade_usd += line.usd * share;
        spared = std::max(spared, share);
      }
      union_usd_ += spared * line.usd;
    }
    return described(std::move(lists), std::move(exemptions));
  }

  static void name(CarveOut& c, const std::string& measure) {
    if (std::find(c.measures.begin(), c.measures.end(), measure) == c.measures.end())
      c.measures.push_back(measure);
  }

  static bool in_force(const Evaluator& e, const PartnerFacts& partner, const ProductFacts& product,
                       std::size_t measure, std::size_t k) {
    for (const auto& match : product.matches) {
      if (match.measure != measure || k < match.first || k >= match.last) continue;
      const std::size_t row = e.row_position(measure, match.row);
      const Step* step = e.step(row, k);
      if (partner.rows[row * e.grid().size() + k] && step && step->rate.in_force()) return true;
    }
    return false;
  }

  std::vector<CarveOut> described(std::vector<CarveOut> lists, std::vector<CarveOut> exemptions) const {
    std::vector<CarveOut> all;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      if (lists[i].measures.empty()) continue;
      lists[i].id = s_.lists[i].name(), lists[i].kind = "exempt list";
      all.push_back(std::move(lists[i]));
    }
    for (std::size_t i = 0; i < exemptions.size(); ++i) {
      if (exemptions[i].measures.empty()) continue;
      exemptions[i].id = s_.exemptions[i].id, exemptions[i].kind = "exemption";
      exemptions[i].source = s_.exemptions[i].source;
      exemptions[i].estimate = s_.exemptions[i].estimate;
      all.push_back(std::move(exemptions[i]));
    }
    return all;
  }

  const Schedule& s_;
  const EvaluatorOptions& options_;
  const Trade& trade_;
  const Instant on_;
  const RunContext& context_;
  std::vector<TradeSource> sources_;
  double union_usd_ = 0;
};

}  // namespace

CarveOutReport carveouts(const Schedule& schedule, const EvaluatorOptions& options, const Trade& trade,
                         const std::vector<std::string>& partners, Instant on, const RunContext& context) {
  return CarveOutCount(schedule, options, trade, partners, on, context).report();
}

}  // namespace cobden::schedule
