// What an evaluator looks up before it is asked: what holds for a product whoever sends it, and for a partner
// whatever it sends.
#include <algorithm>

#include "cobden/core/table_reader.h"
#include "cobden/schedule/evaluator.h"

namespace cobden::schedule {
namespace {

void set_segment(SegmentBits& bits, std::size_t k) { bits[k / 64] |= std::uint64_t{1} << (k % 64); }

}  // namespace

/// Rule 1. A product may match several lists of a row; each keeps its own time and share.
void Evaluator::match_rows(ProductFacts& facts, std::size_t m) const {
  const Measure& measure = schedule_.measures[m];
  for (std::size_t r = 0; r < measure.rows.size(); ++r)
    for (const std::size_t list : measure.rows[r].products)
      for (const auto& entry : schedule_.lists[list].longest(facts.code)) {
        const auto [first, last] = grid_.between(entry.from, entry.to);
        facts.matches.push_back({m, r, list, row_position(m, r), first, last, entry.share});
      }
}

std::optional<double> Evaluator::price(const ProductCode& code, const std::string& unit) const {
  if (const auto given = options_.prices.find(unit); given != options_.prices.end()) return given->second;
  return unit_values_ ? unit_values_->price(code, unit) : std::nullopt;
}

/// Rule 9 for the base: the file's equivalent stands first, then the price of a unit.
BaseDuty Evaluator::base_duty(const ProductCode& code, bool column2) const {
  BaseDuty duty = base_->duty(code, column2);
  if (!duty.unconverted || !duty.specific) return duty;
  const auto one = price(code, duty.specific->unit);
  if (!one) return duty;
  duty.rate += duty.specific->amount / *one;
  duty.unconverted = false, duty.equivalent = true;
  return duty;
}

ProductFacts Evaluator::product(const ProductCode& code) const {
  ProductFacts facts;
  facts.code = code;
  if (base_) facts.column1 = base_duty(code, false), facts.column2 = base_duty(code, true);
  for (std::size_t m = 0; m < schedule_.measures.size(); ++m) {
    const Measure& measure = schedule_.measures[m];
    if (measure.flow != options_.flow) continue;
    match_rows(facts, m);
    for (const std::size_t list : measure.exempt) {
      if (options_.without.contains(schedule_.lists[list].name())) continue;
      for (const auto& entry : schedule_.lists[list].longest(code)) {
        const auto [first, last] = grid_.between(entry.from, entry.to);
        facts.exempt.push_back({m, list, first, last, 1});
      }
    }
  }
  for (std::size_t x = 0; x < schedule_.exemptions.size(); ++x) {
    if (options_.without.contains(schedule_.exemptions[x].id)) continue;
    if (schedule_.exemptions[x].unpublished && !options_.unpublished) continue;
    for (const std::size_t list : schedule_.exemptions[x].products)
      for (const auto& entry : schedule_.lists[list].longest(code)) {
        const auto [first, last] = grid_.between(entry.from, entry.to);
        facts.exemptions.push_back({x, list, first, last, entry.share * std::min(1.0, exemption_share_[x])});
      }
  }
  facts.content.resize(schedule_.measures.size());
  for (std::size_t m = 0; m < schedule_.measures.size(); ++m)
    if (!schedule_.measures[m].content.empty()) facts.content[m] = content_->share(code, content_column_[m]);
  facts.changes = no_segments();
  const auto add_ends = [&](const auto& windows) {
    for (const auto& w : windows) {
      if (w.first < grid_.size()) set_segment(facts.changes, w.first);
      if (w.last < grid_.size()) set_segment(facts.changes, w.last);
    }
  };
  add_ends(facts.matches), add_ends(facts.exempt), add_ends(facts.exemptions);
  return facts;
}

void Evaluator::mark(Flags& flags, std::size_t thing, const PartnerScope& scope, const Window& window,
                     const std::string& partner) const {
  const auto set = [&](const Window& when, std::uint8_t value) {
    const auto [first, last] = grid_.between(when.from, when.to);
    for (std::size_t k = first; k < last; ++k) flags[thing * grid_.size() + k] = value;
  };
  const auto as_known = known(window);
  if (!as_known || !scope.who.contains(partner)) return;
  set(*as_known, 1);
  for (const auto& exclusion : scope.except)
    if (exclusion.who.contains(partner))
      if (const auto when = known(exclusion.window)) set(*when, 0);
}

PartnerFacts Evaluator::partner(const std::string& code) const {
  if (!is_partner_code(code))
    fail_at({}, code, "is not the code of an economy", "an ISO 3166 code of three letters",
            did_you_mean(code, partner_codes()));
  const std::size_t K = grid_.size();
  PartnerFacts facts;
  facts.code = code;
  facts.column2 = schedule_.base && schedule_.base->column2.contains(code);
  facts.rows.assign(steps_.size(), 0);
  Flags measure(K);
  for (std::size_t m = 0; m < schedule_.measures.size(); ++m) {
    std::fill(measure.begin(), measure.end(), std::uint8_t{0});
    mark(measure, 0, schedule_.measures[m].partners, {}, code);
    for (std::size_t r = 0; r < schedule_.measures[m].rows.size(); ++r) {
      const std::size_t row = row_position(m, r);
      mark(facts.rows, row, schedule_.measures[m].rows[r].partners, {}, code);
      for (std::size_t k = 0; k < K; ++k)
        facts.rows[row * K + k] = static_cast<std::uint8_t>(facts.rows[row * K + k] & measure[k]);
    }
  }
  const auto lay = [&](Flags& flags, const auto& things) {
    flags.assign(things.size() * K, 0);
    for (std::size_t i = 0; i < things.size(); ++i)
      mark(flags, i, things[i].partners, things[i].window, code);
  };
  lay(facts.exemptions, schedule_.exemptions);
  lay(facts.rules, schedule_.stack);
  lay(facts.claims, schedule_.claims);
  for (const auto& shares : claim_shares_) facts.claim_tables.push_back(shares.table(code));
  find_changes(facts);
  return facts;
}

/// Where the things that hold for a partner change from one segment to the next.
void Evaluator::find_changes(PartnerFacts& facts) const {
  const std::size_t K = grid_.size();
  const auto add = [&](SegmentBits& bits, const Flags& flags, std::size_t thing) {
    for (std::size_t k = 1; k < K; ++k)
      if (flags[thing * K + k] != flags[thing * K + k - 1]) set_segment(bits, k);
  };
  facts.row_changes.assign(row_count_, no_segments());
  for (std::size_t row = 0; row < facts.row_changes.size(); ++row) {
    add(facts.row_changes[row], facts.rows, row);
    for (std::size_t k = 1; k < K; ++k)
      if (facts.rows[row * K + k] && step(row, k) != step(row, k - 1)) set_segment(facts.row_changes[row], k);
  }
  facts.in_force.assign(steps_.size(), 0);
  for (std::size_t row = 0; row < row_count_; ++row)
    for (std::size_t k = 0; k < K; ++k)
      facts.in_force[k * row_count_ + row] =
          facts.rows[row * K + k] && step(row, k) && step(row, k)->rate.in_force() ? 1 : 0;
  facts.changes = no_segments();
  for (std::size_t i = 0; i < schedule_.exemptions.size(); ++i) add(facts.changes, facts.exemptions, i);
  for (std::size_t i = 0; i < schedule_.stack.size(); ++i) add(facts.changes, facts.rules, i);
  for (std::size_t i = 0; i < schedule_.claims.size(); ++i) add(facts.changes, facts.claims, i);
}

}  // namespace cobden::schedule
