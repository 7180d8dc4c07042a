// `cobden schedule average | diff | carveouts`: what the lines come to, weighted by trade.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "apps/cli/schedule_answer.h"
#include "apps/cli/schedule_question.h"
#include "cobden/core/file.h"
#include "cobden/data/builtin.h"
#include "cobden/schedule/carveouts.h"
#include "cobden/schedule/concordance.h"
#include "cobden/schedule/difference.h"

namespace cobden::cli {
namespace {

namespace json = boost::json;
using schedule::DutySum;
using Style = Field::Style;

double percent_of(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

/// One row of averages: who or when, then the figures.
struct AverageRow {
  std::string label;
  DutySum sum;
};

/// A long heading on two lines, broken at the blank nearest its middle.
std::string broken(std::string name) {
  constexpr std::size_t kLong = 18;
  const std::size_t middle = name.size() / 2;
  std::size_t best = std::string::npos;
  for (std::size_t at = name.find(' '); at != std::string::npos; at = name.find(' ', at + 1))
    if (best == std::string::npos ||
        std::max(at, middle) - std::min(at, middle) < std::max(best, middle) - std::min(best, middle))
      best = at;
  if (name.size() > kLong && best != std::string::npos) name[best] = '\n';
  return name;
}

Section average_section(const std::string& key, const std::string& heading,
                        const std::vector<std::string>& authorities, const std::vector<AverageRow>& rows) {
  Section section{.key = key, .title = "", .fields = {{key, heading}}};
  section.fields.push_back({"trade_usd", "Imports", Style::kMoney, "USD"});
  section.fields.push_back({"statutory_pct", "Statutory", Style::kPercent, "%"});
  section.fields.push_back({"claim_adjusted_pct", "Claim-adjusted", Style::kPercent, "%"});
  for (const auto& name : authorities) section.fields.push_back({name, broken(name), Style::kPercent, "%"});
  section.fields.push_back({"unmatched_usd", "Unmatched", Style::kMoney, "USD"});
  section.fields.push_back({"unconverted_usd", "Unconverted", Style::kMoney, "USD"});
  for (const auto& row : rows) {
    const DutySum& s = row.sum;
    std::vector<Cell> cells{row.label, s.trade_usd, s.statutory_percent(), s.adjusted_percent()};
    for (const double duty : s.adjusted_by_authority) cells.emplace_back(percent_of(duty, s.trade_usd));
    cells.emplace_back(s.unmatched_usd);
    cells.emplace_back(s.unconverted_usd);
    section.rows.push_back(std::move(cells));
  }
  return section;
}

/// A table for a person leaves out the authorities that charge nothing in any row.
void hide_idle_authorities(Section& section, std::size_t authorities) {
  constexpr std::size_t kFirst = 4;
  for (std::size_t f = kFirst; f < kFirst + authorities; ++f)
    if (std::all_of(section.rows.begin(), section.rows.end(),
                    [&](const auto& row) { return std::get<double>(row[f]) == 0; }))
      section.fields[f].heading.clear();
}

json::object to_json(const DutySum& s, const std::vector<std::string>& authorities) {
  json::array by;
  for (std::size_t a = 0; a < authorities.size(); ++a)
    by.push_back(json::object{{"authority", authorities[a]},
                              {"statutory_pct", percent_of(s.by_authority[a], s.trade_usd)},
                              {"claim_adjusted_pct", percent_of(s.adjusted_by_authority[a], s.trade_usd)}});
  return {{"trade_usd", s.trade_usd},
          {"statutory_pct", s.statutory_percent()},
          {"claim_adjusted_pct", s.adjusted_percent()},
          {"by_authority", std::move(by)},
          {"unmatched_usd", s.unmatched_usd},
          {"unconverted_usd", s.unconverted_usd}};
}

DutySum added(const std::vector<DutySum>& sums) {
  DutySum all = sums.at(0);
  for (std::size_t i = 1; i < sums.size(); ++i) {
    const DutySum& s = sums[i];
    all.trade_usd += s.trade_usd, all.statutory_usd += s.statutory_usd, all.adjusted_usd += s.adjusted_usd;
    all.unmatched_usd += s.unmatched_usd, all.unconverted_usd += s.unconverted_usd;
    for (std::size_t a = 0; a < s.by_authority.size(); ++a) {
      all.by_authority[a] += s.by_authority[a];
      all.adjusted_by_authority[a] += s.adjusted_by_authority[a];
    }
  }
  return all;
}

std::vector<std::size_t> distinct(std::vector<std::size_t> segments) {
  std::sort(segments.begin(), segments.end());
  segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
  return segments;
}

struct AverageTask {
  Question q;
  schedule::Trade trade;
  std::vector<schedule::TradeSource> sources;
  std::vector<std::string> authorities;
};

AverageTask open_average(const ScheduleOptions& o) {
  AverageTask t{.q = open_question(o), .trade = {}, .sources = {}, .authorities = {}};
  t.trade = open_trade(o, *t.q.schedule, t.q.inputs);
  t.sources = chosen_sources(o.from, t.trade);
  t.authorities = schedule::authorities(*t.q.schedule);
  return t;
}

void add_average_notes(const AverageTask& t, ScheduleAnswer& answer) {
  hide_idle_authorities(answer.tables.at(0), t.authorities.size());
  answer.inputs = t.q.inputs;
  answer.notes.push_back(
      "Statutory: every duty as owed. Claim-adjusted: the share of trade that claims a preference does not "
      "owe "
      "it. The columns by authority are claim-adjusted.");
  answer.notes.push_back(weights_note(t.trade));
  if (!t.q.schedule->base)
    answer.notes.push_back("The schedule gives additions only; the base duty is not in it and counts as 0.");
  for (const auto& x : t.q.schedule->exemptions)
    if (x.unpublished && !t.q.evaluator->options().unpublished)
      answer.notes.push_back(
          fmt::format("Not applied: {}, of which no official text exists (--unpublished applies it).", x.id));
  if (!t.q.schedule->note.empty()) answer.notes.push_back(t.q.schedule->note);
}

/// How one day's average is split.
struct Split {
  std::vector<std::string> labels;
  schedule::Grouping group;
  std::string concordance = {};  ///< files, where products are put into sectors
};

Split by_partner(const AverageTask& t) {
  Split split;
  for (const auto& s : t.sources) split.labels.push_back(s.evaluated_as);
  split.group = [](const schedule::Trade::Line&, std::size_t source) { return std::optional(source); };
  return split;
}

Split by_sector(const ScheduleOptions& o, AverageTask& t) {
  const data::Benchmark benchmark(data::open_tables(o.benchmark).tables);
  auto map = std::make_shared<schedule::Concordance>(schedule::concordance_for(
      benchmark, o.concordance.empty() ? std::nullopt : std::optional<std::filesystem::path>(o.concordance)));
  Split split{.labels = benchmark.sectors().codes(), .group = {}, .concordance = map->name};
  const std::size_t none = split.labels.size();
  split.labels.push_back("no sector");
  split.group = [map, none](const schedule::Trade::Line& line, std::size_t) {
    const auto sector = map->sector(line.code);
    return std::optional(sector ? static_cast<std::size_t>(sector->value) : none);
  };
  for (const auto& file : map->files) t.q.inputs.push_back({file.string(), sha256_of_file(file)});
  return split;
}

std::string partners_text(const ScheduleOptions& o) {
  return o.from.empty() ? "all partners" : fmt::format("{}", fmt::join(o.from, "+"));
}

int average_by_day(const ScheduleOptions& o, CommandIo& io, const RunContext& context) {
  if (!o.by.empty())
    throw UserError("--by and --between do not go together", "ask for one day, or for one average a day");
  const DaySpan span = parse_span(o.between);
  AverageTask t = open_average(o);
  const auto per_day = day_segments(t.q, span);
  const auto segments = distinct(per_day);
  const auto sums =
      schedule::sum_duties(*t.q.evaluator, t.trade, t.sources, segments, 1, schedule::one_group(), context);
  std::vector<AverageRow> rows, changes;
  json::array days;
  for (std::size_t i = 0; i < per_day.size(); ++i) {
    const auto at = std::lower_bound(segments.begin(), segments.end(), per_day[i]) - segments.begin();
    const std::string date = to_string(span.first + std::chrono::days(static_cast<int>(i)));
    rows.push_back({date, sums[static_cast<std::size_t>(at)][0]});
    if (i == 0 || rows[i].sum.adjusted_usd != rows[i - 1].sum.adjusted_usd) changes.push_back(rows.back());
    auto day = to_json(rows.back().sum, t.authorities);
    day["date"] = date;
    days.push_back(std::move(day));
  }
  ScheduleAnswer answer{.command = "average"};
  answer.head.push_back(fmt::format(
      "Average duty of {} on goods from {}, by day  [{}]", t.q.schedule->importer,
      o.from.empty() ? "all partners" : fmt::format("{}", fmt::join(o.from, "+")), described(t.q)));
  answer.tables.push_back(
      average_section("date", "From", t.authorities, io.format == "table" ? changes : rows));
  answer.results = {{"unit", "percent of customs value"}, {"days", std::move(days)}};
  if (io.format == "table")
    answer.notes.push_back("Days on which the average changes; csv and json hold every day.");
  add_average_notes(t, answer);
  print(answer, io);
  return kDone;
}

}  // namespace

int schedule_average(const ScheduleOptions& o, CommandIo& io, const RunContext& context) {
  if (!o.between.empty()) return average_by_day(o, io, context);
  if (!o.by.empty() && o.by != "partner" && o.by != "sector")
    fail_at({.file = "", .line = {}, .column = "--by"}, o.by, "is not a way to split", "partner or sector");
  AverageTask t = open_average(o);
  const Instant on = parse_on(o.on, t.q.schedule->clock);
  const std::string by = o.by == "sector" ? "sector" : "partner";
  const Split split = by == "sector" ? by_sector(o, t) : by_partner(t);
  const std::vector<std::size_t> segments{t.q.evaluator->grid().segment(on)};
  const auto sums = schedule::sum_duties(*t.q.evaluator, t.trade, t.sources, segments, split.labels.size(),
                                         split.group, context);
  const DutySum all = added(sums[0]);
  std::vector<AverageRow> rows;
  json::array list;
  for (std::size_t g = 0; g < split.labels.size(); ++g) {
    if (sums[0][g].trade_usd == 0) continue;
    rows.push_back({split.labels[g], sums[0][g]});
    auto row = to_json(sums[0][g], t.authorities);
    row[by] = split.labels[g];
    list.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.sum.trade_usd > b.sum.trade_usd; });
  if (rows.size() != 1) rows.insert(rows.begin(), {"all", all});
  if (o.by.empty()) rows.resize(1);
  ScheduleAnswer answer{.command = "average"};
  answer.head.push_back(fmt::format(
      "Average duty of {} on goods from {} at {} ({})  [{}]", t.q.schedule->importer, partners_text(o),
      t.q.schedule->clock.describe(on), t.q.schedule->clock.zone(), described(t.q)));
  answer.tables.push_back(average_section(by, by == "sector" ? "Sector" : "Partner", t.authorities, rows));
  if (io.format == "table") answer.tables.back().most = static_cast<std::size_t>(std::max(1, o.top));
  answer.results = to_json(all, t.authorities);
  answer.results["unit"] = "percent of customs value";
  answer.results["on"] = t.q.schedule->clock.describe(on);
  answer.results["to"] = t.q.schedule->importer;
  answer.results[by + "s"] = std::move(list);
  if (!split.concordance.empty()) {
    answer.results["concordance"] = split.concordance;
    answer.notes.push_back("Products to sectors: " + split.concordance + ".");
  }
  add_average_notes(t, answer);
  print(answer, io);
  return kDone;
}

namespace {

Section change_section(const std::vector<schedule::LineChange>& changes, int top) {
  Section section{.key = "changes",
                  .title = "Lines by size of the change in duty on base-year trade",
                  .fields = {{"product", "Product"},
                             {"partner", "Partner"},
                             {"trade_usd", "Imports", Style::kMoney, "USD"},
                             {"before_pct", "Before", Style::kPercent, "%"},
                             {"after_pct", "After", Style::kPercent, "%"},
                             {"change_usd", "Duty", Style::kMoney, "USD (change)"}},
                  .most = static_cast<std::size_t>(std::max(1, top))};
  for (const auto& c : changes)
    section.rows.push_back(
        {c.product.text(), c.partner, c.trade_usd, c.before_percent, c.after_percent, c.change_usd});
  return section;
}

/// The question of the other side of a difference.
ScheduleOptions other_side(const ScheduleOptions& o) {
  ScheduleOptions other = o;
  if (!o.and_schedule.empty()) other.schedule = o.and_schedule;
  if (!o.and_on.empty()) other.on = o.and_on;
  other.known = o.and_known;
  if (other.schedule == o.schedule && other.on == o.on && other.known == o.known)
    throw UserError("nothing differs between the two sides",
                    "give --and DATE, --and-schedule or --and-known");
  return other;
}

}  // namespace

int schedule_diff(const ScheduleOptions& o, CommandIo& io, const RunContext& context) {
  const ScheduleOptions other = other_side(o);
  Question before = open_question(o), after = open_question(other);
  const schedule::Trade trade = open_trade(o, *before.schedule, before.inputs);
  const Instant first = parse_on(o.on, before.schedule->clock),
                second = parse_on(other.on, after.schedule->clock, "--and");
  const auto d = schedule::difference({before.evaluator.get(), first}, {after.evaluator.get(), second}, trade,
                                      o.from, context);
  const double old_rate = d.before.statutory_percent(), new_rate = d.after.statutory_percent();
  ScheduleAnswer answer{.command = "diff"};
  answer.inputs = before.inputs;
  answer.head = {
      fmt::format("From {} [{}] to {} [{}]", before.schedule->clock.describe(first), described(before),
                  after.schedule->clock.describe(second), described(after)),
      fmt::format("Average statutory rate {:.2f}% -> {:.2f}% ({:+.2f} points); {} of {} lines change",
                  old_rate, new_rate, new_rate - old_rate, d.changes.size(), d.lines)};
  answer.tables.push_back(change_section(d.changes, o.top));
  answer.results = {{"unit", "percent of customs value"},
                    {"before_pct", old_rate},
                    {"after_pct", new_rate},
                    {"lines", d.lines},
                    {"changes", io.wants_json() ? json_rows(answer.tables[0]) : json::array{}}};
  answer.notes.push_back(weights_note(trade));
  print(answer, io);
  return kDone;
}

int schedule_carveouts(const ScheduleOptions& o, CommandIo& io, const RunContext& context) {
  ScheduleOptions all = o;
  all.unpublished = true;  // what is unpublished is what one wants to see here; it is marked
  Question q = open_question(all);
  const schedule::Trade trade = open_trade(o, *q.schedule, q.inputs);
  chosen_sources(o.from, trade);  // says which partner has no trade
  const Instant on = parse_on(o.on, q.schedule->clock);
  const auto report = schedule::carveouts(*q.schedule, q.evaluator->options(), trade, o.from, on, context);
  ScheduleAnswer answer{.command = "carveouts"};
  answer.inputs = q.inputs;
  answer.head.push_back(
      fmt::format("Carve-outs of {} on goods from {} at {} ({})  [{}]", q.schedule->importer,
                  o.from.empty() ? "all partners" : fmt::format("{}", fmt::join(o.from, "+")),
                  q.schedule->clock.describe(on), q.schedule->clock.zone(), described(q)));
  Section section{.key = "carveouts",
                  .title = "",
                  .fields = {{"id", "Carve-out"},
                             {"kind", "Kind"},
                             {"trade_usd", "Trade", Style::kMoney, "USD"},
                             {"share_pct", "Share", Style::kPercent, "% of trade"},
                             {"duty_not_charged_usd", "Duty not charged", Style::kMoney, "USD"},
                             {"of", "Of measures"}}};
  json::array rows;
  for (const auto& c : report.carveouts) {
    const std::string kind = c.estimate ? c.kind + " (estimate)" : c.kind;
    section.rows.push_back({c.id, kind, c.trade_usd, c.share_percent, c.duty_not_charged_usd,
                            fmt::format("{}", fmt::join(c.measures, ", "))});
    json::array of;
    for (const auto& m : c.measures) of.push_back(json::string(m));
    rows.push_back(json::object{{"id", c.id},
                                {"kind", c.kind},
                                {"of", std::move(of)},
                                {"trade_usd", c.trade_usd},
                                {"share_pct", c.share_percent},
                                {"duty_not_charged_usd", c.duty_not_charged_usd},
                                {"estimate", c.estimate},
                                {"source", c.source}});
  }
  answer.tables.push_back(std::move(section));
  answer.results = {{"trade_usd", report.trade_usd}, {"carveouts", std::move(rows)}};
  answer.notes.push_back(
      "Trade: base-year value on the list, where a measure it spares is in force. Duty not charged: "
      "statutory duty "
      "owed besides if this carve-out alone were withdrawn; where lists overlap the parts do not add up to "
      "the "
      "total.");
  answer.notes.push_back(weights_note(trade));
  print(answer, io);
  return kDone;
}

}  // namespace cobden::cli
