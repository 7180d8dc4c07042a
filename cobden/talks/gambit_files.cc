#include "cobden/talks/gambit_files.h"

#include <fmt/format.h>

#include <map>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/talks/gambit_lexer.h"

namespace cobden::talks {
namespace {

using Lexer = GambitLexer;

void read_prologue(Lexer& in, const std::string& magic, long version, std::string& title,
                   std::vector<std::string>& players) {
  if (in.word(magic) != magic) in.fail_last("is not what such a file begins with", magic);
  if (in.integer(0, "the version number") != version)
    in.fail_last("is a version that is not supported", std::to_string(version));
  // D meant decimal numbers in old files; numbers of both kinds are read in both.
  const std::string letter = in.word("R");
  if (letter != "R" && letter != "D") in.fail_last("is not a kind of numbers", "R (or D in old files)");
  title = in.text("the title in quotation marks");
  in.open("{ before the names of players");
  while (!in.at_close()) players.push_back(in.text("a player's name in quotation marks"));
  if (players.empty()) in.fail("there are no players", "a player's name in quotation marks");
  in.close("} after the names of players");
}

/// Reads the nodes in the order of the file, which is prefix order, without recursion: trees may be deep.
class EfgReader {
 public:
  explicit EfgReader(Lexer& in) : in_(in) {}

  GameTree read() {
    read_prologue(in_, "EFG", 2, tree_.title, tree_.players);
    if (in_.at_text()) tree_.comment = in_.text("a comment");
    std::vector<int> open;  // nodes that lack children
    do {
      const int node = read_node();
      if (!open.empty()) tree_.nodes[index(open.back())].children.push_back(node);
      open.push_back(node);
      while (!open.empty() && complete(open.back())) open.pop_back();
    } while (!open.empty());
    if (!in_.at_end()) in_.fail("stands after the tree is complete", "the end of the file");
    return std::move(tree_);
  }

 private:
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  bool complete(int node) const {
    const auto& n = tree_.nodes[index(node)];
    return n.set < 0 || n.children.size() == tree_.sets[index(n.set)].actions.size();
  }

  int read_node() {
    const std::string kind = in_.word("a node: c, p or t");
    if (kind != "c" && kind != "p" && kind != "t") in_.fail_last("is not a kind of node", "c, p or t");
    GameNode node;
    node.name = in_.text("the node's name in quotation marks");
    if (kind == "c") node.set = read_set(-1);
    if (kind == "p") {
      const long player = in_.integer(1, "the number of a player");
      if (player > static_cast<long>(tree_.players.size()))
        in_.fail_last("is not a player", fmt::format("1 to {}", tree_.players.size()));
      node.set = read_set(static_cast<int>(player) - 1);
    }
    node.outcome = read_outcome();
    tree_.nodes.push_back(std::move(node));
    return static_cast<int>(tree_.nodes.size()) - 1;
  }

  int read_set(int player) {
    InformationSet set{.player = player,
                       .number = in_.integer(1, "the number of the information set"),
                       .name = "",
                       .actions = {},
                       .probability = {}};
    const auto known = sets_.find({player, set.number});
    const bool described = in_.at_text() || in_.at_open();
    if (!described) {
      if (known == sets_.end()) in_.fail_last("is declared here first, and without its actions");
      return known->second;
    }
    if (in_.at_text()) set.name = in_.text("a name");
    read_actions(set);
    if (known == sets_.end()) {
      tree_.sets.push_back(std::move(set));
      return sets_[{player, tree_.sets.back().number}] = static_cast<int>(tree_.sets.size()) - 1;
    }
    if (set != tree_.sets[index(known->second)])
      in_.fail_last(fmt::format("this declaration of information set {} differs from the first", set.number));
    return known->second;
  }

  void read_actions(InformationSet& set) {
    in_.open("{ before the actions");
    Rational sum;
    while (!in_.at_close()) {
      set.actions.push_back(in_.text("the name of an action in quotation marks"));
      if (set.player >= 0) continue;
      set.probability.push_back(in_.number("the probability of the action"));
      if (set.probability.back() < 0) in_.fail_last("is negative", "a probability");
      sum += set.probability.back();
    }
    if (set.actions.empty()) in_.fail("there are no actions", "the name of an action in quotation marks");
    in_.close("} after the actions");
    if (set.player < 0 && sum != 1)
      in_.fail_last(fmt::format("the probabilities sum to {}", numerics::to_text(sum)), "1",
                    "write exact fractions such as 1/3");
  }

