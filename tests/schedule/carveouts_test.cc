// What carve-outs cover and what they are worth.
#include "cobden/schedule/carveouts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cobden/schedule/average.h"
#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Files kFiles{
    {"trade.csv",
     "code,partner,imports_usd\n8517,CHN,400\n8542,CHN,100\n49,CHN,50\n95,CHN,450\n8517,VNM,200\n"},
    {"half.csv", "code,share\n95,0.2\n"}};
const char* kText = R"([trade]
file = "trade.csv"
[list]
books = { codes = ["49"] }
annex = { codes = ["8542", "3004"] }
half = { file = "half.csv", share = "share" }
[[measure]]
id = "fentanyl"
partners = ["CHN"]
exempt = ["books"]
rate = [{ from = 2025-03-04, is = "20%" }]
[[measure]]
id = "reciprocal"
exempt = ["books", "annex"]
rate = [{ from = 2025-04-05, is = "100%" }]
[[exemption]]
id = "memo"
of = ["reciprocal"]
products = ["8517", "8542"]
from = 2025-04-05
announced = 2025-04-11
source = "Memorandum"
[[exemption]]
id = "toys"
of = ["reciprocal"]
products = ["half", "9503"]
share = 0.5
estimate = true
)";

CarveOut carveout(const CarveOutReport& report, const std::string& id) {
  for (const auto& c : report.carveouts)
    if (c.id == id) return c;
  ADD_FAILURE() << "no carve-out " << id;
  return {};
}

CarveOutReport report(const Written& s, const char* on, const std::vector<std::string>& partners = {},
                      const EvaluatorOptions& options = {}) {
  return carveouts(s.schedule(), options, read_trade(s.schedule()), partners, s.at(on));
}

TEST(CarveOuts, TradeCoveredAndDutyNotCharged) {
  const Written s(kText, kFiles);
  const CarveOutReport r = report(s, "2025-04-10", {"CHN"});
  EXPECT_NEAR(r.trade_usd, 1000, 1e-9);
  EXPECT_NEAR(carveout(r, "memo").trade_usd, 500, 1e-9);
  EXPECT_NEAR(carveout(r, "memo").share_percent, 50, 1e-9);
  // Chips stay exempt by the annex when the memorandum is taken away, and the other way round.
  EXPECT_NEAR(carveout(r, "memo").duty_not_charged_usd, 400, 1e-9);
  EXPECT_NEAR(carveout(r, "annex").duty_not_charged_usd, 0, 1e-9);
  EXPECT_NEAR(carveout(r, "annex").trade_usd, 100, 1e-9);
  EXPECT_NEAR(carveout(r, "books").duty_not_charged_usd, 50 * 1.2, 1e-9);
  EXPECT_THAT(carveout(r, "books").measures, ElementsAre("fentanyl", "reciprocal"));
  EXPECT_THAT(carveout(r, "memo").measures, ElementsAre("reciprocal"));
  EXPECT_EQ(carveout(r, "memo").source, "Memorandum");
  EXPECT_EQ(carveout(r, "books").kind, "exempt list");
}

TEST(CarveOuts, SharesCountOnceAndTogetherIsNotTheSum) {
  const Written s(kText, kFiles);
  const CarveOutReport r = report(s, "2025-04-10", {"CHN"});
  EXPECT_NEAR(carveout(r, "toys").trade_usd, 45, 1e-9);  // 450 x 0.2 x 0.5; nothing under 9503 itself
  EXPECT_NEAR(carveout(r, "toys").duty_not_charged_usd, 45, 1e-9);
  EXPECT_TRUE(carveout(r, "toys").estimate);
  ASSERT_EQ(r.carveouts.back().id, "all");
  EXPECT_NEAR(r.carveouts.back().trade_usd, 400 + 100 + 50 + 45, 1e-9);
  EXPECT_NEAR(r.carveouts.back().duty_not_charged_usd, 400 + 100 + 60 + 45, 1e-9);
  EXPECT_EQ(r.carveouts.front().id, "memo");  // the largest first
}

TEST(CarveOuts, OnlyWhereSomethingIsInForceAndKnown) {
  const Written s(kText, kFiles);
  const CarveOutReport march = report(s, "2025-03-10");
  ASSERT_EQ(march.carveouts.size(), 2u);
  EXPECT_NEAR(carveout(march, "books").duty_not_charged_usd, 10, 1e-9);
  EXPECT_NEAR(march.trade_usd, 1200, 1e-9);
  const CarveOutReport before = report(s, "2025-04-10", {}, known_on("2025-04-10"));
  for (const auto& c : before.carveouts) EXPECT_NE(c.id, "memo");
  EXPECT_NEAR(carveout(report(s, "2025-04-10"), "memo").duty_not_charged_usd, 600, 1e-9);
}

TEST(CarveOuts, APartnerWithoutTradeIsAMistake) {
  const Written s(kText, kFiles);
  EXPECT_THAT(user_error([&] { report(s, "2025-04-10", {"VNN"}); }), HasSubstr("did you mean 'VNM'?"));
}

}  // namespace
}  // namespace cobden::schedule
