#include "cobden/strategy/respond_moves.h"

#include <algorithm>
#include <cmath>

#include "cobden/core/parallel.h"
#include "cobden/strategy/carveout_space.h"

namespace cobden::strategy {
namespace {

/// The items that the gradient puts first, as many as may matter for sparing `count`.
std::vector<CarveOutItem> likely_items(const economy::PolicyModel& model, const CarveOutGame& game, int count,
                                       const SearchOptions& options, const RunContext& context) {
  const auto wanted = static_cast<std::size_t>(std::max(2 * count, count + 4));
  if (game.items.size() <= wanted) return game.items;
  std::vector<CarveOutItem> items;
  for (const CarveOutEffect& e : rank_carveouts(model, game, false, options, context).single)
    if (items.size() < wanted) items.push_back(game.items[e.items[0]]);
  return items;
}

}  // namespace

MoveBook::MoveBook(const economy::PolicyModel& model, const RespondSide& first, const RespondSide& second,
                   const TradeCube& base, const RespondOptions& options, SearchRun& run)
    : model_(model), side_{&first, &second}, base_(base), options_(options), run_(run) {}

TariffState MoveBook::solved(const TradeCube& tariff, const economy::Equilibrium* near) {
  TariffState state;
  state.tariff = tariff;
  state.equilibrium = run_.solve(tariff, near, run_.options().solve.tolerance);
  for (int i = 0; i < 2; ++i) {
    const Player& own = side_[i]->player;
    state.charged[i] =
        summarise_tariff(model_, tariff, own.instruments, side_[1 - i]->player.objective.country);
    if (state.equilibrium)
      state.payoff[i] = payoff_of(model_.value(*state.equilibrium, own.objective),
                                  model_.value(*model_.base(), own.objective));
  }
  return state;
}

int MoveBook::find(const TradeCube& tariff) const {
  const auto same = [&](const TariffState& s) {
    for (std::size_t k = 0; k < tariff.flat().size(); ++k)
      if (std::abs(std::log1p(tariff.flat()[k]) - std::log1p(s.tariff.flat()[k])) > options_.same)
        return false;
    return true;
  };
  const auto at = std::ranges::find_if(states_, same);
  return at == states_.end() ? -1 : static_cast<int>(at - states_.begin());
}

int MoveBook::enter(const TradeCube& tariff, int near) {
  if (const int known = find(tariff); known >= 0) return known;
  states_.push_back(solved(tariff, near >= 0 ? state(near).equilibrium.get() : nullptr));
  return static_cast<int>(states_.size()) - 1;
}

TradeCube MoveBook::reply(const TariffState& at, int mover) {
  SearchOptions options = run_.options();
  options.seconds = std::max(0.0, run_.seconds_left());
  const Optimum best = find_optimum(model_, side_[mover]->player, at.tariff, options, run_.context().silent(),
                                    at.equilibrium.get());
  run_.count(best.search);
  return best.tariff;
}

/// Spares the `count` items that pay best alone, as far as they pay.
TradeCube MoveBook::spare(const TariffState& at, int mover, int count) {
  const Player &own = side_[mover]->player, &other = side_[1 - mover]->player;
  CarveOutGame game{own.objective, other.objective, at.tariff,
                    sector_items(model_, at.tariff, base_, own.objective.country, other.objective.country)};
  TradeCube tariff = at.tariff;
  if (game.items.empty() || game.items.size() > kLargestItems) return tariff;
  SearchOptions options = run_.options();
  options.seconds = std::max(0.0, run_.seconds_left());
  game.items = likely_items(model_, game, count, options, run_.context().silent());
  const auto ranking = rank_carveouts(model_, game, true, options, run_.context().silent());
  run_.count(ranking.search);
  for (int k = 0; k < count && k < static_cast<int>(ranking.single.size()); ++k) {
    const CarveOutEffect& e = ranking.single[static_cast<std::size_t>(k)];
    if (!e.solved || !(e.own.value > 0)) break;
    for (const CarveOutCell& c : game.items[e.items[0]].cells)
      tariff(c.sector, c.importer, c.exporter) = c.exempt_tariff;
  }
  return tariff;
}

/// The tariffs after a move; h = ln(1 + t) by instrument, kept within the bounds.
TradeCube MoveBook::play(const TariffState& at, int mover, const MoveRule& rule) {
  const Instruments& own = side_[mover]->player.instruments;
  if (rule.kind == MoveKind::kHold) return at.tariff;
  if (rule.kind == MoveKind::kBestResponse) return reply(at, mover);
  if (rule.kind == MoveKind::kExempt) return spare(at, mover, rule.count);
  std::vector<double> h = own.read(model_, at.tariff);
  const std::vector<double> base = own.read(model_, base_);
  for (std::size_t k = 0; k < h.size(); ++k) {
    const double t = std::expm1(h[k]), t_base = std::expm1(base[k]);
    double next = t;
    if (rule.kind == MoveKind::kMatch) next = at.charged[1 - mover].mean;
    if (rule.kind == MoveKind::kAddPoints) next = t + rule.points;
    if (rule.kind == MoveKind::kCutHalf) next = 0.5 * (t + t_base);
    if (rule.kind == MoveKind::kCutToBase) next = t_base;
    h[k] = std::clamp(std::log1p(next), own.lower[k], own.upper[k]);
  }
  TradeCube tariff = at.tariff;
  own.write(h, tariff);
  return tariff;
}

void MoveBook::work_out(const std::vector<std::pair<int, int>>& turns) {
  struct Task {
    int state, mover;
    std::size_t rule;
    TradeCube tariff;
    bool done = false;
  };
  std::vector<Task> tasks;
  for (const auto& turn : turns) {
    if (known_.contains(turn)) continue;
    known_[turn];
    if (!state(turn.first).equilibrium) continue;
    for (std::size_t r = 0; r < side_[turn.second]->moves.size(); ++r)
      tasks.push_back({turn.first, turn.second, r, {}});
  }
  parallel_for(tasks.size(), [&](std::size_t k) {
    if (run_.must_stop()) return;
    Task& task = tasks[k];
    task.tariff = play(state(task.state), task.mover, side_[task.mover]->moves[task.rule]);
    task.done = !run_.must_stop();
  });
  const std::size_t old = states_.size();
  std::vector<int> near;
  for (Task& task : tasks) {
    auto& list = known_[{task.state, task.mover}];
    Move move{side_[task.mover]->moves[task.rule].name()};
    if (task.done) {
      move.state = find(task.tariff);
      if (move.state < 0) {
        states_.push_back(
            {.tariff = std::move(task.tariff), .equilibrium = nullptr, .payoff = {}, .charged = {}});
        near.push_back(task.state);
        move.state = static_cast<int>(states_.size()) - 1;
      }
      const bool repeated = std::ranges::any_of(list, [&](const Move& m) { return m.state == move.state; });
      if (repeated) continue;
    }
    list.push_back(std::move(move));
  }
  solve_states(old, near);
}

void MoveBook::solve_states(std::size_t from, const std::vector<int>& near) {
  std::vector<TariffState> fresh(states_.size() - from);
  parallel_for(fresh.size(), [&](std::size_t k) {
    fresh[k] = solved(states_[from + k].tariff, state(near[k]).equilibrium.get());
  });
  std::ranges::move(fresh, states_.begin() + static_cast<std::ptrdiff_t>(from));
}

}  // namespace cobden::strategy
