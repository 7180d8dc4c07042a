// The text of built files: quoting, order, rounding, and the merging of codes into prefixes.
#include <fmt/format.h>

#include <algorithm>

#include "cobden/schedule/build_trade_parts.h"

namespace cobden::schedule {
namespace {

using Values = std::map<std::string, std::string>;

// '~' sorts after every digit: lower_bound(prefix + "~") is the end of the codes below `prefix`.
void merge_below(const Values& values, const std::string& prefix, Values& merged) {
  const auto end = values.lower_bound(prefix + "~");
  for (auto at = values.lower_bound(prefix); at != end;) {
    const std::string next = at->first.substr(0, prefix.size() + 2);
    const auto stop = values.lower_bound(next + "~");
    const bool agree = std::all_of(at, stop, [&](const auto& entry) { return entry.second == at->second; });
    if (agree)
      merged[next] = at->second;
    else
      merge_below(values, next, merged);
    at = stop;
  }
}

}  // namespace

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (const auto& field : fields) {
    if (&field != &fields.front()) line += ',';
    if (field.find_first_of(",\"\n\r") == std::string::npos) {
      line += field;
      continue;
    }
    line += '"';
    for (const char c : field) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + '\n';
}

std::string csv_text(const std::vector<std::string>& header, std::vector<std::vector<std::string>> rows) {
  std::ranges::sort(rows);
  std::string text = csv_line(header);
  for (const auto& row : rows) text += csv_line(row);
  return text;
}

std::string csv_columns(const data::CsvTable& table, const std::vector<std::string>& from,
                        const std::vector<std::string>& to) {
  std::vector<std::size_t> columns;
  for (const auto& name : from) columns.push_back(table.column(name));
  std::vector<std::vector<std::string>> rows(table.rows());
  for (std::size_t r = 0; r < table.rows(); ++r)
    for (const std::size_t c : columns) rows[r].emplace_back(table.text(r, c));
  return csv_text(to, std::move(rows));
}

std::string rounded(double value, int digits) {
  // Through exponent notation, because the number of decimals depends on the size of the rounded value.
  const std::string scientific = fmt::format("{:.{}e}", value, digits - 1);
  const int exponent = std::stoi(scientific.substr(scientific.find('e') + 1));
  std::string plain = fmt::format("{:.{}f}", std::stod(scientific), std::max(0, digits - 1 - exponent));
  if (plain.find('.') == std::string::npos) return plain;
  plain.erase(plain.find_last_not_of('0') + 1);
  if (plain.back() == '.') plain.pop_back();
  return plain;
}

std::map<std::string, std::string> merged_prefixes(const std::map<std::string, std::string>& values) {
  std::map<std::string, std::string> merged;
  merge_below(values, "", merged);
  return merged;
}

}  // namespace cobden::schedule
