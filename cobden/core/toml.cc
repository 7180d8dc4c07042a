#include "cobden/core/toml.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "cobden/core/error.h"
#include "cobden/core/text.h"

namespace cobden {
namespace {

using Kind = TomlValue::Kind;

long line_of(const toml::source_region& region) { return static_cast<long>(region.begin.line); }

std::string spelling(const toml::node& node) {
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  return std::move(out).str();
}

TomlValue convert(const toml::node& node);

TomlValue convert_table(const toml::table& table) {
  TomlValue value;
  value.kind = Kind::kTable;
  for (const auto& [key, child] : table)
    value.entries.push_back({std::string(key.str()), line_of(key.source()), convert(child)});
  // toml++ sorts keys by name; a reader of messages expects the order of the file.
  std::stable_sort(value.entries.begin(), value.entries.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  return value;
}

Day day_of(const toml::date& date) {
  return Day(std::chrono::year_month_day{std::chrono::year(date.year), std::chrono::month(date.month),
                                         std::chrono::day(date.day)});
}

CivilTime civil(const toml::date_time& at) {
  CivilTime time{.day = day_of(at.date),
                 .time_of_day = std::chrono::hours(at.time.hour) + std::chrono::minutes(at.time.minute) +
                                std::chrono::seconds(at.time.second),
                 .offset = {}};
  if (at.offset) time.offset = std::chrono::minutes(at.offset->minutes);
  return time;
}

TomlValue convert_scalar(const toml::node& node) {
  TomlValue value;
  if (const auto* text = node.as_string()) {
    value.kind = Kind::kText;
    value.text = text->get();
    return value;
  }
  value.text = spelling(node);
  if (const auto* integer = node.as_integer()) {
    value.kind = Kind::kInteger;
    value.number = static_cast<double>(integer->get());
  } else if (const auto* number = node.as_floating_point()) {
    value.kind = Kind::kNumber;
    value.number = number->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = Kind::kBoolean;
    value.boolean = boolean->get();
  } else if (const auto* day = node.as_date()) {
    value.kind = Kind::kDate;
    value.date = CivilTime{.day = day_of(day->get()), .time_of_day = {}, .offset = {}};
  } else if (const auto* at = node.as_date_time()) {
    value.kind = Kind::kDate;
    value.date = civil(at->get());
  }
  return value;
}

TomlValue convert(const toml::node& node) {
  TomlValue value;
  if (const auto* table = node.as_table()) {
    value = convert_table(*table);
  } else if (const auto* list = node.as_array()) {
    value.kind = Kind::kList;
    for (const auto& item : *list) value.items.push_back(convert(item));
  } else {
    value = convert_scalar(node);
  }
  value.line = line_of(node.source());
  value.column = static_cast<long>(node.source().begin.column);
  return value;
}

void require_utf8(std::string_view text, const std::string& file) {
  const auto bad = first_invalid_utf8(text);
  if (!bad) return;
  const long line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n');
  throw UserError({.place = {.file = file, .line = line, .column = ""},
                   .value = "",
                   .problem = "is not UTF-8 text",
                   .expected = "",
                   .remedy = "save the file in UTF-8 encoding"});
}

}  // namespace

std::string kind_name(Kind kind) {
  switch (kind) {
    case Kind::kText:
      return "text";
    case Kind::kInteger:
      return "a whole number";
    case Kind::kNumber:
      return "a number";
    case Kind::kBoolean:
      return "true or false";
    case Kind::kList:
      return "a list";
    case Kind::kTable:
      return "a table";
    case Kind::kDate:
      return "a date";
    case Kind::kOther:
      return "a time of day";
  }
  return "unknown";
}

TomlValue parse_toml(std::string_view text, const std::string& file) {
  require_utf8(text, file);
  try {
    return convert(toml::parse(text, file));
  } catch (const toml::parse_error& e) {
    throw UserError({.place = {.file = file,
                               .line = line_of(e.source()),
                               .column = fmt::format("character {}", e.source().begin.column)},
                     .value = "",
                     .problem = "is not valid TOML: " + std::string(e.description()),
                     .expected = "",
                     .remedy = "text values stand in quotes, tables in [brackets], dates without quotes"});
  }
}

}  // namespace cobden
