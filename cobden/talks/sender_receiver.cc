#include "cobden/talks/sender_receiver.h"

#include <fmt/format.h>

#include <algorithm>

#include "cobden/core/error.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

using numerics::decimal;

void require(bool holds, const std::string& problem, const std::string& remedy = "") {
  if (!holds) throw UserError("sender-receiver game: " + problem, remedy);
}

void check_prior(const SenderReceiver& game) {
  require(game.prior.size() == game.types.size(), "a prior is needed for each type");
  Rational sum;
  for (std::size_t t = 0; t < game.types.size(); ++t) {
    const Rational& p = game.prior[t];
    require(p > 0 && p <= 1,
            fmt::format("the prior of type '{}' is {}, not above 0 and at most 1", game.types[t],
                        numerics::to_text(p)),
            p == 0 ? "leave the type out" : "");
    sum += p;
  }
  require(sum == 1, fmt::format("priors sum to {}, not to 1", numerics::to_text(sum)));
}

void check_shape(const SenderReceiver& game, const SenderReceiver::Payoffs& payoffs) {
  require(payoffs.size() == game.types.size(), "payoffs are needed for each type");
  for (const auto& by_signal : payoffs) {
    require(by_signal.size() == game.signals.size(), "payoffs are needed for each signal");
    for (std::size_t m = 0; m < by_signal.size(); ++m)
      require(by_signal[m].size() == game.actions[m].size(), "payoffs are needed for each action");
  }
}

/// Reads the structure level by level; the first thing that does not fit is the answer.
class Recogniser {
 public:
  explicit Recogniser(const GameTree& tree) : tree_(tree) {}

  Recognition read() {
    Recognition answer;
    if (tree_.players.size() != 2) {
      why_not_ = "it has not two players";
    } else if (read_types() && read_signals()) {
      read_names();
      read_payoffs();
    }
    if (why_not_.empty()) {
      check(game_);
      answer.game = std::move(game_);
    }
    answer.why_not = why_not_;
    return answer;
  }

 private:
  const GameNode& node(int n) const { return tree_.nodes[static_cast<std::size_t>(n)]; }
  const InformationSet& set_of(int n) const { return tree_.sets[static_cast<std::size_t>(node(n).set)]; }
  bool say(const std::string& why) {
    why_not_ = why;
    return false;
  }

  bool read_types() {
    if (node(0).set < 0 || set_of(0).player >= 0) return say("chance does not move first");
    game_.types = set_of(0).actions;
    game_.prior = set_of(0).probability;
    for (const auto& p : game_.prior)
      if (p == 0) return say("a type has probability zero");
    std::vector<int> seen;
    for (const int n : node(0).children) {
      if (node(n).set < 0 || set_of(n).player < 0) return say("no player moves after the type is drawn");
      if (sender_ >= 0 && set_of(n).player != sender_) return say("different players move after chance");
      sender_ = set_of(n).player;
      if (std::count(seen.begin(), seen.end(), node(n).set) > 0) return say("the sender does not see its type");
      seen.push_back(node(n).set);
    }
    return true;
  }

  /// Fills reply_[type][signal]: the receiver's nodes; signals are its information sets.
  bool read_signals() {
    for (const int n : node(0).children) {
      auto& row = reply_.emplace_back();
      if (reply_.size() > 1) row.assign(signals_.size(), -1);
      if (node(n).children.size() != (reply_.size() > 1 ? signals_.size() : node(n).children.size()))
        return say("types have different numbers of signals");
      for (const int child : node(n).children)
        if (!place_reply(child, row)) return false;
      if (std::count(row.begin(), row.end(), -1) > 0) return say("a type lacks a signal that another has");
    }
    return true;
  }
  bool place_reply(int child, std::vector<int>& row) {
    if (node(child).set < 0 || set_of(child).player != 1 - sender_) return say("the receiver does not move next");
    for (const int end : node(child).children)
      if (node(end).set >= 0) return say("the game goes on after the receiver's move");
    const auto known = std::find(signals_.begin(), signals_.end(), node(child).set);
    const auto position = static_cast<std::size_t>(known - signals_.begin());
    if (reply_.size() == 1) {
      if (known != signals_.end()) return say("the receiver cannot tell two signals apart");
      signals_.push_back(node(child).set);
      row.push_back(child);
      return true;
    }
    if (known == signals_.end()) return say("the receiver's information depends on the type");
    if (row[position] >= 0) return say("the receiver cannot tell two signals apart");
    row[position] = child;
    return true;
  }

  void read_names() {
    game_.title = tree_.title;
    game_.sender = tree_.players[static_cast<std::size_t>(sender_)];
    game_.receiver = tree_.players[static_cast<std::size_t>(1 - sender_)];
    game_.signals = set_of(node(0).children[0]).actions;
    for (const int s : signals_) game_.actions.push_back(tree_.sets[static_cast<std::size_t>(s)].actions);
  }

