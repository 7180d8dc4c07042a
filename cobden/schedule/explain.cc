#include "cobden/schedule/explain.h"

#include <fmt/format.h>

#include <algorithm>

namespace cobden::schedule {
namespace {

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string percent(double fraction) { return fmt::format("{:.6g}%", 100 * fraction); }

class Explainer {
 public:
  Explainer(const Evaluator& evaluator, const ProductCode& product, const std::string& partner, Instant on)
      : e_(evaluator),
        s_(evaluator.schedule()),
        partner_(evaluator.partner(partner)),
        product_(evaluator.product(product)),
        on_(on),
        k_(evaluator.grid().segment(on)) {}

  Explanation explain(std::uint32_t claimed) {
    Explanation x{.product = product_.code.text(),
                  .partner = partner_.code,
                  .importer = s_.importer,
                  .schedule = s_.id,
                  .on = s_.clock.describe(on_)};
    if (e_.options().known) x.known = to_string(*e_.options().known);
    Assessment a;
    e_.assess(product_, partner_, k_, claimed, a);
    x.base_given = s_.base.has_value();
    x.base_matched = a.base.matched;
    x.base_text = a.base.text;
    x.base_percent = 100 * a.base_owed, x.total_percent = 100 * a.total;
    x.unconverted = a.unconverted;
    x.base_unconverted = a.base.unconverted && a.unconverted;
    for (std::size_t m = 0; m < s_.measures.size(); ++m) {
      const auto part =
          std::find_if(a.parts.begin(), a.parts.end(), [&](const Part& p) { return p.measure == m; });
      if (part != a.parts.end())
        x.parts.push_back(in_force(*part));
      else
        add_absent(m, x.parts);
    }
    add_notes(a, x);
    return x;
  }

 private:
  ExplainedPart described(std::size_t m, const MeasureRow& row) const {
    const Measure& measure = s_.measures[m];
    const auto& headings = row.headings.empty() ? measure.headings : row.headings;
    ExplainedPart x{.measure = measure.id,
                    .title = measure.title,
                    .authority = measure.authority,
                    .heading = joined(headings)};
    x.control = measure.control;
    return x;
  }

  std::string source_of(const Part& part) const {
    const Measure& measure = s_.measures[part.measure];
    for (const auto& source : {part.step->source, measure.rows[part.row].source, measure.source})
      if (!source.empty()) return source;
    return "";
  }

  ExplainedPart in_force(const Part& part) const {
    ExplainedPart x = described(part.measure, s_.measures[part.measure].rows[part.row]);
    x.in_force = true;
    x.rate = part.step->rate.text;
    if (part.rate != &part.step->rate) x.rate += " (" + part.rate->text + ")";
    x.rate_percent = 100 * part.rate_value;
    x.charged_share = part.charged;
    x.owed_percent = 100 * part.owed;
    x.unconverted = part.unconverted;
    x.source = source_of(part);
    x.status = status_of(part);
    x.reason = reason_of(part);
    return x;
  }

  static std::string status_of(const Part& part) {
    switch (part.status) {
      case PartStatus::kOwed:
        if (part.rate->kind == Rate::Kind::kReplace) return "base";
        return part.charged < 1 ? "owed in part" : "owed";
      case PartStatus::kFree:
        return "free";
      case PartStatus::kExempt:
        return "exempt";
      case PartStatus::kNoContent:
        return "no content";
      case PartStatus::kSuppressed:
        return "suppressed";
      case PartStatus::kClaimed:
        return "preference";
      case PartStatus::kControl:
        return part.rate->kind == Rate::Kind::kBan ? "ban" : "licence";
    }
    return "";
  }

  std::string rule_text(std::size_t rule) const {
    std::vector<std::string> owed;
    for (const std::size_t m : s_.stack[rule].when_owed) owed.push_back(s_.measures[m].id);
    const auto& source = s_.stack[rule].source;
    return fmt::format("stacking rule {}{}", rule + 1, source.empty() ? "" : ", " + source) +
           fmt::format(": gives way to {}", fmt::join(owed, " or "));
  }

  /// "on the list x (entry 8471)" for the list that decided.
  std::string listed(std::size_t list) const {
    const auto entries = s_.lists[list].longest(product_.code);
    const std::string name = s_.lists[list].name();
    if (entries.empty() || entries[0].code.digits() == 0 || name == entries[0].code.text()) return name;
    return fmt::format("{} (entry {})", name, entries[0].code.text());
  }

  std::string exempt_text(const Part& part) const {
    if (part.by_list) return "exempt by list " + listed(part.by);
    const Exemption& x = s_.exemptions[part.by];
    std::string text = "exempt by " + x.id;
    if (!x.source.empty()) text += ", " + x.source;
    if (x.window.announced) text += ", announced " + to_string(*x.window.announced);
    if (x.unpublished) return text + " (an estimate: no official text)";
    return x.estimate ? text + " (a judgement)" : text;
  }

