#include "cobden/strategy/cooperate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/strategy/search_run.h"

namespace cobden::strategy {
namespace {

Cooperation read_cooperation(const economy::PolicyModel& model, const std::vector<Player>& players,
                             const TradeCube& start, JointOptimum&& found) {
  Cooperation result;
  result.tariff = found.equilibrium ? std::move(found.tariff) : start;
  result.equilibrium = std::move(found.equilibrium);
  result.search = std::move(found.search);
  result.start_value = std::move(found.start_value);
  result.weight = std::move(found.weight);
  if (!result.equilibrium) return result;
  result.payoff = payoffs_at(model, players, *result.equilibrium);
  for (std::size_t i = 0; i < players.size(); ++i)
    result.gain_percent.push_back(100 * (found.value[i] / result.start_value[i] - 1));
  const auto [least, most] = std::ranges::minmax(result.gain_percent);
  result.common_gain_percent = least;
  result.unequal_percent = most - least;
  return result;
}

/// The instruments of `player` that charge `partner` and nobody else.
Instruments instruments_on(const Instruments& all, Country partner) {
  Instruments some;
  some.player = all.player;
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto on_partner = [&](const Cell& c) { return c.exporter == partner; };
    if (!std::ranges::all_of(all.groups[k], on_partner)) continue;
    some.groups.push_back(all.groups[k]);
    some.lower.push_back(all.lower[k]);
    some.upper.push_back(all.upper[k]);
  }
  return some;
}

/// The two sides of a deal with what they bargain over.
std::vector<Player> sides_of(const economy::PolicyModel& model, const std::vector<Player>& players,
                             const BilateralDeal& deal) {
  if (deal.first >= players.size() || deal.second >= players.size())
    throw UserError("a deal names a player that does not exist");
  std::vector<Player> sides = {players[deal.first], players[deal.second]};
  const Country a = sides[0].objective.country, b = sides[1].objective.country;
  if (a == b) throw UserError("country '" + model.countries().code(a) + "' cannot deal with itself");
  sides[0].instruments = instruments_on(sides[0].instruments, b);
  sides[1].instruments = instruments_on(sides[1].instruments, a);
  if (sides[0].instruments.size() + sides[1].instruments.size() == 0)
    throw UserError("the deal of '" + model.countries().code(a) + "' and '" + model.countries().code(b) +
                        "' has no instruments",
                    "instruments must charge one partner each: class unrestricted or by-partner");
  return sides;
}

void check_deals(const std::vector<BilateralDeal>& deals) {
  if (deals.empty()) throw UserError("no deals are given");
  for (std::size_t a = 0; a < deals.size(); ++a) {
    if (!(deals[a].power >= 0 && deals[a].power <= 1))
      throw UserError("bargaining power of a deal is outside [0, 1]");
    for (std::size_t b = 0; b < a; ++b)
      if (std::minmax(deals[a].first, deals[a].second) == std::minmax(deals[b].first, deals[b].second))
        throw UserError("the same pair has two deals");
  }
}

/// `tariff` with what both sides charge each other put back to `start`.
TradeCube without_deal(const std::vector<Player>& sides, const TradeCube& start, TradeCube tariff) {
  for (const Player& side : sides)
    for (const auto& group : side.instruments.groups)
      for (const Cell& c : group)
        tariff(c.sector, side.instruments.player, c.exporter) =
            start(c.sector, side.instruments.player, c.exporter);
  return tariff;
}

double largest_change(const TradeCube& a, const TradeCube& b) {
  double change = 0;
  for (std::size_t k = 0; k < a.flat().size(); ++k)
    change = std::max(change, std::abs(std::log1p(a.flat()[k]) - std::log1p(b.flat()[k])));
  return change;
}

class Talks {
 public:
  Talks(const economy::PolicyModel& model, const std::vector<Player>& players,
        const std::vector<BilateralDeal>& deals, const TradeCube& start, const NashInNashOptions& options,
        const RunContext& context)
      : model_(model), start_(start), options_(options), run_(model, options_.search, context) {
    for (const BilateralDeal& deal : deals) {
      sides_.push_back(sides_of(model, players, deal));
      outcomes_.push_back({.deal = deal, .h = {}});
    }
    tariff_ = start;
  }

  bool begin() { return (equilibrium_ = run_.solve_at_last(start_, nullptr)) != nullptr; }

  /// All deals once, in turn; false if a limit came or there is no equilibrium.
  bool round(SearchSummary& summary) {
    for (std::size_t d = 0; d < sides_.size(); ++d) {
      if (run_.must_stop() || !strike(d, summary)) return false;
    }
    return true;
  }

  const SearchRun& run() const { return run_; }
  const TradeCube& tariff() const { return tariff_; }
  const economy::EquilibriumPtr& equilibrium() const { return equilibrium_; }
  const std::vector<DealOutcome>& outcomes() const { return outcomes_; }

