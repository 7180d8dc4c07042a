#pragma once
// A list's gain as single effects and pairwise interactions, and its best lists within a budget by branch and
// bound (Land and Doig 1960). Depth first, items by falling single effect; a branch is cut when even its
// bound is below the worst of the best lists so far. Bound: what is chosen, plus the best of what is left,
// each item at its single effect, its interactions with what is chosen, and half of its positive interactions
// with what is left (a pair's gain is split between its two items), as far as the budget goes with the last
// item taken in part (Dantzig 1957).
//
// Legend: g single effects, q interactions, c use of the budget.
#include <Eigen/Dense>
#include <vector>

#include "cobden/strategy/carveout_space.h"

namespace cobden::strategy {

struct Surrogate {
  Eigen::VectorXd single;       ///< g [item]
  Eigen::MatrixXd interaction;  ///< q [item][item], symmetric, zero diagonal
  double value(ItemMask list) const;
};

struct SurrogateList {
  ItemMask list = 0;
  double value = 0;
};

struct SurrogateBest {
  std::vector<SurrogateList> lists;  ///< by falling value; ties by mask
  bool complete = false;             ///< false: the limit of nodes, or must_stop, cut the search
  long nodes = 0;
};

/// The `count` best lists with sum of use <= budget.
SurrogateBest best_lists(const Surrogate& surrogate, const std::vector<double>& use, double budget, int count,
                         long max_nodes, const SearchRun& run);

}  // namespace cobden::strategy
