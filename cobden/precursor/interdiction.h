#pragma once
// Where an enforcer with a limited budget stops most: the network interdiction problems of Wood (1993) and of
// Israeli and Wood (2002), solved exactly for the small networks between countries that this module knows.
// The answers are the enforcer's; nothing is said of how to get round them.
#include <vector>

#include "cobden/precursor/network.h"

namespace cobden::precursor {

struct Interdiction {
  double value = 0;       ///< residual maximum flow, or length of the shortest path
  std::vector<int> arcs;  ///< positions of the arcs interdicted, ascending
  double budget_spent = 0;
};

/// Largest network for `interdict_flow`: it enumerates the 2^(nodes-2) cuts.
inline constexpr int kMostNodesOfFlow = 20;

/// Minimises the maximum flow by removing arcs whose costs add up to at most `budget` (Wood 1993, program
/// (MFNIP)): min over cuts of the cut's capacity less the most that the budget removes from it, a knapsack
/// solved by branch and bound. `Arc::cost` = 1 everywhere gives the problem of removing k arcs. UserError for
/// a negative budget or more than kMostNodesOfFlow nodes.
Interdiction interdict_flow(const Network& network, double budget);

/// Maximises the shortest path (`Arc::capacity` is length) by delaying at most `count` arcs by `delay` each
/// (Israeli and Wood 2002). Exact: any better plan must delay an arc of the present shortest path, so it
/// branches on those. Infinite length if the sink cannot be reached. UserError for a negative count or delay.
Interdiction interdict_path(const Network& network, int count, double delay);

}  // namespace cobden::precursor
