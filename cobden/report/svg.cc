#include "cobden/report/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "cobden/core/error.h"
#include "cobden/core/text.h"
#include "cobden/report/number_text.h"

namespace cobden::report::svg {
namespace {

/// Advance width of the character that starts with byte `c`, in units of the font size, rounded up by classes
/// (DejaVu Sans); bytes inside a UTF-8 character have none.
double advance(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return byte < 0xC0 ? 0 : byte < 0xE0 ? 0.85 : 1;
  const auto in = [c](std::string_view set) { return set.find(c) != std::string_view::npos; };
  if (in(" ,.'/:;IJijl\\|")) return 0.34;
  if (in("!\"()-[]`frt")) return 0.46;
  if (in("m%MW@")) return 1;
  if (in("#+<=>^~&OQw")) return 0.84;
  return c >= 'A' && c <= 'Z' ? 0.77 : 0.64;
}

/// The longest start of `word` that fits, at least one character, never half of one.
std::size_t fitting_bytes(const std::string& word, const TextStyle& style, double width) {
  std::size_t fits = 0;
  for (std::size_t end = 1; end <= word.size(); ++end) {
    const bool whole = end == word.size() || (static_cast<unsigned char>(word[end]) & 0xC0) != 0x80;
    if (!whole) continue;
    if (fits > 0 && text_width(std::string_view(word).substr(0, end), style) > width) break;
    fits = end;
  }
  return fits;
}

std::string with_ellipsis(std::string line, const TextStyle& style, double width) {
  const std::string dots = "…";
  line.resize(fitting_bytes(line, style, width - text_width(dots, style)));
  return line + dots;
}

/// The next 1, 2 or 5 times a power of ten.
double round_up(double raw) {
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double m : {1.0, 2.0, 5.0})
    if (raw <= m * power) return m * power;
  return 10 * power;
}

/// The nondecreasing sequence nearest to `wanted` (least squares).
std::vector<double> isotonic(const std::vector<double>& wanted) {
  struct Pool {
    double mean;
    std::size_t count;
  };
  std::vector<Pool> pools;
  for (const double w : wanted) {
    pools.push_back({w, 1});
    while (pools.size() > 1 && pools[pools.size() - 2].mean > pools.back().mean) {
      const Pool last = pools.back();
      pools.pop_back();
      Pool& into = pools.back();
      const double n = static_cast<double>(into.count), m = static_cast<double>(last.count);
      into = {(n * into.mean + m * last.mean) / (n + m), into.count + last.count};
    }
  }
  std::vector<double> out;
  for (const auto& pool : pools) out.insert(out.end(), pool.count, pool.mean);
  return out;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// The rules of a flat style sheet, each selector within the element `id`, names as `inlined` makes them.
std::string scoped(const std::string& sheet, const std::string& id) {
  std::string out;
  for (const auto& rule : split(sheet, '}')) {
    const std::size_t brace = rule.find('{');
    if (brace == std::string::npos) continue;
    std::string selectors;
    for (const auto& selector : split(rule.substr(0, brace), ','))
      selectors += (selectors.empty() ? "#" : ",#") + id + " " + selector;
    out += selectors + rule.substr(brace) + "}";
  }
  replace_all(out, "url(#", "url(#" + id + "-");
  return out;
}

}  // namespace

std::string css_rule(const TextStyle& style) {
  return fmt::format(".{}{{font-size:{}px{}{}{}}}", style.name, style.size,
                     style.bold ? ";font-weight:bold" : "", style.fill.empty() ? "" : ";fill:", style.fill);
}

std::string text_at(double x, double y, std::string_view anchor, const TextStyle& style,
                    const std::string& text, std::string_view extra) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}{}{}\">{}</text>\n", x, y,
                     anchor, style.name, extra.empty() ? "" : " ", extra, xml_text(text));
}

std::string line_between(double x1, double x2, double y1, double y2, std::string_view css) {
  return fmt::format("<line x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, x2,
                     y1, y2, css);
}

double text_width(std::string_view text, const TextStyle& style) {
  double ems = 0;
  for (const char c : text) ems += advance(c);
  return ems * style.size * (style.bold ? 1.1 : 1);
}

