#pragma once
// Every Nash equilibrium of a small game in strategic form, in exact arithmetic: the pure ones of any number
// of players by checking each profile, and all of two players by support enumeration. For each pair of
// supports two linear programs ask whether strictly positive probabilities exist that make both sides
// indifferent on their support and no better off it; together the answers cover all equilibria, of degenerate
// games too. Dickhaut and Kaplan (1991, Mathematica J. 1(4)); for degenerate games Avis, Rosenberg, Savani
// and von Stengel (2010, Econ. Theory 42(1)).
#include <array>

#include "cobden/talks/game_tree.h"

namespace cobden::talks {

/// One strategy for each player.
using PureProfile = std::vector<std::size_t>;
/// All profiles from which no player gains alone, in the order of the table.
std::vector<PureProfile> pure_equilibria(const StrategicGame& game);

struct MixedEquilibrium {
  std::array<std::vector<Rational>, 2> strategy;  ///< probabilities by player; positive on its whole support
  std::array<Rational, 2> payoff;
  /// False: other probabilities on the same supports are equilibria too, and this is one of a continuum.
  bool isolated = true;
  Rational deviation_gain;  ///< largest gain from any pure deviation, recomputed: zero
  bool pure() const;
};
/// One equilibrium for each pair of supports that has any. UserError: not two players, or more than
/// `most_pairs` pairs of supports (write the game with to_nfg for a larger solver).
std::vector<MixedEquilibrium> mixed_equilibria(const StrategicGame& game, std::size_t most_pairs = 100'000);

/// The largest gain of any player from leaving its strategy in `profile` alone.
Rational deviation_gain(const StrategicGame& game, const PureProfile& profile);
/// The largest gain of any player from any pure deviation against `strategy` (two players).
Rational deviation_gain(const StrategicGame& game, const std::array<std::vector<Rational>, 2>& strategy);

}  // namespace cobden::talks
