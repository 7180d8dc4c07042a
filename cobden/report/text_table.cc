#include "cobden/report/text_table.h"

#include <algorithm>

#include "cobden/core/text.h"

namespace cobden::report {
namespace {

/// Characters of UTF-8 text: bytes that do not continue another.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t to, bool left) {
  const std::string gap(to > width(text) ? to - width(text) : 0, ' ');
  return left ? text + gap : gap + text;
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<TableColumn>& columns,
                    const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t c = 0; c < columns.size(); ++c)
    line += (c == 0 ? "" : "  ") + padded(c < cells.size() ? cells[c] : "", widths[c], columns[c].left);
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

/// Heading lines, bottom aligned, then the units if any column has one.
std::vector<std::vector<std::string>> heading_lines(const std::vector<TableColumn>& columns) {
  std::vector<std::vector<std::string>> lines(2, std::vector<std::string>(columns.size()));
  std::vector<std::string> units;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto parts = split(columns[c].heading, '\n');
    lines[1][c] = parts.back();
    if (parts.size() > 1) lines[0][c] = parts.front();
    units.push_back(columns[c].unit);
  }
  const auto blank = [](const auto& line) {
    return std::all_of(line.begin(), line.end(), [](const auto& s) { return s.empty(); });
  };
  if (!blank(units)) lines.push_back(units);
  std::erase_if(lines, blank);
  return lines;
}

}  // namespace

std::string to_text(const TextTable& table) {
  auto lines = heading_lines(table.columns);
  std::vector<std::size_t> widths(table.columns.size());
  const auto widen = [&](const std::vector<std::string>& cells) {
    for (std::size_t c = 0; c < cells.size() && c < widths.size(); ++c)
      widths[c] = std::max(widths[c], width(cells[c]));
  };
  for (const auto& line : lines) widen(line);
  for (const auto& row : table.rows) widen(row);
  std::size_t total = 2 * (widths.empty() ? 0 : widths.size() - 1);
  for (const auto w : widths) total += w;
  const std::string rule = std::string(total, '-') + "\n";
  std::string text = table.title.empty() ? "" : table.title + "\n";
  for (const auto& line : lines) text += line_of(line, table.columns, widths);
  text += rule;
  for (const auto& row : table.rows) text += row.empty() ? rule : line_of(row, table.columns, widths);
  return text;
}

std::string shortened(const std::string& text, std::size_t limit) {
  if (width(text) <= limit) return text;
  std::size_t bytes = 0, characters = 0;
  for (; bytes < text.size(); ++bytes)
    if ((text[bytes] & 0xC0) != 0x80 && ++characters == limit) break;
  while (bytes > 0 && text[bytes - 1] == ' ') --bytes;
  return text.substr(0, bytes) + ".";
}

std::string wrapped(const std::string& text, std::size_t limit, const std::string& indent) {
  std::string out, line;
  for (const auto& word : split(text, ' ')) {
    if (!line.empty() && width(line) + 1 + width(word) > limit) {
      out += line + "\n";
      line = indent + word;
    } else {
      line += (line.empty() ? "" : " ") + word;
    }
  }
  return out + line;
}

}  // namespace cobden::report
