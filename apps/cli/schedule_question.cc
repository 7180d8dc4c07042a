#include "apps/cli/schedule_question.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/file.h"
#include "cobden/core/table_reader.h"
#include "cobden/core/text.h"

namespace cobden::cli {
namespace {

SourcePlace option_place(const std::string& name) { return {.file = "", .line = {}, .column = name}; }

/// NAME=NUMBER, each `least` or more.
std::map<std::string, double> parse_figures(const std::vector<std::string>& texts, const std::string& option,
                                            double least, const std::string& example) {
  std::map<std::string, double> figures;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    const auto value = equals == std::string::npos ? std::nullopt : parse_number(text.substr(equals + 1));
    if (!value || *value < least) fail_at(option_place(option), text, "is not understood", example);
    figures[text.substr(0, equals)] = *value;
  }
  return figures;
}

void add_input(std::vector<FileHash>& inputs, const std::filesystem::path& path) {
  for (const auto& file : inputs)
    if (file.path == path.string()) return;
  inputs.push_back({path.string(), sha256_of_file(path)});
}

}  // namespace

std::unique_ptr<schedule::Schedule> open_schedule(const std::string& name, const std::string& importer) {
  if (name.empty() && importer.empty())
    throw UserError("whose schedule is not said", "give --to ISO3, or --schedule FILE|ID");
  const auto path = name.empty() ? schedule::schedule_of(importer) : schedule::find_schedule(name);
  auto opened = std::make_unique<schedule::Schedule>(schedule::read_schedule(path));
  if (!importer.empty() && opened->importer != importer)
    fail_at(option_place("--to"), importer, "is not the importer of " + path.string(), opened->importer);
  return opened;
}

Day parse_day_option(const std::string& text, const std::string& option) {
  const auto day = parse_day(text);
  if (!day) fail_at(option_place(option), text, "is not a day", "2025-04-10");
  return *day;
}

schedule::EvaluatorOptions evaluator_options(const ScheduleOptions& o) {
  schedule::EvaluatorOptions e;
  if (!o.known.empty()) e.known = parse_day_option(o.known, "--known");
  if (!o.loaded.empty()) e.loaded = parse_day_option(o.loaded, "--loaded");
  e.fill = parse_figures(o.fill, "--fill", 0, "MEASURE=0.8");
  e.prices = parse_figures(o.prices, "--price", 1e-9, "UNIT=USD, kg=3.20");
  e.unpublished = o.unpublished;
  e.without = {o.without.begin(), o.without.end()};
  return e;
}

Question open_question(const ScheduleOptions& o) {
  Question q;
  const auto options = evaluator_options(o);  // cheap mistakes before the files
  q.schedule = open_schedule(o.schedule, o.to);
  q.evaluator = std::make_unique<schedule::Evaluator>(*q.schedule, options);
  q.inputs.push_back({q.schedule->file.string(), q.schedule->sha256});
  return q;
}

Instant parse_on(const std::string& text, const LocalClock& clock, const std::string& option) {
  if (text.empty()) throw UserError("the date is missing", "give " + option + " 2025-04-10");
  const auto time = parse_civil_time(text);
  if (!time) fail_at(option_place(option), text, "is not a date", "2025-04-10 or 2025-04-10T12:01:00+08:00");
  return time->time_of_day ? clock.instant(*time) : clock.end_of(time->day);
}

DaySpan parse_span(const std::vector<std::string>& between) {
  if (between.size() != 2)
    fail_at(option_place("--between"), fmt::format("{}", fmt::join(between, ",")), "is not a span of days",
            "two days, 2025-01-01,2025-12-31");
  const DaySpan span{parse_day_option(between[0], "--between"), parse_day_option(between[1], "--between")};
  if (span.last < span.first)
    fail_at(option_place("--between"), between[1], "is before the first day",
            "a day from " + between[0] + " on");
  if (span.last - span.first > std::chrono::days(36525))
    fail_at(option_place("--between"), between[1], "is more than a century later", "a shorter span");
  return span;
}

std::vector<std::size_t> day_segments(const Question& q, const DaySpan& span) {
  std::vector<std::size_t> segments;
  for (Day day = span.first; day <= span.last; day += std::chrono::days(1))
    segments.push_back(q.evaluator->grid().segment(q.schedule->clock.end_of(day)));
  return segments;
}

schedule::Trade open_trade(const ScheduleOptions& o, const schedule::Schedule& s,
                           std::vector<FileHash>& inputs) {
  std::optional<schedule::TableFile> file = s.trade;
  if (!o.trade.empty()) {
    file = schedule::TableFile{};
    file->path = o.trade, file->partner = "partner", file->value = "imports_usd";
    file->source = o.trade;
  }
  if (!file) return schedule::read_trade(s);  // says what is missing
  add_input(inputs, file->path);
  return schedule::Trade::read(*file);
}

std::vector<schedule::TradeSource> chosen_sources(const std::vector<std::string>& from,
                                                  const schedule::Trade& trade) {
  auto all = schedule::all_sources(trade);
  if (from.empty()) return all;
  std::vector<schedule::TradeSource> chosen;
  for (const auto& partner : from) {
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.evaluated_as == partner; });
    if (it == all.end())
      fail_at(option_place("--from"), partner, "has no trade in " + trade.file, "a partner of that file",
              did_you_mean(partner, trade.partners));
    chosen.push_back(*it);
  }
  return chosen;
}

std::string described(const Question& q) {
  std::string text = q.schedule->id;
  const auto& o = q.evaluator->options();
  if (o.known) text += ", as known on " + to_string(*o.known);
  if (o.loaded) text += ", goods shipped on " + to_string(*o.loaded);
  if (o.unpublished) text += ", with unpublished exemptions";
  if (!o.without.empty()) text += fmt::format(", without {}", fmt::join(o.without, ", "));
  return text;
}

std::string weights_note(const schedule::Trade& trade) {
  std::string text = "Weights: imports";
  if (trade.year > 0) text += fmt::format(" of {}", trade.year);
  if (trade.estimate) text += " (an estimate)";
  return text + (trade.source.empty() ? " in " + trade.file : ", " + trade.source) + ".";
}

}  // namespace cobden::cli
