// The middle of the brief: what the offer is worth, which deals there are, and how sure one must be.
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

}  // namespace cobden::report
