#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "cobden/core/axis.h"
#include "cobden/strategy/carveout_space.h"
#include "cobden/strategy/carveout_surrogate.h"

namespace cobden::strategy {
namespace {

constexpr long kMaxNodes = 20'000'000;  // of branch and bound, for one budget
constexpr std::size_t kBatch = 8;       // candidates solved side by side
constexpr double kTrusted = 0.01;       // of a gain that the surrogate may be off
constexpr int kMostRounds = 50;         // of improvement for one budget

/// Room for rounding in a budget that a list uses up exactly.
double with_room(double budget) { return budget + 1e-9 * std::abs(budget); }

class Choice {
 public:
  Choice(CarveOutSpace& space, const CarveOutSearchOptions& options, const SearchRun& run)
      : space_(space), options_(options), run_(run) {
    for (std::size_t i = 0; i < space.size(); ++i) use_.push_back(space.use(options.kind, i));
  }

  std::vector<CarveOutChoice> choose(const std::vector<double>& budgets) {
    std::vector<CarveOutChoice> choices;
    for (const double budget : budgets) {
      const CarveOutChoice* smaller = choices.empty() ? nullptr : &choices.back();
      std::vector<ItemMask> lists;
      enumerate_ = enumerate_ && collect_lists(0, with_room(budget), 0, &lists);
      choices.push_back(enumerate_ ? best_enumerated(lists, budget) : best_by_surrogate(budget, smaller));
    }
    return choices;
  }
  bool enumerated() const { return enumerate_; }

 private:
  /// Collects the lists within `left`, items from `first` on; false when there are too many to solve.
  bool collect_lists(std::size_t first, double left, ItemMask list, std::vector<ItemMask>* lists) const {
    if (static_cast<long>(lists->size()) >= options_.max_enumerated) return false;
    lists->push_back(list);
    for (std::size_t i = first; i < use_.size(); ++i)
      if (use_[i] <= left && !collect_lists(i + 1, left - use_[i], list | ItemMask{1} << i, lists))
        return false;
    return true;
  }

  double used_by(ItemMask list) const {
    double used = 0;
    for (std::size_t i = 0; i < use_.size(); ++i) used += list >> i & 1 ? use_[i] : 0.0;
    return used;
  }

  /// The better of `best` and `list`; ties go to the shorter list, then to the lower mask.
  void compare(ItemMask list, CarveOutChoice& best, ItemMask& best_list) const {
    const CarveOutEffect* e = space_.find(list);
    if (!e) return;
    const double gain = list == 0 ? 0.0 : weighted_gain(*e, options_);
    const bool first = best.effect.solved == false;
    if (!first && !(gain > best.gain_percent)) return;
    best.gain_percent = gain;
    best.effect = *e;
    best.used = used_by(list);
    best_list = list;
  }

  CarveOutChoice best_enumerated(const std::vector<ItemMask>& lists, double budget) {
    space_.solve(lists);
    CarveOutChoice best;
    ItemMask best_list = 0;
    best.budget = budget;
    best.surrogate_percent = std::numeric_limits<double>::quiet_NaN();
    best.proof = CarveOutProof::kEnumerated;
    for (const ItemMask list : lists) {
      ++best.solved;
      if (!space_.find(list)) best.proof = CarveOutProof::kNone;
      compare(list, best, best_list);
    }
    return best;
  }

  /// Single effects and pairs, each at full equilibrium.
  void learn_surrogate() {
    const std::size_t n = use_.size();
    std::vector<ItemMask> lists = {0};
    for (std::size_t i = 0; i < n; ++i) {
      lists.push_back(ItemMask{1} << i);
      for (std::size_t j = 0; j < i; ++j) lists.push_back(ItemMask{1} << i | ItemMask{1} << j);
    }
    space_.solve(lists);
    learnt_ = true;
    const auto gain = [&](ItemMask list) {
      const CarveOutEffect* e = space_.find(list);
      learnt_ = learnt_ && e;
      return e ? weighted_gain(*e, options_) : 0.0;
    };
    const auto size = static_cast<Eigen::Index>(n);
    surrogate_.single = Eigen::VectorXd(size);
    surrogate_.interaction = Eigen::MatrixXd::Zero(size, size);
    for (Eigen::Index i = 0; i < size; ++i) surrogate_.single(i) = gain(ItemMask{1} << i);
    for (Eigen::Index i = 0; i < size; ++i)
      for (Eigen::Index j = 0; j < i; ++j)
        surrogate_.interaction(i, j) = surrogate_.interaction(j, i) =
            gain(ItemMask{1} << i | ItemMask{1} << j) - surrogate_.single(i) - surrogate_.single(j);
  }

