#include "cobden/strategy/payoff.h"

#include <algorithm>
#include <cmath>

#include "cobden/strategy/search_run.h"

namespace cobden::strategy {

std::vector<double> values_at(const economy::PolicyModel& model, const std::vector<Player>& players,
                              const economy::Equilibrium& at) {
  std::vector<double> values;
  for (const Player& p : players) values.push_back(model.value(at, p.objective));
  return values;
}

Payoff payoff_of(double value, double base) {
  return {value, base == 0 ? 0.0 : 100 * (value - base) / std::abs(base), (value - base) / 1000};
}

std::vector<Payoff> payoffs_at(const economy::PolicyModel& model, const std::vector<Player>& players,
                               const economy::Equilibrium& at) {
  std::vector<Payoff> payoffs;
  for (const Player& p : players)
    payoffs.push_back(payoff_of(model.value(at, p.objective), model.value(*model.base(), p.objective)));
  return payoffs;
}

ThreatPoint threat_at(const economy::PolicyModel& model, const std::vector<Player>& players, std::string name,
                      const TradeCube& tariff, const SearchOptions& options, const RunContext& context) {
  ThreatPoint threat;
  threat.name = std::move(name);
  threat.tariff = tariff;
  const SearchRun run(model, options, context);
  threat.equilibrium = run.solve_at_last(tariff, nullptr);
  if (threat.equilibrium) threat.payoff = payoffs_at(model, players, *threat.equilibrium);
  return threat;
}

namespace {

TariffSummary summary_of(const economy::PolicyModel& model, const TradeCube& tariff, Country importer,
                         Country exporter, const std::vector<Sector>& sectors) {
  TariffSummary summary{importer, exporter};
  double trade = 0;
  bool any = false;
  for (const Sector s : sectors) {
    const double flow = model.base_flow()(s, importer, exporter), t = tariff(s, importer, exporter);
    if (!(flow > 0)) continue;
    summary.smallest = any ? std::min(summary.smallest, t) : t;
    summary.largest = any ? std::max(summary.largest, t) : t;
    summary.duties += t * flow;
    trade += flow;
    any = true;
  }
  if (trade > 0) summary.mean = summary.duties / trade;
  return summary;
}

std::vector<Sector> all_sectors(const economy::PolicyModel& model) {
  std::vector<Sector> sectors;
  for (const Sector s : model.sectors().all()) sectors.push_back(s);
  return sectors;
}

}  // namespace

TariffSummary summarise_tariff(const economy::PolicyModel& model, const TradeCube& tariff, Country importer,
                               Country exporter) {
  return summary_of(model, tariff, importer, exporter, all_sectors(model));
}

TariffSummary summarise_tariff(const economy::PolicyModel& model, const TradeCube& tariff,
                               const Instruments& instruments, Country exporter) {
  std::vector<Sector> sectors;
  for (const auto& group : instruments.groups)
    for (const Cell& cell : group)
      if (cell.exporter == exporter) sectors.push_back(cell.sector);
  std::ranges::sort(sectors);
  return summary_of(model, tariff, instruments.player, exporter,
                    sectors.empty() ? all_sectors(model) : sectors);
}

std::vector<TariffChange> tariff_changes(const economy::PolicyModel& model, const TradeCube& from,
                                         const TradeCube& to, double least) {
  std::vector<TariffChange> changes;
  for (const Sector s : model.sectors().all())
    for (const Country d : model.countries().all())
      for (const Country o : model.countries().all()) {
        const double flow = model.base_flow()(s, d, o);
        if (!(flow > 0) || std::abs(to(s, d, o) - from(s, d, o)) <= least) continue;
        changes.push_back({s, d, o, from(s, d, o), to(s, d, o), flow});
      }
  std::ranges::stable_sort(changes, std::greater{},
                           [](const TariffChange& c) { return c.base_trade * std::abs(c.to - c.from); });
  return changes;
}

}  // namespace cobden::strategy
