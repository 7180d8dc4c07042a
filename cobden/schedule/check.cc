#include "cobden/schedule/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/schedule/evaluator.h"
#include "cobden/schedule/schedule_file.h"

namespace cobden::schedule {
namespace {

using Severity = Finding::Severity;

class Checker {
 public:
  Checker(const Schedule& schedule, const RunContext& context)
      : s_(schedule), evaluator_(schedule, {.unpublished = true}), context_(context) {}

  CheckReport check() {
    count();
    for (const auto& measure : s_.measures)
      for (const auto& row : measure.rows) check_steps(measure, row);
    for (const auto& measure : s_.measures) check_control(measure);
    for (const auto& list : s_.lists) check_list(list);
    check_rules();
    try_products();
    std::stable_sort(r_.findings.begin(), r_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
    return std::move(r_);
  }

 private:
  void add(Severity severity, const SourcePlace& place, std::string subject, std::string problem,
           std::string remedy) {
    r_.findings.push_back({severity, place, std::move(subject), std::move(problem), std::move(remedy)});
  }

  void count() {
    r_.measures = s_.measures.size();
    for (const auto& m : s_.measures) {
      r_.rows += m.rows.size();
      r_.controls += m.flow == Flow::kExport && m.kind != MeasureKind::kDuty && m.kind != MeasureKind::kQuota;
      for (const auto& row : m.rows) r_.steps += row.steps.size();
    }
    r_.lists = s_.lists.size();
    for (const auto& list : s_.lists) r_.entries += list.entries().size();
    r_.exemptions = s_.exemptions.size(), r_.rules = s_.stack.size();
  }

  std::string when(Instant t) const { return s_.clock.describe(t); }

  /// Two steps that begin together are one mistake, unless the later announced amends the other.
  void check_steps(const Measure& measure, const MeasureRow& row) {
    for (std::size_t i = 1; i < row.steps.size(); ++i) {
      const Step &a = row.steps[i - 1], &b = row.steps[i];
      if (a.from == b.from && a.announced == b.announced)
        add(Severity::kError, b.place, measure.id,
            fmt::format("two steps begin at {} ({} and {})", when(b.from), a.rate.text, b.rate.text),
            "keep one, or say when each was announced");
      else if (a.from != b.from && a.rate.text == b.rate.text)
        add(Severity::kWarning, b.place, measure.id,
            fmt::format("the step at {} changes nothing ({})", when(b.from), b.rate.text), "leave it out");
    }
    const Step& first = row.steps.front();
    if (!first.rate.in_force())
      add(Severity::kNote, first.place, measure.id,
          fmt::format("the first step is '{}': nothing was in force before it", first.rate.text),
          "fine for a heading that was printed and never charged");
    for (const auto& step : row.steps)
      if (step.announced && step.from != kBeginningOfTime &&
          *step.announced > s_.clock.day_of(step.from) + std::chrono::days(1))
        add(Severity::kNote, step.place, measure.id,
            fmt::format("the step at {} was announced after it began, on {}", when(step.from),
                        to_string(*step.announced)),
            "fine for a retroactive step");
  }

  /// A control that denies nothing, or is linked to a duty that is not there.
  void check_control(const Measure& measure) {
    if (!measure.control) return;
    const ControlTerms& c = *measure.control;
    if (c.stringency == 0 || c.denied() == 0)
      add(Severity::kWarning, c.place, measure.id, "the control is taken to deny nothing",
          "a stringency, enforcement and coverage above 0");
    if (!c.linked.empty() && !linked_measure_is_there(c.linked))
      add(Severity::kWarning, c.place, measure.id, fmt::format("there is no measure {}", c.linked),
          "the id of a schedule and of one of its measures: us-2025:ieepa-fentanyl-china");
  }

  bool linked_measure_is_there(const std::string& linked) const {
    const auto colon = linked.find(':');
    const std::string id = linked.substr(0, colon), measure = linked.substr(colon + 1);
    const auto has = [&](const Schedule& s) {
      return std::any_of(s.measures.begin(), s.measures.end(),
                         [&](const auto& m) { return m.id == measure; });
    };
    if (id == s_.id) return has(s_);
    for (const auto& ready : list_schedules())
      if (ready.id == id) return has(read_schedule(ready.file));
    return false;
  }

  /// Entries of one heading: times that overlap, or leave days between them.
  void check_list(const ProductList& list) {
    const auto& entries = list.entries();
    for (std::size_t i = 1; i < entries.size(); ++i) {
      const ListEntry &a = entries[i - 1], &b = entries[i];
      if (a.code != b.code) continue;
      const SourcePlace place{.file = list.file().string(), .line = b.line, .column = ""};
      if (b.from < a.to)
        add(Severity::kWarning, place, list.name(),
            fmt::format("{} is listed twice at the same time", b.code.text()), "leave one entry out");
      else if (b.from > a.to)
        add(Severity::kWarning, place, list.name(),
            fmt::format("{} is not listed from {} to {}", b.code.text(), when(a.to), when(b.from)),
            "a gap: join the two entries if it is none");
    }
  }

  static bool same_pair(const StackRule& a, const StackRule& b) {
    const auto overlap = [](const auto& x, const auto& y) {
      return std::any_of(x.begin(), x.end(),
                         [&](std::size_t m) { return std::find(y.begin(), y.end(), m) != y.end(); });
    };
    return (overlap(a.when_owed, b.when_owed) && overlap(a.not_owed, b.not_owed)) ||
           (overlap(a.when_owed, b.not_owed) && overlap(a.not_owed, b.when_owed));
  }

  void check_rules() {
    for (std::size_t i = 0; i < s_.stack.size(); ++i) {
      const StackRule& a = s_.stack[i];
      for (const std::size_t m : a.when_owed)
        if (std::find(a.not_owed.begin(), a.not_owed.end(), m) != a.not_owed.end())
          add(Severity::kError, a.place, fmt::format("stacking rule {}", i + 1),
              fmt::format("{} gives way to itself", s_.measures[m].id), "name it on one side only");
      for (std::size_t j = 0; j < s_.stack.size(); ++j) {
        const StackRule& b = s_.stack[j];
        // The ends of time stand apart first: their distance is no number.
        if (i == j || a.window.to == kEndOfTime || b.window.from <= a.window.to) continue;
        if (b.window.from - a.window.to > std::chrono::days(31)) continue;
        const bool covered = std::any_of(s_.stack.begin(), s_.stack.end(), [&](const StackRule& c) {
          return same_pair(a, c) && c.window.from <= a.window.to && c.window.to > a.window.to;
        });
        if (same_pair(a, b) && !covered)
          add(Severity::kWarning, b.place, fmt::format("stacking rule {}", j + 1),
              fmt::format("no rule holds for these measures from {} to {}", when(a.window.to),
                          when(b.window.from)),
              "a gap: adjoin the dates if it is none");
      }
    }
  }

  /// The products of the base file and of the trade: what lists and exemptions can reach.
  std::vector<ProductCode> known_products() const {
    std::vector<ProductCode> codes;
    if (s_.base) codes = BaseDuties::read(*s_.base).codes();
    if (s_.trade)
      for (const auto& line : Trade::read(*s_.trade).lines) codes.push_back(line.code);
    for (const auto& list : s_.lists)
      if (codes.empty())
        for (const auto& entry : list.entries()) codes.push_back(entry.code);
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    return codes;
  }

  void try_products() {
    const auto codes = known_products();
    r_.products = codes.size();
    std::vector<bool> list_hit(s_.lists.size()), row_hit, exemption_hit(s_.exemptions.size());
    for (const auto& code : codes) {
      if (context_.cancelled()) throw Interrupted("nothing was checked to the end");
      for (std::size_t i = 0; i < s_.lists.size(); ++i)
        if (!list_hit[i]) list_hit[i] = reaches(s_.lists[i], code);
      check_exemptions_on(evaluator_.product(code), exemption_hit);
    }
    for (std::size_t i = 0; i < s_.lists.size(); ++i)
      if (!list_hit[i])
        add(Severity::kWarning, {.file = s_.lists[i].file().string(), .line = {}, .column = ""},
            s_.lists[i].name(), "the list matches no product of the base file or the trade",
            "check the codes and their number of digits");
    for (std::size_t i = 0; i < s_.exemptions.size(); ++i)
      if (evaluator_.exemption_share(i) > 1)
        add(Severity::kWarning, s_.exemptions[i].place, s_.exemptions[i].id,
            fmt::format("covers_usd is {:.3g} times the trade on its list: all of it is spared, and no more",
                        evaluator_.exemption_share(i)),
            "widen the list, or scale with of_total_usd");
    for (std::size_t i = 0; i < s_.exemptions.size(); ++i)
      if (!exemption_hit[i])
        add(Severity::kWarning, s_.exemptions[i].place, s_.exemptions[i].id,
            "the exemption exempts nothing: its measures are never in force on its products then",
            "check its dates, its products and 'of'");
  }

  /// Products have as many digits as they have: a list that is finer than all of them reaches the headings.
  static bool reaches(const ProductList& list, const ProductCode& code) {
    if (!list.longest(code).empty()) return true;
    const auto& entries = list.entries();
    const auto it = std::lower_bound(entries.begin(), entries.end(), code,
                                     [](const ListEntry& e, const ProductCode& c) { return e.code < c; });
    return it != entries.end() && code.is_prefix_of(it->code);
  }

  void check_exemptions_on(const ProductFacts& product, std::vector<bool>& hit) const {
    for (const auto& x : product.exemptions) {
      if (hit[x.of]) continue;
      const auto& exemption = s_.exemptions[x.of];
      const auto [first, last] = evaluator_.grid().between(exemption.window.from, exemption.window.to);
      for (const auto& match : product.matches)
        if (std::find(exemption.of.begin(), exemption.of.end(), match.measure) != exemption.of.end())
          for (std::size_t k = std::max({first, x.first, match.first});
               k < std::min({last, x.last, match.last}); ++k)
            if (const Step* step = evaluator_.step(evaluator_.row_position(match.measure, match.row), k))
              if (step->rate.in_force()) hit[x.of] = true;
    }
  }

  const Schedule& s_;
  const Evaluator evaluator_;
  const RunContext& context_;
  CheckReport r_;
};

}  // namespace

std::string severity_name(Severity severity) {
  if (severity == Severity::kError) return "error";
  return severity == Severity::kWarning ? "warning" : "note";
}

bool CheckReport::sound() const {
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& f) { return f.severity == Finding::Severity::kError; });
}

CheckReport check(const Schedule& schedule, const RunContext& context) {
  return Checker(schedule, context).check();
}

}  // namespace cobden::schedule
