#include "cobden/precursor/csv_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/axis.h"
#include "cobden/core/file.h"
#include "cobden/core/text.h"

namespace cobden::precursor {
namespace {

/// The fields of one line; a quoted field may hold commas and doubled quotes, but no line break.
std::vector<std::string> fields_of(std::string_view line, const SourcePlace& place) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      fields.back() += line[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else
      fields.back() += c;
  }
  if (quoted) fail_at(place, std::string(line), "has a quote that is not closed", "text in \"...\"");
  for (auto& field : fields) field = std::string(trim(field));
  return fields;
}

}  // namespace

CsvRows::CsvRows(const std::filesystem::path& path) : file_(path.string()) {
  const std::string bytes = read_file(path);
  if (const auto at = first_invalid_utf8(bytes))
    fail_at({.file = file_, .line = {}, .column = ""}, fmt::format("byte {}", *at), "is not UTF-8", "UTF-8");
  long number = 0;
  for (std::string_view line : split(bytes, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    const SourcePlace place{.file = file_, .line = number, .column = ""};
    auto fields = fields_of(line, place);
    if (columns_.empty()) {
      columns_ = std::move(fields);
      continue;
    }
    if (fields.size() != columns_.size())
      fail_at(place, std::string(trim(line)), fmt::format("has {} fields", fields.size()),
              fmt::format("{} as in the header", columns_.size()));
    rows_.push_back(std::move(fields));
    lines_.push_back(number);
  }
  if (columns_.empty())
    fail_at({.file = file_, .line = {}, .column = ""}, "", "is empty", "a header and rows");
}

std::size_t CsvRows::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found != columns_.end()) return static_cast<std::size_t>(found - columns_.begin());
  const std::string near = nearest_name(name, columns_);
  fail_at({.file = file_, .line = 1, .column = std::string(name)}, "", "there is no such column",
          fmt::format("one of: {}", fmt::join(columns_, ", ")),
          near.empty() ? "" : "did you mean '" + near + "'?");
}

bool CsvRows::has(std::string_view name) const {
  return std::find(columns_.begin(), columns_.end(), name) != columns_.end();
}

const std::string& CsvRows::text(std::size_t row, std::string_view name) const {
  return rows_[row][column(name)];
}

double CsvRows::number(std::size_t row, std::string_view name) const {
  const auto value = parse_number(text(row, name));
  if (!value) fail_at(place(row, name), text(row, name), "is not a number", "a finite number");
  return *value;
}

std::optional<double> CsvRows::number_if(std::size_t row, std::string_view name) const {
  if (text(row, name).empty()) return {};
  return number(row, name);
}

SourcePlace CsvRows::place(std::size_t row, std::string_view name) const {
  return {.file = file_, .line = lines_[row], .column = std::string(name)};
}

}  // namespace cobden::precursor
