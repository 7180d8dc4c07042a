#include "cobden/report/run_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/report/headline.h"
#include "cobden/report/number_text.h"
#include "cobden/report/rows.h"
#include "cobden/report/text_table.h"
#include "cobden/scenario/shocks.h"

namespace cobden::report {
namespace {

using scenario::Answer;
using Show = HeadlineColumn::Show;

constexpr std::size_t kPairs = 8, kSectors = 8, kSectorCountries = 4, kShocksListed = 6;

std::string cell(const HeadlineColumn& column, double value) {
  if (column.show == Show::kChange) return signed_grouped_number(value, 1);
  if (column.unit == "base = 1") return grouped_number(value, 4);
  return signed_grouped_number(value, 2);
}

std::string shortened(const std::string& label, std::size_t most) {
  return label.size() <= most ? label : label.substr(0, most - 1) + ".";
}

std::string heading(const Answer& answer) {
  const auto& s = answer.run.scenario;
  const auto& b = *answer.result.benchmark;
  std::string text = s.title == s.name ? s.name : s.name + ": " + s.title;
  text += fmt::format("\n{}: {} economies, {} {}, {}; model {}\n", b.name(), b.country_count(),
                      b.sector_count(), b.sector_count() == 1 ? "sector" : "sectors", b.tables().year,
                      model_name(answer.result.model));
  if (s.shocks.size() > kShocksListed) return text + fmt::format("  {} shocks\n", s.shocks.size());
  for (const auto& shock : s.shocks) text += "  " + wrapped(describe(shock), 108, "    ") + "\n";
  return text;
}

TextTable headline_table(const Answer& answer, const std::vector<std::string>& measures) {
  const auto columns = headline_columns(answer, measures);
  const bool with_range = !answer.range.empty();
  TextTable table;
  table.columns = {{"", "", true}, {"", "", true}};
  for (const auto& c : columns) {
    table.columns.push_back({c.heading, c.unit});
    if (with_range && c.measure == "welfare_exact")
      table.columns.push_back({fmt::format("over {} sets\nlow", answer.range.sets.size()), "%"}),
          table.columns.push_back({"high", "%"});
  }
  for (const auto& row : headline_rows(answer)) {
    std::vector<std::string> cells{row.code, shortened(row.label, 22)};
    for (const auto& c : columns) {
      cells.push_back(cell(c, headline_value(answer.result, c, row)));
      if (!with_range || c.measure != "welfare_exact") continue;
      const auto span = headline_range(answer, row);
      cells.push_back(signed_number(span.low)), cells.push_back(signed_number(span.high));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

struct Pair {
  Country importer, exporter;
  double tariff_change = 0, base = 0, value = 0;
};

/// Pairs whose tariff changes, largest change of trade first.
std::vector<Pair> shocked_pairs(const Answer& answer) {
  const economy::Variable* trade = nullptr;
  for (const auto& v : answer.result.outcomes.all())
    if (v.measure == "trade_customs_value" && !v.by_sector && v.by_importer && v.by_exporter) trade = &v;
  std::vector<Pair> pairs;
  if (!trade) return pairs;
  const auto& b = *answer.result.benchmark;
  const auto change = scenario::tariff_change(answer.run.counterfactual, b);
  const std::size_t N = b.country_count();
  for (const Country d : b.countries().all())
    for (const Country o : b.countries().all()) {
      const std::size_t i = static_cast<std::size_t>(d.value) * N + static_cast<std::size_t>(o.value);
      if (change(d, o) != 0) pairs.push_back({d, o, change(d, o), trade->base[i], trade->value[i]});
    }
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) {
    return std::abs(x.value - x.base) > std::abs(y.value - y.base);
  });
  return pairs;
}

std::string pair_table(const Answer& answer) {
  const auto pairs = shocked_pairs(answer);
  if (pairs.empty()) return "";
  const auto& b = *answer.result.benchmark;
  const double to_bn = b.tables().unit.starts_with("million")    ? 1e-3
                       : b.tables().unit.starts_with("thousand") ? 1e-6
                                                                 : 1.0;
  const std::string unit = to_bn == 1.0 ? b.tables().unit : "bn";
  TextTable table{.title = pairs.size() > kPairs
                               ? fmt::format("Trade between the pairs with new tariffs (largest {} of {})",
                                             kPairs, pairs.size())
                               : "Trade between the pairs with new tariffs",
                  .columns = {{"From", "", true},
                              {"To", "", true},
                              {"Tariff", "points"},
                              {"Before", unit},
                              {"After", unit},
                              {"Change", unit},
                              {"Change", "%"}}};
  for (std::size_t i = 0; i < std::min(pairs.size(), kPairs); ++i) {
    const Pair& p = pairs[i];
    table.rows.push_back({b.countries().code(p.exporter), b.countries().code(p.importer),
                          signed_number(p.tariff_change, 1), grouped_number(to_bn * p.base),
                          grouped_number(to_bn * p.value), signed_grouped_number(to_bn * (p.value - p.base)),
                          p.base > 0 ? signed_number(100 * (p.value / p.base - 1), 1) : "n/a"});
  }
  return "\n" + to_text(table);
}

const economy::Variable* sector_output(const economy::Result& result) {
  for (const char* measure : {"output_volume", "output"})
    for (const auto& v : result.outcomes.all())
      if (v.measure == measure && v.by_sector && v.by_exporter && !v.by_importer) return &v;
  return nullptr;
}

double percent_change(const economy::Variable& v, std::size_t i) {
  if (v.unit.starts_with("percent")) return v.value[i];
  return v.base[i] != 0 ? 100 * (v.value[i] / v.base[i] - 1) : std::nan("");
}

/// Sectors ordered by their largest output change, in base money, in any of the economies shown.
std::string sector_table(const Answer& answer) {
  const auto* output = sector_output(answer.result);
  if (!output || answer.result.benchmark->sector_count() < 2) return "";
  const auto& b = *answer.result.benchmark;
  std::vector<HeadlineRow> shown;
  for (const auto& row : headline_rows(answer))
    if (!row.is_group() && shown.size() < kSectorCountries) shown.push_back(row);
  const auto change = [&](Sector s, const HeadlineRow& row) {
    return percent_change(*output, static_cast<std::size_t>(s.value) * b.country_count() +
                                       static_cast<std::size_t>(row.members[0].value));
  };
  std::vector<std::pair<double, Sector>> order;
  for (const Sector s : b.sectors().all()) {
    double most = 0;
    for (const auto& row : shown)
      if (const double x = change(s, row); std::isfinite(x))
        most = std::max(most, std::abs(x) * b.output()(s, row.members[0]));
    order.emplace_back(-most, s);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& x, const auto& y) { return x.first < y.first; });
  TextTable table{.title = "Output by sector, at base prices (the sectors that move most money)",
                  .columns = {{"", "", true}, {"", "", true}}};
  if (output->measure == "output") table.title = "Output by sector (the sectors that move most money)";
  for (const auto& row : shown) table.columns.push_back({row.code, "%"});
  for (std::size_t i = 0; i < std::min(order.size(), kSectors); ++i) {
    const Sector s = order[i].second;
    std::vector<std::string> cells{b.sectors().code(s), shortened(b.sectors().label(s), 40)};
    for (const auto& row : shown) cells.push_back(signed_number(change(s, row), 2));
    table.rows.push_back(std::move(cells));
  }
  return "\n" + to_text(table);
}

std::string solver_line(const economy::SolverSummary& s) {
  std::string text = fmt::format("solver: {} in {} iterations, residual {:.1e}, {:.3f} s (set-up {:.3f} s)",
                                 to_string(s.status), s.iterations, s.residual, s.seconds, s.setup_seconds);
  if (!s.converged())
    text =
        "NOT SOLVED, figures are for diagnosis only. " + text + (s.message.empty() ? "" : "; " + s.message);
  return text;
}

std::string range_line(const Answer& answer) {
  std::vector<std::string> failed;
  for (std::size_t k = 0; k < answer.range.sets.size(); ++k)
    if (answer.range.welfare_percent[k].empty()) failed.push_back(answer.range.sets[k]);
  std::string text = fmt::format("low, high: exact real income over the elasticity sets {}",
                                 fmt::join(answer.range.sets, ", "));
  if (!failed.empty()) text += fmt::format("; without {}, which did not solve", fmt::join(failed, ", "));
  return text;
}

}  // namespace

std::string footer(const Answer& answer) {
  const auto& r = answer.result;
  std::string text = fmt::format("closure: {}; numeraire: {}; elasticities: {}", r.closure, r.numeraire,
                                 r.model.elasticities) +
                     "\n";
  if (!answer.range.empty()) text += wrapped(range_line(answer), 110, "  ") + "\n";
  const auto rows = headline_rows(answer);
  if (std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.is_group(); }))
    text += "groups: percentages are means weighted by base income; trade includes trade inside the group\n";
  return text + wrapped(solver_line(r.solver), 110, "  ") + "\n";
}

