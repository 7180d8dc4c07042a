#pragma once
// `cobden schedule ...`: what a line pays and why, rates, averages, differences, carve-outs, matrices and
// charts. Plain functions that tests call with string streams; their options are described in
// schedule_cli.cc. Each returns the exit code; bad input is thrown as UserError before anything is written.
#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/described_command.h"

namespace cobden::cli {

/// What the commands have in common: whose border, whose goods, when, known when.
struct ScheduleOptions {
  std::string code;                   ///< product of explain; schedule of check
  std::string schedule;               ///< file or id; empty = the ready schedule of `to`
  std::string to;                     ///< importer, ISO3; empty = of the schedule
  std::vector<std::string> from;      ///< partners, ISO3; empty = all with trade
  std::string on;                     ///< a date (the end of that day) or a date and time
  std::vector<std::string> between;   ///< first and last day of a span
  std::string known, loaded;          ///< days
  std::vector<std::string> claims;    ///< preferences the article claims
  std::vector<std::string> fill;      ///< MEASURE=SHARE of quotas
  std::vector<std::string> prices;    ///< UNIT=USD
  std::vector<std::string> without;   ///< carve-outs taken away
  std::vector<std::string> products;  ///< codes or headings; empty = all with trade
  std::string by;                     ///< how averages are split
  std::string trade;                  ///< CSV of import weights in place of the schedule's
  std::string benchmark = "world-2022", concordance;
  std::vector<std::string> pairs;               ///< of chart: IMPORTER:PARTNER
  std::string and_schedule, and_on, and_known;  ///< the other side of diff
  bool unpublished = false;                     ///< apply exemptions without official text
  bool statutory = false;                       ///< matrix of statutory rates
  int top = 20;                                 ///< rows of a table
  std::filesystem::path out;                    ///< file to write
  std::filesystem::path source;                 ///< of build
  std::string help_format;                      ///< "text" or "markdown"
};

/// The command `schedule` with its subcommands. `options` must outlive it.
CommandDescription schedule_command(ScheduleOptions& options);

int schedule_list(const ScheduleOptions& options, CommandIo& io);
/// cobden schedule explain CODE --from ISO3 --to ISO3 --on DATE [--known DATE]
int schedule_explain(const ScheduleOptions& options, CommandIo& io);
/// cobden schedule rates --to ISO3 --from ISO3,... --products CODE,... --on DATE | --between A,B [--out FILE]
int schedule_rates(const ScheduleOptions& options, CommandIo& io, const RunContext& context);
/// cobden schedule average --to ISO3 [--from ISO3] --on DATE | --between A,B [--by partner|sector|...]
int schedule_average(const ScheduleOptions& options, CommandIo& io, const RunContext& context);
/// cobden schedule diff --to ISO3 --on DATE --and DATE, or --schedule A --and-schedule B
int schedule_diff(const ScheduleOptions& options, CommandIo& io, const RunContext& context);
/// cobden schedule carveouts --to ISO3 --from ISO3 --on DATE
int schedule_carveouts(const ScheduleOptions& options, CommandIo& io, const RunContext& context);
/// cobden schedule check NAME|FILE; exit code 2 if something is wrong beyond warnings.
int schedule_check(const ScheduleOptions& options, CommandIo& io, const RunContext& context);

/// cobden schedule matrix --to ISO3 --benchmark NAME --on DATE | --between A,B
int schedule_matrix(const ScheduleOptions& options, CommandIo& io, const RunContext& context);
/// cobden schedule chart --pair USA:CHN,CHN:USA --between A,B --out FILE.svg
int schedule_chart(const ScheduleOptions& options, CommandIo& io, const RunContext& context);
/// cobden schedule build SOURCE --out data/schedules
int schedule_build(const ScheduleOptions& options, CommandIo& io);

}  // namespace cobden::cli
