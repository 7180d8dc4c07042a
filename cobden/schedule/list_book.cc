#include "cobden/schedule/list_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cobden/core/axis.h"

namespace cobden::schedule {
namespace {

ProductCode parse_code(std::string_view text, const SourcePlace& place) {
  const auto code = ProductCode::parse(text);
  if (!code)
    fail_at(place, std::string(text), "is not a product code",
            fmt::format("1 to {} digits, with or without dots", ProductCode::kMostDigits));
  return *code;
}

bool is_code(const std::string& name) { return ProductCode::parse(name).has_value(); }

bool is_open(std::string_view cell) { return cell.empty() || cell == "NA"; }

}  // namespace

ListBook::Definition ListBook::read_definition(const TableReader& reader) {
  Definition d;
  d.place = reader.place();
  d.codes = reader.texts("codes");
  d.file = reader.text("file");
  d.file_place = reader.place("file");
  if (d.codes.empty() == d.file.empty())
    fail_at(reader.place(), "", "a list has either codes or a file",
            "{ codes = [\"8471\"] } or { file = \"list.csv\", code = \"code\" }");
  d.code = reader.text("code", "code");
  d.from = reader.text("from"), d.to = reader.text("to");
  d.share = reader.text("share"), d.pick = reader.text("pick");
  return d;
}

void ListBook::define(const std::string& name, const TableReader& reader) {
  if (name == "*" || is_code(name) || name.find(':') != std::string::npos)
    fail_at(reader.place(), name, "cannot name a list", "a name that is no code, without ':'");
  definitions_[name] = read_definition(reader);
}

std::size_t ListBook::add(const std::string& name, const TableReader& reader) {
  Definition d = read_definition(reader);
  lists_.push_back(read(name, d, std::nullopt, d.place));
  return lists_.size() - 1;
}

std::vector<std::size_t> ListBook::resolve(const std::vector<std::string>& names, const SourcePlace& place) {
  std::vector<std::size_t> positions;
  std::vector<ListEntry> codes;
  std::string spelled;
  for (const auto& name : names) {
    if (!is_code(name)) {
      positions.push_back(position(name, place));
      continue;
    }
    codes.push_back({.code = parse_code(name, place), .line = place.line.value_or(0)});
    spelled += (spelled.empty() ? "" : ", ") + name;
  }
  if (!codes.empty()) {
    lists_.emplace_back(spelled, std::move(codes));
    positions.push_back(lists_.size() - 1);
  }
  return positions;
}

std::size_t ListBook::position(const std::string& name, const SourcePlace& place) {
  const auto [it, fresh] = known_.try_emplace(name, lists_.size());
  if (!fresh) return it->second;
  if (name == "*") {
    lists_.push_back(ProductList::everything());
    return it->second;
  }
  const auto colon = name.find(':');
  const std::string base = name.substr(0, colon);
  const auto value = colon == std::string::npos ? std::nullopt : std::optional(name.substr(colon + 1));
  lists_.push_back(read(name, definition(base, place), value, place));
  return it->second;
}

ListBook::Definition& ListBook::definition(const std::string& name, const SourcePlace& place) {
  const auto it = definitions_.find(name);
  if (it != definitions_.end()) return it->second;
  std::vector<std::string> known;
  for (const auto& [defined, unused] : definitions_) known.push_back(defined);
  fail_at(place, name, "is not a list of this file", "\"*\", a code, or a name of the [list] table",
          did_you_mean(name, known));
}

const data::CsvTable& ListBook::table(Definition& d) {
  if (!d.table)
    d.table = std::make_shared<const data::CsvTable>(data::CsvTable::read(find_(d.file, d.file_place)));
  return *d.table;
}

Instant ListBook::date_cell(const data::CsvTable& table, std::size_t row, std::size_t column, Instant open,
                            bool inclusive) const {
  const auto cell = table.text(row, column);
  if (is_open(cell)) return open;
  const auto time = parse_civil_time(cell);
  if (!time)
    fail_at(table.place(row, column), std::string(cell), "is not a date",
            "2025-04-05, or a blank cell for no limit");
  if (inclusive && !time->time_of_day) return clock_.start_of(time->day + std::chrono::days(1));
  return clock_.instant(*time);
}

ProductList ListBook::read(const std::string& name, Definition& d, const std::optional<std::string>& value,
                           const SourcePlace& place) {
  if (value && d.pick.empty())
    fail_at(place, name, "asks for a part of a list that has none", "a list with pick = \"column\"");
  std::vector<ListEntry> entries;
  for (const auto& code : d.codes) entries.push_back({.code = parse_code(code, d.place)});
  if (!d.codes.empty()) return ProductList(name, std::move(entries));
  const data::CsvTable& csv = table(d);
  const std::size_t code = csv.column(d.code);
  const auto column = [&](const std::string& key) { return key.empty() ? code : csv.column(key); };
  const std::size_t from = column(d.from), to = column(d.to), share = column(d.share), pick = column(d.pick);
  const bool inclusive = d.to.ends_with("_inclusive");
  std::set<std::string> values;
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    if (value && csv.text(r, pick) != *value) {
      values.emplace(csv.text(r, pick));
      continue;
    }
    ListEntry entry{.code = parse_code(csv.text(r, code), csv.place(r, code)),
                    .line = csv.place(r, code).line.value_or(0)};
    if (!d.from.empty()) entry.from = date_cell(csv, r, from, kBeginningOfTime, false);
    if (!d.to.empty()) entry.to = date_cell(csv, r, to, kEndOfTime, inclusive);
    if (!d.share.empty()) entry.share = csv.number(r, share);
    if (entry.share < 0 || entry.share > 1)
      fail_at(csv.place(r, share), std::string(csv.text(r, share)), "is not a share", "0 to 1");
    if (entry.from >= entry.to && !d.to.empty())
      fail_at(csv.place(r, to), std::string(csv.text(r, to)), "ends before it begins",
              "a date after " + std::string(d.from.empty() ? "the beginning" : csv.text(r, from)));
    entries.push_back(entry);
  }
  if (value && entries.empty()) {
    const std::vector<std::string> known(values.begin(), values.end());
    fail_at(place, name,
            fmt::format("no row of {} has '{}' in column '{}'", csv.path().string(), *value, d.pick),
            known.size() <= 20 ? fmt::format("one of {}", fmt::join(known, ", ")) : "",
            did_you_mean(*value, known));
  }
  return ProductList(name, std::move(entries), csv.path());
}

}  // namespace cobden::schedule
