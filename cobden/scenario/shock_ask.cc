#include "cobden/scenario/shock_ask.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "cobden/scenario/options.h"

namespace cobden::scenario {
namespace {

using Kind = TomlValue::Kind;
using Action = Shock::Action;
using Unit = Shock::Unit;

constexpr std::string_view kSince = "2025-01-01";

constexpr std::array kUnits{std::pair{Unit::kPercentagePoints, "percentage points"},
                            std::pair{Unit::kPercent, "percent"}, std::pair{Unit::kFraction, "fraction"},
                            std::pair{Unit::kPower, "power of the tariff"}};
constexpr std::array kActions{std::pair{Action::kAdd, "add"},
                              std::pair{Action::kSet, "set"},
                              std::pair{Action::kScale, "scale"},
                              std::pair{Action::kTradeCost, "trade_cost"},
                              std::pair{Action::kTariffFile, "tariff_file"},
                              std::pair{Action::kSchedule, "schedule"}};
constexpr const char* kOneAction = "exactly one of add, set, scale, trade_cost, tariff_file, schedule";
/// Keys of a shock that only a schedule knows, and keys that it has no use for.
constexpr std::array kScheduleKeys{"on", "known", "since", "use", "rates", "without", "concordance"};
constexpr std::array kKeysBesideSchedule{"unit", "importer"};

Action read_action(const TableReader& reader) {
  const TomlEntry* found = nullptr;
  Action action = Action::kAdd;
  for (const auto& [candidate, key] : kActions)
    if (const TomlEntry* entry = reader.find(key)) {
      if (found)
        fail_at(reader.place(*entry), "",
                fmt::format("a shock has both '{}' and '{}'", found->key, entry->key), kOneAction,
                "write two [[shock]] tables");
      found = entry, action = candidate;
    }
  if (!found) fail_at(reader.place(), "", "the shock does not say what changes", kOneAction);
  return action;
}

std::vector<Unit> units_of(Action action) {
  switch (action) {
    case Action::kAdd:
      return {Unit::kPercentagePoints, Unit::kFraction};
    case Action::kTradeCost:
      return {Unit::kPercent, Unit::kFraction};
    case Action::kSet:
    case Action::kScale:
    case Action::kTariffFile:
      return {Unit::kPercent, Unit::kFraction, Unit::kPower};
    case Action::kSchedule:
      break;
  }
  return {};
}

Unit read_unit(const TableReader& reader, Action action) {
  std::string allowed;
  for (const Unit unit : units_of(action))
    allowed += (allowed.empty() ? "\"" : ", \"") + to_string(unit) + "\"";
  const std::string expected = "unit = " + allowed;
  if (!reader.find("unit"))
    fail_at(reader.place(), "", fmt::format("the shock does not state the unit of '{}'", to_string(action)),
            expected);
  const std::string text = reader.text("unit");
  for (const Unit unit : units_of(action))
    if (to_string(unit) == text) return unit;
  fail_at(reader.place(*reader.find("unit")), text, fmt::format("is not a unit for '{}'", to_string(action)),
          expected);
}

void check_amount(const TableReader& reader, const Shock& shock) {
  const TomlEntry& entry = *reader.find(to_string(shock.action));
  const double whole = shock.unit == Unit::kPercent ? 100 : 1;
  const bool power = shock.unit == Unit::kPower;
  if (shock.action == Action::kSet && (power ? shock.amount <= 0 : shock.amount <= -whole))
    fail_at(reader.place(entry), entry.value.text, "is a tariff of -100% or below",
            power ? "a power of the tariff above 0 (1.25 is a tariff of 25%)"
                  : fmt::format("a tariff above {:g}", -whole));
  if (shock.action == Action::kTradeCost && shock.amount <= -whole)
    fail_at(reader.place(entry), entry.value.text, "takes away the whole trade cost or more",
            fmt::format("a change above {:g}", -whole));
  if (shock.action == Action::kScale && power && shock.amount == 0)
    fail_at(reader.place(entry), entry.value.text, "makes the tariff -100%", "a factor above 0");
}

/// `on`: one date, or the first and the last day of a span.
std::vector<CivilTime> read_on(const TableReader& reader) {
  const char* expected = "a date (2025-05-02), or the first and the last day of a span of days in a list";
  const TomlEntry* entry = reader.find("on");
  if (!entry)
    fail_at(reader.place(), "", "the shock does not say on which day the schedule is asked", expected,
            "add on = 2025-05-02");
  if (entry->value.kind != Kind::kList) return {*reader.date("on")};
  std::vector<CivilTime> days;
  for (const auto& item : entry->value.items) {
    reader.require_kind(*entry, item.kind == Kind::kDate && item.date && !item.date->time_of_day, expected);
    days.push_back(*item.date);
  }
  reader.require_kind(*entry, days.size() == 2, expected);
  check_span(days, reader.place(*entry));
  return days;
}

ScheduleAsk read_schedule_ask(const TableReader& reader) {
  for (const char* key : kKeysBesideSchedule)
    if (const TomlEntry* entry = reader.find(key))
      fail_at(reader.place(*entry), entry->value.text, fmt::format("'{}' stands beside 'schedule'", key), "",
              "leave it out: the schedule says who levies what");
  ScheduleAsk ask;
  ask.name = reader.text("schedule");
  ask.on = read_on(reader);
  ask.known = reader.day("known");
  ask.since =
      reader.date("since").value_or(CivilTime{.day = *parse_day(kSince), .time_of_day = {}, .offset = {}});
  ask.use = reader.text("use", "change") == "level" ? ScheduleAsk::Use::kLevel : ScheduleAsk::Use::kChange;
  ask.claim_adjusted = reader.text("rates", "claim-adjusted") == "claim-adjusted";
  ask.without = reader.texts("without");
  ask.concordance = reader.text("concordance");
  if (const auto* since = reader.find("since"); since && ask.use == ScheduleAsk::Use::kLevel)
    fail_at(reader.place(*since), since->value.text, "'since' has no meaning where use = \"level\"", "",
            "leave it out, or use = \"change\"");
  for (const auto& entry : reader.table().entries) ask.places[entry.key] = reader.place(entry);
  return ask;
}

void refuse_schedule_keys(const TableReader& reader) {
  for (const char* key : kScheduleKeys)
    if (const TomlEntry* entry = reader.find(key))
      fail_at(reader.place(*entry), entry->value.text, fmt::format("'{}' needs 'schedule'", key),
              "schedule = \"us-2025\" in the same [[shock]]");
}

Shock read_shock(const TomlValue& value, const std::string& file) {
  const TableReader reader(scenario_options(), value, "shock", file);
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
  if (shock.action == Action::kSchedule) {
    shock.schedule = read_schedule_ask(reader);
    return shock;
  }
  refuse_schedule_keys(reader);
  shock.unit = read_unit(reader, shock.action);
  if (shock.action == Action::kTariffFile) {
    shock.tariff_file = reader.text("tariff_file");
  } else {
    shock.amount = *reader.number(to_string(shock.action));
    check_amount(reader, shock);
  }
  return shock;
}

}  // namespace

std::vector<Shock> read_shocks(const TomlEntry& entry, const std::string& file, const std::string& table) {
  if (entry.value.kind != Kind::kList)
    fail_at({.file = file, .line = entry.line, .column = table}, entry.value.text,
            "is " + kind_name(entry.value.kind), "a list of tables",
            "write [[" + table + "]] with two brackets");
  std::vector<Shock> shocks;
  for (const auto& item : entry.value.items) shocks.push_back(read_shock(item, file));
  return shocks;
}

void check_span(const std::vector<CivilTime>& days, const SourcePlace& place) {
  if (days.size() != 2) return;
  if (days[1].day < days[0].day)
    fail_at(place, cobden::to_string(days[1].day), "is before the first day of the span",
            "a day from " + cobden::to_string(days[0].day) + " on");
  if (days[1].day - days[0].day > std::chrono::days(36525))
    fail_at(place, cobden::to_string(days[1].day), "is more than a century after the first day",
            "a shorter span");
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

std::string describe(const std::vector<CivilTime>& on) {
  if (on.size() == 2)
    return fmt::format("the mean over {} to {}", cobden::to_string(on[0].day), cobden::to_string(on[1].day));
  const CivilTime& time = on.at(0);
  std::string text = cobden::to_string(time.day);
  if (!time.time_of_day) return text;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*time.time_of_day).count();
  text += fmt::format(" {:02}:{:02}", minutes / 60, minutes % 60);
  if (time.offset)
    text += fmt::format(" {}{:02}{:02}", time.offset->count() < 0 ? '-' : '+',
                        std::abs(time.offset->count()) / 60, std::abs(time.offset->count()) % 60);
  return text;
}

/// "us-2025 on 2025-05-02, change since 2025-01-01, claim-adjusted".
std::string describe_schedule(const Shock& shock) {
  const ScheduleAsk& ask = *shock.schedule;
  std::string text = ask.name + (ask.on.size() == 2 ? ", " : " on ") + describe(ask.on);
  if (ask.known) text += " as known on " + cobden::to_string(*ask.known);
  if (ask.use == ScheduleAsk::Use::kLevel) text += ", level";
  if (ask.use == ScheduleAsk::Use::kChange) text += ", change since " + describe({ask.since});
  text += ask.claim_adjusted ? ", claim-adjusted" : ", statutory";
  if (shock.exporters != std::vector<std::string>{"all"})
    text += fmt::format(", on {}", fmt::join(shock.exporters, "+"));
  if (!shock.sectors.empty()) text += fmt::format(", {}", fmt::join(shock.sectors, "+"));
  if (!shock.exclude.empty()) text += fmt::format(", without sectors {}", fmt::join(shock.exclude, "+"));
  if (!ask.without.empty()) text += fmt::format(", without {}", fmt::join(ask.without, ", "));
  return text;
}

std::string describe(const Shock& shock) {
  if (shock.action == Action::kSchedule) return describe_schedule(shock);
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
    case Action::kSchedule:
      break;
  }
  return text;
}

}  // namespace cobden::scenario
