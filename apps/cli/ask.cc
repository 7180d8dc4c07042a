#include "apps/cli/ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <memory>
#include <set>
#include <sstream>

#include "cobden/core/table_reader.h"
#include "cobden/core/text.h"
#include "cobden/core/toml.h"
#include "cobden/report/number_text.h"
#include "cobden/scenario/open_benchmarks.h"

namespace cobden::cli {
namespace {

namespace json = boost::json;

/// Cells (importer x exporter x sector) up to which one solve takes far less than a second.
constexpr std::size_t kQuickCells = 100'000;
/// Measures of which every cell may be asked for at once.
constexpr std::size_t kFewMeasures = 2;

// --- which commands and options are offered

template <class T>
bool holds(const OptionDescription& option) {
  return std::holds_alternative<T*>(option.target);
}

bool offered(const OptionDescription& o) {
  return !o.terminal && !holds<std::filesystem::path>(o) && !holds<scenario::ScenarioSource>(o);
}

bool offered(const CommandDescription& c) {
  const auto needs_path = [](const auto& o) { return o.required && holds<std::filesystem::path>(o); };
  return c.action && !c.terminal && std::none_of(c.options.begin(), c.options.end(), needs_path);
}

/// "--player,--players" is called "player".
std::vector<std::string> names_of(const OptionDescription& option) {
  std::vector<std::string> names;
  for (const auto& name : split(option.name, ','))
    names.push_back(name.substr(name.starts_with("--") ? 2 : 0));
  return names;
}

std::string type_of(const OptionDescription& o) {
  if (holds<bool>(o)) return "switch";
  if (holds<int>(o) || holds<double>(o)) return "number";
  return holds<std::vector<std::string>>(o) ? "list" : "text";
}

const OptionDescription* scenario_option(const CommandDescription& c) {
  for (const auto& o : c.options)
    if (holds<scenario::ScenarioSource>(o)) return &o;
  return nullptr;
}

using Visit = std::function<void(const std::string& words, const CommandDescription&)>;

void for_each(const std::vector<CommandDescription>& commands, const std::string& before,
              const Visit& visit) {
  for (const auto& c : commands) {
    const std::string words = before + c.name;
    if (offered(c)) visit(words, c);
    for_each(c.subcommands, words + " ", visit);
  }
}

bool may_be_quick(const std::string& words) {
  return words == "run" || words == "scenarios" || words == "data info" || words.starts_with("schedule ");
}

// --- from JSON to options

SourcePlace option_place(const std::string& name) {
  return {.file = "", .line = {}, .column = "options." + name};
}

std::string shown(const json::value& value) {
  std::string text = json::serialize(value);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

[[noreturn]] void wrong_type(const SourcePlace& place, const json::value& value,
                             const std::string& expected) {
  fail_at(place, shown(value), "is of another type", expected);
}

/// Files of the person at the terminal are no part of a question: only names are looked up.
void refuse_path(const SourcePlace& place, const std::string& text) {
  const bool path = text.find_first_of(std::string_view("/\\\0", 3)) != std::string::npos ||
                    text.starts_with("~") || text == "." || text.starts_with("..");
  if (path)
    fail_at(place, text.substr(0, 60), "is a path", "a name that the data search path has",
            "only ready scenarios, benchmarks, schedules and lists can be named here");
}

std::string text_of(const SourcePlace& place, const json::value& value) {
  std::string text;
  if (value.is_string())
    text = std::string(value.as_string());
  else if (value.is_number())
    text = value.is_double() ? report::csv_number(value.as_double()) : json::serialize(value);
  else
    wrong_type(place, value, "text");
  refuse_path(place, text);
  return text;
}

std::vector<std::string> list_of(const SourcePlace& place, const json::value& value) {
  std::vector<std::string> list;
  if (value.is_array()) {
    for (const auto& item : value.as_array()) list.push_back(text_of(place, item));
    return list;
  }
  const std::string text = text_of(place, value);  // as typed: commas separate
  return split(text, ',');
}

double number_of(const SourcePlace& place, const json::value& value) {
  if (!value.is_number()) wrong_type(place, value, "a number");
  return value.to_number<double>();
}

class Assign {
 public:
  Assign(const OptionDescription& option, const std::string& name, const json::value& value)
      : option_(option), place_(option_place(name)), value_(value) {}

  void operator()(std::string* target) const {
    *target = text_of(place_, value_);
    const auto& choices = option_.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), *target) == choices.end())
      fail_at(place_, *target, "is no choice", fmt::format("one of {}", fmt::join(choices, ", ")));
  }
  void operator()(std::vector<std::string>* target) const { *target = list_of(place_, value_); }
  void operator()(bool* target) const {
    if (!value_.is_bool()) wrong_type(place_, value_, "true or false");
    *target = value_.as_bool();
  }
  void operator()(double* target) const { *target = number_of(place_, value_); }
  void operator()(int* target) const {
    const double x = number_of(place_, value_);
    const double least = option_.positive ? 1 : -1e9;
    if (!(x >= least && x <= 1e9) || x != std::floor(x))
      wrong_type(place_, value_, option_.positive ? "a whole number of at least 1" : "a whole number");
    *target = static_cast<int>(x);
  }
  // Never offered.
  void operator()(std::filesystem::path*) const {}
  void operator()(scenario::ScenarioSource*) const {}

