#pragma once
// Finite games as trees, with chance moves and information sets, and as tables of strategies. A game written
// this way can be checked by hand, handed to Gambit (gambit_files.h) and solved exactly: payoffs and
// probabilities are rational numbers. Kuhn (1953, Contributions to the Theory of Games II); the conventions
// (outcomes anywhere on a path add up) are Gambit's: Savani and Turocy (2025), Gambit manual.
#include <string>
#include <vector>

#include "cobden/numerics/rational.h"

namespace cobden::talks {

using numerics::Rational;

/// Payoffs to all players where a path meets this outcome.
struct Outcome {
  long number = 0;  ///< in the file; positive, unique
  std::string name;
  std::vector<Rational> payoff;  ///< by player
  bool operator==(const Outcome&) const = default;
};

/// Nodes that their owner cannot tell apart; an event of chance when `player` is -1.
struct InformationSet {
  int player = -1;  ///< position in GameTree::players
  long number = 0;  ///< in the file; positive, unique within its player
  std::string name;
  std::vector<std::string> actions;
  std::vector<Rational> probability;  ///< of each action: events only
  bool operator==(const InformationSet&) const = default;
};

struct GameNode {
  std::string name;
  int set = -1;               ///< position in GameTree::sets; -1 = terminal
  int outcome = -1;           ///< position in GameTree::outcomes; -1 = none
  std::vector<int> children;  ///< positions in GameTree::nodes, one for each action
  bool operator==(const GameNode&) const = default;
};

/// The root is node 0 and every node stands before its descendants.
struct GameTree {
  std::string title, comment;
  std::vector<std::string> players;
  std::vector<Outcome> outcomes;
  std::vector<InformationSet> sets;
  std::vector<GameNode> nodes;
  bool operator==(const GameTree&) const = default;

  /// Building blocks; each returns the position of what it adds. Children are filled in by add_node.
  int add_outcome(std::vector<Rational> payoff, std::string name = "");
  int add_event(std::vector<std::string> actions, std::vector<Rational> probability, std::string name = "");
  int add_set(int player, std::vector<std::string> actions, std::string name = "");
  /// A node below `parent` (-1: the root), as its next child.
  int add_node(int parent, int set, int outcome = -1, std::string name = "");
};

/// UserError: no players or nodes, a node with another number of children than its set has actions, an action
/// list that is empty, probabilities that are negative or do not sum to one, payoffs not one for each player,
/// a node that is nobody's child or stands before its parent, a number that stands twice.
void check(const GameTree& tree);

/// A game as a table: every player picks one strategy.
struct StrategicGame {
  std::string title, comment;
  std::vector<std::string> players;
  std::vector<std::vector<std::string>> strategies;  ///< by player
  std::vector<Rational> payoff;  ///< [profile][player], the first player's strategy runs fastest
  bool operator==(const StrategicGame&) const = default;

  std::size_t profiles() const;
  /// Position of a profile (one strategy for each player) in the table.
  std::size_t profile_at(const std::vector<std::size_t>& strategy) const;
  const Rational& payoff_at(const std::vector<std::size_t>& strategy, std::size_t player) const {
    return payoff[profile_at(strategy) * players.size() + player];
  }
};

/// UserError: no players, a player without strategies, or a table of another size.
void check(const StrategicGame& game);

/// The full strategic form: a strategy is one action for each of the player's sets, in the order of `sets`,
/// and its name is theirs joined by "/" (a player without sets has one strategy, "-"). Payoffs are expected
/// over chance. UserError: more than `most_profiles` profiles.
StrategicGame strategic_form(const GameTree& tree, std::size_t most_profiles = 1'000'000);

}  // namespace cobden::talks
