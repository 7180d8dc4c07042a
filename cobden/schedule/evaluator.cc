#include "cobden/schedule/evaluator.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/table_reader.h"

namespace cobden::schedule {
namespace {

constexpr std::size_t kMostSegments = 65535;
constexpr std::size_t kMostClaims = 16;

void add_window(std::set<Instant>& changes, const Window& window) {
  changes.insert(window.from);
  changes.insert(window.to);
}

void add_scope(std::set<Instant>& changes, const PartnerScope& scope) {
  for (const auto& exclusion : scope.except) add_window(changes, exclusion.window);
}

void set_segment(SegmentBits& bits, std::size_t k) { bits[k / 64] |= std::uint64_t{1} << (k % 64); }

/// Whether goods of a partner are meant at any time.
bool ever_meant(const PartnerScope& scope, const std::string& partner) {
  return scope.who.contains(partner) &&
         std::none_of(scope.except.begin(), scope.except.end(), [&](const Exclusion& exclusion) {
           return exclusion.window.from == kBeginningOfTime && exclusion.window.to == kEndOfTime &&
                  exclusion.who.contains(partner);
         });
}

bool is_positive(const Part& part) { return part.rate->positive() && part.charged > 0; }

}  // namespace

TimeGrid::TimeGrid(std::set<Instant> changes) {
  changes.insert(kBeginningOfTime);
  changes.erase(kEndOfTime);
  starts_.assign(changes.begin(), changes.end());
  if (starts_.size() > kMostSegments)
    throw UserError("the schedule changes on more than 65535 occasions", "split it by year");
}

std::size_t TimeGrid::segment(Instant t) const {
  return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), t) - starts_.begin()) - 1;
}

std::pair<std::uint16_t, std::uint16_t> TimeGrid::between(Instant from, Instant to) const {
  const auto at = [&](Instant t) {
    return static_cast<std::uint16_t>(std::lower_bound(starts_.begin(), starts_.end(), t) - starts_.begin());
  };
  return {at(from), to == kEndOfTime ? static_cast<std::uint16_t>(starts_.size()) : at(to)};
}

Evaluator::Evaluator(const Schedule& schedule, EvaluatorOptions options)
    : schedule_(schedule), options_(std::move(options)), grid_(all_changes()) {
  check_without();
  if (schedule.base) base_ = BaseDuties::read(*schedule.base);
  if (schedule.unit_values) unit_values_ = UnitValues::read(*schedule.unit_values);
  if (schedule.claims.size() > kMostClaims)
    fail_at(schedule.claims[kMostClaims].place, "", "is one claim too many", "16 claims at most");
  for (const auto& claim : schedule.claims) claim_shares_.push_back(ClaimShares::read(claim.shares));
  lay_steps();
  lay_content();
  lay_covers();
}

std::set<Instant> Evaluator::all_changes() const {
  std::set<Instant> at;
  for (const auto& list : schedule_.lists)
    for (const auto& entry : list.entries()) at.insert(entry.from), at.insert(entry.to);
  for (const auto& measure : schedule_.measures) {
    add_scope(at, measure.partners);
    for (const auto& row : measure.rows) {
      add_scope(at, row.partners);
      for (const auto& step : row.steps) {
        at.insert(step.from);
        if (step.in_transit) at.insert(step.in_transit->entered_before);
      }
    }
  }
  for (const auto& exemption : schedule_.exemptions)
    add_window(at, exemption.window), add_scope(at, exemption.partners);
  for (const auto& rule : schedule_.stack) add_window(at, rule.window), add_scope(at, rule.partners);
  for (const auto& claim : schedule_.claims) add_window(at, claim.window), add_scope(at, claim.partners);
  return at;
}

/// Rule 2 for windows: what was announced later does not exist, an end that was announced later is open.
std::optional<Window> Evaluator::known(const Window& window) const {
  if (!options_.known) return window;
  if (window.announced && *window.announced > *options_.known) return std::nullopt;
  Window as_known = window;
  if (window.to_announced && *window.to_announced > *options_.known) as_known.to = kEndOfTime;
  return as_known;
}

bool Evaluator::exists(const Step& step) const {
  return !options_.known || !step.announced || *step.announced <= *options_.known;
}