  CarveOutChoice best_by_surrogate(double budget, const CarveOutChoice* smaller) {
    if (surrogate_.single.size() == 0) learn_surrogate();
    const SurrogateBest found =
        best_lists(surrogate_, use_, with_room(budget), std::max(1, options_.candidates), kMaxNodes, run_);
    CarveOutChoice best;
    ItemMask best_list = 0;
    best.budget = budget;
    best.proof = found.complete && learnt_ ? CarveOutProof::kSurrogate : CarveOutProof::kNone;
    std::vector<ItemMask> lists = {0};
    if (smaller) lists.push_back(mask_of(smaller->effect.items));
    consider(lists, best, best_list);
    for (std::size_t next = 0; next < found.lists.size(); next += kBatch) {
      // The surrogate's order counts only as far as its errors leave doubt.
      if (next > 0 && found.lists[next].value + 2 * surrogate_error_ < best.gain_percent) break;
      lists.clear();
      for (std::size_t k = next; k < std::min(next + kBatch, found.lists.size()); ++k)
        lists.push_back(found.lists[k].list);
      consider(lists, best, best_list);
    }
    best.surrogate_percent = surrogate_.value(best_list);
    if (std::abs(best.surrogate_percent - best.gain_percent) > kTrusted * best.gain_percent) {
      improve(budget, best, best_list);
      best.surrogate_percent = surrogate_.value(best_list);
    }
    return best;
  }

  /// Where the surrogate misleads (groups of one sector help each other more than pairs tell), better lists
  /// are sought one item apart: added, dropped, and then the exchanges that additions and drops promise most.
  void improve(double budget, CarveOutChoice& best, ItemMask& best_list) {
    const double room = with_room(budget);
    for (int round = 0; round < kMostRounds && !run_.must_stop(); ++round) {
      const ItemMask from = best_list;
      std::vector<ItemMask> next;
      for (std::size_t i = 0; i < use_.size(); ++i) next.push_back(from ^ ItemMask{1} << i);
      space_.solve(next);
      std::erase_if(next, [&](ItemMask list) { return used_by(list) > room; });
      consider(next, best, best_list);
      if (best_list != from) continue;
      consider(promising_exchanges(from, room), best, best_list);
      if (best_list == from) return;
    }
  }

  std::vector<ItemMask> promising_exchanges(ItemMask from, double room) const {
    const auto gain = [&](ItemMask list) {
      const CarveOutEffect* e = space_.find(list);
      return e ? weighted_gain(*e, options_) : -std::numeric_limits<double>::infinity();
    };
    std::vector<SurrogateList> exchanges;
    for (std::size_t i = 0; i < use_.size(); ++i)
      for (std::size_t j = 0; j < use_.size(); ++j) {
        const ItemMask out = ItemMask{1} << i, in = ItemMask{1} << j, list = (from & ~out) | in;
        if ((from & out) != 0 && (from & in) == 0 && used_by(list) <= room)
          exchanges.push_back({list, gain(from & ~out) + gain(from | in)});
      }
    std::ranges::stable_sort(exchanges, std::greater<>(), &SurrogateList::value);
    exchanges.resize(std::min(exchanges.size(), kBatch));
    std::vector<ItemMask> lists;
    for (const SurrogateList& e : exchanges) lists.push_back(e.list);
    return lists;
  }

  /// Solves the lists and keeps the best; remembers how far the surrogate was off.
  void consider(const std::vector<ItemMask>& lists, CarveOutChoice& best, ItemMask& best_list) {
    space_.solve(lists);
    for (const ItemMask list : lists) {
      ++best.solved;
      const CarveOutEffect* e = space_.find(list);
      if (!e) best.proof = CarveOutProof::kNone;
      compare(list, best, best_list);
      if (e && list != 0)
        surrogate_error_ =
            std::max(surrogate_error_, std::abs(surrogate_.value(list) - weighted_gain(*e, options_)));
    }
  }

