#include <fmt/format.h>

#include <cmath>

#include "apps/cli/commands.h"
#include "cobden/report/number_text.h"
#include "cobden/report/result_json.h"
#include "cobden/report/text_table.h"
#include "cobden/scenario/replication.h"

namespace cobden::cli {
namespace {

std::string csv_text(const scenario::Replication& r) {
  std::string text = "table,scenario,entity,measure,unit,paper,ours,difference\n";
  for (const auto& row : r.rows)
    text +=
        fmt::format("{},{},{},{},{},{},{},{}\n", row.table, row.scenario, row.entity, row.measure, row.unit,
                    row.paper ? report::csv_number(*row.paper) : "", report::csv_number(row.ours),
                    row.paper ? report::csv_number(row.ours - *row.paper) : "");
  return text;
}

/// Rows the paper prints; all rows when it prints none of them.
std::string table_text(const scenario::Replication& r) {
  const bool printed =
      std::any_of(r.rows.begin(), r.rows.end(), [](const auto& row) { return row.paper.has_value(); });
  report::TextTable table{.title = fmt::format("{} ({})", r.name, r.variant.empty() ? "default" : r.variant),
                          .columns = {{"Table", "", true},
                                      {"Scenario", "", true},
                                      {"Entity", "", true},
                                      {"Measure", "", true},
                                      {"Paper", ""},
                                      {"Ours", ""},
                                      {"Difference", ""},
                                      {"Unit", "", true}}};
  int agree = 0, compared = 0, left_out = 0;
  constexpr std::size_t kMost = 400;
  for (const auto& row : r.rows) {
    if (printed && !row.paper) {
      ++left_out;
      continue;
    }
    const double half = 0.5 * std::pow(10.0, -row.paper_decimals) * (1 + 1e-9);
    if (row.paper) ++compared, agree += std::abs(row.ours - *row.paper) <= half;
    if (table.rows.size() >= kMost) {
      ++left_out;
      continue;
    }
    table.rows.push_back(
        {row.table, row.scenario, row.entity, row.measure,
         row.paper ? fmt::format("{:.{}f}", *row.paper, row.paper_decimals) : "",
         fmt::format("{:.{}f}", row.ours, row.paper_decimals + 2),
         row.paper ? report::signed_number(row.ours - *row.paper, row.paper_decimals + 2) : "", row.unit});
  }
  std::string text = report::to_text(table) + "\n";
  if (compared > 0)
    text += fmt::format("{} of {} printed figures agree to the last digit printed.\n", agree, compared);
  if (left_out > 0) text += fmt::format("{} further rows are in --format csv and json.\n", left_out);
  text += fmt::format("Closure {}, numeraire {}. Solver: {}, {} iterations, residual {:.1e}, {:.2f} ms.\n",
                      r.closure, r.numeraire, economy::to_string(r.solver.status), r.solver.iterations,
                      r.solver.residual, 1e3 * r.solver.seconds);
  for (const auto& note : r.notes) text += report::wrapped("Note: " + note + ".") + "\n";
  return text;
}

}  // namespace

int replicate(const ReplicateOptions& options, CommandIo& io, const RunContext& context) {
  const scenario::Replication r = scenario::replicate(options.name, options.data, options.variant, context);
  if (io.format == "json") io.out << report::replication_json(r, options.data.string());
  io.keep(io.json ? report::replication_json(r, options.data.string()) : "", io.csv ? csv_text(r) : "");
  if (io.format == "csv") io.out << csv_text(r);
  if (io.format == "table") io.out << table_text(r);
  return exit_code(r.solver);
}

}  // namespace cobden::cli
