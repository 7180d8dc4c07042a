#pragma once
// A document of headings, paragraphs, points and tables that is printed on a terminal or as Markdown: the
// same words and figures either way.
#include <string>
#include <variant>
#include <vector>

#include "cobden/report/text_table.h"

namespace cobden::report {

struct BriefText {
  std::string text;
};
struct BriefPoints {
  std::vector<std::string> points;
};
/// A line under a section that says where its figures are from.
struct BriefSource {
  std::string text;
};
using BriefBlock = std::variant<BriefText, BriefPoints, TextTable, BriefSource>;

struct BriefSection {
  std::string heading;
  std::vector<BriefBlock> blocks = {};
};

struct Brief {
  std::string title, subtitle;
  std::vector<BriefSection> sections = {};
};

/// Plain text at most `width` characters wide (tables are as wide as they are).
std::string to_terminal(const Brief& brief, std::size_t width = 110);
/// Markdown with pipe tables; characters that Markdown reads are escaped.
std::string to_markdown(const Brief& brief);

}  // namespace cobden::report
