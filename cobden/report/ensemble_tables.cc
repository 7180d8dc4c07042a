#include "cobden/report/ensemble_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/number_text.h"
#include "cobden/report/run_summary.h"
#include "cobden/report/text_table.h"

namespace cobden::report {
namespace {

using ensemble::EnsembleAnswer;
using ensemble::Outcome;
using ensemble::Quantiles;

/// Decimals that show about three digits of the largest figure of a table.
int decimals_for(double largest) {
  if (!(largest > 0)) return 2;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(largest))), 0, 4);
}

std::string figure(double x, int decimals) {
  return decimals == 0 ? signed_grouped_number(x, 0) : signed_number(x, decimals);
}

std::string inputs_table(const EnsembleAnswer& a) {
  TextTable table{.title = "What is uncertain (inputs are independent of each other)",
                  .columns = {{"Input", "", true}, {"Distribution", "", true}}};
  for (const auto& input : a.plan().inputs) table.rows.push_back({input.ask.name, ensemble::describe(input)});
  return to_text(table);
}

/// The name of a row: economy, sector, or the outcome itself.
std::string row_name(const Outcome& o) {
  if (o.country.empty()) return o.label;
  return o.country + (o.sector.empty() ? "" : " " + o.sector);
}

std::vector<std::string> quantile_row(const EnsembleAnswer& a, std::size_t k, int decimals) {
  const Quantiles& q = a.quantiles[k];
  std::vector<std::string> row{row_name(a.outcomes()[k])};
  for (const double x : {q.p05, q.p25, q.p50, q.p75, q.p95, q.mean}) row.push_back(figure(x, decimals));
  const auto& centre = a.ensemble.solver->central();
  row.push_back(centre.solved ? figure(centre.figures[k], decimals) : "n/a");
  row.push_back(fmt::format("{}", q.count));
  return row;
}

/// Outcomes of one measure in one table, in the order of the list.
std::string quantile_table(const EnsembleAnswer& a, std::size_t first, std::size_t last) {
  const auto& o = a.outcomes()[first];
  double largest = 0;
  for (std::size_t k = first; k < last; ++k)
    for (const double x : {a.quantiles[k].p05, a.quantiles[k].p95})
      if (std::isfinite(x)) largest = std::max(largest, std::abs(x));
  const int decimals = decimals_for(largest);
  TextTable table{.title = o.country.empty() ? "Outcomes" : fmt::format("{} [{}]", o.label, o.unit),
                  .columns = {{o.country.empty() ? "Outcome" : "Economy", "", true},
                              {"5%", ""},
                              {"25%", ""},
                              {"Median", ""},
                              {"75%", ""},
                              {"95%", ""},
                              {"Mean", ""},
                              {"Centre", ""},
                              {"Draws", ""}}};
  for (std::size_t k = first; k < last; ++k) table.rows.push_back(quantile_row(a, k, decimals));
  return to_text(table);
}

bool same_table(const Outcome& a, const Outcome& b) {
  if (a.country.empty() || b.country.empty()) return a.country.empty() && b.country.empty();
  return a.measure == b.measure && a.label == b.label;
}

std::string quantile_tables(const EnsembleAnswer& a) {
  std::string text;
  const auto& list = a.outcomes();
  for (std::size_t first = 0; first < list.size();) {
    std::size_t last = first + 1;
    while (last < list.size() && same_table(list[first], list[last])) ++last;
    text += quantile_table(a, first, last) + "\n";
    first = last;
  }
  return text;
}

/// "P(real income of USA falls) = 0.970 ± 0.011 (0.957 to 0.979; 1000 draws)".
std::string share_line(const EnsembleAnswer& a, std::size_t k) {
  const auto& s = a.shares[k];
  if (s.count == 0) return fmt::format("  P({}): no draw has the figure\n", a.statements[k].text);
  std::string line =
      fmt::format("  P({}) = {:.3f} ± {:.3f} (95%: {:.3f} to {:.3f}; {} draws)", a.statements[k].text,
                  s.value, std::max(s.high - s.value, s.value - s.low), s.low, s.high, s.count);
  const std::size_t out = a.draws.size() - s.count;
  if (out > 0) {
    const auto n = static_cast<double>(a.draws.size());
    line += fmt::format("; with the {} without a figure either way {:.3f} to {:.3f}", out,
                        static_cast<double>(s.holds) / n, static_cast<double>(s.holds + out) / n);
  }
  return line + "\n";
}

std::string shares_text(const EnsembleAnswer& a) {
  if (a.statements.empty()) return "";
  std::string text =
      "Probabilities, given these inputs (intervals: Wilson 1927, for independent draws; scrambled "
      "Sobol points are usually closer)\n";
  if (a.plan().ask.sampling == scenario::Sampling::kMonteCarlo)
    text = "Probabilities, given these inputs (95% intervals: Wilson 1927)\n";
  for (std::size_t k = 0; k < a.statements.size(); ++k) text += share_line(a, k);
  return text + "\n";
}

std::string failures_text(const EnsembleAnswer& a) {
  if (a.failures.empty()) return "";
  std::string text =
      fmt::format("{} ({} of {} solves)\n", failed_text(a), a.failed_evaluations, a.ensemble.evaluations());
  for (const auto& f : a.failures)
    text += fmt::format("  {} x {}; the first, draw {}: {}\n", f.count, f.kind, f.draw, f.example);
  return text + "\n";
}

