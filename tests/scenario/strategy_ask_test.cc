// The [strategy] table: what it reads, what it refuses and where, and how the command line wins over it.
#include "cobden/scenario/strategy_ask.h"

#include <gmock/gmock.h>

#include "cobden/scenario/options.h"
#include "cobden/scenario/scenario_file.h"

namespace cobden::scenario {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

StrategyAsk parse(const std::string& text) { return parse_scenario(text, "game.toml").strategy.value(); }

std::string message_of(const std::string& text) {
  try {
    parse_scenario(text, "game.toml");
  } catch (const UserError& e) {
    return e.what();
  }
  ADD_FAILURE() << "no error for\n" << text;
  return "";
}

TEST(StrategyAsk, ReadsPlayersChoicesAndSettings) {
  const auto ask = parse(R"(
[strategy]
question = "frontier"
players = ["CHN", "USA"]
class = "mfn"
sectors = ["metals", "C26"]
lower = -5
upper = 60
unit = "percent"
threat = "nash"
power = 0.7
points = 9
gains = "money"
seconds = 12.5
starts = 3
weights = { C26 = 2, metals = 0.5 }
normalise = true
[[strategy.player]]
code = "USA"
class = "uniform"
partners = "all"
revenue_weight = 0.2
)");
  EXPECT_EQ(ask.question, StrategyQuestion::kFrontier);
  EXPECT_EQ(ask.threat, "nash");
  EXPECT_EQ(ask.power, 0.7);
  EXPECT_EQ(ask.points, 9);
  EXPECT_FALSE(ask.equal_percent);
  EXPECT_EQ(ask.seconds, 12.5);
  EXPECT_EQ(ask.starts, 3);
  EXPECT_EQ(ask.all.tariff_class, strategy::TariffClass::kMfn);
  EXPECT_DOUBLE_EQ(ask.all.lower.value(), -0.05);
  EXPECT_DOUBLE_EQ(ask.all.upper.value(), 0.6);
  EXPECT_THAT(ask.all.sectors, ElementsAre("metals", "C26"));
  EXPECT_THAT(ask.all.weights, ElementsAre(Pair("C26", 2.0), Pair("metals", 0.5)));
  EXPECT_EQ(ask.all.normalise, true);
  ASSERT_EQ(ask.players.size(), 2u);
  EXPECT_EQ(ask.players[0].code, "CHN") << "the order of 'players', not of the tables";
  EXPECT_EQ(ask.players[1].code, "USA");
  EXPECT_EQ(ask.players[1].tariff_class, strategy::TariffClass::kUniform);
  EXPECT_EQ(ask.players[1].revenue_weight, 0.2);
  EXPECT_FALSE(ask.players[0].tariff_class) << "falls back to [strategy]";
}

TEST(StrategyAsk, TablesAloneNameThePlayersAndAQuestionMayBeAbsent) {
  const auto ask =
      parse("[strategy]\n[[strategy.player]]\ncode = \"A\"\n[[strategy.player]]\ncode = \"B\"\n");
  EXPECT_FALSE(ask.question);
  ASSERT_EQ(ask.players.size(), 2u);
  EXPECT_EQ(ask.players[1].code, "B");
  EXPECT_FALSE(parse_scenario("title = \"x\"\n", "x.toml").strategy);
}

TEST(StrategyAsk, MistakesAreNamedWhereTheyStand) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
      {"[strategy]\nquestoin = \"nash\"", {"game.toml:2", "strategy.questoin", "'question'"}},
      {"[strategy]\nquestion = \"nsah\"", {"game.toml:2", "'nsah'", "'nash'"}},
      {"[strategy]\nclass = \"mfm\"", {":2", "strategy.class", "'mfn'"}},
      {"[strategy]\nupper = 20", {":2", "strategy.upper", "unit"}},
      {"[strategy]\nunit = \"percent\"", {":2", "strategy.unit", "stands alone"}},
      {"[strategy]\nlower = -100\nunit = \"percent\"", {":2", "strategy.lower", "-100% or below"}},
      {"[strategy]\nplayers = [\"USA\", \"USA\"]", {":2", "'USA'", "twice"}},
      {"[strategy]\nplayers = [\"USA\"]\n[[strategy.player]]\ncode = \"CHN\"", {":4", "'CHN'", "not among"}},
      {"[strategy]\n[[strategy.player]]\nclass = \"mfn\"", {"'code' is missing"}},
      {"[strategy]\n[[strategy.player]]\ncode = \"A\"\n[[strategy.player]]\ncode = \"A\"", {":5", "already"}},
      {"[strategy]\nweights = { C26 = -1 }", {"C26", "too small"}},
      {"[strategy]\nweights_file = \"x.csv\"\nweights = { C26 = 1 }", {"weights_file"}},
      {"[strategy]\npower = 1.5", {":2", "too large"}},
      {"[strategy]\npoints = 2", {":2", "too small", "3"}},
      {"[strategy]\npoints = 9.5", {":2", "a whole number"}},
      {"[strategy]\nseconds = -1", {":2", "too small"}},
      {"[strategy]\nrevenue_weight = -0.1", {":2", "too small"}},
      {"[strategy]\namounts = [1, \"two\"]", {":2", "list of numbers"}},
      {"[strategy]\namounts = []", {":2", "empty"}},
      {"[strategy]\namounts = [-2]", {":2", "too small"}},
      {"[strategy]\nbudget = \"trades\"", {":2", "'trade'"}},
      {"[strategy]\nmoves = [\"hodl\"]", {":2", "'hold'"}},
      {"[strategy]\nmoves = [\"exempt 0\"]", {":2", "exempt 3"}},
      {"[strategy]\nmoves = [\"hold 3\"]", {":2", "\"hold\" alone"}},
      {"[strategy]\nform = \"bilaterl\"", {":2", "'bilateral'"}},
      {"strategy = 3", {"strategy", "a table"}},
  };
  for (const auto& [text, expected] : cases) {
    const std::string message = message_of(text);
    for (const auto& part : expected) EXPECT_THAT(message, HasSubstr(part)) << text;
  }
}

