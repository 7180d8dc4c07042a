#include "cobden/scenario/scenario_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/axis.h"
#include "cobden/core/file.h"
#include "cobden/core/table_reader.h"
#include "cobden/precursor/options.h"
#include "cobden/scenario/options.h"
#include "cobden/scenario/schedule_control.h"

namespace cobden::scenario {
namespace {

/// Keys that belong to one family only, kept by name for the factory of that family.
void read_parameter(const TableReader& reader, const TomlEntry& entry, const OptionRecord& option,
                    ModelSpec& model) {
  if (std::find(option.families.begin(), option.families.end(), model.family) == option.families.end())
    fail_at(reader.place(entry), "", fmt::format("the family '{}' has no such key", model.family), "",
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
    if (const OptionRecord& option = *find_option(scenario_options(), "model", entry.key);
        !option.families.empty())
      read_parameter(reader, entry, option, model);
}

std::map<std::string, std::vector<std::string>> read_groups(const TomlEntry& entry, const std::string& file) {
  const TableReader reader(scenario_options(), entry.value, "groups." + entry.key, file);
  std::map<std::string, std::vector<std::string>> groups;
  for (const auto& group : entry.value.entries) {
    if (group.key == "all") fail_at(reader.place(group), "", "'all' always means every one", "another name");
    groups[group.key] = reader.texts(group, false);
  }
  return groups;
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
  fail_at(reader.place(*reader.find("name")), name, "is not a usable name",
          "a short name without slashes or line breaks");
}

std::string stem_of(const std::string& file) { return std::filesystem::path(file).stem().string(); }

}  // namespace

Scenario parse_scenario(std::string_view text, const std::string& file) {
  const TomlValue root = parse_toml(text, file);
  const TableReader top(scenario_options(), root, "", file,
                        {"model", "groups", "shock", "strategy", "precursor", "talks", "ensemble",
                         "outputs", "solver"});
  Scenario s;
  s.sha256 = sha256_hex(text);
  s.name = top.text("name", stem_of(file));
  if (top.find("name")) require_safe_name(top, s.name);
  s.title = top.text("title", s.name);
  s.description = top.text("description");
  s.benchmark = top.text("benchmark", s.benchmark);
  if (const auto* e = top.find("model"))
    read_model(TableReader(scenario_options(), e->value, "model", file), s.model);
  if (const auto* groups = top.find("groups")) {
    const TableReader reader(scenario_options(), groups->value, "groups", file, {"countries", "sectors"});
    if (const auto* e = reader.find("countries")) s.country_groups = read_groups(*e, file);
    if (const auto* e = reader.find("sectors")) s.sector_groups = read_groups(*e, file);
  }
  if (const auto* e = top.find("shock")) s.shocks = read_shocks(*e, file);
  if (const auto* e = top.find("strategy")) s.strategy = read_strategy(*e, file);
  if (const auto* e = top.find("precursor")) {
    if (e->value.kind != TomlValue::Kind::kTable)
      fail_at({.file = file, .line = e->line, .column = "precursor"}, e->value.text,
              "is " + kind_name(e->value.kind), "a table", "write [precursor]");
    s.precursor = precursor::read_study(e->value, file, control_from_schedule);
  }
  if (const auto* e = top.find("talks")) s.talks = read_talks(*e, file);
  if (const auto* e = top.find("ensemble")) s.ensemble = read_ensemble(*e, file);
  if (const auto* e = top.find("outputs"))
    read_outputs(TableReader(scenario_options(), e->value, "outputs", file), s.outputs);
  if (const auto* e = top.find("solver"))
    read_solver(TableReader(scenario_options(), e->value, "solver", file), s.solver);
  return s;
}

}  // namespace cobden::scenario
