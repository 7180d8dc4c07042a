#include "cobden/talks/signalling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cobden/core/error.h"
#include "cobden/talks/best_replies.h"

namespace cobden::talks {
namespace {

using numerics::ExactProgram;
using numerics::Sense;
using SparseRow = std::vector<std::pair<std::size_t, Rational>>;

/// Who sends what, and which replies are mixed: the receiver's exact supports on the path, sets it may use off
/// it.
struct Supports {
  std::vector<Positions> signals;  ///< by type
  std::vector<Positions> senders;  ///< by signal; empty off the path
  std::vector<Positions> replies;  ///< by signal
};

/// The sender's side. Variables: the probability of each reply, each type's payoff V_t, the least probability.
struct SenderSide {
  ExactProgram program;
  std::vector<std::size_t> first_reply;  ///< by signal
  std::size_t first_payoff, least;
};

SenderSide sender_side(const SenderReceiver& game, const Supports& s) {
  std::vector<std::size_t> first;
  std::size_t variables = 0;
  for (const auto& replies : s.replies) {
    first.push_back(variables);
    variables += replies.size();
  }
  const std::size_t types = game.types.size(), least = variables + types;
  std::vector<bool> is_free(least + 1, false);
  for (std::size_t t = 0; t < types; ++t) is_free[variables + t] = true;
  SenderSide side{ExactProgram(least + 1, is_free), first, variables, least};
  for (std::size_t m = 0; m < s.replies.size(); ++m) {
    SparseRow sum;
    for (std::size_t k = 0; k < s.replies[m].size(); ++k) sum.emplace_back(first[m] + k, 1);
    side.program.add_sparse_row(sum, Sense::kEqual, 1);
    for (std::size_t t = 0; t < types; ++t) {
      SparseRow row = {{variables + t, -1}};
      for (std::size_t k = 0; k < s.replies[m].size(); ++k)
        row.emplace_back(first[m] + k, game.sender_payoff[t][m][s.replies[m][k]]);
      const bool sends = std::binary_search(s.senders[m].begin(), s.senders[m].end(), t);
      side.program.add_sparse_row(row, sends ? Sense::kEqual : Sense::kAtMost, 0);
    }
    if (s.senders[m].empty()) continue;
    for (std::size_t k = 0; k < s.replies[m].size(); ++k)
      side.program.add_sparse_row({{first[m] + k, 1}, {least, -1}}, Sense::kAtLeast, 0);
  }
  side.program.add_sparse_row({{least, 1}}, Sense::kAtMost, 1);
  return side;
}

/// The receiver's side on the path. Variables: joint probability of each signal and type that sends it, the
/// receiver's payoff at each signal, the least probability. Empty if no such probabilities exist.
std::vector<std::vector<Rational>> joint_probabilities(const SenderReceiver& game, const Supports& s) {
  const std::size_t types = game.types.size(), signals = game.signals.size(), payoffs = types * signals;
  std::vector<bool> is_free(payoffs + signals + 1, false);
  for (std::size_t m = 0; m < signals; ++m) is_free[payoffs + m] = true;
  ExactProgram program(payoffs + signals + 1, is_free);
  const std::size_t least = payoffs + signals;
  for (std::size_t t = 0; t < types; ++t) {
    SparseRow sum;
    for (const std::size_t m : s.signals[t]) {
      sum.emplace_back(m * types + t, 1);
      program.add_sparse_row({{m * types + t, 1}, {least, -1}}, Sense::kAtLeast, 0);
    }
    program.add_sparse_row(sum, Sense::kEqual, game.prior[t]);
  }
  for (std::size_t m = 0; m < signals; ++m) {
    if (s.senders[m].empty()) continue;
    for (std::size_t a = 0; a < game.actions[m].size(); ++a) {
      SparseRow row = {{payoffs + m, -1}};
      for (const std::size_t t : s.senders[m]) row.emplace_back(m * types + t, game.receiver_payoff[t][m][a]);
      const bool used = std::binary_search(s.replies[m].begin(), s.replies[m].end(), a);
      program.add_sparse_row(row, used ? Sense::kEqual : Sense::kAtMost, 0);
    }
  }
  std::vector<Rational> objective(least + 1);
  objective[least] = 1;
  const auto best = program.maximise(objective);
  if (!best.optimal() || best.value <= 0) return {};
  std::vector<std::vector<Rational>> joint(signals, std::vector<Rational>(types));
  for (std::size_t t = 0; t < types; ++t)
    for (const std::size_t m : s.signals[t]) joint[m][t] = best.x[m * types + t];
  return joint;
}

SignallingKind kind_of(const Supports& s) {
  const auto several = [](const Positions& senders) { return senders.size() > 1; };
  if (std::none_of(s.senders.begin(), s.senders.end(), several)) return SignallingKind::kSeparating;
  const auto used = std::count_if(s.senders.begin(), s.senders.end(),
                                  [](const Positions& senders) { return !senders.empty(); });
  return used == 1 ? SignallingKind::kPooling : SignallingKind::kHybrid;
}

/// Calls `visit` with every choice of one element from each list, the last running fastest, until it returns
/// true.
template <class T, class Visit>
bool any_choice(const std::vector<std::vector<T>>& lists, const Visit& visit) {
  std::vector<std::size_t> at(lists.size(), 0);
  std::vector<T> choice(lists.size());
  for (const auto& list : lists)
    if (list.empty()) return false;
  for (;;) {
    for (std::size_t k = 0; k < lists.size(); ++k) choice[k] = lists[k][at[k]];
    if (visit(choice)) return true;
    std::size_t k = lists.size();
    while (k > 0 && ++at[k - 1] == lists[k - 1].size()) at[--k] = 0;
    if (k == 0) return false;
  }
}

class Enumeration {
 public:
  explicit Enumeration(const SenderReceiver& game) : game_(game), types_(game.types.size()) {
    for (std::size_t m = 0; m < game.signals.size(); ++m) {
      all_replies_.push_back(joint_replies(game, m, positions_of((std::size_t{1} << types_) - 1)));
      off_path_.push_back(off_path_choices(all_replies_.back()));
    }
  }

