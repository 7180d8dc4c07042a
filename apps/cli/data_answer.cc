#include "apps/cli/data_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/report/number_text.h"

namespace cobden::cli {
namespace {

using Style = Field::Style;

std::string plain(const Cell& cell) { return plain_text(cell); }

std::string for_person(const Cell& cell, Style style) {
  if (const auto* count = std::get_if<long>(&cell))
    return report::grouped_number(static_cast<double>(*count), 0);
  if (const auto* value = std::get_if<double>(&cell)) {
    if (style == Style::kExact) return fmt::format("{:.10g}", *value);
    if (style == Style::kPercent)
      return std::abs(*value) < 0.005 && *value != 0 ? fmt::format("{:.1e}", *value)
                                                     : report::grouped_number(*value, 2);
    return std::abs(*value) < 1000 ? fmt::format("{:.4g}", *value) : report::grouped_number(*value, 0);
  }
  return std::get<std::string>(cell);
}

void print_table(const Section& section, std::ostream& out) {
  const report::TextTable table = table_of(section);
  out << report::to_text(table);
  if (table.rows.size() < section.rows.size())
    out << fmt::format("... and {} more; --format csv lists all\n", section.rows.size() - table.rows.size());
  out << '\n';
}

/// Name and text side by side, the text wrapped: for what a person reads rather than compares.
void print_list(const Section& section, std::ostream& out) {
  std::size_t width = 0;
  for (const auto& row : section.rows) width = std::max(width, plain(row[0]).size());
  out << section.title << '\n';
  for (const auto& row : section.rows) {
    std::string text = report::wrapped(plain(row[1]), 106 - width);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; ++at)
      text.insert(at + 1, std::string(width + 4, ' '));
    out << fmt::format("  {:<{}}  {}\n", plain(row[0]), width, text);
  }
  out << '\n';
}

bool is_list(const Section& section) {
  return section.fields.size() == 2 && section.fields[0].style == Style::kText &&
         section.fields[1].style == Style::kText;
}

void print_answer(const DataAnswer& answer, CommandIo& io) {
  print_tables(answer.sections, io.out);
  for (const auto& line : answer.footer) io.out << report::wrapped(line) << '\n';
}

std::string json_of(const Cell& cell, const Field& field) {
  if (const auto* text = std::get_if<std::string>(&cell)) return report::json_text(*text);
  std::string number =
      std::holds_alternative<double>(cell) ? report::json_number(std::get<double>(cell)) : plain(cell);
  if (field.unit.empty()) return number;
  return fmt::format("{{\"value\": {}, \"unit\": {}}}", number, report::json_text(field.unit));
}

std::string json_of(const Section& section) {
  std::vector<std::string> rows;
  for (const auto& row : section.rows) {
    std::vector<std::string> members;
    for (std::size_t f = 0; f < row.size(); ++f)
      members.push_back(report::json_text(section.fields[f].key) + ": " + json_of(row[f], section.fields[f]));
    rows.push_back(fmt::format("      {{{}}}", fmt::join(members, ", ")));
  }
  return fmt::format("    {}: [{}{}{}]", report::json_text(section.key), rows.empty() ? "" : "\n",
                     fmt::join(rows, ",\n"), rows.empty() ? "" : "\n    ");
}

std::string json_of(const std::vector<FileHash>& files) {
  std::vector<std::string> rows;
  rows.reserve(files.size());
  for (const auto& file : files)
    rows.push_back(fmt::format("{{\"path\": {}, \"sha256\": {}}}", report::json_text(file.path),
                               report::json_text(file.sha256)));
  return fmt::format("[{}]", fmt::join(rows, ", "));
}

void print_json(const DataAnswer& answer, std::ostream& out) {
  std::string name = "cobden-" + answer.command;
  std::replace(name.begin(), name.end(), ' ', '-');
  std::vector<std::string> sections, notes;
  for (const auto& section : answer.sections) sections.push_back(json_of(section));
  for (const auto& note : answer.footer) notes.push_back(report::json_text(note));
  out << fmt::format(
      "{{\n  \"schema\": {{\"name\": {}, \"version\": 1}},\n  \"inputs\": {},\n  \"outputs\": {},\n  "
      "\"notes\": [{}],\n"
      "  \"results\": {{\n{}\n  }}\n}}\n",
      report::json_text(name), json_of(answer.inputs), json_of(answer.outputs), fmt::join(notes, ", "),
      fmt::join(sections, ",\n"));
}

}  // namespace

std::string plain_text(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* count = std::get_if<long>(&cell)) return std::to_string(*count);
  return report::csv_number(std::get<double>(cell));
}

report::TextTable table_of(const Section& section) {
  report::TextTable table{section.title, {}, {}};
  for (const auto& field : section.fields)
    if (!field.heading.empty())
      table.columns.push_back({field.heading, field.unit, field.style == Style::kText});
  const std::size_t shown =
      section.most == 0 ? section.rows.size() : std::min(section.most, section.rows.size());
  for (std::size_t r = 0; r < shown; ++r) {
    auto& line = table.rows.emplace_back();
    for (std::size_t f = 0; f < section.fields.size(); ++f)
      if (!section.fields[f].heading.empty())
        line.push_back(for_person(section.rows[r][f], section.fields[f].style));
  }
  return table;
}

report::Brief brief_of(const DataAnswer& answer, const std::string& title) {
  report::Brief brief{.title = title, .subtitle = ""};
  for (const auto& section : answer.sections) {
    if (section.rows.empty()) continue;
    report::TextTable table = table_of(section);
    table.title.clear();  // it is the heading
    brief.sections.push_back({section.title, {std::move(table)}, section.key});
  }
  if (!answer.footer.empty())
    brief.sections.push_back({"What to keep in mind", {report::BriefPoints{answer.footer}}, "notes"});
  return brief;
}

std::string csv_of(const DataAnswer& answer) {
  std::string text = "section,row,key,unit,value\n";
  for (const auto& section : answer.sections)
    for (std::size_t r = 0; r < section.rows.size(); ++r)
      for (std::size_t f = 0; f < section.fields.size(); ++f)
        text += fmt::format("{},{},{},{},{}\n", report::csv_text(section.key), r + 1,
                            report::csv_text(section.fields[f].key), report::csv_text(section.fields[f].unit),
                            report::csv_text(plain(section.rows[r][f])));
  return text;
}

void print_tables(const std::vector<Section>& sections, std::ostream& out) {
  for (const auto& section : sections)
    if (!section.rows.empty()) is_list(section) ? print_list(section, out) : print_table(section, out);
}

void require_known_format(const CommandIo& io) {
  if (io.format != "table" && io.format != "json" && io.format != "csv")
    throw UserError("unknown format '" + io.format + "'", "use table, json or csv");
}

void keep(const DataAnswer& answer, const CommandIo& io) {
  if (io.csv) *io.csv << csv_of(answer);
  if (io.json) print_json(answer, *io.json);
}

void print(const DataAnswer& answer, CommandIo& io) {
  require_known_format(io);
  keep(answer, io);
  if (io.format == "table")
    print_answer(answer, io);
  else if (io.format == "json")
    print_json(answer, io.out);
  else
    io.out << csv_of(answer);
}

std::vector<FileHash> hashes_of(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {{path.string(), sha256_hex(read_file(path))}};
  std::vector<FileHash> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.is_regular_file())
      files.push_back({entry.path().string(), sha256_hex(read_file(entry.path()))});
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

}  // namespace cobden::cli
