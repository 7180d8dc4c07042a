// The command line. The only file that includes CLI11: it turns words into option structs and hands them to
// plain functions.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <iostream>

#include "apps/cli/commands.h"
#include "apps/cli/data_commands.h"
#include "apps/cli/described_command.h"
#include "apps/cli/ensemble_commands.h"
#include "apps/cli/game_commands.h"
#include "apps/cli/precursor_commands.h"
#include "apps/cli/schedule_commands.h"
#include "apps/cli/strategy_commands.h"
#include "apps/cli/talks_commands.h"
#include "cobden/core/axis.h"
#include "cobden/core/parallel.h"
#include "cobden/core/version.h"
#include "cobden/scenario/options.h"
#include "cobden/scenario/replication.h"

namespace cobden::cli {
namespace {

std::atomic<bool> interrupted{false};

void on_interrupt(int) { interrupted.store(true); }

/// What every command shares.
struct Globals {
  std::string format = "table";
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

void add_described(CLI::App* command, const OptionDescription& option) {
  std::visit(
      [&](auto* target) {
        using Target = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<Target, bool>) {
          command->add_flag(option.name, *target, option.help);
        } else {
          auto* added = command->add_option(option.name, *target, option.help)->required(option.required);
          if constexpr (std::is_same_v<Target, std::vector<std::string>>) added->delimiter(',');
          if constexpr (std::is_same_v<Target, int>) added->capture_default_str();
        }
      },
      option.target);
}

void add_overrides(CLI::App* command, scenario::Overrides& o) {
  for (const auto& option : override_options(o)) add_described(command, option);
}

/// The commands fill `action`; main runs it inside one try block.
using Action = std::function<int(CommandIo&, const RunContext&)>;

void add_run(CLI::App& app, Globals& globals, RunOptions& o, Action& action, std::string& help_scenario,
             bool& list) {
  auto* c = app.add_subcommand("run", "Solve a scenario: what a change of tariffs does to every economy");
  c->footer(
      "Examples:\n  cobden run us-china-2025\n  cobden run my-scenario.toml --out results/ --closure zero\n  "
      "cobden run us-china-2025 --on 2025-04-10 --known 2025-04-10\n  "
      "cobden run us-china-2025 --format json --measures welfare_exact,exports");
  c->add_option("scenario", o.scenario,
                "Scenario file (TOML), or the name of a ready one (see cobden scenarios)");
  c->add_option("--out", o.out,
                "Folder for results.csv, results.nc, results.xlsx, gempack-shocks.txt, manifest.json, "
                "summary.txt, chart.svg");
  c->add_option("--measures", o.measures, "Measures of the JSON and CSV answer, comma separated")
      ->delimiter(',');
  c->add_flag("--full", o.full, "JSON, CSV and workbook with importer x exporter x sector detail");
  c->add_flag("--no-range", o.no_range, "Leave out the range over all elasticity sets");
  c->add_flag("--help-scenario{text}", help_scenario,
              "Every key of a scenario file, with an example (--help-scenario=markdown: as a page)");
  c->add_flag("--list", list, "List the ready scenarios");
  add_overrides(c, o.overrides);
  add_format(c, globals);
  c->callback([&] {
    action = [&](CommandIo& io, const RunContext& context) {
      if (list) return scenarios(io);
      if (!help_scenario.empty()) {
        if (help_scenario != "text" && help_scenario != "markdown")
          throw UserError({.place = {.file = "", .line = {}, .column = "--help-scenario"},
                           .value = help_scenario,
                           .problem = "is not a form of the reference",
                           .expected = "text or markdown",
                           .remedy = ""});
        io.out << (help_scenario == "markdown" ? scenario::scenario_reference_markdown()
                                               : scenario::scenario_reference_text());
        return static_cast<int>(kDone);
      }
      if (o.scenario.empty())
        throw UserError("cobden run needs a scenario",
                        "give a file or a name; 'cobden scenarios' lists the ready ones");
      return run(o, io, context);
    };
  });
}

void add_compare(CLI::App& app, Globals& globals, CompareOptions& o, Action& action) {
  auto* c = app.add_subcommand("compare", "Two scenarios, or two folders written by run --out, side by side");
  c->footer(
      "Examples:\n  cobden compare us-china-2025 us-china-2025-no-carveouts\n  cobden compare out/a out/b "
      "--measures welfare_exact --format csv");
  c->add_option("first", o.first, "Scenario or folder")->required();
  c->add_option("second", o.second, "Scenario or folder")->required();
  c->add_option("--measures", o.measures, "Measures to compare, comma separated")->delimiter(',');
  c->add_option("--top", o.top, "Rows per measure in the table")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  add_overrides(c, o.overrides);
  add_format(c, globals);
  c->callback(
      [&] { action = [&](CommandIo& io, const RunContext& context) { return compare(o, io, context); }; });
}

void add_replicate(CLI::App& app, Globals& globals, ReplicateOptions& o, Action& action) {
  auto* c = app.add_subcommand("replicate", "Published results: paper, ours, difference");
  std::string names;
  for (const auto& name : scenario::replication_names()) names += (names.empty() ? "" : ", ") + name;
  c->footer("Studies: " + names +
            ".\nExample:\n  cobden replicate cp2015 --data ../shared/data --variant nafta");
  c->add_option("name", o.name, "Study: " + names)->required();
  c->add_option("--data", o.data, "The study's data folder, or a folder that holds it")->required();
  c->add_option("--variant", o.variant, "Another experiment on the same data");
  add_format(c, globals);
  c->callback(
      [&] { action = [&](CommandIo& io, const RunContext& context) { return replicate(o, io, context); }; });
}

struct DataOptions {
  DataImportOptions import;
  std::vector<std::string> settings;
  DataInfoOptions info;
  DataCheckOptions check;
  DataAggregateOptions aggregate;
  DataExportOptions exporting;
  DataConvertOptions convert;
  DataBuildOptions build;
};

std::map<std::string, std::string> parse_settings(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> settings;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      throw UserError({.place = {.file = "", .line = {}, .column = "--set"},
                       .value = text,
                       .problem = "is not a setting",
                       .expected = "key=value",
                       .remedy = ""});
    settings[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return settings;
}

void add_data_import(CLI::App* data, Globals& globals, DataOptions& o, Action& action) {
  auto* c =
      data->add_subcommand("import", "Read a table in any known layout, account for every row, write it");
  c->footer(
      "Example:\n  cobden data import my-table/ --out my-table.nc\n  cobden data import wiod2011_41x35 --set "
      "year=2008 --out wiod-2008.nc");
  c->add_option("source", o.import.source, "File or folder")->required();
  c->add_option("--format-in", o.import.format_in,
                "Layout: long-csv, caliendo-parro, gravity-matrix, ossa, har, gravity-long, wiot, icio "
                "(default: recognised)");
  c->add_option("--set", o.settings, "Setting of the layout, key=value");
  c->add_option("--name", o.import.name, "Short name of the benchmark");
  c->add_flag("--balance", o.import.balance, "Restore the accounts by (generalised) RAS");
  c->add_flag("--purge-negative", o.import.purge_negative, "Set negative uses to zero before balancing");
  c->add_option("--out", o.import.out, "FILE.nc, FILE.har, or a folder for long CSV");
  add_format(c, globals);
  c->callback([&] {
    action = [&](CommandIo& io, const RunContext&) {
      o.import.settings = parse_settings(o.settings);
      return data_import(o.import, io);
    };
  });
}

void add_data(CLI::App& app, Globals& globals, DataOptions& o, Action& action) {
  auto* data = app.add_subcommand(
      "data", "Benchmark economies: import, look at, check, aggregate, export, convert, build");
  data->require_subcommand(1);
  add_data_import(data, globals, o, action);
  auto* info = data->add_subcommand("info", "What a benchmark holds");
  info->add_option("benchmark", o.info.benchmark, "Built-in name, FILE.nc, FILE.har or folder")->required();
  info->add_option("--largest", o.info.largest, "Economies listed")->capture_default_str();
  add_format(info, globals);
  info->callback([&] { action = [&](CommandIo& io, const RunContext&) { return data_info(o.info, io); }; });
  auto* check = data->add_subcommand("check", "Whether the accounts add up, cell by cell");
  check->add_option("benchmark", o.check.benchmark, "Built-in name, FILE.nc, FILE.har or folder")->required();
  check->add_option("--tolerance", o.check.tolerance, "Relative, per cell")->capture_default_str();
  check->add_option("--most", o.check.most, "Rows of each kind in the table")->capture_default_str();
  add_format(check, globals);
  check->callback(
      [&] { action = [&](CommandIo& io, const RunContext&) { return data_check(o.check, io); }; });
  auto* aggregate = data->add_subcommand("aggregate", "Fewer economies and sectors by a mapping file");
  aggregate->add_option("benchmark", o.aggregate.benchmark, "Built-in name, FILE.nc, FILE.har or folder")
      ->required();
  aggregate->add_option("--map", o.aggregate.map, "CSV: axis,from,to[,label]")->required();
  aggregate->add_option("--name", o.aggregate.name, "Short name of the result");
  aggregate->add_option("--out", o.aggregate.out, "FILE.nc, FILE.har, or a folder for long CSV")->required();
  add_format(aggregate, globals);
  aggregate->callback(
      [&] { action = [&](CommandIo& io, const RunContext&) { return data_aggregate(o.aggregate, io); }; });
  auto* exporting =
      data->add_subcommand("export", "Write a benchmark as NetCDF, GEMPACK header arrays or long CSV");
  exporting->add_option("benchmark", o.exporting.benchmark, "Built-in name, FILE.nc, FILE.har or folder")
      ->required();
  exporting->add_option("--out", o.exporting.out, "FILE.nc, FILE.har, or a folder for long CSV")->required();
  exporting->add_option("--to", o.exporting.to, "netcdf, har or csv (default: by the ending of --out)")
      ->check(CLI::IsMember({"netcdf", "har", "csv"}));
  add_format(exporting, globals);
  exporting->callback(
      [&] { action = [&](CommandIo& io, const RunContext&) { return data_export(o.exporting, io); }; });
  auto* convert =
      data->add_subcommand("convert", "One table from CSV to Stata (.dta) or SPSS (.sav), or back");
  convert->footer("Example:\n  cobden data convert out/us-china-2025/results.csv results.dta");
  convert->add_option("from", o.convert.from, "FILE.csv, FILE.dta or FILE.sav")->required();
  convert->add_option("to", o.convert.to, "File to write, by its ending: .csv, .dta or .sav")->required();
  add_format(convert, globals);
  convert->callback(
      [&] { action = [&](CommandIo& io, const RunContext&) { return data_convert(o.convert, io); }; });
  auto* build = data->add_subcommand("build", "Write the built-in benchmarks from their source tables");
  build->add_option("source", o.build.source, "Folder with the world2022_81x28 tables")->required();
  build->add_option("--out", o.build.out, "Folder for world-2022.nc and world-2022-12.nc")->required();
  build->add_option("--map", o.build.map, "Mapping of the small benchmark (default: the built-in one)");
  add_format(build, globals);
  build->callback(
      [&] { action = [&](CommandIo& io, const RunContext&) { return data_build(o.build, io); }; });
}

/// A command given as data.
void add_described(CLI::App& parent, Globals& globals, const CommandDescription& d, Action& action) {
  auto* c = parent.add_subcommand(d.name, d.help);
  c->footer(d.footer);
  for (const auto& option : d.options) add_described(c, option);
  for (const auto& sub : d.subcommands) add_described(*c, globals, sub, action);
  if (!d.subcommands.empty()) c->require_subcommand(d.action ? 0 : 1);
  if (!d.action) return;
  add_format(c, globals);
  c->callback([&action, c, run = d.action] {
    if (c->get_subcommands().empty()) action = run;
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
  Action action;
  RunOptions run_options;
  std::string help_scenario;
  bool list_scenarios = false;
  CompareOptions compare_options;
  ReplicateOptions replicate_options;
  DataOptions data_options;
  ScheduleOptions schedule_options;
  PrecursorOptions precursor_options;
  GameOptions game_options;
  TalksOptions talks_options;
  EnsembleCommandOptions ensemble_options;
  StrategyOptions strategy_options;
  add_run(app, globals, run_options, action, help_scenario, list_scenarios);
  for (const auto& command : strategy_commands(strategy_options))
    add_described(app, globals, command, action);
  add_compare(app, globals, compare_options, action);
  add_replicate(app, globals, replicate_options, action);
  auto* list = app.add_subcommand("scenarios", "List the ready scenarios");
  add_format(list, globals);
  list->callback([&] { action = [](CommandIo& io, const RunContext&) { return scenarios(io); }; });
  add_data(app, globals, data_options, action);
  add_described(app, globals, schedule_command(schedule_options), action);
  add_described(app, globals, precursor_command(precursor_options), action);
  add_described(app, globals, game_command(game_options), action);
  add_described(app, globals, talks_command(talks_options), action);
  add_described(app, globals, ensemble_command(ensemble_options), action);
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
               .program_line = joined(argc, argv)};
  try {
    const int code = action(io, terminal_context(globals));
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
