#include "cobden/scenario/scenario_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/core/axis.h"
#include "cobden/core/file.h"
#include "cobden/scenario/options.h"
#include "cobden/scenario/scenario_file_tree.h"

namespace cobden::scenario {
namespace {

using Kind = TomlValue::Kind;
using Action = Shock::Action;
using Unit = Shock::Unit;

constexpr std::array kUnits{std::pair{Unit::kPercentagePoints, "percentage points"},
                            std::pair{Unit::kPercent, "percent"}, std::pair{Unit::kFraction, "fraction"},
                            std::pair{Unit::kPower, "power of the tariff"}};
constexpr std::array kActions{std::pair{Action::kAdd, "add"}, std::pair{Action::kSet, "set"},
                              std::pair{Action::kScale, "scale"}, std::pair{Action::kTradeCost, "trade_cost"},
                              std::pair{Action::kTariffFile, "tariff_file"}};

std::string dotted(const std::string& table, const std::string& key) {
  return table.empty() ? key : table + "." + key;
}

[[noreturn]] void fail(const SourcePlace& place, const std::string& value, const std::string& problem,
                       const std::string& expected, const std::string& remedy = "") {
  throw UserError(
      {.place = place, .value = value, .problem = problem, .expected = expected, .remedy = remedy});
}

std::string did_you_mean(const std::string& text, const std::vector<std::string>& known) {
  const std::string near = nearest_name(text, known);
  return near.empty() ? "" : "did you mean '" + near + "'?";
}

/// One table of the file, read key by key against the option records.
class TableReader {
 public:
  TableReader(const TomlValue& value, std::string table, std::string file,
              const std::vector<std::string>& subtables = {})
      : value_(value), table_(std::move(table)), file_(std::move(file)) {
    if (value.kind != Kind::kTable)
      fail(place_at(value.line, table_), value.text, "is " + kind_name(value.kind), "a table",
           "write [" + table_ + "]");
    for (const auto& entry : value.entries) check_known(entry, subtables);
  }
  const TomlEntry* find(const std::string& key) const {
    for (const auto& entry : value_.entries)
      if (entry.key == key) return &entry;
    return nullptr;
  }
  const TomlValue& table() const { return value_; }
  SourcePlace place(const TomlEntry& entry) const { return place_at(entry.line, dotted(table_, entry.key)); }
  SourcePlace place() const { return place_at(value_.line, table_); }

  std::string text(const std::string& key, std::string otherwise = "") const {
    const TomlEntry* entry = find(key);
    if (!entry) return otherwise;
    require_kind(*entry, entry->value.kind == Kind::kText, "text in quotes");
    if (entry->value.text.empty()) fail(place(*entry), "", "is empty", "text");
    check_choice(*entry);
    return entry->value.text;
  }
  std::optional<double> number(const std::string& key) const {
    const TomlEntry* entry = find(key);
    if (!entry) return std::nullopt;
    const OptionRecord& option = *find_option(table_, key);
    const bool whole = option.type == OptionType::kInteger;
    const bool fits = entry->value.kind == Kind::kInteger || (!whole && entry->value.kind == Kind::kNumber);
    require_kind(*entry, fits, whole ? "a whole number" : "a number without quotes");
    const double x = entry->value.number;
    if (!std::isfinite(x)) fail(place(*entry), entry->value.text, "is not a finite number", "a number");
    if (x < option.low)
      fail(place(*entry), entry->value.text, "is too small", fmt::format("{:g} or more", option.low));
    if (x > option.high)
      fail(place(*entry), entry->value.text, "is too large", fmt::format("{:g} or less", option.high));
    return x;
  }
  bool truth(const std::string& key) const {
    const TomlEntry& entry = *find(key);
    require_kind(entry, entry.value.kind == Kind::kBoolean, "true or false without quotes");
    return entry.value.boolean;
  }
  std::vector<std::string> texts(const std::string& key) const {
    const TomlEntry* entry = find(key);
    return entry ? texts(*entry, find_option(table_, key)->type == OptionType::kTextOrList)
                 : std::vector<std::string>{};
  }
  std::vector<std::string> texts(const TomlEntry& entry, bool single_allowed) const {
    const char* expected =
        single_allowed ? "text in quotes, or a list of them" : "a list of texts, [\"...\", \"...\"]";
    if (single_allowed && entry.value.kind == Kind::kText) return {non_empty(entry, entry.value)};
    require_kind(entry, entry.value.kind == Kind::kList, expected);
    std::vector<std::string> list;
    for (const auto& item : entry.value.items) {
      if (item.kind != Kind::kText) fail(place(entry), item.text, "holds " + kind_name(item.kind), expected);
      list.push_back(non_empty(entry, item));
    }
    if (list.empty())
      fail(place(entry), "", "is an empty list", "at least one name", "leave the key out to use its default");
    return list;
  }

