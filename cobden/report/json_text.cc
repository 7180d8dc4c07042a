#include "cobden/report/json_text.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "cobden/report/number_text.h"

namespace cobden::report {
namespace {

namespace json = boost::json;

bool is_flat(const json::value& v) {
  const auto scalar = [](const json::value& x) { return !x.is_array() && !x.is_object(); };
  if (v.is_array()) return std::all_of(v.get_array().begin(), v.get_array().end(), scalar);
  if (v.is_object())
    return std::all_of(v.get_object().begin(), v.get_object().end(),
                       [&](const auto& pair) { return scalar(pair.value()); });
  return true;
}

void write(const json::value& v, int depth, bool one_line, std::string& out);

void separate(int depth, bool one_line, std::string& out) {
  if (one_line) return;
  out += '\n';
  out.append(2 * static_cast<std::size_t>(depth), ' ');
}

template <class Range, class Item>
void write_list(const Range& range, char open, char close, int depth, bool one_line, std::string& out,
                const Item& item) {
  out += open;
  bool first = true;
  for (const auto& element : range) {
    if (!first) out += one_line ? ", " : ",";
    first = false;
    separate(depth + 1, one_line, out);
    item(element);
  }
  if (!first) separate(depth, one_line, out);
  out += close;
}

void write(const json::value& v, int depth, bool one_line, std::string& out) {
  if (v.is_double()) {
    out += std::isfinite(v.get_double()) ? csv_number(v.get_double()) : "null";
  } else if (v.is_array()) {
    const bool line = one_line || is_flat(v);
    write_list(v.get_array(), '[', ']', depth, line, out,
               [&](const json::value& x) { write(x, depth + 1, line || is_flat(x), out); });
  } else if (v.is_object()) {
    const bool line = one_line && is_flat(v);
    write_list(v.get_object(), '{', '}', depth, line, out, [&](const json::key_value_pair& pair) {
      out += json::serialize(json::value(pair.key()));
      out += ": ";
      write(pair.value(), depth + 1, line, out);
    });
  } else {
    out += json::serialize(v);
  }
}

}  // namespace

std::string to_json_text(const json::value& value) {
  std::string out;
  write(value, 0, false, out);
  return out + "\n";
}

}  // namespace cobden::report
