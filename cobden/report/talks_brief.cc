#include "cobden/report/talks_brief.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/report/number_text.h"
#include "cobden/report/strategy_tables.h"
#include "cobden/report/talks_sections.h"

namespace cobden::report {

using scenario::TalksAnswer;

std::string side_name(const TalksAnswer& a, std::size_t side) {
  const auto& label = a.game().policy().countries().label(a.game().players[side].objective.country);
  for (const char* plural : {"United ", "Netherlands", "Philippines", "European Union", "Rest of"})
    if (label.starts_with(plural)) return "the " + label;
  return label;
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string money_text(double billion, int decimals) { return signed_grouped_number(billion, decimals); }

std::string share_text(double share) {
  const double percent = 100 * share;
  if (percent > 0 && percent < 0.05) return "<0.1%";
  return fmt::format("{:.{}f}%", percent, percent < 2 && percent > 0 ? 1 : 0);
}

std::string assumption_text(const scenario::TalksAsk& ask, const std::string& key) {
  for (const auto& record : scenario::assumption_records())
    if (record.key == key) {
      const auto& a = ask.assumptions.*record.value;
      return a.low == a.high ? fmt::format("{:g}", a.value)
                             : fmt::format("{:g} ({:g} to {:g})", a.value, a.low, a.high);
    }
  return "";
}

std::string assumption_meaning(const std::string& key) {
  for (const auto& record : scenario::assumption_records())
    if (record.key == key) return record.meaning;
  return key;
}

Brief talks_brief(const TalksAnswer& a, BriefDetail detail) {
  invariant(a.negotiation.game != nullptr, "talks have a game");
  const auto& s = a.game().run.scenario;
  const auto& t = a.game().run.benchmark->tables();
  Brief brief;
  brief.title = fmt::format("{} and {}: {}", capital(side_name(a, 0)), side_name(a, 1), s.title);
  brief.subtitle = fmt::format(
      "Figures are the model's ({} on {}, {} economies x {} sectors, year {}) unless another source stands "
      "beside "
      "them; (j) marks a judgement. Money is {} a year at base prices. Real income is long-run: no dynamics, "
      "no "
      "uncertainty, no unemployment.",
      s.model.family, t.name, t.countries.size(), t.sectors.size(), t.year, money_unit(a.negotiation));
  if (a.threats.empty()) {  // the search for what each would do alone did not end
    brief.sections.push_back({.heading = "In short",
                              .blocks = {BriefText{"There is no brief: " + a.search.message + "."}},
                              .key = "short"});
    return brief;
  }
  const auto add = [&](const char* key, BriefSection section) {
    section.key = key;
    brief.sections.push_back(std::move(section));
  };
  add("short", in_short(a));
  add("duties", what_is_charged(a));
  add("stakes", what_each_would_do(a));
  if (!a.reveal.empty()) add("exemptions", what_exemptions_reveal(a, detail));
  if (a.offer) add("offer", what_the_offer_is_worth(a, detail));
  add("deals", which_deals(a, detail));
  if (a.sincerity) add("sincerity", how_sure(a, detail));
  if (a.deadlock) add("deadlock", how_long(a, detail));
  if (a.flips) add("flips", what_would_flip(a, detail));
  add("judgements", what_is_judged(a, detail));
  for (std::size_t k = 1; k < brief.sections.size(); ++k)  // the summary before them has no number
    brief.sections[k].heading = fmt::format("{}. {}", k, brief.sections[k].heading);
  return brief;
}

}  // namespace cobden::report
