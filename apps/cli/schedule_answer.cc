#include "apps/cli/schedule_answer.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "cobden/report/json_text.h"
#include "cobden/report/number_text.h"
#include "cobden/report/text_table.h"

namespace cobden::cli {

std::string to_csv(const Section& section) {
  std::vector<std::string> cells;
  for (const auto& field : section.fields) cells.push_back(report::csv_text(field.key));
  std::string text = fmt::format("{}\n", fmt::join(cells, ","));
  for (const auto& row : section.rows) {
    cells.clear();
    for (const auto& cell : row) cells.push_back(report::csv_text(plain_text(cell)));
    text += fmt::format("{}\n", fmt::join(cells, ","));
  }
  return text;
}

boost::json::array json_rows(const Section& section) {
  boost::json::array rows;
  for (const auto& cells : section.rows) {
    boost::json::object row;
    for (std::size_t f = 0; f < cells.size(); ++f)
      std::visit([&](const auto& value) { row[section.fields[f].key] = value; }, cells[f]);
    rows.push_back(std::move(row));
  }
  return rows;
}

namespace {

std::string json_of(const ScheduleAnswer& answer) {
  boost::json::array inputs, notes;
  for (const auto& file : answer.inputs)
    inputs.push_back(boost::json::object{{"path", file.path}, {"sha256", file.sha256}});
  for (const auto& note : answer.notes) notes.push_back(boost::json::string(note));
  return report::to_json_text(
      boost::json::object{{"schema", {{"name", "cobden.schedule." + answer.command}, {"version", 1}}},
                          {"inputs", std::move(inputs)},
                          {"notes", std::move(notes)},
                          {"results", answer.results}});
}

}  // namespace

void print(const ScheduleAnswer& answer, CommandIo& io) {
  require_known_format(io);
  const std::string csv =
      io.wants_csv() ? (answer.csv.empty() ? to_csv(answer.tables.at(0)) : answer.csv) : "";
  const std::string json = io.wants_json() ? json_of(answer) : "";
  io.keep(json, csv);
  if (io.format != "table") {
    io.out << (io.format == "json" ? json : csv);
    return;
  }
  for (const auto& line : answer.head) io.out << report::wrapped(line) << '\n';
  if (!answer.head.empty()) io.out << '\n';
  print_tables(answer.tables, io.out);
  for (const auto& note : answer.notes) io.out << report::wrapped(note) << '\n';
}

}  // namespace cobden::cli
