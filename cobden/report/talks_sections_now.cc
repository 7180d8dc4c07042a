// The first half of the brief: the situation as it is.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"
#include "cobden/report/strategy_tables.h"
#include "cobden/report/talks_sections.h"
#include "cobden/scenario/shocks.h"

namespace cobden::report {
namespace {

using economy::Variable;
using scenario::TalksAnswer;

std::size_t at(Country c) { return static_cast<std::size_t>(c.value); }

const Variable* variable(const TalksAnswer& a, const char* measure) {
  return a.duties.result.outcomes.find(measure);
}

/// Change of a measure of one economy: percent measures as they stand.
double change(const TalksAnswer& a, const char* measure, Country c) {
  const Variable* v = variable(a, measure);
  return v ? v->value[at(c)] - v->base[at(c)] : std::nan("");
}

std::string income_cell(const TalksAnswer& a, Country c) {
  std::string text = signed_number(change(a, "welfare_exact", c), 2);
  if (a.duties.range.empty()) return text;
  const auto& span = a.duties.range.by_country[at(c)];
  return fmt::format("{} ({} .. {})", text, signed_number(span.low, 2), signed_number(span.high, 2));
}

/// The other economies that gain and lose most in percent, two each.
std::string others_text(const TalksAnswer& a) {
  struct Other {
    std::string code;
    double percent;
  };
  std::vector<Other> others;
  const auto& countries = a.game().run.benchmark->countries();
  for (const Country c : countries.all()) {
    const bool side =
        c == a.game().players[0].objective.country || c == a.game().players[1].objective.country;
    if (!side) others.push_back({countries.code(c), change(a, "welfare_exact", c)});
  }
  std::ranges::stable_sort(others, {}, &Other::percent);
  std::string losses, gains;
  const auto add = [](std::string& list, const Other& o) {
    list += fmt::format("{}{} {}%", list.empty() ? "" : ", ", o.code, signed_number(o.percent, 2));
  };
  constexpr std::size_t kNamed = 3;
  for (std::size_t k = 0; k < std::min(kNamed, others.size()); ++k) {
    if (others[k].percent < -0.005) add(losses, others[k]);
    if (const auto& best = others[others.size() - 1 - k]; best.percent > 0.005) add(gains, best);
  }
  if (losses.empty() && gains.empty()) return "";
  return fmt::format("Elsewhere real income falls most in {} and rises most in {}.",
                     losses.empty() ? "none" : losses, gains.empty() ? "none" : gains);
}

/// Sectors of one economy whose output moves most, in percent, among those with a share worth naming.
std::string sectors_text(const TalksAnswer& a, std::size_t side) {
  const Variable* v = a.duties.result.outcomes.find_by_sector("output");
  const auto& b = *a.game().run.benchmark;
  if (!v || v->by_exporter == v->by_importer || v->base.size() != b.sector_count() * b.country_count())
    return "";
  const Country c = a.game().players[side].objective.country;
  double total = 0;
  for (std::size_t s = 0; s < b.sector_count(); ++s) total += v->base[s * b.country_count() + at(c)];
  struct Move {
    Sector sector;
    double percent;
  };
  std::vector<Move> moves;
  for (const Sector s : b.sectors().all()) {
    const std::size_t k = static_cast<std::size_t>(s.value) * b.country_count() + at(c);
    constexpr double kWorthNaming = 0.002;  // of all output
    if (v->base[k] > kWorthNaming * total) moves.push_back({s, 100 * (v->value[k] / v->base[k] - 1)});
  }
  std::ranges::stable_sort(moves, {}, &Move::percent);
  std::string falls, rises;
  const auto add = [&](std::string& list, const Move& m) {
    list += fmt::format("{}{} {}%", list.empty() ? "" : ", ", shortened(b.sectors().label(m.sector), 30),
                        signed_number(m.percent, 1));
  };
  for (std::size_t k = 0; k < std::min<std::size_t>(2, moves.size()); ++k) {
    if (moves[k].percent < -0.05) add(falls, moves[k]);
    if (const auto& best = moves[moves.size() - 1 - k]; best.percent > 0.05) add(rises, best);
  }
  return fmt::format("{}: output falls most in {}; it rises most in {}.", capital(side_name(a, side)),
                     falls.empty() ? "no sector" : falls, rises.empty() ? "no sector" : rises);
}

std::string verdict(const TalksAnswer& a) {
  if (!a.negotiation.war) return "";
  for (const auto& side : a.negotiation.war->sides)
    if (side.rational) return "";
  return "Neither side's duties maximise its real income: what a cut gives up is leverage, not welfare.";
}

TextTable threats_table(const TalksAnswer& a) {
  TextTable table{.title = "Where they could stand without a deal (trade alone, against the duties now)",
                  .columns = {{"Point", "", true},
                              {a.code(0) + " on " + a.code(1), "%"},
                              {a.code(1) + " on " + a.code(0), "%"},
                              {a.code(0) + " gains", "bn"},
                              {a.code(1) + " gains", "bn"}}};
  for (const auto& p : a.threats) {
    const bool solved = !p.gain.empty();
    table.rows.push_back({p.name == "status quo" ? std::string("status quo: the duties now") : p.name,
                          fmt::format("{:.1f}", 100 * p.first_on_second.mean),
                          fmt::format("{:.1f}", 100 * p.second_on_first.mean),
                          solved ? money_text(p.gain[0].billion, 0) : "none",
                          solved ? money_text(p.gain[1].billion, 0) : "none"});
  }
  return table;
}

std::string nash_text(const TalksAnswer& a) {
  if (!a.nash) return "";
  if (!a.nash->search.converged()) return "Nash: " + to_string(a.nash->search.status) + ".";
  const auto& c = a.nash->certificate;
  if (!c.complete) return "Nash: first-order conditions hold; no search for deviations was finished.";
  return fmt::format("Nash: no deviation found that pays more than {:.1g}% of real income.",
                     c.epsilon_percent);
}

/// What one side's clocks do, day by day.
std::string clock_text(const TalksAnswer& a, std::size_t side) {
  std::string text;
  for (const auto& row : a.pressure->rows) {
    if (row.side != side) continue;
    text += text.empty() ? capital(side_name(a, side)) + " at home (j): on " : "; on ";
    text += fmt::format(
        "{} ({}) impatience +{}, prices weigh {:.2f} of income, best reply {:.1f}%, a cut alone gains "
        "{}%",
        to_string(row.day), row.name, share_text(row.weights.impatience), row.weights.prices,
        100 * row.war.best_reply.mean, signed_number(row.war.cut_gain_percent, 2));
  }
  return text.empty() ? "" : text + ".";
}

std::string growth_text(const TalksAnswer& a) {
  std::string text;
  for (const auto& row : a.pressure->growth)
    text += fmt::format("{}{}'s below {:g}%: {} before the duties, {} with them", text.empty() ? "" : "; ",
                        a.code(row.side), row.outlook.threshold, share_text(row.risk.before),
                        share_text(row.risk.after));
  if (text.empty()) return "";
  const auto& first = a.pressure->growth.front().outlook;
  return fmt::format("Growth at risk in {} ({}; {:g} of the change falls into the year (j)): {}.", first.year,
                     first.vintage, first.share_in_year, text);
}

/// What the tariffs before the dispute say about whom a side weighs: two standard errors either way.
std::string weights_text(const TalksAnswer& a, std::size_t side) {
  const auto& w = a.weights_before[side];
  if (!w.no_inference.empty()) return "";
  std::string text =
      fmt::format("Tariffs of {} before the dispute fit weights on incomes of ", side_name(a, side));
  for (std::size_t k = 0; k < w.groups.size(); ++k) {
    const double error = 2 * w.fit.standard_error[k];
    text += fmt::format("{}{} {:.2f}", k == 0 ? "" : ", ", w.groups[k], w.fit.weight[k]);
    if (std::isfinite(error)) text += fmt::format(" (\u00b1{:.2f})", error);
  }
  return text + fmt::format(" (mean 1{}; {} of the effects unexplained).",
                            w.fit.identified ? "" : ", not identified", share_text(w.fit.residual_share));
}

}  // namespace

BriefSection what_is_charged(const TalksAnswer& a) {
  BriefSection section{"What is charged, what it does, who is hurt"};
  std::string shocks;
  for (const auto& shock : a.game().run.scenario.shocks)
    shocks += (shocks.empty() ? "" : "; ") + scenario::describe(shock);
  if (!shocks.empty()) section.blocks.push_back(BriefText{"Duties: " + shocks + "."});
  TextTable table{.title = "",
                  .columns = {{"Side", "", true},
                              {"Charges the\nother now", "%"},
                              {"before the\ndispute", "%"},
                              {"Real income\n(range over elasticities)", "%"},
                              {"Real\nincome", "bn"},
                              {"Consumer\nprices", "%"},
                              {"Exports", "%"}}};
  for (std::size_t side = 0; side < 2; ++side) {
    const Country c = a.game().players[side].objective.country;
    const auto& now = side == 0 ? a.threats[0].first_on_second : a.threats[0].second_on_first;
    const auto& before = side == 0 ? a.threats.back().first_on_second : a.threats.back().second_on_first;
    const Variable* exports = variable(a, "exports");
    table.rows.push_back(
        {capital(side_name(a, side)), fmt::format("{:.1f}", 100 * now.mean),
         fmt::format("{:.1f}", 100 * before.mean), income_cell(a, c),
         money_text(a.threats[0].payoff[side].billion, 0), signed_number(change(a, "price_index", c), 2),
         exports ? signed_number(100 * (exports->value[at(c)] / exports->base[at(c)] - 1), 1) : "n/a"});
  }
  section.blocks.push_back(std::move(table));
  std::vector<std::string> points;
  for (const std::size_t side : {0, 1})
    if (auto text = sectors_text(a, side); !text.empty()) points.push_back(std::move(text));
  if (auto text = others_text(a); !text.empty()) points.push_back(std::move(text));
  if (!points.empty()) section.blocks.push_back(BriefPoints{std::move(points)});
  std::string source =
      "tariffs from the schedules and the benchmark named above; means are weighted by base trade.";
  if (variable(a, "price_index"))
    source += " Prices are in the numeraire " + a.duties.result.numeraire + ", not in money of either side.";
  section.blocks.push_back(BriefSource{source});
  return section;
}

BriefSection what_each_would_do(const TalksAnswer& a) {
  BriefSection section{"What each would do next"};
  std::vector<std::string> points;
  if (a.negotiation.war)
    for (const auto& side : a.negotiation.war->sides)
      points.push_back(fmt::format(
          "{}: best reply to the other's duties {:.1f}% on average (now {:.1f}%), worth {}% of real income; "
          "going "
          "back to the duties before the dispute alone would gain it {}%, and the other {}%.",
          capital(side_name(a, side.country == a.game().players[0].objective.country ? 0 : 1)),
          100 * side.best_reply.mean, 100 * side.present.mean, signed_number(side.best_reply_gain_percent, 2),
          signed_number(side.cut_gain_percent, 2), signed_number(side.other_gain_if_cut_percent, 2)));
  if (auto text = verdict(a); !text.empty()) points.push_back(std::move(text));
  if (a.pressure)
    for (auto text : {clock_text(a, 0), clock_text(a, 1), growth_text(a)})
      if (!text.empty()) points.push_back(std::move(text));
  section.blocks.push_back(BriefPoints{std::move(points)});
  section.blocks.push_back(threats_table(a));
  if (auto text = nash_text(a); !text.empty()) section.blocks.push_back(BriefText{std::move(text)});
  if (a.pressure) {
    std::string notes = "clocks " + a.pressure->book.folder.filename().string() +
                        " (every series with its source in data/clocks)";
    for (const auto& note : a.pressure->notes) notes += "; " + note;
    section.blocks.push_back(BriefSource{notes + "."});
  }
  return section;
}

BriefSection what_exemptions_reveal(const TalksAnswer& a, BriefDetail detail) {
  BriefSection section{"What tariffs and exemptions reveal"};
  std::vector<std::string> points;
  for (std::size_t side = 0; side < a.weights_before.size(); ++side)
    if (auto text = weights_text(a, side); !text.empty()) points.push_back(std::move(text));
  const auto& sectors = a.game().policy().sectors();
  for (std::size_t side = 0; side < a.reveal.size(); ++side) {
    const auto& r = a.reveal[side];
    std::string text = fmt::format("{} spares {} bn of the other's goods (base trade)",
                                   capital(side_name(a, side)), grouped_number(r.spared_billion, 0));
    std::string list;
    for (std::size_t k = 0; k < std::min<std::size_t>(3, r.items.size()); ++k)
      if (r.items[k].exempt)
        list +=
            fmt::format("{}{} {}", list.empty() ? "" : ", ", shortened(sectors.label(r.items[k].sector), 30),
                        share_text(r.items[k].spared_share));
    if (!list.empty()) text += ", most of " + list + " of the duty";
    text += ". ";
    if (!r.no_inference.empty()) {
      text += "Nothing can be inferred: " + r.no_inference + ".";
    } else {
      text += r.inference.rationalised ? "Weights that explain every choice: "
                                       : fmt::format(
                                             "No weights explain every choice ({} pairs of sectors against "
                                             "it); those that come nearest: ",
                                             r.inference.unexplained.size());
      for (std::size_t k = 0; k < r.criteria.size(); ++k) {
        // Vertices of the linear program are off by rounding.
        const auto inside = [](double x) { return std::min(1.0, std::max(0.0, x)); };
        const talks::Interval w{inside(r.inference.weight[k].lower), inside(r.inference.weight[k].upper)};
        text += fmt::format("{}{} {}", k == 0 ? "" : ", ", r.criteria[k],
                            w.upper - w.lower < 5e-3 ? fmt::format("{:.2f}", w.lower)
                                                     : fmt::format("{:.2f} to {:.2f}", w.lower, w.upper));
      }
      text += ".";
    }
    points.push_back(std::move(text));
  }
  section.blocks.push_back(BriefPoints{std::move(points)});
  std::string caveats = "This is marginal self-harm by sector, not proof of motive.";
  for (const auto& r : a.reveal) {
    if (!r.no_inference.empty()) continue;
    std::string topics;
    for (const auto& c : r.inference.caveats) {
      if (detail == BriefDetail::kFull) caveats += " " + capital(c.topic) + ": " + c.text;
      topics += (topics.empty() ? "" : ", ") + c.topic;
    }
    if (detail != BriefDetail::kFull) caveats += " Caveats on " + topics + ": --full.";
    break;
  }
  section.blocks.push_back(BriefText{std::move(caveats)});
  return section;
}

}  // namespace cobden::report
