#include "cobden/talks/game_tree.h"

#include <fmt/format.h>

#include <set>

#include "cobden/core/error.h"

namespace cobden::talks {
namespace {

void require(bool holds, const std::string& problem) {
  if (!holds) throw UserError("game: " + problem);
}

void check_set(const InformationSet& set, std::size_t players) {
  const std::string name = fmt::format("information set {} '{}'", set.number, set.name);
  require(!set.actions.empty(), name + " has no actions");
  require(set.player >= -1 && set.player < static_cast<int>(players), name + " belongs to no player");
  if (set.player >= 0) {
    require(set.probability.empty(), name + " has probabilities but belongs to a player");
    return;
  }
  require(set.probability.size() == set.actions.size(), name + " needs a probability for each action");
  Rational sum;
  for (const auto& p : set.probability) {
    require(p >= 0, name + " has a negative probability");
    sum += p;
  }
  require(sum == 1, fmt::format("probabilities of {} sum to {}, not to 1", name, numerics::to_text(sum)));
}

void check_numbers(const GameTree& tree) {
  std::set<std::pair<int, long>> sets;
  for (const auto& set : tree.sets)
    require(set.number > 0 && sets.emplace(set.player, set.number).second,
            fmt::format("information set number {} is not positive or stands twice", set.number));
  std::set<long> outcomes;
  for (const auto& outcome : tree.outcomes) {
    require(outcome.number > 0 && outcomes.insert(outcome.number).second,
            fmt::format("outcome number {} is not positive or stands twice", outcome.number));
    require(outcome.payoff.size() == tree.players.size(),
            fmt::format("outcome {} needs a payoff for each of {} players", outcome.number,
                        tree.players.size()));
  }
}

void check_nodes(const GameTree& tree) {
  const int nodes = static_cast<int>(tree.nodes.size());
  std::vector<int> parents(tree.nodes.size(), 0);
  for (int n = 0; n < nodes; ++n) {
    const auto& node = tree.nodes[static_cast<std::size_t>(n)];
    require(node.set >= -1 && node.set < static_cast<int>(tree.sets.size()), "a node's set is unknown");
    require(node.outcome >= -1 && node.outcome < static_cast<int>(tree.outcomes.size()),
            "a node's outcome is unknown");
    const std::size_t actions =
        node.set < 0 ? 0 : tree.sets[static_cast<std::size_t>(node.set)].actions.size();
    require(node.children.size() == actions, fmt::format("node {} has {} children for {} actions", n + 1,
                                                         node.children.size(), actions));
    for (const int child : node.children) {
      require(child > n && child < nodes, fmt::format("a child of node {} does not stand after it", n + 1));
      ++parents[static_cast<std::size_t>(child)];
    }
  }
  for (std::size_t n = 1; n < parents.size(); ++n)
    require(parents[n] == 1, fmt::format("node {} has {} parents", n + 1, parents[n]));
}

/// Walks all paths of one pure profile; `choice[set]` is the action taken there.
void add_payoffs(const GameTree& tree, const std::vector<std::size_t>& choice, Rational* payoff) {
  std::vector<std::pair<int, Rational>> open = {{0, Rational(1)}};
  while (!open.empty()) {
    const auto [n, reach] = open.back();
    open.pop_back();
    const auto& node = tree.nodes[static_cast<std::size_t>(n)];
    if (node.outcome >= 0)
      for (std::size_t i = 0; i < tree.players.size(); ++i)
        payoff[i] += reach * tree.outcomes[static_cast<std::size_t>(node.outcome)].payoff[i];
    if (node.set < 0) continue;
    const auto& set = tree.sets[static_cast<std::size_t>(node.set)];
    if (set.player >= 0) {
      open.emplace_back(node.children[choice[static_cast<std::size_t>(node.set)]], reach);
      continue;
    }
    for (std::size_t a = 0; a < node.children.size(); ++a)
      if (set.probability[a] != 0) open.emplace_back(node.children[a], reach * set.probability[a]);
  }
}

/// One player's strategies: which sets are its own, and the actions of each strategy there.
struct PlayerStrategies {
  std::vector<std::size_t> sets;
  std::size_t count = 1;
};

PlayerStrategies strategies_of(const GameTree& tree, std::size_t player, std::size_t most) {
  PlayerStrategies own;
  for (std::size_t s = 0; s < tree.sets.size(); ++s) {
    if (tree.sets[s].player != static_cast<int>(player)) continue;
    own.sets.push_back(s);
    own.count *= tree.sets[s].actions.size();
    require(own.count <= most,
            fmt::format("'{}' has more than {} strategies: too many for a table", tree.players[player], most));
  }
  return own;
}

/// Writes the actions of strategy `index` into `choice`; the last set runs fastest, as names read.
void put_actions(const GameTree& tree, const PlayerStrategies& own, std::size_t index,
                 std::vector<std::size_t>& choice) {
  for (std::size_t k = own.sets.size(); k-- > 0;) {
    const std::size_t actions = tree.sets[own.sets[k]].actions.size();
    choice[own.sets[k]] = index % actions;
    index /= actions;
  }
}

std::vector<std::string> strategy_names(const GameTree& tree, const PlayerStrategies& own) {
  std::vector<std::string> names;
  std::vector<std::size_t> choice(tree.sets.size());
  for (std::size_t index = 0; index < own.count; ++index) {
    put_actions(tree, own, index, choice);
    std::string name;
    for (const std::size_t s : own.sets) name += (name.empty() ? "" : "/") + tree.sets[s].actions[choice[s]];
    names.push_back(own.sets.empty() ? "-" : name);
  }
  return names;
}

}  // namespace

int GameTree::add_outcome(std::vector<Rational> payoff, std::string name) {
  outcomes.push_back({static_cast<long>(outcomes.size()) + 1, std::move(name), std::move(payoff)});
  return static_cast<int>(outcomes.size()) - 1;
}

int GameTree::add_event(std::vector<std::string> actions, std::vector<Rational> probability,
                        std::string name) {
  const int position = add_set(-1, std::move(actions), std::move(name));
  sets.back().probability = std::move(probability);
  return position;
}

int GameTree::add_set(int player, std::vector<std::string> actions, std::string name) {
  long number = 1;
  for (const auto& set : sets) number += set.player == player ? 1 : 0;
  sets.push_back({player, number, std::move(name), std::move(actions), {}});
  return static_cast<int>(sets.size()) - 1;
}

int GameTree::add_node(int parent, int set, int outcome, std::string name) {
  nodes.push_back({std::move(name), set, outcome, {}});
  const int position = static_cast<int>(nodes.size()) - 1;
  if (parent >= 0) nodes.at(static_cast<std::size_t>(parent)).children.push_back(position);
  return position;
}

void check(const GameTree& tree) {
  require(!tree.players.empty(), "no players");
  require(!tree.nodes.empty(), "no nodes");
  for (const auto& set : tree.sets) check_set(set, tree.players.size());
  check_numbers(tree);
  check_nodes(tree);
}

std::size_t StrategicGame::profiles() const {
  std::size_t count = 1;
  for (const auto& own : strategies) count *= own.size();
  return count;
}

std::size_t StrategicGame::profile_at(const std::vector<std::size_t>& strategy) const {
  std::size_t position = 0;
  for (std::size_t i = players.size(); i-- > 0;) position = position * strategies[i].size() + strategy[i];
  return position;
}

void check(const StrategicGame& game) {
  require(!game.players.empty(), "no players");
  require(game.strategies.size() == game.players.size(), "strategies are needed for each player");
  for (const auto& own : game.strategies) require(!own.empty(), "a player has no strategies");
  require(game.payoff.size() == game.profiles() * game.players.size(),
          fmt::format("{} payoffs for {} profiles of {} players", game.payoff.size(), game.profiles(),
                      game.players.size()));
}

StrategicGame strategic_form(const GameTree& tree, std::size_t most_profiles) {
  check(tree);
  StrategicGame game{tree.title, tree.comment, tree.players, {}, {}};
  std::vector<PlayerStrategies> own;
  std::size_t profiles = 1;
  for (std::size_t i = 0; i < tree.players.size(); ++i) {
    own.push_back(strategies_of(tree, i, most_profiles));
    profiles *= own.back().count;
    require(profiles <= most_profiles, fmt::format("more than {} profiles: too many for a table", most_profiles));
    game.strategies.push_back(strategy_names(tree, own.back()));
  }
  game.payoff.assign(profiles * tree.players.size(), Rational());
  std::vector<std::size_t> choice(tree.sets.size());
  for (std::size_t profile = 0; profile < profiles; ++profile) {
    std::size_t rest = profile;
    for (std::size_t i = 0; i < own.size(); ++i) {
      put_actions(tree, own[i], rest % own[i].count, choice);
      rest /= own[i].count;
    }
    add_payoffs(tree, choice, &game.payoff[profile * tree.players.size()]);
  }
  return game;
}

}  // namespace cobden::talks
