#pragma once
// Reading delimited text with exact positions: every value knows its file, line and column, so that an error
// can name them. Quoted fields ("a, b"), CRLF, a UTF-8 byte order mark and .xz/.gz are understood. Not a
// stream: files are read whole.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/error.h"

namespace cobden::data {

class CsvTable {
 public:
  enum class Header { kFirstRow, kNone };

  /// Reads a table with a header row, or one of Stata (.dta) or SPSS (.sav). UserError: not UTF-8, no header,
  /// a column name twice, a row with too few or too many fields, an unclosed quote (a truncated file).
  static CsvTable read(const std::filesystem::path& path, char separator = ',');
  /// Reads a table without a header; columns are named "1", "2", ...
  static CsvTable read_headless(const std::filesystem::path& path, char separator);
  /// The same for text already in memory; `path` only names it in errors.
  static CsvTable parse(std::string text, const std::filesystem::path& path, char separator, Header header);

  std::size_t rows() const { return line_.size(); }
  const std::vector<std::string>& columns() const { return columns_; }
  bool has_column(std::string_view name) const;
  /// UserError that names the nearest column.
  std::size_t column(std::string_view name) const;
  /// The field without surrounding blanks, quotes removed.
  std::string_view text(std::size_t row, std::size_t column) const {
    const Field& f = fields_[row * columns_.size() + column];
    return std::string_view(bytes_).substr(f.offset, f.length);
  }
  bool blank(std::size_t row, std::size_t column) const { return text(row, column).empty(); }
  /// A finite number; UserError with file, line, column and value otherwise. Blank is an error.
  double number(std::size_t row, std::size_t column) const;
  /// As `number`, with `blank` for an empty field.
  double number_or(std::size_t row, std::size_t column, double blank) const;
  SourcePlace place(std::size_t row, std::size_t column) const;
  const std::filesystem::path& path() const { return path_; }
  /// Of the bytes as stored (compressed ones for .xz and .gz); of the text for `parse`.
  const std::string& sha256() const { return sha256_; }

 private:
  friend class CsvParser;
  struct Field {
    std::uint32_t offset = 0, length = 0;
  };
  std::filesystem::path path_;
  std::string bytes_, sha256_;
  std::vector<std::string> columns_;
  std::vector<Field> fields_;  // row-major, columns_.size() to a row
  std::vector<long> line_;     // 1-based line of each row
};

}  // namespace cobden::data
