#include "cobden/talks/nash_enumeration.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <random>

#include "cobden/core/error.h"
#include "talks/games.h"

namespace cobden::talks {
namespace {

using numerics::fraction;

StrategicGame table(std::size_t rows, std::size_t columns, const std::vector<long>& payoff) {
  StrategicGame game;
  game.players = {"one", "two"};
  game.strategies.resize(2);
  for (std::size_t k = 1; k <= rows; ++k) game.strategies[0].push_back(std::to_string(k));
  for (std::size_t k = 1; k <= columns; ++k) game.strategies[1].push_back(std::to_string(k));
  for (const long p : payoff) game.payoff.emplace_back(p);
  return game;
}

TEST(NashEnumeration, BattleOfTheSexesHasThree) {
  // Columns run slowest: (1,1) 2 1, (2,1) 0 0, (1,2) 0 0, (2,2) 1 2.
  const auto found = mixed_equilibria(table(2, 2, {2, 1, 0, 0, 0, 0, 1, 2}));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(std::count_if(found.begin(), found.end(), [](const auto& e) { return e.pure(); }), 2);
  const auto& mixed = found.back();
  EXPECT_EQ(mixed.strategy[0], (std::vector<Rational>{fraction(2, 3), fraction(1, 3)}));
  EXPECT_EQ(mixed.strategy[1], (std::vector<Rational>{fraction(1, 3), fraction(2, 3)}));
  EXPECT_EQ(mixed.payoff[0], fraction(2, 3));
  EXPECT_TRUE(mixed.isolated);
}

TEST(NashEnumeration, MatchingPenniesHasOneAndNoPure) {
  const auto game = table(2, 2, {1, -1, -1, 1, -1, 1, 1, -1});
  EXPECT_TRUE(pure_equilibria(game).empty());
  const auto found = mixed_equilibria(game);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].strategy[0][0], fraction(1, 2));
}

TEST(NashEnumeration, DegenerateGamesReportTheirContinuum) {
  // The second player's first column is weakly dominated but a reply to the first row.
  const auto found = mixed_equilibria(table(2, 2, {1, 1, 0, 0, 1, 1, 2, 2}));
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](const auto& e) { return !e.isolated; }));
  for (const auto& e : found) EXPECT_EQ(e.deviation_gain, 0);
}

// Reference case T20, strategic form: two equilibria in pure strategies.
TEST(NashEnumeration, BeerQuicheHasTwoPureEquilibria) {
  const auto game = strategic_form(to_tree(testing::beer_quiche()));
  const auto pure = pure_equilibria(game);
  ASSERT_EQ(pure.size(), 2u);
  EXPECT_EQ(game.strategies[0][pure[0][0]] + " " + game.strategies[1][pure[0][1]], "quiche/quiche duel/not");
  EXPECT_EQ(game.strategies[0][pure[1][0]] + " " + game.strategies[1][pure[1][1]], "beer/beer not/duel");
}

RC_GTEST_PROP(NashProperties, EveryGameHasAnEquilibriumAndAllPassTheTest, ()) {
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  const std::size_t rows = 1 + random() % 3, columns = 1 + random() % 3;
  std::vector<long> payoff;
  for (std::size_t k = 0; k < 2 * rows * columns; ++k) payoff.push_back(static_cast<long>(random() % 6));
  const auto game = table(rows, columns, payoff);
  const auto found = mixed_equilibria(game);
  RC_ASSERT(!found.empty());
  for (const auto& e : found) RC_ASSERT(deviation_gain(game, e.strategy) == 0);
  const auto pure = pure_equilibria(game);
  RC_ASSERT(std::count_if(found.begin(), found.end(), [](const auto& e) { return e.pure(); }) ==
            static_cast<long>(pure.size()));
  // Of games in general position the number is odd (Wilson 1971).
  const bool all_isolated = std::all_of(found.begin(), found.end(), [](const auto& e) { return e.isolated; });
  std::vector<long> sorted = payoff;
  std::sort(sorted.begin(), sorted.end());
  if (all_isolated && std::unique(sorted.begin(), sorted.end()) == sorted.end())
    RC_ASSERT(found.size() % 2 == 1);
}

TEST(NashEnumeration, RefusesWhatItCannotEnumerate) {
  EXPECT_THROW(mixed_equilibria(table(2, 2, {1, 2, 3})), UserError);
  EXPECT_THROW(mixed_equilibria(table(2, 2, {2, 1, 0, 0, 0, 0, 1, 2}), 3), UserError);
  StrategicGame alone = table(1, 1, {1, 1});
  alone.players.push_back("three");
  alone.strategies.push_back({"1"});
  alone.payoff.emplace_back(1);
  EXPECT_EQ(pure_equilibria(alone).size(), 1u);
  EXPECT_THROW(mixed_equilibria(alone), UserError);
}

}  // namespace
}  // namespace cobden::talks
