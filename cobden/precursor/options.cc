#include "cobden/precursor/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/core/table_reader.h"
#include "cobden/core/text.h"
#include "cobden/precursor/places.h"

namespace cobden::precursor {
namespace {

using T = OptionType;

constexpr const char* kTable = "precursor";
constexpr const char* kRouteTable = "precursor.route";
constexpr const char* kSettings = "--set";

OptionRecord number(std::string key, std::string meaning, std::string unit, double low, double high,
                    std::string otherwise, T type = T::kNumber) {
  return number_option(kTable, std::move(key), type, std::move(meaning), std::move(unit), low, high,
                       std::move(otherwise));
}

std::vector<OptionRecord> control_options() {
  return {
      word_option(
          kTable, "schedule", T::kText,
          "schedule of border measures that the control is taken from, id or file; keys beside it go over "
          "what it says",
          "none"),
      word_option(kTable, "measure", T::kText, "with schedule: id of the export licence or ban"),
      word_option(kTable, "on", T::kDate, "with schedule: a day on which the measure is in force"),
      word_option(kTable, "known", T::kDate, "with schedule: only what was public on this day", "everything"),
      number("stringency", "how strict the control is: 0 nothing, 1 as proposed", "share", 0, 1, "1"),
      number("ends_after_months", "a term, or a snap-back; nothing is denied after it", "months", 0.01, 1e4,
             "never"),
      word_option(kTable, "begins", T::kDate, "first day of the control", "undated"),
      word_option(kTable, "kind", T::kText, "what the control is", "licence", {"licence", "ban"}),
      word_option(kTable, "product_class", T::kText, "class of goods; there are no names", "precursor-class",
                  {"finished-class", "precursor-class", "precursor-list", "watch-list"}),
      word_option(kTable, "headings", T::kTextList, "headings of the Harmonised System, 2, 4 or 6 digits"),
      word_option(kTable, "source", T::kText, "whose control it is: ISO 3166-1 alpha-3", "CHN"),
      word_option(kTable, "destinations", T::kTextList, "countries it applies to", "all"),
      word_option(kTable, "verification", T::kText,
                  "the indicator it is checked by: licences, purity, seizures"),
      word_option(kTable, "linked_measure", T::kText, "id of the duty it is linked to"),
  };
}

std::vector<OptionRecord> parameter_options() {
  std::vector<OptionRecord> out;
  const Parameters centre;
  for (const auto& r : parameter_records()) {
    const auto key = [&](const char* end, const std::string& what, double value) {
      out.push_back(number(r.key + end, what, r.unit, r.least, r.most, fmt::format("{:g}", value)));
    };
    key("", fmt::format("{} ({}); basis: {}", r.meaning, r.symbol, r.basis), centre.*r.value);
    key("_low", "low end of its range", r.low);
    key("_high", "high end of its range", r.high);
  }
  return out;
}

std::vector<OptionRecord> valuation_options() {
  return {
      number("baseline_deaths", "deaths in the month before the control", "deaths a month", 1e-9, 1e7,
             "3473"),
      number("baseline_factor", "what they change by without it", "factor a month", 0.5, 1.5, "0.985"),
      number("baseline_floor", "what they do not fall below without it", "deaths a month", 0, 1e7, "2000"),
      number("vsl_million_usd", "value of a statistical life (US DOT, base 2023)", "million USD", 1e-9, 1e3,
             "13.2"),
      number("vsl_low_million_usd", "low end of its range", "million USD", 1e-9, 1e3, "7.3"),
      number("vsl_high_million_usd", "high end of its range", "million USD", 1e-9, 1e3, "18.2"),
      number("discount_rate", "above 0: a rate of 0 is a discount factor of one", "fraction a year", 0, 1,
             "0.03"),
      number("internalised_share", "share of the value that a negotiator counts (lambda); judgement", "share",
             0, 1, "1"),
      number("cost_bn_usd_a_year", "what is given in return; judgement until talks supply it",
             "bn USD a year", 0, 1e5, "10"),
      number("attribution", "share of an observed fall put down to a control; judgement (0 to 0.5)", "share",
             0, 1, "0.25"),
      number("structural_weight",
             "weight of the structural prior in the pool; the reference class has the rest", "share", 0, 1,
             "0.8"),
      number("months", "horizon", "months", 1, 1200, "36", T::kInteger),
      number("draws", "draws of each prior", "draws", 1, 1e6, "10000", T::kInteger),
      number("seed", "of the draws: the same seed gives the same bits", "", 0, 9e15, "1", T::kInteger),
  };
}

std::vector<OptionRecord> route_options() {
  return {
      word_option(kRouteTable, "source", T::kText, "country of the source, or OTHER"),
      word_option(kRouteTable, "path", T::kText, "how it goes; which third country is not asked", "direct",
                  {"direct", "via-third-country"}),
      number_option(kRouteTable, "share", T::kNumber, "of supply", "share", 0, 1),
      word_option(kRouteTable, "covered", T::kBoolean, "whether the control reaches it", "false"),
  };
}

constexpr const char* kExample =
    R"(# A licence for one class of precursors, for a year, half enforced, and a concession of 10 bn USD a year for it.
[precursor]
stringency = 1.0
kind = "licence"
begins = 2025-05-02
ends_after_months = 12
headings = ["2933"]
destinations = ["USA", "MEX", "CAN"]
verification = "licences refused, purity, seizures"
cost_bn_usd_a_year = 10.0
internalised_share = 0.5

[[precursor.route]]
source = "CHN"
path = "direct"
share = 0.45
covered = true

[[precursor.route]]
source = "CHN"
path = "via-third-country"
share = 0.35
covered = true

[[precursor.route]]
source = "IND"
share = 0.12

[[precursor.route]]
source = "OTHER"
share = 0.08
)";

FormatReference reference() {
  return {
      .title = "The [precursor] table",
      .introduction =
          "What a control of precursors at the source would do: policy economics between countries. Labels "
          "finer than a country and names of substances are refused.",
      .written_by = "cobden precursor --help-format markdown",
      .tables = {{kTable, "[precursor]",
                  "the control, the structural prior, and what deaths averted are worth"},
                 {kRouteTable, "[[precursor.route]]",
                  "instead of covered_share: the routes and which of them the control reaches; shares add "
                  "up to one"}},
      .options = precursor_options(),
      .example = kExample};
}

// --- reading -----------------------------------------------------------------------------------------------

/// Runs a check whose error knows no place, and puts the table's place in front of it.
template <class Check>
void checked_at(const TableReader& reader, const Check& act) {
  try {
    act();
  } catch (const UserError& error) {
    UserError::Detail detail = error.detail();
    const std::string key = detail.place.column;
    detail.place = key.empty() ? reader.place() : reader.place(key);
    if (!key.empty() && !reader.find(key)) detail.place.column += "." + key;
    throw UserError(detail);
  }
}

/// What the schedule says of the control, if one is named.
ScheduledControl read_scheduled(const TableReader& reader, const ControlFinder& find) {
  const std::string schedule = reader.text("schedule");
  if (schedule.empty()) {
    for (const char* key : {"measure", "on", "known"})
      if (const TomlEntry* entry = reader.find(key))
        fail_at(reader.place(*entry), entry->value.text, fmt::format("'{}' needs 'schedule'", key),
                "schedule = \"cn-2025\" in the same table");
    return {};
  }
  const std::string measure = reader.required_text("measure", "\"cn-precursor-licence\"");
  const auto on = reader.day("on");
  if (!on)
    fail_at(reader.place("schedule"), schedule, "is asked for no day", "on = 2025-11-10 in the same table");
  if (!find)
    fail_at(reader.place("schedule"), schedule, "cannot be looked up here", "the keys of the control");
  return find({schedule, measure, *on, reader.day("known"), reader.place("schedule")});
}

Control read_control(const TableReader& reader, Control c) {
  c.stringency = reader.number("stringency").value_or(c.stringency);
  c.ends_after_months = reader.number("ends_after_months").value_or(c.ends_after_months);
  if (const auto begins = reader.day("begins")) c.begins = begins;
  if (const auto kind = reader.text("kind"); !kind.empty())
    c.kind = kind == "ban" ? Control::Kind::kBan : Control::Kind::kLicence;
  c.product_class = reader.text("product_class", c.product_class);
  if (reader.find("headings")) c.headings = reader.texts("headings");
  if (reader.find("destinations")) c.destinations = reader.texts("destinations");
  c.source = reader.text("source", c.source);
  c.verification = reader.text("verification", c.verification);
  c.linked_measure = reader.text("linked_measure", c.linked_measure);
  require_country_level(c.source, reader.place("source"));
  for (const auto& heading : c.headings) require_heading(heading, reader.place("headings"));
  for (const auto& label : c.destinations) require_country_level(label, reader.place("destinations"));
  return c;
}

/// A value at the centre of its range, which gives way where it would lie outside.
void set_centre(StructuralPrior& prior, double Parameters::*parameter, double value) {
  prior.centre.*parameter = value;
  prior.low.*parameter = std::min(prior.low.*parameter, value);
  prior.high.*parameter = std::max(prior.high.*parameter, value);
}

StructuralPrior read_prior(const TableReader& reader, const ScheduledControl& scheduled) {
  StructuralPrior prior = default_prior();
  for (const auto& [value, parameter] : {std::pair{scheduled.enforcement, &Parameters::enforcement},
                                         {scheduled.class_coverage, &Parameters::class_coverage},
                                         {scheduled.ramp_months, &Parameters::ramp_months}})
    if (value) set_centre(prior, parameter, *value);
  for (const auto& record : parameter_records())
    for (const auto& [end, part] :
         {std::pair{"", &prior.centre}, {"_low", &prior.low}, {"_high", &prior.high}})
      if (const auto given = reader.number(record.key + end)) part->*record.value = *given;
  return prior;
}

Valuation read_valuation(const TableReader& reader) {
  Valuation v;
  for (const auto& [key, into] : {std::pair{"vsl_million_usd", &v.vsl_million_usd},
                                  {"vsl_low_million_usd", &v.vsl_low},
                                  {"vsl_high_million_usd", &v.vsl_high},
                                  {"discount_rate", &v.discount_rate},
                                  {"internalised_share", &v.internalised_share},
                                  {"cost_bn_usd_a_year", &v.cost_bn_usd_a_year},
                                  {"attribution", &v.attribution}})
    if (const auto given = reader.number(key)) *into = *given;
  return v;
}

/// The covered share of [[precursor.route]], if there are any.
std::optional<double> read_routes(const TableReader& parent) {
  double covered = 0, all = 0;
  const auto tables = parent.tables("route");
  for (const TomlValue* table : tables) {
    const TableReader route(precursor_options(), *table, kRouteTable, parent.file());
    require_country_level(route.required_text("source", "\"CHN\""), route.place("source"));
    const auto share = route.number("share");
    if (!share) fail_at(route.place(), "", "'share' is missing", "share = 0.45");
    (void)route.text("path");  // checked against its choices
    all += *share;
    if (route.truth("covered")) covered += *share;
  }
  if (tables.empty()) return {};
  constexpr double kRounding = 1e-6;  // of shares written by a person
  if (std::abs(all - 1) > kRounding)
    fail_at(parent.place("route"), fmt::format("{:g}", all), "is the sum of the shares of the routes", "1",
            "give the rest to source = \"OTHER\"");
  if (const TomlEntry* both = parent.find("covered_share"))
    fail_at(parent.place(*both), both->value.text, "stands beside [[precursor.route]]", "one of the two");
  return std::min(1.0, covered);
}

/// A setting as TOML: what spells a number, a date, a truth value or a list stands as it is, the rest is
/// text.
std::string toml_value(const std::string& text) {
  try {
    (void)parse_toml("x = " + text, kSettings);
    return text;
  } catch (const UserError&) {
    return "\"" + text + "\"";
  }
}

std::string key_of(const std::string& setting) {
  return std::string(trim(std::string_view(setting).substr(0, setting.find('='))));
}

void apply(const std::string& setting, TomlValue& table) {
  const auto equals = setting.find('=');
  const std::string key = key_of(setting);
  const std::string value(equals == std::string::npos ? ""
                                                      : trim(std::string_view(setting).substr(equals + 1)));
  const bool bare = !key.empty() && key.find_first_of(" .[]\"'#\n") == std::string::npos;
  if (equals == std::string::npos || !bare || value.empty())
    fail_at({.file = "", .line = {}, .column = kSettings}, setting, "is not a setting", "key=value");
  for (const auto& record : parameter_records())
    if (record.symbol == key && record.key != key)
      fail_at({.file = "", .line = {}, .column = kSettings}, key, "is the symbol of a parameter", "its key",
              "did you mean '" + record.key + "'?");
  TomlValue parsed = parse_toml(key + " = " + toml_value(value), kSettings);
  auto& entries = table.entries;
  std::erase_if(entries, [&](const TomlEntry& e) { return e.key == key; });
  entries.push_back(std::move(parsed.entries.at(0)));
}

TomlValue precursor_table(std::string_view text, const std::string& file, bool may_be_absent) {
  const TomlValue document = parse_toml(text, file);
  for (const auto& entry : document.entries)
    if (entry.key == kTable) return entry.value;
  if (!may_be_absent)
    fail_at({.file = file, .line = {}, .column = ""}, "", "has no [precursor] table", "[precursor]",
            "see cobden precursor --help-format text");
  TomlValue empty;
  empty.kind = TomlValue::Kind::kTable, empty.line = 1;
  return empty;
}

}  // namespace

