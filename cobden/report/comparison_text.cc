// The three faces of a comparison: table, JSON, CSV.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "cobden/report/comparison.h"
#include "cobden/report/number_text.h"
#include "cobden/report/text_table.h"

namespace cobden::report {
namespace {

struct ShownMeasure {
  const char* measure;
  const char* heading;
};
constexpr ShownMeasure kShown[] = {{"welfare_exact", "Real income (exact)"},
                                   {"real_wage", "Real wage"},
                                   {"price_index", "Consumer prices"},
                                   {"exports", "Exports"},
                                   {"imports", "Imports"},
                                   {"tariff_revenue", "Tariff revenue"}};

std::string country_of(const ComparedRun::Key& key) {
  return key.importer.empty() ? key.exporter : key.importer;
}

bool is_country_level(const ComparedRun::Key& key) {
  return key.sector.empty() && key.importer.empty() != key.exporter.empty();
}

/// Economies by how much the leading measure differs, largest first.
std::vector<std::string> ordered_economies(const Comparison& c, std::size_t most) {
  std::vector<std::pair<double, std::string>> order;
  for (const auto& row : c.rows)
    if (is_country_level(row.key) && row.key.measure == "welfare_exact" && std::isfinite(row.b - row.a))
      order.emplace_back(-std::abs(row.b - row.a), country_of(row.key));
  if (order.empty())
    for (const auto& row : c.rows)
      if (is_country_level(row.key) && std::none_of(order.begin(), order.end(), [&](const auto& o) {
            return o.second == country_of(row.key);
          }))
        order.emplace_back(0, country_of(row.key));
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& x, const auto& y) { return x.first < y.first; });
  std::vector<std::string> names;
  for (const char* first : {"USA", "CHN"})
    if (std::any_of(order.begin(), order.end(), [&](const auto& o) { return o.second == first; }))
      names.emplace_back(first);
  for (const auto& [size, name] : order)
    if (names.size() < most && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  return names;
}

const Difference* find(const Comparison& c, const std::string& measure, const std::string& economy) {
  for (const auto& row : c.rows)
    if (row.key.measure == measure && is_country_level(row.key) && country_of(row.key) == economy)
      return &row;
  return nullptr;
}

/// The measures of the table: the usual ones as far as the comparison has them, else its first six at country
/// level.
std::vector<ShownMeasure> shown_measures(const Comparison& c) {
  std::vector<ShownMeasure> shown;
  const auto has = [&](const std::string& measure) {
    return std::any_of(c.rows.begin(), c.rows.end(),
                       [&](const auto& r) { return is_country_level(r.key) && r.key.measure == measure; });
  };
  for (const auto& m : kShown)
    if (has(m.measure)) shown.push_back(m);
  if (!shown.empty()) return shown;
  for (const auto& r : c.rows) {
    const bool new_one =
        std::none_of(shown.begin(), shown.end(), [&](const auto& m) { return r.key.measure == m.measure; });
    if (is_country_level(r.key) && new_one && shown.size() < 6)
      shown.push_back({r.key.measure.c_str(), r.key.measure.c_str()});
  }
  return shown;
}

double shown_scale(const std::string& unit) { return unit.starts_with("million") ? 1e-3 : 1.0; }

std::string line_about(const char* label, const ComparedRun& run) {
  return fmt::format("{}: {} ({}, {}; closure {}; elasticities {}; {} in {} iterations, residual {:.1e})\n",
                     label, run.scenario, run.benchmark, run.model, run.closure, run.elasticities, run.status,
                     run.iterations, run.residual);
}

std::string row_json(const Difference& row) {
  std::string text =
      fmt::format("{{\"measure\": {}, \"unit\": {}", json_text(row.key.measure), json_text(row.key.unit));
  if (!row.key.exporter.empty()) text += ", \"exporter\": " + json_text(row.key.exporter);
  if (!row.key.importer.empty()) text += ", \"importer\": " + json_text(row.key.importer);
  if (!row.key.sector.empty()) text += ", \"sector\": " + json_text(row.key.sector);
  return text + fmt::format(", \"a\": {}, \"b\": {}, \"difference\": {}}}", json_number(row.a),
                            json_number(row.b), json_number(row.b - row.a));
}

std::string run_json(const ComparedRun& run) {
  return fmt::format(
      "{{\"scenario\": {}, \"model\": {}, \"benchmark\": {}, \"elasticities\": {}, \"closure\": {}, "
      "\"numeraire\": {}, "
      "\"status\": {}, \"iterations\": {}, \"residual\": {}, \"seconds\": {}}}",
      json_text(run.scenario), json_text(run.model), json_text(run.benchmark), json_text(run.elasticities),
      json_text(run.closure), json_text(run.numeraire), json_text(run.status), run.iterations,
      json_number(run.residual), json_number(run.seconds));
}

std::string both(const std::string& a, const std::string& b) { return a == b ? a : a + " / " + b; }

}  // namespace

