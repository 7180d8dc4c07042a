#pragma once
// Inspection when the other side sees the odds: a zero-sum game in which one arc is inspected at a time and
// what crosses it is found with a given probability. What the inspector can be sure of, and how it should
// mix, follow from one minimum cut. Only the inspector's strategy is returned.
#include <vector>

#include "cobden/precursor/network.h"

namespace cobden::precursor {

struct InspectionGame {
  double value = 0;           ///< probability of detection the inspector can be sure of
  std::vector<int> arcs;      ///< arcs inspected, positions, ascending
  std::vector<double> share;  ///< of inspections on each, sum 1
};

/// `Arc::capacity` is the detection probability p in [0, 1] when the arc is inspected. Value 1/mincut(1/p),
/// reached by inspecting the arcs of a minimum cut in proportion to 1/p (Washburn and Wood 1995). Value 0 and
/// no arcs if some way round has no arc that detects anything; value 1 and no arcs if there is no way at all.
/// UserError for a probability outside [0, 1].
InspectionGame inspection_game(const Network& network);

}  // namespace cobden::precursor
