// Averages: sums over trade lines by group and segment, statutory and claim-adjusted.
#include "cobden/schedule/average.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Files kFiles{
    {"base.csv",
     "code,kind,ad_valorem,general\n61,ad_valorem,0.1,10%\n02,specific,,1¢/kg\n87,ad_valorem,0.025,2.5%\n"},
    {"trade.csv", "code,partner,imports_usd\n87,CAN,600\n61,CHN,300\n02,CHN,100\n99,CAN,50\n61,CAN,50\n"},
    {"usmca.csv", "code,partner,share\n87,CAN,0.75\n"},
    {"mfn.csv", "code,share\n61,0.5\n87,0.2\n"}};
const char* kText = R"([base]
file = "base.csv"
[trade]
file = "trade.csv"
year = 2024
[[measure]]
id = "autos"
authority = "Section 232"
products = ["87"]
rate = [{ from = 2025-04-03, is = "25%" }]
[[measure]]
id = "ieepa"
authority = "IEEPA"
rate = [{ from = 2025-04-05, is = "10%" }]
[[measure]]
id = "licence"
authority = "Export law"
flow = "export"
rate = "licence"
[[measure]]
id = "more"
authority = "IEEPA"
partners = ["CHN"]
rate = [{ from = 2025-04-05, is = "20%" }]
[[stack]]
when_owed = ["autos"]
not_owed = ["ieepa"]
[[claim]]
id = "usmca"
of = ["autos"]
file = "usmca.csv"
partner = "partner"
[[claim]]
id = "mfn"
of = ["base"]
file = "mfn.csv"
)";

DutySum sum_of(const Written& s, const char* on, const std::string& partner = "") {
  const Evaluator e(s.schedule());
  const Trade trade = read_trade(s.schedule());
  const auto sources = all_sources(trade);
  const auto one = [&](const Trade::Line&, std::size_t source) {
    return partner.empty() || sources[source].evaluated_as == partner ? std::optional<std::size_t>(0)
                                                                      : std::nullopt;
  };
  return sum_duties(e, trade, sources, {e.grid().segment(s.at(on))}, 1, one)[0][0];
}

TEST(Average, StatutoryDutiesByAuthority) {
  const Written s(kText, kFiles);
  EXPECT_THAT(authorities(s.schedule()), ElementsAre("column 1", "Section 232", "IEEPA"));
  const DutySum sum = sum_of(s, "2025-05-01");
  EXPECT_NEAR(sum.trade_usd, 1100, 1e-9);
  EXPECT_NEAR(sum.by_authority[0], 0.025 * 600 + 0.1 * 350, 1e-9);
  EXPECT_NEAR(sum.by_authority[1], 0.25 * 600, 1e-9);
  EXPECT_NEAR(sum.by_authority[2], 0.1 * 500 + 0.2 * 400, 1e-9);
  EXPECT_NEAR(sum.statutory_usd, 50 + 150 + 130, 1e-9);
  EXPECT_NEAR(sum.statutory_percent(), 100 * 330.0 / 1100, 1e-9);
  EXPECT_NEAR(sum.unmatched_usd, 50, 1e-9);     // 99 is not in the base file
  EXPECT_NEAR(sum.unconverted_usd, 100, 1e-9);  // 02 is by the kilogram
}

TEST(Average, ClaimAdjustedIsTheMixture) {
  const DutySum cars = sum_of(Written(kText, kFiles), "2025-05-01", "CAN");
  // Of 600 on cars: 75% claim away the 25%, and then owe the 10% that it had excluded; 20% claim the base
  // away. Of 50 on shirts: half claim the base away.
  EXPECT_NEAR(cars.adjusted_by_authority[1], 0.25 * 0.25 * 600, 1e-9);
  EXPECT_NEAR(cars.adjusted_by_authority[2], 0.75 * 0.1 * 600 + 0.1 * 100, 1e-9);
  EXPECT_NEAR(cars.adjusted_by_authority[0], 0.8 * 0.025 * 600 + 0.5 * 0.1 * 50, 1e-9);
  EXPECT_NEAR(cars.adjusted_usd,
              cars.adjusted_by_authority[0] + cars.adjusted_by_authority[1] + cars.adjusted_by_authority[2],
              1e-9);
  EXPECT_NEAR(cars.statutory_usd, 15 + 150 + 10 + 5, 1e-9);
}

