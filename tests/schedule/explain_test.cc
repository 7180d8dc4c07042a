// Explanations: every measure that could apply, and for each zero the reason. Golden texts, to be read.
#include "cobden/schedule/explain.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using namespace testing;
using ::testing::HasSubstr;

/// One line a measure: `id [status] rate, charged share, owed: reason (source)`.
std::string told(const Explanation& x) {
  std::string text =
      fmt::format("{} from {} to {} at {}{}: base {:.6g} + {:.6g} = {:.6g}%{}\n", x.product, x.partner,
                  x.importer, x.on, x.known.empty() ? "" : " as known on " + x.known, x.base_percent,
                  x.total_percent - x.base_percent, x.total_percent, x.unconverted ? " unconverted" : "");
  for (const auto& p : x.parts)
    text += fmt::format("{} [{}] {}, on {:.6g}, owes {:.6g}: {}{}\n", p.measure, p.status,
                        p.rate.empty() ? "-" : p.rate, p.charged_share, p.owed_percent, p.reason,
                        p.source.empty() ? "" : " (" + p.source + ")");
  for (const auto& note : x.notes) text += "note: " + note + "\n";
  return text;
}

std::string told(const Written& s, const char* code, const char* partner, const char* on,
                 const EvaluatorOptions& options = {}, const std::vector<std::string>& claims = {}) {
  const Evaluator e(s.schedule(), options);
  return told(explain(e, *ProductCode::parse(code), partner, s.at(on), claims));
}

const char* kChina = R"toml([list]
annex2 = { codes = ["3004", "8541"] }
books = { codes = ["49"] }
[group]
prc = ["CHN", "HKG"]
[[measure]]
id = "301"
authority = "Section 301"
partners = ["CHN"]
products = ["9503", "61"]
rate = [{ from = 2019-12-15, is = "suspended", source = "84 FR 69447" }]
[[measure]]
id = "autos"
products = ["8703"]
rate = [{ from = 2025-04-03, is = "25%", announced = 2025-03-26, source = "Proc. 10908" }]
[[measure]]
id = "fentanyl"
partners = ["prc"]
exempt = ["books"]
source = "EO 14195"
rate = [{ from = 2025-02-04, is = "10%" }, { from = 2025-03-04, is = "20%", source = "EO 14228" }]
[[measure]]
id = "reciprocal"
exclude_partners = [{ who = ["prc"], from = 2025-04-09, to = 2025-05-14, source = "EO 14259" }]
exempt = ["books", "annex2"]
rate = [{ from = 2025-04-05, is = "10%", source = "EO 14257" }, { from = 2026-02-20, is = "off", source = "the end" }]
[[measure]]
id = "reciprocal-china"
partners = ["prc"]
exempt = ["books", "annex2"]
rate = [{ from = 2025-04-09, is = "84%", source = "EO 14259", announced = 2025-04-08 }, { from = 2025-04-10, is = "125%", source = "EO 14266", announced = 2025-04-09 }]
[[exemption]]
id = "memo"
of = ["reciprocal", "reciprocal-china"]
products = ["851713"]
from = 2025-04-05
announced = 2025-04-11
source = "Memorandum of 11 April"
[[stack]]
when_owed = ["autos"]
not_owed = ["reciprocal", "reciprocal-china"]
source = "EO 14257 s.3(b)"
)toml";

TEST(Explain, AToyFromChinaOn10April) {
  EXPECT_EQ(told(Written(kChina), "9503000073", "CHN", "2025-04-10"),
            "9503000073 from CHN to USA at 2025-04-10 23:59 -0400: base 0 + 145 = 145%\n"
            "301 [suspended] suspended, on 0, owes 0: suspended since 2019-12-15 (84 FR 69447)\n"
            "fentanyl [owed] 20%, on 1, owes 20: in force since 2025-03-04 (EO 14228)\n"
            "reciprocal [partner left out] 10%, on 0, owes 0: CHN is left out from 2025-04-09 to 2025-05-14, "
            "EO 14259 (EO 14257)\n"
            "reciprocal-china [owed] 125%, on 1, owes 125: in force since 2025-04-10 (EO 14266)\n"
            "note: The schedule gives additions only: the base duty is not in it and is not counted.\n");
}