const std::vector<OptionRecord>& precursor_options() {
  static const std::vector<OptionRecord> kAll = [] {
    std::vector<OptionRecord> options;
    for (auto&& part : {control_options(), parameter_options(), valuation_options(), route_options()})
      options.insert(options.end(), part.begin(), part.end());
    return options;
  }();
  return kAll;
}

std::string precursor_reference_text() { return reference_text(reference()); }
std::string precursor_reference_markdown() { return reference_markdown(reference()); }

Study read_study(const TomlValue& table, const std::string& file, const ControlFinder& find) {
  const TableReader reader(precursor_options(), table, kTable, file, {"route"});
  Study study;
  const ScheduledControl scheduled = read_scheduled(reader, find);
  study.control = read_control(reader, scheduled.control), study.prior = read_prior(reader, scheduled);
  study.valuation = read_valuation(reader);
  auto& b = study.baseline;
  b.level = reader.number("baseline_deaths").value_or(b.level);
  b.factor = reader.number("baseline_factor").value_or(b.factor);
  b.floor = reader.number("baseline_floor").value_or(b.floor);
  study.structural_weight = reader.number("structural_weight").value_or(study.structural_weight);
  study.draws.months = static_cast<int>(reader.number("months").value_or(study.draws.months));
  study.draws.draws = static_cast<int>(reader.number("draws").value_or(study.draws.draws));
  if (const auto seed = reader.number("seed")) study.draws.seed = static_cast<std::uint64_t>(*seed);
  if (const auto covered = read_routes(reader)) study.prior.centre.covered_share = *covered;
  checked_at(reader, [&] { check(study); });
  return study;
}

Study read_study_text(std::string_view text, const std::string& file, const ControlFinder& find) {
  return read_study(precursor_table(text, file, false), file, find);
}

Study read_study_text(std::string_view text, const std::string& file,
                      const std::vector<std::string>& settings, const ControlFinder& find) {
  TomlValue table = precursor_table(text, file, text.empty());
  for (const auto& setting : settings) apply(setting, table);
  try {
    return read_study(table, file, find);
  } catch (const UserError& error) {
    UserError::Detail detail = error.detail();
    for (const auto& setting : settings)
      if (detail.place.column == std::string(kTable) + "." + key_of(setting) || text.empty())
        detail.place.file = kSettings, detail.place.line.reset();
    throw UserError(detail);
  }
}

}  // namespace cobden::precursor
