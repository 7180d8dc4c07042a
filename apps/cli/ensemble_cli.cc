#include <fmt/format.h>

#include <cmath>

#include "apps/cli/commands.h"
#include "apps/cli/ensemble_commands.h"
#include "cobden/core/text.h"
#include "cobden/report/ensemble_folder.h"
#include "cobden/report/ensemble_json.h"
#include "cobden/report/ensemble_tables.h"

namespace cobden::cli {
namespace {

/// A whole number of an option within the bounds of its record.
double whole_number(const char* option, const std::string& text) {
  static const auto records = scenario::ensemble_options();
  const auto& record = *find_option(records, "ensemble", std::string(option).substr(2));
  const auto x = parse_number(text);
  if (!x || *x != std::floor(*x) || *x < record.low || *x > record.high)
    fail_at({.file = "", .line = {}, .column = option}, text, "is not such a number",
            fmt::format("a whole number from {:.12g} to {:.12g}", record.low, record.high));
  return *x;
}

}  // namespace

void apply_options(const EnsembleCommandOptions& o, scenario::EnsembleAsk& ask) {
  const auto place = [](const char* option) { return SourcePlace{.file = "", .line = {}, .column = option}; };
  if (o.resume && o.out.empty())
    fail_at(place("--resume"), "", "needs the folder to go on with", "--out DIR");
  if (!o.draws.empty()) ask.draws = static_cast<int>(whole_number("--draws", o.draws));
  if (!o.seed.empty()) ask.seed = static_cast<unsigned>(whole_number("--seed", o.seed));
  if (!o.sampling.empty()) ask.sampling = scenario::parse_sampling(o.sampling, place("--sampling"));
  if (!o.question.empty()) ask.question = scenario::parse_ensemble_question(o.question, place("--question"));
  if (o.indices) ask.indices = true;
  for (const auto& [given, key, target] : {std::tuple{&o.measures, "measures", &ask.measures},
                                           {&o.countries, "countries", &ask.countries},
                                           {&o.sectors, "sectors", &ask.sectors}}) {
    if (given->empty()) continue;
    *target = *given;
    ask.places[key] = place(("--" + std::string(key)).c_str());
  }
}

CommandDescription ensemble_command(EnsembleCommandOptions& o) {
  std::vector<OptionDescription> options{
      {"scenario", &o.scenario, "Scenario file (TOML), or the name of a ready one (see cobden scenarios)",
       true},
      {"--draws", &o.draws, "Draws (default: those of [ensemble], else 1000)"},
      {"--seed", &o.seed, "Seed of the draws (default 1)"},
      {"--sampling", &o.sampling, "sobol (scrambled points, the default) or monte-carlo (independent draws)"},
      {"--indices", &o.indices, "Also Sobol indices of the inputs, at draws x (inputs + 2) solves"},
      {"--question", &o.question, "What is asked in every draw: run, strategy or talks"},
      {"--measures", &o.measures, "Outcomes to summarise, comma separated"},
      {"--countries", &o.countries, "Economies to summarise: codes, groups or all"},
      {"--sectors", &o.sectors, "Sectors to summarise beside the totals"},
      {"--out", &o.out,
       "Folder for quantiles.csv, draws.nc, ensemble.json, charts, manifest.json, and chunks/ with "
       "the finished draws"},
      {"--resume", &o.resume, "Go on with the draws in the folder of --out; with more --draws, add to them"}};
  for (auto& option : override_options(o.overrides)) options.push_back(std::move(option));
  return {.name = "ensemble",
          .help = "Many draws of what is uncertain: quantiles, probabilities, and which input matters",
          .footer =
              "Examples:\n  cobden ensemble us-china-2025 --draws 1000 --benchmark world-2022-12\n  cobden "
              "ensemble "
              "us-china-2025 --draws 10000 --out out/ensemble\n  cobden ensemble us-china-2025 --draws 10000 "
              "--out "
              "out/ensemble --resume\nThe keys of [ensemble]: cobden run --help-scenario. Without one, trade "
              "elasticities are drawn among the benchmark's sets and around them.",
          .options = std::move(options),
          .action = [&o](CommandIo& io, const RunContext& c) { return ensemble(o, io, c); }};
}

EnsembleRunner& ensemble_runner() {
  static EnsembleRunner runner = [](scenario::AssembledRun run, const ensemble::EnsembleOptions& options,
                                    const RunContext& context) {
    return std::optional(ensemble::run_ensemble(std::move(run), options, context));
  };
  return runner;
}

scenario::AssembledRun ensemble_run(const EnsembleCommandOptions& options) {
  auto scenario = scenario::open_scenario(options.scenario);
  scenario::apply_overrides(options.overrides, scenario);
  if (!scenario.ensemble) scenario.ensemble.emplace();
  apply_options(options, *scenario.ensemble);
  return scenario::assemble(std::move(scenario));
}

int report_ensemble(const ensemble::EnsembleAnswer& answer, const EnsembleCommandOptions& options,
                    CommandIo& io) {
  // The answer is made in full before anything is printed or written.
  const std::string json = io.wants_json() ? report::ensemble_json(answer) : "";
  const std::string csv = io.wants_csv() ? report::ensemble_csv(answer) : "";
  std::string text = io.format == "json" ? json : io.format == "csv" ? csv : report::ensemble_summary(answer);
  if (!options.out.empty()) {
    const auto written = report::write_folder(options.out, report::ensemble_files(answer, io.program_line));
    if (io.format == "table") {
      text += "Written:";
      for (const auto& path : written) text += " " + path.string();
      text += "\n";
    }
  }
  io.out << text;
  io.keep(json, csv);
  if (answer.failed > 0) io.err << "cobden: " << report::failed_text(answer) << "; the table says why\n";
  return answer.failed == answer.draws.size() ? kNotConverged : kDone;
}

int ensemble(const EnsembleCommandOptions& options, CommandIo& io, const RunContext& context) {
  ensemble::EnsembleOptions how{.chunks = options.out.empty() ? "" : options.out / "chunks",
                                .resume = options.resume};
  const auto answer = ensemble_runner()(ensemble_run(options), how, context);
  return answer ? report_ensemble(*answer, options, io) : kDone;
}

}  // namespace cobden::cli