std::string tornado_table(const EnsembleAnswer& a) {
  const std::size_t outcome = 0;
  const auto& o = headline_outcome(a);
  const auto& central = a.ensemble.solver->central();
  if (!central.solved || a.tornado.empty()) return "";
  TextTable table{.title = fmt::format("One input at a time: {} [{}], at the centre {}", title_of(o), o.unit,
                                       figure(central.figures[outcome], 4)),
                  .columns = {{"Input", "", true},
                              {"Low", "", true},
                              {"Outcome", ""},
                              {"High", "", true},
                              {"Outcome", ""},
                              {"Swing", ""}}};
  std::vector<std::pair<double, std::vector<std::string>>> rows;
  for (std::size_t k = 0; k < a.tornado.size(); ++k) {
    const Swing s = swing_of(a, k, outcome);
    const double swing = std::abs(s.at_high - s.at_low);
    rows.push_back({std::isfinite(swing) ? swing : 1e300,
                    {a.plan().inputs[k].ask.name, s.low_label, figure(s.at_low, 4), s.high_label,
                     figure(s.at_high, 4), grouped_number(swing, 4)}});
  }
  std::ranges::stable_sort(rows, std::greater{}, [](const auto& r) { return r.first; });
  for (auto& [swing, row] : rows) table.rows.push_back(std::move(row));
  return to_text(table) + "\n";
}

std::string indices_table(const EnsembleAnswer& a) {
  if (a.indices.empty()) return "";
  const auto& o = headline_outcome(a);
  TextTable table{
      .title = fmt::format(
          "Sobol indices: share of the variance of {} ({} of {} draws; ± bootstrap standard error)",
          title_of(o), a.index_draws, a.draws.size()),
      .columns = {{"Input", "", true}, {"First order", ""}, {"±", ""}, {"Total", ""}, {"±", ""}}};
  for (std::size_t k = 0; k < a.plan().inputs.size(); ++k) {
    const auto& s = a.indices[0][k];
    table.rows.push_back({a.plan().inputs[k].ask.name, fmt::format("{:.3f}", s.first),
                          fmt::format("{:.3f}", s.first_error), fmt::format("{:.3f}", s.total),
                          fmt::format("{:.3f}", s.total_error)});
  }
  return to_text(table) + "\n";
}

std::string footer(const EnsembleAnswer& a) {
  const auto& m = a.ensemble.solver->model();
  std::string text = fmt::format("Model: {}{}{}, closure {}, numeraire {}. Benchmark: {}.\n", m.family,
                                 m.variant.empty() ? "" : "/", m.variant, m.closure, m.numeraire,
                                 a.plan().run.benchmark->name());
  for (const auto& notes : {a.plan().notes, a.ensemble.solver->notes(), a.plan().run.notes})
    for (const auto& note : notes) text += wrapped("Note: " + note, 110, "  ") + "\n";
  text += fmt::format("Solved: {}; {} solves, {:.1f} passes each, worst residual {:.1e}; {:.1f} s",
                      a.ensemble.solver->method(), a.ensemble.evaluations(),
                      static_cast<double>(a.iterations) / static_cast<double>(a.ensemble.evaluations()),
                      a.worst_residual, a.seconds);
  if (a.done_here < a.ensemble.evaluations())
    text += fmt::format("; {} solves were read from an earlier run", a.ensemble.evaluations() - a.done_here);
  return text + ".\n";
}

}  // namespace

std::string draws_text(const EnsembleAnswer& a) {
  const bool sobol = a.plan().ask.sampling == scenario::Sampling::kSobol;
  return fmt::format("{} {}, seed {}", a.draws.size(), sobol ? "scrambled Sobol points" : "independent draws",
                     a.plan().ask.seed);
}

std::string failed_text(const EnsembleAnswer& a) {
  if (a.failed == 0) return "no draw failed";
  return fmt::format("{} of {} draws failed", a.failed, a.draws.size());
}

const Outcome& headline_outcome(const EnsembleAnswer& a) { return a.outcomes().front(); }

Swing swing_of(const EnsembleAnswer& a, std::size_t input, std::size_t outcome) {
  Swing swing;
  bool first = true;
  for (const auto& point : a.tornado[input]) {
    const double at = point.record.solved ? point.record.figures[outcome] : std::nan("");
    const bool categorical = a.plan().inputs[input].ask.categorical();
    // Choices have no order of their own: the ends are those of the outcome.
    if (first || (categorical && at < swing.at_low))
      swing.low_label = point.label, swing.low_value = point.value, swing.at_low = at;
    if (first || !categorical || at > swing.at_high)
      swing.high_label = point.label, swing.high_value = point.value, swing.at_high = at;
    first = false;
  }
  return swing;
}

std::string ensemble_summary(const EnsembleAnswer& a) {
  const auto& s = a.plan().run.scenario;
  std::string text =
      fmt::format("{}  [{}]\n{}", s.title.empty() ? s.name : s.title, s.name, shock_lines(a.plan().run));
  text += fmt::format("Ensemble: {}; {}\n\n", draws_text(a), failed_text(a));
  text += inputs_table(a) + "\n" + quantile_tables(a) + shares_text(a) + failures_text(a) + tornado_table(a) +
          indices_table(a);
  return text + footer(a);
}

}  // namespace cobden::report
