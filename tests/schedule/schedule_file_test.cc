// Reading schedule files: what is understood, and how mistakes are named.
#include "cobden/schedule/schedule_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "cobden/core/version.h"
#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kMeasure = "[[measure]]\nid = \"m\"\nrate = \"10%\"\n";

TEST(ScheduleFile, Defaults) {
  const Schedule s = Written("[schedule]\nimporter = \"CHN\"\n" + kMeasure).schedule();
  EXPECT_EQ(s.id, "s");  // the name of the file
  EXPECT_EQ(s.importer, "CHN");
  EXPECT_EQ(s.clock.zone(), "UTC");
  ASSERT_EQ(s.measures.size(), 1u);
  const Measure& m = s.measures[0];
  EXPECT_EQ(m.title, "m");
  EXPECT_EQ(m.flow, Flow::kImport);
  EXPECT_EQ(m.kind, MeasureKind::kDuty);
  EXPECT_EQ(m.combine, Combine::kMax);
  EXPECT_TRUE(m.partners.who.all);
  ASSERT_EQ(m.rows.size(), 1u);
  EXPECT_EQ(s.lists[m.rows[0].products[0]].name(), "*");
  EXPECT_EQ(s.sha256.size(), 64u);
}

const std::string kLicence = "[[measure]]\nid = \"m\"\nflow = \"export\"\nkind = \"licence\"\n";

TEST(ScheduleFile, AControlSaysWhatItDenies) {
  const auto control = [](const std::string& terms) {
    return *Written(kLicence + "control = " + terms + "\n").schedule().measures.at(0).control;
  };
  const ControlTerms plain = control("{}");
  EXPECT_EQ(plain.stringency, 1);
  EXPECT_EQ(plain.goods, "precursor-class");
  EXPECT_EQ(plain.basis, "judgement");
  EXPECT_FALSE(plain.denied());
  const ControlTerms full = control(
      "{ goods = \"watch-list\", stringency = 0.5, enforcement = 0.5, coverage = 0.8, ramp_months = 4, "
      "verification "
      "= \"licences\", snap_back = \"a term of a year\", linked = \"us-2025:x\", basis = \"a study\" }");
  EXPECT_DOUBLE_EQ(*full.denied(), 0.2);
  EXPECT_EQ(full.ramp_months, 4);
  EXPECT_EQ(full.linked, "us-2025:x");
  EXPECT_EQ(full.basis, "a study");
}

TEST(ScheduleFile, MistakesOfAControl) {
  const auto error = [](const std::string& text) -> std::string {
    try {
      (void)Written(text).schedule();
    } catch (const UserError& e) {
      return e.what();
    }
    return "accepted";
  };
  EXPECT_THAT(error(kMeasure + "control = {}\n"), HasSubstr("is no control of exports"));
  EXPECT_THAT(error(kLicence + "control = { stringency = 2 }\n"), HasSubstr("stringency"));
  EXPECT_THAT(error(kLicence + "control = { enforcment = 0.5 }\n"), HasSubstr("enforcement"));
  EXPECT_THAT(error(kLicence + "control = { linked = \"x:\" }\n"), HasSubstr("does not name a measure"));
}

