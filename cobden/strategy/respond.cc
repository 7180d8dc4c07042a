#include "cobden/strategy/respond.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cobden/core/axis.h"
#include "cobden/strategy/respond_moves.h"

namespace cobden::strategy {
namespace {

/// Payoffs that differ by less [percent of base] are equal: the move that stands first is taken.
constexpr double kTie = 1e-7;

constexpr MoveKind kKinds[] = {MoveKind::kHold,      MoveKind::kBestResponse, MoveKind::kMatch,
                               MoveKind::kAddPoints, MoveKind::kExempt,       MoveKind::kCutHalf,
                               MoveKind::kCutToBase};

class Play {
 public:
  Play(const economy::PolicyModel& model, const RespondSide& first, const RespondSide& second,
       const TradeCube& base, const RespondOptions& options, const RunContext& context)
      : options_(options),
        run_(model, options_.search, context),
        book_(model, first, second, base, options_, run_) {}

  Respond play(const TradeCube& start) {
    start_ = book_.enter(start, -1);
    if (!book_.state(start_).equilibrium) return finish(SearchStatus::kNoEquilibrium);
    walk();
    grow();
    if (out_.tree_complete) solve_backwards();
    return finish(SearchStatus::kConverged);
  }

 private:
  RespondNode node(int state, int parent, int mover, std::string move, int depth) const {
    const TariffState& s = book_.state(state);
    RespondNode n;
    n.parent = parent, n.mover = mover, n.move = std::move(move), n.depth = depth;
    n.first_on_second = s.charged[0], n.second_on_first = s.charged[1];
    n.first = s.payoff[0], n.second = s.payoff[1];
    n.solved = s.equilibrium != nullptr;
    return n;
  }

  int mover_at(int depth) const { return (options_.first_mover + depth) % 2; }

  /// Every move the one that pays best at once, until both hold or a state returns.
  void walk() {
    RespondPath& path = out_.myopic;
    std::vector<int> states = {start_};
    path.steps.push_back(node(start_, -1, -1, "", 0));
    for (int depth = 0; depth < options_.path_length && !run_.must_stop(); ++depth) {
      const int mover = mover_at(depth), at = states.back();
      book_.work_out({{at, mover}});
      const Move* best = best_now(at, mover);
      if (!best) break;
      path.steps.push_back(node(best->state, depth, mover, best->name, depth + 1));
      states.push_back(best->state);
      report("answering at once", depth + 1, options_.path_length);
      if (ends_here(states, path)) break;
    }
    path.tariff = book_.state(states.back()).tariff;
  }

  /// Fixed point: two moves in a row changed nothing. Cycle: the same mover stood here before.
  bool ends_here(const std::vector<int>& states, RespondPath& path) const {
    const std::size_t last = states.size() - 1;
    if (last >= 2 && states[last] == states[last - 1] && states[last - 1] == states[last - 2]) {
      path.end = PathEnd::kFixedPoint;
      return true;
    }
    for (std::size_t back = 2; back <= last; back += 2) {
      if (states[last - back] != states[last]) continue;
      const bool still = std::all_of(states.end() - static_cast<std::ptrdiff_t>(back) - 1, states.end(),
                                     [&](int s) { return s == states[last]; });
      if (still) continue;
      path.end = PathEnd::kCycle;
      path.cycle_length = static_cast<int>(back);
      return true;
    }
    return false;
  }

  const Move* best_now(int state, int mover) const {
    const Move* best = nullptr;
    for (const Move& m : book_.moves(state, mover)) {
      if (m.state < 0) return nullptr;  // a limit came: the comparison would be incomplete
      if (!book_.state(m.state).equilibrium) continue;
      if (!best ||
          book_.state(m.state).payoff[mover].percent > book_.state(best->state).payoff[mover].percent + kTie)
        best = &m;
    }
    return best;
  }

  /// The tree, one depth after the other.
  void grow() {
    out_.tree.push_back(node(start_, -1, -1, "", 0));
    tree_state_ = {start_};
    std::size_t begin = 0;
    for (int depth = 0; depth < options_.depth; ++depth) {
      const std::size_t end = out_.tree.size();
      std::vector<std::pair<int, int>> turns;
      for (std::size_t k = begin; k < end; ++k) turns.emplace_back(tree_state_[k], mover_at(depth));
      book_.work_out(turns);
      for (std::size_t k = begin; k < end; ++k)
        if (!branch(static_cast<int>(k), depth)) return;
      report("growing the tree", depth + 1, options_.depth);
      begin = end;
    }
    out_.tree_complete = true;
  }

  /// The children of a node; false when a limit cut them.
  bool branch(int parent, int depth) {
    const int state = tree_state_[static_cast<std::size_t>(parent)];
    for (const Move& m : book_.moves(state, mover_at(depth))) {
      if (m.state < 0 || static_cast<long>(out_.tree.size()) >= options_.max_nodes) return false;
      out_.tree.push_back(node(m.state, parent, mover_at(depth), m.name, depth + 1));
      tree_state_.push_back(m.state);
    }
    return true;
  }

