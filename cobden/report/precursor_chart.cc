#include "cobden/report/precursor_chart.h"

#include <fmt/format.h>

#include <chrono>

#include "cobden/core/civil_time.h"
#include "cobden/report/number_text.h"

namespace cobden::report {
namespace {

using precursor::StudyAnswer;

/// An undated control starts where the worked case does.
constexpr std::chrono::year_month_day kUndated{std::chrono::year(2025), std::chrono::month(5),
                                               std::chrono::day(1)};

/// Middle of the month `m` after the start, as days since 1970.
int middle_of_month(const StudyAnswer& a, int m) {
  const std::chrono::year_month_day begins = a.study.control.begins.value_or(std::chrono::sys_days(kUndated));
  const auto first = begins.year() / begins.month() + std::chrono::months(m - 1);
  return static_cast<int>(std::chrono::sys_days(first / 15).time_since_epoch().count());
}

Series line(const StudyAnswer& a, std::string label, bool dashed,
            const std::function<double(std::size_t)>& deaths) {
  Series series{.label = std::move(label), .points = {}, .step = false, .dashed = dashed};
  for (std::size_t m = 0; m < a.central.size(); ++m)
    series.points.push_back({middle_of_month(a, static_cast<int>(m) + 1), deaths(m)});
  return series;
}

Ribbon ribbon(const StudyAnswer& a, std::size_t series, const std::vector<precursor::Band>& bands) {
  Ribbon out{.series = series, .points = {}};
  for (std::size_t m = 0; m < bands.size(); ++m)
    out.points.push_back({middle_of_month(a, static_cast<int>(m) + 1), bands[m].p05, bands[m].p95});
  return out;
}

}  // namespace

LineChart precursor_chart(const StudyAnswer& a) {
  const auto& structural = a.priors[0];
  const auto& reference = a.priors[1];
  LineChart chart{
      .title = "Deaths a month with and without a control at the source",
      .subtitle = "Means (lines) and 5% to 95% of draws (bands) under the two priors",
      .axis = "deaths a month",
      .footer = fmt::format("Stringency {:g}. Without control {} deaths a month (worked case: US, ICD-10 "
                            "T40.4, April 2025), times {:g} "
                            "each month, not below {}. {} draws of "
                            "each prior, seed {}. A disruption can also do harm: local spikes of overdoses, "
                            "shifts to other drugs, "
                            "costs to licit trade and medicine.",
                            a.study.control.stringency, grouped_number(a.study.baseline.level, 0),
                            a.study.baseline.factor, grouped_number(a.study.baseline.floor, 0),
                            grouped_number(a.study.draws.draws, 0), a.study.draws.seed),
      .series = {}};
  chart.series.push_back(
      line(a, "Structural prior", false, [&](std::size_t m) { return structural.deaths[m].mean; }));
  chart.series.push_back(
      line(a, "Reference class", false, [&](std::size_t m) { return reference.deaths[m].mean; }));
  chart.series.push_back(
      line(a, "No control", true, [&](std::size_t m) { return a.central[m].baseline_deaths; }));
  chart.ribbons = {ribbon(a, 1, reference.deaths), ribbon(a, 0, structural.deaths)};
  const int months = static_cast<int>(a.central.size());
  chart.from = middle_of_month(a, 1);
  chart.to = std::max(middle_of_month(a, months), chart.from + 1);
  if (a.study.control.ends_after_months < months) {
    const int last = static_cast<int>(a.study.control.ends_after_months);
    chart.events.push_back({middle_of_month(a, last) + 15, "The control ends"});
  }
  return chart;
}

TornadoChart precursor_tornado(const StudyAnswer& a) {
  TornadoChart chart{
      .title = "Which assumption turns the conclusion",
      .subtitle = "Counted value less cost, one assumption at a time over its range",
      .axis = "bn USD over the study; the figures are the assumption's own values",
      .footer = fmt::format("Blue: the low end of the range, red: the high end. The rest at the "
                            "centre of the structural prior; {} months.",
                            a.study.draws.months),
      .centre = a.central_net_bn,
      .turn = 0.0,
      .turn_label = "worth its cost to the right"};
  for (const auto& bar : a.tornado)
    chart.rows.push_back({bar.key, bar.at_low, bar.at_high, bar.net_bn_low, bar.net_bn_high});
  return chart;
}

}  // namespace cobden::report
