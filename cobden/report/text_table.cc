#include "cobden/report/text_table.h"

#include <algorithm>

#include "cobden/core/text.h"

namespace cobden::report {
namespace {

/// Characters, not bytes: UTF-8 continuation bytes do not count.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string pad(const std::string& text, std::size_t width, bool left) {
  const std::size_t own = width_of(text);
  const std::string fill(width > own ? width - own : 0, ' ');
  return left ? text + fill : fill + text;
}

std::string line_of(const std::vector<std::string>& cells, const TextTable& table, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t c = 0; c < cells.size(); ++c) line += (c > 0 ? "  " : "") + pad(cells[c], widths[c], table.columns[c].left);
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

}  // namespace

std::string to_text(const TextTable& table) {
  std::vector<std::vector<std::string>> head;
  std::size_t heading_lines = 1;
  for (const auto& column : table.columns) heading_lines = std::max(heading_lines, split(column.heading, '\n').size());
  for (std::size_t l = 0; l < heading_lines; ++l) {
    std::vector<std::string> line;
    for (const auto& column : table.columns) {
      const auto parts = split(column.heading, '\n');
      const std::size_t skipped = heading_lines - parts.size();  // headings stand on the rule
      line.push_back(l < skipped ? "" : parts[l - skipped]);
    }
    head.push_back(std::move(line));
  }
  if (std::any_of(table.columns.begin(), table.columns.end(), [](const auto& c) { return !c.unit.empty(); })) {
    head.emplace_back();
    for (const auto& column : table.columns) head.back().push_back(column.unit);
  }
  std::vector<std::size_t> widths(table.columns.size(), 0);
  const auto widen = [&](const std::vector<std::vector<std::string>>& block) {
    for (const auto& row : block)
      for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width_of(row[c]));
  };
  widen(head);
  widen(table.rows);
  std::size_t total = 2 * (widths.size() - 1);
  for (const std::size_t w : widths) total += w;
  const std::string rule = std::string(total, '-') + "\n";
  std::string text = table.title.empty() ? "" : table.title + "\n";
  for (const auto& line : head) text += line_of(line, table, widths);
  text += rule;
  for (const auto& row : table.rows) text += row.empty() ? rule : line_of(row, table, widths);
  return text;
}

std::string wrapped(const std::string& text, std::size_t width, const std::string& indent) {
  std::string out, line;
  for (const auto& word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!line.empty() && width_of(line) + 1 + width_of(word) > width) out += line + "\n", line = indent;
    line += (line.empty() || line == indent ? "" : " ") + word;
  }
  return out + line + "\n";
}

}  // namespace cobden::report