  /// Children come after parents: one pass from the end gives every node the total of its best continuation.
  void solve_backwards() {
    const std::size_t n = out_.tree.size();
    std::vector<int> choice(n, -1);
    for (std::size_t k = n; k-- > 0;) {
      RespondNode& here = out_.tree[k];
      here.first_total = here.first.percent, here.second_total = here.second.percent;
      if (choice[k] >= 0) {
        const RespondNode& next = out_.tree[static_cast<std::size_t>(choice[k])];
        here.first_total += options_.discount * next.first_total;
        here.second_total += options_.discount * next.second_total;
      }
      if (here.parent < 0 || !here.solved) continue;
      int& chosen = choice[static_cast<std::size_t>(here.parent)];
      // Nodes are met from the last to the first, and the first of equals is taken.
      if (chosen < 0 ||
          total(here, here.mover) >= total(out_.tree[static_cast<std::size_t>(chosen)], here.mover) - kTie)
        chosen = static_cast<int>(k);
    }
    for (int at = 0; at >= 0; at = choice[static_cast<std::size_t>(at)]) {
      out_.tree[static_cast<std::size_t>(at)].on_path = true;
      out_.path.push_back(at);
    }
    out_.path_tariff = book_.state(tree_state_[static_cast<std::size_t>(out_.path.back())]).tariff;
  }
  static double total(const RespondNode& n, int side) { return side == 0 ? n.first_total : n.second_total; }

  void report(const std::string& task, int done, int of) const {
    if (!run_.context().listens()) return;
    run_.context().report({.task = task,
                           .fraction = static_cast<double>(done) / of,
                           .detail = fmt::format("{} tariff states", book_.size())});
  }

  Respond finish(SearchStatus status) {
    SearchSummary& s = out_.search;
    s.method = "alternating moves; backward induction";
    s.status = status;
    s.message = "played to the end";
    if (status == SearchStatus::kNoEquilibrium) s.message = "the economy has no equilibrium at the start";
    if (status == SearchStatus::kConverged && !out_.tree_complete) {
      s.status = run_.must_stop().value_or(SearchStatus::kNotConverged);
      s.message = "a limit cut the tree";
    }
    out_.states = book_.size();
    s.solves = run_.solves();
    s.gradients = run_.gradients();
    s.seconds = run_.seconds();
    return std::move(out_);
  }

  const RespondOptions& options_;
  SearchRun run_;
  MoveBook book_;
  Respond out_;
  int start_ = 0;
  std::vector<int> tree_state_;
};

void check(const RespondSide& first, const RespondSide& second, const RespondOptions& options) {
  if (first.player.objective.country == second.player.objective.country)
    throw UserError("the two sides of a sequence of answers are the same country");
  for (const RespondSide* side : {&first, &second}) {
    if (side->moves.empty()) throw UserError("a side has no moves", "allow at least 'hold'");
    if (side->player.instruments.size() == 0) throw UserError("a side has no instruments");
    for (const MoveRule& rule : side->moves)
      if (rule.kind == MoveKind::kExempt && rule.count < 1)
        throw UserError("a move exempts fewer than one item");
  }
  if (options.first_mover != 0 && options.first_mover != 1) throw UserError("the first mover is 0 or 1");
  if (options.depth < 0 || options.path_length < 0) throw UserError("a depth is negative");
  if (!(options.discount > 0 && options.discount <= 1))
    throw UserError("the discount factor is not in (0, 1]");
  if (!(options.same >= 0)) throw UserError("the difference between equal tariff states is negative");
}

}  // namespace

std::string to_string(MoveKind kind) {
  switch (kind) {
    case MoveKind::kHold:
      return "hold";
    case MoveKind::kBestResponse:
      return "best-response";
    case MoveKind::kMatch:
      return "match";
    case MoveKind::kAddPoints:
      return "add";
    case MoveKind::kExempt:
      return "exempt";
    case MoveKind::kCutHalf:
      return "cut-half";
    case MoveKind::kCutToBase:
      return "cut-to-base";
  }
  return "unknown";
}

MoveKind parse_move_kind(const std::string& text, const SourcePlace& place) {
  std::vector<std::string> known;
  for (const MoveKind kind : kKinds) {
    if (to_string(kind) == text) return kind;
    known.push_back(to_string(kind));
  }
  const std::string near = nearest_name(text, known);
  fail_at(place, text, "unknown move", "hold, best-response, match, add, exempt, cut-half or cut-to-base",
          near.empty() ? "" : "did you mean '" + near + "'?");
}

std::string MoveRule::name() const {
  if (kind == MoveKind::kAddPoints) return fmt::format("add {:g} points", 100 * points);
  if (kind == MoveKind::kExempt) return fmt::format("exempt {}", count);
  return to_string(kind);
}

std::string to_string(PathEnd end) {
  switch (end) {
    case PathEnd::kFixedPoint:
      return "fixed point";
    case PathEnd::kCycle:
      return "cycle";
    case PathEnd::kLimit:
      return "limit";
  }
  return "unknown";
}

Respond play_responses(const economy::PolicyModel& model, const RespondSide& first, const RespondSide& second,
                       const TradeCube& start, const TradeCube& base, const RespondOptions& options,
                       const RunContext& context) {
  check(first, second, options);
  return Play(model, first, second, base.empty() ? model.base()->tariff : base, options, context).play(start);
}

}  // namespace cobden::strategy
