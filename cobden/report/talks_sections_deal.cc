// The second half of the brief: what could be agreed, whether it would be kept, and how long it may take.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"
#include "cobden/report/strategy_tables.h"
#include "cobden/report/talks_sections.h"

namespace cobden::report {
namespace {

using scenario::TalksAnswer;

std::string band_text(const precursor::Band& b, int decimals = 0) {
  return fmt::format("{} ({} .. {})", grouped_number(b.mean, decimals), grouped_number(b.p05, decimals),
                     grouped_number(b.p95, decimals));
}

std::string threshold_text(const scenario::SincerityCase& c) {
  return c.threshold ? fmt::format("{:.2f}", c.threshold->value) : "none";
}

/// A row of the deal table is named by its deal; its concession has a column of its own.
std::string deal_name(const TalksAnswer& a, std::size_t k) {
  return a.linkage->problem.trade[a.linkage->deals[k].row.trade].name;
}

std::string binding_text(const TalksAnswer& a, const talks::DealRow& row) {
  using enum talks::DealConstraint;
  switch (row.binding) {
    case kNone:
      return "";
    case kFirstGains:
      return a.code(0) + " must gain";
    case kSecondGains:
      return a.code(1) + " must gain";
    case kFirstKeeps:
      return a.code(0) + " must keep it";
    case kSecondKeepsTrade:
      return a.code(1) + " must keep its tariffs";
    case kSecondKeepsConcession:
      return a.code(1) + " must keep the control";
  }
  return "";
}

TextTable deal_table(const TalksAnswer& a) {
  const auto& l = *a.linkage;
  TextTable table{.title = "",
                  .columns = {{"Deal", "", true},
                              {"Con-\ncession", "share"},
                              {a.code(0) + " gains", "bn"},
                              {"structural ..\nreference class", "bn"},
                              {a.code(1) + " gains", "bn"},
                              {"Both gain,\nof draws", ""},
                              {"Nearest constraint", "", true}}};
  for (std::size_t k = 0; k < l.deals.size(); ++k) {
    const auto& d = l.deals[k];
    table.rows.push_back(
        {deal_name(a, k), fmt::format("{:g}", l.problem.concession.level[d.row.level]),
         money_text(d.row.gain.first),
         fmt::format("{} .. {}", money_text(d.first_structural), money_text(d.first_reference)),
         money_text(d.row.gain.second), share_text(d.chance_both_gain),
         (d.row.acceptable ? "" : "VIOLATED: ") + binding_text(a, d.row)});
  }
  return table;
}

/// Without an offer: what trade alone could reach.
TextTable trade_table(const TalksAnswer& a) {
  TextTable table{
      .title = "",
      .columns = {{"Deal", "", true}, {a.code(0) + " gains", "bn"}, {a.code(1) + " gains", "bn"}}};
  for (const auto& d : a.deals)
    table.rows.push_back({d.name, money_text(d.gain[0].billion), money_text(d.gain[1].billion)});
  const auto& frontier = std::get<scenario::FrontierAnswer>(a.negotiation.detail).frontier;
  for (const auto& s : frontier.solutions)
    if (s.bargain.agreed())
      table.rows.push_back({to_string(s.bargain.rule) + " bargain over tariffs",
                            money_text(s.point.first_gain.billion), money_text(s.point.second_gain.billion)});
  return table;
}

std::string zone_text(const talks::Zone& zone) {
  switch (zone.status) {
    case strategy::BargainStatus::kAgreement:
      return "open";
    case strategy::BargainStatus::kNothingToShare:
      return "nothing but the duties now";
    case strategy::BargainStatus::kNoDeal:
      break;
  }
  return "empty";
}

std::string linkage_text(const TalksAnswer& a) {
  const auto& l = *a.linkage;
  const auto& pooled = l.by_prior.back();
  if (pooled.zone_with.status != strategy::BargainStatus::kAgreement)
    return "No deal: the zone of possible agreement is " + zone_text(pooled.zone_with) +
           ", with the concession too.";
  return fmt::format(
      "Zone of agreement: {} without the concession, {} with it. Linkage adds {:.1f} bn a year to the best "
      "joint "
      "gain at the pooled mean ({:.1f} structural, {:.1f} reference class; 5% to 95% of draws {:.1f} to "
      "{:.1f}). "
      "Channels, which do not add up: negotiation {:.1f}, enforcement {}, participation {:.1f} bn.",
      zone_text(pooled.zone_without), zone_text(pooled.zone_with), pooled.surplus, l.by_prior[0].surplus,
      l.by_prior[1].surplus, l.bands.low, l.bands.high, l.channels.negotiation,
      l.channels.enforcement ? fmt::format("{:.1f}", *l.channels.enforcement) : "not asked",
      l.channels.participation);
}

std::string patience(const std::optional<double>& delta) {
  return delta ? fmt::format("{:.2f}", *delta) : "never";
}

std::string keeping_text(const TalksAnswer& a) {
  const auto& k = *a.keeping;
  if (k.critical.separate.empty()) return "Whether the offer keeps itself: no equilibrium at a breach.";
  std::string text =
      "Patience a period that keeps the offer's promises (" + a.code(0) + " / " + a.code(1) + "): ";
  for (const auto& c : k.critical.separate)
    text += fmt::format("{} {} / {}, ", c.name, patience(c.first), patience(c.second));
  text += fmt::format("pooled {} / {}; judged {} / {} (j). ", patience(k.critical.pooled.first),
                      patience(k.critical.pooled.second), assumption_text(a.ask, "discount_first"),
                      assumption_text(a.ask, "discount_second"));
  if (!k.sequences) return text + "Steps: " + k.no_sequence + ".";
  const auto& plan = k.sequences->best;
  if (k.sequences->unravels) return text + "Steps: no plan of up to 12 moves is kept by both.";
  return text +
         fmt::format("Steps: {} moves first, {} moves, {} of the relief and {} of the control in the end.",
                     plan.first_moves_first ? a.code(0) : a.code(1), plan.steps.size(),
                     share_text(plan.share_first), share_text(plan.share_second));
}

std::string corners_text(const TalksAnswer& a) {
  const auto& k = *a.keeping;
  if (k.grid.first.empty()) return "";
  std::string text = fmt::format(
      "Kept up in a repeated game over duties as now, half way and before (discount {:g} a "
      "period, {}): average gains ",
      k.discount, to_string(k.repeated.status));
  for (std::size_t i = 0; i < k.repeated.corners.size(); ++i)
    text += fmt::format("{}({}, {})", i == 0 ? "" : ", ", money_text(k.repeated.corners[i].payoff.x, 0),
                        money_text(k.repeated.corners[i].payoff.y, 0));
  return text + " bn are the corners of what both can sustain.";
}

TextTable readings_table(const TalksAnswer& a) {
  TextTable table{.title = "Smallest belief in sincerity at which granting relief pays (mu*)",
                  .columns = {{"What " + a.code(0) + " counts", "", true},
                              {"gains if kept", "bn"},
                              {"loses if cheated", "bn"},
                              {"structural", "mu*"},
                              {"reference class", "mu*"},
                              {"pooled", "mu*"}}};
  const auto& cases = a.sincerity->cases;
  for (std::size_t k = 0; k + 2 < cases.size(); k += 3) {
    const auto& pooled = cases[k + 2];
    table.rows.push_back({to_string(pooled.reading), money_text(pooled.gain),
                          fmt::format("{:.1f}", pooled.loss), threshold_text(cases[k]),
                          threshold_text(cases[k + 1]), threshold_text(pooled)});
  }
  return table;
}

std::string monitoring_text(const TalksAnswer& a) {
  const auto& s = *a.sincerity;
  std::string text;
  for (const auto& row : s.monitoring) {
    const bool shown = std::abs(row.detection - 0.2) < 1e-9 || std::abs(row.detection - 0.5) < 1e-9 ||
                       std::abs(row.detection - 0.8) < 1e-9;
    if (shown)
      text +=
          fmt::format("{}{:.2f} at q = {:g}", text.empty() ? "" : ", ", row.belief_threshold, row.detection);
  }
  return text.empty() ? "" : "Monitoring moves the most demanding of these: mu* is " + text + " a period.";
}

std::string equilibria_text(const scenario::SincerityAnswer& s) {
  if (!s.no_game.empty()) return "No game of signals to solve: " + s.no_game + ".";
  std::string text;
  for (const auto& e : s.equilibria)
    text += fmt::format("{}{} (Intuitive Criterion: {}, D1: {})", text.empty() ? "" : "; ", to_string(e.kind),
                        to_string(e.intuitive.verdict), to_string(e.d1.verdict));
  return fmt::format(
      "{} equilibria of the game of signals, none chosen here: {}. Gains from deviating recomputed: 0.",
      s.equilibria.size(), text);
}

std::string second_side_text(const TalksAnswer& a) {
  const auto& s = *a.sincerity;
  const std::string name = capital(side_name(a, 1));
  std::string text = fmt::format("{}: relief is worth {} bn, the control costs it {:.1f} bn (j). ", name,
                                 money_text(s.stakes.relief_second), s.stakes.cost_second);
  if (!s.compliance) return text + "A strategic type never complies.";
  text += fmt::format("A strategic type complies from a discount factor of {:.2f} a period (judged {}), {}; ",
                      s.compliance->value, assumption_text(a.ask, "discount_second"),
                      s.complies ? "so it would" : "so it would not");
  text += s.snapback
              ? fmt::format("a snap-back of {} period{} is enough.", *s.snapback, *s.snapback == 1 ? "" : "s")
              : "no snap-back is long enough.";
  if (s.signal && s.signal->separates())
    text += fmt::format(" Action in advance from {:.1f} to {:.1f} units (judged cost) tells the types apart.",
                        s.signal->lower.value, s.signal->upper.value);
  return text;
}

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

BriefSection what_the_offer_is_worth(const TalksAnswer& a, BriefDetail) {
  BriefSection section{"What the offer is worth: " + a.ask.concession};
  const auto& o = *a.offer;
  TextTable table{.title = "Full control, mean and 5% .. 95% of draws",
                  .columns = {{"Prior", "", true},
                              {"Deaths averted,\nfirst year", ""},
                              {"over the study", ""},
                              {"Whole value", "bn a year"},
                              {fmt::format("counted by {}\nat {:g} (j)", a.code(0),
                                           a.ask.assumptions.internalised_share.value),
                               "bn a year"}}};
  for (std::size_t k = 0; k < o.study.priors.size(); ++k) {
    const auto& p = o.study.priors[k];
    table.rows.push_back(
        {to_string(p.prior), band_text(p.averted_first_year), band_text(p.horizons.back().cumulative_averted),
         fmt::format("{:.1f}", o.mean[k].back()),
         fmt::format("{:.2f}", a.ask.assumptions.internalised_share.value * o.mean[k].back())});
  }
  section.blocks.push_back(std::move(table));
  section.blocks.push_back(BriefSource{fmt::format(
      "supply model and reference class of docs/theory/precursor.md over {} months; value of a life {:g} "
      "million USD "
      "(US DOT 2024). The two priors differ {:.1f}-fold in the first year: neither is dropped. A disruption "
      "can also "
      "do harm.",
      o.study.study.draws.months, o.study.study.valuation.vsl_million_usd, o.study.disagreement)});
  return section;
}

BriefSection which_deals(const TalksAnswer& a, BriefDetail detail) {
  BriefSection section{"Which deals both prefer to the duties now"};
  if (!a.linkage) {
    section.blocks.push_back(trade_table(a));
    section.blocks.push_back(BriefText{"No concession outside trade is on the table."});
    return section;
  }
  section.blocks.push_back(deal_table(a));
  section.blocks.push_back(BriefText{linkage_text(a)});
  if (a.keeping) section.blocks.push_back(BriefText{keeping_text(a)});
  if (a.keeping && detail == BriefDetail::kFull)
    if (auto text = corners_text(a); !text.empty()) section.blocks.push_back(BriefText{std::move(text)});
  std::string sources;
  for (const auto& d : a.deals)
    if (d.source != "judgement") sources += (sources.empty() ? "" : "; ") + d.name + ": " + d.source;
  section.blocks.push_back(BriefSource{"gains over the duties now; terms of deals are judgements" +
                                       (sources.empty() ? "" : ", but for " + sources) + "."});
  return section;
}

BriefSection how_sure(const TalksAnswer& a, BriefDetail detail) {
  BriefSection section{fmt::format("How sure {} must be of {}", side_name(a, 0), side_name(a, 1))};
  const auto& s = *a.sincerity;
  const auto& headline = s.cases[s.headline];
  section.blocks.push_back(BriefText{fmt::format(
      "The offer judged: {}. Prior belief {} (j). Relief alone changes the real income of {} by {} bn; the "
      "bargaining "
      "position it gives away is worth {:.1f} bn; being cheated costs {} bn at home (j).",
      s.offer, assumption_text(a.ask, "prior"), side_name(a, 0), money_text(s.stakes.relief_first),
      s.stakes.leverage, assumption_text(a.ask, "cost_if_cheated"))});
  section.blocks.push_back(readings_table(a));
  std::vector<std::string> points;
  if (auto text = monitoring_text(a); !text.empty()) {
    if (headline.detection_needed)
      text += fmt::format(" The prior is enough from q = {:.2f} on (judged {}).", *headline.detection_needed,
                          assumption_text(a.ask, "detection"));
    else
      text += " The prior is not enough even if every breach is seen.";
    points.push_back(std::move(text));
  }
  points.push_back(second_side_text(a));
  points.push_back(equilibria_text(s));
  section.blocks.push_back(BriefPoints{std::move(points)});
  if (detail == BriefDetail::kFull && !s.monitoring.empty()) {
    TextTable table{.title = "By detection a period",
                    .columns = {{"q", ""},
                                {"mu*", ""},
                                {"delta*", ""},
                                {"snap-back", "periods"},
                                {"signal from", ""},
                                {"to", ""}}};
    for (const auto& r : s.monitoring)
      table.rows.push_back(
          {fmt::format("{:.2f}", r.detection),
           signed_number(r.belief_threshold, 3).substr(r.belief_threshold > 0 ? 1 : 0),
           std::isnan(r.compliance_threshold) ? "none" : fmt::format("{:.3f}", r.compliance_threshold),
           std::isnan(r.snapback) ? "none" : fmt::format("{:.0f}", r.snapback),
           fmt::format("{:.2f}", r.signal_lower), fmt::format("{:.2f}", r.signal_upper)});
    section.blocks.push_back(std::move(table));
  }
  return section;
}

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