  std::vector<SignallingEquilibrium> run() {
    std::vector<Positions> signal_sets;
    for (std::size_t mask = 1; mask < (std::size_t{1} << game_.signals.size()); ++mask)
      signal_sets.push_back(positions_of(mask));
    any_choice(std::vector<std::vector<Positions>>(types_, signal_sets), [&](const auto& signals) {
      solve_sender_support(signals);
      return false;
    });
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
      return std::count(a.on_path.begin(), a.on_path.end(), true) <
             std::count(b.on_path.begin(), b.on_path.end(), true);
    });
    return std::move(found_);
  }

 private:
  /// Single replies first, so that the reply shown deters by itself where one does; then all mixtures.
  static std::vector<Positions> off_path_choices(const std::vector<Positions>& sets) {
    std::vector<Positions> choices;
    for (const auto& set : sets)
      if (set.size() == 1) choices.push_back(set);
    for (const auto& set : maximal(sets))
      if (set.size() > 1) choices.push_back(set);
    return choices;
  }

  void solve_sender_support(const std::vector<Positions>& signals) {
    Supports s{signals, std::vector<Positions>(game_.signals.size()), {}};
    for (std::size_t t = 0; t < types_; ++t)
      for (const std::size_t m : signals[t]) s.senders[m].push_back(t);
    std::vector<std::vector<Positions>> replies;
    for (std::size_t m = 0; m < game_.signals.size(); ++m)
      replies.push_back(s.senders[m].empty() ? std::vector<Positions>{{}} : on_path_replies(m, s.senders[m]));
    any_choice(replies, [&](const auto& choice) {
      s.replies = choice;
      solve_supports(s);
      return false;
    });
  }

  /// Sets of replies optimal together at some belief that gives each of `senders` a chance.
  const std::vector<Positions>& on_path_replies(std::size_t m, const Positions& senders) {
    const auto [entry, fresh] = on_path_.try_emplace({m, senders});
    if (!fresh) return entry->second;
    for (const auto& replies : joint_replies(game_, m, senders)) {
      auto program = optimal_beliefs(game_, m, replies, senders, 1);
      for (const std::size_t t : senders)
        program.add_sparse_row({{t, 1}, {types_, -1}}, Sense::kAtLeast, 0);
      std::vector<Rational> objective(types_ + 1);
      objective[types_] = 1;
      if (program.maximise(objective).value > 0) entry->second.push_back(replies);
    }
    return entry->second;
  }

