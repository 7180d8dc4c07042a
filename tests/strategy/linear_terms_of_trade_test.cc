// Case T08 of the reference cases: closed forms of the linear terms-of-trade model.
#include "cobden/strategy/linear_terms_of_trade.h"

#include <gtest/gtest.h>

#include <limits>

#include "cobden/core/error.h"

namespace cobden::strategy {
namespace {

TEST(LinearTermsOfTrade, PricesAndTrade) {
  EXPECT_NEAR(LinearTermsOfTrade::world_price(0), 4.0 / 7, 1e-15);
  EXPECT_NEAR(LinearTermsOfTrade::imports(LinearTermsOfTrade::prohibitive_tariff()), 0, 1e-15);
  for (const double t : {0.0, 0.03, 0.1, 1.0 / 6}) {
    const double p = LinearTermsOfTrade::home_price(t), w = LinearTermsOfTrade::world_price(t);
    EXPECT_NEAR((1 - p) - p / 2, LinearTermsOfTrade::imports(t), 1e-15);
    EXPECT_NEAR(w - (1 - w), LinearTermsOfTrade::imports(t), 1e-15);
  }
}

TEST(LinearTermsOfTrade, IterationFindsTheClosedForm) {
  const double expected[][2] = {{0, 0.05}, {0.25, 5.0 / 58}, {0.5, 0.125}};
  for (const auto& [g, tariff] : expected) {
    const LinearTermsOfTrade game(g);
    EXPECT_NEAR(game.nash_tariff_by_iteration(), tariff, 1e-14) << "g = " << g;
    EXPECT_NEAR(game.nash_tariff(), tariff, 1e-15) << "g = " << g;
  }
}

TEST(LinearTermsOfTrade, NoOtherTariffIsBetterThanTheBestReply) {
  for (const double g : {0.0, 0.3, 0.74}) {
    const LinearTermsOfTrade game(g);
    const double best = game.payoff(game.best_reply(0.07), 0.07);
    for (int k = 0; k <= 200; ++k) EXPECT_LE(game.payoff(k * 0.001, 0.07), best + 1e-15) << k;
  }
}

TEST(LinearTermsOfTrade, PoliticalOptimumIsEfficient) {
  EXPECT_NEAR(LinearTermsOfTrade(0.25).politically_optimal_tariff(), 0.05, 1e-15);
  for (const double g : {0.0, 0.25, 0.6}) {
    const LinearTermsOfTrade game(g);
    const double t = game.politically_optimal_tariff(), joint = game.payoff(t, t);
    for (int k = 0; k <= 160; ++k) EXPECT_LE(game.payoff(k * 0.001, k * 0.001), joint + 1e-15) << k;
    EXPECT_LT(t, game.nash_tariff());
  }
}

TEST(LinearTermsOfTrade, CriticalDiscountFactorOfFreeTrade) {
  const LinearTermsOfTrade game(0);
  EXPECT_NEAR(critical_discount_factor(game.stage(0)).value(), 10.0 / 17, 1e-12);
}

TEST(LinearTermsOfTrade, WeightsOutsideTheModelAreRefused) {
  EXPECT_THROW(LinearTermsOfTrade(-0.1), UserError);
  EXPECT_THROW(LinearTermsOfTrade(0.75), UserError);
  EXPECT_THROW(LinearTermsOfTrade(std::numeric_limits<double>::quiet_NaN()), UserError);
}

TEST(RepeatedGame, PatienceThatKeepsADeal) {
  EXPECT_NEAR(critical_discount_factor({.cooperate = 2, .deviate = 3, .punish = 1}).value(), 0.5, 1e-15);
  EXPECT_EQ(critical_discount_factor({.cooperate = 2, .deviate = 2, .punish = 1}), 0.0);
  EXPECT_EQ(critical_discount_factor({.cooperate = 2, .deviate = 3, .punish = 2}), std::nullopt);
  EXPECT_THROW(critical_discount_factor({.cooperate = std::numeric_limits<double>::infinity()}), UserError);
}

}  // namespace
}  // namespace cobden::strategy
