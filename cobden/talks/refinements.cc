// The refinements of signalling.h: which off-path signals an equilibrium cannot explain away.
//
// Legend: m an unused signal; V_t equilibrium payoff of type t; BR(T, m) replies optimal for some belief on T;
// D(t) mixed replies in MBR(Theta, m) that make t gain by sending m, D0(t) those that leave it indifferent.
#include <fmt/format.h>

#include <algorithm>

#include "cobden/talks/best_replies.h"
#include "cobden/talks/signalling.h"

namespace cobden::talks {
namespace {

using numerics::ExactProgram;
using numerics::Sense;

Positions all_types(const SenderReceiver& game) {
  return positions_of((std::size_t{1} << game.types.size()) - 1);
}

std::string type_names(const SenderReceiver& game, const Positions& types) {
  std::string names;
  for (const std::size_t t : types) names += (names.empty() ? "'" : ", '") + game.types[t] + "'";
  return names;
}

/// Replies that are optimal alone for some belief on `types`.
Positions pure_replies(const SenderReceiver& game, std::size_t m, const Positions& types) {
  Positions replies;
  for (const auto& set : joint_replies(game, m, types))
    if (set.size() == 1) replies.push_back(set[0]);
  return replies;
}

/// Types that lose by sending m whatever rational reply it meets: V_t > max over BR(Theta, m).
Positions equilibrium_dominated(const SenderReceiver& game, std::size_t m, const std::vector<Rational>& payoff) {
  const Positions replies = pure_replies(game, m, all_types(game));
  Positions dominated;
  for (std::size_t t = 0; t < payoff.size(); ++t)
    if (std::all_of(replies.begin(), replies.end(),
                    [&](std::size_t a) { return game.sender_payoff[t][m][a] < payoff[t]; }))
      dominated.push_back(t);
  return dominated;
}

Positions without(const Positions& all, const Positions& gone) {
  Positions rest;
  std::set_difference(all.begin(), all.end(), gone.begin(), gone.end(), std::back_inserter(rest));
  return rest;
}

/// Is there a mixed reply on `replies` with u_t >= V_t + least_t and u_s <= V_s - least_s? The margins are one
/// variable e, maximised: positive, zero or none.
Rational widest_margin(const SenderReceiver& game, std::size_t m, const Positions& replies,
                       const std::vector<Rational>& payoff, std::pair<std::size_t, bool> gains,
                       std::pair<std::size_t, bool> loses) {
  const std::size_t n = replies.size();
  ExactProgram program(n + 1);
  std::vector<Rational> row(n + 1);
  for (std::size_t k = 0; k < n; ++k) row[k] = 1;
  program.add_row(row, Sense::kEqual, 1);
  const auto add = [&](std::size_t t, bool strict, Sense sense) {
    for (std::size_t k = 0; k < n; ++k) row[k] = game.sender_payoff[t][m][replies[k]];
    row[n] = !strict ? 0 : sense == Sense::kAtLeast ? -1 : 1;
    program.add_row(row, sense, payoff[t]);
  };
  add(gains.first, gains.second, Sense::kAtLeast);
  add(loses.first, loses.second, Sense::kAtMost);
  program.add_sparse_row({{n, 1}}, Sense::kAtMost, 1);
  std::vector<Rational> objective(n + 1);
  objective[n] = 1;
  const auto best = program.maximise(objective);
  return best.optimal() ? best.value : Rational(-1);
}

/// D(t) and D0(t) together are a proper part of D(s).
bool wants_less(const SenderReceiver& game, std::size_t m, const std::vector<Positions>& reply_sets,
                const std::vector<Rational>& payoff, std::size_t t, std::size_t s) {
  bool proper = false;
  for (const auto& replies : reply_sets) {
    // A reply with u_t >= V_t and u_s <= V_s lies in the first set but not in the second.
    if (widest_margin(game, m, replies, payoff, {t, false}, {s, false}) >= 0) return false;
    proper = proper || widest_margin(game, m, replies, payoff, {s, true}, {t, true}) > 0;
  }
  return proper;
}

Positions d1_pruned(const SenderReceiver& game, std::size_t m, const std::vector<Rational>& payoff) {
  const auto reply_sets = maximal(joint_replies(game, m, all_types(game)));
  Positions pruned;
  for (std::size_t t = 0; t < payoff.size(); ++t)
    for (std::size_t s = 0; s < payoff.size(); ++s)
      if (s != t && wants_less(game, m, reply_sets, payoff, t, s)) {
        pruned.push_back(t);
        break;
      }
  return pruned;
}

/// Some belief on `types` and a reply optimal for it deter every type from m.
bool deterred(const SenderReceiver& game, std::size_t m, const Positions& types,
              const std::vector<Rational>& payoff) {
  for (const auto& replies : maximal(joint_replies(game, m, types))) {
    ExactProgram program(replies.size());
    program.add_row(std::vector<Rational>(replies.size(), Rational(1)), Sense::kEqual, 1);
    for (std::size_t t = 0; t < payoff.size(); ++t) {
      std::vector<Rational> row;
      for (const std::size_t a : replies) row.push_back(game.sender_payoff[t][m][a]);
      program.add_row(row, Sense::kAtMost, payoff[t]);
    }
    if (program.feasible_point().optimal()) return true;
  }
  return false;
}

}  // namespace

Refinement intuitive_criterion(const SenderReceiver& game, const std::vector<bool>& on_path,
                               const std::vector<Rational>& payoff) {
  for (std::size_t m = 0; m < game.signals.size(); ++m) {
    if (on_path[m]) continue;
    const Positions dominated = equilibrium_dominated(game, m, payoff);
    const Positions rest = without(all_types(game), dominated);
    if (rest.empty()) continue;
    const Positions replies = pure_replies(game, m, rest);
    for (const std::size_t t : rest)
      if (std::all_of(replies.begin(), replies.end(),
                      [&](std::size_t a) { return game.sender_payoff[t][m][a] > payoff[t]; }))
        return {Verdict::kFails,
                dominated.empty()
                    ? fmt::format("'{}' gains by '{}' whatever rational reply it meets", game.types[t],
                                  game.signals[m])
                    : fmt::format("{} would never send '{}', so '{}' gains by it", type_names(game, dominated),
                                  game.signals[m], game.types[t])};
  }
  return {};
}

Refinement d1_criterion(const SenderReceiver& game, const std::vector<bool>& on_path,
                        const std::vector<Rational>& payoff) {
  for (std::size_t m = 0; m < game.signals.size(); ++m) {
    if (on_path[m]) continue;
    const Positions pruned = d1_pruned(game, m, payoff);
    const Positions rest = without(all_types(game), pruned);
    if (pruned.empty() || rest.empty() || deterred(game, m, rest, payoff)) continue;
    return {Verdict::kFails, fmt::format("'{}' is believed to come from {} only, which invites it",
                                         game.signals[m], type_names(game, rest))};
  }
  return {};
}

}  // namespace cobden::talks
