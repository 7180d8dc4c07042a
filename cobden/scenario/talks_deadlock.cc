#include "cobden/scenario/talks_deadlock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/core/parallel.h"
#include "cobden/precursor/bands.h"

namespace cobden::scenario {
namespace {

using std::chrono::days;
using strategy::PayoffPair;

constexpr double kDaysAYear = 365.25, kMonthsAYear = 12;
constexpr int kPowers = 21;

double years(Day from, Day to) { return static_cast<double>((to - from).count()) / kDaysAYear; }

/// The same day of the month, or the last that it has.
Day months_after(Day day, int months) {
  const std::chrono::year_month_day from(day);
  const auto target = from.year() / from.month() + std::chrono::months(months);
  const std::chrono::year_month_day_last last(target.year(), std::chrono::month_day_last(target.month()));
  return std::chrono::sys_days(target.year() / target.month() / std::min(from.day(), last.day()));
}

Day end_of(const TalksAsk& ask) { return months_after(*ask.start, ask.horizon_months); }

PayoffPair gain_at(const std::vector<PowerGain>& gains, double power) {
  const double at = power * static_cast<double>(gains.size() - 1);
  const auto k = std::min(static_cast<std::size_t>(at), gains.size() - 2);
  const double share = at - static_cast<double>(k);
  const auto &a = gains[k].gain, &b = gains[k + 1].gain;
  return {a.first + share * (b.first - a.first), a.second + share * (b.second - a.second)};
}

/// Dates a reader asks for, by day.
std::vector<SurvivalRow> dates_of(const TalksAsk& ask) {
  std::vector<SurvivalRow> rows;
  for (const int months : {1, 3, 6, 12, 24, 36})
    if (months < ask.horizon_months)
      rows.push_back({.day = months_after(*ask.start, months),
                      .name = fmt::format("{} month{}", months, months == 1 ? "" : "s")});
  rows.push_back({.day = end_of(ask), .name = fmt::format("{} months", ask.horizon_months)});
  if (ask.deadline) rows.push_back({.day = *ask.deadline, .name = ask.deadline_name});
  std::ranges::stable_sort(rows, {}, &SurvivalRow::day);
  return rows;
}

std::vector<SurvivalRow> weeks_of(const TalksAsk& ask) {
  std::vector<SurvivalRow> rows;
  for (Day day = *ask.start; day <= end_of(ask); day += days(7)) rows.push_back({.day = day, .name = {}});
  return rows;
}

/// The end of the talks as the game sees it: `final` or put off.
Waits waits_of(const std::optional<talks::AttritionGame>& game, double chance_final) {
  Waits waits;
  if (!game) return waits;
  auto put_off = *game;
  put_off.deadline.reset();
  waits.put_off = talks::solve_attrition(put_off);
  if (!game->deadline) return waits;
  waits.chance_final = chance_final;
  waits.final = talks::solve_attrition(*game);
  return waits;
}

/// Fills rows with the survival probabilities of the central numbers and of the draws.
void fill(const TalksAsk& ask, const Waits& central, const std::vector<Waits>& drawn,
          std::vector<SurvivalRow>& rows) {
  for (auto& row : rows) {
    const double t = years(*ask.start, row.day);
    row.no_deal = central.no_deal(t), row.put_off = central.put_off[0].no_deal(t);
    row.final = central.final.empty() ? row.put_off : central.final[0].no_deal(t);
    std::vector<double> values;
    for (const auto& waits : drawn)
      if (waits.solved()) values.push_back(waits.no_deal(t));
    if (values.empty()) continue;
    const auto band = precursor::band_of(values);
    row.low = band.p05, row.high = band.p95, row.mean = band.mean;
  }
}

}  // namespace

double Waits::no_deal(double t) const {
  const double off = put_off[0].no_deal(t);
  return final.empty() ? off : chance_final * final[0].no_deal(t) + (1 - chance_final) * off;
}

std::vector<PowerGain> gains_by_power(const std::vector<PayoffPair>& frontier) {
  std::vector<PowerGain> gains;
  if (frontier.empty()) return gains;
  for (int k = 0; k < kPowers; ++k) {
    const double power = static_cast<double>(k) / (kPowers - 1);
    const auto made = strategy::bargain(frontier, {0, 0}, strategy::BargainingRule::kNash, {.power = power});
    if (!made.agreed()) return {};
    gains.push_back({power, made.gain});
  }
  return gains;
}

std::optional<talks::AttritionGame> attrition_of(const TalksAsk& ask, const TalksAssumptions& a,
                                                 const std::vector<PowerGain>& gains,
                                                 const TalksClocks& clocks) {
  const double power = a.demand_power.value;
  const PayoffPair first = gain_at(gains, power), second = gain_at(gains, 1 - power);
  // The pie of the model has size one and can be handed over; the sides' gains here cannot. What drives the
  // game is only what giving in pays each side over what winning adds, so demands are set to give these
  // ratios: (1 - alpha_2) / (alpha_1 + alpha_2 - 1) for the first, (1 - alpha_1) / (...) for the second.
  const double wins_first = first.first - second.first, wins_second = second.second - first.second;
  const bool fight = wins_first > 0 && wins_second > 0 && second.first > 0 && first.second > 0;
  if (!fight) return {};
  const double ratio_first = second.first / wins_first, ratio_second = first.second / wins_second;
  const double conflict = 1 / (1 + ratio_first + ratio_second);
  const double demand_first = 1 - ratio_second * conflict, demand_second = 1 - ratio_first * conflict;
  talks::AttritionGame game{
      .first = {demand_first, a.stubborn_first.value},
      .second = {demand_second, a.stubborn_second.value},
      .rates = talks::impatience(a.impatience_first.value, clocks.first, a.impatience_second.value,
                                 clocks.second, *ask.start, end_of(ask))};
  if (ask.deadline) game.deadline = talks::Deadline{.at = years(*ask.start, *ask.deadline)};
  return game;
}

std::optional<double> no_deal_by_deadline(const TalksAsk& ask, const TalksAssumptions& a,
                                          const std::vector<PowerGain>& gains, const TalksClocks& clocks) {
  const Waits waits = waits_of(attrition_of(ask, a, gains, clocks), a.deadline_final.value);
  if (!waits.solved()) return {};
  return waits.no_deal(years(*ask.start, ask.deadline.value_or(end_of(ask))));
}

DeadlockAnswer foresee_deadlock(const TalksAsk& ask, const std::vector<PowerGain>& gains,
                                const TalksClocks& clocks, const RunContext& context) {
  DeadlockAnswer answer;
  if (!ask.start) {
    answer.no_game = "the scenario does not say when talks start ([talks] start)";
    return answer;
  }
  if (gains.empty()) {
    answer.no_game = "no deal: the zone of possible agreement is empty";
    return answer;
  }
  const double power = ask.assumptions.demand_power.value;
  answer.demands = {{power, gain_at(gains, power)}, {1 - power, gain_at(gains, 1 - power)}};
  const auto central = attrition_of(ask, ask.assumptions, gains, clocks);
  if (!central) {
    answer.no_game = "what the sides demand fits together: they agree at once";
    return answer;
  }
  answer.game = central;
  answer.waits = waits_of(central, ask.assumptions.deadline_final.value);
  if (!answer.waits.solved()) {
    answer.no_game = "no equilibrium of this form passes its deviation test";
    return answer;
  }
  answer.draws = ask.draws;
  std::vector<Waits> drawn(static_cast<std::size_t>(ask.draws));
  parallel_for(drawn.size(), [&](std::size_t d) {
    if (context.cancelled()) return;
    const auto a = drawn_assumptions(ask.assumptions, ask.seed, d);
    drawn[d] = waits_of(attrition_of(ask, a, gains, clocks), a.deadline_final.value);
  });
  answer.failed_draws =
      static_cast<int>(std::ranges::count_if(drawn, [](const Waits& waits) { return !waits.solved(); }));
  answer.rows = dates_of(ask), answer.curve = weeks_of(ask);
  fill(ask, answer.waits, drawn, answer.rows);
  fill(ask, answer.waits, drawn, answer.curve);
  // What waiting costs is the compromise that both could have had meanwhile.
  const PayoffPair even = gain_at(gains, 0.5);
  const double horizon = years(*ask.start, end_of(ask));
  const auto& path = answer.waits.put_off[0];
  answer.delay_cost_first = path.expected_delay_cost(0, even.first, horizon);
  answer.delay_cost_second = path.expected_delay_cost(1, even.second, horizon);
  return answer;
}

DynamicsAnswer foresee_phases(const TalksAsk& ask, const PhaseFlows& flows, const RunContext& context) {
  const double period = ask.period_months / kMonthsAYear;
  const auto& a = ask.assumptions;
  talks::TalksModel model;
  model.flow = [=](int side, int, talks::Phase phase, talks::Type type) {
    const bool sincere = type == talks::Type::kSincere, first = side == 1;
    const auto flow = [&](PayoffPair trade, double worth, double cost) {
      return period * (first ? trade.first + (sincere ? worth : 0) : trade.second - (sincere ? cost : 0));
    };
    switch (phase) {
      case talks::Phase::kWar:
        return 0.0;
      case talks::Phase::kPause:
        return flow(flows.pause, 0, 0);
      case talks::Phase::kPartial:
        return flow(flows.partial, flows.partial_worth, flows.partial_cost);
      case talks::Phase::kDeal:
        return flow(flows.deal, flows.deal_worth, flows.deal_cost);
    }
    return 0.0;
  };
  model.discount_first = a.discount_first.value, model.discount_second = a.discount_second.value;
  model.detection = a.detection.value, model.false_alarm = a.false_alarm.value;
  const int periods = std::max(1, ask.horizon_months / ask.period_months);
  if (ask.start && ask.deadline)
    model.pause_ends = std::max(1, static_cast<int>(std::lround(years(*ask.start, *ask.deadline) *
                                                                kMonthsAYear / ask.period_months)));
  DynamicsAnswer answer;
  // One in a hundred plays against a stake of the size of a period's deal: a judgement about noise.
  const double stake = period * std::max({std::abs(flows.deal.first), std::abs(flows.deal.second), 1e-9});
  answer.precision = std::log(99.0) / stake;
  const talks::MarkovOptions options{
      .periods = periods, .precision = answer.precision, .after_clock = talks::AfterClock::kStationary};
  answer.solution = talks::solve_markov(model, options, context);
  answer.forecast =
      talks::forecast(model, answer.solution, options, talks::Phase::kPause, a.prior.value, periods);
  return answer;
}

}  // namespace cobden::scenario
