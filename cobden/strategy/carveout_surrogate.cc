#include "cobden/strategy/carveout_surrogate.h"

#include <algorithm>
#include <numeric>

namespace cobden::strategy {
namespace {

using Position = Eigen::Index;

class BranchAndBound {
 public:
  BranchAndBound(const Surrogate& surrogate, const std::vector<double>& use, double budget, int count,
                 long max_nodes, const SearchRun& run)
      : s_(surrogate), use_(use), budget_(budget), count_(count), max_nodes_(max_nodes), run_(run) {
    order_.resize(use.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, [&](std::size_t a, std::size_t b) {
      return s_.single(static_cast<Position>(a)) > s_.single(static_cast<Position>(b));
    });
    promise_ = s_.single;
  }

  SurrogateBest search() {
    best_.complete = true;
    keep(0, 0);
    descend(0, 0, 0, 0);
    std::ranges::sort(best_.lists, better);
    return std::move(best_);
  }

 private:
  static bool better(const SurrogateList& a, const SurrogateList& b) {
    return a.value != b.value ? a.value > b.value : a.list < b.list;
  }

  void keep(ItemMask list, double value) {
    auto& lists = best_.lists;
    const SurrogateList next{list, value};
    if (static_cast<int>(lists.size()) >= count_) {
      if (!better(next, lists.front())) return;
      std::ranges::pop_heap(lists, better);
      lists.pop_back();
    }
    lists.push_back(next);
    std::ranges::push_heap(lists, better);  // the worst in front
  }

  double worst_kept() const {
    return static_cast<int>(best_.lists.size()) < count_ ? -std::numeric_limits<double>::infinity()
                                                         : best_.lists.front().value;
  }

  /// The most that items from order_[depth] on can add within what is left of the budget.
  double bound(std::size_t depth, double left) {
    struct Offer {
      double gain, use;
    };
    std::vector<Offer> offers;
    double total = 0;
    for (std::size_t a = depth; a < order_.size(); ++a) {
      const auto i = static_cast<Position>(order_[a]);
      if (use_[order_[a]] > left) continue;
      double gain = promise_(i);
      for (std::size_t b = depth; b < order_.size(); ++b)
        if (use_[order_[b]] <= left)
          gain += 0.5 * std::max(0.0, s_.interaction(i, static_cast<Position>(order_[b])));
      if (!(gain > 0)) continue;
      if (use_[order_[a]] <= 0)
        total += gain;
      else
        offers.push_back({gain, use_[order_[a]]});
    }
    std::ranges::sort(offers, [](const Offer& a, const Offer& b) { return a.gain * b.use > b.gain * a.use; });
    for (const Offer& o : offers) {
      if (left <= 0) break;
      total += o.gain * std::min(1.0, left / o.use);
      left -= o.use;
    }
    return total;
  }

  void descend(std::size_t depth, ItemMask list, double value, double used) {
    if (depth == order_.size() || !best_.complete) return;
    if (++best_.nodes > max_nodes_ || (best_.nodes % 4096 == 0 && run_.must_stop())) {
      best_.complete = false;
      return;
    }
    // Rounding must not cut what is as good as the worst that is kept.
    const double slack = 1e-12 * (1 + std::abs(value));
    if (value + bound(depth, budget_ - used) < worst_kept() - slack) return;
    const std::size_t item = order_[depth];
    const auto i = static_cast<Position>(item);
    if (used + use_[item] <= budget_) {
      const double more = value + promise_(i);
      const ItemMask longer = list | ItemMask{1} << item;
      keep(longer, more);
      promise_ += s_.interaction.col(i);
      descend(depth + 1, longer, more, used + use_[item]);
      promise_ -= s_.interaction.col(i);
    }
    descend(depth + 1, list, value, used);
  }

  const Surrogate& s_;
  const std::vector<double>& use_;
  double budget_;
  int count_;
  long max_nodes_;
  const SearchRun& run_;
  std::vector<std::size_t> order_;
  Eigen::VectorXd promise_;  // single effect plus interactions with what is chosen
  SurrogateBest best_;
};

}  // namespace

double Surrogate::value(ItemMask list) const {
  double value = 0;
  for (Position i = 0; i < single.size(); ++i) {
    if (!(list >> i & 1)) continue;
    value += single(i);
    for (Position j = 0; j < i; ++j)
      if (list >> j & 1) value += interaction(i, j);
  }
  return value;
}

SurrogateBest best_lists(const Surrogate& surrogate, const std::vector<double>& use, double budget, int count,
                         long max_nodes, const SearchRun& run) {
  return BranchAndBound(surrogate, use, budget, count, max_nodes, run).search();
}

}  // namespace cobden::strategy
