#include "cobden/data/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "cobden/core/axis.h"
#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/data/statistical_file.h"

namespace cobden::data {

/// Cuts the text into fields in one pass. Quoted fields are unescaped in place: they only get shorter.
class CsvParser {
 public:
  CsvParser(CsvTable& table, char separator) : t_(table), separator_(separator) {}

  void parse(CsvTable::Header header) {
    check_encoding();
    if (t_.bytes_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    if (header == CsvTable::Header::kFirstRow) read_header();
    while (next_row()) append_row();
    drop_trailing_blank_rows();
  }

 private:
  using Field = CsvTable::Field;

  [[noreturn]] void fail(long line, const std::string& value, const std::string& problem,
                         const std::string& expected, const std::string& remedy) const {
    throw UserError({.place = {.file = t_.path_.string(), .line = line, .column = ""},
                     .value = value,
                     .problem = problem,
                     .expected = expected,
                     .remedy = remedy});
  }

  void check_encoding() const {
    if (t_.bytes_.size() > std::numeric_limits<std::uint32_t>::max())
      fail(1, "", "is larger than 4 GB", "", "split it by year or by country");
    if (const auto bad = first_invalid_utf8(t_.bytes_)) {
      const auto line =
          1 + std::count(t_.bytes_.begin(), t_.bytes_.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
      fail(line, "", fmt::format("byte {} is not UTF-8", *bad + 1), "",
           "save the file as UTF-8, or fetch it again if it was cut short");
    }
    if (const auto zero = t_.bytes_.find('\0'); zero != std::string::npos)
      fail(1 + std::count(t_.bytes_.begin(), t_.bytes_.begin() + static_cast<std::ptrdiff_t>(zero), '\n'), "",
           "holds a zero byte", "plain text", "fetch the file again");
  }

  void read_header() {
    if (!next_row()) fail(1, "", "is empty", "a header row", "fetch it again: it may have been cut short");
    std::unordered_set<std::string> seen;
    for (const Field& f : row_) {
      t_.columns_.emplace_back(t_.bytes_, f.offset, f.length);
      // The corner of a matrix may be nameless; only names that are used must be unique.
      if (!t_.columns_.back().empty() && !seen.insert(t_.columns_.back()).second)
        fail(row_line_, t_.columns_.back(), "column name stands twice", "unique column names", "");
    }
  }

  void append_row() {
    if (t_.columns_.empty())
      for (std::size_t c = 1; c <= row_.size(); ++c) t_.columns_.push_back(std::to_string(c));
    const bool blank_line = row_.size() == 1 && row_[0].length == 0;
    if (blank_line && t_.columns_.size() > 1) return;
    if (row_.size() != t_.columns_.size())
      fail(row_line_, "", fmt::format("row has {} field(s)", row_.size()),
           fmt::format("{} fields", t_.columns_.size()), "the file may have been cut short");
    t_.fields_.insert(t_.fields_.end(), row_.begin(), row_.end());
    t_.line_.push_back(row_line_);
  }

  /// In a one-column file a blank line is a blank value, except at the end.
  void drop_trailing_blank_rows() {
    while (t_.columns_.size() == 1 && !t_.fields_.empty() && t_.fields_.back().length == 0)
      t_.fields_.pop_back(), t_.line_.pop_back();
  }

  bool next_row() {
    if (at_ >= t_.bytes_.size()) return false;
    row_.clear();
    row_line_ = line_;
    for (;;) {
      skip_blanks();
      row_.push_back(at_ < t_.bytes_.size() && t_.bytes_[at_] == '"' ? quoted_field() : plain_field());
      if (at_ >= t_.bytes_.size()) return true;
      const char stop = t_.bytes_[at_++];
      if (stop == separator_) continue;
      ++line_;  // stop is '\n'
      return true;
    }
  }

  void skip_blanks() {
    while (at_ < t_.bytes_.size() && t_.bytes_[at_] == ' ') ++at_;
  }

  Field plain_field() {
    const std::size_t start = at_;
    while (at_ < t_.bytes_.size() && t_.bytes_[at_] != separator_ && t_.bytes_[at_] != '\n') ++at_;
    std::size_t end = at_;
    while (end > start && (t_.bytes_[end - 1] == ' ' || t_.bytes_[end - 1] == '\r')) --end;
    return field(start, end);
  }

  Field quoted_field() {
    const long opened = line_;
    const std::size_t start = ++at_;
    std::size_t write = start;
    for (;; ++at_) {
      if (at_ >= t_.bytes_.size())
        fail(opened, "", "a quote is opened and never closed", "", "the file may have been cut short");
      const char c = t_.bytes_[at_];
      if (c == '"') {
        if (at_ + 1 >= t_.bytes_.size() || t_.bytes_[at_ + 1] != '"') break;
        ++at_;  // "" stands for one quote
      }
      if (c == '\n') ++line_;
      t_.bytes_[write++] = c;
    }
    ++at_;
    while (at_ < t_.bytes_.size() && (t_.bytes_[at_] == ' ' || t_.bytes_[at_] == '\r')) ++at_;
    if (at_ < t_.bytes_.size() && t_.bytes_[at_] != separator_ && t_.bytes_[at_] != '\n')
      fail(line_, "", "text follows a closing quote", "a separator", "");
    return field(start, write);
  }

  static Field field(std::size_t start, std::size_t end) {
    return {static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end - start)};
  }

  CsvTable& t_;
  const char separator_;
  std::size_t at_ = 0;
  long line_ = 1, row_line_ = 1;
  std::vector<Field> row_;
};

CsvTable CsvTable::parse(std::string text, const std::filesystem::path& path, char separator, Header header) {
  CsvTable table;
  table.path_ = path;
  table.bytes_ = std::move(text);
  table.sha256_ = sha256_hex(table.bytes_);
  CsvParser(table, separator).parse(header);
  return table;
}

CsvTable CsvTable::read(const std::filesystem::path& path, char separator) {
  const bool statistical = is_statistical_file(path);
  CsvTable table = statistical ? parse(statistical_file_as_csv(path), path, ',', Header::kFirstRow)
                               : parse(read_file(path), path, separator, Header::kFirstRow);
  table.sha256_ = sha256_of_file(path);
  return table;
}

CsvTable CsvTable::read_headless(const std::filesystem::path& path, char separator) {
  CsvTable table = parse(read_file(path), path, separator, Header::kNone);
  table.sha256_ = sha256_of_file(path);
  if (table.rows() == 0)
    throw UserError({.place = {.file = path.string(), .line = 1, .column = ""},
                     .value = "",
                     .problem = "is empty",
                     .expected = "a table of numbers",
                     .remedy = "fetch it again: it may have been cut short"});
  return table;
}

bool CsvTable::has_column(std::string_view name) const {
  for (const auto& c : columns_)
    if (c == name) return true;
  return false;
}

std::size_t CsvTable::column(std::string_view name) const {
  for (std::size_t c = 0; c < columns_.size(); ++c)
    if (columns_[c] == name) return c;
  const std::string near = nearest_name(name, columns_);
  throw UserError({.place = {.file = path_.string(), .line = 1, .column = std::string(name)},
                   .value = "",
                   .problem = "the file has no such column",
                   .expected = near.empty() ? fmt::format("one of {}", fmt::join(columns_, ", ")) : "",
                   .remedy = near.empty() ? "" : "the nearest is '" + near + "'"});
}

double CsvTable::number(std::size_t row, std::size_t column) const {
  const std::string_view field = text(row, column);
  if (const auto value = parse_number(field)) return *value;
  throw UserError({.place = place(row, column),
                   .value = std::string(field),
                   .problem = field.empty() ? "the cell is blank" : "is not a finite number",
                   .expected = "a number",
                   .remedy = ""});
}

double CsvTable::number_or(std::size_t row, std::size_t column, double blank) const {
  return this->blank(row, column) ? blank : number(row, column);
}

SourcePlace CsvTable::place(std::size_t row, std::size_t column) const {
  return {.file = path_.string(), .line = line_.at(row), .column = columns_.at(column)};
}

}  // namespace cobden::data
