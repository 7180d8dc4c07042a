#pragma once
// The efficient frontier of two governments over both sides' instruments, from a named threat point, and the
// bargaining solutions on it, each located by its own search, not by the nearest point. The ends maximise one
// side's payoff subject to the other's threat payoff (epsilon-constraint form); the points between lie on
// rays from the threat point and maximise the common gain along the ray, warm-started from their neighbour.
// This finds every point, where weighted sums miss those at which the frontier caves in and crowd where it is
// nearly straight, as it is when tariffs are low: Das and Dennis (1997, Struct. Optim. 14(1)), Pascoletti and
// Serafini (1984). The weights of the sum that a point maximises come out with it. Instruments are bounded
// below by zero unless told otherwise: import subsidies would act as side payments and the frontier would run
// off.
#include <optional>
#include <vector>

#include "cobden/strategy/bargaining.h"
#include "cobden/strategy/joint_optimum.h"
#include "cobden/strategy/payoff.h"

namespace cobden::strategy {

struct FrontierOptions {
  int points = 21;  ///< wanted, ends included; at least 3
  BargainingTerms terms = {};
  bool solutions = true;  ///< locate Nash, Kalai-Smorodinsky and egalitarian
  /// Egalitarian gains are compared in percent of base objective, or else in money.
  bool equal_percent = true;
  SearchOptions search = {};  ///< of each point; `seconds` is for the whole frontier
};

struct FrontierPoint {
  Payoff first, second;  ///< against the base
  Payoff first_gain,
      second_gain;          ///< against the threat point; percent still of base objective
  double weight_first = 0;  ///< m: weight of the first side's objective in the sum whose maximum this is
  bool caved_in = false;    ///< below the line between its neighbours: no weighted sum finds it
  double first_order = 0;   ///< residual of the first-order conditions, as in SearchSummary
  SearchStatus status = SearchStatus::kNotConverged;
  TradeCube tariff;
  economy::EquilibriumPtr equilibrium;
};

struct FrontierSolution {
  Bargain bargain;                    ///< payoffs as values G, million
  FrontierPoint point;                ///< with the tariffs that implement it; empty where there is no deal
  std::vector<TariffChange> changes;  ///< from the threat point's tariffs to these
};

struct Frontier {
  ThreatPoint threat;
  BargainStatus zone = BargainStatus::kNoDeal;  ///< kAgreement: there is a zone of possible agreement
  std::vector<FrontierPoint>
      points;  ///< by rising payoff of the first side: best for the second ... best for the first
  std::vector<FrontierSolution> solutions;  ///< Nash, Kalai-Smorodinsky, egalitarian
  PayoffPair ideal;                         ///< values G
  SearchSummary search;                     ///< of all together; converged: every point did
};

/// The frontier where both sides get at least their threat payoffs. `players` are two; other countries keep
/// the threat point's tariffs. UserError: not two players, or options out of range. An empty zone is kNoDeal:
/// it can happen only where the threat point lies outside what the instruments reach.
Frontier trace_frontier(const economy::PolicyModel& model, const std::vector<Player>& players,
                        const ThreatPoint& threat, const FrontierOptions& options = {},
                        const RunContext& context = {});

}  // namespace cobden::strategy
