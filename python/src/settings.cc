#include "python/src/settings.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "apps/cli/game_commands.h"
#include "apps/cli/precursor_commands.h"
#include "apps/cli/schedule_commands.h"
#include "cobden/core/axis.h"
#include "cobden/core/text.h"
#include "cobden/scenario/scenario_source.h"

namespace cobden::python {
namespace {

using cli::OptionDescription;
using Words = std::vector<std::string>;

/// "--player,--players" and "code": the names without dashes.
std::vector<std::string> names_of(const OptionDescription& option) {
  std::vector<std::string> names;
  for (std::string name : split(option.name, ',')) {
    name.erase(0, std::min(name.find_first_not_of('-'), name.size()));
    names.push_back(std::move(name));
  }
  return names;
}

const OptionDescription& find(const std::vector<OptionDescription>& options, const std::string& wanted) {
  std::vector<std::string> known;
  for (const auto& option : options)
    for (const auto& name : names_of(option)) {
      if (name == wanted) return option;
      known.push_back(name);
    }
  const std::string near = nearest_name(wanted, known);
  throw UserError({.place = {.file = "", .line = {}, .column = wanted},
                   .value = "",
                   .problem = "there is no such setting",
                   .expected = "",
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

const std::string& single(const std::string& name, const Words& words) {
  if (words.size() == 1) return words.front();
  fail_at({.file = "", .line = {}, .column = name}, words.empty() ? "" : words[1], "takes one value");
}

int whole_number(const std::string& name, const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    fail_at({.file = "", .line = {}, .column = name}, text, "is not a whole number", "such as 3");
  return value;
}

double number(const std::string& name, const std::string& text) {
  if (const auto value = parse_number(text)) return *value;
  fail_at({.file = "", .line = {}, .column = name}, text, "is not a number", "such as 0.5");
}

struct Assigner {
  const std::string& name;
  const Words& words;
  void operator()(std::string* target) const { *target = single(name, words); }
  void operator()(std::filesystem::path* target) const { *target = single(name, words); }
  void operator()(Words* target) const { *target = words; }
  void operator()(int* target) const { *target = whole_number(name, single(name, words)); }
  void operator()(double* target) const { *target = number(name, single(name, words)); }
  void operator()(bool* target) const { *target = true; }
  void operator()(scenario::ScenarioSource* target) const { *target = single(name, words); }
};

const cli::CommandDescription& subcommand_of(const cli::CommandDescription& command,
                                             const std::string& name) {
  if (name.empty()) return command;
  for (const auto& sub : command.subcommands)
    if (sub.name == name) return sub;
  throw UserError("there is no command '" + command.name + " " + name + "'");
}

}  // namespace

void assign(const std::vector<OptionDescription>& options, const Settings& settings) {
  for (const auto& [name, words] : settings) std::visit(Assigner{name, words}, find(options, name).target);
}

CommandText run_command(const cli::CommandDescription& command, const std::string& subcommand,
                        const Settings& settings, const std::string& format, const RunContext& context) {
  const auto& chosen = subcommand_of(command, subcommand);
  assign(chosen.options, settings);
  std::ostringstream out, err;
  cli::CommandIo io{.out = out, .err = err, .format = format, .quiet = true, .program_line = "python"};
  const int code = chosen.action(io, context);
  return {.exit_code = code, .out = out.str(), .err = err.str()};
}

CommandText run_text_command(const std::string& name, const std::string& subcommand, const Settings& settings,
                             const std::string& format, const RunContext& context) {
  if (name == "schedule") {
    cli::ScheduleOptions options;
    return run_command(cli::schedule_command(options), subcommand, settings, format, context);
  }
  if (name == "precursor") {
    cli::PrecursorOptions options;
    return run_command(cli::precursor_command(options), subcommand, settings, format, context);
  }
  if (name == "game") {
    cli::GameOptions options;
    return run_command(cli::game_command(options), subcommand, settings, format, context);
  }
  throw UserError("there is no command '" + name + "'");
}

}  // namespace cobden::python