  void solve_supports(const Supports& s) {
    const auto joint = joint_probabilities(game_, s);
    if (joint.empty()) return;
    std::vector<std::vector<Positions>> replies;
    for (std::size_t m = 0; m < game_.signals.size(); ++m)
      replies.push_back(s.senders[m].empty() ? off_path_[m] : std::vector<Positions>{s.replies[m]});
    SignallingEquilibrium e;
    bool first = true;
    any_choice(replies, [&](const auto& choice) {
      Supports full = s;
      full.replies = choice;
      const SenderSide side = sender_side(game_, full);
      std::vector<Rational> objective(side.least + 1);
      objective[side.least] = 1;
      const auto best = side.program.maximise(objective);
      if (!best.optimal() || best.value <= 0) return false;
      if (first) describe(full, side, best.x, joint, e);
      first = false;
      widen_payoffs(side, e);
      return false;
    });
    if (first) return;
    finish(e);
    found_.push_back(std::move(e));
  }

  void describe(const Supports& s, const SenderSide& side, const std::vector<Rational>& x,
                const std::vector<std::vector<Rational>>& joint, SignallingEquilibrium& e) const {
    e.kind = kind_of(s);
    e.sender.assign(types_, std::vector<Rational>(game_.signals.size()));
    for (std::size_t m = 0; m < game_.signals.size(); ++m) {
      e.on_path.push_back(!s.senders[m].empty());
      auto& reply = e.receiver.emplace_back(game_.actions[m].size());
      for (std::size_t k = 0; k < s.replies[m].size(); ++k) reply[s.replies[m][k]] = x[side.first_reply[m] + k];
      for (std::size_t t = 0; t < types_; ++t) e.sender[t][m] = joint[m][t] / game_.prior[t];
      e.belief.push_back(e.on_path[m] ? bayes(joint[m]) : std::vector<Rational>(types_));
      for (std::size_t a = 0; a < reply.size(); ++a)
        for (std::size_t t = 0; t < types_; ++t)
          e.receiver_payoff += joint[m][t] * reply[a] * game_.receiver_payoff[t][m][a];
    }
    e.payoff.assign(x.begin() + static_cast<long>(side.first_payoff), x.begin() + static_cast<long>(side.least));
    e.payoff_lower = e.payoff_upper = e.payoff;
  }

  static std::vector<Rational> bayes(const std::vector<Rational>& joint) {
    Rational sum;
    for (const auto& p : joint) sum += p;
    std::vector<Rational> belief;
    for (const auto& p : joint) belief.emplace_back(p / sum);
    return belief;
  }

  void widen_payoffs(const SenderSide& side, SignallingEquilibrium& e) {
    for (std::size_t t = 0; t < types_; ++t) {
      std::vector<Rational> objective(side.least + 1);
      objective[side.first_payoff + t] = 1;
      for (const auto& end : {side.program.maximise(objective), side.program.minimise(objective)}) {
        if (!end.optimal()) continue;
        e.payoff_lower[t] = std::min(e.payoff_lower[t], end.value);
        e.payoff_upper[t] = std::max(e.payoff_upper[t], end.value);
        if (end.value == e.payoff[t]) continue;
        // Half way to an end, where supports are still those of this equilibrium.
        auto& between = others_.emplace_back();
        for (std::size_t s = 0; s < types_; ++s)
          between.emplace_back((e.payoff[s] + end.x[side.first_payoff + s]) / 2);
      }
    }
  }

  void finish(SignallingEquilibrium& e) {
    for (std::size_t m = 0; m < game_.signals.size(); ++m)
      e.sustaining.push_back(e.on_path[m] ? std::vector<BeliefRange>{{{}, e.belief[m], e.belief[m]}}
                                          : sustaining_beliefs(m, e));
    refine(e);
    others_.clear();
    e.deviation_gain = signalling_deviation_gain(game_, e);
    invariant(e.deviation_gain == 0, "an enumerated equilibrium passes its deviation test");
  }

