#include "cobden/scenario/talks_flips.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "cobden/core/parallel.h"

namespace cobden::scenario {
namespace {

using Outcome = std::function<double(const TalksAssumptions&)>;

constexpr double kHalf = 0.5;

/// Where outcome - turn changes sign between two values of the assumption; nothing if it does not.
std::optional<double> crossing(const std::function<double(double)>& outcome, double turn, double low,
                               double high) {
  double at_low = outcome(low) - turn;
  const double at_high = outcome(high) - turn;
  if (!std::isfinite(at_low) || !std::isfinite(at_high) || (at_low >= 0) == (at_high >= 0)) return {};
  // Outcomes may jump where an equilibrium changes its kind: halving finds the place either way.
  for (int step = 0; step < 60; ++step) {
    const double middle = low + (high - low) / 2, there = outcome(middle) - turn;
    if (!std::isfinite(there)) return {};
    ((there >= 0) == (at_low >= 0) ? low : high) = middle;
  }
  return high;
}

FlipBar bar_of(const AssumptionRecord& record, const TalksAssumptions& assumptions, const Outcome& outcome,
               double turn) {
  const Assumption& a = assumptions.*record.value;
  const auto at = [&](double x) {
    TalksAssumptions moved = assumptions;
    (moved.*record.value).value = x;
    return outcome(moved);
  };
  FlipBar bar{.key = record.key,
              .low = a.low,
              .centre = a.value,
              .high = a.high,
              .at_low = at(a.low),
              .at_high = at(a.high)};
  // From the centre outwards: the nearer turn is the one to know.
  bar.flips_at = crossing(at, turn, a.value, a.high);
  if (!bar.flips_at) bar.flips_at = crossing(at, turn, a.value, a.low);
  return bar;
}

std::vector<FlipBar> bars_of(const TalksAsk& ask, const Outcome& outcome, double turn) {
  const auto records = assumption_records();
  std::vector<FlipBar> bars(records.size());
  parallel_for(bars.size(),
               [&](std::size_t k) { bars[k] = bar_of(records[k], ask.assumptions, outcome, turn); });
  std::erase_if(bars, [](const FlipBar& bar) { return !(bar.swing() > 1e-12) && !bar.flips_at; });
  std::ranges::stable_sort(bars, std::greater{}, &FlipBar::swing);
  return bars;
}

}  // namespace

double FlipBar::swing() const { return std::abs(at_high - at_low); }

FlipsAnswer find_flips(const TalksAsk& ask, const SincerityAnswer& sincerity, double whole_worth,
                       const std::vector<PowerGain>& gains, const TalksClocks& clocks) {
  FlipsAnswer answer;
  answer.reading = sincerity.cases[sincerity.headline].reading;
  const Outcome margin = [&](const TalksAssumptions& a) {
    const auto c = sincerity_case(ask, a, sincerity.stakes, whole_worth, 2, answer.reading);
    return a.prior.value - (c.threshold ? c.threshold->value : 1.0);
  };
  answer.offer_margin = margin(ask.assumptions);
  answer.offer = bars_of(ask, margin, 0);
  if (!ask.start || gains.empty()) return answer;
  const Outcome deal = [&](const TalksAssumptions& a) {
    const auto open = no_deal_by_deadline(ask, a, gains, clocks);
    return open ? 1 - *open : std::nan("");
  };
  const double centre = deal(ask.assumptions);
  if (!std::isfinite(centre)) return answer;
  answer.chance_of_deal = centre;
  answer.deal = bars_of(ask, deal, kHalf);
  return answer;
}

}  // namespace cobden::scenario
