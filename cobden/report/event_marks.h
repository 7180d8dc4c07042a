#pragma once
// Policy dates on a time chart: a dashed line at each date, and its label as a flag in a row above the plot.
// A flag may be crossed neither by another flag nor by the line of another date. Where no such arrangement
// has few rows, the dates are numbered above the plot and the labels stand in a key below it.
#include <functional>
#include <string>
#include <vector>

#include "cobden/report/svg.h"

namespace cobden::report {

struct Event {
  int day = 0;  ///< days since 1970-01-01
  std::string label;
};

/// Where every label of an event goes; positions in px, rows counted upwards from the plot.
struct EventLayout {
  struct Mark {
    double x;       ///< of the date
    double text_x;  ///< of the flag or number
    int row;
    bool to_the_left;  ///< the flag ends at the line
    std::string text;  ///< empty when there are too many dates even to number
  };
  struct KeyEntry {
    std::string number, date;
    std::vector<std::string> lines;
  };
  bool numbered = false;
  std::vector<Mark> marks = {};    ///< by date
  std::vector<KeyEntry> key = {};  ///< empty unless numbered
  double height = 0;               ///< room needed above the plot
};

/// `x_of` gives the position of a day; the plot reaches from `left` to `right`.
EventLayout lay_out_events(std::vector<Event> events, const std::function<double(int)>& x_of, double left,
                           double right);
/// Lines over the plot between `top` and `bottom`, with flags or numbers above it.
std::string draw_events(const EventLayout& layout, double top, double bottom);
/// The key in two columns from `y` on; empty unless the events are numbered.
svg::Block draw_key(const EventLayout& layout, double y);
/// CSS rules for the two functions above.
std::string event_style();

}  // namespace cobden::report
