#pragma once
// A document of headings, paragraphs, points, tables and charts that is printed on a terminal, as Markdown or
// as one HTML page (html_report.h): the same words and figures every way.
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
/// A picture. A terminal names its file, Markdown links it, a page shows it.
struct BriefChart {
  std::string file;  ///< "gains.svg", as it is called in a folder of results
  std::string alt;   ///< what it shows, for a reader who cannot see it
  std::string svg;   ///< a document of svg.h
};
/// The chart called `file`, described by its title.
template <class Chart>
BriefChart picture(std::string file, const Chart& chart) {
  return {std::move(file), chart.title, to_svg(chart)};
}
using BriefBlock = std::variant<BriefText, BriefPoints, TextTable, BriefSource, BriefChart>;
/// Functions for each kind of block, in one: std::visit(EachBlock{...}, block).
template <class... F>
struct EachBlock : F... {
  using F::operator()...;
};
template <class... F>
EachBlock(F...) -> EachBlock<F...>;
using BriefBlocks = std::vector<BriefBlock>;

/// Whether a document tells how long an answer took; one that must be the same in every byte does not.
enum class Clock { kTold, kSilent };

struct BriefSection {
  std::string heading;
  BriefBlocks blocks = {};
  std::string key = {};  ///< short name within the document, for links to it; empty = none
};

struct Brief {
  std::string title, subtitle;
  std::vector<BriefSection> sections = {};
};

/// The section called `key`; nullptr if the document has none.
BriefSection* find_section(Brief& brief, const std::string& key);
/// Appends the blocks of `more`.
void append(BriefBlocks& blocks, BriefBlocks more);

/// The blocks of the sections without their headings, for tables that have titles: a blank line between
/// sections and before every further table.
std::string to_plain_text(const std::vector<BriefSection>& sections);
/// Plain text at most `width` characters wide (tables are as wide as they are).
std::string to_terminal(const Brief& brief, std::size_t width = 110);
/// Markdown with pipe tables; characters that Markdown reads are escaped.
std::string to_markdown(const Brief& brief);

}  // namespace cobden::report
