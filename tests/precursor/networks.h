#pragma once
// Small networks for tests, nodes named by letters; countries play no part in the mathematics.
#include <map>
#include <string>
#include <vector>

#include "cobden/precursor/csv_rows.h"
#include "cobden/precursor/network.h"

namespace cobden::precursor::testing {

struct NamedArc {
  std::string from, to;
  double capacity, cost = 1;
};

/// The first `from` is the source; the sink is the node named `sink`.
inline Network network_of(const std::vector<NamedArc>& arcs, const std::string& sink) {
  Network network;
  std::map<std::string, int> position;
  const auto node = [&](const std::string& name) {
    const auto [found, is_new] = position.emplace(name, network.nodes);
    if (is_new) ++network.nodes;
    return found->second;
  };
  for (const auto& arc : arcs) {
    const int from = node(arc.from), to = node(arc.to);
    network.arcs.push_back({.from = from, .to = to, .capacity = arc.capacity, .cost = arc.cost});
  }
  network.source = 0, network.sink = position.at(sink);
  return network;
}

/// The instance n5: six arcs between five nodes.
inline Network five_nodes() {
  return network_of({{"S", "B", 10, 1},
                     {"S", "C", 70, 3},
                     {"C", "B", 30, 1},
                     {"B", "T", 100, 4},
                     {"C", "D", 40, 2},
                     {"D", "T", 50, 2}},
                    "T");
}

/// The arcs of the shortest-path case, capacity as length.
inline Network five_node_lengths() {
  return network_of(
      {{"S", "B", 10}, {"S", "C", 2}, {"C", "B", 2}, {"B", "T", 1}, {"C", "D", 7}, {"D", "T", 8}}, "T");
}

/// A file from,to,capacity[,cost]; costs of one where `unit_costs`.
inline Network read_instance(const std::filesystem::path& path, const std::string& sink, bool unit_costs) {
  const CsvRows table(path);
  std::vector<NamedArc> arcs;
  for (std::size_t row = 0; row < table.size(); ++row)
    arcs.push_back({table.text(row, "from"), table.text(row, "to"), table.number(row, "capacity"),
                    unit_costs ? 1 : table.number(row, "cost")});
  return network_of(arcs, sink);
}

}  // namespace cobden::precursor::testing
