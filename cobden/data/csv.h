#pragma once
// Reading delimited text with exact positions: every value knows its file, line and column, so that an error
// can name them. Quoted fields ("a, b"), CRLF, a UTF-8 byte order mark and .xz/.gz are understood. Not a
// stream: files are read whole.
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/error.h"

namespace cobden::data {

class CsvTable {
 public:
  /// Reads a table with a header row. UserError: not UTF-8, no header, a column name twice, a row with too
  /// few or too many fields, an unclosed quote (a truncated file).
  static CsvTable read(const std::filesystem::path& path, char separator = ',');
  /// Reads a table without a header; columns are named "1", "2", ...
  static CsvTable read_headless(const std::filesystem::path& path, char separator);

  std::size_t rows() const { return row_start_.empty() ? 0 : row_start_.size() - 1; }
  const std::vector<std::string>& columns() const { return columns_; }
  bool has_column(std::string_view name) const;
  /// UserError that names the nearest column.
  std::size_t column(std::string_view name) const;
  std::string_view text(std::size_t row, std::size_t column) const;
  /// A finite number; UserError with file, line, column and value otherwise. Blank is an error unless `blank`
  /// is given.
  double number(std::size_t row, std::size_t column) const;
  double number_or(std::size_t row, std::size_t column, double blank) const;
  SourcePlace place(std::size_t row, std::size_t column) const;
  const std::filesystem::path& path() const { return path_; }
  const std::string& sha256() const { return sha256_; }

 private:
  struct Field {
    std::size_t offset = 0, length = 0;
  };
  std::filesystem::path path_;
  std::string bytes_, sha256_;
  std::vector<std::string> columns_;
  std::vector<Field> fields_;           // row-major
  std::vector<std::size_t> row_start_;  // first field of each row, and one past the end
  std::vector<long> line_;              // 1-based line of each row
};

}  // namespace cobden::data
