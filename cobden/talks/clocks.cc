#include "cobden/talks/clocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cobden/core/error.h"
#include "cobden/data/csv.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

using data::CsvTable;

double days_between(Day from, Day to) { return static_cast<double>((to - from).count()); }

/// One row of a file of series.
struct SeriesRow {
  std::string series, unit, source;
  SeriesKind kind;
  DatedValue point;
};

constexpr std::array kKinds{std::pair{"step", SeriesKind::kStep}, std::pair{"linear", SeriesKind::kLinear},
                            std::pair{"deadline", SeriesKind::kDeadline}};

SeriesKind parse_kind(const std::string& text, const SourcePlace& place) {
  for (const auto& [name, kind] : kKinds)
    if (text == name) return kind;
  fail_at(place, text, "unknown kind", "step, linear or deadline");
}

std::optional<Day> day_if(const CsvTable& table, std::size_t row, const char* column) {
  const std::string text(table.text(row, table.column(column)));
  const auto day = parse_day(text);
  if (!day) fail_at(table.place(row, table.column(column)), text, "is not a day", "a day such as 2025-05-12");
  return day;
}

SeriesRow read_row(const CsvTable& table, std::size_t row) {
  const auto text = [&](const char* column) { return std::string(table.text(row, table.column(column))); };
  const auto place = [&](const char* column) { return table.place(row, table.column(column)); };
  SeriesRow out{text("series"), text("unit"), text("source"), SeriesKind::kStep, {}};
  if (out.series.empty()) fail_at(place("series"), "", "the series has no name");
  if (out.source.empty()) fail_at(place("source"), "", "the number has no source", "a source, or judgement");
  out.kind = parse_kind(text("kind"), place("kind"));
  out.point = {*day_if(table, row, "date"), table.number(row, table.column("value"))};
  if (table.has_column("known") && !text("known").empty()) out.point.known = day_if(table, row, "known");
  if (out.kind == SeriesKind::kDeadline && out.point.value <= 0)
    fail_at(place("value"), text("value"), "is no half-life", "days above zero");
  return out;
}

double deadline_pressure(double days_left, double half_life) { return std::exp2(-days_left / half_life); }

}  // namespace

DatedSeries::DatedSeries(std::string name, std::string unit, std::string source, SeriesKind kind,
                         std::vector<DatedValue> points)
    : name_(std::move(name)),
      unit_(std::move(unit)),
      source_(std::move(source)),
      kind_(kind),
      points_(std::move(points)) {
  if (points_.empty()) throw UserError(fmt::format("series '{}' has no points", name_));
  if (source_.empty())
    throw UserError(fmt::format("series '{}' has no source", name_), "name one, or write judgement");
  for (std::size_t k = 0; k < points_.size(); ++k) {
    require_finite("value of " + name_, points_[k].value);
    if (kind_ == SeriesKind::kDeadline) require_positive("half-life of " + name_, points_[k].value);
    if (k > 0 && points_[k].day <= points_[k - 1].day)
      throw UserError(fmt::format("series '{}': {} does not come after {}", name_, to_string(points_[k].day),
                                  to_string(points_[k - 1].day)));
  }
}

double DatedSeries::at(Day day) const {
  if (kind_ == SeriesKind::kDeadline) return at_deadline(day);
  const auto after = std::upper_bound(points_.begin(), points_.end(), day,
                                      [](Day d, const DatedValue& point) { return d < point.day; });
  if (after == points_.begin()) return points_.front().value;
  const DatedValue& before = *(after - 1);
  if (kind_ == SeriesKind::kStep || after == points_.end()) return before.value;
  const double share = days_between(before.day, day) / days_between(before.day, after->day);
  return before.value + share * (after->value - before.value);
}

double DatedSeries::at_deadline(Day day) const {
  const auto next = std::lower_bound(points_.begin(), points_.end(), day,
                                     [](const DatedValue& point, Day d) { return point.day < d; });
  return next == points_.end() ? 0 : deadline_pressure(days_between(day, next->day), next->value);
}

std::optional<DatedSeries> DatedSeries::known_on(Day day) const {
  std::vector<DatedValue> known;
  for (const auto& point : points_)
    if (!point.known || *point.known <= day) known.push_back(point);
  if (known.empty()) return {};
  return DatedSeries(name_, unit_, source_, kind_, std::move(known));
}

std::vector<DatedSeries> read_dated_series(const std::filesystem::path& path) {
  const CsvTable table = CsvTable::read(path);
  std::vector<DatedSeries> series;
  for (std::size_t row = 0; row < table.rows();) {
    const SeriesRow first = read_row(table, row);
    const SourcePlace start = table.place(row, table.column("series"));
    std::vector<DatedValue> points;
    for (; row < table.rows(); ++row) {
      const SeriesRow next = read_row(table, row);
      if (next.series != first.series) break;
      if (next.unit != first.unit || next.kind != first.kind || next.source != first.source)
        fail_at(table.place(row, table.column("unit")), next.series,
                "unit, kind or source differ within one series");
      if (!points.empty() && next.point.day <= points.back().day)
        fail_at(table.place(row, table.column("date")), to_string(next.point.day),
                "does not come after the day above");
      points.push_back(next.point);
    }
    for (const auto& known : series)
      if (known.name() == first.series) fail_at(start, first.series, "the series stands in two places");
    series.emplace_back(first.series, first.unit, first.source, first.kind, std::move(points));
  }
  return series;
}

Day us_election_day(int year) {
  using namespace std::chrono;
  if (year % 2 != 0) throw UserError(fmt::format("{} has no general election in the United States", year));
  return sys_days(std::chrono::year(year) / November / Monday[1]) + days(1);
}

Day next_us_election(Day day) {
  int year = static_cast<int>(std::chrono::year_month_day(day).year());
  year += year % 2 != 0 ? 1 : 0;
  const Day here = us_election_day(year);
  return here >= day ? here : us_election_day(year + 2);
}

double election_pressure(Day day, double half_life_days) {
  require_positive("half-life", half_life_days);
  return deadline_pressure(days_between(day, next_us_election(day)), half_life_days);
}

double Clock::at(Day day) const {
  double value = base;
  for (const auto& term : terms) value += term.at(day);
  return std::max(0.0, value);
}

std::vector<std::string> Clock::provenance() const {
  std::vector<std::string> lines = {fmt::format("{}: base {:g} ({})", name, base, base_source)};
  for (const auto& term : terms)
    lines.push_back(fmt::format("{}: {} [{}] ({}), from {:g} on, weight {:g} ({})", name, term.series.name(),
                                term.series.unit(), term.series.source(), term.neutral, term.weight,
                                term.weight_source));
  return lines;
}

RatePath impatience(double rate_first, const Clock& first, double rate_second, const Clock& second, Day start,
                    Day end, int step_days) {
  require_positive("rate of the first side", rate_first);
  require_positive("rate of the second side", rate_second);
  require_within("length of a step", step_days, 1, 3660);
  if (end <= start) throw UserError("clocks: the end must come after the start");
  constexpr double kDaysInYear = 365.25;
  std::vector<RateSegment> segments;
  for (Day day = start; day < end; day += std::chrono::days(step_days)) {
    const Day next = std::min(end, Day(day + std::chrono::days(step_days)));
    segments.push_back({.until = days_between(start, next) / kDaysInYear,
                        .first = rate_first * (1 + first.at(day)),
                        .second = rate_second * (1 + second.at(day))});
  }
  segments.back().until = std::numeric_limits<double>::infinity();
  return RatePath(std::move(segments));
}

}  // namespace cobden::talks
