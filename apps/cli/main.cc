// The command line. The only file that includes CLI11: it turns words into option structs and hands them to
// plain functions.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "apps/cli/all_commands.h"
#include "apps/cli/save.h"
#include "apps/server/serve_command.h"
#include "cobden/core/axis.h"
#include "cobden/core/parallel.h"
#include "cobden/core/version.h"

namespace cobden::cli {
namespace {

std::atomic<bool> interrupted{false};

void on_interrupt(int) { interrupted.store(true); }

/// What every command shares.
struct Globals {
  std::string format = "table";
  bool save = false;
  std::string title;
  std::filesystem::path store;
  bool quiet = false;
  int threads = 0;
};

std::string joined(int argc, char** argv) {
  std::string line;
  for (int i = 0; i < argc; ++i) line += (i > 0 ? " " : "") + std::string(i == 0 ? "cobden" : argv[i]);
  return line;
}

/// One line on a terminal, rewritten in place; nothing when quiet or redirected.
RunContext terminal_context(const Globals& globals) {
  if (globals.quiet || !isatty(STDERR_FILENO)) return RunContext({}, &interrupted);
  return RunContext(
      [](const ProgressEvent& e) { std::cerr << "\r\033[K" << e.task << ": " << e.detail << std::flush; },
      &interrupted);
}

void add_format(CLI::App* command, Globals& globals) {
  command->add_option("--format", globals.format, "How the answer is printed")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
}

void add_text(CLI::App* command, const OptionDescription& option, std::string& target) {
  if (!option.implied.empty()) {
    command->add_flag(option.name + "{" + option.implied + "}", target, option.help);
    return;
  }
  auto* added = command->add_option(option.name, target, option.help)->required(option.required);
  if (!option.choices.empty()) added->check(CLI::IsMember(option.choices));
}

void add_described(CLI::App* command, const OptionDescription& option) {
  std::visit(
      [&](auto* target) {
        using Target = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Target, bool>) {
          command->add_flag(option.name, *target, option.help);
        } else if constexpr (std::is_same_v<Target, std::string>) {
          add_text(command, option, *target);
        } else if constexpr (std::is_same_v<Target, scenario::ScenarioSource>) {
          add_text(command, option, target->name);
        } else {
          auto* added = command->add_option(option.name, *target, option.help)->required(option.required);
          if constexpr (std::is_same_v<Target, std::vector<std::string>>) added->delimiter(',');
          if constexpr (std::is_arithmetic_v<Target>) added->capture_default_str();
          if (option.positive) added->check(CLI::PositiveNumber);
        }
      },
      option.target);
}

/// The command that was typed.
struct Chosen {
  std::string words;  ///< "schedule explain"
  const CommandDescription* command = nullptr;
};

/// A command given as data. `before` are the words above it.
void add_described(CLI::App& parent, Globals& globals, const CommandDescription& d, Chosen& chosen,
                   const std::string& before = "") {
  auto* c = parent.add_subcommand(d.name, d.help);
  c->footer(d.footer);
  for (const auto& option : d.options) add_described(c, option);
  for (const auto& sub : d.subcommands) add_described(*c, globals, sub, chosen, before + d.name + " ");
  if (!d.subcommands.empty()) c->require_subcommand(d.action ? 0 : 1);
  if (!d.action) return;
  if (d.answers) add_format(c, globals);
  c->callback([&chosen, &d, c, words = before + d.name] {
    if (c->get_subcommands().empty()) chosen = {words, &d};
  });
}

/// CLI11's complaint with the nearest command or option, on one line.
std::string explained(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  std::string text = error.what();
  std::replace(text.begin(), text.end(), '\n', ' ');
  std::vector<std::string> known;
  const CLI::App* level = &app;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto subs = level->get_subcommands([&](const CLI::App* s) { return s->get_name() == word; });
    if (!subs.empty()) {
      level = subs.front();
      continue;
    }
    known.clear();
    const bool option = word.rfind("--", 0) == 0;
    if (option)
      for (const auto* o : level->get_options()) known.push_back("--" + o->get_single_name());
    else
      for (const auto* s : level->get_subcommands({})) known.push_back(s->get_name());
    const std::string name = word.substr(0, word.find('='));
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = nearest_name(name, known);
    if (!near.empty() && text.find(near) == std::string::npos &&
        (option || level->get_subcommands({}).size() > 0))
      return text + "; did you mean '" + near + "'?";
  }
  return text + "; see cobden --help";
}

int main_with(int argc, char** argv) {
  CLI::App app{"Cobden: the open engine for trade wars and trade talks"};
  app.name("cobden");
  app.set_version_flag("--version",
                       fmt::format("cobden {} (commit {}, {})", version(), commit(), build_type()));
  app.set_help_all_flag("--help-all", "Help of every command");
  app.require_subcommand(1);
  app.fallthrough();
  Globals globals;
  app.add_flag("--quiet", globals.quiet, "No progress, no notes; errors still appear");
  app.add_option("--threads", globals.threads,
                 "Threads of parallel loops (0 = all cores); results do not depend on it")
      ->check(CLI::Range(0, 1024));
  app.footer(
      "Exit codes: 0 done, 1 no equilibrium or not converged, 2 bad input, 130 interrupted.\nCOBDEN_DATA "
      "adds folders to the search path for benchmarks and scenarios.");
  app.add_flag("--save", globals.save, "Keep the answer in the store of runs (see cobden runs)");
  app.add_option("--title", globals.title,
                 "With --save: what the run is called (default: the scenario's title)");
  app.add_option("--store", globals.store,
                 "Store of runs (default: $COBDEN_STORE, else cobden/runs.sqlite in the user's data folder)");
  Chosen chosen;
  AllOptions options;
  server::ServeOptions serve_options;
  auto commands = all_commands(options);
  commands.push_back(server::serve_command(serve_options));
  for (const auto& command : commands) add_described(app, globals, command, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    std::cerr << "cobden: " << explained(app, error, argc, argv) << "\n";
    return kBadInput;
  }
  set_thread_limit(globals.threads);
  std::signal(SIGINT, on_interrupt);
  CommandIo io{.out = std::cout,
               .err = std::cerr,
               .format = globals.format,
               .quiet = globals.quiet,
               .program_line = joined(argc, argv),
               .store = globals.store};
  try {
    const RunContext context = terminal_context(globals);
    const int code = globals.save ? run_and_save(chosen.words, *chosen.command, globals.title, io, context)
                                  : chosen.command->action(io, context);
    if (!globals.quiet && isatty(STDERR_FILENO)) std::cerr << "\r\033[K";
    std::cout.flush();
    if (!std::cout)
      throw UserError("the answer could not be written to standard output", "is the disk full?");
    return code;
  } catch (const UserError& error) {
    std::cerr << "cobden: " << error.what() << "\n";
    return kBadInput;
  } catch (const Interrupted& what) {
    std::cerr << "cobden: interrupted: " << what.what() << "\n";
    return kInterrupted;
  }
}

}  // namespace
}  // namespace cobden::cli

int main(int argc, char** argv) {
  try {
    return cobden::cli::main_with(argc, argv);
  } catch (const std::bad_alloc&) {
    std::cerr << "cobden: not enough memory; aggregate the benchmark first (cobden data aggregate)\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "cobden: " << error.what() << "\n";
    return 3;
  }
}
