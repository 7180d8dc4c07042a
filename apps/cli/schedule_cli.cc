// The options of `cobden schedule`, described beside its functions.
#include "apps/cli/schedule_commands.h"
#include "cobden/schedule/schedule_file.h"

namespace cobden::cli {
namespace {

using Options = std::vector<OptionDescription>;

Options whose(ScheduleOptions& o) {
  return {{"--to", &o.to, "Importer: whose border, ISO3"},
          {"--from", &o.from, "Partners whose goods, ISO3, comma separated (EUU = European Union)"},
          {"--schedule", &o.schedule, "Schedule file or id (default: the ready one of the importer)"}};
}

Options when(ScheduleOptions& o) {
  return {{"--on", &o.on, "A date (the end of that day, local) or a time, 2025-04-10T12:01:00+08:00"},
          {"--known", &o.known, "Only what was public on this day"}};
}

Options fine(ScheduleOptions& o) {
  return {{"--price", &o.prices, "Price of one unit in USD for duties by quantity, UNIT=USD"},
          {"--fill", &o.fill, "Used share of a quota, MEASURE=SHARE"},
          {"--without", &o.without, "Exempt lists or exemptions to take away, comma separated"},
          {"--unpublished", &o.unpublished, "Apply exemptions of which no official text exists"}};
}

Options weighed(ScheduleOptions& o) {
  return {{"--trade", &o.trade, "CSV of import weights: code,partner,imports_usd (default: the schedule's)"}};
}

Options both(Options a, const Options& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

CommandDescription explain_command(ScheduleOptions& o) {
  return {.name = "explain",
          .help = "What a product pays on a day, and why",
          .footer =
              "Example:\n  cobden schedule explain 8517.13.0000 --from CHN --to USA --on 2025-04-20 --known "
              "2025-04-10",
          .options = both(both(both({{"code", &o.code, "Product code", true}}, whose(o)), when(o)),
                          both({{"--loaded", &o.loaded, "Goods shipped on this day (in-transit windows)"},
                                {"--claim", &o.claims, "Preferences the article claims, e.g. usmca"}},
                               fine(o))),
          .action = [&o](CommandIo& io, const RunContext&) { return schedule_explain(o, io); }};
}

CommandDescription rates_command(ScheduleOptions& o) {
  return {
      .name = "rates",
      .help = "Rates of many products and partners, on a day or between two",
      .footer =
          "Example:\n  cobden schedule rates --to USA --from CHN,VNM --products 8517,6109.10 --between "
          "2025-01-01,2025-12-31 --out rates.csv",
      .options = both(both(both(whose(o), when(o)),
                           {{"--between", &o.between, "First and last day: one row for each stretch of time"},
                            {"--products", &o.products, "Codes or headings (default: all with trade)"},
                            {"--out", &o.out, "CSV file (also .xz) for all rows"},
                            {"--top", &o.top, "Rows of the table"}}),
                      both(fine(o), weighed(o))),
      .action = [&o](CommandIo& io, const RunContext& c) { return schedule_rates(o, io, c); }};
}

CommandDescription average_command(ScheduleOptions& o) {
  return {
      .name = "average",
      .help = "Trade-weighted average rates, statutory and claim-adjusted",
      .footer =
          "Examples:\n  cobden schedule average --to USA --from CHN --on 2025-04-10\n  cobden schedule "
          "average --to USA --by partner --on 2025-05-14\n  cobden schedule average --to USA --from CHN "
          "--between 2025-01-01,2025-12-31 --format csv",
      .options = both(both(both(whose(o), when(o)),
                           {{"--between", &o.between, "First and last day: one row a day"},
                            {"--by", &o.by, "Split by partner or sector"},
                            {"--benchmark", &o.benchmark, "Whose sectors (default: world-2022)"},
                            {"--concordance", &o.concordance, "CSV code,sector in place of the ready map"},
                            {"--top", &o.top, "Rows of the table"}}),
                      both(fine(o), weighed(o))),
      .action = [&o](CommandIo& io, const RunContext& c) { return schedule_average(o, io, c); }};
}

CommandDescription diff_command(ScheduleOptions& o) {
  return {.name = "diff",
          .help = "What changed between two dates, schedules or days of knowledge, line by line",
          .footer = "Example:\n  cobden schedule diff --to USA --from CHN --on 2025-04-08 --and 2025-04-10",
          .options = both(both(both(whose(o), when(o)),
                               {{"--and", &o.and_on, "The later date (default: the same)"},
                                {"--and-known", &o.and_known, "Knowledge of the other side (default: all)"},
                                {"--and-schedule", &o.and_schedule, "The other schedule (default: the same)"},
                                {"--top", &o.top, "Rows of the table"}}),
                          both(fine(o), weighed(o))),
          .action = [&o](CommandIo& io, const RunContext& c) { return schedule_diff(o, io, c); }};
}

CommandDescription carveouts_command(ScheduleOptions& o) {
  return {.name = "carveouts",
          .help = "What each exemption covers and what it is worth",
          .footer = "Example:\n  cobden schedule carveouts --to USA --from CHN --on 2025-04-20",
          .options = both(both(whose(o), when(o)), weighed(o)),
          .action = [&o](CommandIo& io, const RunContext& c) { return schedule_carveouts(o, io, c); }};
}

CommandDescription check_command(ScheduleOptions& o) {
  return {.name = "check",
          .help = "Whether a schedule file is sound: steps, lists, rules, exemptions",
          .footer = "Example:\n  cobden schedule check my-schedule.toml",
          .options = {{"schedule", &o.code, "File or id", true}},
          .action = [&o](CommandIo& io, const RunContext& c) { return schedule_check(o, io, c); }};
}

CommandDescription matrix_command(ScheduleOptions& o) {
  return {
      .name = "matrix",
      .help = "Duties by sector and economy of a benchmark",
      .footer =
          "Example:\n  cobden schedule matrix --to USA --benchmark world-2022 --on 2025-05-02 --format csv",
      .options =
          both(both(both(whose(o), when(o)),
                    {{"--between", &o.between, "First and last day: the mean over the days"},
                     {"--benchmark", &o.benchmark, "Built-in name, FILE.nc or folder (default: world-2022)"},
                     {"--concordance", &o.concordance, "CSV code,sector in place of the ready map"},
                     {"--statutory", &o.statutory, "Show statutory rates (csv and json hold both)"}}),
               both(fine(o), weighed(o))),
      .action = [&o](CommandIo& io, const RunContext& c) { return schedule_matrix(o, io, c); }};
}

CommandDescription chart_command(ScheduleOptions& o) {
  return {
      .name = "chart",
      .help = "Average rates by day as an SVG chart with policy dates",
      .footer =
          "Example:\n  cobden schedule chart --pair USA:CHN,CHN:USA --between 2025-01-01,2025-12-31 --out "
          "rates.svg",
      .options = {{"--pair", &o.pairs, "IMPORTER:PARTNER, comma separated (default: USA:CHN,CHN:USA)"},
                  {"--between", &o.between, "First and last day (default: the year 2025)"},
                  {"--known", &o.known, "Only what was public on this day"},
                  {"--out", &o.out, "SVG file to write", true}},
      .action = [&o](CommandIo& io, const RunContext& c) { return schedule_chart(o, io, c); }};
}

CommandDescription build_command(ScheduleOptions& o) {
  return {.name = "build",
          .help = "Write the lists and tables of the ready schedules from their public sources",
          .footer = "Example:\n  cobden schedule build ../shared/data/us_china_schedule --out data/schedules",
          .options = {{"source", &o.source, "Folder of the public lists and tables", true},
                      {"--out", &o.out, "Folder to write", true}},
          .action = [&o](CommandIo& io, const RunContext&) { return schedule_build(o, io); }};
}

}  // namespace

CommandDescription schedule_command(ScheduleOptions& o) {
  return {.name = "schedule",
          .help = "Tariff schedules: what a line pays and why, averages, differences, carve-outs",
          .footer = "",
          .options = {{.name = "--help-format",
                       .target = &o.help_format,
                       .help = "The keys of a schedule file: text or markdown",
                       .terminal = true}},
          .action =
              [&o](CommandIo& io, const RunContext&) {
                if (o.help_format != "text" && o.help_format != "markdown")
                  throw UserError("cobden schedule needs a command", "see cobden schedule --help");
                io.out << (o.help_format == "markdown" ? schedule::schedule_reference_markdown()
                                                       : schedule::schedule_reference_text());
                return static_cast<int>(kDone);
              },
          .subcommands = {{.name = "list",
                           .help = "The ready schedules",
                           .action = [&o](CommandIo& io, const RunContext&) { return schedule_list(o, io); }},
                          explain_command(o),
                          rates_command(o),
                          average_command(o),
                          diff_command(o),
                          carveouts_command(o),
                          matrix_command(o),
                          chart_command(o),
                          check_command(o),
                          build_command(o)},
          .terminal = true};
}

}  // namespace cobden::cli
