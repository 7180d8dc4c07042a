#include "cobden/scenario/scenario_file_tree.h"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "cobden/core/error.h"
#include "cobden/core/text.h"

namespace cobden::scenario {
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
    case Kind::kOther:
      return "a date or time";
  }
  return "unknown";
}

TomlValue parse_toml(std::string_view text, const std::string& file) {
  require_utf8(text, file);
  try {
    return convert(toml::parse(text, file));
  } catch (const toml::parse_error& e) {
    throw UserError(
        {.place = {.file = file, .line = line_of(e.source()), .column = ""},
         .value = "",
         .problem = "is not valid TOML: " + std::string(e.description()),
         .expected = "",
         .remedy = "text values stand in quotes, tables in [brackets]; see cobden run --help-scenario"});
  }
}

}  // namespace cobden::scenario
