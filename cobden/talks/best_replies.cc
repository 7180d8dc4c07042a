#include "cobden/talks/best_replies.h"

#include <algorithm>

namespace cobden::talks {

using numerics::ExactProgram;
using numerics::Sense;

Positions positions_of(std::size_t mask) {
  Positions positions;
  for (std::size_t k = 0; mask >> k != 0; ++k)
    if ((mask >> k) & 1) positions.push_back(k);
  return positions;
}

ExactProgram optimal_beliefs(const SenderReceiver& game, std::size_t signal, const Positions& replies,
                             const Positions& types, std::size_t more) {
  ExactProgram program(game.types.size() + more);
  const auto payoff = [&](std::size_t t, std::size_t a) { return game.receiver_payoff[t][signal][a]; };
  std::vector<std::pair<std::size_t, Rational>> row;
  for (const std::size_t t : types) row.emplace_back(t, 1);
  program.add_sparse_row(row, Sense::kEqual, 1);
  for (std::size_t t = 0; t < game.types.size(); ++t)
    if (!std::binary_search(types.begin(), types.end(), t)) program.add_sparse_row({{t, 1}}, Sense::kAtMost, 0);
  for (const std::size_t a : replies)
    for (std::size_t b = 0; b < game.actions[signal].size(); ++b) {
      if (a == b) continue;
      row.clear();
      for (const std::size_t t : types) row.emplace_back(t, Rational(payoff(t, a) - payoff(t, b)));
      program.add_sparse_row(row, Sense::kAtLeast, 0);
    }
  return program;
}

std::vector<Positions> joint_replies(const SenderReceiver& game, std::size_t signal, const Positions& types) {
  std::vector<Positions> sets;
  for (std::size_t mask = 1; mask < (std::size_t{1} << game.actions[signal].size()); ++mask) {
    const Positions replies = positions_of(mask);
    if (optimal_beliefs(game, signal, replies, types).feasible_point().optimal()) sets.push_back(replies);
  }
  std::stable_sort(sets.begin(), sets.end(),
                   [](const Positions& a, const Positions& b) { return a.size() < b.size(); });
  return sets;
}

std::vector<Positions> maximal(const std::vector<Positions>& sets) {
  std::vector<Positions> kept;
  for (const auto& set : sets) {
    const bool inside = std::any_of(sets.begin(), sets.end(), [&](const Positions& other) {
      return other.size() > set.size() && is_part(set, other);
    });
    if (!inside) kept.push_back(set);
  }
  return kept;
}

bool is_part(const Positions& inner, const Positions& outer) {
  return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

}  // namespace cobden::talks
