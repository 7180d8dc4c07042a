#pragma once
// Tariffs that any number of governments agree on. Multilateral: efficient tariffs that give all the same
// proportional gain over a starting point (symmetric Nash bargaining in Ossa 2014, AER 104(12), section I.F).
// Nash-in-Nash: deals pair by pair, each the Nash bargaining solution given all the other deals, up to a
// fixed point (Horn and Wolinsky 1988, RAND J. Econ. 19(3)).
#include <limits>
#include <string>
#include <vector>

#include "cobden/strategy/joint_optimum.h"
#include "cobden/strategy/payoff.h"

namespace cobden::strategy {

struct Cooperation {
  TradeCube tariff;
  economy::EquilibriumPtr equilibrium;
  std::vector<Payoff> payoff;        ///< by player, against the model's base
  std::vector<double> gain_percent;  ///< by player, 100 (G / G_start - 1)
  std::vector<double> start_value;   ///< G at the start
  std::vector<double> weight;        ///< Pareto weights of the sum that these tariffs maximise; sum to one
  double common_gain_percent = 0;    ///< 100 u: the smallest of the gains
  double unequal_percent = 0;        ///< largest gain less smallest [percentage points]
  SearchSummary search;
};

/// Efficient tariffs from `start` (Nash, factual or free trade, ...) with equal proportional gains. Players
/// whose gain exceeds the common one have a weight of zero. UserError as find_joint_optimum, or an objective
/// that is not positive at the start.
Cooperation cooperate(const economy::PolicyModel& model, const std::vector<Player>& players,
                      const TradeCube& start, const SearchOptions& options = {},
                      const RunContext& context = {});

/// A deal between two of the players, over what each charges the other.
struct BilateralDeal {
  std::size_t first = 0, second = 1;  ///< positions among the players
  double power = 0.5;                 ///< of the first
};

struct DealOutcome {
  BilateralDeal deal;
  bool reached = false;           ///< false: without it both are at least as well off, so it is not struck
  double first_gain_percent = 0;  ///< from this deal given all others, percent of base objective
  double second_gain_percent = 0;
  std::vector<double> h;  ///< ln(1 + t) of the first's then the second's instruments in the deal
};

struct NashInNashOptions {
  SearchOptions search = {};  ///< of each deal; `seconds` is for all
  double tolerance = 1e-5;    ///< largest change of any h in a round at the fixed point
  int max_rounds = 50;
};

struct NashInNash {
  TradeCube tariff;
  economy::EquilibriumPtr equilibrium;
  std::vector<Payoff> payoff;  ///< by player
  std::vector<double> start_value;
  std::vector<DealOutcome> deals;
  int rounds = 0;
  double last_change = 0;  ///< largest change of any h in the last round
  SearchSummary search;
};

/// Deals in the order given; a pair that does not agree keeps its tariffs of `start`. Instruments of a player
/// that also charge others than the partner are left out of a deal. UserError: a pair twice, a player dealing
/// with itself, or a deal without instruments.
NashInNash nash_in_nash(const economy::PolicyModel& model, const std::vector<Player>& players,
                        const std::vector<BilateralDeal>& deals, const TradeCube& start,
                        const NashInNashOptions& options = {}, const RunContext& context = {});

}  // namespace cobden::strategy
