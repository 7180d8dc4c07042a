#include "cobden/precursor/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <queue>

#include "cobden/core/error.h"
#include "cobden/precursor/csv_rows.h"
#include "cobden/precursor/places.h"

namespace cobden::precursor {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Residual graph: edge 2i is arc i, edge 2i+1 its reverse.
struct Residual {
  std::vector<int> to;
  std::vector<double> room;
  std::vector<std::vector<int>> leaving;  // by node
};

Residual residual_of(const Network& network) {
  Residual g;
  g.leaving.resize(static_cast<std::size_t>(network.nodes));
  for (const auto& arc : network.arcs) {
    g.leaving[static_cast<std::size_t>(arc.from)].push_back(static_cast<int>(g.to.size()));
    g.to.push_back(arc.to), g.room.push_back(arc.capacity);
    g.leaving[static_cast<std::size_t>(arc.to)].push_back(static_cast<int>(g.to.size()));
    g.to.push_back(arc.from), g.room.push_back(0);
  }
  return g;
}

/// The edge by which each node is reached from the source over edges with room; -1 where it is not.
std::vector<int> reached_by(const Residual& g, int source) {
  std::vector<int> by(g.leaving.size(), -1);
  std::vector<bool> seen(g.leaving.size(), false);
  std::queue<int> next;
  next.push(source), seen[static_cast<std::size_t>(source)] = true;
  for (; !next.empty(); next.pop())
    for (const int edge : g.leaving[static_cast<std::size_t>(next.front())]) {
      const auto e = static_cast<std::size_t>(edge), node = static_cast<std::size_t>(g.to[e]);
      if (g.room[e] <= 0 || seen[node]) continue;
      seen[node] = true, by[node] = edge;
      next.push(g.to[e]);
    }
  return by;
}

/// Sends what the path to the sink can carry; infinite if nothing limits it.
double augment(Residual& g, const std::vector<int>& by, int source, int sink) {
  double amount = kInfinity;
  const auto walk = [&](const auto& visit) {
    for (int node = sink; node != source;) {
      const auto edge = static_cast<std::size_t>(by[static_cast<std::size_t>(node)]);
      visit(edge);
      node = g.to[edge ^ 1];
    }
  };
  walk([&](std::size_t edge) { amount = std::min(amount, g.room[edge]); });
  if (amount < kInfinity) walk([&](std::size_t edge) { g.room[edge] -= amount, g.room[edge ^ 1] += amount; });
  return amount;
}

Cut cut_of(const Network& network, const std::vector<int>& by) {
  Cut cut;
  for (int node = 0; node < network.nodes; ++node)
    cut.on_source_side.push_back(node == network.source || by[static_cast<std::size_t>(node)] >= 0);
  for (std::size_t i = 0; i < network.arcs.size(); ++i) {
    const auto& arc = network.arcs[i];
    if (!cut.on_source_side[static_cast<std::size_t>(arc.from)] ||
        cut.on_source_side[static_cast<std::size_t>(arc.to)])
      continue;
    cut.arcs.push_back(static_cast<int>(i));
    cut.capacity += arc.capacity;
  }
  return cut;
}

}  // namespace

void check(const Network& network) {
  const auto is_node = [&](int n) { return n >= 0 && n < network.nodes; };
  if (!is_node(network.source) || !is_node(network.sink) || network.source == network.sink)
    throw UserError("the network lacks a source and another node as its sink", "name two of its nodes");
  for (const auto& arc : network.arcs) {
    if (!is_node(arc.from) || !is_node(arc.to))
      throw UserError(fmt::format("an arc leads from {} to {}, of which one is no node", arc.from, arc.to));
    if (!(arc.capacity >= 0) || !(arc.cost >= 0) || std::isinf(arc.cost))
      throw UserError(fmt::format("an arc has capacity {:g} and cost {:g}", arc.capacity, arc.cost),
                      "both must be 0 or more");
  }
}

Cut minimum_cut(const Network& network) {
  check(network);
  Residual g = residual_of(network);
  for (;;) {
    const auto by = reached_by(g, network.source);
    if (by[static_cast<std::size_t>(network.sink)] < 0) return cut_of(network, by);
    if (augment(g, by, network.source, network.sink) == kInfinity)
      return {.capacity = kInfinity, .on_source_side = {}, .arcs = {}};
  }
}

Network country_network(const std::filesystem::path& path, const std::string& source,
                        const std::string& sink) {
  const CsvRows table(path);
  Network network;
  std::map<std::string, int> position;
  const auto node = [&](std::size_t row, const char* column) {
    const std::string& label = table.text(row, column);
    require_country_level(label, table.place(row, column));
    const auto [found, is_new] = position.emplace(label, network.nodes);
    if (is_new) network.labels.push_back(label), ++network.nodes;
    return found->second;
  };
  for (std::size_t row = 0; row < table.size(); ++row) {
    Arc arc{.from = node(row, "from"), .to = node(row, "to"), .capacity = table.number(row, "capacity")};
    if (table.has("cost")) arc.cost = table.number(row, "cost");
    network.arcs.push_back(arc);
  }
  for (const auto& [label, into] : {std::pair{&source, &network.source}, {&sink, &network.sink}}) {
    const auto found = position.find(*label);
    if (found == position.end())
      fail_at({.file = path.string(), .line = {}, .column = ""}, *label, "is no node of the network",
              fmt::format("one of: {}", fmt::join(network.labels, ", ")));
    *into = found->second;
  }
  check(network);
  return network;
}

}  // namespace cobden::precursor
