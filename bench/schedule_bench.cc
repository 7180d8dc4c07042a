// The schedules of the United States over 700 days: every product and partner with trade in 2024, one thread,
// against the method of daily panels (the rate of every line worked out anew on every day, as trackers do),
// timed in the same run on a few days and scaled up. Checks that both give the same averages.
#include <fmt/format.h>
#include <sys/resource.h>

#include <cmath>
#include <cstdio>
#include <map>

#include "cobden/schedule/average.h"
#include "cobden/schedule/explain.h"
#include "cobden/schedule/schedule_file.h"
#include "timing.h"

namespace {

using namespace cobden;
using namespace cobden::schedule;

constexpr int kDays = 700;
constexpr int kPanelDays = 5;

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::vector<Day> days_from(const char* first, int count) {
  std::vector<Day> days;
  for (int i = 0; i < count; ++i) days.push_back(*parse_day(first) + std::chrono::days(i));
  return days;
}

std::vector<std::size_t> segments_of(const Evaluator& e, const std::vector<Day>& days) {
  std::vector<std::size_t> segments;
  for (const Day day : days) {
    const std::size_t k = e.grid().segment(e.schedule().clock.end_of(day));
    if (segments.empty() || segments.back() != k) segments.push_back(k);
  }
  return segments;
}

/// Average rate on one day by working out every product and partner: nothing is kept from day to day.
double panel_day(const Evaluator& e, const Trade& trade, Day day) {
  const std::size_t k = e.grid().segment(e.schedule().clock.end_of(day));
  std::map<std::string, PartnerFacts> partners;
  for (const auto& partner : trade.partners) partners.emplace(partner, e.partner(partner));
  Assessment a;
  ProductFacts product;
  double duty = 0, total = 0;
  for (const auto& line : trade.lines) {
    if (product.code != line.code) product = e.product(line.code);
    e.assess(product, partners.at(trade.partners[line.partner]), k, 0, a);
    duty += line.usd * a.total, total += line.usd;
  }
  return 100 * duty / total;
}

}  // namespace

int main() {
  const auto path = schedule_of("USA");
  Schedule s;
  const auto reading = bench::best_of([&] { s = read_schedule(path); });
  const Evaluator e(s);
  const Trade trade = read_trade(s);
  const auto days = days_from("2024-10-01", kDays);
  const auto segments = segments_of(e, days);
  std::vector<std::vector<DutySum>> sums;
  const auto all = bench::best_of(
      [&] { sums = sum_duties(e, trade, all_sources(trade), segments, 1, one_group()); }, 0.1, 3);
  const auto some = days_from("2025-04-07", kPanelDays);
  std::vector<double> panel;
  const auto daily = bench::best_of(
      [&] {
        panel.clear();
        for (const Day day : some) panel.push_back(panel_day(e, trade, day));
      },
      0.1, 2);
  double worst = 0;
  for (std::size_t i = 0; i < some.size(); ++i) {
    const std::size_t k = e.grid().segment(s.clock.end_of(some[i]));
    for (std::size_t j = 0; j < segments.size(); ++j)
      if (segments[j] == k) worst = std::max(worst, std::abs(sums[j][0].statutory_percent() - panel[i]));
  }
  const auto line = *ProductCode::parse("8517130000");
  const auto explained =
      bench::best_of([&] { explain(e, line, "CHN", s.clock.end_of(*parse_day("2025-04-20"))); });
  const double scaled = daily.cpu * kDays / kPanelDays;
  fmt::print("lines (product x partner)         {:>12}\n", trade.lines.size());
  fmt::print("days, segments of time            {:>12} {:>8}\n", kDays, segments.size());
  fmt::print("read the schedule and its lists   {:>12.1f} ms\n", 1e3 * reading.cpu);
  fmt::print("explain one line                  {:>12.1f} us\n", 1e6 * explained.cpu);
  fmt::print("all lines, all days               {:>12.2f} s    {:.1f} ns a line and day\n", all.cpu,
             1e9 * all.cpu / (static_cast<double>(trade.lines.size()) * kDays));
  fmt::print("daily panels, scaled from {} days  {:>12.0f} s    {:.0f} : 1\n", kPanelDays, scaled,
             scaled / all.cpu);
  fmt::print("largest difference of averages    {:>12.1e} points\n", worst);
  fmt::print("largest memory                    {:>12.0f} MB\n", peak_megabytes());
  return worst < 1e-9 ? 0 : 1;
}
