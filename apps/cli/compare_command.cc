#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>

#include "apps/cli/commands.h"
#include "cobden/core/confined_reading.h"
#include "cobden/report/comparison.h"
#include "cobden/report/json_text.h"
#include "cobden/report/number_text.h"
#include "cobden/report/text_table.h"

namespace cobden::cli {
namespace {

const std::vector<std::string> kHeadline{"welfare_exact", "real_wage", "price_index",
                                         "exports",       "imports",   "tariff_revenue"};

struct Side {
  report::ResultFigures figures;
  int code = kDone;
};

Side side_of(const std::string& what, const CompareOptions& options, const RunContext& context) {
  const report::RowChoice choice{.bilateral_by_sector = false,
                                 .measures = options.measures.empty() ? kHeadline : options.measures};
  if (is_readable_folder(what)) return {report::read_figures(what, choice), kDone};
  scenario::Scenario scenario = scenario::read_scenario(scenario::find_scenario(what));
  scenario::apply_overrides(options.overrides, scenario);
  const auto answer = scenario::answer(scenario::assemble(std::move(scenario)), false, context);
  report::RowChoice own = choice;
  // A family without one of the headline measures is compared on the others.
  if (options.measures.empty())
    std::erase_if(own.measures, [&](const auto& m) { return !answer.result.outcomes.find(m); });
  return {report::figures_of(answer.run.scenario.name, answer.result, own), exit_code(answer.result.solver)};
}

std::string json_text(const report::ResultFigures& a, const report::ResultFigures& b,
                      const std::vector<report::ComparisonRow>& rows) {
  boost::json::array list;
  for (const auto& r : rows) {
    boost::json::object o{{"measure", r.key[0]}, {"unit", r.key[1]}};
    const char* names[] = {"exporter", "importer", "sector"};
    for (std::size_t k = 0; k < 3; ++k)
      if (!r.key[k + 2].empty()) o[names[k]] = r.key[k + 2];
    o["first"] = r.first;
    o["second"] = r.second;
    o["difference"] = r.difference();
    list.push_back(std::move(o));
  }
  return report::to_json_text(boost::json::object{{"schema", {{"name", "cobden.compare"}, {"version", 1}}},
                                                  {"first", a.name},
                                                  {"second", b.name},
                                                  {"results", std::move(list)}});
}

std::string csv_text(const std::vector<report::ComparisonRow>& rows) {
  std::string text = "measure,unit,exporter,importer,sector,first,second,difference\n";
  for (const auto& r : rows) {
    for (const auto& k : r.key) text += k + ",";
    text += report::csv_number(r.first) + "," + report::csv_number(r.second) + "," +
            report::csv_number(r.difference()) + "\n";
  }
  return text;
}

std::string table_text(const report::ResultFigures& a, const report::ResultFigures& b,
                       const std::vector<report::ComparisonRow>& rows, int top) {
  std::string text, measure;
  report::TextTable table;
  const auto flush = [&] {
    if (!table.rows.empty()) text += report::to_text(table) + "\n";
  };
  int shown = 0;
  for (const auto& r : rows) {
    if (!r.key[4].empty()) continue;  // sector detail is in json and csv
    if (r.key[0] != measure) {
      flush();
      measure = r.key[0], shown = 0;
      table = {.title = fmt::format("{} ({})", measure, r.key[1]),
               .columns = {{"Economy", "", true}, {a.name, ""}, {b.name, ""}, {"Difference", ""}}};
    }
    if (shown++ >= top) continue;
    const bool money = r.key[1].find("USD") != std::string::npos;
    const auto figure = [&](double v) {
      return money ? report::grouped_number(v, 0) : report::signed_number(v, 3);
    };
    const std::string who = r.key[2].empty()   ? r.key[3]
                            : r.key[3].empty() ? r.key[2]
                                               : r.key[2] + " to " + r.key[3];
    table.rows.push_back({who, figure(r.first), figure(r.second),
                          report::signed_grouped_number(r.difference(), money ? 0 : 3)});
  }
  flush();
  return text +
         fmt::format("Largest differences first, {} per measure; all rows in --format csv and json.\n", top);
}

}  // namespace

void print_comparison(const report::ResultFigures& first, const report::ResultFigures& second, int top,
                      CommandIo& io) {
  const auto rows = report::compare(first, second);
  const std::string json = io.wants_json() ? json_text(first, second, rows) : "";
  const std::string csv = io.wants_csv() ? csv_text(rows) : "";
  io.out << (io.format == "json" ? json : io.format == "csv" ? csv : table_text(first, second, rows, top));
  io.keep(json, csv);
}

int compare(const CompareOptions& options, CommandIo& io, const RunContext& context) {
  const Side first = side_of(options.first, options, context),
             second = side_of(options.second, options, context);
  print_comparison(first.figures, second.figures, options.top, io);
  return std::max(first.code, second.code);
}

}  // namespace cobden::cli