  std::string reason_of(const Part& part) const {
    switch (part.status) {
      case PartStatus::kExempt:
        return exempt_text(part);
      case PartStatus::kSuppressed:
        return rule_text(part.rule);
      case PartStatus::kClaimed:
        return "not owed under the preference " + s_.claims[part.by].id;
      case PartStatus::kNoContent:
        return product_.content[part.measure] || part.list_share == 0
                   ? "charged on a part of the value that this product has none of"
                   : "charged on a part of the value, and the content table does not have this product";
      case PartStatus::kControl:
        return "in force" + since(*part.step) + "; no rate" + denial_text(s_.measures[part.measure]);
      default:
        return owed_text(part);
    }
  }

  /// "; taken to deny 25% (stringency 1, enforcement 0.5, coverage 0.5: judgement); ..."
  static std::string denial_text(const Measure& measure) {
    if (!measure.control) return "";
    const ControlTerms& c = *measure.control;
    std::string shares = fmt::format("stringency {:g}", c.stringency);
    if (c.enforcement) shares += fmt::format(", enforcement {:g}", *c.enforcement);
    if (c.coverage) shares += fmt::format(", coverage {:g}", *c.coverage);
    std::string text = c.denied()
                           ? fmt::format("; taken to deny {} ({}: {})", percent(*c.denied()), shares, c.basis)
                           : fmt::format("; {} ({})", shares, c.basis);
    if (!c.verification.empty()) text += "; checked by " + c.verification;
    if (!c.linked.empty()) text += "; linked to " + c.linked;
    if (!c.snap_back.empty()) text += "; " + c.snap_back;
    return text;
  }

  std::string since(const Step& step) const {
    return step.from == kBeginningOfTime ? "" : " since " + s_.clock.describe(step.from);
  }

  std::string owed_text(const Part& part) const {
    std::string text = "in force" + since(*part.step);
    if (part.list_share < 1) text += fmt::format("; {} of the line is on the list", percent(part.list_share));
    if (part.content_share < 1)
      text += fmt::format(
          "; charged on {} of the value ({})", percent(part.content_share),
          s_.measures[part.measure].content.empty() ? "fixed share" : s_.measures[part.measure].content);
    if (part.left < 1) text += fmt::format("; {} {}", percent(1 - part.left), exempt_text(part));
    const double before = part.list_share * part.content_share * part.left;
    if (part.charged < before * (1 - 1e-12))
      text += fmt::format("; reduced from {} to {} of the value by {}", percent(before),
                          percent(part.charged), rule_text(part.rule));
    if (part.rate->kind == Rate::Kind::kTotal) text += "; tops the base up to this rate";
    if (part.rate->kind == Rate::Kind::kReplace) text += "; takes the place of the base";
    if (part.step->rate.is_control()) text += "; assumed equivalent of a control";
    if (part.unconverted) text += "; a specific part has no unit value and is not counted";
    return text;
  }

  /// Why a row that could apply is not in force, and how near it comes: the nearest row speaks.
  struct Absence {
    int nearness = 0;
    std::size_t row = 0;
    std::string source = {}, status = {}, reason = {}, rate = {};
  };

  Absence absence(const ProductFacts::Match& match) const {
    const Measure& measure = s_.measures[match.measure];
    const MeasureRow& row = measure.rows[match.row];
    Absence a{.row = match.row, .source = row.source.empty() ? measure.source : row.source};
    if (!measure.partners.who.contains(partner_.code) || !row.partners.who.contains(partner_.code)) return a;
    const std::size_t position = e_.row_position(match.measure, match.row);
    const Step* step = e_.step(position, k_);
    if (!step) return not_begun(row, a);
    a.rate = step->rate.text;
    if (!step->source.empty()) a.source = step->source;
    if (!step->rate.in_force()) {
      a.nearness = 4;
      a.status = step->rate.kind == Rate::Kind::kSuspended ? "suspended" : "ended";
      a.reason = fmt::format("{} since {}", a.status, s_.clock.describe(step->from));
      return a;
    }
    if (k_ < match.first || k_ >= match.last) {
      a.nearness = 3;
      a.status = "not listed then";
      a.reason = k_ < match.first ? fmt::format("on the list {} only from {}", s_.lists[match.list].name(),
                                                s_.clock.describe(e_.grid().start(match.first)))
                                  : fmt::format("on the list {} only until {}", s_.lists[match.list].name(),
                                                s_.clock.describe(e_.grid().start(match.last)));
      return a;
    }
    a.nearness = 5;
    a.status = "partner left out";
    a.reason = exclusion_text(measure, row);
    return a;
  }

