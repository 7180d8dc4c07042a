#include "cobden/scenario/schedule_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cobden/core/table_reader.h"
#include "cobden/schedule/evaluator.h"
#include "cobden/schedule/schedule_file.h"

namespace cobden::scenario {
namespace {

using schedule::Evaluator;
using schedule::Flow;
using schedule::Measure;
using schedule::MeasureKind;
using schedule::Schedule;

/// Longest heading that the precursor module takes.
constexpr int kSubheadingDigits = 6;

Schedule read_named(const precursor::ControlQuestion& question) {
  try {
    return schedule::read_schedule(schedule::find_schedule(question.schedule));
  } catch (const UserError& error) {
    UserError::Detail detail = error.detail();
    if (detail.place.file.empty()) detail.place = question.place;
    throw UserError(detail);
  }
}

std::size_t find_measure(const Schedule& s, const precursor::ControlQuestion& question) {
  std::vector<std::string> controls;
  for (std::size_t m = 0; m < s.measures.size(); ++m) {
    const Measure& measure = s.measures[m];
    const bool control = measure.flow == Flow::kExport &&
                         (measure.kind == MeasureKind::kLicence || measure.kind == MeasureKind::kBan);
    if (control) controls.push_back(measure.id);
    if (measure.id != question.measure) continue;
    if (!control) fail_at(question.place, question.measure, "is no licence or ban on exports of " + s.id);
    if (!measure.control)
      fail_at(question.place, question.measure, "does not say what it is taken to deny",
              "control = { goods, stringency, enforcement, coverage, ... } in the measure");
    return m;
  }
  const std::string near = did_you_mean(question.measure, controls);
  fail_at(question.place, question.measure, "is no measure of " + s.id, "an export licence or ban",
          near.empty() ? fmt::format("there are {}", fmt::join(controls, ", ")) : near);
}

/// Segments [first, last) around `at` in which the row stays in force.
struct Run {
  std::size_t row = 0, first = 0, last = 0;
};

std::optional<Run> run_in_force(const Evaluator& e, std::size_t measure, std::size_t at) {
  const auto in_force = [&](std::size_t row, std::size_t k) {
    const auto* step = e.step(e.row_position(measure, row), k);
    return step && step->rate.in_force();
  };
  for (std::size_t row = 0; row < e.schedule().measures[measure].rows.size(); ++row) {
    if (!in_force(row, at)) continue;
    Run run{.row = row, .first = at, .last = at + 1};
    while (run.first > 0 && in_force(row, run.first - 1)) --run.first;
    while (run.last < e.grid().size() && in_force(row, run.last)) ++run.last;
    return run;
  }
  return std::nullopt;
}

/// From one day to another in calendar months, days as parts of a mean month.
double months_between(Day from, Day to) {
  using namespace std::chrono;
  const year_month_day a(from), b(to);
  constexpr double kDaysInMonth = 365.25 / 12;
  const int months =
      12 * (int(b.year()) - int(a.year())) + int(unsigned(b.month())) - int(unsigned(a.month()));
  return months + (double(unsigned(b.day())) - double(unsigned(a.day()))) / kDaysInMonth;
}

/// Headings of the row's lists, cut to subheadings; empty = all goods.
std::vector<std::string> headings_of(const Schedule& s, const schedule::MeasureRow& row) {
  std::set<std::string> headings;
  for (const std::size_t list : row.products)
    for (const auto& entry : s.lists[list].entries()) {
      const int digits = std::min(entry.code.digits() / 2 * 2, kSubheadingDigits);
      if (digits == 0) return {};
      std::string heading = entry.code.first(digits).text();
      std::erase(heading, '.');
      headings.insert(std::move(heading));
    }
  return {headings.begin(), headings.end()};
}

void set_dates(const Schedule& s, const Evaluator& e, const Run& run, precursor::Control& control) {
  const Instant first = e.grid().start(run.first);
  if (run.first == 0 || first == kBeginningOfTime) return;
  control.begins = s.clock.day_of(first);
  if (run.last < e.grid().size())
    control.ends_after_months = months_between(*control.begins, s.clock.day_of(e.grid().start(run.last)));
}

precursor::ScheduledControl stated(const Schedule& s, const Measure& m, const schedule::MeasureRow& row) {
  precursor::ScheduledControl out;
  precursor::Control& c = out.control;
  c.kind = m.kind == MeasureKind::kBan ? precursor::Control::Kind::kBan : precursor::Control::Kind::kLicence;
  c.source = s.importer, c.headings = headings_of(s, row);
  const auto& who = m.partners.who.all ? row.partners.who : m.partners.who;
  if (!who.all) c.destinations = who.codes;
  const schedule::ControlTerms& terms = *m.control;
  c.stringency = terms.stringency, c.product_class = terms.goods;
  c.verification = terms.verification, c.linked_measure = terms.linked;
  out.enforcement = terms.enforcement, out.class_coverage = terms.coverage,
  out.ramp_months = terms.ramp_months;
  return out;
}

}  // namespace

precursor::ScheduledControl control_from_schedule(const precursor::ControlQuestion& question) {
  const Schedule s = read_named(question);
  const std::size_t m = find_measure(s, question);
  const Evaluator evaluator(s, {.known = question.known, .flow = Flow::kExport});
  const auto run = run_in_force(evaluator, m, evaluator.grid().segment(s.clock.end_of(question.on)));
  if (!run)
    fail_at(question.place, question.measure,
            fmt::format("is not in force on {}{}", to_string(question.on),
                        question.known ? " as known on " + to_string(*question.known) : ""),
            "a day on which it is", fmt::format("cobden schedule check {} lists its steps", s.id));
  auto out = stated(s, s.measures[m], s.measures[m].rows[run->row]);
  set_dates(s, evaluator, *run, out.control);
  try {
    check(out.control);
  } catch (const UserError& error) {
    UserError::Detail detail = error.detail();
    detail.place = s.measures[m].place;
    throw UserError(detail);
  }
  return out;
}

}  // namespace cobden::scenario
