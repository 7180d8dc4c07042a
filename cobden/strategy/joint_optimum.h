#pragma once
// Tariffs that several governments choose together. One search for the forms in which a point of the
// efficient frontier can be asked for:
//   weighted sum   max sum_i w_i G_i: finds only points where the frontier bulges out;
//   common gain    max u such that G_i >= from_i + u scale_i for every i: finds any point, also where the
//                  frontier caves in. With scale_i = 0 a player only keeps `from_i` (the epsilon-constraint
//                  form of Haimes, Lasdon and Wismer 1971, IEEE Trans. Syst. Man Cybern. 1(3)); with scale_i
//                  = G_i it is equal proportional gains, Ossa (2014, AER 104(12), section I.F); Pascoletti
//                  and Serafini (1984, J. Optim. Theory Appl. 42(4)) for the form;
//   Nash product   max sum_i w_i ln(G_i - from_i), Nash (1950).
// At any of their maxima sum_i m_i dG_i = 0 within the bounds for some weights m >= 0: the first-order
// conditions of that sum as a fixed point, accelerated, as for one player (optimum.h), with the weights found
// on the way. One equilibrium a step and one adjoint solve for each player and for the sum.
// docs/theory/bargaining.md.
#include <vector>

#include "cobden/strategy/instruments.h"
#include "cobden/strategy/search.h"

namespace cobden::strategy {

enum class JointForm { kWeightedSum, kCommonGain, kNashProduct };

struct JointGoal {
  JointForm form = JointForm::kCommonGain;
  std::vector<double> weight = {};  ///< w by player, >= 0, not all zero; empty = all one. Not for kCommonGain
  std::vector<double> from = {};    ///< by player, the objective's money. Not for kWeightedSum
  std::vector<double> scale = {};  ///< by player, >= 0, not all zero, the objective's money. kCommonGain only
};

struct JointOptimum {
  TradeCube tariff;                     ///< full matrix, that of other countries as given
  economy::EquilibriumPtr equilibrium;  ///< at `tariff`; nullptr if there is none even at the start
  std::vector<double> value;            ///< by player
  std::vector<double> start_value;      ///< by player, at the tariffs given
  /// m by player: sum_i m_i dG_i = 0 at the solution; they sum to one. Zero where a player's demand does not
  /// bind.
  std::vector<double> weight;
  /// The form's maximand: the weighted sum, u, or the sum of logs (-infinity outside its domain).
  double goal = 0;
  /// kCommonGain: largest (from_i + u scale_i - G_i) / |G_i| over the players; also where scale is zero.
  double infeasibility = 0;
  std::vector<double> h;  ///< ln(1 + t) of all players' instruments, one player after the other
  SearchSummary search;
};

/// Maximises `goal` over the instruments of all players from the tariffs `from`. Players may have no
/// instruments (their objective counts all the same). `start` is an equilibrium to start the first solve
/// from, `weight` a guess of the multipliers (empty: none). Infeasible demands (kCommonGain with a scale of
/// zero, kNashProduct) are not converged, with the message saying so and the point that comes nearest.
/// UserError: no players, sizes that do not fit, signs that are wrong.
JointOptimum find_joint_optimum(const economy::PolicyModel& model, const std::vector<Player>& players,
                                const JointGoal& goal, const TradeCube& from,
                                const SearchOptions& options = {}, const RunContext& context = {},
                                const economy::Equilibrium* start = nullptr,
                                const std::vector<double>& weight = {});

}  // namespace cobden::strategy
