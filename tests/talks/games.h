#pragma once
// Sender-receiver games that several tests share.
#include "cobden/talks/sender_receiver.h"

namespace cobden::testing {

using cobden::numerics::fraction;
using cobden::talks::SenderReceiver;

/// Cho and Kreps (1987), figure I: weak (1/10) prefers quiche, strong prefers beer; one point for the
/// preferred breakfast, two for no duel; the receiver wants to duel the weak only.
inline SenderReceiver beer_quiche() {
  SenderReceiver game;
  game.title = "beer-quiche";
  game.types = {"weak", "strong"};
  game.signals = {"beer", "quiche"};
  game.actions = {{"duel", "not"}, {"duel", "not"}};
  game.prior = {fraction(1, 10), fraction(9, 10)};
  game.sender_payoff = {{{0, 2}, {1, 3}}, {{1, 3}, {0, 2}}};
  game.receiver_payoff = {{{1, 0}, {1, 0}}, {{0, 1}, {0, 1}}};
  return game;
}

}  // namespace cobden::testing
