#pragma once
// Directed networks with capacities, and their maximum flow: the ground of interdiction and inspection. Nodes
// are positions; `country_network` is the only way from labels to a network, and it takes countries only.
#include <filesystem>
#include <string>
#include <vector>

namespace cobden::precursor {

struct Arc {
  int from = 0, to = 0;
  double capacity = 0;  ///< or length, or detection probability, as the question asks
  double cost = 1;      ///< of interdicting the arc
};

struct Network {
  int nodes = 0;
  int source = 0, sink = 0;
  std::vector<Arc> arcs;
  std::vector<std::string> labels = {};  ///< of the nodes; empty = unnamed
};
/// UserError for an end that is no node, source = sink, or a capacity or cost that is negative.
void check(const Network& network);

struct Cut {
  double capacity = 0;               ///< = maximum flow
  std::vector<bool> on_source_side;  ///< by node
  std::vector<int> arcs;             ///< positions of the arcs that cross it
};
/// Maximum flow and a minimum cut by shortest augmenting paths (Edmonds and Karp 1972). An infinite capacity
/// means the arc cannot be cut; if no finite cut exists the capacity is infinite and no arcs are listed.
Cut minimum_cut(const Network& network);

/// Reads from,to,capacity[,cost] with nodes named by country or aggregate (places.h); `source` and `sink` are
/// labels. UserError for a label finer than a country, with file and line.
Network country_network(const std::filesystem::path& path, const std::string& source,
                        const std::string& sink);

}  // namespace cobden::precursor
