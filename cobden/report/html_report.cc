#include "cobden/report/html_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/core/version.h"
#include "cobden/report/html_style.h"
#include "cobden/report/number_text.h"
#include "cobden/report/svg.h"

namespace cobden::report {
namespace {

/// `text` as a data: address; what may not stand in one or in an attribute is percent-encoded (RFC 3986).
std::string data_address(const std::string& type, std::string_view text) {
  std::string out = "data:" + type + ";charset=utf-8,";
  out.reserve(out.size() + text.size() + text.size() / 8);
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) ||
                       std::string_view("-_.~,:;*+/=@!$").find(c) != std::string_view::npos;
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string download(const std::string& name, const std::string& address, const std::string& words) {
  return fmt::format("<a download=\"{}\" href=\"{}\">{}</a>", xml_text(name), address, xml_text(words));
}

std::string with_breaks(const std::string& text) {
  std::string out;
  for (const auto& line : split(text, '\n')) {
    if (line.empty()) continue;
    out += (out.empty() ? "" : "<br/>") + xml_text(line);
  }
  return out;
}

std::string heading_row(const TextTable& table) {
  std::string row = "<thead><tr>";
  for (const auto& column : table.columns) {
    row +=
        fmt::format("<th scope=\"col\"{}>{}", column.left ? "" : " class=\"n\"", with_breaks(column.heading));
    if (!column.unit.empty()) row += "<span class=\"unit\">" + xml_text(column.unit) + "</span>";
    row += "</th>";
  }
  return row + "</tr></thead>\n";
}

std::string body_row(const std::vector<std::string>& cells, const TextTable& table, bool rule) {
  std::string row = rule ? "<tr class=\"rule\">" : "<tr>";
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string text = c < cells.size() ? xml_text(cells[c]) : "";
    const bool left = table.columns[c].left;
    if (c == 0 && left)
      row += "<th scope=\"row\">" + text + "</th>";
    else
      row += fmt::format("<td{}>{}</td>", left ? "" : " class=\"n\"", text);
  }
  return row + "</tr>\n";
}

/// What may be wider than the page scrolls by itself, with the keyboard too; `name` is unique in the page.
std::string scrolling(const std::string& name, const std::string& content) {
  return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + xml_text(name) + "\">" +
         content + "</div>\n";
}

std::string table_html(const TextTable& table) {
  std::string html = "<table>\n";
  if (!table.title.empty()) html += "<caption>" + xml_text(table.title) + "</caption>\n";
  html += heading_row(table) + "<tbody>\n";
  bool rule = false;
  for (const auto& row : table.rows) {
    if (!row.empty()) html += body_row(row, table, rule);
    rule = row.empty();
  }
  return html + "</tbody></table>";
}

std::string chart_html(const BriefChart& chart, const std::string& name, const std::string& id) {
  return "<figure>\n" + scrolling(name, svg::inlined(chart.svg, id)) + "<figcaption>" +
         download(chart.file, data_address("image/svg+xml", chart.svg), "This chart as SVG") +
         "</figcaption>\n</figure>\n";
}

/// Prints blocks, with names of tables and charts that differ from each other.
class Printer {
 public:
  /// The heading that tables without a title go by.
  void enter(const std::string& heading) { heading_ = heading; }

  std::string operator()(const BriefText& b) const { return "<p>" + xml_text(b.text) + "</p>\n"; }
  std::string operator()(const BriefPoints& b) const {
    std::string html = "<ul>\n";
    for (const auto& point : b.points) html += "<li>" + xml_text(point) + "</li>\n";
    return html + "</ul>\n";
  }
  std::string operator()(const TextTable& b) {
    return scrolling(name(b.title.empty() ? heading_ : b.title), table_html(b));
  }
  std::string operator()(const BriefSource& b) const {
    return "<p class=\"source\">Source: " + xml_text(b.text) + "</p>\n";
  }
  std::string operator()(const BriefChart& b) {
    return chart_html(b, name("Chart: " + b.alt), fmt::format("chart{}", ++charts_));
  }

 private:
  std::string name(const std::string& wanted) {
    const int times = ++named_[wanted];
    return times == 1 ? wanted : fmt::format("{} ({})", wanted, times);
  }