  void add(int n, int player, Rational& payoff) const {
    if (node(n).outcome >= 0)
      payoff += tree_.outcomes[static_cast<std::size_t>(node(n).outcome)].payoff[static_cast<std::size_t>(player)];
  }
  Rational path_payoff(std::size_t type, int reply, std::size_t action, int player) const {
    Rational payoff;
    add(0, player, payoff);
    add(node(0).children[type], player, payoff);
    add(reply, player, payoff);
    add(node(reply).children[action], player, payoff);
    return payoff;
  }
  void read_payoffs() {
    for (std::size_t t = 0; t < game_.types.size(); ++t) {
      auto& sender = game_.sender_payoff.emplace_back(signals_.size());
      auto& receiver = game_.receiver_payoff.emplace_back(signals_.size());
      for (std::size_t m = 0; m < signals_.size(); ++m)
        for (std::size_t a = 0; a < game_.actions[m].size(); ++a) {
          sender[m].push_back(path_payoff(t, reply_[t][m], a, sender_));
          receiver[m].push_back(path_payoff(t, reply_[t][m], a, 1 - sender_));
        }
    }
  }

  const GameTree& tree_;
  SenderReceiver game_;
  std::string why_not_;
  int sender_ = -1;
  std::vector<int> signals_;             // the receiver's sets, in the order of the first type's signals
  std::vector<std::vector<int>> reply_;  // [type][signal]
};

}  // namespace

void check(const SenderReceiver& game) {
  require(!game.types.empty(), "no types");
  require(!game.signals.empty(), "no signals");
  require(game.actions.size() == game.signals.size(), "the receiver's actions are needed for each signal");
  for (const auto& list : game.actions) require(!list.empty(), "a signal leaves the receiver no action");
  check_prior(game);
  check_shape(game, game.sender_payoff);
  check_shape(game, game.receiver_payoff);
}

Recognition recognise(const GameTree& tree) {
  check(tree);
  return Recogniser(tree).read();
}

GameTree to_tree(const SenderReceiver& game) {
  check(game);
  GameTree tree{.title = game.title, .comment = "", .players = {game.sender, game.receiver},
                .outcomes = {}, .sets = {}, .nodes = {}};
  const int root = tree.add_node(-1, tree.add_event(game.types, game.prior));
  std::vector<int> reply_sets(game.signals.size(), -1);
  for (std::size_t t = 0; t < game.types.size(); ++t) {
    const int choice = tree.add_node(root, tree.add_set(0, game.signals, game.types[t]));
    for (std::size_t m = 0; m < game.signals.size(); ++m) {
      if (reply_sets[m] < 0) reply_sets[m] = tree.add_set(1, game.actions[m], "saw " + game.signals[m]);
      const int reply = tree.add_node(choice, reply_sets[m]);
      for (std::size_t a = 0; a < game.actions[m].size(); ++a)
        tree.add_node(reply, -1, tree.add_outcome({game.sender_payoff[t][m][a], game.receiver_payoff[t][m][a]}));
    }
  }
  return tree;
}

SenderReceiver icebreaker_game(const Icebreaker& terms) {
  require_inside("prior", terms.prior, "a certain type needs no signal");
  require_not_negative("cost of compliance", terms.compliance_cost);
  require_not_negative("signal cost of the sincere", terms.signal_cost_sincere);
  require_not_negative("signal cost of the insincere", terms.signal_cost_insincere);
  SenderReceiver game;
  game.title = "Icebreaker: an offer of doubted sincerity";
  game.types = {"sincere", "insincere"};
  game.signals = {"signal", "none"};
  game.actions = {{"relief", "hold"}, {"relief", "hold"}};
  game.prior = {decimal(terms.prior), Rational(1 - decimal(terms.prior))};
  const Rational net = decimal(terms.sincere_relief) - decimal(terms.compliance_cost);
  const Rational cheat = decimal(terms.insincere_relief);
  const Rational gain = decimal(terms.receiver_gain), loss = -decimal(terms.receiver_loss);
  const Rational zero;
  const auto costs = [&](const Rational& relief, const Rational& cost) {
    return std::vector<std::vector<Rational>>{{Rational(relief - cost), Rational(-cost)}, {relief, zero}};
  };
  game.sender_payoff = {costs(net, decimal(terms.signal_cost_sincere)),
                        costs(cheat, decimal(terms.signal_cost_insincere))};
  game.receiver_payoff = {{{gain, zero}, {gain, zero}}, {{loss, zero}, {loss, zero}}};
  return game;
}

}  // namespace cobden::talks