  std::string exclusion_text(const Measure& measure, const MeasureRow& row) const {
    for (const auto* scope : {&measure.partners, &row.partners})
      for (const auto& exclusion : scope->except)
        if (exclusion.window.holds(on_) && exclusion.who.contains(partner_.code)) {
          std::string text = fmt::format("{} is left out", partner_.code);
          if (exclusion.window.from != kBeginningOfTime)
            text += " from " + s_.clock.describe(exclusion.window.from);
          if (exclusion.window.to != kEndOfTime) text += " to " + s_.clock.describe(exclusion.window.to);
          return exclusion.source.empty() ? text : text + ", " + exclusion.source;
        }
    return fmt::format("{} is left out, as far as known", partner_.code);
  }

  Absence not_begun(const MeasureRow& row, Absence a) const {
    a.nearness = 2;
    const auto known = [&](const Step& step) {
      return !e_.options().known || !step.announced || *step.announced <= *e_.options().known;
    };
    const auto it = std::find_if(row.steps.begin(), row.steps.end(), known);
    const Step& first = it == row.steps.end() ? row.steps.front() : *it;
    a.rate = first.rate.text;
    if (!first.source.empty()) a.source = first.source;
    if (it == row.steps.end()) {
      a.status = "not yet known";
      a.reason = "announced " + to_string(*first.announced);
    } else if (first.from > on_) {
      a.status = "not yet in force";
      a.reason = "begins " + s_.clock.describe(first.from);
    } else {
      a.nearness = 6;  // it would be owed but for the shipment
      a.status = "in transit";
      a.reason = fmt::format("shipped before {}", s_.clock.describe(first.in_transit->loaded_before));
    }
    return a;
  }

  void add_absent(std::size_t m, std::vector<ExplainedPart>& parts) const {
    Absence nearest;
    for (const auto& match : product_.matches) {
      if (match.measure != m) continue;
      if (Absence a = absence(match); a.nearness > nearest.nearness) nearest = std::move(a);
    }
    if (nearest.nearness == 0) return;
    ExplainedPart x = described(m, s_.measures[m].rows[nearest.row]);
    x.status = nearest.status, x.reason = nearest.reason, x.rate = nearest.rate, x.source = nearest.source;
    parts.push_back(std::move(x));
  }

  void add_notes(const Assessment& a, Explanation& x) const {
    if (!s_.base)
      x.notes.push_back("The schedule gives additions only: the base duty is not in it and is not counted.");
    else if (!a.base.matched)
      x.notes.push_back("The base file does not have this product: its base duty is unknown, not zero.");
    if (a.base.equivalent && a.base_owed > 0)
      x.notes.push_back("The base duty is not ad valorem; its ad valorem equivalent is used.");
    if (x.unconverted)
      x.notes.push_back(
          "A duty by quantity is not converted, so the total is too low: give the price of a unit, --price "
          "kg=3.20.");
    for (std::size_t i = 0; i < s_.exemptions.size(); ++i)
      if (may_spare(i)) x.notes.push_back(unpublished_note(i));
    if (!s_.note.empty()) x.notes.push_back(s_.note);
  }

  /// Whether an exemption without official text that is not applied could spare the product now.
  bool may_spare(std::size_t i) const {
    const Exemption& x = s_.exemptions[i];
    if (!x.unpublished || e_.options().unpublished || e_.options().without.contains(x.id)) return false;
    if (!partner_.exemptions[i * e_.grid().size() + k_]) return false;
    return std::any_of(x.products.begin(), x.products.end(), [&](std::size_t list) {
      const auto entries = s_.lists[list].longest(product_.code);
      return std::any_of(entries.begin(), entries.end(), [](const ListEntry& e) { return e.share > 0; });
    });
  }

  std::string unpublished_note(std::size_t i) const {
    return fmt::format(
        "{} may spare this product; no official text exists and it is not applied here (--unpublished "
        "applies "
        "it, as an estimate that spares {:.3g}% of the value on its list).",
        s_.exemptions[i].id, 100 * std::min(1.0, e_.exemption_share(i)));
  }

  const Evaluator& e_;
  const Schedule& s_;
  PartnerFacts partner_;
  ProductFacts product_;
  Instant on_;
  std::size_t k_;
};

}  // namespace

Explanation explain(const Evaluator& evaluator, const ProductCode& product, const std::string& partner,
                    Instant on, const std::vector<std::string>& claims) {
  std::uint32_t claimed = 0;
  for (const auto& id : claims) claimed |= 1U << evaluator.claim(id);
  return Explainer(evaluator, product, partner, on).explain(claimed);
}

}  // namespace cobden::schedule
