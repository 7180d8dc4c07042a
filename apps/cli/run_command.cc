#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "apps/cli/commands.h"
#include "apps/cli/report_option.h"
#include "apps/cli/strategy_commands.h"
#include "cobden/report/answer_report.h"
#include "cobden/report/json_text.h"
#include "cobden/report/output_folder.h"
#include "cobden/report/result_json.h"
#include "cobden/report/run_summary.h"
#include "cobden/report/strategy_folder.h"
#include "cobden/report/strategy_summary.h"
#include "cobden/report/text_table.h"

namespace cobden::cli {

int exit_code(const economy::SolverSummary& solver) {
  if (solver.converged()) return kDone;
  return solver.status == economy::SolveStatus::kInterrupted ? kInterrupted : kNotConverged;
}

int run(const RunOptions& options, CommandIo& io, const RunContext& context) {
  require_report_path(options.report);
  scenario::Scenario scenario = scenario::open_scenario(options.scenario);
  scenario::apply_overrides(options.overrides, scenario);
  if (!options.measures.empty()) scenario.outputs.measures = options.measures;
  const scenario::AssembledRun assembled = scenario::assemble(std::move(scenario));
  const scenario::Answer answer = scenario::answer(assembled, !options.no_range, context);
  // A question about what governments choose is asked beside the run, with the same tariffs at its start.
  std::optional<scenario::StrategyAnswer> choice_of_governments;
  if (const auto& asked = assembled.scenario.strategy; asked && asked->question)
    choice_of_governments = scenario::answer_strategy(assembled, *asked->question, context);
  const auto* second = choice_of_governments ? &*choice_of_governments : nullptr;
  const report::RowChoice choice{.bilateral_by_sector = options.full,
                                 .measures = options.measures,
                                 .exporters = options.exporters,
                                 .importers = options.importers,
                                 .sectors = options.sectors};
  // The answer is made in full before anything is printed or written.
  const std::string json = io.wants_json() ? report::run_json(answer, choice, second) : "";
  const std::string csv =
      io.wants_csv() ? report::to_long_csv(answer.run.scenario.name, answer.result, choice) : "";
  std::string text = io.format == "json" ? json : csv;
  if (io.format == "table") text = report::run_summary(answer);
  if (io.format == "table" && second) text += "\n" + report::strategy_summary(*second, true);
  std::vector<std::filesystem::path> written;
  if (!options.out.empty()) {
    auto files = report::run_files(answer, io.program_line, options.full);
    if (second)
      for (auto& file : report::strategy_files(*second, io.program_line, options.full, true))
        files.insert(files.end() - 1, std::move(file));  // the manifest comes last
    written = report::write_folder(options.out, files);
  }
  if (wants_report(options.report, io)) {
    write_report(options.report, io, report::run_report(answer, second),
                 report::run_origin(answer, io.program_line));
    if (!options.report.empty()) written.push_back(options.report);
  }
  if (io.format == "table") text += written_line(written);
  io.out << text;
  io.keep(json, csv);
  if (!answer.result.solver.converged())
    io.err << "cobden: " << economy::to_string(answer.result.solver.status) << ": "
           << answer.result.solver.message << "\n";
  if (!second) return exit_code(answer.result.solver);
  explain(*second, io);
  if (io.format == "csv" && !io.quiet)
    io.err << "cobden: the rows of the [strategy] question: cobden " << to_string(second->question) << " "
           << options.scenario.label() << " --format csv\n";
  return std::max(exit_code(answer.result.solver), exit_code(second->search));
}

int scenarios(CommandIo& io) {
  const auto list = scenario::list_scenarios();
  if (io.format == "json") {
    boost::json::array rows;
    for (const auto& s : list)
      rows.push_back(boost::json::object{{"name", s.name},
                                         {"title", s.title},
                                         {"benchmark", s.benchmark},
                                         {"family", s.family},
                                         {"file", s.file.string()}});
    io.out << report::to_json_text(boost::json::object{
        {"schema", {{"name", "cobden.scenarios"}, {"version", 1}}}, {"results", std::move(rows)}});
    return kDone;
  }
  if (io.format == "csv") {
    io.out << "name,title,benchmark,family\n";
    for (const auto& s : list)
      io.out << fmt::format("{},\"{}\",{},{}\n", s.name, s.title, s.benchmark, s.family);
    return kDone;
  }
  report::TextTable table{
      .title = "",
      .columns = {
          {"Scenario", "", true}, {"What it asks", "", true}, {"Benchmark", "", true}, {"Model", "", true}}};
  for (const auto& s : list) table.rows.push_back({s.name, s.title, s.benchmark, s.family});
  io.out << report::to_text(table) << "\nRun one with: cobden run NAME\n";
  return kDone;
}

}  // namespace cobden::cli
