// Carve-outs by the goods of a schedule: what each group takes off a sector's tariff, on the small law of
// tests/schedule/matrix_world.h, and what is refused.
#include "cobden/scenario/strategy_items.h"

#include <gmock/gmock.h>

#include "cobden/scenario/strategy_answer.h"
#include "data/temporary_folder.h"
#include "schedule/matrix_world.h"

namespace cobden::scenario {
namespace {

using cobden::testing::TemporaryFolder;
using cobden::testing::user_error;
using schedule::testing::matrix_tables;
using ::testing::HasSubstr;

class StrategyItems : public ::testing::Test {
 protected:
  StrategyItems() {
    folder_.write("law.toml", schedule::testing::kMatrixSchedule);
    folder_.write("trade.csv", schedule::testing::kMatrixTrade);
    folder_.write("map.csv", schedule::testing::kMatrixConcordance);
    folder_.write("groups.csv", "id,label,sector,share\nphones,Telephones,C26,0.75\n");
  }

  AssembledRun run(const std::string& strategy, const std::string& shock = "on = 2025-04-10",
                   const std::string& variant = "no-materials") const {
    folder_.write("s.toml", "benchmark = \"tiny\"\n[model]\nvariant = \"" + variant +
                                "\"\n[[shock]]\nschedule = \"law.toml\"\nconcordance = \"map.csv\"\n" +
                                shock + "\n[strategy]\nplayers = [\"USA\", \"CHN\"]\n" + strategy);
    return assemble(
        read_scenario(folder_.path() / "s.toml"),
        std::make_shared<const data::Benchmark>(matrix_tables({"USA", "CHN", "DEU", "FRA", "BRA", "ROW"})));
  }
  CarveoutItems items(const std::string& strategy, const std::string& shock = "on = 2025-04-10",
                      std::size_t owner = 0) const {
    StrategyGame game = make_game(run(strategy, shock), StrategyQuestion::kCarveouts);
    return carveout_items(game, owner, 1 - owner);
  }
  /// What an item takes off the tariff of C26, points.
  static double cut(const CarveoutItems& made, std::size_t item, double now) {
    double sum = 0;
    for (const auto& cell : made.items[item].cells) sum += now - 100 * cell.exempt_tariff;
    return sum;
  }