std::vector<std::string> lines_of(const std::string& text, const TextStyle& style, double width,
                                  std::size_t max_lines) {
  std::vector<std::string> lines(1);
  for (std::string word : split(text, ' ')) {
    std::string longer = lines.back();
    if (!longer.empty()) longer += ' ';
    longer += word;
    if (text_width(longer, style) <= width) {
      lines.back() = std::move(longer);
      continue;
    }
    if (!lines.back().empty()) lines.emplace_back();
    while (text_width(word, style) > width) {
      const std::size_t bytes = fitting_bytes(word, style, width);
      if (bytes == word.size()) break;  // one character wider than the line
      lines.back() = word.substr(0, bytes);
      word.erase(0, bytes);
      lines.emplace_back();
    }
    lines.back() = word;
  }
  if (max_lines == 0 || lines.size() <= max_lines) return lines;
  lines.resize(max_lines);
  lines.back() = with_ellipsis(lines.back(), style, width);
  return lines;
}

std::vector<double> Ticks::values() const {
  std::vector<double> out;
  for (long i = std::lround(low / step); i <= std::lround(high / step); ++i)
    out.push_back(static_cast<double>(i) * step);
  return out;
}

int Ticks::decimals() const { return step < 1 ? static_cast<int>(std::ceil(-std::log10(step) - 1e-9)) : 0; }

Ticks nice_ticks(double low, double high, double intervals) {
  invariant(std::isfinite(low) && std::isfinite(high) && low <= high, "an axis has finite ends in order");
  // Ends that differ by rounding only would give marks that no text can tell apart.
  const double size = std::max(std::abs(low), std::abs(high));
  if (high - low <= 1e-9 * size) high = low + std::max(1.0, 1e-6 * size);
  const double step = round_up((high - low) / intervals);
  return {std::floor(low / step) * step, std::ceil(high / step) * step, step};
}

std::vector<double> spread(const std::vector<Slot>& slots, double low, double high) {
  std::vector<std::size_t> order(slots.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return slots[a].middle < slots[b].middle; });
  // With the room of those before it taken off, a slot may not start before its neighbour: isotonic
  // regression.
  std::vector<double> wanted;
  double room = 0;
  for (const std::size_t i : order) {
    wanted.push_back(slots[i].middle - slots[i].size / 2 - room);
    room += slots[i].size;
  }
  const std::vector<double> starts = isotonic(wanted);
  std::vector<double> middles(slots.size());
  double before = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double start = std::max(low, std::min(starts[k], high - room));
    middles[order[k]] = start + before + slots[order[k]].size / 2;
    before += slots[order[k]].size;
  }
  return middles;
}

Block title_block(const std::string& title, const std::string& subtitle) {
  Block block{"", 34};
  for (const auto& line : lines_of(title, kTitle, kWidth - 2 * kMargin)) {
    block.svg += text_at(kMargin, block.bottom, "start", kTitle, line);
    block.bottom += 22;
  }
  for (const auto& line : lines_of(subtitle, kSubtitle, kWidth - 2 * kMargin)) {
    block.svg += text_at(kMargin, block.bottom, "start", kSubtitle, line);
    block.bottom += 18;
  }
  block.bottom -= 18;
  return block;
}

Block footer_block(const std::string& footer, double y) {
  Block block{"", y};
  // The estimate of the width is from above: text of this length keeps a right margin in practice.
  for (const auto& line : lines_of(footer, kFoot, kWidth - kMargin)) {
    block.svg += text_at(kMargin, block.bottom, "start", kFoot, line);
    block.bottom += 14;
  }
  return block;
}

std::string document(const std::string& title, double height, std::string_view style,
                     const std::string& body) {
  std::string sheet = "text{font-family:Helvetica,Arial,sans-serif;fill:#222}";
  for (const auto& text : {kTitle, kSubtitle, kLabel, kValue, kTick, kAxis, kFoot}) sheet += css_rule(text);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
      "{0:.0f} {1:.0f}\" width=\"{0:.0f}\" height=\"{1:.0f}\" role=\"img\">\n"
      "<title>{2}</title>\n<style>{3}.grid{{stroke:#e3e3e3}}.zero{{stroke:#444}}{4}</style>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{5}</svg>\n",
      kWidth, height, xml_text(title), sheet, style, body);
}

std::string inlined(const std::string& document, const std::string& id) {
  const std::size_t start = document.find("<svg "), style = document.find("<style>"),
                    end = document.find("</style>");
  invariant(start < style && style < end && end != std::string::npos, "a chart is a document of svg.h");
  const std::size_t sheet = style + 7;
  std::string rest = document.substr(end);
  replace_all(rest, " id=\"", " id=\"" + id + "-");
  return "<svg id=\"" + id + "\" " + document.substr(start + 5, sheet - start - 5) +
         scoped(document.substr(sheet, end - sheet), id) + rest;
}

}  // namespace cobden::report::svg
