// The options of `cobden run | compare | replicate | scenarios`.
#include <fmt/format.h>

#include "apps/cli/commands.h"
#include "apps/cli/report_option.h"
#include "cobden/scenario/options.h"
#include "cobden/scenario/replication.h"

namespace cobden::cli {
namespace {

std::vector<OptionDescription> with_overrides(std::vector<OptionDescription> own, scenario::Overrides& o) {
  for (auto& option : override_options(o)) own.push_back(std::move(option));
  return own;
}

int print_scenario_reference(const std::string& form, CommandIo& io) {
  if (form != "text" && form != "markdown")
    throw UserError({.place = {.file = "", .line = {}, .column = "--help-scenario"},
                     .value = form,
                     .problem = "is not a form of the reference",
                     .expected = "text or markdown",
                     .remedy = ""});
  io.out << (form == "markdown" ? scenario::scenario_reference_markdown()
                                : scenario::scenario_reference_text());
  return kDone;
}

}  // namespace

std::vector<OptionDescription> override_options(scenario::Overrides& o) {
  return {{"--benchmark", &o.benchmark, "Benchmark in place of the scenario's: a name or a path"},
          {"--family", &o.family, "Model family in place of the scenario's"},
          {"--variant", &o.variant, "Variant of the model, e.g. input-output, no-materials"},
          {"--closure", &o.closure, "What deficits do: zero, fixed, world-share, income"},
          {"--elasticities", &o.elasticities, "Elasticity set of the benchmark, e.g. GYY"},
          {"--numeraire", &o.numeraire, "world-value-added, wage:COUNTRY or price-index:COUNTRY"},
          {"--on", &o.on, "Day of every schedule in the scenario, or FIRST,LAST for the mean over days"},
          {"--known", &o.known, "Schedules only as far as they were public on this day"}};
}

CommandDescription run_command(RunOptions& o) {
  return {
      .name = "run",
      .help = "Solve a scenario: what a change of tariffs does to every economy",
      .footer =
          "Examples:\n  cobden run us-china-2025\n  cobden run my-scenario.toml --out results/ --closure "
          "zero\n  cobden run us-china-2025 --on 2025-04-10 --known 2025-04-10\n  cobden run us-china-2025 "
          "--format json --measures welfare_exact,exports",
      .options = with_overrides(
          {{"scenario", &o.scenario,
            "Scenario file (TOML), or the name of a ready one (see cobden scenarios)"},
           {"--out", &o.out,
            "Folder for results.csv, results.nc, results.xlsx, gempack-shocks.txt, manifest.json, "
            "summary.txt, chart.svg, map.svg"},
           report_option(o.report),
           {"--measures", &o.measures, "Measures of the JSON and CSV answer, comma separated"},
           {"--exporter", &o.exporters, "Rows of these exporters alone, in the JSON and CSV answer"},
           {"--importer", &o.importers, "The same for importers"},
           {"--sector", &o.sectors, "The same for sectors"},
           {"--full", &o.full, "JSON, CSV and workbook with importer x exporter x sector detail"},
           {"--no-range", &o.no_range, "Leave out the range over all elasticity sets"},
           {.name = "--help-scenario",
            .target = &o.help_scenario,
            .help = "Every key of a scenario file, with an example (--help-scenario=markdown: as a page)",
            .implied = "text",
            .terminal = true},
           {.name = "--list", .target = &o.list, .help = "List the ready scenarios", .terminal = true}},
          o.overrides),
      .action = [&o](CommandIo& io, const RunContext& context) {
        if (o.list) return scenarios(io);
        if (!o.help_scenario.empty()) return print_scenario_reference(o.help_scenario, io);
        if (o.scenario.empty())
          throw UserError("cobden run needs a scenario",
                          "give a file or a name; 'cobden scenarios' lists the ready ones");
        return run(o, io, context);
      }};
}

CommandDescription compare_command(CompareOptions& o) {
  return {
      .name = "compare",
      .help = "Two scenarios, or two folders written by run --out, side by side",
      .footer =
          "Examples:\n  cobden compare us-china-2025 us-china-2025-no-carveouts\n  cobden compare out/a "
          "out/b --measures welfare_exact --format csv",
      .options = with_overrides(
          {{"first", &o.first, "Scenario or folder", true},
           {"second", &o.second, "Scenario or folder", true},
           {"--measures", &o.measures, "Measures to compare, comma separated"},
           {.name = "--top", .target = &o.top, .help = "Rows per measure in the table", .positive = true}},
          o.overrides),
      .action = [&o](CommandIo& io, const RunContext& context) { return compare(o, io, context); }};
}

CommandDescription replicate_command(ReplicateOptions& o) {
  const std::string names = fmt::format("{}", fmt::join(scenario::replication_names(), ", "));
  return {.name = "replicate",
          .help = "Published results: paper, ours, difference",
          .footer = "Studies: " + names +
                    ".\nExample:\n  cobden replicate cp2015 --data ../shared/data --variant nafta",
          .options = {{"name", &o.name, "Study: " + names, true},
                      {"--data", &o.data, "The study's data folder, or a folder that holds it", true},
                      {"--variant", &o.variant, "Another experiment on the same data"}},
          .action = [&o](CommandIo& io, const RunContext& context) { return replicate(o, io, context); }};
}

CommandDescription scenarios_command() {
  return {.name = "scenarios",
          .help = "List the ready scenarios",
          .action = [](CommandIo& io, const RunContext&) { return scenarios(io); }};
}

}  // namespace cobden::cli
