#pragma once
// The efficient frontier of two governments over both sides' instruments, from a named threat point, and the
// bargaining solutions on it, each located by its own search, not by the nearest point. Each point is found
// by maximising a weighted sum, warm-started along the frontier; where neighbours lie so far apart that the
// frontier caves in between them, points are filled in by the epsilon-constraint form, which finds them too.
// Das and Dennis (1997, Struct. Optim. 14(1)) on why weights alone do not do. Instruments are bounded below
// by zero unless told otherwise: import subsidies would act as side payments and the frontier would run off.
#include <optional>
#include <vector>

#include "cobden/strategy/bargaining.h"
#include "cobden/strategy/joint_optimum.h"
#include "cobden/strategy/payoff.h"

namespace cobden::strategy {

struct FrontierOptions {
  int points = 21;  ///< wanted, ends included; at least 3
  BargainingTerms terms;
  bool solutions = true;  ///< locate Nash, Kalai-Smorodinsky and egalitarian
  /// Egalitarian gains are compared in percent of base objective, or else in money.
  bool equal_percent = true;
  SearchOptions search;  ///< of each point; `seconds` is for the whole frontier
};

enum class FrontierForm { kWeights, kConstraint };
std::string to_string(FrontierForm form);  ///< "weights", "constraint"

struct FrontierPoint {
  Payoff first, second;  ///< against the base
  Payoff first_gain,
      second_gain;          ///< against the threat point; percent still of base objective
  double weight_first = 0;  ///< m: weight of the first side's objective in the sum whose maximum this is
  FrontierForm form = FrontierForm::kWeights;
  bool caved_in = false;   ///< below the line between its neighbours: no weighted sum finds it
  double first_order = 0;  ///< residual of the first-order conditions, as in SearchSummary
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
