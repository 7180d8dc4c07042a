// The writing half of gambit_files.h.
#include <fmt/format.h>


#include "cobden/talks/gambit_files.h"
#include "cobden/talks/gambit_lexer.h"

namespace cobden::talks {
namespace {

std::string list(const std::vector<std::string>& items) {
  std::string text = "{";
  for (const auto& item : items) text += " " + item;
  return text + " }";
}

std::string names(const std::vector<std::string>& items) {
  std::vector<std::string> marked;
  marked.reserve(items.size());
  for (const auto& item : items) marked.push_back(in_quotes(item));
  return list(marked);
}

std::string payoffs(const Rational* first, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + numerics::to_text(first[i]);
  return text;
}

std::string set_text(const InformationSet& set) {
  std::string text = set.player >= 0 ? fmt::format("{} ", set.player + 1) : "";
  text += fmt::format("{} {} ", set.number, in_quotes(set.name));
  if (set.player >= 0) return text + names(set.actions);
  std::vector<std::string> items;
  for (std::size_t a = 0; a < set.actions.size(); ++a)
    items.push_back(in_quotes(set.actions[a]) + " " + numerics::to_text(set.probability[a]));
  return text + list(items);
}

std::string node_text(const GameTree& tree, const GameNode& node) {
  std::string text = "t";
  if (node.set >= 0) text = tree.sets[static_cast<std::size_t>(node.set)].player < 0 ? "c" : "p";
  text += " " + in_quotes(node.name) + " ";
  if (node.set >= 0) text += set_text(tree.sets[static_cast<std::size_t>(node.set)]) + " ";
  if (node.outcome < 0) return text + "0\n";
  const auto& outcome = tree.outcomes[static_cast<std::size_t>(node.outcome)];
  return text + fmt::format("{} {} {{ {} }}\n", outcome.number, in_quotes(outcome.name),
                            payoffs(outcome.payoff.data(), outcome.payoff.size()));
}

bool strategies_are_numbered(const StrategicGame& game) {
  for (const auto& own : game.strategies)
    for (std::size_t k = 0; k < own.size(); ++k)
      if (own[k] != std::to_string(k + 1)) return false;
  return true;
}

}  // namespace

std::string to_efg(const GameTree& tree) {
  check(tree);
  std::string text =
      fmt::format("EFG 2 R {} {}\n{}\n\n", in_quotes(tree.title), names(tree.players), in_quotes(tree.comment));
  std::vector<int> open = {0};  // prefix order, first action first
  while (!open.empty()) {
    const auto& node = tree.nodes[static_cast<std::size_t>(open.back())];
    open.pop_back();
    text += node_text(tree, node);
    open.insert(open.end(), node.children.rbegin(), node.children.rend());
  }
  return text;
}

std::string to_nfg(const StrategicGame& game) {
  check(game);
  const std::size_t players = game.players.size();
  std::string text = fmt::format("NFG 1 R {} {}\n", in_quotes(game.title), names(game.players));
  if (strategies_are_numbered(game)) {
    std::vector<std::string> counts;
    for (const auto& own : game.strategies) counts.push_back(std::to_string(own.size()));
    text += list(counts) + "\n" + in_quotes(game.comment) + "\n\n";
    for (std::size_t k = 0; k < game.profiles(); ++k)
      text += payoffs(&game.payoff[k * players], players) + "\n";
    return text;
  }
  text += "{\n";
  for (const auto& own : game.strategies) text += names(own) + "\n";
  text += "}\n" + in_quotes(game.comment) + "\n{\n";
  for (std::size_t k = 0; k < game.profiles(); ++k)
    text += "{ \"\" " + payoffs(&game.payoff[k * players], players) + " }\n";
  text += "}\n";
  for (std::size_t k = 1; k <= game.profiles(); ++k) text += fmt::format("{} ", k);
  return text + "\n";
}

}  // namespace cobden::talks
