#include "cobden/report/brief.h"

#include <algorithm>
#include <iterator>

#include "cobden/core/text.h"

namespace cobden::report {
namespace {

std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return text;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : one_line(text)) {
    if (std::string_view("|*_`<>[]").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const auto& cell : cells) line += " " + escaped(cell) + " |";
  return line + "\n";
}

std::string markdown_table(const TextTable& table) {
  std::string text = table.title.empty() ? "" : "**" + escaped(table.title) + "**\n\n";
  std::vector<std::string> heads;
  std::string rule = "|";
  for (const auto& column : table.columns) {
    heads.push_back(column.heading + (column.unit.empty() ? "" : " (" + column.unit + ")"));
    rule += column.left ? "---|" : "---:|";
  }
  text += markdown_row(heads) + rule + "\n";
  for (auto row : table.rows) {
    if (row.empty()) continue;
    row.resize(table.columns.size());
    text += markdown_row(row);
  }
  return text;
}

std::string underlined(const std::string& text, char line) {
  return text + "\n" + std::string(std::min<std::size_t>(text.size(), 110), line) + "\n";
}

std::string terminal_block(const BriefBlock& block, std::size_t width) {
  const EachBlock print{
      [&](const BriefText& b) { return wrapped(b.text, width) + "\n"; },
      [&](const BriefPoints& b) {
        std::string out;
        for (const auto& point : b.points) out += "- " + wrapped(point, width - 2, "  ") + "\n";
        return out;
      },
      [&](const TextTable& b) { return to_text(b); },
      [&](const BriefSource& b) { return wrapped("Source: " + b.text, width, "        ") + "\n"; },
      [&](const BriefChart& b) { return wrapped("Chart: " + b.alt + " (" + b.file + ")", width) + "\n"; }};
  return std::visit(print, block);
}

}  // namespace

std::string to_terminal(const Brief& brief, std::size_t width) {
  std::string text = underlined(wrapped(brief.title, width), '=');
  if (!brief.subtitle.empty()) text += wrapped(brief.subtitle, width) + "\n";
  for (const auto& section : brief.sections) {
    text += "\n" + underlined(section.heading, '-');
    for (const auto& block : section.blocks) text += terminal_block(block, width);
  }
  return text;
}

std::string to_plain_text(const std::vector<BriefSection>& sections) {
  std::string text;
  for (const auto& section : sections) {
    if (section.blocks.empty()) continue;
    if (!text.empty()) text += "\n";
    for (std::size_t i = 0; i < section.blocks.size(); ++i) {
      if (i > 0 && std::holds_alternative<TextTable>(section.blocks[i])) text += "\n";
      text += terminal_block(section.blocks[i], 110);
    }
  }
  return text;
}

BriefSection* find_section(Brief& brief, const std::string& key) {
  const auto found =
      std::ranges::find_if(brief.sections, [&](const auto& section) { return section.key == key; });
  return found == brief.sections.end() ? nullptr : &*found;
}

void append(BriefBlocks& blocks, BriefBlocks more) { std::ranges::move(more, std::back_inserter(blocks)); }

std::string to_markdown(const Brief& brief) {
  std::string text = "# " + escaped(brief.title) + "\n";
  if (!brief.subtitle.empty()) text += "\n" + escaped(brief.subtitle) + "\n";
  const EachBlock print{[&](const BriefText& b) { return escaped(b.text) + "\n"; },
                        [&](const BriefPoints& b) {
                          std::string out;
                          for (const auto& point : b.points) out += "- " + escaped(point) + "\n";
                          return out;
                        },
                        [&](const TextTable& b) { return markdown_table(b); },
                        [&](const BriefSource& b) { return "*Source: " + escaped(b.text) + "*\n"; },
                        [&](const BriefChart& b) { return "![" + escaped(b.alt) + "](" + b.file + ")\n"; }};
  for (const auto& section : brief.sections) {
    text += "\n## " + escaped(section.heading) + "\n";
    for (const auto& block : section.blocks) text += "\n" + std::visit(print, block);
  }
  return text;
}

}  // namespace cobden::report
