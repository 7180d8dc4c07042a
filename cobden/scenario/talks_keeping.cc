#include "cobden/scenario/talks_keeping.h"

#include <algorithm>
#include <cmath>

#include "cobden/core/parallel.h"

namespace cobden::scenario {
namespace {

using strategy::PayoffPair;

PayoffPair minus(PayoffPair a, PayoffPair b) { return {a.first - b.first, a.second - b.second}; }

/// Relief: a breach is going back to one's own duties of the status quo while the other keeps the deal.
talks::Issue relief_issue(const StrategyGame& game, const TalksAsk& ask, const TalksPoint& status_quo,
                          const TalksPoint& deal, const RunContext& context) {
  const double period = ask.period_months / 12.0;
  const PayoffPair before{status_quo.payoff[0].billion, status_quo.payoff[1].billion};
  const auto breach = [&](std::size_t side) {
    return minus(billions_at(game, mixed_tariffs(game, side, status_quo.tariff, deal.tariff),
                             deal.equilibrium.get(), context),
                 before);
  };
  const auto payoffs = [&](double kept, double broken) {
    return strategy::StagePayoffs{.cooperate = period * kept, .deviate = period * std::max(kept, broken)};
  };
  return {"relief from duties", payoffs(deal.gain[0].billion, breach(0).first),
          payoffs(deal.gain[1].billion, breach(1).second)};
}

/// The concession: only the second side can break it.
talks::Issue concession_issue(const TalksAsk& ask, const SincerityAnswer& sincerity) {
  const double period = ask.period_months / 12.0, worth = sincerity.cases[sincerity.headline].worth * period;
  return {ask.concession,
          {.cooperate = worth, .deviate = worth},
          {.cooperate = -period * sincerity.stakes.cost_second}};
}

void solve_grid(const StrategyGame& game, const TalksPoint& status_quo, const RunContext& context,
                KeepingAnswer& answer) {
  answer.levels = {"as now", "half way", "before"};
  constexpr std::size_t n = 3;
  answer.grid.first.assign(n, std::vector<double>(n)), answer.grid.second = answer.grid.first;
  const PayoffPair before{status_quo.payoff[0].billion, status_quo.payoff[1].billion};
  parallel_for(n * n, [&](std::size_t cell) {
    const std::size_t i = cell / n, j = cell % n;
    const auto level = [&](std::size_t k) {
      return between(status_quo.tariff, game.base, static_cast<double>(k) / (n - 1));
    };
    // Tariffs that neither side chooses stay as they are.
    TradeCube tariff = status_quo.tariff;
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
      const TradeCube own = level(side == 0 ? i : j);
      const auto& instruments = game.players[side].instruments;
      for (const auto& group : instruments.groups)
        for (const auto& c : group)
          tariff(c.sector, instruments.player, c.exporter) = own(c.sector, instruments.player, c.exporter);
    }
    const auto gain =
        minus(billions_at(game, tariff, status_quo.equilibrium.get(), context.silent()), before);
    answer.grid.first[i][j] = gain.first, answer.grid.second[i][j] = gain.second;
  });
}

bool finite(const talks::StageGame& game) {
  for (const auto* side : {&game.first, &game.second})
    for (const auto& row : *side)
      for (const double x : row)
        if (!std::isfinite(x)) return false;
  return true;
}

/// Present values of a unit: the whole relief of the offer against its whole concession.
void search_steps(const TalksAsk& ask, const SincerityAnswer& sincerity, KeepingAnswer& answer) {
  const auto& a = ask.assumptions;
  const auto& stakes = sincerity.stakes;
  const auto& c = sincerity.cases[sincerity.headline];
  const double first = ask.period_months / 12.0 / (1 - a.discount_first.value),
               second = ask.period_months / 12.0 / (1 - a.discount_second.value);
  const double cost_first = stakes.leverage - stakes.relief_first;
  if (!(cost_first > 0)) {
    answer.no_sequence = "relief pays the first side by itself: it loses nothing by going first";
    answer.whole_steps = {{.by_first = true, .amount = 1}, {.by_first = false, .amount = 1}};
  } else if (!(stakes.cost_second > 0)) {
    answer.no_sequence = "the concession costs the second side nothing: it can go first";
    answer.whole_steps = {{.by_first = false, .amount = 1}, {.by_first = true, .amount = 1}};
  } else if (!(c.worth > 0) || !(stakes.relief_second > 0)) {
    answer.no_sequence = "one side has nothing to gain from the other's part";
  } else {
    answer.sequence_terms.first = {.cost = first * cost_first,
                                   .benefit = first * c.worth,
                                   .discount = a.discount_first.value,
                                   .snapback = a.detection.value};
    answer.sequence_terms.second = {.cost = second * stakes.cost_second,
                                    .benefit = second * stakes.relief_second,
                                    .discount = a.discount_second.value,
                                    .snapback = a.detection.value};
    answer.sequences = talks::search_sequences(answer.sequence_terms, 12);
  }
}

}  // namespace

KeepingAnswer keep_deal(const StrategyGame& game, const TalksAsk& ask, const TalksPoint& status_quo,
                        const TalksPoint& offer_point, const SincerityAnswer& sincerity,
                        const RunContext& context) {
  KeepingAnswer answer;
  answer.issues = {relief_issue(game, ask, status_quo, offer_point, context),
                   concession_issue(ask, sincerity)};
  const double d1 = ask.assumptions.discount_first.value, d2 = ask.assumptions.discount_second.value;
  const auto usable = [](const strategy::StagePayoffs& p) { return std::isfinite(p.deviate); };
  if (usable(answer.issues[0].first) && usable(answer.issues[0].second)) {
    answer.critical = talks::critical_discounts(answer.issues);
    answer.sustained = talks::sustained_issues(answer.issues, d1, d2);
  }
  solve_grid(game, status_quo, context, answer);
  answer.discount = std::min(d1, d2);
  if (finite(answer.grid) && answer.discount > 0)
    answer.repeated = talks::repeated_game_set(answer.grid, answer.discount);
  else
    answer.grid = {};
  search_steps(ask, sincerity, answer);
  return answer;
}

}  // namespace cobden::scenario
