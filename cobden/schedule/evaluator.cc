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

/// Whether goods of a partner are meant at any time.
bool ever_meant(const PartnerScope& scope, const std::string& partner) {
  return scope.who.contains(partner) &&
         std::none_of(scope.except.begin(), scope.except.end(), [&](const Exclusion& exclusion) {
           return exclusion.window.from == kBeginningOfTime && exclusion.window.to == kEndOfTime &&
                  exclusion.who.contains(partner);
         });
}

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

}  // namespace cobden::schedule