/// Goods on their way when a step began.
bool Evaluator::escapes(const Step& step, Instant t) const {
  return options_.loaded && step.in_transit && t < step.in_transit->entered_before &&
         schedule_.clock.end_of(*options_.loaded) < step.in_transit->loaded_before;
}

/// Rule 2: the last step begun decides, in every segment.
void Evaluator::lay_steps() {
  for (const auto& measure : schedule_.measures) {
    row_first_.push_back(row_count_);
    row_count_ += measure.rows.size();
  }
  steps_.assign(row_count_ * grid_.size(), nullptr);
  for (std::size_t m = 0; m < schedule_.measures.size(); ++m)
    for (std::size_t r = 0; r < schedule_.measures[m].rows.size(); ++r)
      for (std::size_t k = 0; k < grid_.size(); ++k)
        for (const auto& step : schedule_.measures[m].rows[r].steps)
          if (step.from <= grid_.start(k) && exists(step) && !escapes(step, grid_.start(k)))
            steps_[row_position(m, r) * grid_.size() + k] = &step;
}

void Evaluator::lay_content() {
  std::vector<std::string> columns;
  content_column_.assign(schedule_.measures.size(), 0);
  for (std::size_t m = 0; m < schedule_.measures.size(); ++m) {
    const Measure& measure = schedule_.measures[m];
    if (measure.content.empty()) continue;
    if (!schedule_.content)
      fail_at(measure.place, "content:" + measure.content, "needs a table of content shares",
              "[content] with file and code", "name a CSV that has the column '" + measure.content + "'");
    const auto it = std::find(columns.begin(), columns.end(), measure.content);
    content_column_[m] = static_cast<std::size_t>(it - columns.begin());
    if (it == columns.end()) columns.push_back(measure.content);
  }
  if (!columns.empty()) content_ = ContentShares::read(*schedule_.content, columns);
}

/// A carve-out known only by its value spares the same share of all trade on its list.
void Evaluator::lay_covers() {
  std::optional<Trade> trade;
  for (const auto& exemption : schedule_.exemptions) {
    if (!exemption.covers_usd) {
      exemption_share_.push_back(exemption.share);
      continue;
    }
    if (!schedule_.trade)
      fail_at(exemption.place, exemption.id, "covers_usd needs the imports of a base year",
              "a [trade] table");
    if (!trade) trade = Trade::read(*schedule_.trade);
    double on_list = 0, total = 0;
    for (const auto& line : trade->lines) {
      if (!ever_meant(exemption.partners, trade->partners[line.partner])) continue;
      total += line.usd;
      double share = 0;
      for (const std::size_t list : exemption.products)
        for (const auto& entry : schedule_.lists[list].longest(line.code))
          share = std::max(share, entry.share);
      on_list += share * line.usd;
    }
    if (on_list <= 0)
      fail_at(exemption.place, exemption.id, "covers_usd is spread over products without trade",
              "products that are in the [trade] table");
    const double scale = exemption.of_total_usd ? total / *exemption.of_total_usd : 1;
    exemption_share_.push_back(*exemption.covers_usd * scale / on_list);
  }
}

void Evaluator::check_without() const {
  std::vector<std::string> known;
  for (const auto& list : schedule_.lists) known.push_back(list.name());
  for (const auto& exemption : schedule_.exemptions) known.push_back(exemption.id);
  for (const auto& name : options_.without)
    if (std::find(known.begin(), known.end(), name) == known.end())
      fail_at({}, name, "is neither an exempt list nor an exemption of " + schedule_.id, "",
              did_you_mean(name, known));
  for (const auto& [id, fill] : options_.fill)
    if (std::none_of(schedule_.measures.begin(), schedule_.measures.end(),
                     [&, name = id](const Measure& m) { return m.id == name && m.quota; }))
      fail_at({}, id, "is not a measure with a quota of " + schedule_.id);
}

std::size_t Evaluator::claim(const std::string& id) const {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < schedule_.claims.size(); ++i) {
    if (schedule_.claims[i].id == id) return i;
    known.push_back(schedule_.claims[i].id);
  }
  fail_at({}, id, "is not a claim of " + schedule_.id, fmt::format("one of {}", fmt::join(known, ", ")));
}

// --- what depends on the product alone
// -----------------------------------------------------------------------

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

// --- what depends on the partner alone
// -----------------------------------------------------------------------

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

// --- the assessment
// --------------------------------------------------------------------------------------------

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
