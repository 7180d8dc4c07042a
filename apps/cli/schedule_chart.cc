// `cobden schedule chart`: the average rate by day, for several pairs of importer and partner, with the dates
// on which it moved.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "apps/cli/schedule_answer.h"
#include "apps/cli/schedule_question.h"
#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/report/line_chart.h"

namespace cobden::cli {
namespace {

namespace json = boost::json;

/// Smaller moves of an average get no date on the chart, in points.
constexpr double kWorthADate = 0.5;

struct Pair {
  std::string importer, partner;
};

std::vector<Pair> parse_pairs(const std::vector<std::string>& texts) {
  std::vector<Pair> pairs;
  for (const auto& text : texts) {
    const auto parts = split(text, ':');
    if (parts.size() != 2 || parts[0].empty() || parts[1].empty())
      fail_at({.file = "", .line = {}, .column = "--pair"}, text, "is not a pair",
              "IMPORTER:PARTNER, USA:CHN");
    pairs.push_back({parts[0], parts[1]});
  }
  return pairs;
}

int number_of(Day day) { return static_cast<int>(day.time_since_epoch().count()); }

/// One line of the chart: averages by day and the dates that moved them.
struct Track {
  report::Series series = {};
  std::vector<report::Event> events = {};
  std::vector<FileHash> inputs = {};
  std::string weights = {};
  json::array days = {};
};

/// "EO 14266" of "EO 14266 s.3; ...": what stands first names the act.
std::string short_source(const std::string& source) {
  std::string text = source.substr(0, source.find_first_of(";,("));
  if (const auto section = text.find(" s."); section != std::string::npos) text.resize(section);
  if (const auto clause = text.find(" cl."); clause != std::string::npos) text.resize(clause);
  return std::string(trim(text));
}

double move(const schedule::DutySum& a, const schedule::DutySum& b, std::size_t authority) {
  return std::abs(b.adjusted_by_authority[authority] - a.adjusted_by_authority[authority]);
}

/// What moved the average from one segment to the next: of the steps that changed for the partner the one
/// whose authority moved most, else that authority alone (goods were listed or a rule began).
std::string act(const Question& q, const schedule::PartnerFacts& partner, std::size_t before,
                std::size_t after, const schedule::DutySum& old_sum, const schedule::DutySum& new_sum) {
  const auto& s = *q.schedule;
  const auto names = schedule::authorities(s);
  double best = 0;
  std::string label;
  for (std::size_t m = 0; m < s.measures.size(); ++m) {
    const auto& measure = s.measures[m];
    const auto authority =
        static_cast<std::size_t>(std::find(names.begin(), names.end(), measure.authority) - names.begin());
    if (authority == names.size() || move(old_sum, new_sum, authority) <= best) continue;
    for (std::size_t r = 0; r < measure.rows.size(); ++r) {
      const std::size_t row = q.evaluator->row_position(m, r);
      const auto* step = q.evaluator->step(row, after);
      if (!step || step == q.evaluator->step(row, before) ||
          !partner.rows[row * q.evaluator->grid().size() + after])
        continue;
      const std::string source = short_source(step->source.empty() ? measure.source : step->source);
      label = (source.empty() ? measure.id : source) + ": " + step->rate.text;
      best = move(old_sum, new_sum, authority);
      break;
    }
  }
  if (!label.empty()) return label;
  std::size_t largest = 0;
  for (std::size_t i = 1; i < names.size(); ++i)
    if (move(old_sum, new_sum, i) > move(old_sum, new_sum, largest)) largest = i;
  return names[largest];
}

Track make_track(const ScheduleOptions& o, const Pair& pair, const DaySpan& span, const RunContext& context) {
  ScheduleOptions own = o;
  own.to = pair.importer, own.from = {pair.partner}, own.schedule.clear();
  Question q = open_question(own);
  const auto trade = open_trade(own, *q.schedule, q.inputs);
  const auto sources = chosen_sources(own.from, trade);
  const auto per_day = day_segments(q, span);
  auto segments = per_day;
  segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
  const auto sums =
      schedule::sum_duties(*q.evaluator, trade, sources, segments, 1, schedule::one_group(), context);
  const auto partner = q.evaluator->partner(pair.partner);
  Track t{.inputs = q.inputs, .weights = weights_note(trade)};
  t.series.label =
      fmt::format("{} on {}{}", pair.importer, pair.partner, q.schedule->base ? "" : " (additions)");
  const schedule::DutySum* before = nullptr;
  for (std::size_t i = 0, s = 0; i < per_day.size(); ++i) {
    while (segments[s] != per_day[i]) ++s;
    const auto& sum = sums[s][0];
    const Day day = span.first + std::chrono::days(static_cast<int>(i));
    t.days.push_back(json::object{{"date", to_string(day)},
                                  {"statutory_pct", sum.statutory_percent()},
                                  {"claim_adjusted_pct", sum.adjusted_percent()}});
    if (before == &sum) continue;
    const double change = before ? sum.adjusted_percent() - before->adjusted_percent() : 0;
    if (!before || change != 0) t.series.points.push_back({number_of(day), sum.adjusted_percent()});
    if (std::abs(change) >= kWorthADate)
      t.events.push_back({number_of(day), act(q, partner, per_day[i - 1], per_day[i], *before, sum)});
    before = &sum;
  }
  return t;
}

}  // namespace

int schedule_chart(const ScheduleOptions& o, CommandIo& io, const RunContext& context) {
  require_known_format(io);
  const auto pairs = parse_pairs(o.pairs.empty() ? std::vector<std::string>{"USA:CHN", "CHN:USA"} : o.pairs);
  const DaySpan span =
      parse_span(o.between.empty() ? std::vector<std::string>{"2025-01-01", "2025-12-31"} : o.between);
  if (o.out.empty()) throw UserError("the chart needs a file", "give --out rates.svg");
  report::LineChart chart{
      .title = "Average tariff by day",
      .subtitle = "Claim-adjusted rate, weighted by imports of the base year before any substitution",
      .axis = "percent of customs value",
      .footer = "",
      .series = {},
      .events = {},
      .from = number_of(span.first),
      .to = number_of(span.last) + 1};
  ScheduleAnswer answer{.command = "chart"};
  json::array series;
  for (const auto& pair : pairs) {
    Track t = make_track(o, pair, span, context);
    const std::string who = pairs.size() > 1 ? pair.importer + ", " : "";
    for (const auto& e : t.events) chart.events.push_back({e.day, who + e.label});
    chart.footer += fmt::format("{}{} on {}: {}", chart.footer.empty() ? "" : " ", pair.importer,
                                pair.partner, t.weights);
    series.push_back(
        json::object{{"importer", pair.importer}, {"partner", pair.partner}, {"days", std::move(t.days)}});
    for (auto& input : t.inputs) answer.inputs.push_back(std::move(input));
    chart.series.push_back(std::move(t.series));
  }
  if (!o.known.empty()) chart.subtitle += ", as known on " + o.known;
  write_file(o.out, report::to_svg(chart));
  answer.notes.push_back("Written: " + o.out.string());
  answer.results = {
      {"unit", "percent of customs value"}, {"file", o.out.string()}, {"series", std::move(series)}};
  answer.tables.push_back(
      {.key = "chart", .title = "", .fields = {{"file", "File"}}, .rows = {{o.out.string()}}});
  if (io.format == "table") answer.tables.clear();
  print(answer, io);
  return kDone;
}

}  // namespace cobden::cli