  int read_outcome() {
    Outcome outcome{.number = in_.integer(0, "the number of the outcome"), .name = "", .payoff = {}};
    const bool described = in_.at_text() || in_.at_open();
    if (outcome.number == 0) {
      if (described) in_.fail("outcome 0 means none: it has neither name nor payoffs");
      return -1;
    }
    const auto known = outcomes_.find(outcome.number);
    if (!described) {
      if (known == outcomes_.end()) in_.fail_last("is declared here first, and without its payoffs");
      return known->second;
    }
    if (in_.at_text()) outcome.name = in_.text("a name");
    read_payoffs(outcome);
    if (known == outcomes_.end()) {
      tree_.outcomes.push_back(std::move(outcome));
      return outcomes_[tree_.outcomes.back().number] = static_cast<int>(tree_.outcomes.size()) - 1;
    }
    if (outcome != tree_.outcomes[index(known->second)])
      in_.fail_last(fmt::format("this declaration of outcome {} differs from the first", outcome.number));
    return known->second;
  }

  void read_payoffs(Outcome& outcome) {
    in_.open("{ before the payoffs");
    while (!in_.at_close()) outcome.payoff.push_back(in_.number("a payoff"));
    if (outcome.payoff.size() != tree_.players.size())
      in_.fail(fmt::format("{} payoffs for {} players", outcome.payoff.size(), tree_.players.size()));
    in_.close("} after the payoffs");
  }

  Lexer& in_;
  GameTree tree_;
  std::map<std::pair<int, long>, int> sets_;
  std::map<long, int> outcomes_;
};

/// The table may be named by outcomes: as many numbers as profiles; null outcome 0 pays nothing.
class NfgReader {
 public:
  explicit NfgReader(Lexer& in) : in_(in) {}

  StrategicGame read() {
    read_prologue(in_, "NFG", 1, game_.title, game_.players);
    in_.open("{ before the strategies");
    const bool named = in_.at_open();
    if (named) {
      read_names();
    } else {
      read_counts();
    }
    in_.close("} after the strategies");
    if (game_.strategies.size() != game_.players.size())
      in_.fail_last(fmt::format("strategies of {} players for {} players", game_.strategies.size(),
                                game_.players.size()));
    if (in_.at_text()) game_.comment = in_.text("a comment");
    if (in_.at_open()) {
      read_outcomes();
    } else {
      read_payoffs();
    }
    if (!in_.at_end()) in_.fail("stands after the table is complete", "the end of the file");
    return std::move(game_);
  }

 private:
  static constexpr std::size_t kMostProfiles = 10'000'000;

  void read_names() {
    while (!in_.at_close()) {
      in_.open("{ before a player's strategies");
      auto& own = game_.strategies.emplace_back();
      while (!in_.at_close()) own.push_back(in_.text("the name of a strategy in quotation marks"));
      if (own.empty()) in_.fail("a player has no strategies");
      in_.close("}");
      count_player(own.size());
    }
  }
  void read_counts() {
    while (!in_.at_close()) {
      const long count = in_.integer(1, "the number of strategies of a player");
      count_player(static_cast<std::size_t>(count));  // before room is made for as many names
      auto& own = game_.strategies.emplace_back();
      for (long k = 1; k <= count; ++k) own.push_back(std::to_string(k));
    }
  }
  void count_player(std::size_t strategies) {
    if (strategies > kMostProfiles / profiles_)
      in_.fail_last(fmt::format("makes more than {} profiles", kMostProfiles));
    profiles_ *= strategies;
  }
  void read_payoffs() {
    for (std::size_t k = profiles_ * game_.players.size(); k > 0; --k)
      game_.payoff.push_back(in_.number("a payoff"));
  }
  void read_outcomes() {
    std::vector<std::vector<Rational>> outcomes = {std::vector<Rational>(game_.players.size())};
    in_.open("{ before the outcomes");
    while (!in_.at_close()) {
      in_.open("{ before an outcome");
      if (in_.at_text()) in_.text("a name");
      auto& payoff = outcomes.emplace_back();
      while (!in_.at_close()) payoff.push_back(in_.number("a payoff"));
      if (payoff.size() != game_.players.size())
        in_.fail(fmt::format("{} payoffs for {} players", payoff.size(), game_.players.size()));
      in_.close("}");
    }
    in_.close("} after the outcomes");
    for (std::size_t k = 0; k < profiles_; ++k) {
      const auto number = static_cast<std::size_t>(in_.integer(0, "the number of an outcome"));
      if (number >= outcomes.size())
        in_.fail_last("is not an outcome", fmt::format("0 to {}", outcomes.size() - 1));
      game_.payoff.insert(game_.payoff.end(), outcomes[number].begin(), outcomes[number].end());
    }
  }

  Lexer& in_;
  StrategicGame game_;
  std::size_t profiles_ = 1;
};

}  // namespace

GameTree parse_efg(std::string_view text, const std::string& source) {
  Lexer lexer(text, source);
  GameTree tree = EfgReader(lexer).read();
  check(tree);
  return tree;
}

StrategicGame parse_nfg(std::string_view text, const std::string& source) {
  Lexer lexer(text, source);
  StrategicGame game = NfgReader(lexer).read();
  check(game);
  return game;
}

GameTree read_efg(const std::filesystem::path& path) { return parse_efg(read_file(path), path.string()); }
StrategicGame read_nfg(const std::filesystem::path& path) {
  return parse_nfg(read_file(path), path.string());
}

}  // namespace cobden::talks
