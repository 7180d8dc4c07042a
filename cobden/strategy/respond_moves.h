#pragma once
// The states of a sequence of answers, each solved once, and what each move makes of a state.
#include <map>

#include "cobden/strategy/respond.h"
#include "cobden/strategy/search_run.h"

namespace cobden::strategy {

/// Tariffs that were reached, with what both get there.
struct TariffState {
  TradeCube tariff;
  economy::EquilibriumPtr equilibrium;  ///< nullptr: none was found
  Payoff payoff[2];
  TariffSummary charged[2];  ///< by each side on the other
};

/// What a move leads to; nothing while a limit kept it from being worked out.
struct Move {
  std::string name;
  int state = -1;  ///< position among the states; -1: not worked out
};

class MoveBook {
 public:
  MoveBook(const economy::PolicyModel& model, const RespondSide& first, const RespondSide& second,
           const TradeCube& base, const RespondOptions& options, SearchRun& run);
  /// The state of `tariff`, solved if it is new. Serial.
  int enter(const TradeCube& tariff, int near);
  /// Works out all moves of these (state, mover) pairs that are not known: the searches side by side, then
  /// the new states side by side, in an order that does not depend on threads.
  void work_out(const std::vector<std::pair<int, int>>& turns);
  /// The moves of a mover at a state, in its order; only the first of several that lead to the same state.
  const std::vector<Move>& moves(int state, int mover) const { return known_.at({state, mover}); }
  const TariffState& state(int position) const { return states_[static_cast<std::size_t>(position)]; }
  long size() const { return static_cast<long>(states_.size()); }

 private:
  TradeCube play(const TariffState& at, int mover, const MoveRule& rule);
  TradeCube reply(const TariffState& at, int mover);
  TradeCube spare(const TariffState& at, int mover, int count);
  int find(const TradeCube& tariff) const;
  void solve_states(std::size_t from, const std::vector<int>& near);
  TariffState solved(const TradeCube& tariff, const economy::Equilibrium* near);

  const economy::PolicyModel& model_;
  const RespondSide* side_[2];
  const TradeCube& base_;
  const RespondOptions& options_;
  SearchRun& run_;
  std::vector<TariffState> states_;
  std::map<std::pair<int, int>, std::vector<Move>> known_;
};

}  // namespace cobden::strategy
