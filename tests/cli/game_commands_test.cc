// `cobden game` as a script and an analyst use it.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "program.h"
#include "shared_data.h"

namespace cobden {
namespace {

namespace json = boost::json;

using GameCommands = CommandLine;

constexpr const char* kSexes = "NFG 1 R \"Battle of the sexes\" { \"one\" \"two\" } { 2 2 } 2 1 0 0 0 0 1 2";
constexpr const char* kThree = "NFG 1 R \"\" { \"a\" \"b\" \"c\" } { 1 1 2 } 0 0 0 1 1 1";
constexpr const char* kIcebreaker =
    "EFG 2 R \"ice\" { \"China\" \"US\" }\n"
    "c \"\" 1 \"\" { \"S\" 1/4 \"I\" 3/4 } 0\n"
    "p \"\" 1 1 \"S\" { \"signal\" \"none\" } 0\n"
    "p \"\" 2 1 \"saw\" { \"relief\" \"hold\" } 0\nt \"\" 1 \"\" { 3/5, 2 }\nt \"\" 2 \"\" { -1, 0 }\n"
    "p \"\" 2 2 \"notsaw\" { \"relief\" \"hold\" } 0\nt \"\" 3 \"\" { 8/5, 2 }\nt \"\" 4 \"\" { 0, 0 }\n"
    "p \"\" 1 2 \"I\" { \"signal\" \"none\" } 0\n"
    "p \"\" 2 1 0\nt \"\" 5 \"\" { 1, -1 }\nt \"\" 6 \"\" { -1, 0 }\n"
    "p \"\" 2 2 0\nt \"\" 7 \"\" { 2, -1 }\nt \"\" 8 \"\" { 0, 0 }\n";

json::array rows(const std::string& arguments, const char* section) {
  const Answer a = cobden("game " + arguments + " --format json");
  EXPECT_EQ(a.code, 0) << arguments;
  return json::parse(a.out).at("results").at(section).as_array();
}

TEST_F(GameCommands, ATableHasAllItsEquilibriaWithTheirTests) {
  write("sexes.nfg", kSexes);
  const auto found = rows(path("sexes.nfg"), "equilibria");
  ASSERT_EQ(found.size(), 3U);
  for (const auto& e : found) {
    EXPECT_EQ(e.at("deviation_test").as_string(), "passes");
    EXPECT_EQ(e.at("deviation_gain").to_number<double>(), 0);
  }
  EXPECT_EQ(found[2].at("strategy_1").as_string(), "2/3 1 + 1/3 2");
  EXPECT_EQ(found[2].at("payoff_1_exact").as_string(), "2/3");
  EXPECT_DOUBLE_EQ(found[2].at("payoff_1").to_number<double>(), 2.0 / 3);
}

TEST_F(GameCommands, ASenderReceiverTreeIsRefinedToo) {
  write("ice.efg", kIcebreaker);
  const auto nash = rows(path("ice.efg"), "equilibria"), bayesian = rows(path("ice.efg"), "perfect_bayesian");
  ASSERT_EQ(bayesian.size(), 1U);  // reference case T22: no signal, hold
  EXPECT_EQ(bayesian[0].at("kind").as_string(), "pooling");
  EXPECT_EQ(bayesian[0].at("sender").as_string(), "S: none; I: none");
  EXPECT_EQ(bayesian[0].at("receiver").as_string(), "signal: hold; none: hold");
  EXPECT_EQ(bayesian[0].at("intuitive").as_string(), "survives");
  EXPECT_EQ(nash[0].at("strategy_1").as_string(), "none/none");
}

TEST_F(GameCommands, TheReferenceGames) {
  COBDEN_NEED_SHARED("reference/games");
  const std::string beer = (shared_path / "beer_quiche.efg").string();
  const auto found = rows(beer, "perfect_bayesian");
  ASSERT_EQ(found.size(), 2U);  // T20: both pool, beer alone survives
  for (const auto& e : found) {
    const bool pools_on_beer = e.at("sender").as_string() == "weak: beer; strong: beer";
    EXPECT_EQ(e.at("kind").as_string(), "pooling");
    EXPECT_EQ(e.at("intuitive").as_string(), pools_on_beer ? "survives" : "fails");
    EXPECT_EQ(e.at("deviation_test").as_string(), "passes");
  }
  long pure = 0;
  for (const auto& e : rows(beer, "equilibria")) pure += e.at("kind").as_string() == "pure" ? 1 : 0;
  EXPECT_EQ(pure, 2);
  EXPECT_EQ(rows((shared_path / "icebreaker_cheap.efg").string(), "perfect_bayesian").size(), 1U);
}

TEST_F(GameCommands, MoreThanTwoPlayersGetPureEquilibriaAndAreTold) {
  write("three.nfg", kThree);
  const Answer a = cobden("game " + path("three.nfg"));
  EXPECT_EQ(a.code, 0);
  EXPECT_NE(a.out.find("Of 3 players only equilibria in pure strategies"), std::string::npos) << a.out;
}

TEST_F(GameCommands, NoEquilibriumFoundIsExitCodeOne) {
  // Matching pennies of the first two, watched by a third: no pure equilibrium.
  write("pennies.nfg", "NFG 1 R \"\" { \"a\" \"b\" \"c\" } { 2 2 1 } 1 -1 0 -1 1 0 -1 1 0 1 -1 0");
  const Answer a = cobden("game " + path("pennies.nfg"));
  EXPECT_EQ(a.code, 1);
  EXPECT_NE(a.out.find("No equilibrium was found."), std::string::npos) << a.out;
}

TEST_F(GameCommands, WritesTheGameAgain) {
  write("ice.efg", kIcebreaker);
  EXPECT_EQ(cobden("game " + path("ice.efg") + " --out " + path("again.efg")).code, 0);
  EXPECT_EQ(cobden("game " + path("ice.efg") + " --out " + path("table.nfg")).code, 0);
  EXPECT_EQ(rows(path("again.efg"), "perfect_bayesian").size(), 1U);
  EXPECT_EQ(rows(path("table.nfg"), "equilibria").size(), rows(path("ice.efg"), "equilibria").size());
}

TEST_F(GameCommands, TextsOfAllFormats) {
  write("ice.efg", kIcebreaker);
  const Answer table = cobden("game " + path("ice.efg")),
               csv = cobden("game " + path("ice.efg") + " --format csv");
  EXPECT_NE(table.out.find("Beliefs and refinements"), std::string::npos);
  EXPECT_NE(table.out.find("Name an action at"), std::string::npos);
  EXPECT_NE(csv.out.find("perfect_bayesian"), std::string::npos);
}

TEST_F(GameCommands, BadInputIsOneLineAndExitCodeTwo) {
  write("cut.efg", std::string(kIcebreaker).substr(0, 200));
  write("words.txt", "not a game\n");
  write("empty.efg", "");
  write("huge.nfg", "NFG 1 R \"\" { \"a\" \"b\" } { 9999999 9999999 } 1 2");
  write("letters.nfg", "NFG 1 R \"\" { \"a\" \"b\" } { 1 1 } x y");
  write("sum.efg", "EFG 2 R \"\" { \"a\" } c \"\" 1 \"\" { \"x\" 1/2 \"y\" 1/3 } 0 t \"\" 1 { 1 } t \"\" 1");
  write("ice.efg", kIcebreaker);
  write("sexes.nfg", kSexes);
  for (const std::string& arguments :
       {path("cut.efg"), path("words.txt"), path("empty.efg"), path("huge.nfg"), path("letters.nfg"),
        path("sum.efg"), path("absent.efg"), path("ice.efg") + " --out " + path("x.txt"),
        path("sexes.nfg") + " --out " + path("x.efg")}) {
    const Answer a = cobden("game " + arguments, true);
    EXPECT_EQ(a.code, 2) << arguments;
    EXPECT_EQ(a.out.find("cobden: "), 0U) << a.out;
    EXPECT_EQ(a.out.find('\n'), a.out.size() - 1) << a.out;
  }
  EXPECT_FALSE(std::filesystem::exists(path("x.txt")));
}

}  // namespace
}  // namespace cobden
