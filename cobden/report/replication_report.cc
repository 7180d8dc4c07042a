#include "cobden/report/replication_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

#include "cobden/core/version.h"
#include "cobden/report/number_text.h"
#include "cobden/report/text_table.h"

namespace cobden::report {
namespace {

using scenario::Replication;
using scenario::ReplicationRow;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double paper(const ReplicationRow& row) { return row.paper.value_or(kMissing); }
double difference(const ReplicationRow& row) { return row.ours - paper(row); }

/// Rounded as the paper prints, the two agree.
bool agrees(const ReplicationRow& row) {
  return std::abs(difference(row)) <= 0.5 * std::pow(10.0, -row.paper_decimals) * (1 + 1e-9);
}

std::string plain(double value, int decimals) {
  return std::isnan(value) ? "" : fmt::format("{:.{}f}", value, decimals);
}

std::vector<std::string> cells_of(const ReplicationRow& row) {
  // Ours carries two digits more than the paper prints, unless that is full precision already.
  const int decimals = std::min(row.paper_decimals + 2, 12);
  return {row.scenario,
          row.entity,
          row.measure,
          row.unit,
          plain(paper(row), row.paper_decimals),
          plain(row.ours, decimals),
          row.paper ? fmt::format("{:+.1e}", difference(row)) : "",
          !row.paper    ? ""
          : agrees(row) ? "yes"
                        : "no"};
}

std::string table_text(const std::string& name, std::vector<const ReplicationRow*> rows, std::size_t most) {
  TextTable table{.title = "Table " + name,
                  .columns = {{"Scenario", "", true},
                              {"Entity", "", true},
                              {"Measure", "", true},
                              {"Unit", "", true},
                              {"Paper", ""},
                              {"Ours", ""},
                              {"Difference", ""},
                              {"Same digits", ""}}};
  if (rows.size() > most) {
    table.title += fmt::format(" (the {} of {} rows that differ most)", most, rows.size());
    std::stable_sort(rows.begin(), rows.end(), [](const auto* x, const auto* y) {
      const double a = std::abs(difference(*x)), b = std::abs(difference(*y));
      return (std::isnan(a) ? -1 : a) > (std::isnan(b) ? -1 : b);
    });
    rows.resize(most);
  }
  for (const auto* row : rows) table.rows.push_back(cells_of(*row));
  return to_text(table);
}

std::string verdict(const Replication& r) {
  std::size_t printed = 0, same = 0;
  double worst = 0;
  for (const auto& row : r.rows)
    if (row.paper) ++printed, same += agrees(row), worst = std::max(worst, std::abs(difference(row)));
  return fmt::format("{} of {} printed figures agree at every printed digit; largest difference {:.2e}", same,
                     printed, worst);
}

std::string text_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const auto& text : texts) list += (list.empty() ? "" : ", ") + json_text(text);
  return "[" + list + "]";
}

}  // namespace

std::string replication_text(const Replication& r, std::size_t most) {
  std::map<std::string, std::vector<const ReplicationRow*>> tables;
  for (const auto& row : r.rows) tables[row.table].push_back(&row);
  std::string text =
      fmt::format("Replication {}{}: {}\n", r.name, r.variant.empty() ? "" : ", " + r.variant, r.citation);
  for (const auto& [name, rows] : tables) text += "\n" + table_text(name, rows, most);
  text += "\n" + verdict(r) + "\n";
  for (const auto& note : r.notes) text += wrapped("note: " + note, 110, "  ") + "\n";
  return text +
         fmt::format("closure: {}; numeraire: {}\nsolver: {} in {} iterations, residual {:.1e}, {:.3f} s\n",
                     r.closure, r.numeraire, to_string(r.solver.status), r.solver.iterations,
                     r.solver.residual, r.solver.seconds);
}

std::string replication_json(const Replication& r) {
  std::string rows;
  for (const auto& row : r.rows)
    rows += fmt::format(
        "{}\n    {{\"table\": {}, \"scenario\": {}, \"entity\": {}, \"measure\": {}, \"unit\": {}, "
        "\"paper\": {}, "
        "\"ours\": {}, \"difference\": {}}}",
        rows.empty() ? "" : ",", json_text(row.table), json_text(row.scenario), json_text(row.entity),
        json_text(row.measure), json_text(row.unit), json_number(paper(row)), json_number(row.ours),
        json_number(difference(row)));
  return fmt::format(
      "{{\n  \"schema\": {{\"name\": \"cobden-replicate\", \"version\": 1}},\n  \"inputs\": "
      "{{\"replication\": {}, \"variant\": {}, \"citation\": {}, "
      "\"notes\": {}, \"version\": {}, \"commit\": {}}},\n  \"closure\": {},\n  \"numeraire\": {},\n"
      "  \"solver\": {{\"status\": {}, \"iterations\": {}, \"residual\": {}, \"seconds\": {}}},\n  "
      "\"results\": [{}\n  ]\n}}\n",
      json_text(r.name), json_text(r.variant), json_text(r.citation), text_list(r.notes),
      json_text(version()), json_text(commit()), json_text(r.closure), json_text(r.numeraire),
      json_text(to_string(r.solver.status)), r.solver.iterations, json_number(r.solver.residual),
      json_number(r.solver.seconds), rows);
}

std::string replication_csv(const Replication& r) {
  std::string text = "table,scenario,entity,measure,unit,paper,ours,difference\n";
  for (const auto& row : r.rows)
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{}\n", csv_text(row.table),
                   csv_text(row.scenario), csv_text(row.entity), csv_text(row.measure), csv_text(row.unit),
                   csv_number(paper(row)), csv_number(row.ours), csv_number(difference(row)));
  return text;
}

}  // namespace cobden::report
