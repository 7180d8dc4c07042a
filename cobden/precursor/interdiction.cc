#include "cobden/precursor/interdiction.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "cobden/core/error.h"
#include "cobden/precursor/checks.h"

namespace cobden::precursor {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// --- removing arcs of a cut ------------------------------------------------------------------------------

/// The most capacity that a budget removes from the arcs of one cut: 0-1 knapsack by depth-first branch and
/// bound, arcs in the order of capacity per cost, bounded by the fractional solution (Dantzig 1957).
class Knapsack {
 public:
  Knapsack(const Network& network, std::vector<int> arcs) : network_(network), arcs_(std::move(arcs)) {
    std::stable_sort(arcs_.begin(), arcs_.end(), [&](int a, int b) {
      return arc(a).capacity * arc(b).cost > arc(b).capacity * arc(a).cost;
    });
  }
  double fractional(double budget) const { return bound(0, budget); }
  void solve(double budget) { branch(0, budget, 0); }
  double removed() const { return best_; }
  const std::vector<int>& chosen() const { return best_arcs_; }

 private:
  const Arc& arc(int i) const { return network_.arcs[static_cast<std::size_t>(i)]; }

  double bound(std::size_t from, double budget) const {
    double sum = 0;
    for (std::size_t i = from; i < arcs_.size(); ++i) {
      const Arc& a = arc(arcs_[i]);
      if (a.cost > budget) return sum + (a.cost > 0 ? a.capacity * budget / a.cost : 0);
      sum += a.capacity, budget -= a.cost;
    }
    return sum;
  }

  void branch(std::size_t at, double budget, double removed) {
    if (removed > best_) best_ = removed, best_arcs_ = taken_;
    if (at == arcs_.size() || removed + bound(at, budget) <= best_) return;
    const Arc& a = arc(arcs_[at]);
    if (a.cost <= budget && a.capacity < kInfinity) {
      taken_.push_back(arcs_[at]);
      branch(at + 1, budget - a.cost, removed + a.capacity);
      taken_.pop_back();
    }
    branch(at + 1, budget, removed);
  }

  const Network& network_;
  std::vector<int> arcs_, taken_, best_arcs_;
  double best_ = 0;
};

/// Whether node n is on the source side in the cut numbered `code`: bits are given to the nodes that are
/// neither source nor sink, in order.
bool on_source_side(const Network& network, std::uint32_t code, int node) {
  if (node == network.source) return true;
  if (node == network.sink) return false;
  int bit = node;
  for (const int end : {network.source, network.sink}) bit -= end < node ? 1 : 0;
  return (code >> bit & 1U) != 0;
}

std::vector<int> crossing(const Network& network, std::uint32_t code) {
  std::vector<int> arcs;
  for (std::size_t i = 0; i < network.arcs.size(); ++i)
    if (on_source_side(network, code, network.arcs[i].from) &&
        !on_source_side(network, code, network.arcs[i].to))
      arcs.push_back(static_cast<int>(i));
  return arcs;
}

// --- delaying arcs of the shortest path ------------------------------------------------------------------

struct Path {
  double length = kInfinity;
  std::vector<int> arcs;
};

/// Bellman and Ford, which a handful of nodes does not tire.
Path shortest_path(const Network& network, const std::vector<double>& length) {
  const auto n = static_cast<std::size_t>(network.nodes);
  std::vector<double> distance(n, kInfinity);
  std::vector<int> by(n, -1);
  distance[static_cast<std::size_t>(network.source)] = 0;
  for (std::size_t pass = 0; pass + 1 < n; ++pass)
    for (std::size_t i = 0; i < network.arcs.size(); ++i) {
      const auto from = static_cast<std::size_t>(network.arcs[i].from),
                 to = static_cast<std::size_t>(network.arcs[i].to);
      if (distance[from] + length[i] >= distance[to]) continue;
      distance[to] = distance[from] + length[i], by[to] = static_cast<int>(i);
    }
  Path path{.length = distance[static_cast<std::size_t>(network.sink)], .arcs = {}};
  if (path.length == kInfinity) return path;
  for (int node = network.sink; node != network.source;) {
    const int arc = by[static_cast<std::size_t>(node)];
    path.arcs.push_back(arc);
    node = network.arcs[static_cast<std::size_t>(arc)].from;
  }
  return path;
}

struct DelaySearch {
  const Network& network;
  double delay;
  std::vector<double> length;
  std::vector<int> delayed = {};
  Interdiction best = {.value = -1, .arcs = {}, .budget_spent = 0};

  void branch(int left) {
    const Path path = shortest_path(network, length);
    if (path.length > best.value)
      best = {.value = path.length, .arcs = delayed, .budget_spent = static_cast<double>(delayed.size())};
    if (left == 0 || path.length == kInfinity) return;
    for (const int arc : path.arcs) {
      if (std::find(delayed.begin(), delayed.end(), arc) != delayed.end()) continue;
      delayed.push_back(arc), length[static_cast<std::size_t>(arc)] += delay;
      branch(left - 1);
      delayed.pop_back();
      length[static_cast<std::size_t>(arc)] = network.arcs[static_cast<std::size_t>(arc)].capacity;
    }
  }
};

}  // namespace

Interdiction interdict_flow(const Network& network, double budget) {
  check(network);
  require_not_negative("budget", budget);
  if (network.nodes > kMostNodesOfFlow)
    throw UserError(fmt::format("the network has {} nodes", network.nodes),
                    fmt::format("at most {}: join countries into aggregates", kMostNodesOfFlow));
  Interdiction best{.value = kInfinity, .arcs = {}, .budget_spent = 0};
  const std::uint32_t cuts = std::uint32_t{1} << (network.nodes - 2);
  for (std::uint32_t code = 0; code < cuts; ++code) {
    const auto arcs = crossing(network, code);
    double capacity = 0;
    for (const int i : arcs) capacity += network.arcs[static_cast<std::size_t>(i)].capacity;
    if (capacity == kInfinity) continue;
    Knapsack knapsack(network, arcs);
    if (capacity - knapsack.fractional(budget) >= best.value) continue;
    knapsack.solve(budget);
    if (capacity - knapsack.removed() < best.value)
      best.value = capacity - knapsack.removed(), best.arcs = knapsack.chosen();
  }
  std::sort(best.arcs.begin(), best.arcs.end());
  for (const int i : best.arcs) best.budget_spent += network.arcs[static_cast<std::size_t>(i)].cost;
  return best;
}

Interdiction interdict_path(const Network& network, int count, double delay) {
  check(network);
  require_not_negative("count", count);
  require_not_negative("delay", delay);
  DelaySearch search{.network = network, .delay = delay, .length = {}};
  for (const auto& arc : network.arcs) search.length.push_back(arc.capacity);
  search.branch(count);
  std::sort(search.best.arcs.begin(), search.best.arcs.end());
  return search.best;
}

}  // namespace cobden::precursor