TEST(StrategyAsk, RatesOfTheCommandLineNeedAUnitWhereTheyCouldMislead) {
  EXPECT_DOUBLE_EQ(parse_rate("200%", {}), 2);
  EXPECT_DOUBLE_EQ(parse_rate(" 25 %", {}), 0.25);
  EXPECT_DOUBLE_EQ(parse_rate("0.25", {}), 0.25);
  EXPECT_EQ(parse_rate("0", {}), 0);
  EXPECT_DOUBLE_EQ(parse_rate("-10%", {}), -0.1);
  for (const char* bad : {"20", "2", "ten", "-100%", "-1", "", "%", "nan"})
    EXPECT_THROW(parse_rate(bad, {}), UserError) << bad;
}

TEST(StrategyAsk, Moves) {
  EXPECT_EQ(parse_move("hold", {}).kind, strategy::MoveKind::kHold);
  const auto adds = parse_move("add 12.5 points", {});
  EXPECT_EQ(adds.kind, strategy::MoveKind::kAddPoints);
  EXPECT_DOUBLE_EQ(adds.points, 0.125);
  EXPECT_EQ(parse_move("exempt 4", {}).count, 4);
  for (const char* bad : {"add", "add 10", "add ten points", "exempt", "exempt 1.5", "exempt -1", "cut"})
    EXPECT_THROW(parse_move(bad, {}), UserError) << bad;
}

TEST(StrategyAsk, TheCommandLineWinsOverTheFileForEveryPlayer) {
  auto ask = parse(R"(
[strategy]
players = ["USA", "CHN"]
class = "mfn"
seconds = 100
[[strategy.player]]
code = "CHN"
class = "uniform"
revenue_weight = 0.5
)");
  StrategyOverrides o;
  o.players = {"CHN", "EU27"};
  o.tariff_class = "by-partner";
  o.seconds = "5";
  o.lower = "-2%";
  o.amounts = {"1", "2.5"};
  o.weights = {"C26=1.5"};
  apply_overrides(o, ask);
  ASSERT_EQ(ask.players.size(), 2u);
  EXPECT_EQ(ask.players[0].code, "CHN");
  EXPECT_EQ(ask.players[0].revenue_weight, 0.5) << "the table of a player that is left stays in force";
  EXPECT_FALSE(ask.players[0].tariff_class) << "an option holds for all, whatever their tables say";
  EXPECT_EQ(ask.all.tariff_class, strategy::TariffClass::kByPartner);
  EXPECT_EQ(ask.players[1].code, "EU27");
  EXPECT_EQ(ask.seconds, 5);
  EXPECT_DOUBLE_EQ(ask.all.lower.value(), -0.02);
  EXPECT_THAT(ask.amounts, ElementsAre(1, 2.5));
  EXPECT_THAT(ask.all.weights, ElementsAre(Pair("C26", 1.5)));
}

TEST(StrategyAsk, MistakesOfTheCommandLineNameTheOption) {
  const auto message = [](const StrategyOverrides& o) -> std::string {
    StrategyAsk ask;
    try {
      apply_overrides(o, ask);
    } catch (const UserError& e) {
      return e.what();
    }
    return "no error";
  };
  StrategyOverrides o;
  o.max_iterations = "1.5";
  EXPECT_THAT(message(o), HasSubstr("--max-iterations: '1.5'"));
  o = {}, o.certificate_starts = "0";
  EXPECT_THAT(message(o), HasSubstr("--certificate-starts: '0': is too small"));
  o = {}, o.gains = "moneys";
  EXPECT_THAT(message(o), HasSubstr("did you mean 'money'?"));
  o = {}, o.weights = {"C26"};
  EXPECT_THAT(message(o), HasSubstr("--weights: 'C26'"));
  o = {}, o.weights = {"C26=1"}, o.weights_file = "x.csv";
  EXPECT_THAT(message(o), HasSubstr("--weights-file"));
  o = {}, o.players = {"USA", "USA"};
  EXPECT_THAT(message(o), HasSubstr("--players: 'USA': stands twice"));
}

TEST(StrategyAsk, EveryKeyIsDescribed) {
  for (const auto& option : strategy_options()) {
    EXPECT_FALSE(option.meaning.empty()) << option.key;
    EXPECT_NE(find_option(scenario_options(), option.table, option.key), nullptr) << option.key;
  }
}

}  // namespace
}  // namespace cobden::scenario
