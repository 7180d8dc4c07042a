#pragma once
// All players' first-order conditions iterated at once: every player steps from the same equilibrium towards
// its own first-order conditions, and Anderson acceleration of all instruments together finds the point where
// all hold. One equilibrium and one adjoint solve for each player and step; no objective rises, so the norm
// of the conditions is the guide. docs/theory/strategy.md.
//
// Legend: h = ln(1 + t) of all players' instruments, one player after the other; f the steps that would meet
// the conditions.
#include "cobden/numerics/projected_anderson.h"
#include "cobden/strategy/first_order.h"
#include "cobden/strategy/search_run.h"

namespace cobden::strategy {

/// A point of the game and all that is known there.
struct GamePoint {
  std::vector<double> h;
  economy::EquilibriumPtr equilibrium;
  double tolerance = 0;   ///< of the equilibrium
  FirstOrder conditions;  ///< stacked as h; derivatives and paces as shares of each player's objective
};

class JointIteration {
 public:
  JointIteration(SearchRun& run, const std::vector<Player>& players, const TradeCube& from);
  /// Takes its stand at the tariffs `tariff`, moved inside the bounds; false if there is no equilibrium.
  bool begin(const TradeCube& tariff, const economy::Equilibrium* start);
  /// Steps until the conditions hold (true), a limit is met, or they no longer come closer at this `damping`.
  bool iterate(double damping, SearchSummary& summary);
  /// Each player in turn moves to its best reply, for one round; false if a limit was met.
  bool reply_in_turn(SearchSummary& summary);
  const GamePoint& here() const { return here_; }

 private:
  bool evaluate(std::vector<double> h, const economy::Equilibrium* start, double tolerance, GamePoint& out);
  bool move(std::span<const double> step);
  bool holds();
  void put_tariffs(std::span<const double> h, TradeCube& tariff) const;

  SearchRun& run_;
  const std::vector<Player>& players_;
  const TradeCube& from_;
  std::vector<std::size_t> offset_;  // of each player's instruments in h
  std::vector<double> lower_, upper_;
  std::vector<economy::WeightedObjective> goals_;  // by player
  std::vector<std::unique_ptr<economy::AdjointState>> adjoint_;
  numerics::ProjectedAnderson mixer_;
  GamePoint here_;
  double cap_ = 0;
};

}  // namespace cobden::strategy
