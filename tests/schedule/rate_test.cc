// Rates as laws write them.
#include "cobden/schedule/rate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using Kind = Rate::Kind;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::user_error;

const SourcePlace kPlace{.file = "s.toml", .line = 7, .column = "measure.rate"};

TEST(Rate, AdValoremSpecificAndCompound) {
  EXPECT_DOUBLE_EQ(parse_rate("25%", kPlace).ad_valorem, 0.25);
  EXPECT_DOUBLE_EQ(parse_rate(" 7.5 % ", kPlace).ad_valorem, 0.075);
  const Rate specific = parse_rate("0.44 USD/kg", kPlace);
  EXPECT_EQ(specific.kind, Kind::kDuty);
  EXPECT_EQ(specific.specific, (std::vector<SpecificDuty>{{0.44, "USD", "kg"}}));
  const Rate compound = parse_rate("4.4% + 0.02 USD/kg + 1 EUR/pf. liter", kPlace);
  EXPECT_DOUBLE_EQ(compound.ad_valorem, 0.044);
  EXPECT_EQ(compound.specific, (std::vector<SpecificDuty>{{0.02, "USD", "kg"}, {1, "EUR", "pf. liter"}}));
  EXPECT_EQ(compound.text, "4.4% + 0.02 USD/kg + 1 EUR/pf. liter");
}

TEST(Rate, TotalReplaceAndWords) {
  EXPECT_EQ(parse_rate("total 15%", kPlace).kind, Kind::kTotal);
  EXPECT_DOUBLE_EQ(parse_rate("total 15%", kPlace).ad_valorem, 0.15);
  EXPECT_EQ(parse_rate("replace 35%", kPlace).kind, Kind::kReplace);
  EXPECT_EQ(parse_rate("replace 35% + 1 USD/kg", kPlace).specific.size(), 1u);
  EXPECT_EQ(parse_rate("off", kPlace).kind, Kind::kOff);
  EXPECT_EQ(parse_rate("suspended", kPlace).kind, Kind::kSuspended);
  EXPECT_EQ(parse_rate("quota", kPlace).kind, Kind::kQuota);
  EXPECT_EQ(parse_rate("licence", kPlace).kind, Kind::kLicence);
  EXPECT_EQ(parse_rate("license", kPlace).kind, Kind::kLicence);
  EXPECT_EQ(parse_rate("ban", kPlace).kind, Kind::kBan);
}

TEST(Rate, InForceAndPositive) {
  EXPECT_FALSE(parse_rate("off", kPlace).in_force());
  EXPECT_FALSE(parse_rate("suspended", kPlace).in_force());
  EXPECT_TRUE(parse_rate("0%", kPlace).in_force());
  EXPECT_FALSE(parse_rate("0%", kPlace).positive());
  EXPECT_FALSE(parse_rate("0 USD/kg", kPlace).positive());
  EXPECT_TRUE(parse_rate("0.1 USD/kg", kPlace).positive());
  EXPECT_TRUE(parse_rate("ban", kPlace).is_control());
  EXPECT_FALSE(parse_rate("ban", kPlace).positive());
}

TEST(Rate, RefusesWhatIsNone) {
  for (const char* text : {"",          "25",          "%",        "25%%",
                           "-5%",       "5% +",        "+ 5%",     "1e999%",
                           "nan%",      "0.44 usd/kg", "0.44 USD", "0.44USD/kg",
                           "0.44 USD/", "USD/kg",      "total",    "total 15% + 1 USD/kg",
                           "replace",   "of",          "5% off",   "total total 5%",
                           "inf%"})
    EXPECT_THAT(user_error([&] { parse_rate(text, kPlace); }), HasSubstr("s.toml:7: measure.rate")) << text;
}

TEST(Rate, ErrorsNameTheNearestWord) {
  EXPECT_THAT(user_error([] { parse_rate("suspnded", kPlace); }),
              AllOf(HasSubstr("'suspnded': is not a rate"), HasSubstr("did you mean 'suspended'?")));
  EXPECT_THAT(user_error([] { parse_rate("-5%", kPlace); }), HasSubstr("is negative"));
}

}  // namespace
}  // namespace cobden::schedule
