#pragma once
// From the words of the command line to an opened schedule and what is asked of it.
#include <memory>
#include <string>
#include <vector>

#include "apps/cli/data_answer.h"
#include "apps/cli/schedule_commands.h"
#include "cobden/schedule/average.h"
#include "cobden/schedule/schedule_file.h"

namespace cobden::cli {

struct DaySpan {
  Day first, last;  ///< both within
};

/// A schedule with the evaluator that answers for it.
struct Question {
  std::unique_ptr<schedule::Schedule> schedule;
  std::unique_ptr<schedule::Evaluator> evaluator;
  std::vector<FileHash> inputs;
};

/// Opens the schedule that `name` or `importer` means. UserError if neither says.
std::unique_ptr<schedule::Schedule> open_schedule(const std::string& name, const std::string& importer);
/// What the options say about knowledge, shipment, quotas and carve-outs.
schedule::EvaluatorOptions evaluator_options(const ScheduleOptions& options);
/// The schedule of the options with an evaluator; `--to` must be its importer.
Question open_question(const ScheduleOptions& options);
/// The instant that "--on" spells: a bare date is the end of that day. UserError names `option`.
Instant parse_on(const std::string& text, const LocalClock& clock, const std::string& option = "--on");
/// The day that `text` spells. UserError names `option`.
Day parse_day_option(const std::string& text, const std::string& option);
/// The span of --between. UserError if it is not two days in order.
DaySpan parse_span(const std::vector<std::string>& between);
/// The segment that holds the end of each day of the span.
std::vector<std::size_t> day_segments(const Question& question, const DaySpan& span);
/// The import weights: --trade, else the schedule's own. UserError: none, or a partner of --from without
/// trade.
schedule::Trade open_trade(const ScheduleOptions& options, const schedule::Schedule& schedule,
                           std::vector<FileHash>& inputs);
/// The partners asked about as sources of trade; all of the trade if none is named.
std::vector<schedule::TradeSource> chosen_sources(const std::vector<std::string>& from,
                                                  const schedule::Trade& trade);
/// "us-2025, as known on 2025-04-10".
std::string described(const Question& question);
/// "Weights: imports of 2024, Census ...".
std::string weights_note(const schedule::Trade& trade);

}  // namespace cobden::cli