std::string comparison_text(const Comparison& c, std::size_t economies) {
  const auto measures = shown_measures(c);
  std::string text = line_about("A", c.a) + line_about("B", c.b);
  for (std::size_t block = 0; block < measures.size(); block += 3) {
    TextTable table;
    table.columns = {{"", "", true}};
    const std::size_t end = std::min(measures.size(), block + 3);
    const auto names = ordered_economies(c, economies);
    for (std::size_t m = block; m < end; ++m) {
      const auto* first = names.empty() ? nullptr : find(c, measures[m].measure, names.front());
      const std::string unit = !first ? "" : shown_scale(first->key.unit) == 1.0 ? first->key.unit : "bn";
      table.columns.push_back({std::string(measures[m].heading) + "\nA", unit});
      table.columns.push_back({"B", unit});
      table.columns.push_back({"B - A", unit});
    }
    for (const auto& name : names) {
      std::vector<std::string> cells{name};
      for (std::size_t m = block; m < end; ++m) {
        const auto* d = find(c, measures[m].measure, name);
        const double scale = d ? shown_scale(d->key.unit) : 1;
        const int decimals = scale == 1.0 ? 3 : 1;
        const bool level = scale != 1.0;
        cells.push_back(!d      ? ""
                        : level ? grouped_number(scale * d->a, decimals)
                                : signed_grouped_number(d->a, decimals));
        cells.push_back(!d      ? ""
                        : level ? grouped_number(scale * d->b, decimals)
                                : signed_grouped_number(d->b, decimals));
        cells.push_back(d ? signed_grouped_number(scale * (d->b - d->a), decimals) : "");
      }
      table.rows.push_back(std::move(cells));
    }
    text += "\n" + to_text(table);
  }
  text += fmt::format("\nnumeraire: {}\n", both(c.a.numeraire, c.b.numeraire));
  if (c.only_a + c.only_b > 0)
    text += fmt::format("figures without a counterpart: {} of A, {} of B\n", c.only_a, c.only_b);
  return text;
}

std::string comparison_json(const Comparison& c) {
  const auto& worse = c.a.status == "converged" ? c.b : c.a;
  std::string rows;
  for (const auto& row : c.rows) rows += (rows.empty() ? "\n    " : ",\n    ") + row_json(row);
  return fmt::format(
      "{{\n  \"schema\": {{\"name\": \"cobden-compare\", \"version\": 1}},\n  \"inputs\": {{\"a\": {}, "
      "\"b\": {}}},\n  \"closure\": {},\n"
      "  \"numeraire\": {},\n  \"solver\": {{\"status\": {}, \"iterations\": {}, \"residual\": {}, "
      "\"seconds\": {}}},\n"
      "  \"figures_only_in_a\": {}, \"figures_only_in_b\": {},\n  \"results\": [{}\n  ]\n}}\n",
      run_json(c.a), run_json(c.b), json_text(both(c.a.closure, c.b.closure)),
      json_text(both(c.a.numeraire, c.b.numeraire)), json_text(worse.status), worse.iterations,
      json_number(std::max(c.a.residual, c.b.residual)), json_number(c.a.seconds + c.b.seconds), c.only_a,
      c.only_b, rows);
}

std::string comparison_csv(const Comparison& c) {
  std::string text = "measure,unit,exporter,importer,sector,a,b,difference\n";
  for (const auto& row : c.rows)
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{}\n", csv_text(row.key.measure),
                   csv_text(row.key.unit), csv_text(row.key.exporter), csv_text(row.key.importer),
                   csv_text(row.key.sector), csv_number(row.a), csv_number(row.b), csv_number(row.b - row.a));
  return text;
}

}  // namespace cobden::report