 private:
  SourcePlace place_at(long line, std::string key) const {
    return {.file = file_, .line = line, .column = std::move(key)};
  }
  void check_known(const TomlEntry& entry, const std::vector<std::string>& subtables) const {
    std::vector<std::string> known = subtables;
    for (const auto& option : scenario_options())
      if (option.table == table_) known.push_back(option.key);
    for (const auto& key : known)
      if (key == entry.key || key == "*") return;
    fail(place(entry), "", "unknown key", "",
         did_you_mean(entry.key, known) + (nearest_name(entry.key, known).empty()
                                               ? fmt::format("known keys: {}", fmt::join(known, ", "))
                                               : ""));
  }
  void require_kind(const TomlEntry& entry, bool fits, const std::string& expected) const {
    if (!fits) fail(place(entry), entry.value.text, "is " + kind_name(entry.value.kind), expected);
  }
  void check_choice(const TomlEntry& entry) const {
    const auto& choices = find_option(table_, entry.key)->choices;
    if (choices.empty()) return;
    for (const auto& choice : choices)
      if (choice == entry.value.text) return;
    fail(place(entry), entry.value.text, "is not a known value",
         fmt::format("one of: {}", fmt::join(choices, ", ")), did_you_mean(entry.value.text, choices));
  }
  std::string non_empty(const TomlEntry& entry, const TomlValue& value) const {
    if (value.text.empty()) fail(place(entry), "", "holds an empty text", "a name");
    return value.text;
  }
  const TomlValue& value_;
  std::string table_, file_;
};

/// Keys that belong to one family only, kept by name for the factory of that family.
void read_parameter(const TableReader& reader, const TomlEntry& entry, const OptionRecord& option,
                    ModelSpec& model) {
  if (std::find(option.families.begin(), option.families.end(), model.family) == option.families.end())
    fail(reader.place(entry), "", fmt::format("the family '{}' has no such key", model.family), "",
         fmt::format("it belongs to {}", fmt::join(option.families, ", ")));
  if (option.type == OptionType::kNumber)
    model.numbers[entry.key] = *reader.number(entry.key);
  else if (option.type == OptionType::kBoolean)
    model.words[entry.key] = reader.truth(entry.key) ? "true" : "false";
  else
    model.words[entry.key] = reader.text(entry.key);
}

void read_model(const TableReader& reader, ModelSpec& model) {
  for (const auto& entry : reader.table().entries) model.places[entry.key] = reader.place(entry);
  const auto at = [&](const char* key) { return model.places[key]; };
  model.family = reader.text("family", model.family);
  model.variant = reader.text("variant");
  model.elasticities = reader.text("elasticities");
  if (const auto text = reader.text("closure"); !text.empty())
    model.closure = economy::parse_closure(text, at("closure"));
  if (const auto text = reader.text("numeraire"); !text.empty())
    model.numeraire = economy::parse_numeraire(text, at("numeraire"));
  for (const auto& entry : reader.table().entries)
    if (const OptionRecord& option = *find_option("model", entry.key); !option.families.empty())
      read_parameter(reader, entry, option, model);
}

std::map<std::string, std::vector<std::string>> read_groups(const TomlEntry& entry, const std::string& file) {
  const TableReader reader(entry.value, "groups." + entry.key, file);
  std::map<std::string, std::vector<std::string>> groups;
  for (const auto& group : entry.value.entries) {
    if (group.key == "all") fail(reader.place(group), "", "'all' always means every one", "another name");
    groups[group.key] = reader.texts(group, false);
  }
  return groups;
}

Action read_action(const TableReader& reader) {
  const TomlEntry* found = nullptr;
  Action action = Action::kAdd;
  for (const auto& [candidate, key] : kActions)
    if (const TomlEntry* entry = reader.find(key)) {
      if (found)
        fail(reader.place(*entry), "", fmt::format("a shock has both '{}' and '{}'", found->key, entry->key),
             "exactly one of add, set, scale, trade_cost, tariff_file", "write two [[shock]] tables");
      found = entry, action = candidate;
    }
  if (!found)
    fail(reader.place(), "", "the shock does not say what changes",
         "exactly one of add, set, scale, trade_cost, tariff_file");
  return action;
}

std::vector<Unit> units_of(Action action) {
  switch (action) {
    case Action::kAdd:
      return {Unit::kPercentagePoints, Unit::kFraction};
    case Action::kSet:
      return {Unit::kPercent, Unit::kFraction, Unit::kPower};
    case Action::kScale:
      return {Unit::kPercent, Unit::kFraction, Unit::kPower};
    case Action::kTradeCost:
      return {Unit::kPercent, Unit::kFraction};
    case Action::kTariffFile:
      return {Unit::kPercent, Unit::kFraction, Unit::kPower};
  }
  return {};
}

Unit read_unit(const TableReader& reader, Action action) {
  std::string allowed;
  for (const Unit unit : units_of(action))
    allowed += (allowed.empty() ? "\"" : ", \"") + to_string(unit) + "\"";
  const std::string expected = "unit = " + allowed;
  if (!reader.find("unit"))
    fail(reader.place(), "", fmt::format("the shock does not state the unit of '{}'", to_string(action)),
         expected);
  const std::string text = reader.text("unit");
  for (const Unit unit : units_of(action))
    if (to_string(unit) == text) return unit;
  fail(reader.place(*reader.find("unit")), text, fmt::format("is not a unit for '{}'", to_string(action)),
       expected);
}

void check_amount(const TableReader& reader, const Shock& shock) {
  const TomlEntry& entry = *reader.find(to_string(shock.action));
  const double whole = shock.unit == Unit::kPercent ? 100 : 1;
  const bool power = shock.unit == Unit::kPower;
  if (shock.action == Action::kSet && (power ? shock.amount <= 0 : shock.amount <= -whole))
    fail(reader.place(entry), entry.value.text, "is a tariff of -100% or below",
         power ? "a power of the tariff above 0 (1.25 is a tariff of 25%)"
               : fmt::format("a tariff above {:g}", -whole));
  if (shock.action == Action::kTradeCost && shock.amount <= -whole)
    fail(reader.place(entry), entry.value.text, "takes away the whole trade cost or more",
         fmt::format("a change above {:g}", -whole));
  if (shock.action == Action::kScale && power && shock.amount == 0)
    fail(reader.place(entry), entry.value.text, "makes the tariff -100%", "a factor above 0");
}

Shock read_shock(const TomlValue& value, const std::string& file) {
  const TableReader reader(value, "shock", file);
  Shock shock;
  shock.place = reader.place();
  const auto names = [&](const char* key, std::vector<std::string> otherwise) {
    auto list = reader.texts(key);
    return list.empty() ? std::move(otherwise) : std::move(list);
  };
  shock.importers = names("importer", {"all"});
  shock.exporters = names("exporter", {"all"});
  shock.sectors = names("sector", {});
  shock.exclude = names("exclude", {});
  shock.action = read_action(reader);
  shock.unit = read_unit(reader, shock.action);
  if (shock.action == Action::kTariffFile) {
    shock.tariff_file = reader.text("tariff_file");
  } else {
    shock.amount = *reader.number(to_string(shock.action));
    check_amount(reader, shock);
  }
  return shock;
}

void read_shocks(const TomlEntry& entry, const std::string& file, std::vector<Shock>& shocks) {
  if (entry.value.kind != Kind::kList)
    fail({.file = file, .line = entry.line, .column = "shock"}, entry.value.text,
         "is " + kind_name(entry.value.kind), "a list of tables", "write [[shock]] with two brackets");
  for (const auto& item : entry.value.items) shocks.push_back(read_shock(item, file));
}

void read_outputs(const TableReader& reader, OutputSpec& outputs) {
  outputs.measures = reader.texts("measures");
  outputs.countries = reader.texts("countries");
  if (const auto top = reader.number("top")) outputs.top = static_cast<int>(*top);
}

void read_solver(const TableReader& reader, economy::SolveOptions& solver) {
  if (const auto x = reader.number("tolerance")) solver.tolerance = *x;
  if (const auto x = reader.number("max_iterations")) solver.max_iterations = static_cast<int>(*x);
}

void require_safe_name(const TableReader& reader, const std::string& name) {
  if (name.find_first_of("/\\\n\r\t") == std::string::npos) return;
  fail(reader.place(*reader.find("name")), name, "is not a usable name",
       "a short name without slashes or line breaks");
}

std::string stem_of(const std::string& file) { return std::filesystem::path(file).stem().string(); }

}  // namespace

Scenario parse_scenario(std::string_view text, const std::string& file) {
  const TomlValue root = parse_toml(text, file);
  const TableReader top(root, "", file, {"model", "groups", "shock", "outputs", "solver"});
  Scenario s;
  s.sha256 = sha256_hex(text);
  s.name = top.text("name", stem_of(file));
  if (top.find("name")) require_safe_name(top, s.name);
  s.title = top.text("title", s.name);
  s.description = top.text("description");
  s.benchmark = top.text("benchmark", s.benchmark);
  if (const auto* e = top.find("model")) read_model(TableReader(e->value, "model", file), s.model);
  if (const auto* groups = top.find("groups")) {
    const TableReader reader(groups->value, "groups", file, {"countries", "sectors"});
    if (const auto* e = reader.find("countries")) s.country_groups = read_groups(*e, file);
    if (const auto* e = reader.find("sectors")) s.sector_groups = read_groups(*e, file);
  }
  if (const auto* e = top.find("shock")) read_shocks(*e, file, s.shocks);
  if (const auto* e = top.find("outputs")) read_outputs(TableReader(e->value, "outputs", file), s.outputs);
  if (const auto* e = top.find("solver")) read_solver(TableReader(e->value, "solver", file), s.solver);
  return s;
}

std::string to_string(Shock::Unit unit) {
  for (const auto& [known, name] : kUnits)
    if (known == unit) return name;
  return "unknown";
}

std::string to_string(Shock::Action action) {
  for (const auto& [known, name] : kActions)
    if (known == action) return name;
  return "unknown";
}

std::string describe(const Shock& shock) {
  if (shock.action == Action::kTariffFile) return "tariffs from " + shock.tariff_file.string();
  std::string text =
      fmt::format("{} on {}, {}", fmt::join(shock.importers, "+"), fmt::join(shock.exporters, "+"),
                  shock.sectors.empty() ? "goods" : fmt::format("{}", fmt::join(shock.sectors, "+")));
  if (!shock.exclude.empty()) text += fmt::format(" without {}", fmt::join(shock.exclude, "+"));
  switch (shock.action) {
    case Action::kAdd:
      return text + fmt::format(": {:+g} {}", shock.amount, to_string(shock.unit));
    case Action::kSet:
      return text + fmt::format(": tariff set to {:g} {}", shock.amount, to_string(shock.unit));
    case Action::kScale:
      return text + fmt::format(": tariff scaled by {:g} ({})", shock.amount, to_string(shock.unit));
    case Action::kTradeCost:
      return text + fmt::format(": trade cost {:+g} {}", shock.amount, to_string(shock.unit));
    case Action::kTariffFile:
      break;
  }
  return text;
}

}  // namespace cobden::scenario