 private:
  /// One deal, given all others.
  bool strike(std::size_t d, SearchSummary& summary) {
    const auto& sides = sides_[d];
    DealOutcome& outcome = outcomes_[d];
    SearchOptions options = options_.search;
    options.seconds = run_.seconds_left();
    const TradeCube apart = without_deal(sides, start_, tariff_);
    const auto threat = run_.solve(apart, equilibrium_.get(), options.solve.tolerance);
    if (!threat) return false;
    const auto fallback = values_at(model_, sides, *threat);
    const JointGoal goal{.form = JointForm::kNashProduct,
                         .weight = {outcome.deal.power, 1 - outcome.deal.power},
                         .from = fallback};
    JointOptimum found = find_joint_optimum(model_, sides, goal, tariff_, options, run_.context().silent(),
                                            equilibrium_.get());
    run_.count(found.search);
    outcome.reached = found.equilibrium && std::isfinite(found.goal);
    summary.first_order = std::max(summary.first_order, outcome.reached ? found.search.first_order : 0.0);
    if (outcome.reached && !found.search.converged()) summary.message = found.search.message;
    tariff_ = outcome.reached ? found.tariff : apart;
    equilibrium_ = outcome.reached ? found.equilibrium : threat;
    outcome.h = found.h;
    if (!outcome.reached) outcome.h.clear();
    const auto gain = [&](std::size_t i) {
      const double base = model_.value(*model_.base(), sides[i].objective);
      return outcome.reached ? 100 * (found.value[i] - fallback[i]) / std::abs(base) : 0.0;
    };
    outcome.first_gain_percent = gain(0), outcome.second_gain_percent = gain(1);
    return true;
  }

  const economy::PolicyModel& model_;
  const TradeCube& start_;
  const NashInNashOptions& options_;
  SearchRun run_;
  std::vector<std::vector<Player>> sides_;
  std::vector<DealOutcome> outcomes_;
  TradeCube tariff_;
  economy::EquilibriumPtr equilibrium_;
};

void set_status(const Talks& talks, const NashInNashOptions& options, NashInNash& result) {
  SearchSummary& s = result.search;
  if (const auto stop = talks.run().must_stop()) {
    s.status = *stop;
    s.message = to_string(*stop) + ": the deals of the last round";
  } else if (!talks.equilibrium()) {
    s.status = SearchStatus::kNoEquilibrium;
    s.message = "no equilibrium was found";
  } else if (result.rounds > 0 && result.last_change <= options.tolerance && s.message.empty()) {
    s.status = SearchStatus::kConverged;
    s.message = "no deal changes, given the others";
  } else {
    s.status = SearchStatus::kNotConverged;
    if (s.message.empty()) s.message = "deals still change, given each other";
  }
}

}  // namespace

Cooperation cooperate(const economy::PolicyModel& model, const std::vector<Player>& players,
                      const TradeCube& start, const SearchOptions& options, const RunContext& context) {
  const SearchRun run(model, options, context);
  const auto at_start = run.solve_at_last(start, nullptr);
  if (!at_start || players.empty())
    return read_cooperation(model, players, start,
                            find_joint_optimum(model, players,
                                               {.from = std::vector<double>(players.size(), 0.0),
                                                .scale = std::vector<double>(players.size(), 1.0)},
                                               start, options, context));
  const auto value = values_at(model, players, *at_start);
  for (std::size_t i = 0; i < players.size(); ++i)
    if (!(value[i] > 0))
      throw UserError(
          fmt::format("the objective of '{}' is not positive at the start, so that a "
                      "proportional gain has no meaning",
                      model.countries().code(players[i].objective.country)));
  const JointGoal goal{.form = JointForm::kCommonGain, .from = value, .scale = value};
  return read_cooperation(model, players, start,
                          find_joint_optimum(model, players, goal, start, options, context, at_start.get()));
}

NashInNash nash_in_nash(const economy::PolicyModel& model, const std::vector<Player>& players,
                        const std::vector<BilateralDeal>& deals, const TradeCube& start,
                        const NashInNashOptions& options, const RunContext& context) {
  check_deals(deals);
  Talks talks(model, players, deals, start, options, context);
  NashInNash result;
  if (talks.begin()) {
    result.start_value = values_at(model, players, *talks.equilibrium());
    for (; result.rounds < options.max_rounds; ++result.rounds) {
      const TradeCube before = talks.tariff();
      result.search.first_order = 0;
      result.search.message.clear();
      const bool whole = talks.round(result.search);
      result.last_change = largest_change(before, talks.tariff());
      result.search.history.push_back(result.last_change);
      talks.run().report("striking deals in turn", result.rounds + 1, result.last_change);
      if (!whole) break;
      if (result.last_change <= options.tolerance) {
        ++result.rounds;
        break;
      }
    }
  }
  set_status(talks, options, result);
  result.tariff = talks.tariff();
  result.equilibrium = talks.equilibrium();
  result.deals = talks.outcomes();
  if (result.equilibrium) result.payoff = payoffs_at(model, players, *result.equilibrium);
  result.search.method = "Nash bargains in turn, each given the others (Horn and Wolinsky 1988)";
  result.search.iterations = result.rounds;
  result.search.solves = talks.run().solves();
  result.search.gradients = talks.run().gradients();
  result.search.seconds = talks.run().seconds();
  return result;
}

}  // namespace cobden::strategy
