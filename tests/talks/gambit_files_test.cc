#include "cobden/talks/gambit_files.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "cobden/core/error.h"
#include "damaged_text.h"
#include "shared_data.h"

namespace cobden::talks {
namespace {

// The poker game of Myerson (1991), chance, one information set shared by two nodes, a comment.
const char* const kPoker =
    "EFG 2 R \"A simple \\\"Poker\\\" game\" { \"Fred\" \"Alice\" }\n"
    "\"one card\"\n\n"
    "c \"\" 1 \"deal\" { \"Red\" 1/2 \"Black\" 0.5 } 0\n"
    "p \"\" 1 1 \"\" { \"Raise\" \"Fold\" } 0\n"
    "p \"\" 2 1 \"\" { \"Meet\" \"Pass\" } 0\n"
    "t \"\" 1 \"Win Big\" { 2, -2 }\n"
    "t \"\" 2 \"Win\" { 1, -1 }\n"
    "t \"\" 2\n"
    "p \"\" 1 2 \"\" { \"Raise\" \"Fold\" } 0\n"
    "p \"\" 2 1 0\n"
    "t \"\" 3 \"Lose Big\" { -2 2 }\n"
    "t \"\" 2 \"Win\" { 1, -1 }\n"
    "t \"\" 4 \"Lose\" { -1, 1 }\n";

std::string message(const std::string& text, bool tree = true) {
  try {
    if (tree)
      parse_efg(text, "g.efg");
    else
      parse_nfg(text, "g.nfg");
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

TEST(GambitFiles, ReadsATreeWithRepeatedDeclarations) {
  const GameTree tree = parse_efg(kPoker);
  EXPECT_EQ(tree.title, "A simple \"Poker\" game");
  EXPECT_EQ(tree.comment, "one card");
  ASSERT_EQ(tree.nodes.size(), 11u);
  EXPECT_EQ(tree.sets.size(), 4u);
  EXPECT_EQ(tree.outcomes.size(), 4u);
  EXPECT_EQ(tree.nodes[2].set, tree.nodes[7].set) << "Alice cannot tell the two nodes apart";
  EXPECT_EQ(tree.sets[0].probability[1], numerics::fraction(1, 2)) << "0.5 is read as a half";
  EXPECT_EQ(parse_efg(to_efg(tree)), tree);
}

TEST(GambitFiles, StrategicFormOfPokerIsTheTextbooks) {
  // Myerson (1991), table 2.1: Rr against M pays (0, 0), Rf against M (0.5, -0.5), ...
  const StrategicGame table = strategic_form(parse_efg(kPoker));
  EXPECT_EQ(table.strategies[0],
            (std::vector<std::string>{"Raise/Raise", "Raise/Fold", "Fold/Raise", "Fold/Fold"}));
  EXPECT_EQ(table.payoff_at({0, 0}, 0), 0);
  EXPECT_EQ(table.payoff_at({1, 0}, 0), numerics::fraction(1, 2));
  EXPECT_EQ(table.payoff_at({2, 0}, 0), numerics::fraction(-1, 2));
  EXPECT_EQ(table.payoff_at({0, 1}, 0), 1);
  EXPECT_EQ(table.payoff_at({3, 1}, 1), 0);
}

TEST(GambitFiles, TablesOfBothVersionsRoundTrip) {
  const std::string selten =
      "NFG 1 R \"Selten (IJGT, 75), Figure 2\" { \"Player 1\" \"Player 2\" } { 3 2 }\n\n";
  const StrategicGame plain = parse_nfg(selten + "1 1 0 2 0 2 1 1 0 3 2 0");
  EXPECT_EQ(plain.payoff_at({1, 0}, 1), 2);
  EXPECT_EQ(plain.payoff_at({2, 1}, 0), 2);
  EXPECT_EQ(parse_nfg(to_nfg(plain)), plain);
  const StrategicGame named = parse_nfg(
      "NFG 1 R \"Selten\" { \"Player 1\" \"Player 2\" }\n{ { \"a\" \"b\" \"c\" } { \"x\" \"y\" } } \"why\"\n"
      "{ { \"\" 1, 1 } { \"two\" 0, 2 } { \"\" 0, 3 } { \"\" 2, 0 } }\n1 2 2 1 3 4");
  EXPECT_EQ(named.payoff, plain.payoff);
  EXPECT_EQ(named.comment, "why");
  EXPECT_EQ(parse_nfg(to_nfg(named)), named);
  const StrategicGame poker = strategic_form(parse_efg(kPoker));
  EXPECT_EQ(parse_nfg(to_nfg(poker)), poker);
}

TEST(GambitFiles, MistakesNameLineAndColumn) {
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = kPoker;
    return message(text.replace(text.find(from), from.size(), to));
  };
  EXPECT_EQ(with("0.5 }", "0.4 }"),
            "g.efg:4: column 39: '}': the probabilities sum to 9/10; expected 1; write exact fractions such "
            "as 1/3");
  EXPECT_NE(with("1/2", "1/0").find("g.efg:4: column 23: '1/0': is not a number"), std::string::npos);
  EXPECT_NE(with("1/2", "-1/2").find("is negative"), std::string::npos);
  EXPECT_NE(with("p \"\" 2 1 0", "p \"\" 2 1 \"\" { \"Meet\" \"Fold\" } 0").find("g.efg:11"),
            std::string::npos);
  EXPECT_NE(with("p \"\" 2 1 0", "p \"\" 3 1 0").find("'3': is not a player; expected 1 to 2"),
            std::string::npos);
  EXPECT_NE(with("{ -2 2 }", "{ -2 2 1 }").find("3 payoffs for 2 players"), std::string::npos);
  EXPECT_NE(with("t \"\" 4 \"Lose\" { -1, 1 }\n", "").find("end of file"), std::string::npos);
  EXPECT_NE(with("t \"\" 4 \"Lose\"", "t \"\" 2 \"Lose\"").find("differs from the first"), std::string::npos);
  EXPECT_NE(with("t \"\" 2\n", "t \"\" 9\n").find("'9': is declared here first"), std::string::npos);
  EXPECT_NE(with("t \"\" 2\n", "t \"\" 0 \"\" { 1 1 }\n").find("neither name nor payoffs"),
            std::string::npos);
  EXPECT_NE(with("EFG 2", "EFG 3").find("version"), std::string::npos);
  EXPECT_NE(with("\"one card\"", "\"one card").find("column"), std::string::npos);
  EXPECT_NE(message(std::string(kPoker) + "t \"\" 0").find("after the tree is complete"), std::string::npos);
  EXPECT_NE(message("NFG 1 R \"\" { \"a\" } { 2 }\n1 x", false).find("g.nfg:2: column 3: 'x'"),
            std::string::npos);
  EXPECT_NE(message("NFG 1 R \"\" { \"a\" } { 99999 99999 }", false).find("g.nfg"), std::string::npos);
  EXPECT_NE(message("EFG 2 R \"\xff\"").find("not UTF-8"), std::string::npos);
}

TEST(GambitFiles, DeepTreesDoNotExhaustTheStack) {
  std::string text = "EFG 2 R \"deep\" { \"a\" }\n";
  for (int k = 0; k < 200000; ++k) text += "p \"\" 1 1 \"\" { \"on\" } 0\n";
  text += "t \"\" 1 \"\" { 1 }\n";
  const GameTree tree = parse_efg(text);
  EXPECT_EQ(tree.nodes.size(), 200001u);
  EXPECT_EQ(parse_efg(to_efg(tree)), tree);
}

/// A random tree of a few levels: chance and up to three players, shared sets, outcomes anywhere.
GameTree random_tree(std::mt19937& random) {
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  GameTree tree;
  tree.title = "random \\ \"game\"";
  tree.comment = below(2) ? "line\nbreak" : "";
  for (int i = 1 + below(3); i > 0; --i) tree.players.push_back("player " + std::to_string(i));
  const auto payoff = [&] {
    std::vector<Rational> p;
    for (std::size_t i = 0; i < tree.players.size(); ++i)
      p.push_back(numerics::fraction(below(41) - 20, 1 + below(7)));
    return p;
  };
  const auto grow = [&](const auto& self, int parent, int depth) -> void {
    const int outcome = below(3) == 0 || depth == 0 ? tree.add_outcome(payoff(), below(2) ? "o" : "") : -1;
    if (depth == 0) {
      tree.add_node(parent, -1, outcome);
      return;
    }
    int set = -1;
    if (!tree.sets.empty() && below(2)) {
      set = below(static_cast<int>(tree.sets.size()));
    } else if (below(3) == 0) {
      set = tree.add_event({"l", "r"}, {numerics::fraction(1, 3), numerics::fraction(2, 3)}, "ev");
    } else {
      std::vector<std::string> actions;
      for (int a = 1 + below(3); a > 0; --a) actions.push_back("a" + std::to_string(a));
      set = tree.add_set(below(static_cast<int>(tree.players.size())), actions);
    }
    const int node = tree.add_node(parent, set, outcome, "n");
    const std::size_t actions = tree.sets[static_cast<std::size_t>(set)].actions.size();
    for (std::size_t a = 0; a < actions; ++a) self(self, node, depth - 1);
  };
  grow(grow, -1, 1 + below(3));
  return tree;
}

RC_GTEST_PROP(GambitProperties, TreesRoundTrip, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const GameTree tree = random_tree(random);
  const std::string text = to_efg(tree);
  const GameTree back = parse_efg(text);
  RC_ASSERT(to_efg(back) == text);
  RC_ASSERT(parse_efg(to_efg(back)) == back);
  // Expected payoffs do not depend on the order in which sets are listed.
  const StrategicGame a = strategic_form(tree), b = strategic_form(back);
  RC_ASSERT(a.profiles() == b.profiles() || tree.sets.size() != back.sets.size());
  RC_ASSERT(parse_nfg(to_nfg(a)) == a);
}

TEST(GambitFiles, DamagedTextIsReadOrRefused) {
  std::mt19937 random(11);
  const std::string table = to_nfg(strategic_form(parse_efg(kPoker)));
  int refused = 0, read = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    const bool tree = trial % 2 == 0;
    const std::string text = testing::damaged(tree ? kPoker : table, "0129-/.e{}\"\\ cpt\n,\xc3", random);
    try {
      if (tree) {
        const GameTree game = parse_efg(text);
        ASSERT_EQ(parse_efg(to_efg(game)), parse_efg(to_efg(parse_efg(to_efg(game)))));
      } else {
        const StrategicGame game = parse_nfg(text);
        ASSERT_EQ(parse_nfg(to_nfg(game)), game);
      }
      ++read;
    } catch (const UserError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 5000);
  EXPECT_GT(read, 1000);
}

TEST(GambitFiles, ReferenceGamesRoundTrip) {
  COBDEN_NEED_SHARED("reference/games");
  for (const char* name : {"beer_quiche.efg", "icebreaker_cheap.efg"}) {
    const GameTree tree = read_efg(shared_path / name);
    EXPECT_EQ(parse_efg(to_efg(tree)), tree) << name;
  }
  EXPECT_THROW(read_efg(shared_path / "no_such_game.efg"), UserError);
}

}  // namespace
}  // namespace cobden::talks