TEST(ScheduleFile, EveryKeyOfAMeasure) {
  const Schedule s = Written(R"([[measure]]
id = "m"
title = "A title"
authority = "A law"
heading = "9903.01.25"
kind = "quota"
partners = ["CHN"]
on = 0.4
combine = "sum"
quota = { volume = 100000, unit = "t", period = "month", in = "10%", out = "25%", fill = 0.8 }
source = "S"
note = "N"
[[measure.row]]
products = ["72"]
partners = ["CHN", "HKG"]
heading = ["9903.01.26"]
source = "row"
rate = [{ from = 2025-04-05, is = "quota", announced = 2025-04-02, source = "step", note = "n", in_transit = { loaded_before = 2025-04-05 } }]
)")
                         .schedule();
  const Measure& m = s.measures.at(0);
  EXPECT_EQ(m.title + m.authority + m.source + m.note, "A titleA lawSN");
  EXPECT_THAT(m.headings, ElementsAre("9903.01.25"));
  EXPECT_EQ(m.kind, MeasureKind::kQuota);
  EXPECT_EQ(m.combine, Combine::kSum);
  EXPECT_DOUBLE_EQ(m.share, 0.4);
  EXPECT_DOUBLE_EQ(m.quota->volume, 100000);
  EXPECT_EQ(m.quota->unit + m.quota->period, "tmonth");
  EXPECT_DOUBLE_EQ(m.quota->out.ad_valorem, 0.25);
  const MeasureRow& row = m.rows.at(0);
  EXPECT_THAT(row.partners.who.codes, ElementsAre("CHN", "HKG"));
  EXPECT_EQ(row.steps.at(0).announced, parse_day("2025-04-02"));
  EXPECT_EQ(row.steps[0].in_transit->entered_before, kEndOfTime);
  EXPECT_EQ(row.steps[0].source + row.steps[0].note + row.source, "stepnrow");
}

TEST(ScheduleFile, StepsAreSortedByTimeThenByAnnouncement) {
  const Schedule s = Written(R"([[measure]]
id = "m"
rate = [
  { from = 2025-04-10, is = "3%", announced = 2025-04-09 },
  { from = 2025-04-10, is = "2%", announced = 2025-04-02 },
  { from = 2025-04-05, is = "1%" },
  { from = 2025-04-10, is = "1.5%" },
]
)")
                         .schedule();
  std::vector<std::string> texts;
  for (const auto& step : s.measures[0].rows[0].steps) texts.push_back(step.rate.text);
  EXPECT_THAT(texts, ElementsAre("1%", "1.5%", "2%", "3%"));
}

TEST(ScheduleFile, UnknownKeysNameLineKeyAndNearest) {
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\nrat = \"10%\"\n"),
              HasSubstr("s.toml:7: measure.rat: unknown key; did you mean 'rate'?"));
  EXPECT_THAT(reading_error("[[measur]]\nid = \"m\"\n"),
              AllOf(HasSubstr("s.toml:5: measur"), HasSubstr("'measure'")));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\nrate = [{ from = 2025-01-01, iz = \"1%\" }]\n"),
              AllOf(HasSubstr("s.toml:7: measure.rate.iz"), HasSubstr("'is'")));
  EXPECT_THAT(reading_error(kMeasure + "[[stack]]\nwhen_owd = [\"m\"]\n"),
              HasSubstr("did you mean 'when_owed'?"));
  EXPECT_THAT(reading_error(kMeasure + "[[exemption]]\nid = \"x\"\nof = \"m\"\nannounce = 2025-01-01\n"),
              HasSubstr("did you mean 'announced'?"));
  EXPECT_THAT(reading_error("[base]\nfile = \"b.csv\"\navee = \"a.csv\"\n"),
              HasSubstr("s.toml:7: base.avee"));
}

TEST(ScheduleFile, UnknownNamesNameTheNearest) {
  EXPECT_THAT(
      reading_error(kMeasure + "[[stack]]\nwhen_owed = [\"m\"]\nnot_owed = [\"mm\"]\n"),
      AllOf(HasSubstr("s.toml:10: stack.not_owed: 'mm': is not a measure"), HasSubstr("did you mean 'm'?")));
  EXPECT_THAT(reading_error(kMeasure + "[[exemption]]\nid = \"x\"\nof = [\"n\"]\n"),
              HasSubstr("s.toml:10: exemption.of: 'n'"));
  EXPECT_THAT(reading_error(kMeasure + "[[exemption]]\nid = \"x\"\nof = [\"base\"]\n"), HasSubstr("'base'"));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\ncombine = \"maxx\"\nrate = \"1%\"\n"),
              AllOf(HasSubstr("s.toml:7: measure.combine: 'maxx'"), HasSubstr("did you mean 'max'?")));
  EXPECT_THAT(
      reading_error("[[measure]]\nid = \"m\"\nrate = [{ from = 2025-01-01, is = \"of\" }]\n"),
      AllOf(HasSubstr("s.toml:7: measure.rate.is: 'of': is not a rate"), HasSubstr("did you mean 'off'?")));
}

