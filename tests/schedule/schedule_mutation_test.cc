// A plain form of fuzzing that runs everywhere: small schedules and their tables, damaged at random (fixed
// seed). A reader may refuse with a UserError or succeed; anything else, and any crash, is a defect. The
// libFuzzer harness is fuzz/fuzz_schedule.cc.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "cobden/schedule/explain.h"
#include "damaged_text.h"
#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using namespace testing;

const Files kTables{
    {"list.csv",
     "code,from,until_inclusive,share,metal\n72,2025-03-12,,1,steel\n7208,,2025-06-03,0.5,steel\n76,NA,NA,1,"
     "alu\n"},
    {"base.csv",
     "hts,kind,ad_valorem,specific_usd,specific_unit,general_raw,col2_kind,col2_ad_valorem,col2_raw\n"
     "72081000,ad_valorem,0.05,,,5%,free,0,Free\n73,compound,0.01,0.2,kg,1% + 20c/kg,other,,see\n"},
    {"ave.csv", "hts,ave\n73,0.08\n"},
    {"content.csv", "code,steel\n73,0.4\n7208,1\n"},
    {"trade.csv", "code,partner,imports_usd\n72081000,CHN,500\n73,EUU,20.5\n"},
    {"units.csv", "code,unit,value\n7,kg,2.5\n"},
    {"claims.csv", "code,partner,share\n72,CAN,0.75\n"}};

const std::string kText = R"([schedule]
id = "s"
importer = "USA"
day_starts = "00:01 America/New_York"
[base]
file = "base.csv"
code = "hts"
ave = "ave.csv"
column2 = ["RUS"]
[content]
file = "content.csv"
[trade]
file = "trade.csv"
year = 2024
[unit_values]
file = "units.csv"
[list]
metal = { file = "list.csv", from = "from", to = "until_inclusive", share = "share", pick = "metal" }
books = { codes = ["49"] }
[group]
prc = ["CHN", "HKG"]
[[measure]]
id = "steel"
products = ["metal:steel", "73"]
on = "content:steel"
exclude_partners = ["CAN", { who = ["EUU"], to = 2025-03-12, to_announced = 2025-02-10 }]
rate = [{ from = 2018-03-23, is = "25%" }, { from = 2025-06-04T12:01:00+08:00, is = "4% + 0.2 USD/kg", announced = 2025-06-03 }]
[[measure]]
id = "r"
partners = ["prc"]
exempt = ["books"]
combine = "sum"
[[measure.row]]
rate = [{ from = 2025-04-05, is = "total 15%", in_transit = { loaded_before = 2025-04-05 } }]
[[measure.row]]
products = ["72"]
rate = "replace 35%"
[[measure]]
id = "q"
kind = "quota"
rate = "quota"
quota = { volume = 100, unit = "t", in = "10%", out = "25%", fill = 0.8 }
[[measure]]
id = "control"
flow = "export"
kind = "licence"
equivalent = "5%"
rate = "licence"
control = { goods = "precursor-class", stringency = 0.5, enforcement = 0.5, ramp_months = 3, linked = "us-2025:x" }
[[exemption]]
id = "x"
of = ["r", "q"]
products = { file = "list.csv" }
covers_usd = 100
announced = 2025-04-11
[[exemption]]
id = "y"
of = "q"
share = 0.5
[[stack]]
when_owed = ["steel"]
not_owed = ["q", "r"]
scope = "content"
from = 2025-04-05
to = 2026-01-01
[[claim]]
id = "usmca"
of = ["base", "q"]
file = "claims.csv"
partner = "partner"
)";

using namespace std::string_view_literals;
constexpr std::string_view kBytes = "\"\"\n\n,,\t=-+.e0019%:[]{}#AZaz_ \r\xC3\xFF\0"sv;

void use(const Schedule& schedule) {
  for (const Flow flow : {Flow::kImport, Flow::kExport}) {
    EvaluatorOptions options;
    options.flow = flow;
    const Evaluator evaluator(schedule, options);
    for (const char* code : {"7208100000", "73", "4901"})
      explain(evaluator, *ProductCode::parse(code), "CHN", schedule.clock.end_of(*parse_day("2025-04-10")));
  }
}

/// Whether it was read. `changed` is what is shown of a failure.
bool refused_or_read(const std::string& text, const std::filesystem::path& folder,
                     const std::string& changed) {
  try {
    use(parse_schedule(text, "s.toml", serve(folder)));
    return true;
  } catch (const UserError&) {
  } catch (const std::exception& e) {
    ADD_FAILURE() << e.what() << " on\n" << changed;
  }
  return false;
}

TEST(Mutation, ScheduleText) {
  std::mt19937 random(20250402);
  const TemporaryFolder folder;
  for (const auto& [name, text] : kTables) folder.write(name, text);
  ASSERT_TRUE(refused_or_read(kText, folder.path(), kText));
  int read = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string text = cobden::testing::damaged(kText, kBytes, random);
    read += refused_or_read(text, folder.path(), text) ? 1 : 0;
  }
  EXPECT_GT(read, 100);   // some damage is harmless ...
  EXPECT_LT(read, 2000);  // ... and most is not
}

TEST(Mutation, ScheduleTables) {
  std::mt19937 random(20250402);
  const TemporaryFolder folder;
  for (const auto& [name, text] : kTables) folder.write(name, text);
  for (int round = 0; round < 200; ++round)
    for (const auto& [name, good] : kTables) {
      const std::string text = cobden::testing::damaged(good, kBytes, random);
      folder.write(name, text);
      refused_or_read(kText, folder.path(), fmt::format("{}:\n{}", name, text));
      folder.write(name, good);
    }
}

}  // namespace
}  // namespace cobden::schedule