TEST(Explain, ASmartphoneBeforeAndAfterTheMemorandum) {
  const Written s(kChina);
  EXPECT_EQ(
      told(s, "8517130000", "CHN", "2025-04-10", known_on("2025-04-10")),
      "8517130000 from CHN to USA at 2025-04-10 23:59 -0400 as known on 2025-04-10: base 0 + 145 = 145%\n"
      "fentanyl [owed] 20%, on 1, owes 20: in force since 2025-03-04 (EO 14228)\n"
      "reciprocal [partner left out] 10%, on 0, owes 0: CHN is left out from 2025-04-09 to 2025-05-14, EO "
      "14259 (EO 14257)\n"
      "reciprocal-china [owed] 125%, on 1, owes 125: in force since 2025-04-10 (EO 14266)\n"
      "note: The schedule gives additions only: the base duty is not in it and is not counted.\n");
  EXPECT_THAT(told(s, "8517130000", "CHN", "2025-04-10"),
              HasSubstr("reciprocal-china [exempt] 125%, on 0, owes 0: exempt by memo, Memorandum of 11 "
                        "April, announced 2025-04-11 (EO 14266)\n"));
}

TEST(Explain, ACarFromGermany) {
  EXPECT_EQ(told(Written(kChina), "8703230190", "DEU", "2025-05-01"),
            "8703230190 from DEU to USA at 2025-05-01 23:59 -0400: base 0 + 25 = 25%\n"
            "autos [owed] 25%, on 1, owes 25: in force since 2025-04-03 (Proc. 10908)\n"
            "reciprocal [suppressed] 10%, on 0, owes 0: stacking rule 1, EO 14257 s.3(b): gives way to autos "
            "(EO 14257)\n"
            "note: The schedule gives additions only: the base duty is not in it and is not counted.\n");
}

TEST(Explain, ZerosHaveReasons) {
  const Written s(kChina);
  EXPECT_THAT(told(s, "4901990092", "CHN", "2025-04-10"),
              HasSubstr("fentanyl [exempt] 20%, on 0, owes 0: exempt by list books (entry 49)"));
  EXPECT_THAT(told(s, "9503", "CHN", "2025-01-15"),
              HasSubstr("fentanyl [not yet in force] 10%, on 0, owes 0: begins 2025-02-04 (EO 14195)"));
  EXPECT_THAT(told(s, "9503", "CHN", "2026-03-01"),
              HasSubstr("reciprocal [ended] off, on 0, owes 0: ended since 2026-02-20 (the end)"));
  EXPECT_THAT(told(s, "8703", "CHN", "2025-04-05", known_on("2025-03-20")),
              HasSubstr("autos [not yet known] 25%, on 0, owes 0: announced 2025-03-26"));
  EXPECT_THAT(told(s, "9503", "VNM", "2025-04-10"),
              ::testing::Not(HasSubstr("fentanyl")));  // could never apply
}

TEST(Explain, WhatIsNotKnownIsNotTold) {
  const Written s(
      "[[measure]]\nid = \"m\"\nrate = [{ from = 2025-03-01, is = \"1%\", announced = 2025-02-20 }, "
      "{ from = 2025-04-01, is = \"2%\", announced = 2025-01-01 }]\n");
  EXPECT_THAT(told(s, "01", "CHN", "2025-03-15", known_on("2025-02-01")),
              HasSubstr("m [not yet in force] 2%, on 0, owes 0: begins 2025-04-01"));
}

TEST(Explain, GoodsInTransitAndLists) {
  const Written s(
      "[list]\nl = { file = \"l.csv\", from = \"from\", to = \"to\" }\n[[measure]]\nid = \"m\"\nproducts = "
      "[\"l\"]\n"
      "rate = [{ from = 2025-04-05, is = \"10%\", in_transit = { loaded_before = 2025-04-05 } }]\n",
      {{"l.csv", "code,from,to\n87,2025-05-03,2025-11-01\n"}});
  EXPECT_THAT(told(s, "87", "CHN", "2025-05-02"),
              HasSubstr("m [not listed then] 10%, on 0, owes 0: on the list l only from 2025-05-03"));
  EXPECT_THAT(told(s, "87", "CHN", "2025-11-01"), HasSubstr("on the list l only until 2025-11-01"));
  EXPECT_THAT(told(s, "87", "CHN", "2025-06-01", {.loaded = parse_day("2025-04-01")}),
              HasSubstr("m [in transit] 10%, on 0, owes 0: shipped before 2025-04-05"));
}

TEST(Explain, AnExemptionAndARuleOnOneMeasureAreToldApart) {
  const Written s(R"([[measure]]
id = "steel"
rate = "50%"
on = 0.4
[[measure]]
id = "r"
rate = "10%"
[[exemption]]
id = "half"
of = ["r"]
share = 0.5
source = "an order"
estimate = true
[[stack]]
when_owed = ["r"]
not_owed = ["r"]
from = 2030-01-01
[[stack]]
when_owed = ["steel"]
not_owed = ["r"]
scope = "content"
source = "a law"
)");
  EXPECT_THAT(told(s, "73", "CHN", "2025-07-01"),
              HasSubstr("r [owed in part] 10%, on 0.3, owes 3: in force; 50% exempt by half, an "
                        "order (a judgement); "
                        "reduced from 50% to 30% of the value by stacking rule 2, a law: "
                        "gives way to steel\n"));
  EXPECT_THAT(told(s, "73", "CHN", "2025-07-01"),
              HasSubstr("steel [owed in part] 50%, on 0.4, owes 20: in force; charged on 40% of "
                        "the value (fixed share)"));
}

