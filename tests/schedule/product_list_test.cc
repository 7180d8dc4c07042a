// Lists of products in a schedule: prefixes, dates, shares, sub-lists (rule 1).
#include "cobden/schedule/product_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// 10% on the products of one list.
std::string ten_on(const std::string& list, const std::string& products = "\"l\"") {
  return "[list]\nl = " + list + "\n[[measure]]\nid = \"m\"\nproducts = [" + products + "]\nrate = \"10%\"\n";
}

TEST(ProductList, EntriesMatchAsPrefixes) {
  const Written s(ten_on("{ codes = [\"72\", \"7601.10\"] }"));
  EXPECT_NEAR(s.total("7208100000", "CHN", "2025-01-01"), 10, 1e-9);
  EXPECT_NEAR(s.total("72", "CHN", "2025-01-01"), 10, 1e-9);
  EXPECT_NEAR(s.total("7601100000", "CHN", "2025-01-01"), 10, 1e-9);
  EXPECT_NEAR(s.total("7601200000", "CHN", "2025-01-01"), 0, 1e-9);
  EXPECT_NEAR(s.total("7601", "CHN", "2025-01-01"), 0, 1e-9);
}

TEST(ProductList, TheLongestEntryDecidesEvenWhenItsDatesAreOver) {
  const Files files{{"l.csv",
                     "code,from,to,share\n85,,,1\n8517,2025-01-01,2025-02-01,0.5\n"
                     "851713,2025-03-01,,0.25\n"}};
  const Written s(ten_on("{ file = \"l.csv\", from = \"from\", to = \"to\", share = \"share\" }"), files);
  EXPECT_NEAR(s.total("8501", "CHN", "2025-01-15"), 10, 1e-9);
  EXPECT_NEAR(s.total("8517620000", "CHN", "2025-01-15"), 5, 1e-9);
  EXPECT_NEAR(s.total("8517620000", "CHN", "2025-02-15"), 0, 1e-9);  // not 10: 8517 speaks and is over
  EXPECT_NEAR(s.total("8517130000", "CHN", "2025-01-15"), 0, 1e-9);  // not 5: 851713 speaks, not yet listed
  EXPECT_NEAR(s.total("8517130000", "CHN", "2025-03-01"), 2.5, 1e-9);
}

TEST(ProductList, OneCodeMayBeListedAtSeveralTimes) {
  const Files files{{"l.csv", "code,from,to\n72,2025-03-01,\n72,2025-01-01,2025-02-01\n"}};
  const Written s(ten_on("{ file = \"l.csv\", from = \"from\", to = \"to\" }"), files);
  EXPECT_NEAR(s.total("7208", "CHN", "2025-01-15"), 10, 1e-9);
  EXPECT_NEAR(s.total("7208", "CHN", "2025-02-15"), 0, 1e-9);
  EXPECT_NEAR(s.total("7208", "CHN", "2025-03-15"), 10, 1e-9);
}

TEST(ProductList, EndsAreOutsideButForColumnsNamedInclusive) {
  const Files files{{"l.csv", "code,end,end_inclusive\n72,2025-03-12,2025-03-12\n73,,NA\n"}};
  const Written out(ten_on("{ file = \"l.csv\", to = \"end\" }"), files);
  const Written in(ten_on("{ file = \"l.csv\", to = \"end_inclusive\" }"), files);
  EXPECT_NEAR(out.total("72", "CHN", "2025-03-11"), 10, 1e-9);
  EXPECT_NEAR(out.total("72", "CHN", "2025-03-12T00:00:59-04:00"), 10, 1e-9);
  EXPECT_NEAR(out.total("72", "CHN", "2025-03-12T00:01:00-04:00"), 0, 1e-9);
  EXPECT_NEAR(in.total("72", "CHN", "2025-03-12"), 10, 1e-9);
  EXPECT_NEAR(in.total("72", "CHN", "2025-03-13T00:00:59-04:00"), 10, 1e-9);
  EXPECT_NEAR(in.total("72", "CHN", "2025-03-13T00:01:00-04:00"), 0, 1e-9);
  EXPECT_NEAR(in.total("73", "CHN", "2099-01-01"), 10, 1e-9);
}

TEST(ProductList, ListsMayCarryTimesOfDay) {
  const Files files{{"l.csv", "code,from\n72,2025-04-10T12:01:00+08:00\n"}};
  const Written s(ten_on("{ file = \"l.csv\", from = \"from\" }"), files);
  EXPECT_NEAR(s.total("72", "CHN", "2025-04-10T04:00:59Z"), 0, 1e-9);
  EXPECT_NEAR(s.total("72", "CHN", "2025-04-10T04:01:00Z"), 10, 1e-9);
}

