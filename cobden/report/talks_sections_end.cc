// The end of the brief: how long it may take, what turns the conclusions, what is judged; and the summary
// before all.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"
#include "cobden/report/talks_sections.h"

namespace cobden::report {
namespace {

using scenario::TalksAnswer;

TextTable survival_table(const TalksAnswer& a) {
  TextTable table{.title = "Probability of no deal yet, given the judged numbers",
                  .columns = {{"By", "", true},
                              {"Date", "", true},
                              {"central", ""},
                              {"5% .. 95%\nof draws", ""},
                              {"if it is\nput off", ""},
                              {"if it ends\nthe talks", ""}}};
  for (const auto& r : a.deadlock->rows)
    table.rows.push_back({r.name, to_string(r.day), share_text(r.no_deal),
                          fmt::format("{} .. {}", share_text(r.low), share_text(r.high)),
                          share_text(r.put_off), share_text(r.final)});
  return table;
}

std::string phases_text(const TalksAnswer& a) {
  const auto& d = *a.dynamics;
  const auto year = static_cast<std::size_t>(std::max(1, 12 / a.ask.period_months)) - 1;
  if (year >= d.forecast.phase.size()) return "";
  const auto& p = d.forecast.phase[year];
  std::string text = fmt::format(
      "Played move by move over war, pause, partial deal and deal (logit play, {}, largest residual {:.0e}): "
      "after a "
      "year war {}, partial deal {}, deal {}; belief in a sincere {} would have risen from {:g} to {:.2f}.",
      to_string(d.solution.status), d.solution.residual, share_text(p[0]), share_text(p[2]), share_text(p[3]),
      side_name(a, 1), a.ask.assumptions.prior.value, d.forecast.sincere_belief[year]);
  if (d.solution.several > 0)
    text += fmt::format(" {} of {} stages have more than one solution; taken: {}.", d.solution.several,
                        d.solution.stages, d.solution.selection);
  return text;
}

TextTable phases_table(const TalksAnswer& a) {
  TextTable table{
      .title = "Where they stand, period by period",
      .columns = {{"Period", ""}, {"war", ""}, {"pause", ""}, {"partial deal", ""}, {"deal", ""}}};
  const auto& phase = a.dynamics->forecast.phase;
  for (std::size_t p = 0; p < phase.size(); ++p)
    table.rows.push_back({fmt::format("{}", p + 1), share_text(phase[p][0]), share_text(phase[p][1]),
                          share_text(phase[p][2]), share_text(phase[p][3])});
  return table;
}

std::string flip_text(const scenario::FlipBar& bar) {
  return fmt::format("{} at {:.2g} (now {:g}, range {:g} to {:g})", bar.key, *bar.flips_at, bar.centre,
                     bar.low, bar.high);
}

/// The assumptions that turn a conclusion within their range; else the one that moves it most.
std::string flips_text(const std::vector<scenario::FlipBar>& bars) {
  std::string text;
  for (const auto& bar : bars)
    if (bar.flips_at) text += (text.empty() ? "" : "; ") + flip_text(bar);
  if (!text.empty()) return "turned by " + text;
  if (bars.empty()) return "no judged number moves it";
  return fmt::format(
      "no judged number turns it within its range; {} moves it most ({:.2g} at {:g}, {:.2g} at {:g})",
      bars[0].key, bars[0].at_low, bars[0].low, bars[0].at_high, bars[0].high);
}

TextTable tornado_table(const std::string& title, const std::vector<scenario::FlipBar>& bars) {
  TextTable table{.title = title,
                  .columns = {{"Assumption", "", true},
                              {"low", ""},
                              {"at low", ""},
                              {"high", ""},
                              {"at high", ""},
                              {"turns at", ""}}};
  for (const auto& b : bars)
    table.rows.push_back({b.key, fmt::format("{:g}", b.low), fmt::format("{:.3f}", b.at_low),
                          fmt::format("{:g}", b.high), fmt::format("{:.3f}", b.at_high),
                          b.flips_at ? fmt::format("{:.3g}", *b.flips_at) : ""});
  return table;
}

}  // namespace

BriefSection how_long(const TalksAnswer& a, BriefDetail detail) {
  BriefSection section{"How likely deadlock is"};
  const auto& d = *a.deadlock;
  if (!d.no_game.empty()) {
    section.blocks.push_back(BriefText{"No war of attrition to solve: " + d.no_game + "."});
  } else {
    section.blocks.push_back(survival_table(a));
    const auto& path = d.waits.put_off[0];
    section.blocks.push_back(BriefText{fmt::format(
        "A war of attrition with stubborn types: {} gives in at once with {}, {} with {}. Expected cost of "
        "delay {:.0f} "
        "bn to {} and {:.0f} bn to {}. Probabilities hold for the judged impatience, stubbornness and "
        "demands only{}.",
        a.code(0), share_text(path.initial(0)), a.code(1), share_text(path.initial(1)), d.delay_cost_first,
        a.code(0), d.delay_cost_second, a.code(1),
        d.failed_draws > 0
            ? fmt::format("; {} of {} draws have no equilibrium of this form", d.failed_draws, d.draws)
            : "")});
  }
  if (a.dynamics) section.blocks.push_back(BriefText{phases_text(a)});
  if (a.dynamics && detail == BriefDetail::kFull) section.blocks.push_back(phases_table(a));
  return section;
}

BriefSection what_would_flip(const TalksAnswer& a, BriefDetail detail) {
  BriefSection section{"Which assumption flips the conclusion"};
  const auto& f = *a.flips;
  std::vector<std::string> points{fmt::format("\"{} the offer\" ({}, pooled prior): {}.",
                                              f.offer_margin >= 0 ? "Take" : "Do not take",
                                              to_string(f.reading), flips_text(f.offer))};
  if (f.chance_of_deal)
    points.push_back(fmt::format("\"A deal by {} is {}\" ({}): {}.",
                                 a.ask.deadline ? to_string(*a.ask.deadline) : "the horizon",
                                 *f.chance_of_deal >= 0.5 ? "more likely than not" : "less likely than not",
                                 share_text(*f.chance_of_deal), flips_text(f.deal)));
  section.blocks.push_back(BriefPoints{std::move(points)});
  if (detail == BriefDetail::kFull) {
    section.blocks.push_back(tornado_table("Prior less mu*", f.offer));
    section.blocks.push_back(tornado_table("Probability of a deal by the deadline", f.deal));
  }
  return section;
}

BriefSection what_is_judged(const TalksAnswer& a, BriefDetail detail) {
  BriefSection section{"What is judged, not measured"};
  if (detail == BriefDetail::kFull) {
    TextTable table{.title = "",
                    .columns = {{"Key", "", true},
                                {"Meaning", "", true},
                                {"low", ""},
                                {"central", ""},
                                {"high", ""},
                                {"Unit", "", true},
                                {"Source", "", true}}};
    for (const auto& r : scenario::assumption_records()) {
      const auto& x = a.ask.assumptions.*r.value;
      table.rows.push_back({r.key, r.meaning, fmt::format("{:g}", x.low), fmt::format("{:g}", x.value),
                            fmt::format("{:g}", x.high), r.unit, x.source});
    }
    section.blocks.push_back(std::move(table));
    return section;
  }
  std::string text;
  for (const auto& r : scenario::assumption_records()) {
    const auto& source = (a.ask.assumptions.*r.value).source;
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", r.key, assumption_text(a.ask, r.key),
                        source == "judgement" ? "" : " (" + source + ")");
  }
  section.blocks.push_back(BriefText{"Central (low to high), judgement unless a source stands beside it: " +
                                     text + ". Change any with --set, or in [talks]."});
  return section;
}