  static ItemMask mask_of(const std::vector<std::size_t>& items) {
    ItemMask mask = 0;
    for (const std::size_t i : items) mask |= ItemMask{1} << i;
    return mask;
  }

  CarveOutSpace& space_;
  const CarveOutSearchOptions& options_;
  const SearchRun& run_;
  std::vector<double> use_;
  bool enumerate_ = true, learnt_ = false;
  Surrogate surrogate_;
  double surrogate_error_ = 0;  // the largest seen, percent
};

void check_budgets(std::vector<double>& budgets, const CarveOutSearchOptions& options) {
  if (budgets.empty()) throw UserError("no budget for carve-outs is given");
  for (const double b : budgets)
    if (!(b >= 0) || !std::isfinite(b))
      throw UserError(fmt::format("the budget {} for carve-outs is not a number from zero up", b));
  if (!std::isfinite(options.own_weight) || !std::isfinite(options.rival_weight))
    throw UserError("weights of gains must be finite numbers");
  std::ranges::sort(budgets);
}

}  // namespace

std::string to_string(BudgetKind kind) {
  switch (kind) {
    case BudgetKind::kItems:
      return "items";
    case BudgetKind::kTrade:
      return "trade";
    case BudgetKind::kRevenue:
      return "revenue";
  }
  return "unknown";
}

BudgetKind parse_budget_kind(const std::string& text, const SourcePlace& place) {
  std::vector<std::string> known;
  for (const auto kind : {BudgetKind::kItems, BudgetKind::kTrade, BudgetKind::kRevenue}) {
    if (to_string(kind) == text) return kind;
    known.push_back(to_string(kind));
  }
  const std::string near = nearest_name(text, known);
  fail_at(place, text, "unknown kind of budget", "items, trade or revenue",
          near.empty() ? "" : "did you mean '" + near + "'?");
}

std::string to_string(CarveOutProof proof) {
  switch (proof) {
    case CarveOutProof::kEnumerated:
      return "every list solved";
    case CarveOutProof::kSurrogate:
      return "proved for the surrogate only";
    case CarveOutProof::kNone:
      return "not proved";
  }
  return "unknown";
}

CarveOutCurve choose_carveouts(const economy::PolicyModel& model, const CarveOutGame& game,
                               std::vector<double> budgets, const CarveOutSearchOptions& options,
                               const RunContext& context) {
  check_budgets(budgets, options);
  SearchRun run(model, options.search, context);
  CarveOutSpace space(model, game, run);
  CarveOutCurve curve;
  curve.kind = options.kind;
  if (!space.begin()) {
    curve.search.status = SearchStatus::kNoEquilibrium;
    curve.search.message = "the economy has no equilibrium at the present tariffs";
    return curve;
  }
  Choice choice(space, options, run);
  curve.choices = choice.choose(budgets);
  curve.search.method =
      choice.enumerated() ? "every list solved" : "branch and bound on single effects and pairs, then solves";
  const bool proved = std::ranges::none_of(
      curve.choices, [](const CarveOutChoice& c) { return c.proof == CarveOutProof::kNone; });
  curve.search.status =
      proved ? SearchStatus::kConverged : run.must_stop().value_or(SearchStatus::kNotConverged);
  curve.search.message = proved ? to_string(curve.choices.back().proof)
                                : "not every list that matters could be solved or compared";
  curve.search.solves = run.solves();
  curve.search.gradients = run.gradients();
  curve.search.seconds = run.seconds();
  return curve;
}

std::vector<double> whole_curve(const economy::PolicyModel& model, const CarveOutGame& game, BudgetKind kind,
                                int points) {
  std::vector<double> budgets;
  if (kind == BudgetKind::kItems) {
    for (std::size_t k = 1; k <= game.items.size(); ++k) budgets.push_back(static_cast<double>(k));
    return budgets;
  }
  const SearchOptions options;
  const RunContext context;
  SearchRun run(model, options, context);
  CarveOutSpace space(model, game, run);
  if (!space.begin()) return {0.0};
  double all = 0;
  for (std::size_t i = 0; i < space.size(); ++i) all += space.use(kind, i);
  for (int k = 1; k <= std::max(1, points); ++k) budgets.push_back(all * k / std::max(1, points));
  return budgets;
}

}  // namespace cobden::strategy
