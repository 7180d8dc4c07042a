#include "apps/cli/strategy_commands.h"

#include "apps/cli/report_option.h"
#include "cobden/report/answer_report.h"
#include "cobden/report/strategy_folder.h"
#include "cobden/report/strategy_json.h"
#include "cobden/report/strategy_summary.h"

namespace cobden::cli {

int exit_code(const strategy::SearchSummary& search) {
  if (search.converged()) return kDone;
  return search.status == strategy::SearchStatus::kInterrupted ? kInterrupted : kNotConverged;
}

void explain(const scenario::StrategyAnswer& answer, CommandIo& io) {
  const auto& s = answer.search;
  if (s.converged()) return;
  const std::string status = to_string(s.status);
  const bool says = s.message.starts_with(status);
  io.err << "cobden: " << (says ? "" : status) << (says || s.message.empty() ? "" : ": ") << s.message
         << "\n";
}

int strategy(scenario::StrategyQuestion question, const StrategyOptions& options, CommandIo& io,
             const RunContext& context) {
  require_report_path(options.report);
  scenario::Scenario scenario = scenario::open_scenario(options.scenario);
  scenario::apply_overrides(options.overrides, scenario);
  if (!scenario.strategy) scenario.strategy.emplace();
  scenario::apply_overrides(options.strategy, *scenario.strategy);
  const auto answer = scenario::answer_strategy(scenario::assemble(std::move(scenario)), question, context);
  // The answer is made in full before anything is printed or written.
  const std::string json = io.wants_json() ? report::strategy_json(answer, options.full) : "";
  const std::string csv = io.wants_csv() ? report::strategy_csv(answer, options.full) : "";
  std::string text = io.format == "json" ? json : csv;
  if (io.format == "table") text = report::strategy_summary(answer);
  std::vector<std::filesystem::path> written;
  if (!options.out.empty())
    written =
        report::write_folder(options.out, report::strategy_files(answer, io.program_line, options.full));
  if (wants_report(options.report, io)) {
    write_report(options.report, io, report::strategy_report(answer),
                 report::strategy_origin(answer, io.program_line));
    if (!options.report.empty()) written.push_back(options.report);
  }
  if (io.format == "table") text += written_line(written);
  io.out << text;
  io.keep(json, csv);
  explain(answer, io);
  return exit_code(answer.search);
}

}  // namespace cobden::cli
