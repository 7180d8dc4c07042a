// The ten rules of docs/theory/schedule.md, each on a schedule small enough to check by hand.
#include "cobden/schedule/evaluator.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using namespace testing;
using ::testing::HasSubstr;

constexpr double kTight = 1e-10;  // percent: a few additions of fractions near 1

std::string measure(const std::string& id, const std::string& rate, const std::string& more = "") {
  return "[[measure]]\nid = \"" + id + "\"\nrate = " + rate + "\n" + more;
}
std::string stack(const std::string& when, const std::string& not_owed, const std::string& more = "") {
  return "[[stack]]\nwhen_owed = [\"" + when + "\"]\nnot_owed = [\"" + not_owed + "\"]\n" + more;
}
std::string exemption(const std::string& id, const std::string& of, const std::string& more) {
  return "[[exemption]]\nid = \"" + id + "\"\nof = [\"" + of + "\"]\n" + more;
}

const Part& part_of(const Assessment& a, std::size_t measure) {
  for (const auto& part : a.parts)
    if (part.measure == measure) return part;
  throw std::logic_error("the measure is not in force");
}

// ---- 2. steps

TEST(Steps, TheLastOneBegunDecidesAndNeverAdds) {
  const Written s(measure("m",
                          "[{ from = 2025-02-04, is = \"10%\" }, { from = 2025-03-04, is = \"20%\" }, "
                          "{ from = 2026-02-20, is = \"off\" }]"));
  EXPECT_NEAR(s.total("95", "CHN", "2025-02-03"), 0, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-02-04"), 10, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-03-03"), 10, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-03-04"), 20, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2026-02-20"), 0, kTight);
}

TEST(Steps, ABareDateBeginsAtTheHourOfTheScheduleInSummerAndInWinter) {
  const Written s(measure("m", "[{ from = 2025-02-04, is = \"10%\" }, { from = 2025-04-05, is = \"20%\" }]"));
  EXPECT_NEAR(s.total("95", "CHN", "2025-02-04T00:00:59-05:00"), 0, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-02-04T00:01:00-05:00"), 10, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-04-05T04:00:59Z"), 10, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-04-05T04:01:00Z"), 20, kTight);
}

TEST(Steps, NoonInBeijing) {
  const Written s(
      "[schedule]\nimporter = \"CHN\"\nday_starts = \"00:00 Asia/Shanghai\"\n" +
      measure("m",
              "[{ from = 2025-04-10T12:01:00+08:00, is = \"84%\" }, { from = 2025-04-12, is = \"125%\" }]"));
  EXPECT_NEAR(s.total("8802", "USA", "2025-04-10T12:00:59+08:00"), 0, kTight);
  EXPECT_NEAR(s.total("8802", "USA", "2025-04-10T00:01:00-04:00"), 84, kTight);
  EXPECT_NEAR(s.total("8802", "USA", "2025-04-10"), 84, kTight);  // the end of the day there
  EXPECT_NEAR(s.total("8802", "USA", "2025-04-11T23:59:59+08:00"), 84, kTight);
  EXPECT_NEAR(s.total("8802", "USA", "2025-04-12"), 125, kTight);
}

TEST(Steps, ARateForOneDay) {
  const Written s(
      measure("m", "[{ from = 2025-04-09, is = \"46%\" }, { from = 2025-04-10, is = \"suspended\" }]"));
  EXPECT_NEAR(s.total("95", "VNM", "2025-04-08"), 0, kTight);
  EXPECT_NEAR(s.total("95", "VNM", "2025-04-09"), 46, kTight);
  EXPECT_NEAR(s.total("95", "VNM", "2025-04-10"), 0, kTight);
  EXPECT_TRUE(s.assess("95", "VNM", "2025-04-10").parts.empty());
}

TEST(Steps, PrintedAndNeverCharged) {
  const Written s(measure("m",
                          "[{ from = 2025-04-09, is = \"34%\", announced = 2025-04-02 }, "
                          "{ from = 2025-04-09, is = \"84%\", announced = 2025-04-08 }]"));
  EXPECT_NEAR(s.total("95", "CHN", "2025-04-09"), 84, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-04-09", known_on("2025-04-07")), 34, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-04-09", known_on("2025-04-08")), 84, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-04-09", known_on("2025-04-01")), 0, kTight);
}