TEST(ScheduleFile, DatesAreDates) {
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\nrate = [{ from = \"2025-01-01\", is = \"1%\" }]\n"),
              HasSubstr("a date without quotes"));
  EXPECT_THAT(
      reading_error(kMeasure + "[[exemption]]\nid = \"x\"\nof = \"m\"\nannounced = 2025-01-01T00:00:00Z\n"),
      HasSubstr("a bare date"));
  EXPECT_THAT(
      reading_error(kMeasure + "[[exemption]]\nid = \"x\"\nof = \"m\"\nfrom = 2025-02-01\nto = 2025-01-01\n"),
      AllOf(HasSubstr("s.toml:12: exemption.to: '2025-01-01': is not after its beginning")));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\nrate = [{ from = 2025-02-30, is = \"1%\" }]\n"),
              HasSubstr("not valid TOML"));
}

TEST(ScheduleFile, WhatIsMissingOrTwice) {
  EXPECT_THAT(user_error([] { parse_schedule("", "s.toml", serve("/")); }),
              HasSubstr("[schedule] is missing"));
  EXPECT_THAT(reading_error("[schedule]\nid = \"s\"\n"), HasSubstr("'importer' is missing"));
  EXPECT_THAT(reading_error("[schedule]\nimporter = \"UAS\"\n"),
              AllOf(HasSubstr("'UAS'"), HasSubstr("did you mean")));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\n"), HasSubstr("s.toml:5: measure: 'rate' is missing"));
  EXPECT_THAT(reading_error("[[measure]]\nrate = \"1%\"\n"), HasSubstr("'id' is missing"));
  EXPECT_THAT(reading_error(kMeasure + kMeasure),
              HasSubstr("s.toml:9: measure.id: 'm': names a measure already"));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"base\"\nrate = \"1%\"\n"),
              HasSubstr("names a measure already"));
  EXPECT_THAT(reading_error(kMeasure + "[[stack]]\nwhen_owed = [\"m\"]\n"),
              HasSubstr("'not_owed' is missing"));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\nrate = []\n"), HasSubstr("s.toml:7: measure.rate"));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\nrate = \"1%\"\n[[measure.row]]\nrate = \"2%\"\n"),
              HasSubstr("'rate' stands beside [[measure.row]]"));
}

TEST(ScheduleFile, SharesAndQuotas) {
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\non = 1.5\nrate = \"1%\"\n"),
              HasSubstr("is not a share of the value"));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\non = \"content:\"\nrate = \"1%\"\n"),
              HasSubstr("is not a part of the value"));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\nrate = \"quota\"\n"),
              HasSubstr("the measure has no quota"));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"m\"\nkind = \"quota\"\nrate = \"1%\"\n"),
              HasSubstr("is of kind quota and has none"));
  EXPECT_THAT(
      reading_error("[[measure]]\nid = \"m\"\nrate = \"quota\"\nquota = { in = \"quota\", out = \"1%\" }\n"),
      HasSubstr("s.toml:8: quota.in: 'quota': is not a rate inside or outside a quota"));
  EXPECT_THAT(reading_error(kMeasure + "[[exemption]]\nid = \"x\"\nof = \"m\"\nshare = 2\n"),
              HasSubstr("1 or less"));
  EXPECT_THAT(
      reading_error(kMeasure + "[[exemption]]\nid = \"x\"\nof = \"m\"\nshare = 0.5\ncovers_usd = 1e9\n"),
      HasSubstr("one of share and covers_usd"));
  const Written no_table("[[measure]]\nid = \"m\"\non = \"content:steel\"\nrate = \"1%\"\n");
  EXPECT_THAT(user_error([&] { Evaluator e(no_table.schedule()); }),
              HasSubstr("s.toml:5: measure: 'content:steel': needs a table"));
}

