// What is owed for a product, a partner and a segment of time: the rules of docs/theory/schedule.md in their
// order; `assess` at the end reads as they do.
#include <algorithm>

#include "cobden/schedule/evaluator.h"

namespace cobden::schedule {
namespace {

bool is_positive(const Part& part) { return part.rate->positive() && part.charged > 0; }

}  // namespace

const Rate* Evaluator::rate_in_force(const Measure& measure, const Step& step) const {
  // In a measure of kind quota the steps say when it holds, the quota how much is owed.
  if (step.rate.kind == Rate::Kind::kQuota || (measure.kind == MeasureKind::kQuota && step.rate.in_force())) {
    const auto fill = options_.fill.find(measure.id);
    const bool full = (fill == options_.fill.end() ? measure.quota->fill : fill->second) >= 1;
    return full ? &measure.quota->out : &measure.quota->in;
  }
  if (step.rate.is_control() && measure.equivalent) return &*measure.equivalent;
  return &step.rate;
}

/// Rule 9: specific parts need the price of a unit.
double Evaluator::value_of(const Rate& rate, const ProductFacts& product, bool& unconverted) const {
  double value = rate.ad_valorem;
  for (const auto& duty : rate.specific) {
    const auto one = duty.currency == "USD" ? price(product.code, duty.unit) : std::nullopt;
    if (one)
      value += duty.amount / *one;
    else
      unconverted = true;
  }
  return value;
}

/// Rules 1 and 2: whether a matching row is in force here and now.
bool Evaluator::candidate(const ProductFacts& product, std::size_t k, const ProductFacts::Match& match,
                          Part& part) const {
  if (k < match.first || k >= match.last || match.share == 0) return false;
  const Step* step = this->step(match.position, k);
  const Measure& measure = schedule_.measures[match.measure];
  part = Part{.measure = match.measure, .row = match.row, .step = step};
  part.rate = rate_in_force(measure, *step);
  if (!part.rate->in_force()) return false;
  part.list_share = match.share;
  part.rate_value = value_of(*part.rate, product, part.unconverted);
  return true;
}

/// Rule 3: which of several rows of a measure is owed.
void Evaluator::combine(const Part& part, Assessment& out) const {
  if (out.parts.empty() || out.parts.back().measure != part.measure) {
    out.parts.push_back(part);
    return;
  }
  Part& held = out.parts.back();
  switch (schedule_.measures[part.measure].combine) {
    case Combine::kFirst:
      return;
    case Combine::kMax: {
      // A specific part of the lower one could make it the higher: not known without a price.
      const bool unconverted = held.unconverted || part.unconverted;
      if (part.rate_value > held.rate_value ||
          (part.rate_value == held.rate_value && part.list_share > held.list_share))
        held = part;
      held.unconverted = unconverted;
      return;
    }
    case Combine::kSum: {
      const double sum = held.rate_value * held.list_share + part.rate_value * part.list_share;
      held.rate_value += part.rate_value;
      held.unconverted |= part.unconverted;
      if (held.rate_value > 0) held.list_share = sum / held.rate_value;
      if (!held.rate->positive()) held.rate = part.rate;
      return;
    }
  }
}

void Evaluator::collect(const ProductFacts& product, const PartnerFacts& partner, std::size_t k,
                        Assessment& out) const {
  const std::uint8_t* in_force = partner.in_force.data() + k * row_count_;
  const auto& matches = product.matches;
  Part part, best;
  for (std::size_t i = 0; i < matches.size();) {
    const auto& first = matches[i];
    if (!in_force[first.position]) {
      ++i;
      continue;
    }
    bool found = false;
    // Several lists of one row may hold the product: the largest share is meant.
    for (; i < matches.size() && matches[i].position == first.position; ++i)
      if (candidate(product, k, matches[i], part) && (!found || part.list_share > best.list_share))
        best = part, found = true;
    if (found) combine(best, out);
  }
}

/// The share that the exemption at position `i` spares in segment `k`; moves `i` behind it. Several of its
/// lists may hold the product: it spares once, the largest share.
double Evaluator::spared(const ProductFacts& product, std::size_t k, std::size_t& i) {
  double share = 0;
  for (const std::size_t x = product.exemptions[i].of;
       i < product.exemptions.size() && product.exemptions[i].of == x; ++i)
    if (product.exemptions[i].first <= k && k < product.exemptions[i].last)
      share = std::max(share, product.exemptions[i].share);
  return share;
}

/// Rule 4: list share x content share x what exemptions leave.
void Evaluator::charge(const ProductFacts& product, const PartnerFacts& partner, std::size_t k,
                       std::uint32_t claimed, Part& part) const {
  const Measure& measure = schedule_.measures[part.measure];
  if (part.rate->is_control()) {
    part.status = PartStatus::kControl;
    part.charged = 0;
    return;
  }
  part.content_share = measure.content.empty() ? measure.share : product.content[part.measure].value_or(0);
  part.charged = part.list_share * part.content_share;
  if (!part.rate->positive()) part.status = PartStatus::kFree;
  if (part.charged == 0) part.status = PartStatus::kNoContent;
  const auto exempt = [&](std::size_t by, bool list, double share) {
    if (share == 0 || part.charged == 0) return;
    part.charged *= 1 - share;
    part.left *= 1 - share;
    part.status = part.charged > 0 ? part.status : PartStatus::kExempt;
    part.by = by, part.by_list = list;
  };
  for (const auto& e : product.exempt)
    if (e.of == part.measure && e.first <= k && k < e.last) exempt(e.list, true, e.share);
  for (std::size_t i = 0; i < product.exemptions.size();) {
    const std::size_t x = product.exemptions[i].of;
    const auto& of = schedule_.exemptions[x].of;
    const double share = spared(product, k, i);
    if (partner.exemptions[x * grid_.size() + k] && std::find(of.begin(), of.end(), part.measure) != of.end())
      exempt(x, false, share);
  }
  if (claimed == 0) return;
  for (std::size_t c = 0; c < schedule_.claims.size(); ++c) {
    const auto& of = schedule_.claims[c].of;
    if ((claimed >> c & 1U) == 0 || !partner.claims[c * grid_.size() + k] || part.charged == 0 ||
        std::find(of.begin(), of.end(), part.measure) == of.end())
      continue;
    part.charged = 0, part.status = PartStatus::kClaimed, part.by = c;
  }
}

/// Rule 6: measures give way in the order of the file. What an earlier rule has brought to nothing is not
/// owed and excludes nothing.
void Evaluator::stack(const PartnerFacts& partner, std::size_t k, std::vector<Part>& parts) const {
  const auto contains = [](const std::vector<std::size_t>& list, std::size_t x) {
    return std::find(list.begin(), list.end(), x) != list.end();
  };
  for (std::size_t i = 0; i < schedule_.stack.size(); ++i) {
    if (!partner.rules[i * grid_.size() + k]) continue;
    const StackRule& rule = schedule_.stack[i];
    double largest = 0;
    for (const auto& part : parts)
      if (is_positive(part) && contains(rule.when_owed, part.measure))
        largest = std::max(largest, part.charged);
    if (largest == 0) continue;
    for (auto& part : parts) {
      if (part.charged == 0 || !contains(rule.not_owed, part.measure)) continue;
      part.charged = rule.scope == StackRule::Scope::kArticle ? 0 : part.charged * (1 - largest);
      part.rule = i;
      if (part.charged == 0) part.status = PartStatus::kSuppressed;
    }
  }
}

/// Rules 5, 7 and 8. A measure in place of the base counts as base; what it replaces is owed on the rest.
void Evaluator::add_up(Assessment& out, double base) const {
  for (const auto& part : out.parts)
    if (part.rate->kind == Rate::Kind::kReplace && part.charged > 0) {
      base = (1 - part.charged) * base + part.charged * part.rate_value;
      if (part.charged == 1) out.unconverted = false;
      out.unconverted |= part.unconverted;
      break;
    }
  out.base_owed = base;
  out.total = base;
  for (auto& part : out.parts) {
    if (part.rate->kind == Rate::Kind::kReplace) continue;  // counted as base
    const double rate =
        part.rate->kind == Rate::Kind::kTotal ? std::max(0.0, part.rate_value - base) : part.rate_value;
    part.owed = rate * part.charged;
    if (part.charged > 0) out.unconverted |= part.unconverted;
    out.total += part.owed;
  }
}

void Evaluator::assess(const ProductFacts& product, const PartnerFacts& partner, std::size_t k,
                       std::uint32_t claimed, Assessment& out) const {
  out.base = partner.column2 ? product.column2 : product.column1;
  out.parts.clear();
  collect(product, partner, k, out);
  for (auto& in_force : out.parts) charge(product, partner, k, claimed, in_force);
  stack(partner, k, out.parts);
  double base = out.base.rate;
  out.unconverted = out.base.unconverted;
  for (std::size_t c = 0; c < schedule_.claims.size(); ++c)
    if ((claimed >> c & 1U) != 0 && schedule_.claims[c].of_base && partner.claims[c * grid_.size() + k])
      base = 0, out.unconverted = false;
  add_up(out, base);
}

void Evaluator::changes(const ProductFacts& product, const PartnerFacts& partner, SegmentBits& out) const {
  out = partner.changes;
  for (std::size_t w = 0; w < out.size(); ++w) out[w] |= product.changes[w];
  for (const auto& match : product.matches) {
    const SegmentBits& row = partner.row_changes[match.position];
    for (std::size_t w = 0; w < out.size(); ++w) out[w] |= row[w];
  }
}

void Evaluator::claim_cases(const ProductFacts& product, const PartnerFacts& partner, std::size_t k,
                            std::vector<std::pair<std::uint32_t, double>>& out) const {
  out.assign(1, {0, 1.0});
  for (std::size_t c = 0; c < schedule_.claims.size(); ++c) {
    if (!partner.claims[c * grid_.size() + k] || !partner.claim_tables[c]) continue;
    const auto* entry = partner.claim_tables[c]->find(product.code);
    const double share = entry ? entry->share : 0;
    if (share == 0) continue;
    const std::size_t cases = out.size();
    for (std::size_t i = 0; i < cases; ++i) {
      out.emplace_back(out[i].first | 1U << c, out[i].second * share);
      out[i].second *= 1 - share;
    }
  }
}

}  // namespace cobden::schedule
