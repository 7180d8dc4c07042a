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

void print(const ScheduleAnswer& answer, CommandIo& io) {
  require_known_format(io);
  if (io.csv && !answer.tables.empty()) *io.csv << to_csv(answer.tables.at(0));
  if (io.format == "csv") {
    io.out << to_csv(answer.tables.at(0));
    return;
  }
  if (io.format == "json") {
    boost::json::array inputs, notes;
    for (const auto& file : answer.inputs)
      inputs.push_back(boost::json::object{{"path", file.path}, {"sha256", file.sha256}});
    for (const auto& note : answer.notes) notes.push_back(boost::json::string(note));
    io.out << report::to_json_text(
        boost::json::object{{"schema", {{"name", "cobden.schedule." + answer.command}, {"version", 1}}},
                            {"inputs", std::move(inputs)},
                            {"notes", std::move(notes)},
                            {"results", answer.results}});
    return;
  }
  for (const auto& line : answer.head) io.out << report::wrapped(line) << '\n';
  if (!answer.head.empty()) io.out << '\n';
  print_tables(answer.tables, io.out);
  for (const auto& note : answer.notes) io.out << report::wrapped(note) << '\n';
}

}  // namespace cobden::cli
