// Partners: codes, groups, and the European Union as one and as 27.
#include "cobden/schedule/partners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Partners, KnownCodes) {
  EXPECT_EQ(european_union().size(), 27u);
  for (const auto& member : european_union()) EXPECT_TRUE(is_partner_code(member)) << member;
  for (const char* code : {"CHN", "HKG", "MAC", "TWN", "XKX", "EUU", "EU27", "SVK"})
    EXPECT_TRUE(is_partner_code(code));
  for (const char* code : {"", "chn", "EU", "XXX", "UK"}) EXPECT_FALSE(is_partner_code(code)) << code;
  auto codes = partner_codes();
  std::sort(codes.begin(), codes.end());
  EXPECT_EQ(std::adjacent_find(codes.begin(), codes.end()), codes.end());
  EXPECT_EQ(codes.size(), 249u + 3u);
}

TEST(Partners, TheUnionMeansItsMembersAndAllMembersMeanTheUnion) {
  const PartnerSet one = make_partner_set({"EUU"}), some = make_partner_set({"DEU", "FRA"}),
                   all = make_partner_set(european_union());
  EXPECT_TRUE(one.contains("EUU") && one.contains("EU27") && one.contains("DEU"));
  EXPECT_FALSE(one.contains("GBR"));
  EXPECT_TRUE(make_partner_set({"EU27"}).contains("EUU"));
  EXPECT_TRUE(some.contains("DEU"));
  EXPECT_FALSE(some.contains("EUU"));
  EXPECT_FALSE(some.contains("ITA"));
  EXPECT_TRUE(all.contains("EUU"));
  EXPECT_TRUE(PartnerSet{.all = true}.contains("GBR"));
  EXPECT_FALSE(PartnerSet{}.contains("GBR"));
}

TEST(Partners, MacauIsInOneMeasureAndNotInTheOther) {
  const Written s(R"([group]
prc_hk = ["CHN", "HKG"]
prc_hk_mac = ["prc_hk", "MAC"]
[[measure]]
id = "fentanyl"
partners = ["prc_hk"]
rate = "20%"
[[measure]]
id = "reciprocal"
partners = "prc_hk_mac"
rate = "125%"
)");
  EXPECT_NEAR(s.total("95", "CHN", "2025-04-10"), 145, 1e-9);
  EXPECT_NEAR(s.total("95", "HKG", "2025-04-10"), 145, 1e-9);
  EXPECT_NEAR(s.total("95", "MAC", "2025-04-10"), 125, 1e-9);
  EXPECT_NEAR(s.total("95", "TWN", "2025-04-10"), 0, 1e-9);
}

TEST(Partners, ExclusionsHaveDatesAndAreLearnt) {
  const Written s(R"([[measure]]
id = "steel"
exclude_partners = ["CAN", { who = ["EUU"], to = 2025-03-12, to_announced = 2025-02-10 }, { who = "GBR", from = 2025-06-04, announced = 2025-06-03 }]
rate = "25%"
)");
  EXPECT_NEAR(s.total("72", "CAN", "2030-01-01"), 0, 1e-9);
  EXPECT_NEAR(s.total("72", "DEU", "2025-03-11"), 0, 1e-9);
  EXPECT_NEAR(s.total("72", "DEU", "2025-03-12"), 25, 1e-9);
  EXPECT_NEAR(s.total("72", "DEU", "2025-03-12", known_on("2025-02-09")), 0, 1e-9);  // the end was not known
  EXPECT_NEAR(s.total("72", "DEU", "2025-03-12", known_on("2025-02-10")), 25, 1e-9);
  EXPECT_NEAR(s.total("72", "GBR", "2025-06-04"), 0, 1e-9);
  EXPECT_NEAR(s.total("72", "GBR", "2025-06-04", known_on("2025-06-02")), 25, 1e-9);
  EXPECT_NEAR(s.total("72", "EUU", "2025-03-11"), 0, 1e-9);
}

TEST(Partners, WhereAMemberIsLeftOutTheUnionIsNot) {
  const Written s("[[measure]]\nid = \"m\"\nexclude_partners = [\"DEU\"]\nrate = \"25%\"\n");
  EXPECT_NEAR(s.total("72", "DEU", "2025-01-01"), 0, 1e-9);
  EXPECT_NEAR(s.total("72", "EUU", "2025-01-01"), 25, 1e-9);
}

TEST(Partners, ErrorsNameTheNearest) {
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\npartners = [\"CHM\"]\nrate = \"1%\"\n"),
              AllOf(HasSubstr("s.toml:7: measure.partners: 'CHM'"), HasSubstr("did you mean")));
  EXPECT_THAT(reading_error("[group]\nCHN = [\"HKG\"]\n"), HasSubstr("is the code of an economy"));
  EXPECT_THAT(reading_error("[group]\na = [\"b\"]\nb = [\"CHN\"]\n"), HasSubstr("s.toml:6: group.a: 'b'"));
  EXPECT_THAT(
      reading_error("[[measure]]\nid = \"m\"\nexclude_partners = [{ to = 2025-01-01 }]\nrate = \"1%\"\n"),
      HasSubstr("'who' is missing"));
  const Written s("[[measure]]\nid = \"m\"\nrate = \"1%\"\n");
  EXPECT_THAT(user_error([&] { s.total("72", "CHM", "2025-01-01"); }),
              HasSubstr("'CHM': is not the code of an economy"));
}

}  // namespace
}  // namespace cobden::schedule
