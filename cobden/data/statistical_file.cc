#include "cobden/data/statistical_file.h"

#include <fmt/format.h>
#include <readstat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>

#include "cobden/core/file.h"
#include "cobden/core/text.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestText = 2045, kLongestName = 32;  // of Stata; SPSS takes more

[[noreturn]] void refuse(const fs::path& path, const std::string& value, const std::string& problem,
                         const std::string& remedy) {
  throw UserError({.place = {.file = path.string(), .line = {}, .column = ""},
                   .value = value,
                   .problem = problem,
                   .expected = "",
                   .remedy = remedy});
}

/// The CSV text under construction, filled by calls from the library. They may not throw through it.
struct Collected {
  std::string csv;
  bool failed = false;  ///< out of memory

  void add(int column, std::string_view text) {
    if (column == 0 && !csv.empty()) csv += '\n';
    if (column > 0) csv += ',';
    const bool plain = text.find_first_of(",\"\r\n") == std::string_view::npos && trim(text) == text;
    if (plain) {
      csv += text;
      return;
    }
    csv += '"';
    for (const char c : text) csv += c == '"' ? std::string("\"\"") : std::string(1, c);
    csv += '"';
  }
};

template <class Call>
int guarded(void* context, const Call& call) {
  auto& made = *static_cast<Collected*>(context);
  try {
    call(made);
    return READSTAT_HANDLER_OK;
  } catch (const std::bad_alloc&) {
    made.failed = true;
    return READSTAT_HANDLER_ABORT;
  }
}

std::string text_of(readstat_value_t value, readstat_variable_t* variable) {
  if (readstat_value_is_missing(value, variable)) return "";
  if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
    const char* text = readstat_string_value(value);
    return text ? text : "";
  }
  std::array<char, 32> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), readstat_double_value(value)).ptr;
  return {digits.data(), end};
}

int take_variable(int index, readstat_variable_t* variable, const char*, void* context) {
  return guarded(context, [&](Collected& made) {
    const char* name = readstat_variable_get_name(variable);
    made.add(index, name ? name : "");
  });
}

int take_value(int, readstat_variable_t* variable, readstat_value_t value, void* context) {
  return guarded(context, [&](Collected& made) {
    made.add(readstat_variable_get_index(variable), text_of(value, variable));
  });
}

bool is_stata(const fs::path& path) { return path.extension() == ".dta"; }

/// A column as the library wants it.
struct Column {
  bool numbers = true;
  std::size_t width = 1;  ///< of texts, bytes
  readstat_variable_t* variable = nullptr;
};

Column column_of(const fs::path& path, const CsvTable& table, std::size_t c) {
  const std::string& name = table.columns()[c];
  const auto fits = [](unsigned char l) { return l < 0x80 && (std::isalnum(l) || l == '_'); };
  if (name.empty() || name.size() > kLongestName || !std::isalpha(static_cast<unsigned char>(name[0])) ||
      !std::all_of(name.begin(), name.end(), fits))
    refuse(path, name, "is no name of a variable in Stata or SPSS",
           "rename the column: a letter, then up to 31 letters, digits and _");
  Column column;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const auto text = table.text(r, c);
    column.numbers = column.numbers && (text.empty() || parse_number(text));
    column.width = std::max(column.width, text.size());
  }
  if (!column.numbers && column.width > kLongestText)
    refuse(path, name, fmt::format("holds a text of {} bytes", column.width),
           "Stata takes 2,045: shorten it");
  return column;
}

/// The unit of the figures of a long table: its column `unit` where all rows agree.
std::string unit_of(const CsvTable& table) {
  if (!table.has_column("unit")) return "";
  const std::size_t unit = table.column("unit");
  for (std::size_t r = 1; r < table.rows(); ++r)
    if (table.text(r, unit) != table.text(0, unit)) return "in the unit of column unit";
  return table.rows() == 0 ? "" : std::string(table.text(0, unit));
}

/// What a column of the long form holds, shown beside its name in Stata and SPSS; empty for others.
std::string label_of(const CsvTable& table, const std::string& column) {
  static const std::map<std::string, const char*> kTexts{{"scenario", "Scenario"},
                                                         {"model", "Model"},
                                                         {"measure", "What the figure is"},
                                                         {"unit", "Unit of the figures"},
                                                         {"exporter", "Exporting or producing economy"},
                                                         {"importer", "Importing or consuming economy"},
                                                         {"sector", "Sector"}},
      kFigures{{"value", "New value"}, {"base", "Base value"}, {"change", "New less base value"}};
  if (const auto text = kTexts.find(column); text != kTexts.end()) return text->second;
  const auto figure = kFigures.find(column);
  if (figure == kFigures.end()) return "";
  const std::string unit = unit_of(table), label = figure->second;
  constexpr std::size_t kLongest = 80;  // bytes, of Stata
  return unit.empty() || label.size() + 2 + unit.size() > kLongest ? label : label + ", " + unit;
}