TEST(ProductList, SubListsArePickedByAColumn) {
  const Files files{{"l.csv", "code,metal\n72,steel\n7326,aluminium\n76,aluminium\n"}};
  const std::string list = "{ file = \"l.csv\", pick = \"metal\" }";
  const Written steel(ten_on(list, "\"l:steel\""), files), all(ten_on(list), files);
  EXPECT_NEAR(steel.total("7208", "CHN", "2025-01-01"), 10, 1e-9);
  EXPECT_NEAR(steel.total("7601", "CHN", "2025-01-01"), 0, 1e-9);
  EXPECT_NEAR(all.total("7601", "CHN", "2025-01-01"), 10, 1e-9);
  const Written aluminium(ten_on(list, "\"l:aluminium\""), files);
  EXPECT_NEAR(aluminium.total("7326", "CHN", "2025-01-01"), 10, 1e-9);
}

TEST(ProductList, BareCodesAndEverything) {
  const Written codes(ten_on("{ codes = [\"1\"] }", "\"2805.30\", \"284690\""));
  EXPECT_NEAR(codes.total("28053019", "CHN", "2025-01-01"), 10, 1e-9);
  EXPECT_NEAR(codes.total("28469011", "CHN", "2025-01-01"), 10, 1e-9);
  EXPECT_NEAR(codes.total("28469", "CHN", "2025-01-01"), 0, 1e-9);
  EXPECT_NEAR(Written(ten_on("{ codes = [\"1\"] }", "\"*\"")).total("01", "CHN", "2025-01-01"), 10, 1e-9);
}

TEST(ProductList, TheLargestShareOfSeveralListsOfARowIsMeant) {
  const Files files{{"a.csv", "code,share\n72,0.25\n"}, {"b.csv", "code,share\n7208,0.5\n"}};
  const Written s(
      "[list]\na = { file = \"a.csv\", share = \"share\" }\nb = { file = \"b.csv\", share = \"share\" }\n"
      "[[measure]]\nid = \"m\"\nproducts = [\"a\", \"b\"]\nrate = \"10%\"\n",
      files);
  EXPECT_NEAR(s.total("7208", "CHN", "2025-01-01"), 5, 1e-9);
  EXPECT_NEAR(s.total("7209", "CHN", "2025-01-01"), 2.5, 1e-9);
}

TEST(ProductList, ErrorsOfTheListTable) {
  EXPECT_THAT(reading_error(ten_on("{ codes = [\"72\"] }", "\"ll\"")),
              AllOf(HasSubstr("s.toml:9: measure.products: 'll': is not a list of this file"),
                    HasSubstr("did you mean 'l'?")));
  EXPECT_THAT(reading_error(ten_on("{ codes = [\"7x\"] }")),
              HasSubstr("s.toml:6: list.NAME: '7x': is not a product code"));
  EXPECT_THAT(reading_error(ten_on("{ codes = [] }")), HasSubstr("is an empty list"));
  EXPECT_THAT(reading_error(ten_on("{ code = \"x\" }")), HasSubstr("either codes or a file"));
  EXPECT_THAT(reading_error(ten_on("{ codes = [\"72\"], pik = \"x\" }")),
              AllOf(HasSubstr("s.toml:6: list.NAME.pik: unknown key"), HasSubstr("did you mean 'pick'?")));
  EXPECT_THAT(reading_error(ten_on("{ codes = [\"72\"] }", "\"l:steel\"")), HasSubstr("a list with pick"));
  EXPECT_THAT(reading_error(ten_on("{ file = \"none.csv\" }")),
              HasSubstr("s.toml:6: list.NAME.file: 'none.csv': is not there"));
  EXPECT_THAT(reading_error("[list]\n\"72\" = { codes = [\"72\"] }\n"), HasSubstr("cannot name a list"));
}

TEST(ProductList, ErrorsInAListFileNameItsRow) {
  const auto with = [](const char* text, const char* columns) {
    return reading_error(ten_on(std::string("{ file = \"l.csv\"") + columns + " }"), {{"l.csv", text}});
  };
  EXPECT_THAT(with("code\n72\n7x\n", ""), HasSubstr("l.csv:3: code: '7x': is not a product code"));
  EXPECT_THAT(with("code,from\n72,soon\n", ", from = \"from\""),
              HasSubstr("l.csv:2: from: 'soon': is not a date"));
  EXPECT_THAT(with("code,share\n72,1.2\n", ", share = \"share\""),
              HasSubstr("l.csv:2: share: '1.2': is not a share"));
  EXPECT_THAT(with("code,a,b\n72,2025-02-01,2025-01-01\n", ", from = \"a\", to = \"b\""),
              HasSubstr("l.csv:2: b: '2025-01-01': ends before it begins"));
  EXPECT_THAT(with("code\n72\n", ", code = \"cod\""),
              HasSubstr("l.csv:1: cod: the file has no such column; the nearest is 'code'"));
  EXPECT_THAT(
      reading_error(ten_on("{ file = \"l.csv\", pick = \"metal\" }", "\"l:stel\""),
                    {{"l.csv", "code,metal\n72,steel\n76,aluminium\n"}}),
      AllOf(HasSubstr("no row"), HasSubstr("one of aluminium, steel"), HasSubstr("did you mean 'steel'?")));
}

}  // namespace
}  // namespace cobden::schedule
