// `cobden precursor backcast` and `cobden precursor interdict`.
#include <fmt/format.h>

#include "apps/cli/data_answer.h"
#include "apps/cli/precursor_commands.h"
#include "cobden/core/file.h"
#include "cobden/precursor/backcast.h"
#include "cobden/precursor/interdiction.h"
#include "cobden/precursor/options.h"
#include "cobden/report/number_text.h"

namespace cobden::cli {
namespace {

using precursor::Backcast;
using Style = Field::Style;

Section rows_section(const Backcast& b) {
  Section section{.key = "backcasts",
                  .title = "Change in deaths: what was seen, what the model says, what is left",
                  .fields = {{"event", "Event"},
                             {"measure", ""},
                             {"observed", "Observed", Style::kPercent, "%"},
                             {"central", "Model", Style::kPercent, "%"},
                             {"low", "p05", Style::kPercent, "%"},
                             {"high", "p95", Style::kPercent, "%"},
                             {"unexplained", "Unexplained", Style::kPercent, "points"},
                             {"note", ""}}};
  for (const auto& r : b.rows)
    section.rows.push_back({r.event, r.measure, 100 * r.observed, 100 * r.central, 100 * r.low, 100 * r.high,
                            100 * r.unexplained, r.note});
  return section;
}

Section why_section(const Backcast& b) {
  Section section{.key = "caveats",
                  .title = "Why none of these is clean",
                  .fields = {{"event", "Event"}, {"note", "Note"}}};
  for (const auto& r : b.rows) section.rows.push_back({r.event, r.measure + ". " + r.note});
  return section;
}

Section slopes_section(const Backcast& b) {
  Section section{
      .key = "slopes",
      .title = fmt::format("ln deaths on ln of the other series (the model's centre implies {:.2f} for "
                           "purity)",
                           b.implied_slope),
      .fields = {{"what", "What"},
                 {"lag", "Lag", Style::kCount, "months"},
                 {"slope", "Slope", Style::kMoney},
                 {"standard_error", "s.e.", Style::kMoney},
                 {"r_squared", "R2", Style::kMoney},
                 {"months", "n", Style::kCount}}};
  for (const auto& s : b.slopes)
    section.rows.push_back({s.what, static_cast<long>(s.lag), s.regression.slope, s.regression.standard_error,
                            s.regression.r_squared, static_cast<long>(s.regression.months)});
  return section;
}

Section limits_section(const Backcast& b) {
  Section section{.key = "limits",
                  .title = "What the model cannot explain",
                  .fields = {{"what", "What"}, {"text", "Value"}, {"value", "", Style::kExact}}};
  const auto add = [&](const char* what, const std::string& text, double value) {
    section.rows.push_back({std::string(what), text, value});
  };
  add("fall of monthly deaths, 2023 to 2024", fmt::format("{:.1f}%", 100 * b.fall_2024), b.fall_2024);
  add("largest fall by then, every parameter at its best end", fmt::format("{:.1f}%", 100 * b.best_case_fall),
      b.best_case_fall);
  add("gross loss of supply that would give the fall at the centre",
      b.needed_loss ? fmt::format("{:.2f} of supply", *b.needed_loss)
                    : std::string("none: not even a loss of all supply"),
      b.needed_loss.value_or(NAN));
  add("fewer deaths than at the 2023 level, to 2024-12", report::grouped_number(b.deaths_below_2023, 0),
      b.deaths_below_2023);
  add("of these put down to controls (judgement)",
      fmt::format("{} ({} to {})", report::grouped_number(b.attributed, 0),
                  report::grouped_number(b.attributed_low, 0), report::grouped_number(b.attributed_high, 0)),
      b.attributed);
  add("baseline from the 12 months to 2025-04",
      fmt::format("{:.0f} deaths a month, times {:.4f} a month", b.calibrated.level, b.calibrated.factor),
      b.calibrated.factor);
  return section;
}

}  // namespace

int precursor_backcast(const PrecursorOptions& o, CommandIo& io, const RunContext& context) {
  require_known_format(io);
  const auto study = precursor::read_study_text("", "", o.settings);
  const Backcast b = backcast(precursor::read_public_series(o.series), study, context);
  DataAnswer answer{.command = "precursor backcast"};
  answer.sections = {rows_section(b), slopes_section(b), limits_section(b)};
  if (io.format == "table") answer.sections.insert(answer.sections.begin() + 1, why_section(b));
  answer.footer = {
      "Seizures are not flow: more pounds seized went with more deaths, not fewer. T40.4 is wider than "
      "fentanyl; months from 2025 on are estimates that will be revised."};
  print(answer, io);
  return kDone;
}

int precursor_interdict(const PrecursorOptions& o, CommandIo& io) {
  require_known_format(io);
  const auto network = precursor::country_network(o.network, o.source, o.sink);
  if (o.most < 0 || o.most > 1000)
    fail_at({.file = "", .line = {}, .column = "--most"}, std::to_string(o.most), "is out of bounds",
            "0 to 1000");
  Section section{.key = "interdiction",
                  .title = "The least that still flows",
                  .fields = {{"budget", "Budget", Style::kCount},
                             {"flow", "Residual flow", Style::kMoney},
                             {"spent", "Spent", Style::kMoney},
                             {"links", "Links closed, exporter>importer"}}};
  for (int budget = 0; budget <= o.most; ++budget) {
    const auto best = precursor::interdict_flow(network, budget);
    std::string links;
    for (const int i : best.arcs) {
      const auto& arc = network.arcs[static_cast<std::size_t>(i)];
      links += fmt::format("{}{}>{}", links.empty() ? "" : ", ",
                           network.labels[static_cast<std::size_t>(arc.from)],
                           network.labels[static_cast<std::size_t>(arc.to)]);
    }
    section.rows.push_back({static_cast<long>(budget), best.value, best.budget_spent, links});
  }
  DataAnswer answer{.command = "precursor interdict"};
  answer.inputs = {{o.network.string(), sha256_of_file(o.network)}};
  answer.sections.push_back(std::move(section));
  answer.footer = {
      "A stylised network between countries, for the enforcer: flows shift, and a link closed is not "
      "supply removed (see the supply model)."};
  print(answer, io);
  return kDone;
}

}  // namespace cobden::cli