TEST(Average, ManySegmentsAndGroupsAtOnce) {
  const Written s(kText, kFiles);
  const Evaluator e(s.schedule());
  const Trade trade = read_trade(s.schedule());
  const auto segment = [&](const char* on) { return e.grid().segment(s.at(on)); };
  const auto by_partner = [&](const Trade::Line& line, std::size_t) {
    return line.code == *ProductCode::parse("99") ? std::nullopt : std::optional(line.partner);
  };
  const auto sums = sum_duties(e, trade, all_sources(trade),
                               {segment("2025-01-01"), segment("2025-04-04"), segment("2025-04-05")},
                               trade.partners.size(), by_partner);
  ASSERT_EQ(sums.size(), 3u);
  const std::size_t canada = trade.partners[0] == "CAN" ? 0 : 1;
  EXPECT_NEAR(sums[0][canada].statutory_usd, 15 + 5, 1e-9);
  EXPECT_NEAR(sums[1][canada].statutory_usd, 15 + 5 + 150, 1e-9);
  EXPECT_NEAR(sums[2][canada].statutory_usd, 15 + 5 + 150 + 5, 1e-9);
  EXPECT_NEAR(sums[2][1 - canada].statutory_usd, 30 + 0.3 * 400, 1e-9);
  EXPECT_NEAR(sums[2][canada].trade_usd, 650, 1e-9);
}

TEST(Average, TradeMayBeEvaluatedUnderAnothersRules) {
  const Written s(kText, kFiles);
  const Evaluator e(s.schedule());
  const Trade trade = read_trade(s.schedule());
  const std::size_t china = trade.partners[0] == "CHN" ? 0 : 1;
  const auto sums =
      sum_duties(e, trade, {{china, "VNM"}, {china, "CHN"}}, {e.grid().segment(s.at("2025-05-01"))}, 2,
                 [](const Trade::Line&, std::size_t source) { return std::optional(source); });
  EXPECT_NEAR(sums[0][0].statutory_usd, 30 + 40, 1e-9);
  EXPECT_NEAR(sums[0][1].statutory_usd, 30 + 120, 1e-9);
}

TEST(Average, NothingTradedIsZero) {
  const DutySum none;
  EXPECT_EQ(none.statutory_percent(), 0);
  EXPECT_EQ(none.adjusted_percent(), 0);
}

TEST(Average, ErrorsOfTheTradeTable) {
  const auto with = [](const char* text) {
    const Written s("[trade]\nfile = \"t.csv\"\n", {{"t.csv", text}});
    return user_error([&] { read_trade(s.schedule()); });
  };
  EXPECT_THAT(with("code,partner,imports_usd\n61,CHN,1\n61,CHN,2\n"),
              HasSubstr("'61': stands twice for partner CHN"));
  EXPECT_THAT(with("code,partner,imports_usd\n61,5700,1\n"),
              HasSubstr("t.csv:2: partner: '5700': is not a partner code"));
  EXPECT_THAT(with("code,partner,imports_usd\n61,CHN,-1\n"),
              HasSubstr("t.csv:2: imports_usd: '-1': is negative"));
  EXPECT_THAT(with("code,partner,imports_usd\nx,CHN,1\n"), HasSubstr("'x': is not a product code"));
  const Written none("");
  EXPECT_THAT(user_error([&] { read_trade(none.schedule()); }), HasSubstr("names no trade"));
}

}  // namespace
}  // namespace cobden::schedule