BriefSection in_short(const TalksAnswer& a) {
  BriefSection section{"In short"};
  std::vector<std::string> points;
  const auto& now = a.threats[0];
  const bool rational =
      !a.negotiation.war || std::ranges::all_of(a.negotiation.war->sides, &strategy::WarSide::rational);
  points.push_back(fmt::format(
      "The duties change the real income of {} by {} bn and of {} by {} bn a year{}.", side_name(a, 0),
      money_text(now.payoff[0].billion, 0), side_name(a, 1), money_text(now.payoff[1].billion, 0),
      rational ? "" : "; at these levels they do not maximise it"));
  if (a.linkage) {
    int acceptable = 0;
    for (const auto& d : a.linkage->deals) acceptable += d.row.acceptable;
    points.push_back(fmt::format("{} of {} deals looked at leave both better off and keep themselves{}.",
                                 acceptable, a.linkage->deals.size(), acceptable == 0 ? ": no deal" : ""));
  }
  if (a.offer) {
    const double counted = a.ask.assumptions.internalised_share.value * a.offer->mean[1].back(),
                 tariffs = a.linkage->by_prior[2].zone_without.best_first;
    points.push_back(
        fmt::format("The concession is worth {:.1f} to {:.1f} bn a year in full, by prior; counted at {:g} "
                    "(j) at most {:.1f} bn, "
                    "against up to {:.0f} bn that a deal over tariffs alone could give {}.",
                    a.offer->mean[0].back(), a.offer->mean[1].back(),
                    a.ask.assumptions.internalised_share.value, counted, tariffs, side_name(a, 0)));
  }
  if (a.sincerity) {
    const auto& s = *a.sincerity;
    const auto& h = s.cases[s.headline];
    const auto& plain = s.cases[2];
    points.push_back(fmt::format(
        "How sure {} must be: {} on real income; {} if it counts {}. Prior {:g} (j): {}.", side_name(a, 0),
        plain.threshold ? fmt::format("{:.2f}", plain.threshold->value) : "no belief is enough",
        h.threshold ? fmt::format("{:.2f}", h.threshold->value) : "no belief is enough", to_string(h.reading),
        a.ask.assumptions.prior.value, h.enough ? "enough" : "not enough"));
  }
  if (a.deadlock && a.deadlock->no_game.empty())
    for (const auto& r : a.deadlock->rows)
      if (r.name == a.ask.deadline_name)
        points.push_back(fmt::format("No deal by {} ({}): {} ({} .. {} of draws).", to_string(r.day), r.name,
                                     share_text(r.no_deal), share_text(r.low), share_text(r.high)));
  section.blocks.push_back(BriefPoints{std::move(points)});
  return section;
}

}  // namespace cobden::report
