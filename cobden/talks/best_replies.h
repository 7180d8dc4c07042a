#pragma once
// What a receiver may do after a signal if it is to be rational for some belief about the sender's type: the
// sets MBR(T, m) of Cho and Kreps (1987), which the search for equilibria and the refinements share.
#include "cobden/numerics/exact_program.h"
#include "cobden/talks/sender_receiver.h"

namespace cobden::talks {

/// Positions of types or of actions, ascending.
using Positions = std::vector<std::size_t>;

/// The positions whose bit is set in `mask`.
Positions positions_of(std::size_t mask);

/// Beliefs over all types, zero outside `types`, for which every reply in `replies` is optimal at `signal`:
/// variables 0..T-1 of a program that may have `more` variables after them.
numerics::ExactProgram optimal_beliefs(const SenderReceiver& game, std::size_t signal,
                                       const Positions& replies, const Positions& types,
                                       std::size_t more = 0);

/// All sets of replies that are optimal together at some belief over `types`, small ones first: the receiver
/// mixes on one of them or not at all.
std::vector<Positions> joint_replies(const SenderReceiver& game, std::size_t signal, const Positions& types);

/// Those that no other contains.
std::vector<Positions> maximal(const std::vector<Positions>& sets);

/// Is `inner` part of `outer`?
bool is_part(const Positions& inner, const Positions& outer);

}  // namespace cobden::talks
