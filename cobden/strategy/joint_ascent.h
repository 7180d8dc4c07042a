#pragma once
// The climb of a joint goal (joint_optimum.h). Every step solves a model of all objectives at the point
// (joint_dual.h), which gives the multipliers and a move; Anderson acceleration of that move is tried first,
// the plain move with more and more curvature after it, so that the goal never falls.
// docs/theory/bargaining.md.
//
// Legend: h = ln(1 + t) of all instruments, one player after the other; G values in units of each player's
// |G| at the start, c = G - from their slack; m multipliers; g derivatives of G; P pace of sum m G; f = d / P
// with d = sum m g, the step that would meet the first-order conditions.
#include "cobden/numerics/projected_anderson.h"
#include "cobden/strategy/first_order.h"
#include "cobden/strategy/joint_dual.h"
#include "cobden/strategy/search_run.h"

namespace cobden::strategy {

/// A point of the climb and all that is known there.
struct JointPoint {
  std::vector<double> h;
  economy::EquilibriumPtr equilibrium;
  double tolerance = 0;                    ///< of its equilibrium
  std::vector<double> value;               ///< G by player, in money
  std::vector<double> slack;               ///< c
  std::vector<std::vector<double>> slope;  ///< g [row][instrument]; one row, the sum, for kWeightedSum
  std::vector<double> pace;                ///< P
  JointMove model;                         ///< best move and multipliers within the bounds
  FirstOrder conditions;                   ///< of sum m G
  double merit = 0;                        ///< the goal; for kCommonGain less what unmet demands cost
};

class JointAscent {
 public:
  /// All must outlive the climb. `goal` has been checked and filled; `unit` is |G| by player.
  JointAscent(SearchRun& run, const std::vector<Player>& players, const JointGoal& goal,
              std::vector<double> unit, const TradeCube& from);
  /// Takes its stand at h, solved from `start`, with a guess of the multipliers in units; false if there is
  /// no equilibrium.
  bool begin(std::vector<double> h, const economy::Equilibrium* start, std::vector<double> multiplier);
  /// Climbs until the conditions hold or a limit is met.
  void climb(SearchSummary& summary);
  /// Stops as soon as every slack is clearly positive (a first phase).
  void climb_until_feasible(SearchSummary& summary);
  const JointPoint& here() const { return here_; }
  const std::vector<double>& lower() const { return lower_; }
  const std::vector<double>& upper() const { return upper_; }

 private:
  enum class Trial { kAccepted, kRejected, kNoEquilibrium };
  bool solve_at(std::vector<double> h, const economy::Equilibrium* start, double tolerance, JointPoint& out);
  void differentiate(JointPoint& point, std::span<const double> multiplier, double norm);
  std::vector<double> stack(const std::vector<economy::ImporterGradient>& gradient,
                            SectorCountry economy::ImporterGradient::*part) const;
  void read_model(JointPoint& point, std::span<const double> guess);
  JointMove model_move(const JointPoint& point, double more_curvature, double cap) const;
  double merit_of(std::span<const double> slack) const;
  double noise(const JointPoint& point) const;
  bool advance();
  bool try_accelerated();
  bool try_plain();
  Trial try_move(std::span<const double> move, double promised);
  void sharpen();
  bool holds();
  bool stalled();
  bool begin_again();
  void climb(SearchSummary& summary, bool until_feasible);

  SearchRun& run_;
  const std::vector<Player>& players_;
  const JointGoal& goal_;
  std::vector<double> unit_;
  const TradeCube& from_;
  std::vector<std::size_t> offset_;  // of each player's instruments in h
  std::vector<double> lower_, upper_;
  std::vector<Country> importers_;
  std::vector<double> weight_, scale_, from_unit_;  // of the goal, in units
  std::vector<double> penalty_;                     // of unmet demands, by player
  std::vector<std::unique_ptr<economy::AdjointState>> adjoint_;
  numerics::ProjectedAnderson mixer_;
  JointPoint here_;
  std::vector<double> damping_;
  double cap_, more_curvature_ = 1;
  double best_norm_ = 0;
  int since_best_ = 0;
  bool sharp_ = false;  // every equilibrium at the tolerance asked for
};

}  // namespace cobden::strategy
