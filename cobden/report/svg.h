#pragma once
// What every chart has in common, drawn without a library: the page with its title and footer, the text
// styles, round tick marks, and labels that keep out of each other's way. A chart is plain SVG text, so that
// it is the same in every byte on every machine and can be read in a diff.
#include <string>
#include <string_view>
#include <vector>

namespace cobden::report::svg {

inline constexpr double kWidth = 860, kMargin = 20;  ///< of the page, in SVG units (pixels at full size)

/// A class of the style sheet: what the text is for, and how large it stands.
struct TextStyle {
  std::string_view name;
  double size;                 ///< font size [px]
  std::string_view fill = "";  ///< colour; empty = the ink of the page
  bool bold = false;
};
inline constexpr TextStyle kTitle{"title", 18, "", true}, kSubtitle{"subtitle", 13, "#555"},
    kLabel{"label", 13}, kValue{"value", 12}, kTick{"tick", 11, "#666"}, kAxis{"axis", 12, "#444"},
    kFoot{"foot", 11, "#666"};
/// Blue and red that stay apart for colour-blind readers, dark enough to write with.
inline constexpr std::string_view kBlue = "#2f6f9f", kRed = "#b2493c";

/// The CSS rule of a style, for `document`.
std::string css_rule(const TextStyle& style);
/// One line of text; `anchor` is start, middle or end, `extra` names further classes. Escapes `text`.
std::string text_at(double x, double y, std::string_view anchor, const TextStyle& style,
                    const std::string& text, std::string_view extra = "");
std::string line_between(double x1, double x2, double y1, double y2, std::string_view css);

/// Width of `text` [px], estimated from above: the viewer's font is unknown, so DejaVu Sans, the widest of
/// the usual substitutes for Helvetica, is taken as the measure.
double text_width(std::string_view text, const TextStyle& style);
/// `text` broken at spaces into lines of at most `width` px, at least one; a longer word is cut. With
/// `max_lines` > 0 the rest is dropped and marked by an ellipsis.
std::vector<std::string> lines_of(const std::string& text, const TextStyle& style, double width,
                                  std::size_t max_lines = 0);

/// Marks at 1, 2 or 5 times a power of ten, from at or below `low` to at or above `high`.
struct Ticks {
  double low = 0, high = 1, step = 1;
  std::vector<double> values() const;  ///< exactly 0 where zero is meant
  int decimals() const;                ///< that tell one mark from the next
};
/// At most about `intervals` of them over finite `low` <= `high`; an empty range is widened upwards.
Ticks nice_ticks(double low, double high, double intervals = 6);

/// A label along a line, such as the names at the right end of a chart: where its middle wants to be, and the
/// room it needs.
struct Slot {
  double middle, size;
};
/// Middles as near as possible to those wanted (least squares), in the same order, without overlap, between
/// `low` and `high`. Slots that do not fit together start at `low` and run over `high`. Method: isotonic
/// regression by pooling neighbours (Ayer et al. 1955).
std::vector<double> spread(const std::vector<Slot>& slots, double low, double high);

/// A drawn piece of the page and where it ends.
struct Block {
  std::string svg;
  double bottom;
};
/// Title and subtitle at the top of the page; the bottom is the last line of text.
Block title_block(const std::string& title, const std::string& subtitle);
/// The footer, its first line at `y`; the bottom is the height of the page.
Block footer_block(const std::string& footer, double y);
/// The complete document. `style` is CSS beyond that of the page, `body` everything drawn.
std::string document(const std::string& title, double height, std::string_view style,
                     const std::string& body);

/// A document of this file as an element of a page that has others: without its XML declaration, its style
/// rules and names held to the element called `id`.
std::string inlined(const std::string& document, const std::string& id);

}  // namespace cobden::report::svg
