#include "cobden/report/talks_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/line_chart.h"
#include "cobden/report/precursor_chart.h"
#include "cobden/report/strategy_tables.h"
#include "cobden/report/talks_sections.h"
#include "cobden/report/tornado_chart.h"

namespace cobden::report {
namespace {

using scenario::TalksAnswer;
using strategy::PayoffPair;

int days_of(Day day) { return static_cast<int>(day.time_since_epoch().count()); }

std::string footer(const TalksAnswer& a, const std::string& what) {
  const auto& t = a.game().run.benchmark->tables();
  return fmt::format("Cobden, {} on {} ({}). {} Source of the data: {}", a.game().run.scenario.name, t.name,
                     t.year, what, t.provenance.citation);
}

std::string judged(const TalksAnswer& a, const std::vector<std::string>& keys) {
  std::string text = "Judged numbers, central (low to high):";
  for (const auto& key : keys)
    text += (text.back() == ':' ? " " : ", ") + key + " " + assumption_text(a.ask, key);
  return text + ".";
}

PlanePoint at(PayoffPair p) { return {p.first, p.second}; }

PlaneChart frontier_chart(const TalksAnswer& a) {
  const auto& l = *a.linkage;
  const auto& pooled = l.by_prior.back();
  const std::string unit = money_unit(a.negotiation) + " a year";
  PlaneChart chart{
      .title = "What could be agreed on, with and without the concession",
      .subtitle = "Gains over the duties now; the zone of agreement is up and to the right of them",
      .x_axis = capital(side_name(a, 0)) + " gains, " + unit,
      .y_axis = capital(side_name(a, 1)) + " gains, " + unit,
      .footer = footer(a, fmt::format("Concession: {}, at the pooled mean. {}", a.ask.concession,
                                      judged(a, {"internalised_share", "concession_cost"})))};
  const auto curve = [](const std::vector<talks::LinkedPoint>& points, std::string label, bool dashed) {
    PlaneCurve c{.label = std::move(label), .points = {}, .dashed = dashed};
    for (const auto& p : points) c.points.push_back(at(p.payoff));
    return c;
  };
  chart.curves = {curve(pooled.frontier_without, "tariffs alone", false),
                  curve(pooled.frontier_with, "with the concession", true)};
  chart.marks.push_back({{0, 0}, "the duties now", true});
  for (const auto& row : l.deals)
    chart.marks.push_back({at(row.row.gain), l.problem.trade[row.row.trade].name});
  return chart;
}

PlaneChart threshold_chart(const TalksAnswer& a) {
  const auto& s = *a.sincerity;
  PlaneChart chart{
      .title = "How sure one must be, and what monitoring does to it",
      .subtitle = fmt::format("Smallest belief at which {} gains by granting relief, counting {}",
                              side_name(a, 0), to_string(s.cases[s.headline].reading)),
      .x_axis = "probability that a breach is seen in a period",
      .y_axis = "belief that the offer is sincere",
      .footer = footer(a, judged(a, {"prior", "detection", "false_alarm", "discount_first", "cost_if_cheated",
                                     "internalised_share"})),
      .signs = false};
  chart.x_ends = chart.y_ends = std::pair{0.0, 1.0};
  PlaneCurve threshold{.label = "threshold", .points = {}},
      prior{.label = "prior (judged)", .points = {}, .dashed = true};
  for (const auto& row : s.monitoring) {
    threshold.points.push_back({row.detection, row.belief_threshold});
    prior.points.push_back({row.detection, a.ask.assumptions.prior.value});
  }
  chart.curves = {std::move(threshold), std::move(prior)};
  if (const auto& t = s.cases[s.headline].threshold)
    chart.marks.push_back({{a.ask.assumptions.detection.value, t->value}, "at the judged monitoring"});
  return chart;
}

PlaneChart signal_chart(const TalksAnswer& a) {
  PlaneChart chart{
      .title = "Which action in advance tells a sincere offer from an insincere one",
      .subtitle = "Between the lines only the sincere would take it; below, both would; above, neither",
      .x_axis = "probability that a breach is seen in a period",
      .y_axis = "size of the action, units of the judged cost",
      .footer = footer(a, judged(a, {"signal_cost_sincere", "signal_cost_insincere", "concession_cost",
                                     "discount_second"})),
      .signs = false};
  PlaneCurve lower{.label = "least that separates", .points = {}},
      upper{.label = "most the sincere would take", .points = {}};
  for (const auto& row : a.sincerity->monitoring) {
    lower.points.push_back({row.detection, row.signal_lower});
    upper.points.push_back({row.detection, row.signal_upper});
  }
  double largest = 0;
  for (const auto* curve : {&lower, &upper})
    for (const auto& p : curve->points) largest = std::max(largest, p.y);
  chart.x_ends = std::pair{0.0, 1.0}, chart.y_ends = std::pair{0.0, largest};
  chart.curves = {std::move(lower), std::move(upper)};
  return chart;
}

LineChart survival_chart(const TalksAnswer& a) {
  const auto& d = *a.deadlock;
  LineChart chart{.title = "Probability that there is no deal yet",
                  .subtitle = "Central numbers (line), 5% to 95% of draws of every judged number (band)",
                  .axis = "probability, %",
                  .footer = footer(a, judged(a, {"stubborn_first", "stubborn_second", "impatience_first",
                                                 "impatience_second", "demand_power", "deadline_final"})),
                  .series = {}};
  Series line{.label = "no deal yet", .points = {}, .step = false};
  Ribbon band{.series = 0, .points = {}};
  for (const auto& row : d.curve) {
    line.points.push_back({days_of(row.day), 100 * row.no_deal});
    band.points.push_back({days_of(row.day), 100 * row.low, 100 * row.high});
  }
  chart.from = line.points.front().day, chart.to = line.points.back().day;
  chart.series.push_back(std::move(line)), chart.ribbons.push_back(std::move(band));
  if (a.ask.deadline) chart.events.push_back({days_of(*a.ask.deadline), a.ask.deadline_name});
  if (a.pressure)
    for (const auto& deadline : a.pressure->book.deadlines(*a.ask.start, d.curve.back().day))
      if (deadline.day != a.ask.deadline) chart.events.push_back({days_of(deadline.day), deadline.series});
  return chart;
}

/// The first day of a period of monitoring.
int period_day(const TalksAnswer& a, std::size_t period) {
  constexpr double kDaysAMonth = 365.25 / 12;
  return days_of(*a.ask.start) +
         static_cast<int>(std::lround(static_cast<double>(period) * a.ask.period_months * kDaysAMonth));
}

LineChart phases_chart(const TalksAnswer& a) {
  LineChart chart{
      .title = "Where the two sides stand, period by period",
      .subtitle = "Markov-perfect play with noise, seen from outside with the prior",
      .axis = "probability, %",
      .footer =
          footer(a, judged(a, {"prior", "detection", "false_alarm", "discount_first", "discount_second"})),
      .series = {}};
  const auto& phases = a.dynamics->forecast.phase;
  for (int phase = 0; phase < talks::kPhases; ++phase) {
    Series line{.label = to_string(static_cast<talks::Phase>(phase)), .points = {}};
    for (std::size_t p = 0; p < phases.size(); ++p)
      line.points.push_back({period_day(a, p), 100 * phases[p][static_cast<std::size_t>(phase)]});
    chart.series.push_back(std::move(line));
  }
  chart.from = period_day(a, 0), chart.to = period_day(a, phases.size());
  if (a.ask.deadline) chart.events.push_back({days_of(*a.ask.deadline), a.ask.deadline_name});
  return chart;
}

/// What each side has conceded so far on the best plan of steps, one move a period.
LineChart concessions_chart(const TalksAnswer& a) {
  const bool planned = a.keeping->sequences.has_value();
  const auto& moves = planned ? a.keeping->sequences->best.steps : a.keeping->whole_steps;
  LineChart chart{
      .title = "Concessions step by step",
      .subtitle = planned ? "The plan of fewest moves that both sides keep; shares of the whole offer"
                          : "In two moves: " + a.keeping->no_sequence,
      .axis = "conceded so far, %",
      .footer = footer(a, judged(a, {"discount_first", "discount_second", "concession_cost", "detection"})),
      .series = {}};
  for (const bool first : {true, false}) {
    Series line{.label = first ? a.code(0) + ": relief" : a.code(1) + ": control",
                .points = {{period_day(a, 0), 0}}};
    double so_far = 0;
    for (std::size_t k = 0; k < moves.size(); ++k) {
      if (moves[k].by_first == first) so_far += moves[k].amount;
      line.points.push_back({period_day(a, k + 1), 100 * so_far});
    }
    chart.series.push_back(std::move(line));
  }
  chart.from = period_day(a, 0), chart.to = period_day(a, moves.size() + 1);
  return chart;
}

std::vector<TornadoRow> rows_of(const std::vector<scenario::FlipBar>& bars) {
  std::vector<TornadoRow> rows;
  for (const auto& bar : bars) rows.push_back({bar.key, bar.low, bar.high, bar.at_low, bar.at_high});
  return rows;
}

TornadoChart offer_tornado(const TalksAnswer& a) {
  const auto& f = *a.flips;
  return {
      .title = "What decides whether to take the offer",
      .subtitle = fmt::format("Prior less the belief needed, counting {}; each number over its range",
                              to_string(f.reading)),
      .axis = "prior less threshold; the figures are the assumption's own values",
      .footer = footer(a, "Blue: the low end of the range, red: the high end. All ranges are in the brief."),
      .centre = f.offer_margin,
      .turn = 0.0,
      .turn_label = "take it to the right",
      .rows = rows_of(f.offer)};
}

TornadoChart deal_tornado(const TalksAnswer& a) {
  const auto& f = *a.flips;
  return {
      .title = "What decides whether there is a deal",
      .subtitle = fmt::format("Probability of a deal by {}, each judged number over its range",
                              a.ask.deadline ? to_string(*a.ask.deadline) : "the horizon"),
      .axis = "probability; the figures are the assumption's own values",
      .footer = footer(a, "Blue: the low end of the range, red: the high end. All ranges are in the brief."),
      .centre = *f.chance_of_deal,
      .turn = 0.5,
      .turn_label = "even odds",
      .rows = rows_of(f.deal)};
}

}  // namespace

std::vector<BriefChart> talks_charts(const TalksAnswer& a) {
  std::vector<BriefChart> charts;
  const auto add = [&](const char* file, const auto& chart) { charts.push_back(picture(file, chart)); };
  if (a.linkage) add("frontier-and-linkage.svg", frontier_chart(a));
  if (a.sincerity && !a.sincerity->monitoring.empty()) {
    add("belief-threshold.svg", threshold_chart(a));
    add("signals.svg", signal_chart(a));
  }
  if (a.deadlock && a.deadlock->no_game.empty()) add("no-deal-yet.svg", survival_chart(a));
  if (a.dynamics && a.ask.start) add("phases.svg", phases_chart(a));
  const bool steps =
      a.keeping && a.ask.start &&
      (a.keeping->sequences ? !a.keeping->sequences->unravels : !a.keeping->whole_steps.empty());
  if (steps) add("concessions.svg", concessions_chart(a));
  if (a.flips && !a.flips->offer.empty()) add("what-decides-the-offer.svg", offer_tornado(a));
  if (a.flips && !a.flips->deal.empty()) add("what-decides-a-deal.svg", deal_tornado(a));
  if (a.offer) add("deaths.svg", precursor_chart(a.offer->study));
  return charts;
}

}  // namespace cobden::report