ssize_t append(const void* bytes, std::size_t length, void* context) {
  try {
    static_cast<std::string*>(context)->append(static_cast<const char*>(bytes), length);
    return static_cast<ssize_t>(length);
  } catch (const std::bad_alloc&) {
    return -1;
  }
}

readstat_error_t insert(readstat_writer_t* writer, const Column& column, const CsvTable& table, std::size_t r,
                        std::size_t c) {
  const std::string text(table.text(r, c));
  if (!column.numbers) return readstat_insert_string_value(writer, column.variable, text.c_str());
  if (text.empty()) return readstat_insert_missing_value(writer, column.variable);
  return readstat_insert_double_value(writer, column.variable, *parse_number(text));
}

readstat_error_t insert_rows(readstat_writer_t* writer, const std::vector<Column>& columns,
                             const CsvTable& table) {
  readstat_error_t error = READSTAT_OK;
  for (std::size_t r = 0; r < table.rows() && error == READSTAT_OK; ++r) {
    error = readstat_begin_row(writer);
    for (std::size_t c = 0; c < columns.size() && error == READSTAT_OK; ++c)
      error = insert(writer, columns[c], table, r, c);
    if (error == READSTAT_OK) error = readstat_end_row(writer);
  }
  return error == READSTAT_OK ? readstat_end_writing(writer) : error;
}

}  // namespace

bool is_statistical_file(const fs::path& path) { return is_stata(path) || path.extension() == ".sav"; }

std::string statistical_file_as_csv(const fs::path& path) {
  const std::unique_ptr<readstat_parser_t, decltype(&readstat_parser_free)> parser(readstat_parser_init(),
                                                                                   readstat_parser_free);
  readstat_set_variable_handler(parser.get(), take_variable);
  readstat_set_value_handler(parser.get(), take_value);
  Collected made;
  const auto parse = is_stata(path) ? readstat_parse_dta : readstat_parse_sav;
  const readstat_error_t error = parse(parser.get(), path.c_str(), &made);
  if (made.failed) throw std::bad_alloc();
  if (error != READSTAT_OK)
    refuse(path, "",
           fmt::format("cannot be read as a file of {}: {}", is_stata(path) ? "Stata" : "SPSS",
                       readstat_error_message(error)),
           "save it again at its source, or save it as CSV");
  return std::move(made.csv);
}

void write_statistical_file(const fs::path& path, const CsvTable& table) {
  if (!is_statistical_file(path))
    refuse(path, "", "is of no form that can be written", "end it in .dta or .sav");
  std::string bytes;
  const std::unique_ptr<readstat_writer_t, decltype(&readstat_writer_free)> writer(readstat_writer_init(),
                                                                                   readstat_writer_free);
  readstat_set_data_writer(writer.get(), append);
  readstat_writer_set_file_timestamp(writer.get(), 315532800);  // 1980-01-01: the same bytes on any day
  std::vector<Column> columns;
  for (std::size_t c = 0; c < table.columns().size(); ++c) {
    Column column = column_of(path, table, c);
    column.variable = readstat_add_variable(writer.get(), table.columns()[c].c_str(),
                                            column.numbers ? READSTAT_TYPE_DOUBLE : READSTAT_TYPE_STRING,
                                            column.numbers ? 0 : column.width);
    if (const std::string label = label_of(table, table.columns()[c]); !label.empty())
      readstat_variable_set_label(column.variable, label.c_str());
    columns.push_back(column);
  }
  const auto begin = is_stata(path) ? readstat_begin_writing_dta : readstat_begin_writing_sav;
  readstat_error_t error = begin(writer.get(), &bytes, static_cast<long>(table.rows()));
  if (error == READSTAT_OK) error = insert_rows(writer.get(), columns, table);
  if (error != READSTAT_OK)
    refuse(path, "", fmt::format("cannot be written: {}", readstat_error_message(error)), "");
  write_file(path, bytes);
}

}  // namespace cobden::data
