#include "cobden/core/table_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/axis.h"

namespace cobden {
namespace {

using Kind = TomlValue::Kind;

std::string dotted(const std::string& table, const std::string& key) {
  return table.empty() ? key : table + "." + key;
}

}  // namespace

std::string did_you_mean(const std::string& text, const std::vector<std::string>& known) {
  const std::string near = nearest_name(text, known);
  return near.empty() ? "" : "did you mean '" + near + "'?";
}

TableReader::TableReader(std::span<const OptionRecord> options, const TomlValue& value, std::string table,
                         std::string file, const std::vector<std::string>& subtables)
    : options_(options), value_(value), table_(std::move(table)), file_(std::move(file)) {
  if (value.kind != Kind::kTable)
    fail_at(place_at(value.line, table_), value.text, "is " + kind_name(value.kind), "a table",
            "write [" + table_ + "]");
  for (const auto& entry : value.entries) check_known(entry, subtables);
}

const TomlEntry* TableReader::find(const std::string& key) const {
  for (const auto& entry : value_.entries)
    if (entry.key == key) return &entry;
  return nullptr;
}

SourcePlace TableReader::place_at(long line, std::string key) const {
  return {.file = file_, .line = line, .column = std::move(key)};
}

SourcePlace TableReader::place(const TomlEntry& entry) const {
  return place_at(entry.line, dotted(table_, entry.key));
}

SourcePlace TableReader::place(const std::string& key) const {
  const TomlEntry* entry = find(key);
  return entry ? place(*entry) : place();
}

std::string TableReader::text(const std::string& key, std::string otherwise) const {
  const TomlEntry* entry = find(key);
  if (!entry) return otherwise;
  require_kind(*entry, entry->value.kind == Kind::kText, "text in quotes");
  if (entry->value.text.empty()) fail_at(place(*entry), "", "is empty", "text");
  check_choice(*entry);
  return entry->value.text;
}

std::string TableReader::required_text(const std::string& key, const std::string& example) const {
  if (!find(key)) fail_at(place(), "", fmt::format("'{}' is missing", key), key + " = " + example);
  return text(key);
}

std::optional<double> TableReader::number(const std::string& key) const {
  const TomlEntry* entry = find(key);
  if (!entry) return std::nullopt;
  const OptionRecord& option = *find_option(options_, table_, key);
  const bool whole = option.type == OptionType::kInteger;
  const bool fits = entry->value.kind == Kind::kInteger || (!whole && entry->value.kind == Kind::kNumber);
  require_kind(*entry, fits, whole ? "a whole number" : "a number without quotes");
  return bounded(*entry, entry->value, option);
}

std::vector<double> TableReader::numbers(const std::string& key) const {
  const TomlEntry* entry = find(key);
  if (!entry) return {};
  constexpr const char* kExpected = "a list of numbers, [1, 2.5]";
  require_kind(*entry, entry->value.kind == Kind::kList, kExpected);
  const OptionRecord& option = *find_option(options_, table_, key);
  std::vector<double> list;
  for (const auto& item : entry->value.items) {
    if (item.kind != Kind::kInteger && item.kind != Kind::kNumber)
      fail_at(place(*entry), item.text, "holds " + kind_name(item.kind), kExpected);
    list.push_back(bounded(*entry, item, option));
  }
  if (list.empty())
    fail_at(place(*entry), "", "is an empty list", "at least one number",
            "leave the key out to use its default");
  return list;
}

double TableReader::bounded(const TomlEntry& entry, const TomlValue& value,
                            const OptionRecord& option) const {
  const double x = value.number;
  if (!std::isfinite(x)) fail_at(place(entry), value.text, "is not a finite number", "a number");
  if (x < option.low)
    fail_at(place(entry), value.text, "is too small", fmt::format("{:.12g} or more", option.low));
  if (x > option.high)
    fail_at(place(entry), value.text, "is too large", fmt::format("{:.12g} or less", option.high));
  return x;
}

bool TableReader::truth(const std::string& key, bool otherwise) const {
  const TomlEntry* entry = find(key);
  if (!entry) return otherwise;
  require_kind(*entry, entry->value.kind == Kind::kBoolean, "true or false without quotes");
  return entry->value.boolean;
}

std::optional<CivilTime> TableReader::date(const std::string& key) const {
  const TomlEntry* entry = find(key);
  if (!entry) return std::nullopt;
  require_kind(*entry, entry->value.kind == Kind::kDate,
               "a date without quotes, 2025-04-10 or 2025-04-10T12:01:00+08:00");
  return entry->value.date;
}

std::optional<Day> TableReader::day(const std::string& key) const {
  const auto at = date(key);
  if (!at) return std::nullopt;
  if (at->time_of_day)
    fail_at(place(key), find(key)->value.text, "has a time of day", "a bare date, 2025-04-10");
  return at->day;
}

std::vector<std::string> TableReader::texts(const std::string& key) const {
  const TomlEntry* entry = find(key);
  if (!entry) return {};
  return texts(*entry, find_option(options_, table_, key)->type == OptionType::kTextOrList);
}

std::vector<std::string> TableReader::texts(const TomlEntry& entry, bool single_allowed) const {
  const char* expected =
      single_allowed ? "text in quotes, or a list of them" : "a list of texts, [\"...\", \"...\"]";
  if (single_allowed && entry.value.kind == Kind::kText) return {non_empty(entry, entry.value)};
  require_kind(entry, entry.value.kind == Kind::kList, expected);
  std::vector<std::string> list;
  for (const auto& item : entry.value.items) {
    if (item.kind != Kind::kText) fail_at(place(entry), item.text, "holds " + kind_name(item.kind), expected);
    list.push_back(non_empty(entry, item));
  }
  if (list.empty())
    fail_at(place(entry), "", "is an empty list", "at least one name",
            "leave the key out to use its default");
  return list;
}

std::vector<const TomlValue*> TableReader::tables(const std::string& key) const {
  const TomlEntry* entry = find(key);
  if (!entry) return {};
  if (entry->value.kind != Kind::kList)
    fail_at(place(*entry), entry->value.text, "is " + kind_name(entry->value.kind), "a list of tables",
            "write [[" + dotted(table_, key) + "]] with two brackets");
  std::vector<const TomlValue*> list;
  for (const auto& item : entry->value.items) list.push_back(&item);
  return list;
}

void TableReader::require_kind(const TomlEntry& entry, bool fits, const std::string& expected) const {
  if (!fits) fail_at(place(entry), entry.value.text, "is " + kind_name(entry.value.kind), expected);
}

void TableReader::check_known(const TomlEntry& entry, const std::vector<std::string>& subtables) const {
  std::vector<std::string> known = subtables;
  for (const auto& option : options_)
    if (option.table == table_) known.push_back(option.key);
  for (const auto& key : known)
    if (key == entry.key || key == "*") return;
  std::string remedy = did_you_mean(entry.key, known);
  if (remedy.empty()) remedy = fmt::format("known keys: {}", fmt::join(known, ", "));
  fail_at(place(entry), "", "unknown key", "", remedy);
}

void TableReader::check_choice(const TomlEntry& entry) const {
  const auto& choices = find_option(options_, table_, entry.key)->choices;
  if (choices.empty()) return;
  for (const auto& choice : choices)
    if (choice == entry.value.text) return;
  fail_at(place(entry), entry.value.text, "is not a known value",
          fmt::format("one of: {}", fmt::join(choices, ", ")), did_you_mean(entry.value.text, choices));
}

std::string TableReader::non_empty(const TomlEntry& entry, const TomlValue& value) const {
  if (value.text.empty()) fail_at(place(entry), "", "holds an empty text", "a name");
  return value.text;
}

}  // namespace cobden
