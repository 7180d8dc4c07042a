#pragma once
// A small strict reader of comma-separated tables, since this room stands below the one that reads benchmark
// data. Every field knows its line and column, so that an error can name them.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/core/error.h"

namespace cobden::precursor {

class CsvRows {
 public:
  /// UserError: no such file, not UTF-8, no header, a row with another number of fields, an open quote.
  explicit CsvRows(const std::filesystem::path& path);

  std::size_t size() const { return rows_.size(); }
  bool has(std::string_view column) const;
  /// The field; UserError for a column the file does not have.
  const std::string& text(std::size_t row, std::string_view column) const;
  /// A finite number; UserError otherwise.
  double number(std::size_t row, std::string_view column) const;
  /// The same, nothing for an empty field.
  std::optional<double> number_if(std::size_t row, std::string_view column) const;
  SourcePlace place(std::size_t row, std::string_view column) const;

 private:
  std::size_t column(std::string_view name) const;

  std::string file_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<long> lines_;
};

}  // namespace cobden::precursor