  std::string heading_;
  std::map<std::string, int> named_;
  int charts_ = 0;
};

std::string anchor(const BriefSection& section, std::size_t position) {
  return section.key.empty() ? fmt::format("part{}", position + 1) : section.key;
}

std::string contents(const Brief& brief) {
  std::string html = "<nav aria-label=\"Contents\"><ol>\n";
  for (std::size_t i = 0; i < brief.sections.size(); ++i)
    html += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", xml_text(anchor(brief.sections[i], i)),
                        xml_text(brief.sections[i].heading));
  return html + "<li><a href=\"#origin\">Where this comes from</a></li>\n</ol></nav>\n";
}

/// Without the folders of the machine, which say nothing to a reader elsewhere: from the data folder on, else
/// the name alone.
std::string shown_path(const std::filesystem::path& path) {
  for (const auto& folder : data_search_path()) {
    const auto inside = path.lexically_relative(folder);
    if (!inside.empty() && *inside.begin() != "..") return (folder.filename() / inside).generic_string();
  }
  return path.filename().string();
}

std::string inputs_html(const std::vector<scenario::InputFile>& inputs) {
  if (inputs.empty()) return "";
  std::string html =
      "<table class=\"origin\">\n<caption>Files read</caption>\n<thead><tr><th scope=\"col\">What</th><th "
      "scope=\"col\">File</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n";
  for (const auto& file : inputs)
    html +=
        fmt::format("<tr><th scope=\"row\">{}</th><td><code>{}</code></td><td class=\"hash\">{}</td></tr>\n",
                    xml_text(file.role), xml_text(shown_path(file.path)), xml_text(file.sha256));
  return scrolling("Files read", html + "</tbody></table>");
}

std::string attachments_html(const std::vector<Attachment>& attachments) {
  if (attachments.empty()) return "";
  std::size_t bytes = 0;
  for (const auto& a : attachments) bytes += a.content.size();
  if (bytes > kMostAttachedBytes)
    return fmt::format(
        "<p>The data ({:.1f} MB) are too large to travel in this page: run the command with "
        "<code>--out DIR</code>.</p>\n",
        static_cast<double>(bytes) / 1e6);
  std::string html = "<p>Download data:";
  for (const auto& a : attachments)
    html += " " +
            download(a.name, data_address(a.type, a.content),
                     fmt::format("{} ({:.0f} kB)", a.name,
                                 std::max(1.0, static_cast<double>(a.content.size()) / 1000))) +
            (a.note.empty() ? "" : " " + xml_text(a.note));
  return html + "</p>\n";
}

std::string origin_html(const ReportOrigin& origin) {
  std::string html = "<section id=\"origin\">\n<h2>Where this comes from</h2>\n";
  html += fmt::format(
      "<p>Cobden {} (commit {}, {}). The same version, files and command give the same page.</p>\n",
      xml_text(version()), xml_text(commit()), xml_text(build_type()));
  if (!origin.command_line.empty())
    html += "<p>Command: <code>" + xml_text(origin.command_line) + "</code></p>\n";
  return html + inputs_html(origin.inputs) + attachments_html(origin.attachments) + "</section>\n";
}

std::string head_html(const std::string& title) {
  // The policy holds the page to its word: nothing is loaded from anywhere, no script runs.
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\"/>\n<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n<meta name=\"generator\" "
      "content=\"cobden "
      "{}\"/>\n<title>{}</title>\n<style>{}</style>\n</head>\n",
      xml_text(version()), xml_text(title), html_style());
}

}  // namespace

std::string html_report(const Brief& brief, const ReportOrigin& origin) {
  std::string html =
      head_html(brief.title) + "<body>\n<main>\n<header>\n<h1>" + xml_text(brief.title) + "</h1>\n";
  if (!brief.subtitle.empty()) html += "<p class=\"subtitle\">" + xml_text(brief.subtitle) + "</p>\n";
  html += "</header>\n" + contents(brief);
  Printer print;
  for (std::size_t i = 0; i < brief.sections.size(); ++i) {
    const auto& section = brief.sections[i];
    html += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n", xml_text(anchor(section, i)),
                        xml_text(section.heading));
    print.enter(section.heading);
    for (const auto& block : section.blocks) html += std::visit(print, block);
    html += "</section>\n";
  }
  return html + origin_html(origin) + "</main>\n</body>\n</html>\n";
}

}  // namespace cobden::report