TEST(ScheduleFile, NotTomlAndNotUtf8) {
  EXPECT_THAT(reading_error("[[measure]\n"), HasSubstr("s.toml:5"));
  EXPECT_THAT(reading_error("[[measure]]\nid = \"\xFF\"\n"), HasSubstr("s.toml:6: is not UTF-8"));
  EXPECT_THAT(reading_error("measure = 1\n[schedule]\nimporter = \"USA\"\n"), HasSubstr("write [[measure]]"));
}

TEST(ScheduleFile, CalledOffWindowsNeedTheDayThatCalledThemOff) {
  const std::string x =
      kMeasure + "[[exemption]]\nid = \"x\"\nof = \"m\"\nfrom = 2025-08-12\nto = 2025-08-12\n";
  EXPECT_THAT(reading_error(x), HasSubstr("is not after its beginning"));
  const Written s(x + "to_announced = 2025-08-11\n");
  EXPECT_NEAR(s.total("72", "CHN", "2025-08-13"), 10, 1e-9);
  EXPECT_NEAR(s.total("72", "CHN", "2025-08-13", known_on("2025-08-10")), 0, 1e-9);
}

TEST(ScheduleFile, OtherFilesAreSoughtBesideIt) {
  const TemporaryFolder folder;
  folder.write("list.csv", "code\n72\n");
  folder.write("mine.toml",
               "[schedule]\nimporter = \"AUS\"\n[list]\nl = { file = \"list.csv\" }\n"
               "[[measure]]\nid = \"m\"\nproducts = [\"l\"]\nrate = \"10%\"\n");
  const Schedule s = read_schedule(folder.path() / "mine.toml");
  EXPECT_EQ(s.id, "mine");
  EXPECT_EQ(s.lists.at(0).entries().size(), 1u);
  EXPECT_FALSE(s.content || s.trade);  // no ready schedule of Australia to borrow from
  folder.write("bad.toml", "[schedule]\nimporter = \"AUS\"\n[content]\nfile = \"lisst.csv\"\n");
  EXPECT_THAT(user_error([&] { read_schedule(folder.path() / "bad.toml"); }),
              HasSubstr("'lisst.csv': is not there"));
}

TEST(ScheduleFile, TheExampleOfTheReferenceIsASchedule) {
  const std::string reference = schedule_reference_text();
  const auto at = reference.find("Example:\n\n");
  ASSERT_NE(at, std::string::npos);
  const Written s(reference.substr(at + 10));
  EXPECT_NEAR(s.total("7208", "USA", "2025-03-13"), 25, 1e-9);
  EXPECT_NEAR(s.total("4901", "USA", "2025-03-13"), 0, 1e-9);
  EXPECT_NEAR(s.total("9503", "USA", "2025-03-13"), 10, 1e-9);
  EXPECT_NEAR(s.total("9503", "USA", "2025-09-01"), 0, 1e-9);
}

TEST(ScheduleLibrary, ReadySchedulesHaveDistinctNames) {
  for (const auto& one : list_schedules()) {
    EXPECT_EQ(find_schedule(one.id), one.file);
    EXPECT_TRUE(is_partner_code(one.importer)) << one.file;
  }
  EXPECT_THAT(user_error([] { find_schedule("no-such-schedule"); }),
              HasSubstr("is neither a file nor a known schedule"));
  EXPECT_THAT(user_error([] { schedule_of("NRU"); }), HasSubstr("has no schedule here"));
}

}  // namespace
}  // namespace cobden::schedule