  TemporaryFolder folder_;
};

// C26 from China: telephones 300 at 60%, computers 100, exempt; on the benchmark's 2%.
constexpr double kNow = 2 + 45;

TEST_F(StrategyItems, ChaptersTakeOffExactlyWhatTheLawPutOnThem) {
  const auto made = items("items = \"hs2\"");
  ASSERT_EQ(made.items.size(), 2u) << "computers pay nothing that could be spared";
  EXPECT_EQ(made.items[0].id, "01");
  EXPECT_NEAR(cut(made, 0, 12), 10, 1e-12);
  EXPECT_EQ(made.goods[0].trade_usd, 0) << "the trade that weighs it is not China's";
  EXPECT_EQ(made.items[1].id, "85");
  EXPECT_NEAR(cut(made, 1, kNow), 45, 1e-12);
  EXPECT_NEAR(made.items[1].cells[0].share, 0.75, 1e-12);
  EXPECT_DOUBLE_EQ(made.goods[1].trade_usd, 300);
  EXPECT_NEAR(made.goods[1].duty_percent, 60, 1e-12);
  EXPECT_EQ(made.schedule, "test-2025");
  EXPECT_EQ(made.year, 2024);
}

TEST_F(StrategyItems, AnExemptListHasNothingLeftUntilItIsTakenAway) {
  const auto spared = items("items = [\"computers\", \"8517\"]");
  EXPECT_NEAR(cut(spared, 0, kNow), 0, 1e-12);
  EXPECT_NEAR(spared.goods[0].duty_percent, 0, 1e-12);
  EXPECT_NEAR(cut(spared, 1, kNow), 45, 1e-12);
  const auto charged = items("items = [\"computers\", \"8517\"]", "on = 2025-04-10\nwithout = \"computers\"");
  EXPECT_NEAR(cut(charged, 0, kNow + 2.5), 2.5, 1e-12);
  EXPECT_NEAR(charged.goods[0].duty_percent, 10, 1e-12);
}

TEST_F(StrategyItems, SinceSpansAndKnowledgeAreThoseOfTheShock) {
  // Since 5 April: what the 10% put on telephones is held by the benchmark already.
  EXPECT_NEAR(cut(items("items = \"8517\"", "on = 2025-04-10\nsince = 2025-04-05"), 0, 2 + 37.5), 37.5,
              1e-12);
  EXPECT_NEAR(items("items = \"8517\"", "on = [2025-04-10, 2025-04-11]").goods[0].duty_percent, 35, 1e-12);
  // On the 10th nobody knew that computers were exempt.
  const auto known = items("items = \"hs2\"", "on = 2025-04-10\nknown = 2025-04-10");
  ASSERT_EQ(known.items.size(), 3u);
  EXPECT_EQ(known.items[1].id, "84");
  EXPECT_NEAR(known.goods[1].duty_percent, 10, 1e-12);
}

TEST_F(StrategyItems, AModelWithOneSectorTakesThePartThatTheGoodsAreOfAllTrade) {
  StrategyGame game =
      make_game(run("items = \"85\"", "on = 2025-04-10", "one-sector"), StrategyQuestion::kCarveouts);
  const auto made = carveout_items(game, 0, 1);
  ASSERT_EQ(made.items.size(), 1u);
  ASSERT_EQ(made.items[0].cells.size(), 1u);
  const double now = game.start(Sector(0), Country(0), Country(1));
  // Flows of 10, 20 and 30: C26 is a third.
  EXPECT_NEAR(now - made.items[0].cells[0].exempt_tariff, 0.45 / 3, 1e-12);
}

TEST_F(StrategyItems, FilesAndSectorsAreAsBefore) {
  EXPECT_EQ(items("").items.size(), 2u);
  const auto shares = items("items = \"groups.csv\"");
  ASSERT_EQ(shares.items.size(), 1u);
  EXPECT_TRUE(shares.goods.empty());
  EXPECT_NEAR(cut(shares, 0, kNow), 0.75 * 45, 1e-12);
}

TEST_F(StrategyItems, RefusalsNameTheKeyAndTheNearest) {
  EXPECT_THAT(user_error([&] { items("items = \"computrs\""); }), HasSubstr("did you mean 'computers'?"));
  EXPECT_THAT(user_error([&] { items("items = \"list\""); }), HasSubstr("did you mean 'lists'?"));
  EXPECT_THAT(user_error([&] { items("items = [\"hs2\", \"8517\"]"); }), HasSubstr("stands beside"));
  EXPECT_THAT(user_error([&] { items("items = \"2709\""); }), HasSubstr("USA imports none of these goods"));
  EXPECT_THAT(user_error([&] { items("items = \"none.csv\""); }), HasSubstr("no such file"));
  const auto china = user_error([&] { items("items = \"lists\"", "on = 2025-04-10", 1); });
  EXPECT_THAT(china, HasSubstr("come from no schedule"));
  EXPECT_THAT(china, HasSubstr("s.toml:10"));
  EXPECT_THAT(user_error([&] {
                items("items = \"hs2\"",
                      "on = 2025-04-10\n[[shock]]\nschedule = \"law.toml\"\nconcordance = \"map.csv\"\non = "
                      "2025-04-09");
              }),
              HasSubstr("several schedules"));
}

TEST_F(StrategyItems, TheAnswerSparesThem) {
  const auto a = answer_strategy(run("items = \"hs2\""), StrategyQuestion::kCarveouts);
  ASSERT_TRUE(a.search.converged()) << a.search.message;
  const auto& made = std::get<CarveoutAnswer>(a.detail);
  EXPECT_EQ(made.ranking.single.size(), 2u);
  EXPECT_NEAR(a.tariffs[0].tariff(Sector(1), Country(0), Country(1)), 0.02, 1e-12);
}

}  // namespace
}  // namespace cobden::scenario
