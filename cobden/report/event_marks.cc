#include "cobden/report/event_marks.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cobden/report/time_ticks.h"

namespace cobden::report {
namespace {

constexpr svg::TextStyle kFlag{"flag", 11, "#444"}, kNumber{"number", 10, "#444", true},
    kKey{"key", 11, "#444"};
constexpr double kRowHeight = 15, kGap = 4;  // of flags; between a flag and its line
constexpr int kRows = 6;                     // of flags, before they are numbered instead
constexpr double kNumberRow = 12, kElbow = 16;
constexpr double kColumn = (svg::kWidth - 2 * svg::kMargin) / 2, kKeyRow = 15;
constexpr double kDateAt = 22, kLabelAt = 94;  // px within a column of the key

using Mark = EventLayout::Mark;

/// From the line to the far end of the text, and the gap beyond it.
std::pair<double, double> extent(const Mark& flag) {
  const double width = svg::text_width(flag.text, kFlag) + 2 * kGap;
  return flag.to_the_left ? std::pair{flag.x - width, flag.x} : std::pair{flag.x, flag.x + width};
}

/// Whether the line of `other`, which ends at its own row, runs through the text of `flag`.
bool crosses(const Mark& other, const Mark& flag) {
  const auto [from, to] = extent(flag);
  return other.row >= flag.row && other.x > from && other.x < to;
}

bool collide(const Mark& a, const Mark& b) {
  const auto [a_from, a_to] = extent(a);
  const auto [b_from, b_to] = extent(b);
  return crosses(a, b) || crosses(b, a) || (a.row == b.row && a_from < b_to && b_from < a_to);
}

/// The lowest row in which `flag` keeps clear of those placed, to the right of its line where the page
/// allows.
std::optional<Mark> placed(Mark flag, const std::vector<Mark>& others) {
  flag.to_the_left = extent(flag).second > svg::kWidth - svg::kMargin / 2;
  flag.text_x = flag.x + (flag.to_the_left ? -kGap : kGap);
  if (extent(flag).first < svg::kMargin) return {};
  for (flag.row = 0; flag.row < kRows; ++flag.row)
    if (std::none_of(others.begin(), others.end(), [&](const Mark& m) { return collide(flag, m); }))
      return flag;
  return {};
}

/// Flags from the last date to the first: an earlier flag then steps over the later lines under it.
bool flagged(std::vector<Mark>& marks) {
  std::vector<Mark> done;
  for (auto mark = marks.rbegin(); mark != marks.rend(); ++mark) {
    const auto flag = placed(*mark, done);
    if (!flag) return false;
    done.push_back(*flag);
  }
  marks.assign(done.rbegin(), done.rend());
  return true;
}

/// Numbers side by side over the plot, in as many alternating rows as it takes to give each its width while
/// the line from an upper row still passes between two numbers of a lower one.
int number_rows(std::vector<Mark>& marks, double left, double right) {
  const double room = right - left;
  const auto count = static_cast<double>(marks.size());
  const double widest = svg::text_width(fmt::format("{}", marks.size()), kNumber) + 4;
  const int rows = widest * count <= room ? 1 : 2;
  const double slot = rows == 1 ? widest : widest / 2 + 2;
  if (slot * count > room) return 0;
  std::vector<svg::Slot> slots;
  for (const auto& mark : marks) slots.push_back({mark.x, slot});
  const auto middles = svg::spread(slots, left, right);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    marks[i].text_x = middles[i];
    marks[i].row = static_cast<int>(i) % rows;
    marks[i].text = fmt::format("{}", i + 1);
  }
  return rows;
}

std::string draw_flag(const Mark& mark, double top, double bottom) {
  const double baseline = top - 6 - kRowHeight * mark.row;
  return svg::line_between(mark.x, mark.x, bottom, baseline - 9, "event") +
         svg::text_at(mark.text_x, baseline, mark.to_the_left ? "end" : "start", kFlag, mark.text);
}

std::string draw_number(const Mark& mark, double top, double bottom) {
  if (mark.text.empty()) return svg::line_between(mark.x, mark.x, bottom, top, "event many");
  const double baseline = top - kElbow - 4 - kNumberRow * mark.row;
  return fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}L{:.1f} {:.1f}V{:.1f}\" class=\"event many\"/>\n",
                     mark.x, bottom, top, mark.text_x, top - kElbow, baseline + 3) +
         svg::text_at(mark.text_x, baseline, "middle", kNumber, mark.text);
}

}  // namespace

EventLayout lay_out_events(std::vector<Event> events, const std::function<double(int)>& x_of, double left,
                           double right) {
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.day < b.day; });
  EventLayout layout;
  for (const auto& event : events) layout.marks.push_back({x_of(event.day), 0, 0, false, event.label});
  if (events.empty()) return layout;
  if (flagged(layout.marks)) {
    int top_row = 0;
    for (const auto& mark : layout.marks) top_row = std::max(top_row, mark.row);
    layout.height = kRowHeight * (top_row + 1) + 4;
    return layout;
  }
  layout.numbered = true;
  const int rows = number_rows(layout.marks, left - 10, right + 10);
  if (rows > 0) layout.height = kElbow + kNumberRow * rows + 6;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (rows == 0) layout.marks[i].text.clear();
    layout.key.push_back({layout.marks[i].text, iso_day(events[i].day),
                          svg::lines_of(events[i].label, kKey, kColumn - kLabelAt - 12)});
  }
  return layout;
}

std::string draw_events(const EventLayout& layout, double top, double bottom) {
  std::string out;
  for (const auto& mark : layout.marks)
    out += layout.numbered ? draw_number(mark, top, bottom) : draw_flag(mark, top, bottom);
  return out;
}

svg::Block draw_key(const EventLayout& layout, double y) {
  std::size_t rows = 0;
  for (const auto& entry : layout.key) rows += entry.lines.size();
  svg::Block block{"", y};
  double x = svg::kMargin, at = y;
  std::size_t written = 0;
  for (const auto& entry : layout.key) {
    if (x == svg::kMargin && 2 * written >= rows && written > 0) x += kColumn, at = y;
    block.svg += svg::text_at(x + kDateAt - 6, at, "end", kNumber, entry.number);
    block.svg += svg::text_at(x + kDateAt, at, "start", kKey, entry.date);
    for (const auto& line : entry.lines) {
      block.svg += svg::text_at(x + kLabelAt, at, "start", kKey, line);
      at += kKeyRow;
    }
    written += entry.lines.size();
    block.bottom = std::max(block.bottom, at);
  }
  return block;
}

std::string event_style() {
  return svg::css_rule(kFlag) + svg::css_rule(kNumber) + svg::css_rule(kKey) +
         ".event{stroke:#8c8c8c;stroke-dasharray:2 3;fill:none}.many{stroke:#b0b0b0}";
}

}  // namespace cobden::report
