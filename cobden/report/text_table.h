#pragma once
// Aligned tables for a terminal: text to the left, numbers to the right, the unit under each heading.
#include <string>
#include <vector>

namespace cobden::report {

struct TableColumn {
  std::string heading;  ///< may hold one line break
  std::string unit;     ///< printed under the heading
  bool left = false;    ///< text columns stand to the left
};

struct TextTable {
  std::string title;  ///< empty = none
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows = {};  ///< one cell per column; an empty row is a rule
};

/// The table with a rule under the headings and a line break after every row. Widths count characters, not
/// bytes.
std::string to_text(const TextTable& table);
/// `text` cut to `width` characters, the last a full stop where something was cut.
std::string shortened(const std::string& text, std::size_t width);
/// Breaks text at spaces so that no line is wider than `width` characters; continuation lines start with
/// `indent`.
std::string wrapped(const std::string& text, std::size_t width = 110, const std::string& indent = "");

}  // namespace cobden::report