TEST(Steps, GoodsOnTheirWayPayTheStepBefore) {
  const Written s(
      measure("m",
              "[{ from = 2025-02-04, is = \"10%\", in_transit = { loaded_before = 2025-02-01 } }, "
              "{ from = 2025-04-05, is = \"20%\", in_transit = { loaded_before = 2025-04-05, entered_before "
              "= 2025-05-27 } }]"));
  const auto loaded = [](const char* day) { return EvaluatorOptions{.loaded = parse_day(day)}; };
  EXPECT_NEAR(s.total("95", "CHN", "2025-02-10", loaded("2025-01-31")), 0, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-02-10", loaded("2025-02-01")), 10, kTight);  // not before that day
  EXPECT_NEAR(s.total("95", "CHN", "2025-05-26", loaded("2025-04-04")), 10, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-05-27", loaded("2025-04-04")), 20, kTight);
  EXPECT_NEAR(s.total("95", "CHN", "2025-05-26"), 20, kTight);
}

// ---- 3. rows

std::string rows(const std::string& combine) {
  return "[[measure]]\nid = \"m\"\ncombine = \"" + combine +
         "\"\n[[measure.row]]\nproducts = [\"72\"]\nrate = \"7.5%\"\n[[measure.row]]\nproducts = "
         "[\"7208\"]\nrate = \"25%\"\n"
         "[[measure.row]]\nproducts = [\"7208\"]\nrate = [{ from = 2026-01-01, is = \"50%\" }]\n"
         "[[measure.row]]\nproducts = [\"7208\"]\nrate = \"suspended\"\n";
}

TEST(Rows, OneIsOwed) {
  EXPECT_NEAR(Written(rows("max")).total("7208", "CHN", "2025-01-01"), 25, kTight);
  EXPECT_NEAR(Written(rows("max")).total("7208", "CHN", "2026-01-01"), 50, kTight);
  EXPECT_NEAR(Written(rows("sum")).total("7208", "CHN", "2025-01-01"), 32.5, kTight);
  EXPECT_NEAR(Written(rows("sum")).total("7208", "CHN", "2026-01-01"), 82.5, kTight);
  EXPECT_NEAR(Written(rows("first")).total("7208", "CHN", "2026-01-01"), 7.5, kTight);
  EXPECT_NEAR(Written(rows("first")).total("7210", "CHN", "2026-01-01"), 7.5, kTight);
}

TEST(Rows, FirstPassesOverRowsThatAreNotInForce) {
  const Written s(
      "[[measure]]\nid = \"m\"\ncombine = \"first\"\n[[measure.row]]\nproducts = [\"27\"]\n"
      "rate = [{ from = 2025-03-04, is = \"10%\" }, { from = 2025-06-01, is = \"off\" }]\n"
      "[[measure.row]]\nrate = [{ from = 2025-03-04, is = \"25%\" }]\n");
  EXPECT_NEAR(s.total("2709", "CAN", "2025-03-04"), 10, kTight);
  EXPECT_NEAR(s.total("95", "CAN", "2025-03-04"), 25, kTight);
  EXPECT_NEAR(s.total("2709", "CAN", "2025-06-01"), 25, kTight);
}

TEST(Rows, SumWeighsEachRowByItsShare) {
  const Files files{{"l.csv", "code,share\n72,0.5\n"}};
  const Written s(
      "[list]\nl = { file = \"l.csv\", share = \"share\" }\n[[measure]]\nid = \"m\"\ncombine = \"sum\"\n"
      "[[measure.row]]\nproducts = [\"l\"]\nrate = \"10%\"\n[[measure.row]]\nrate = \"20%\"\n",
      files);
  EXPECT_NEAR(s.total("72", "CHN", "2025-01-01"), 25, kTight);
  EXPECT_NEAR(s.total("73", "CHN", "2025-01-01"), 20, kTight);
}

TEST(Rows, PartnersOfRowsAndOfTheMeasureBothCount) {
  const Written s(
      "[[measure]]\nid = \"m\"\nexclude_partners = [\"HKG\"]\n[[measure.row]]\npartners = [\"JPN\", "
      "\"HKG\"]\nrate = \"24%\"\n"
      "[[measure.row]]\nexclude_partners = [{ who = [\"JPN\"], to = 2025-04-10 }]\nrate = \"10%\"\n");
  EXPECT_NEAR(s.total("95", "JPN", "2025-04-09"), 24, kTight);
  EXPECT_NEAR(s.total("95", "KOR", "2025-04-09"), 10, kTight);
  EXPECT_NEAR(s.total("95", "HKG", "2025-04-09"), 0, kTight);
  EXPECT_EQ(part_of(s.assess("95", "JPN", "2025-04-10"), 0).row, 0u);
}

// ---- 4. the charged share

TEST(Charged, OnContentAndOnAFixedShare) {
  const Files files{{"c.csv", "code,steel\n7326,0.4\n73,0.9\n9403,0\n"}};
  const Written s("[content]\nfile = \"c.csv\"\n" + measure("a", "\"50%\"", "on = \"content:steel\"\n") +
                      measure("b", "\"10%\"", "on = 0.25\n"),
                  files);
  EXPECT_NEAR(s.owed("a", "7326908688", "CHN", "2025-07-01"), 20, kTight);
  EXPECT_NEAR(s.owed("a", "7318", "CHN", "2025-07-01"), 45, kTight);
  EXPECT_NEAR(s.owed("b", "7318", "CHN", "2025-07-01"), 2.5, kTight);
  const Assessment none = s.assess("9403", "CHN", "2025-07-01"), absent = s.assess("01", "CHN", "2025-07-01");
  EXPECT_EQ(none.parts[0].status, PartStatus::kNoContent);
  EXPECT_EQ(absent.parts[0].status, PartStatus::kNoContent);
  EXPECT_NEAR(absent.total, 0.025, 1e-12);
}

TEST(Charged, ContentSharesThatAreNone) {
  const Written s("[content]\nfile = \"c.csv\"\n" + measure("a", "\"50%\"", "on = \"content:steel\"\n"),
                  {{"c.csv", "code,steel\n73,-0.1\n"}});
  EXPECT_THAT(user_error([&] { Evaluator e(s.schedule()); }), HasSubstr("c.csv:2: steel: '-0.1'"));
}

TEST(Charged, AnExemptListSparesWhollyWhateverItsShare) {
  const Files files{{"l.csv", "code,from,share\n49,,0.5\n4902,2025-06-01,1\n"}};
  const Written s("[list]\nl = { file = \"l.csv\", from = \"from\", share = \"share\" }\n" +
                      measure("m", "\"10%\"", "exempt = [\"l\", \"9701\"]\n"),
                  files);
  EXPECT_NEAR(s.total("4901", "CHN", "2025-05-01"), 0, kTight);
  EXPECT_NEAR(s.total("4902", "CHN", "2025-05-01"), 10, kTight);  // its longest entry has not begun
  EXPECT_NEAR(s.total("4902", "CHN", "2025-06-01"), 0, kTight);
  EXPECT_NEAR(s.total("9701", "CHN", "2025-05-01"), 0, kTight);
  EXPECT_EQ(part_of(s.assess("4901", "CHN", "2025-05-01"), 0).status, PartStatus::kExempt);
}

TEST(Charged, SharesOfExemptionsMultiply) {
  const Written s(measure("m", "\"100%\"") + exemption("a", "m", "share = 0.5\n") +
                  exemption("b", "m", "products = \"85\"\nshare = 0.2\n"));
  EXPECT_NEAR(s.total("84", "CHN", "2025-01-01"), 50, kTight);
  EXPECT_NEAR(s.total("85", "CHN", "2025-01-01"), 40, kTight);
  EXPECT_NEAR(s.total("85", "CHN", "2025-01-01", {.without = {"a"}}), 80, kTight);
  EXPECT_NEAR(part_of(s.assess("85", "CHN", "2025-01-01"), 0).left, 0.4, 1e-12);
}

TEST(Charged, AnExemptionOfSeveralListsSparesOnce) {
  const Files files{{"l.csv", "code,share\n85,0.5\n"}};
  const Written s("[list]\na = { file = \"l.csv\", share = \"share\" }\nb = { codes = [\"8517\"] }\n" +
                      measure("m", "\"100%\"") +
                      exemption("x", "m", "products = [\"a\", \"b\"]\nshare = 0.4\n"),
                  files);
  EXPECT_NEAR(s.total("8501", "CHN", "2025-01-01"), 80, kTight);
  EXPECT_NEAR(s.total("8517", "CHN", "2025-01-01"), 60, kTight);  // the larger share, not 0.8 x 0.6
}

TEST(Charged, ExemptionsHavePartnersDatesAndKnowledge) {
  const Written s(measure("m", "\"10%\"") + exemption("memo", "m",
                                                      "products = [\"8471\", \"8517.13\"]\npartners = "
                                                      "[\"CHN\"]\nfrom = 2025-04-05\nannounced = 2025-04-11\n"
                                                      "to = 2025-09-01\nto_announced = 2025-08-20\n"));
  EXPECT_NEAR(s.total("8517130000", "CHN", "2025-04-04"), 10, kTight);
  EXPECT_NEAR(s.total("8517130000", "CHN", "2025-04-05"), 0, kTight);  // applied backwards
  EXPECT_NEAR(s.total("8517130000", "CHN", "2025-04-05", known_on("2025-04-10")), 10, kTight);
  EXPECT_NEAR(s.total("8517130000", "CHN", "2025-04-05", known_on("2025-04-11")), 0, kTight);
  EXPECT_NEAR(s.total("8517130000", "VNM", "2025-04-05"), 10, kTight);
  EXPECT_NEAR(s.total("8517620000", "CHN", "2025-04-05"), 10, kTight);
  EXPECT_NEAR(s.total("8471", "CHN", "2025-09-01"), 10, kTight);
  EXPECT_NEAR(s.total("8471", "CHN", "2025-09-01", known_on("2025-08-19")), 0, kTight);
}

TEST(Charged, ACarveOutKnownByItsValueIsSpreadEvenly) {
  const Files files{
      {"t.csv",
       "code,partner,imports_usd\n8541,USA,60\n8542,USA,40\n8542,JPN,500\n8542,KOR,500\n01,USA,900\n"}};
  const auto x = [&](const std::string& more) {
    return Written("[trade]\nfile = \"t.csv\"\n" + measure("m", "\"100%\"") +
                       exemption("x", "m", "products = [\"8541\", \"8542\"]\n" + more),
                   files)
        .total("8542", "USA", "2025-05-01");
  };
  EXPECT_NEAR(x("partners = [\"USA\"]\ncovers_usd = 25\n"), 75, kTight);
  EXPECT_NEAR(x("partners = [\"USA\"]\ncovers_usd = 1e9\n"), 0, kTight);
  EXPECT_NEAR(x("exclude_partners = [\"KOR\"]\ncovers_usd = 150\n"), 75, kTight);
  const Written none("[trade]\nfile = \"t.csv\"\n" + measure("m", "\"100%\"") +
                         exemption("x", "m", "products = [\"99\"]\ncovers_usd = 5\n"),
                     files);
  EXPECT_THAT(user_error([&] { Evaluator e(none.schedule()); }), HasSubstr("products without trade"));
  const Written no_trade(measure("m", "\"100%\"") + exemption("x", "m", "covers_usd = 5\n"));
  EXPECT_THAT(user_error([&] { Evaluator e(no_trade.schedule()); }), HasSubstr("a [trade] table"));
}

TEST(Charged, WhatNobodyPublishedIsSparedOnlyWhenAskedFor) {
  const Written s(measure("m", "\"100%\"") +
                  exemption("x", "m", "share = 0.5\nestimate = true\nunpublished = true\n"));
  EXPECT_NEAR(s.total("85", "USA", "2025-05-01"), 100, kTight);
  EXPECT_NEAR(s.total("85", "USA", "2025-05-01", {.unpublished = true}), 50, kTight);
}

TEST(Charged, AValueMayBeScaledToTheTradeAtHand) {
  const Files files{{"t.csv", "code,partner,imports_usd\n8542,USA,50\n01,USA,50\n8542,JPN,900\n"}};
  const Written s(
      "[trade]\nfile = \"t.csv\"\n" + measure("m", "\"100%\"") +
          exemption("x", "m",
                    "products = \"8542\"\npartners = [\"USA\"]\ncovers_usd = 20\nof_total_usd = 200\n"),
      files);
  // 20 of 200 in the source are 10 of the 100 at hand, a fifth of the 50 on the list.
  EXPECT_NEAR(s.total("8542", "USA", "2025-05-01"), 80, kTight);
}

// ---- 5. the base

const Files kBase{{"base.csv",
                   "hts,digits,kind,ad_valorem,specific_usd,specific_unit,general_raw,special_raw,col2_kind,"
                   "col2_ad_valorem,"
                   "col2_specific_usd,col2_unit,col2_raw\n"
                   "61091000,8,ad_valorem,0.165,,,16.5%,,ad_valorem,0.9,,,90%\n"
                   "6109100012,10,ad_valorem,0.1,,,10%,,ad_valorem,0.9,,,90%\n"
                   "02071300,8,specific,,0.176,kg,17.6¢/kg,,specific,,0.22,kg,22¢/kg\n"
                   "24021030,8,compound,0.047,1.89,kg,$1.89/kg + 4.7%,,compound,0.25,9.92,kg,$9.92/kg + 25%\n"
                   "04029990,8,specific,,0.463,kg + 14.9%,46.3¢/kg + 14.9%,,specific,,0.5,kg +17.5%,\n"
                   "95030000,8,free,0,,,Free,,ad_valorem,0.7,,,70%\n"
                   "91011140,8,other,,,,51¢ each + 6.25% on the case,,other,,,,x\n"},
                  {"ave.csv", "hts,ave\n02071300,0.08\n91011140,\n"},
                  {"units.csv", "code,unit,value\n24021030,kg,18.9\n02071300,kg,2.2\n02,lb,1\n"}};
const std::string kBaseTable = "[base]\nfile = \"base.csv\"\nave = \"ave.csv\"\ncolumn2 = [\"RUS\"]\n";

TEST(Base, OwnLineElseTheFirstEightDigits) {
  const Written s(kBaseTable, kBase);
  EXPECT_NEAR(s.total("6109100012", "CHN", "2025-01-01"), 10, kTight);
  EXPECT_NEAR(s.total("6109100040", "CHN", "2025-01-01"), 16.5, kTight);
  EXPECT_NEAR(s.total("6109100012", "RUS", "2025-01-01"), 90, kTight);
  EXPECT_FALSE(s.assess("6109", "CHN", "2025-01-01").base.matched);
  EXPECT_FALSE(s.assess("0101", "CHN", "2025-01-01").base.matched);
  EXPECT_EQ(s.assess("95030000", "CHN", "2025-01-01").base.text, "Free");
}

TEST(Base, EquivalentsOfLinesThatAreNotAdValorem) {
  const Written s(kBaseTable, kBase);
  const Assessment chicken = s.assess("0207130000", "CHN", "2025-01-01");
  EXPECT_NEAR(chicken.total, 0.08, 1e-12);
  EXPECT_TRUE(chicken.base.equivalent && !chicken.unconverted);
  EXPECT_TRUE(s.assess("0207130000", "RUS", "2025-01-01").unconverted);  // the file is of column 1
  const Assessment cigars = s.assess("2402103000", "CHN", "2025-01-01");
  EXPECT_TRUE(cigars.unconverted);
  EXPECT_NEAR(cigars.total, 0.047, 1e-12);                               // what is ad valorem in it
  EXPECT_TRUE(s.assess("9101114000", "CHN", "2025-01-01").unconverted);  // a blank equivalent is none
}

TEST(Base, PricesOfUnitsConvertWhereThereIsNoEquivalent) {
  const Written s(kBaseTable + "[unit_values]\nfile = \"units.csv\"\n", kBase);
  EXPECT_NEAR(s.total("2402103000", "CHN", "2025-01-01"), 14.7, kTight);
  EXPECT_NEAR(s.total("0207130000", "CHN", "2025-01-01"), 8, kTight);   // the equivalent stands first
  EXPECT_NEAR(s.total("0207130000", "RUS", "2025-01-01"), 10, kTight);  // 0.22 / 2.2
  EXPECT_FALSE(s.assess("0207130000", "RUS", "2025-01-01").unconverted);
}

TEST(Base, APercentageLeftInTheUnitIsAdValorem) {
  const Written s(kBaseTable, kBase);
  EXPECT_NEAR(s.total("0402999000", "CHN", "2025-01-01"), 14.9, kTight);
  EXPECT_TRUE(s.assess("0402999000", "CHN", "2025-01-01").unconverted);
  EXPECT_NEAR(s.total("0402999000", "RUS", "2025-01-01", {.prices = {{"kg", 5}}}), 27.5, kTight);
}

TEST(Base, PricesMayBeGivenWithTheQuestion) {
  const Written s(kBaseTable + measure("m", "\"1 USD/lb\"") + "[unit_values]\nfile = \"units.csv\"\n", kBase);
  EXPECT_NEAR(s.total("2402103000", "CHN", "2025-01-01", {.prices = {{"kg", 9.45}, {"lb", 10}}}), 24.7 + 10,
              kTight);
  EXPECT_TRUE(s.assess("2402103000", "CHN", "2025-01-01").unconverted);  // no price of a pound of it
}

TEST(Base, ReplacedByAMeasure) {
  const std::string replace =
      measure("r", "[{ from = 2025-01-01, is = \"replace 35%\" }]", "partners = [\"RUS\"]\n");
  const Written s(kBaseTable + replace + measure("later", "\"replace 50%\"", "partners = [\"RUS\"]\n") +
                      measure("m", "\"10%\""),
                  kBase);
  const Assessment a = s.assess("9503000000", "RUS", "2025-01-01");
  EXPECT_NEAR(a.base_owed, 0.35, 1e-12);  // the first in the file that is in force
  EXPECT_NEAR(a.total, 0.45, 1e-12);
  EXPECT_NEAR(s.total("9503000000", "RUS", "2024-06-01"), 60, kTight);
  EXPECT_NEAR(s.total("9503000000", "CHN", "2025-01-01"), 10, kTight);
  EXPECT_FALSE(
      s.assess("2402103000", "RUS", "2025-01-01").unconverted);  // what was not converted is not owed
}

TEST(Base, AReplacementByQuantityIsNotZeroInSilence) {
  const Written s(kBaseTable + measure("r", "\"replace 5% + 1 USD/kg\""), kBase);
  const Assessment a = s.assess("95030000", "CHN", "2025-01-01");
  EXPECT_NEAR(a.total, 0.05, 1e-12);
  EXPECT_TRUE(a.unconverted);
}

TEST(Base, WhatAReplacementSparesOwesTheOldBase) {
  const Written s(kBaseTable + measure("r", "\"replace 35%\"") + exemption("x", "r", "share = 0.5\n"), kBase);
  EXPECT_NEAR(s.total("6109100040", "CHN", "2025-01-01"), 0.5 * 16.5 + 0.5 * 35, kTight);
}

// ---- 6. stacking

TEST(Stacking, WithoutARuleMeasuresAdd) {
  const Written s(measure("steel", "\"25%\"", "products = [\"72\"]\n") + measure("aluminium", "\"10%\""));
  EXPECT_NEAR(s.total("7208", "CHN", "2025-01-01"), 35, kTight);
}

TEST(Stacking, OfTheArticle) {
  const Written s(measure("autos", "\"25%\"", "products = [\"8703\"]\non = 0.5\n") + measure("r", "\"10%\"") +
                  stack("autos", "r"));
  EXPECT_NEAR(s.total("8703", "CHN", "2025-05-01"), 12.5, kTight);  // the whole of r, though half is charged
  EXPECT_NEAR(s.total("8704", "CHN", "2025-05-01"), 10, kTight);
  EXPECT_EQ(part_of(s.assess("8703", "CHN", "2025-05-01"), 1).status, PartStatus::kSuppressed);
}

TEST(Stacking, OfTheContentByTheLargestShare) {
  const Files files{{"c.csv", "code,steel,aluminium\n73,0.4,0.3\n"}};
  const Written s("[content]\nfile = \"c.csv\"\n" + measure("steel", "\"50%\"", "on = \"content:steel\"\n") +
                      measure("alu", "\"50%\"", "on = \"content:aluminium\"\n") + measure("r", "\"10%\"") +
                      stack("steel\", \"alu", "r", "scope = \"content\"\n"),
                  files);
  EXPECT_NEAR(s.owed("r", "7326", "CHN", "2025-07-01"), 6, kTight);
  EXPECT_NEAR(s.total("7326", "CHN", "2025-07-01"), 20 + 15 + 6, kTight);
}

TEST(Stacking, ByAMeasureOnTheWholeValueLeavesNothing) {
  const Written s(measure("steel", "\"50%\"") + measure("r", "\"10%\"") +
                  stack("steel", "r", "scope = \"content\"\n"));
  EXPECT_NEAR(s.total("72", "CHN", "2025-07-01"), 50, kTight);
  EXPECT_EQ(part_of(s.assess("72", "CHN", "2025-07-01"), 1).status, PartStatus::kSuppressed);
}

TEST(Stacking, AMeasureAtZeroOrExemptExcludesNothing) {
  const Written zero(measure("a", "\"0%\"") + measure("b", "\"10%\"") + stack("a", "b"));
  EXPECT_NEAR(zero.total("72", "CHN", "2025-01-01"), 10, kTight);
  EXPECT_EQ(part_of(zero.assess("72", "CHN", "2025-01-01"), 0).status, PartStatus::kFree);
  const Written exempt(measure("a", "\"25%\"", "exempt = [\"72\"]\n") + measure("b", "\"10%\"") +
                       stack("a", "b"));
  EXPECT_NEAR(exempt.total("72", "CHN", "2025-01-01"), 10, kTight);
  EXPECT_NEAR(exempt.total("73", "CHN", "2025-01-01"), 25, kTight);
}

TEST(Stacking, ASuppressedMeasureExcludesNothing) {
  const std::string three =
      measure("a", "\"25%\"", "products = [\"87\"]\n") + measure("b", "\"20%\"") + measure("c", "\"10%\"");
  const Written s(three + stack("a", "b") + stack("b", "c"));
  EXPECT_NEAR(s.total("87", "CHN", "2025-01-01"), 35, kTight);     // a and c
  EXPECT_NEAR(s.total("95", "CHN", "2025-01-01"), 20, kTight);     // b alone
  const Written other(three + stack("b", "c") + stack("a", "b"));  // the order of the file decides
  EXPECT_NEAR(other.total("87", "CHN", "2025-01-01"), 25, kTight);
}

TEST(Stacking, AnOrderThatReversesOnADay) {
  const Written s(
      measure("canada", "\"25%\"") + measure("steel", "\"50%\"", "on = 0.4\n") +
      stack("canada", "steel",
            "from = 2025-03-04\nto = 2025-06-04\nannounced = 2025-04-29\nto_announced = 2025-06-03\n") +
      stack("steel", "canada", "scope = \"content\"\nfrom = 2025-06-04\nannounced = 2025-06-03\n"));
  EXPECT_NEAR(s.total("73", "CAN", "2025-03-03"), 45, kTight);
  EXPECT_NEAR(s.total("73", "CAN", "2025-06-03"), 25, kTight);
  EXPECT_NEAR(s.total("73", "CAN", "2025-06-04"), 20 + 15, kTight);
  EXPECT_NEAR(s.total("73", "CAN", "2025-04-01", known_on("2025-04-28")), 45, kTight);
  EXPECT_NEAR(s.total("73", "CAN", "2025-06-04", known_on("2025-06-02")), 25,
              kTight);  // nobody knew that it would end
}

TEST(Stacking, RulesHavePartners) {
  const Written s(
      measure("a", "\"25%\"") + measure("b", "\"10%\"") +
      stack("a", "b", "partners = [\"CAN\"]\nexclude_partners = [{ who = [\"CAN\"], from = 2025-06-04 }]\n"));
  EXPECT_NEAR(s.total("72", "CAN", "2025-01-01"), 25, kTight);
  EXPECT_NEAR(s.total("72", "CAN", "2025-06-04"), 35, kTight);
  EXPECT_NEAR(s.total("72", "MEX", "2025-01-01"), 35, kTight);
}

// ---- 7 and 8. totals

TEST(Totals, TopTheBaseUpAndNeverPayBack) {
  const Written s(kBaseTable + measure("floor", "\"total 15%\"", "partners = [\"EUU\"]\n"), kBase);
  EXPECT_NEAR(s.total("9503000000", "DEU", "2025-08-07"), 15, kTight);
  EXPECT_NEAR(s.total("6109100012", "DEU", "2025-08-07"), 15, kTight);
  EXPECT_NEAR(s.owed("floor", "6109100012", "DEU", "2025-08-07"), 5, kTight);
  EXPECT_NEAR(s.total("6109100040", "DEU", "2025-08-07"), 16.5, kTight);  // the base alone is more
  EXPECT_NEAR(s.owed("floor", "6109100040", "DEU", "2025-08-07"), 0, kTight);
}

TEST(Totals, AreReckonedAfterStackingAndOnTheReplacedBase) {
  const Written s(kBaseTable + measure("r", "\"replace 12%\"") + measure("floor", "\"total 15%\"") +
                      measure("m", "\"10%\"") + stack("floor", "m"),
                  kBase);
  EXPECT_NEAR(s.total("9503000000", "JPN", "2025-01-01"), 15, kTight);
  const Written over(
      kBaseTable + measure("floor", "\"total 15%\"") + measure("m", "\"10%\"") + stack("floor", "m"), kBase);
  // Owed at its nominal rate: it excludes m even where the base is above the total.
  EXPECT_NEAR(over.total("6109100040", "JPN", "2025-01-01"), 16.5, kTight);
  const Written half(kBaseTable + measure("floor", "\"total 15%\"", "on = 0.5\n"), kBase);
  EXPECT_NEAR(half.total("6109100012", "JPN", "2025-01-01"), 10 + 0.5 * 5, kTight);
}

TEST(Totals, AreTheSumOfTheParts) {
  const Written s(kBaseTable + measure("a", "\"25%\"") + measure("b", "\"7.5%\"", "on = 0.3\n"), kBase);
  const Assessment a = s.assess("6109100040", "CHN", "2025-01-01");
  EXPECT_DOUBLE_EQ(a.total, a.base_owed + a.parts[0].owed + a.parts[1].owed);
}

// ---- 9. duties by quantity

TEST(Specific, NeedsThePriceOfItsUnit) {
  const Files files{{"u.csv", "code,unit,value\n02,kg,4\n0207,kg,2\n0207,lb,1\n"}};
  const Written s("[unit_values]\nfile = \"u.csv\"\n" + measure("m", "\"5% + 0.4 USD/kg\""), files);
  EXPECT_NEAR(s.total("0207130000", "CHN", "2025-01-01"), 25, kTight);
  EXPECT_NEAR(s.total("0201", "CHN", "2025-01-01"), 15, kTight);
  const Assessment none = s.assess("0301", "CHN", "2025-01-01");
  EXPECT_NEAR(none.total, 0.05, 1e-12);
  EXPECT_TRUE(none.unconverted && none.parts[0].unconverted);
  EXPECT_FALSE(s.assess("0201", "CHN", "2025-01-01").unconverted);
  EXPECT_TRUE(Written(measure("m", "\"1 EUR/kg\"")).assess("0201", "CHN", "2025-01-01").unconverted);
}

TEST(Specific, IsOwedThoughNotConverted) {
  const Written s(measure("a", "\"1 USD/kg\"") + measure("b", "\"10%\"") + stack("a", "b"));
  const Assessment a = s.assess("02", "CHN", "2025-01-01");
  EXPECT_NEAR(a.total, 0, kTight);
  EXPECT_TRUE(a.unconverted);
}

TEST(Specific, ExemptOrSuppressedIsNotMissing) {
  EXPECT_FALSE(Written(measure("a", "\"1 USD/kg\"", "exempt = [\"02\"]\n"))
                   .assess("02", "CHN", "2025-01-01")
                   .unconverted);
  const Written s(measure("a", "\"1 USD/kg\"") + measure("b", "\"10%\"") + stack("b", "a"));
  EXPECT_FALSE(s.assess("02", "CHN", "2025-01-01").unconverted);
}

TEST(Specific, InAnyRowOfAMaximumIsReported) {
  const std::string lower = "[[measure.row]]\nrate = \"5%\"\n",
                    unknown = "[[measure.row]]\nrate = \"1 USD/kg\"\n";
  for (const std::string& rows : {lower + unknown, unknown + lower}) {
    const Written s(fmt::format("[[measure]]\nid = \"m\"\n{}", rows));
    EXPECT_NEAR(s.total("02", "CHN", "2025-01-01"), 5, kTight);
    EXPECT_TRUE(s.assess("02", "CHN", "2025-01-01").unconverted) << rows;
  }
}

// ---- quotas, controls, claims

TEST(Quotas, PayInsideUntilTheyAreFull) {
  const auto q = [](const char* fill) {
    return Written(
        measure("q", "\"quota\"",
                "kind = \"quota\"\nquota = { volume = 100000, unit = \"t\", in = \"10%\", out = \"25%\"" +
                    std::string(fill) + " }\n"));
  };
  EXPECT_NEAR(q("").total("72", "GBR", "2025-01-01"), 10, kTight);
  EXPECT_NEAR(q(", fill = 0.99").total("72", "GBR", "2025-01-01"), 10, kTight);
  EXPECT_NEAR(q(", fill = 1").total("72", "GBR", "2025-01-01"), 25, kTight);
  EXPECT_NEAR(q("").total("72", "GBR", "2025-01-01", {.fill = {{"q", 1.2}}}), 25, kTight);
  EXPECT_NEAR(q(", fill = 1").total("72", "GBR", "2025-01-01", {.fill = {{"q", 0.5}}}), 10, kTight);
  const Written s = Written(measure("m", "\"1%\""));
  EXPECT_THAT(user_error([&] {
                Evaluator e(s.schedule(), {.fill = {{"m", 1}}});
              }),
              HasSubstr("is not a measure with a quota"));
}

TEST(Quotas, StepsOfAQuotaSayWhenItHolds) {
  const Written s(measure("q", "[{ from = 2025-06-30, is = \"25%\" }, { from = 2026-01-01, is = \"off\" }]",
                          "kind = \"quota\"\nquota = { in = \"10%\", out = \"27.5%\", fill = 1 }\n"));
  EXPECT_NEAR(s.total("87", "GBR", "2025-06-29"), 0, kTight);
  EXPECT_NEAR(s.total("87", "GBR", "2025-06-30"), 27.5, kTight);
  EXPECT_NEAR(s.total("87", "GBR", "2026-01-01"), 0, kTight);
  const Written always(
      "[[measure]]\nid = \"q\"\nkind = \"quota\"\nquota = { in = \"10%\", out = \"25%\" }\n");
  EXPECT_NEAR(always.total("87", "GBR", "2025-06-29"), 10, kTight);
}

TEST(Controls, AreFlagsOfTheirDirection) {
  const std::string text = measure("licence", "[{ from = 2025-04-04, is = \"licence\" }]",
                                   "flow = \"export\"\nkind = \"licence\"\nproducts = [\"280530\"]\n") +
                           measure("ban", "\"ban\"", "kind = \"ban\"\n") + measure("duty", "\"10%\"");
  const Written s(text);
  const EvaluatorOptions out{.flow = Flow::kExport};
  EXPECT_EQ(s.assess("28053019", "USA", "2025-04-03", out).parts.size(), 0u);
  const Assessment control = s.assess("28053019", "USA", "2025-04-04", out);
  ASSERT_EQ(control.parts.size(), 1u);
  EXPECT_EQ(control.parts[0].status, PartStatus::kControl);
  EXPECT_NEAR(control.total, 0, kTight);
  const Assessment in = s.assess("28053019", "USA", "2025-04-04");
  ASSERT_EQ(in.parts.size(), 2u);
  EXPECT_NEAR(in.total, 0.1, 1e-12);
  EXPECT_EQ(in.parts[0].status, PartStatus::kControl);
}

TEST(Controls, MayHaveAnAssumedEquivalentAndThenBeOwed) {
  const Written s(measure("ban", "\"ban\"", "equivalent = \"40%\"\n") + measure("duty", "\"10%\"") +
                  stack("ban", "duty"));
  EXPECT_NEAR(s.total("72", "CHN", "2025-01-01"), 40, kTight);
  const Written plain(measure("ban", "\"ban\"") + measure("duty", "\"10%\"") + stack("ban", "duty"));
  EXPECT_NEAR(plain.total("72", "CHN", "2025-01-01"), 10, kTight);  // without a rate it is not owed
}

Files with_claims() {
  Files files = kBase;
  files.push_back({"usmca.csv", "code,partner,share\n61,CAN,0.8\n6109,CAN,0.5\n"});
  files.push_back({"mfn.csv", "code,partner,share\n61,EUU,0.25\n61,CAN,0.4\n"});
  return files;
}
const std::string kClaims =
    kBaseTable + measure("fentanyl", "\"25%\"", "partners = [\"CAN\"]\n") + measure("other", "\"10%\"") +
    "[[claim]]\nid = \"usmca\"\nof = [\"base\", \"fentanyl\"]\nfile = \"usmca.csv\"\npartner = \"partner\"\n"
    "from = 2025-03-07\nannounced = 2025-03-06\n"
    "[[claim]]\nid = \"mfn\"\nof = [\"base\"]\nfile = \"mfn.csv\"\npartner = \"partner\"\n";

TEST(Claims, TakeTheBaseAndMeasuresTogether) {
  const Written s(kClaims, with_claims());
  EXPECT_NEAR(s.total("6109100012", "CAN", "2025-03-07"), 45, kTight);
  EXPECT_NEAR(s.total("6109100012", "CAN", "2025-03-07", {}, 1), 10, kTight);
  EXPECT_NEAR(s.total("6109100012", "CAN", "2025-03-07", {}, 2), 35, kTight);
  EXPECT_NEAR(s.total("6109100012", "CAN", "2025-03-06", {}, 1), 45, kTight);  // not yet
  EXPECT_NEAR(s.total("6109100012", "CAN", "2025-03-07", known_on("2025-03-05"), 1), 45, kTight);
  EXPECT_EQ(part_of(s.assess("6109100012", "CAN", "2025-03-07", {}, 1), 0).status, PartStatus::kClaimed);
}

TEST(Claims, AreMadeIndependently) {
  const Written s(kClaims, with_claims());
  const Evaluator e(s.schedule());
  std::vector<std::pair<std::uint32_t, double>> cases;
  e.claim_cases(e.product(*ProductCode::parse("6109100012")), e.partner("CAN"),
                e.grid().segment(s.at("2025-04-01")), cases);
  double sum = 0;
  std::map<std::uint32_t, double> weight;
  for (const auto& [claimed, w] : cases) sum += w, weight[claimed] += w;
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_NEAR(weight[0], 0.5 * 0.6, 1e-12);
  EXPECT_NEAR(weight[1], 0.5 * 0.6, 1e-12);
  EXPECT_NEAR(weight[2], 0.5 * 0.4, 1e-12);
  EXPECT_NEAR(weight[3], 0.5 * 0.4, 1e-12);
  e.claim_cases(e.product(*ProductCode::parse("6109100012")), e.partner("DEU"),
                e.grid().segment(s.at("2025-04-01")), cases);
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_NEAR(cases[1].second, 0.25, 1e-12);  // a member claims as the Union does
  EXPECT_EQ(e.claim("mfn"), 1u);
  EXPECT_THAT(user_error([&] { e.claim("x"); }), HasSubstr("one of usmca, mfn"));
}

TEST(Claims, AClaimedMeasureExcludesNothing) {
  const Files files{{"c.csv", "code,share\n87,1\n"}};
  const Written s(measure("autos", "\"25%\"") + measure("r", "\"10%\"") + stack("autos", "r") +
                      "[[claim]]\nid = \"c\"\nof = [\"autos\"]\nfile = \"c.csv\"\n",
                  files);
  EXPECT_NEAR(s.total("87", "CAN", "2025-05-01"), 25, kTight);
  EXPECT_NEAR(s.total("87", "CAN", "2025-05-01", {}, 1), 10, kTight);
}

TEST(Evaluator, TakesAwayCarveOutsByName) {
  const Written s("[list]\nbooks = { codes = [\"49\"] }\n" +
                  measure("m", "\"10%\"", "exempt = [\"books\"]\n"));
  EXPECT_NEAR(s.total("49", "CHN", "2025-01-01"), 0, kTight);
  EXPECT_NEAR(s.total("49", "CHN", "2025-01-01", {.without = {"books"}}), 10, kTight);
  EXPECT_THAT(user_error([&] { Evaluator e(s.schedule(), {.without = {"boks"}}); }),
              HasSubstr("did you mean 'books'?"));
}

TEST(TimeGrid, CutsTimeWhereSomethingChanges) {
  const Written s(measure("m", "[{ from = 2025-02-04, is = \"10%\" }, { from = 2025-03-04, is = \"20%\" }]"));
  const Evaluator e(s.schedule());
  EXPECT_EQ(e.grid().size(), 3u);
  EXPECT_EQ(e.grid().segment(kBeginningOfTime), 0u);
  EXPECT_EQ(e.grid().segment(kEndOfTime), 2u);
  EXPECT_EQ(e.grid().start(1), s.schedule().clock.start_of(*parse_day("2025-02-04")));
}

}  // namespace
}  // namespace cobden::schedule
