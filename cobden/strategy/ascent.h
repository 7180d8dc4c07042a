#pragma once
// The climb of one player's objective: the first-order conditions as a fixed point, accelerated, within
// bounds, and never downhill. One equilibrium and one adjoint solve a step. docs/theory/strategy.md.
//
// Legend: h = ln(1 + t) by instrument; D derivative of the objective G to h; P pace; f = ln(1 + D / P) the
// step that would meet the first-order conditions.
#include "cobden/numerics/projected_anderson.h"
#include "cobden/strategy/first_order.h"
#include "cobden/strategy/search_run.h"

namespace cobden::strategy {

/// A point of the climb and all that is known there.
struct Standpoint {
  std::vector<double> h;
  economy::EquilibriumPtr equilibrium;
  double value = 0;      ///< G
  double tolerance = 0;  ///< of its equilibrium
  FirstOrder conditions;
};

class Ascent {
 public:
  /// `from`: the tariffs of all others. All must outlive the climb.
  Ascent(SearchRun& run, const Player& player, const TradeCube& from);
  /// Takes its stand at h, solved from `start`; false if there is no equilibrium.
  bool begin(std::vector<double> h, const economy::Equilibrium* start);
  /// Climbs until the conditions hold or a limit is met; `summary` gets status, message and history.
  void climb(SearchSummary& summary);
  const Standpoint& here() const { return here_; }

 private:
  enum class Trial { kAccepted, kLower, kNoEquilibrium };
  bool advance();
  bool try_move(std::span<const double> step);
  Trial try_point(std::span<const double> move, double slope, double length, double& next_length);
  bool solve_at(std::vector<double> h, const economy::Equilibrium* start, double tolerance, Standpoint& out);
  void differentiate(Standpoint& point);
  void sharpen();
  bool climb_by_quasi_newton();
  void take(Standpoint next);
  bool stalled();

  SearchRun& run_;
  const Player& player_;
  const TradeCube& from_;
  std::unique_ptr<economy::AdjointState> adjoint_;
  numerics::ProjectedAnderson mixer_;
  Standpoint here_;
  std::vector<double> damping_;
  double cap_;
  double best_norm_ = 0;
  int since_best_ = 0;
  bool quasi_newton_used_ = false;
};

}  // namespace cobden::strategy
