// The options of `cobden precursor`, described beside its functions.
#include "apps/cli/precursor_commands.h"
#include "apps/cli/report_option.h"
#include "cobden/precursor/options.h"

namespace cobden::cli {
namespace {

constexpr const char* kBoundaries =
    "Policy economics between countries: labels finer than a country and names of substances are refused.";

OptionDescription settings_option(PrecursorOptions& o) {
  return {"--set", &o.settings, "KEY=VALUE of the [precursor] table, comma separated"};
}

CommandDescription backcast_command(PrecursorOptions& o) {
  return {.name = "backcast",
          .help = "The model beside what happened: deaths, purity, seizures, and what it cannot explain",
          .footer = "Example:\n  cobden precursor backcast ../shared/data/precursor_control",
          .options = {{"series", &o.series, "Folder of the public series", true}, settings_option(o)},
          .action = [&o](CommandIo& io, const RunContext& c) { return precursor_backcast(o, io, c); }};
}

CommandDescription interdict_command(PrecursorOptions& o) {
  return {
      .name = "interdict",
      .help = "Where an enforcer with a limited budget stops most, on a network of countries",
      .footer =
          std::string("Example:\n  cobden precursor interdict countries.csv --source SOURCES --sink USA\n") +
          kBoundaries,
      .options = {{"network", &o.network, "CSV: from,to,capacity[,cost]; countries and aggregates", true},
                  {"--source", &o.source, "Where the flow starts (default: SOURCES)"},
                  {"--sink", &o.sink, "Where it ends (default: USA)"},
                  {"--most", &o.most, "Budgets from 0 to this, in units of cost"}},
      .action = [&o](CommandIo& io, const RunContext&) { return precursor_interdict(o, io); }};
}

}  // namespace

CommandDescription precursor_command(PrecursorOptions& o) {
  return {
      .name = "precursor",
      .help = "Control of precursors at the source: supply, deaths, value and break-even under two priors",
      .footer = std::string("Examples:\n  cobden precursor\n  cobden precursor --set "
                            "stringency=0.5,cost_bn_usd_a_year=20 --chart bands.svg\n  cobden precursor "
                            "my-control.toml --format json\n") +
                kBoundaries,
      .options = {{"file", &o.file,
                   "TOML file with a [precursor] table, or the name of a scenario that has one (default: the "
                   "worked case)"},
                  settings_option(o),
                  {"--chart", &o.chart, "SVG file of deaths a month with their bands"},
                  report_option(o.report),
                  {"--monthly", &o.monthly, "The central path month by month as well"},
                  {.name = "--help-format",
                   .target = &o.help_format,
                   .help = "The keys of [precursor]: text or markdown",
                   .terminal = true}},
      .action =
          [&o](CommandIo& io, const RunContext& context) {
            if (o.help_format.empty()) return precursor_study(o, io, context);
            if (o.help_format != "text" && o.help_format != "markdown")
              throw UserError({.place = {.file = "", .line = {}, .column = "--help-format"},
                               .value = o.help_format,
                               .problem = "is not a form of the reference",
                               .expected = "text or markdown",
                               .remedy = ""});
            io.out << (o.help_format == "markdown" ? precursor::precursor_reference_markdown()
                                                   : precursor::precursor_reference_text());
            return static_cast<int>(kDone);
          },
      .subcommands = {backcast_command(o), interdict_command(o)}};
}

}  // namespace cobden::cli
