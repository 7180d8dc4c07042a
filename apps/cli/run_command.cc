#include <fmt/format.h>

#include <boost/json.hpp>

#include "apps/cli/commands.h"
#include "cobden/report/json_text.h"
#include "cobden/report/output_folder.h"
#include "cobden/report/result_json.h"
#include "cobden/report/run_summary.h"
#include "cobden/report/text_table.h"

namespace cobden::cli {

int exit_code(const economy::SolverSummary& solver) {
  if (solver.converged()) return kDone;
  return solver.status == economy::SolveStatus::kInterrupted ? kInterrupted : kNotConverged;
}

int run(const RunOptions& options, CommandIo& io, const RunContext& context) {
  scenario::Scenario scenario = scenario::read_scenario(scenario::find_scenario(options.scenario));
  scenario::apply_overrides(options.overrides, scenario);
  if (!options.measures.empty()) scenario.outputs.measures = options.measures;
  const scenario::Answer answer =
      scenario::answer(scenario::assemble(std::move(scenario)), !options.no_range, context);
  const report::RowChoice choice{.bilateral_by_sector = options.full, .measures = options.measures};
  // The answer is made in full before anything is printed or written.
  std::string text;
  if (io.format == "json") text = report::run_json(answer, choice);
  if (io.format == "csv") text = report::to_long_csv(answer.run.scenario.name, answer.result, choice);
  if (io.format == "table") text = report::run_summary(answer);
  if (!options.out.empty()) {
    const auto written = report::write_output_folder(options.out, answer, io.program_line, options.full);
    if (io.format == "table") {
      text += "Written:";
      for (const auto& path : written) text += " " + path.string();
      text += "\n";
    }
  }
  io.out << text;
  if (!answer.result.solver.converged())
    io.err << "cobden: " << economy::to_string(answer.result.solver.status) << ": "
           << answer.result.solver.message << "\n";
  return exit_code(answer.result.solver);
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
