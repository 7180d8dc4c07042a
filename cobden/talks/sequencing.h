#pragma once
// Concessions in steps. If a concession cannot be taken back, the side that gives first is exposed; small
// steps keep the exposure below what the other still hopes for. Closed forms say how fast steps may shrink, a
// linear program finds the best finite plan: who moves first, how much in each step, how many steps. Choose it
// when a deal is individually rational but no one trusts the other to go second. Schelling (1960, The Strategy
// of Conflict, p. 45); Compte and Jehiel (2004, Rev. Econ. Stud. 71(4)); Lockwood and Thomas (2002, Rev. Econ.
// Stud. 69(2)); in trade Bond and Park (2002, Rev. Econ. Stud. 69(2)).
//
// Sides move in turn, one period apart. A unit conceded costs its giver c once and for all and gives the
// other b (both present values). A breach ends the sequence.
#include <vector>

namespace cobden::talks {

struct SequenceSide {
  double cost = 0;      ///< c > 0 for each unit it concedes
  double benefit = 0;   ///< b > 0 from each unit the other concedes
  double discount = 0;  ///< delta in (0, 1) from one move to the next
  double total = 1;     ///< units it has to concede, > 0
  /// What it loses by a breach at any time (a relation, a reputation), >= 0.
  double collateral = 0;
  /// Share in [0, 1] of the benefits received so far that the other takes back on a breach (snap-back).
  double snapback = 0;
};

/// Endless steps that shrink by a constant factor.
struct ShrinkingSteps {
  /// Smallest factor from one round (a move of each) to the next that keeps both at it:
  /// c1 c2 / (delta1 delta2 b1 b2).
  double round_ratio = 0;
  /// Its square root, the factor from move to move: with equal sides rho >= c/(delta b).
  double move_ratio = 0;
  bool finite = false;  ///< below one: the steps sum to finite concessions
  /// The second side's step over the first's in the same round, at the smallest factor: c1/(delta1 b1).
  double size_ratio = 0;
  /// How many moves complete a share of everything at the smallest factor: ln(1-share)/ln(move ratio).
  double moves_for(double share) const;
};
/// UserError: bounds, and for moves_for a share outside [0, 1) or steps that do not shrink.
ShrinkingSteps shrinking_steps(const SequenceSide& first, const SequenceSide& second);
/// Do equal sides keep at steps x, rho x, rho^2 x, ...? rho >= c/(delta b). UserError: bounds (rho in [0, 1)).
bool self_enforcing(double ratio, double cost, double benefit, double discount);

/// One move of a plan.
struct SequenceStep {
  bool by_first = true;
  double amount = 0;
  /// What the mover's future is worth on the plan less what a breach here would give: >= 0.
  double slack = 0;
};

struct SequencePlan {
  bool first_moves_first = true;
  std::vector<SequenceStep> steps;
  double gain_first = 0, gain_second = 0;    ///< present values at the first move
  double share_first = 0, share_second = 0;  ///< of the totals that are conceded in the end
  double objective = 0;                      ///< weighted gain
  bool complete() const { return share_first > 1 - 1e-7 && share_second > 1 - 1e-7; }
};

struct SequenceProblem {
  SequenceSide first, second;
  double weight_first = 1, weight_second = 1;  ///< of gains in the objective, >= 0
};

/// The best plan of at most `moves` moves with a given first mover, by linear program. Zeros are always
/// feasible; with neither collateral nor snap-back they are the only finite plan, since the last mover has
/// nothing to wait for. UserError: bounds.
SequencePlan best_plan(const SequenceProblem& problem, bool first_moves_first, int moves);

struct SequenceSearch {
  SequencePlan best;                ///< fewest moves that reach the best objective of either order
  std::vector<SequencePlan> plans;  ///< every number of moves and first mover tried
  bool unravels = false;            ///< no plan concedes anything
};
/// Moves 1 to `most_moves` with either side first. "Reach" means within 1e-6 of the best, relative.
SequenceSearch search_sequences(const SequenceProblem& problem, int most_moves = 24);

}  // namespace cobden::talks