 private:
  const OptionDescription& option_;
  SourcePlace place_;
  const json::value& value_;
};

// --- what a scenario's text may name

/// Keys of a scenario whose values name files, benchmarks, schedules or other scenarios.
const std::set<std::string> kNaming{"benchmark",   "tariff_file",  "gempack_file", "schedule",
                                    "concordance", "clocks",       "scenario",     "without_exemptions",
                                    "threat",      "weights_file", "items"};

void refuse_paths(const TomlValue& value, const std::string& key, const std::string& file) {
  if (value.kind == TomlValue::Kind::kText && kNaming.contains(key))
    refuse_path({.file = file, .line = value.line, .column = key}, value.text);
  for (const auto& item : value.items) refuse_paths(item, key, file);
  for (const auto& entry : value.entries) refuse_paths(entry.value, entry.key, file);
}

void refuse_paths(const scenario::ScenarioSource& source) {
  if (!source.name.empty()) refuse_path({.file = "", .line = {}, .column = "scenario"}, source.name);
  if (source.text) refuse_paths(parse_toml(*source.text, source.label()), "", source.label());
}

// --- a question with its options in place

struct Prepared {
  std::unique_ptr<AllOptions> options = std::make_unique<AllOptions>();
  std::vector<CommandDescription> commands;  ///< point into `options`
  const CommandDescription* command = nullptr;
};

const CommandDescription* find_command(const std::vector<CommandDescription>& commands,
                                       const std::string& words) {
  const CommandDescription* found = nullptr;
  std::vector<std::string> known;
  for_each(commands, "", [&](const std::string& name, const CommandDescription& c) {
    known.push_back(name);
    if (name == words) found = &c;
  });
  if (found) return found;
  const SourcePlace place{.file = "", .line = {}, .column = "question"};
  const std::string near = did_you_mean(words, known);
  fail_at(place, words.substr(0, 60), "is no question",
          near.empty() ? fmt::format("one of {}", fmt::join(known, ", ")) : "", near);
}

const OptionDescription& find_option(const CommandDescription& command, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& o : command.options) {
    const auto names = names_of(o);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      if (holds<scenario::ScenarioSource>(o))
        fail_at(option_place(name), "", "is not an option here", "", "give 'scenario' or 'scenario_text'");
      if (offered(o)) return o;
      fail_at(option_place(name), "", "is for the command line alone", "",
              "answers come back as documents; nothing is written on this machine");
    }
    if (offered(o)) known.insert(known.end(), names.begin(), names.end());
  }
  const std::string near = did_you_mean(name, known);
  fail_at(option_place(name.substr(0, 60)), "", "'" + command.name + "' has no such option",
          near.empty() ? fmt::format("one of {}", fmt::join(known, ", ")) : "", near);
}

void fill_scenario(const CommandDescription& command, const scenario::ScenarioSource& source) {
  const OptionDescription* option = scenario_option(command);
  const SourcePlace place{.file = "", .line = {}, .column = "scenario"};
  if (!option && !source.empty()) fail_at(place, "", "'" + command.name + "' takes no scenario");
  const bool needed = option && (option->required || command.name == "run");
  if (needed && source.empty())
    fail_at(place, "", "is missing", "'scenario' (the name of a ready one) or 'scenario_text' (TOML)");
  if (!option) return;
  refuse_paths(source);
  *std::get<scenario::ScenarioSource*>(option->target) = source;
}

Prepared prepare(const AskedQuestion& question) {
  Prepared p;
  p.commands = all_commands(*p.options);
  p.command = find_command(p.commands, question.words);
  for (const auto& [key, value] : question.options) {
    const OptionDescription& option = find_option(*p.command, key);
    std::visit(Assign(option, key, value), option.target);
  }
  for (const auto& o : p.command->options)
    if (o.required && offered(o) && !question.options.contains(names_of(o)[0]))
      fail_at(option_place(names_of(o)[0]), "", "is missing", o.help);
  fill_scenario(*p.command, question.scenario);
  return p;
}

std::size_t cells_of(const RunOptions& run) {
  auto scenario = scenario::open_scenario(run.scenario);
  scenario::apply_overrides(run.overrides, scenario);
  const auto benchmark = scenario::benchmark_of(scenario).benchmark;
  return benchmark->country_count() * benchmark->country_count() * benchmark->sector_count();
}