std::string run_summary(const Answer& answer, const std::vector<std::string>& measures) {
  std::string text = heading(answer) + "\n" + to_text(headline_table(answer, measures));
  return text + pair_table(answer) + sector_table(answer) + "\n" + footer(answer);
}

BarChart welfare_chart(const Answer& answer) {
  const auto& r = answer.result;
  BarChart chart{
      .title = answer.run.scenario.title,
      .subtitle = fmt::format("Change of real income, exact, with elasticities {}", r.model.elasticities),
      .axis = "percent of base real income",
      .footer =
          fmt::format("Benchmark {} ({}), model {}, closure {}, numeraire {}. Cobden.", r.benchmark->name(),
                      r.benchmark->tables().year, model_name(r.model), r.closure, r.numeraire)};
  if (!answer.range.empty())
    chart.subtitle += fmt::format("; whiskers: range over {} elasticity sets", answer.range.sets.size());
  const HeadlineColumn welfare{"welfare_exact", "", "%", Show::kValue};
  for (const auto& row : headline_rows(answer)) {
    Bar bar{.label = shortened(row.label, 24), .value = headline_value(r, welfare, row)};
    if (!answer.range.empty()) {
      const auto span = headline_range(answer, row);
      bar.low = span.low, bar.high = span.high;
    }
    if (std::isfinite(bar.value)) chart.bars.push_back(bar);
  }
  std::stable_sort(chart.bars.begin(), chart.bars.end(),
                   [](const Bar& x, const Bar& y) { return x.value > y.value; });
  return chart;
}

}  // namespace cobden::report
