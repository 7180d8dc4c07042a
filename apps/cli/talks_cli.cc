// `cobden talks`, described beside its function.
#include "apps/cli/commands.h"
#include "apps/cli/report_option.h"
#include "apps/cli/strategy_commands.h"
#include "apps/cli/talks_commands.h"
#include "cobden/core/text.h"
#include "cobden/report/answer_report.h"
#include "cobden/report/output_folder.h"
#include "cobden/report/talks_brief.h"
#include "cobden/report/talks_folder.h"
#include "cobden/report/talks_json.h"

namespace cobden::cli {
namespace {

/// Commas separate settings, and the three numbers of one: "prior=0.1,0.2,0.4,detection=0.5" is two.
std::vector<std::string> joined_ranges(const std::vector<std::string>& parts) {
  std::vector<std::string> settings;
  for (const auto& part : parts)
    if (part.find('=') != std::string::npos || settings.empty())
      settings.push_back(part);
    else
      settings.back() += "," + part;
  return settings;
}

scenario::Scenario scenario_of(const TalksOptions& options) {
  auto scenario = scenario::open_scenario(options.scenario);
  scenario::apply_overrides(options.overrides, scenario);
  if (!scenario.strategy) scenario.strategy.emplace();
  scenario::StrategyOverrides players;
  players.players = options.players;
  scenario::apply_overrides(players, *scenario.strategy);
  if (!scenario.talks) scenario.talks.emplace();
  for (const auto& setting : joined_ranges(options.settings))
    scenario::apply_talks_setting(setting, *scenario.talks);
  return scenario;
}

}  // namespace

CommandDescription talks_command(TalksOptions& o) {
  std::vector<OptionDescription> options{
      {"scenario", &o.scenario, "Scenario file (TOML), or the name of a ready one (see cobden scenarios)",
       true},
      {"--players", &o.players, "Two country codes: who grants relief, who makes the concession"},
      {"--set", &o.settings, "KEY=NUMBER or KEY=LOW,CENTRAL,HIGH of the judged numbers of [talks]"},
      {.name = "--markdown", .target = &o.markdown, .help = "The brief as Markdown", .terminal = true},
      {"--full", &o.full, "The brief with every table behind it"},
      {"--out", &o.out, "Folder for the brief, JSON, charts and a manifest"},
      report_option(o.report)};
  for (auto& option : override_options(o.overrides)) options.push_back(std::move(option));
  return {
      .name = "talks",
      .help =
          "The whole situation in one brief: duties, stakes, offers, sincerity, deadlock, what would flip it",
      .footer =
          "Examples:\n  cobden talks us-china-2025\n  cobden talks us-china-2025 --benchmark "
          "world-2022-12 --set prior=0.4,detection=0.2,0.6,0.9\n  cobden talks us-china-2025 --markdown "
          "--out out/talks\nThe keys of [talks]: cobden run --help-scenario",
      .options = std::move(options),
      .action = [&o](CommandIo& io, const RunContext& c) { return talks(o, io, c); }};
}

int talks(const TalksOptions& options, CommandIo& io, const RunContext& context) {
  require_report_path(options.report);
  const auto answer = scenario::answer_talks(scenario::assemble(scenario_of(options)), context);
  if (answer.negotiation.game) {
    const auto detail = options.full ? report::BriefDetail::kFull : report::BriefDetail::kTwoPages;
    // The answer is made in full before anything is printed or written.
    const std::string json = io.wants_json() ? report::talks_json(answer) : "";
    const std::string csv = io.wants_csv() ? report::talks_csv(answer) : "";
    std::string text = io.format == "json" ? json : csv;
    if (io.format == "table" && !answer.threats.empty()) {
      const auto brief = report::talks_brief(answer, detail);
      text = options.markdown ? report::to_markdown(brief) : report::to_terminal(brief);
    }
    if (!options.out.empty() && !answer.threats.empty()) {
      const auto written = report::write_folder(options.out, report::talks_files(answer, io.program_line));
      for (const auto& path : written) io.err << "wrote " << path.string() << "\n";
    }
    if (wants_report(options.report, io) && !answer.threats.empty()) {
      write_report(options.report, io, report::talks_report(answer),
                   report::talks_origin(answer, io.program_line));
      if (!options.report.empty()) io.err << "wrote " << options.report.string() << "\n";
    }
    io.out << text;
    io.keep(json, csv);
  }
  if (!answer.search.converged())
    io.err << "cobden: " << to_string(answer.search.status) << ": " << answer.search.message << "\n";
  return exit_code(answer.search);
}

}  // namespace cobden::cli