  void refine(SignallingEquilibrium& e) const {
    const auto judge = [&](const auto& criterion) {
      Refinement verdict = criterion(game_, e.on_path, e.payoff);
      for (const auto& payoff : others_)
        if (criterion(game_, e.on_path, payoff).verdict != verdict.verdict) verdict.verdict = Verdict::kDepends;
      return verdict;
    };
    e.intuitive = judge(intuitive_criterion);
    e.d1 = judge(d1_criterion);
  }

  /// Fills the belief shown for an off-path signal, and returns all that deter every type at payoffs V.
  std::vector<BeliefRange> sustaining_beliefs(std::size_t m, SignallingEquilibrium& e) const {
    std::vector<BeliefRange> pieces;
    for (const auto& replies : all_replies_[m]) {
      // A larger set that deters, deters with fewer beliefs than the smaller one inside it.
      const bool covered = std::any_of(pieces.begin(), pieces.end(),
                                       [&](const auto& piece) { return is_part(piece.replies, replies); });
      if (!covered && deters(m, replies, e.payoff)) pieces.push_back(belief_box(m, replies).first);
    }
    Positions used;
    for (std::size_t a = 0; a < e.receiver[m].size(); ++a)
      if (e.receiver[m][a] > 0) used.push_back(a);
    e.belief[m] = belief_box(m, used).second;
    return pieces;
  }

  bool deters(std::size_t m, const Positions& replies, const std::vector<Rational>& payoff) const {
    ExactProgram program(replies.size());
    program.add_row(std::vector<Rational>(replies.size(), Rational(1)), Sense::kEqual, 1);
    for (std::size_t t = 0; t < types_; ++t) {
      std::vector<Rational> row;
      for (const std::size_t a : replies) row.push_back(game_.sender_payoff[t][m][a]);
      program.add_row(row, Sense::kAtMost, payoff[t]);
    }
    return program.feasible_point().optimal();
  }

  /// Bounds by type of the beliefs at which all of `replies` are optimal, and a belief well inside.
  std::pair<BeliefRange, std::vector<Rational>> belief_box(std::size_t m, const Positions& replies) const {
    const auto program = optimal_beliefs(game_, m, replies, positions_of((std::size_t{1} << types_) - 1));
    BeliefRange box{replies, {}, {}};
    std::vector<Rational> middle(types_);
    for (std::size_t t = 0; t < types_; ++t) {
      std::vector<Rational> objective(types_);
      objective[t] = 1;
      const auto low = program.minimise(objective), high = program.maximise(objective);
      box.lower.push_back(low.value);
      box.upper.push_back(high.value);
      for (std::size_t s = 0; s < types_; ++s)
        middle[s] += (low.x[s] + high.x[s]) / Rational(2 * static_cast<long>(types_));
    }
    return {box, middle};
  }

  const SenderReceiver& game_;
  std::size_t types_;
  std::vector<std::vector<Positions>> all_replies_, off_path_;  // by signal
  std::map<std::pair<std::size_t, Positions>, std::vector<Positions>> on_path_;
  std::vector<std::vector<Rational>> others_;  // other payoffs of the equilibrium in hand
  std::vector<SignallingEquilibrium> found_;
};

void require_small(const SenderReceiver& game, std::size_t most) {
  double cases = std::pow(std::exp2(game.signals.size()) - 1, game.types.size());
  for (const auto& actions : game.actions) cases *= std::exp2(actions.size()) - 1;
  if (cases > static_cast<double>(most))
    throw UserError(fmt::format("the game has about {:.3g} pairs of supports, more than {}", cases, most),
                    "write it with to_tree and to_efg and give it to a larger solver");
}

}  // namespace

std::vector<SignallingEquilibrium> signalling_equilibria(const SenderReceiver& game,
                                                         const SignallingOptions& options) {
  check(game);
  require_small(game, options.most_cases);
  return Enumeration(game).run();
}

}  // namespace cobden::talks