TEST(Explain, ContentOfProductsInAndOutsideTheTable) {
  const Written s(
      "[content]\nfile = \"c.csv\"\n[[measure]]\nid = \"m\"\non = \"content:steel\"\nrate = \"50%\"\n",
      {{"c.csv", "code,steel\n73,0.25\n94,0\n"}});
  EXPECT_THAT(told(s, "7326", "CHN", "2025-07-01"),
              HasSubstr("m [owed in part] 50%, on 0.25, owes 12.5: in force; charged on 25% of "
                        "the value (steel)"));
  EXPECT_THAT(
      told(s, "94", "CHN", "2025-07-01"),
      HasSubstr(
          "m [no content] 50%, on 0, owes 0: charged on a part of the value that this product has none of"));
  EXPECT_THAT(told(s, "01", "CHN", "2025-07-01"), HasSubstr("the content table does not have this product"));
}

const Files kFiles{{"base.csv",
                    "code,kind,ad_valorem,general\n87,ad_valorem,0.025,2.5%\n02,specific,,1¢/"
                    "kg\n24,compound,0.05,5% + $1/kg\n"},
                   {"ave.csv", "code,ave\n02,0.08\n"},
                   {"claims.csv", "code,partner,share\n87,CAN,0.9\n"}};

TEST(Explain, TheBaseAndItsEquivalents) {
  const Written s("[base]\nfile = \"base.csv\"\nave = \"ave.csv\"\n", kFiles);
  EXPECT_EQ(told(s, "8703", "CHN", "2025-01-01"),
            "8703 from CHN to USA at 2025-01-01 23:59 -0500: base 2.5 + 0 = 2.5%\n");
  EXPECT_THAT(told(s, "02", "CHN", "2025-01-01"),
              HasSubstr("note: The base duty is not ad valorem; its ad valorem equivalent is used."));
  EXPECT_THAT(
      told(s, "24", "CHN", "2025-01-01"),
      HasSubstr("= 5% unconverted\nnote: A duty by quantity is not converted, so the total is too low"));
  EXPECT_THAT(
      told(s, "01", "CHN", "2025-01-01"),
      HasSubstr("note: The base file does not have this product: its base duty is unknown, not zero."));
}

TEST(Explain, TotalsReplacementsControlsAndClaims) {
  const Written s(
      "[base]\nfile = \"base.csv\"\n"
      "[[measure]]\nid = \"floor\"\npartners = [\"JPN\"]\nrate = \"total 15%\"\n"
      "[[measure]]\nid = \"r\"\npartners = [\"RUS\"]\nrate = \"replace 35%\"\n"
      "[[measure]]\nid = \"ban\"\npartners = [\"PRK\"]\nkind = \"ban\"\nrate = \"ban\"\n"
      "[[measure]]\nid = \"licence\"\npartners = [\"PRK\"]\nkind = \"licence\"\nrate = "
      "\"licence\"\nequivalent = \"5%\"\n"
      "[[measure]]\nid = \"canada\"\npartners = [\"CAN\"]\nrate = \"25%\"\n"
      "[[claim]]\nid = \"usmca\"\nof = [\"base\", \"canada\"]\nfile = \"claims.csv\"\npartner = "
      "\"partner\"\n",
      kFiles);
  EXPECT_THAT(told(s, "87", "JPN", "2025-08-07"),
              HasSubstr("floor [owed] total 15%, on 1, owes 12.5: in force; tops the base up to this rate"));
  EXPECT_THAT(told(s, "87", "RUS", "2025-08-07"),
              HasSubstr("base 35 + 0 = 35%\nr [base] replace 35%, on 1, owes 0: in force; takes "
                        "the place of the base"));
  EXPECT_THAT(told(s, "87", "PRK", "2025-08-07"),
              HasSubstr("ban [ban] ban, on 0, owes 0: in force; no rate\nlicence [owed] licence "
                        "(5%), on 1, owes 5: in force; assumed equivalent of a control"));
  EXPECT_THAT(
      told(s, "87", "CAN", "2025-08-07", {}, {"usmca"}),
      HasSubstr(
          "base 0 + 0 = 0%\ncanada [preference] 25%, on 0, owes 0: not owed under the preference usmca"));
}

}  // namespace
}  // namespace cobden::schedule
