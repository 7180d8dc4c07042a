#include "cobden/scenario/talks_points.h"

#include <cmath>
#include <limits>

namespace cobden::scenario {

TradeCube tariffs_of_deal(StrategyGame& game, const TalksDeal& deal) {
  if (!deal.scenario.empty()) return tariffs_of_scenario(game, deal.scenario, deal.place);
  Scenario other = game.run.scenario;
  if (deal.from_base) other.shocks.clear();
  other.shocks.insert(other.shocks.end(), deal.shocks.begin(), deal.shocks.end());
  return tariffs_of_run(game, assemble(std::move(other), game.run.benchmark));
}

TalksPoint talks_point(const StrategyGame& game, std::string name, const TradeCube& tariff,
                       const TalksPoint* status_quo, const RunContext& context) {
  const auto& model = game.policy();
  const auto near = status_quo ? status_quo->equilibrium.get() : nullptr;
  const auto at = strategy::threat_at(model, game.players, std::move(name), tariff, game.search, context);
  TalksPoint point{
      .name = at.name, .source = {}, .tariff = at.tariff, .equilibrium = at.equilibrium, .payoff = at.payoff};
  const auto summary = [&](std::size_t i) {
    return strategy::summarise_tariff(model, tariff, game.players[i].instruments,
                                      game.players[1 - i].objective.country);
  };
  point.first_on_second = summary(0), point.second_on_first = summary(1);
  if (!point.equilibrium || (status_quo && !near)) return point;
  const auto& before = status_quo ? status_quo->payoff : point.payoff;
  for (std::size_t i = 0; i < 2; ++i)
    point.gain.push_back({.value = point.payoff[i].value - before[i].value,
                          .percent = point.payoff[i].percent - before[i].percent,
                          .billion = point.payoff[i].billion - before[i].billion});
  return point;
}

TradeCube mixed_tariffs(const StrategyGame& game, std::size_t side, const TradeCube& own,
                        const TradeCube& others) {
  TradeCube tariff = others;
  const Country player = game.players[side].objective.country;
  const std::size_t n = others.size3();
  for (std::size_t s = 0; s < others.size1(); ++s)
    for (std::size_t e = 0; e < n; ++e) {
      const Sector sector(static_cast<int>(s));
      const Country exporter(static_cast<int>(e));
      tariff(sector, player, exporter) = own(sector, player, exporter);
    }
  return tariff;
}

TradeCube between(const TradeCube& from, const TradeCube& to, double share) {
  TradeCube tariff = from;
  const auto a = from.flat(), b = to.flat();
  auto t = tariff.flat();
  for (std::size_t i = 0; i < t.size(); ++i) t[i] = a[i] + share * (b[i] - a[i]);
  return tariff;
}

strategy::PayoffPair billions_at(const StrategyGame& game, const TradeCube& tariff,
                                 const economy::Equilibrium* near, const RunContext& context) {
  const auto& model = game.policy();
  const auto at = model.solve(tariff, near, game.search.solve, context);
  if (!at->summary.converged()) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    return {kNone, kNone};
  }
  const auto payoff = strategy::payoffs_at(model, game.players, *at);
  return {payoff[0].billion, payoff[1].billion};
}

}  // namespace cobden::scenario
