// Differences between dates, schedules and days of knowledge.
#include "cobden/schedule/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using namespace testing;
using ::testing::HasSubstr;

const Files kFiles{{"trade.csv", "code,partner,imports_usd\n8517,CHN,400\n95,CHN,100\n8517,VNM,200\n"},
                   {"base.csv", "code,kind,ad_valorem,general\n95,ad_valorem,0.05,5%\n"}};
const char* kText = R"([base]
file = "base.csv"
[trade]
file = "trade.csv"
[[measure]]
id = "m"
partners = ["CHN"]
rate = [{ from = 2025-03-04, is = "20%" }]
[[measure]]
id = "r"
rate = [{ from = 2025-04-05, is = "10%" }]
[[exemption]]
id = "memo"
of = ["r"]
products = ["8517"]
announced = 2025-04-11
)";

TEST(Difference, BetweenTwoDates) {
  const Written s(kText, kFiles);
  const Evaluator e(s.schedule());
  const Trade trade = read_trade(s.schedule());
  const Difference d = difference({&e, s.at("2025-01-01")}, {&e, s.at("2025-04-05")}, trade, {"CHN"});
  EXPECT_EQ(d.lines, 2u);
  ASSERT_EQ(d.changes.size(), 2u);
  EXPECT_EQ(d.changes[0].product.text(), "8517");  // 80 against 30
  EXPECT_NEAR(d.changes[0].change_usd, 80, 1e-9);
  EXPECT_NEAR(d.changes[1].before_percent, 5, 1e-9);
  EXPECT_NEAR(d.changes[1].after_percent, 35, 1e-9);
  EXPECT_NEAR(d.after.statutory_percent() - d.before.statutory_percent(), 100 * (80 + 30) / 500.0, 1e-9);
  EXPECT_NEAR(d.before.unmatched_usd, 400, 1e-9);
}

TEST(Difference, BetweenWhatWasKnown) {
  const Written s(kText, kFiles);
  const Evaluator then(s.schedule(), known_on("2025-04-10")), now(s.schedule());
  const Trade trade = read_trade(s.schedule());
  const Difference d = difference({&then, s.at("2025-04-10")}, {&now, s.at("2025-04-10")}, trade, {});
  EXPECT_EQ(d.lines, 3u);
  ASSERT_EQ(d.changes.size(), 2u);
  EXPECT_EQ(d.changes[1].partner, "VNM");
  EXPECT_NEAR(d.changes[0].change_usd, -40, 1e-9);
}

TEST(Difference, BetweenTwoSchedules) {
  const Written s(kText, kFiles), other("[[measure]]\nid = \"x\"\nrate = \"1%\"\n");
  const Evaluator a(s.schedule()), b(other.schedule());
  const Difference d =
      difference({&a, s.at("2025-05-01")}, {&b, other.at("2025-05-01")}, read_trade(s.schedule()), {"VNM"});
  ASSERT_EQ(d.changes.size(), 1u);
  EXPECT_NEAR(d.changes[0].after_percent, 1, 1e-9);
  EXPECT_EQ(d.after.unmatched_usd, 0);  // the other schedule has no base to miss it in
}

TEST(Difference, OfAMomentToItselfIsNothing) {
  const Written s(kText, kFiles);
  const Evaluator e(s.schedule());
  const Trade trade = read_trade(s.schedule());
  EXPECT_TRUE(difference({&e, s.at("2025-05-01")}, {&e, s.at("2025-05-01")}, trade, {}).changes.empty());
  EXPECT_THAT(user_error([&] {
                difference({&e, s.at("2025-05-01")}, {&e, s.at("2025-05-01")}, trade, {"XXX"});
              }),
              HasSubstr("has no trade in"));
}

}  // namespace
}  // namespace cobden::schedule