/// One large benchmark, the range over elasticity sets, or a question to governments take their time.
bool solves_quickly(const RunOptions& run) {
  auto scenario = scenario::open_scenario(run.scenario);
  scenario::apply_overrides(run.overrides, scenario);
  if (scenario.strategy && scenario.strategy->question) return false;
  return cells_of(run) <= kQuickCells;
}

std::string typed(const std::string& text) {
  return text.find_first_of(" \t'\"\\$&;") == std::string::npos && !text.empty() ? text : "'" + text + "'";
}

std::string typed_value(const json::value& value) {
  if (value.is_string()) return typed(std::string(value.as_string()));
  if (!value.is_array()) return typed(json::serialize(value));
  std::string list;
  for (const auto& item : value.as_array())
    list += (list.empty() ? "" : ",") +
            (item.is_string() ? std::string(item.as_string()) : json::serialize(item));
  return typed(list);
}

}  // namespace

std::vector<OfferedQuestion> offered_questions() {
  AllOptions options;
  std::vector<OfferedQuestion> questions;
  for_each(all_commands(options), "", [&](const std::string& words, const CommandDescription& c) {
    OfferedQuestion q{.name = words, .help = c.help, .options = {}, .quick = may_be_quick(words)};
    const auto* scenario = scenario_option(c);
    q.takes_scenario = scenario != nullptr;
    q.needs_scenario = scenario && (scenario->required || words == "run");
    for (const auto& o : c.options)
      if (offered(o)) q.options.push_back({names_of(o)[0], type_of(o), o.help, o.required, o.choices});
    questions.push_back(std::move(q));
  });
  return questions;
}

std::string program_line(const AskedQuestion& question) {
  AllOptions options;
  const auto commands = all_commands(options);
  const auto* command = find_command(commands, question.words);
  std::string line = "cobden " + question.words;
  if (!question.scenario.empty())
    line += " " + (question.scenario.text ? "SCENARIO.toml" : typed(question.scenario.name));
  for (const auto& [key, value] : question.options) {
    const bool word = !find_option(*command, key).name.starts_with("--");
    if (value.is_bool() && !value.as_bool()) continue;
    if (!word) line += " --" + std::string(key);
    if (!value.is_bool()) line += " " + typed_value(value);
  }
  return line + " --format json";
}

void require_modest(const AskedQuestion& question) {
  const Prepared p = prepare(question);
  if (question.words == "schedule rates" && p.options->schedule.products.empty() &&
      p.options->schedule.from.empty())
    fail_at(option_place("products"), "", "is missing: every product of every partner is asked for",
            "'products', 'from' or both");
  const RunOptions& run = p.options->run;
  if (question.words != "run" || !run.full) return;
  const bool few = !run.exporters.empty() || !run.importers.empty() || !run.sectors.empty() ||
                   (!run.measures.empty() && run.measures.size() <= kFewMeasures);
  if (few || cells_of(run) <= kQuickCells) return;
  fail_at(option_place("full"), "true", "asks for every cell of a large benchmark and all measures",
          fmt::format("at most {} 'measures', or codes of 'exporter', 'importer' or 'sector' beside it",
                      kFewMeasures));
}

bool is_quick(const AskedQuestion& question) {
  const Prepared p = prepare(question);
  if (question.words != "run") return may_be_quick(question.words);
  return solves_quickly(p.options->run);
}

CheckedQuestion check(const AskedQuestion& question) {
  const Prepared p = prepare(question);
  CheckedQuestion checked;
  if (!scenario_option(*p.command) || question.scenario.empty()) return checked;
  const auto read = scenario::read_text(question.scenario);
  checked.scenario_text = read.text;
  if (question.words == "precursor") return checked;  // its file may hold nothing but a [precursor] table
  const std::string file = read.file.empty() ? question.scenario.label() : read.file.string();
  checked.title = scenario::parse_scenario(read.text, file).title;
  return checked;
}

AskedAnswer ask(const AskedQuestion& question, const RunContext& context, Also also) {
  const Prepared p = prepare(question);
  std::ostringstream out, err, csv, report;
  const bool all = also == Also::kCsvAndReport;
  CommandIo io{.out = out,
               .err = err,
               .format = "json",
               .quiet = false,
               .program_line = program_line(question),
               .json = nullptr,
               .csv = all ? &csv : nullptr,
               .report = all ? &report : nullptr,
               .store = {}};
  AskedAnswer answer;
  answer.exit_code = p.command->action(io, context);
  answer.out = std::move(out).str(), answer.csv = std::move(csv).str();
  answer.report = std::move(report).str(), answer.err = std::move(err).str();
  return answer;
}

}  // namespace cobden::cli
