#include "apps/cli/save.h"

#include <boost/json.hpp>
#include <sstream>

#include "cobden/store/answer_inputs.h"

namespace cobden::cli {
namespace {

namespace json = boost::json;

json::value to_json(const std::string& text) { return json::string(text); }
json::value to_json(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }
json::value to_json(int number) { return number; }
json::value to_json(double number) { return number; }
json::value to_json(bool truth) { return truth; }

/// "--player,--players" is called "player", "code" is called "code".
std::string name_of(const OptionDescription& option) {
  std::string name = option.name.substr(0, option.name.find(','));
  return name.starts_with("--") ? name.substr(2) : name;
}

/// Adds the option where it differs from its default.
void add_option(const OptionDescription& filled, const OptionDescription& fresh, AskedQuestion& question) {
  std::visit(
      [&](auto* value) {
        using Value = std::remove_pointer_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, scenario::ScenarioSource>) {
          question.scenario = *value;
        } else if constexpr (!std::is_same_v<Value, std::filesystem::path>) {
          if (filled.terminal || *value == *std::get<Value*>(fresh.target)) return;
          question.options[name_of(filled)] = to_json(*value);
        }
      },
      filled.target);
}

const CommandDescription* find_words(const std::vector<CommandDescription>& commands,
                                     const std::string& words) {
  const auto blank = words.find(' ');
  for (const auto& c : commands) {
    if (c.name == words) return &c;
    if (blank != std::string::npos && c.name == words.substr(0, blank))
      return find_words(c.subcommands, words.substr(blank + 1));
  }
  return nullptr;
}

/// "cobden schedule average --to USA --save" without the first word and the switch.
std::string without_program(std::string line) {
  if (line.starts_with("cobden ")) line.erase(0, 7);
  if (const auto at = line.find(" --save"); at != std::string::npos) line.erase(at, 7);
  return line;
}

store::RunRecord record_of(const std::string& words, const CommandDescription& command,
                           const std::string& title, const CommandIo& io) {
  AllOptions defaults;
  const auto fresh = all_commands(defaults);
  const auto question = asked_question(words, command, *find_words(fresh, words));
  store::RunRecord record;
  record.title = title;
  record.question = words;
  record.options = json::serialize(question.options);
  record.program_line = io.program_line;
  if (question.scenario.empty()) {
    if (record.title.empty()) record.title = without_program(io.program_line);
    return record;
  }
  const auto read = scenario::read_text(question.scenario);
  record.scenario_text = read.text;
  if (read.file.stem() == question.scenario.name) record.scenario = question.scenario.name;  // a ready one
  if (record.title.empty() && words != "precursor")
    record.title = scenario::parse_scenario(read.text, read.file.string()).title;
  if (record.title.empty()) record.title = without_program(io.program_line);
  return record;
}

store::RunState state_of(int exit_code) {
  if (exit_code == kDone) return store::RunState::kDone;
  if (exit_code == kNotConverged) return store::RunState::kNotConverged;
  return exit_code == kInterrupted ? store::RunState::kCancelled : store::RunState::kFailed;
}

}  // namespace

AskedQuestion asked_question(const std::string& words, const CommandDescription& filled,
                             const CommandDescription& fresh) {
  AskedQuestion question{.words = words};
  for (std::size_t k = 0; k < filled.options.size(); ++k)
    add_option(filled.options[k], fresh.options[k], question);
  return question;
}

std::string default_title(const AskedQuestion& question) {
  const std::string line = program_line(question);
  const std::string_view before = "cobden ", after = " --format json";
  return line.substr(before.size(), line.size() - before.size() - after.size());
}

store::RunEnd run_end(int exit_code, const std::string& message) {
  store::RunEnd end;
  end.state = state_of(exit_code), end.exit_code = exit_code, end.message = message;
  return end;
}

store::Catalogue open_store(const CommandIo& io) {
  return store::Catalogue(io.store.empty() ? store::default_store() : io.store);
}

int run_and_save(const std::string& words, const CommandDescription& command, const std::string& title,
                 CommandIo& io, const RunContext& context) {
  if (command.terminal) throw UserError("'cobden " + words + "' gives no answer to keep", "leave out --save");
  auto record = record_of(words, command, title, io);
  auto catalogue = open_store(io);
  const std::string id = catalogue.add(std::move(record));
  catalogue.start(id);
  std::ostringstream json, csv, page, err;
  CommandIo own{.out = io.out,
                .err = err,
                .format = io.format,
                .quiet = io.quiet,
                .program_line = io.program_line,
                .json = &json,
                .csv = &csv,
                .report = &page,
                .store = io.store};
  const auto finish = [&](const std::string& message, int code) {
    auto end = run_end(code, message);
    const std::string answer = std::move(json).str(), table = std::move(csv).str();
    end.inputs = store::answer_inputs(answer);
    if (!answer.empty()) end.answer = store::make_document(answer);
    if (!table.empty()) end.csv = store::make_document(table);
    if (const std::string text = std::move(page).str(); !text.empty())
      end.report = store::make_document(text);
    catalogue.finish(id, end);
    if (!io.quiet)
      io.err << "Saved as run " << id << " in " << catalogue.file().string() << " (cobden runs show " << id
             << ").\n";
  };
  try {
    const int code = command.action(own, context);
    io.err << err.str();
    finish(err.str(), code);
    return code;
  } catch (const Interrupted& what) {
    finish(std::string("interrupted: ") + what.what(), kInterrupted);
    throw;
  } catch (...) {
    catalogue.finish(id, run_end(kBadInput, "refused"));
    catalogue.remove(id);
    throw;
  }
}

}  // namespace cobden::cli
