#pragma once
// A game of doubted sincerity as a table: chance draws the sender's type, the sender sees it and sends a
// signal, the receiver sees the signal only and acts. This file holds the game, finds it in a tree that was
// read from a file, and writes it as a tree; signalling.h solves it. Spence (1973, Q. J. Econ. 87(3)); Cho and
// Kreps (1987, Q. J. Econ. 102(2), section II).
#include <optional>

#include "cobden/talks/game_tree.h"

namespace cobden::talks {

struct SenderReceiver {
  std::string title, sender = "sender", receiver = "receiver";
  std::vector<std::string> types, signals;
  std::vector<std::vector<std::string>> actions;  ///< of the receiver, by signal
  std::vector<Rational> prior;                    ///< of each type, above zero, sum 1
  /// [type][signal][action]
  using Payoffs = std::vector<std::vector<std::vector<Rational>>>;
  Payoffs sender_payoff, receiver_payoff;
  bool operator==(const SenderReceiver&) const = default;
};

/// UserError: no types, signals or actions; a prior outside (0, 1] or priors that do not sum to one; payoffs
/// of another shape.
void check(const SenderReceiver& game);

struct Recognition {
  std::optional<SenderReceiver> game;
  std::string why_not;  ///< what of the structure is missing; empty when `game` is there
};
/// Chance at the root picks the type; every type is an information set of its own of one player; every signal
/// leads to an information set of the other player that holds all types; then the game ends. Payoffs along a
/// path are summed.
Recognition recognise(const GameTree& tree);
/// The tree that `recognise` reads back. UserError: check(game).
GameTree to_tree(const SenderReceiver& game);

/// One sender with types {sincere, insincere} and signals {signal, none} before a receiver that grants relief
/// or holds: the icebreaker. Payoffs are flows or present values, any unit.
struct Icebreaker {
  double prior = 0.25;         ///< that the sender is sincere, in (0, 1)
  double receiver_gain = 2;    ///< relief to the sincere
  double receiver_loss = 1;    ///< relief to the insincere (counted negative)
  double sincere_relief = 2;   ///< value of relief to the sincere, before compliance
  double compliance_cost = 0.4;
  double insincere_relief = 2;
  double signal_cost_sincere = 1, signal_cost_insincere = 1;
};
/// UserError: bounds. Numbers are taken as the decimals they print as.
SenderReceiver icebreaker_game(const Icebreaker& terms);

}  // namespace cobden::talks
