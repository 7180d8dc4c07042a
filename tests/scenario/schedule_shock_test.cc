// Shocks that take tariffs from a schedule: what lands in which cell, and what is refused where.
#include "cobden/scenario/schedule_shock.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "cobden/core/file.h"
#include "cobden/scenario/assemble.h"
#include "cobden/scenario/shocks.h"
#include "data/temporary_folder.h"
#include "schedule/matrix_world.h"

namespace cobden::scenario {
namespace {

using cobden::testing::TemporaryFolder;
using cobden::testing::user_error;
using schedule::testing::matrix_tables;

const std::vector<std::string> kCountries{"USA", "CHN", "DEU", "FRA", "BRA", "ROW"};

class ScheduleShocks : public ::testing::Test {
 protected:
  ScheduleShocks() {
    folder_.write("law.toml", schedule::testing::kMatrixSchedule);
    folder_.write("trade.csv", schedule::testing::kMatrixTrade);
    folder_.write("map.csv", schedule::testing::kMatrixConcordance);
  }

  static economy::BenchmarkPtr world(const std::vector<std::string>& countries = kCountries) {
    auto tables = matrix_tables(countries);
    std::vector<std::string> members;
    for (const auto& code : countries)
      if (code == "DEU" || code == "FRA") members.push_back(code);
    if (members.size() > 1) tables.country_groups["EU27"] = members;
    return std::make_shared<const data::Benchmark>(std::move(tables));
  }

  Scenario scenario(const std::string& shocks) const {
    folder_.write("s.toml", "benchmark = \"tiny\"\n" + shocks);
    return read_scenario(folder_.path() / "s.toml");
  }
  static std::string shock(const std::string& keys) {
    return "[[shock]]\nschedule = \"law.toml\"\nconcordance = \"map.csv\"\n" + keys + "\n";
  }
  AssembledRun run(const std::string& keys, const Overrides& overrides = {}) const {
    Scenario s = scenario(shock(keys));
    apply_overrides(overrides, s);
    return assemble(std::move(s), world());
  }
  /// The new tariff of the United States, percent.
  static double tariff(const AssembledRun& run, const std::string& sector, const std::string& exporter) {
    const auto& t = run.benchmark->tables();
    return 100 * run.counterfactual.tariff_new(t.sectors.at(sector), t.countries.at("USA"),
                                               t.countries.at(exporter));
  }
  std::string refusal(const std::string& keys, const economy::BenchmarkPtr& on = world()) const {
    return user_error([&] { assemble(scenario(keys), on); });
  }

  TemporaryFolder folder_;
};

TEST_F(ScheduleShocks, AddWhatChangedSinceTheBenchmark) {
  const auto r = run("on = 2025-04-10");
  EXPECT_DOUBLE_EQ(tariff(r, "C26", "CHN"), 2 + 45);
  EXPECT_DOUBLE_EQ(tariff(r, "C26", "DEU"), 2 + 15);
  EXPECT_DOUBLE_EQ(tariff(r, "C26", "FRA"), 2 + 5);
  EXPECT_DOUBLE_EQ(tariff(r, "A01", "BRA"), 2 + 10);
  EXPECT_EQ(tariff(r, "SRV", "CHN"), 0);
  // Only the schedule's importer levies them.
  const auto& t = r.benchmark->tables();
  EXPECT_EQ(r.counterfactual.tariff_new(Sector(1), t.countries.at("CHN"), t.countries.at("USA")), 0.02);
  EXPECT_EQ(r.scenario.shocks[0].importers, std::vector<std::string>{"USA"});
}

TEST_F(ScheduleShocks, AreKeptUntilAFileChanges) {
  const auto on = world();
  const auto ask = [&](const std::string& keys) { return assemble(scenario(shock(keys)), on); };
  const auto once = ask("on = 2025-04-10");
  const auto again = ask("on = 2025-04-10");
  EXPECT_TRUE(
      std::ranges::equal(once.counterfactual.tariff_new.flat(), again.counterfactual.tariff_new.flat()));
  EXPECT_EQ(once.inputs.size(), again.inputs.size());
  EXPECT_EQ(once.notes, again.notes);
  EXPECT_EQ(again.scenario.shocks[0].importers, std::vector<std::string>{"USA"});
  // Another day, another set of carve-outs, and the same shock in another place of the file are told apart.
  EXPECT_EQ(tariff(ask("on = 2025-01-02"), "C26", "CHN"), 2);
  EXPECT_NE(tariff(ask("on = 2025-04-10\nwithout = \"computers\""), "C26", "CHN"),
            tariff(once, "C26", "CHN"));
  const auto second =
      assemble(scenario("[[shock]]\nimporter = \"CHN\"\nadd = 1\nunit = \"percentage points\"\n" +
                        shock("on = 2025-04-10")),
               on);
  EXPECT_EQ(second.schedules.at(0).shock, 1u);
  EXPECT_EQ(tariff(second, "C26", "CHN"), tariff(once, "C26", "CHN"));
  // Much more trade in one line: another mean. Another text of the law: another hash.
  std::string trade = schedule::testing::kMatrixTrade;
  trade += "84713002,CHN,9000\n";
  folder_.write("trade.csv", trade);
  folder_.write("law.toml", std::string(schedule::testing::kMatrixSchedule) + "\n# another text\n");
  const auto changed = ask("on = 2025-04-10");
  const auto hash = [](const AssembledRun& r, const std::string& role) {
    for (const auto& input : r.inputs)
      if (input.role == role) return input.sha256;
    return std::string();
  };
  EXPECT_NE(tariff(changed, "C26", "CHN"), tariff(once, "C26", "CHN"));
  EXPECT_NE(hash(changed, "schedule"), hash(once, "schedule"));
  EXPECT_NE(hash(changed, "trade weights"), hash(once, "trade weights"));
}

TEST_F(ScheduleShocks, SinceIsTakenWithFullKnowledge) {
  // On 5 April computers are exempt, which became public on the 11th: known on 10 April it is not, but what
  // the benchmark holds of 5 April is what was charged then.
  EXPECT_DOUBLE_EQ(tariff(run("on = 2025-04-10\nsince = 2025-04-05"), "C26", "CHN"),
                   2 + 100 * (0.45 - 0.075));
  EXPECT_DOUBLE_EQ(tariff(run("on = 2025-04-10\nknown = 2025-04-10\nsince = 2025-04-05"), "C26", "CHN"),
                   2 + 100 * (0.475 - 0.075));
}

TEST_F(ScheduleShocks, WhatIsWithdrawnIsGoneAndNoSubsidy) {
  EXPECT_EQ(tariff(run("on = 2025-01-02\nsince = 2025-04-10"), "C26", "CHN"), 0);
}

TEST_F(ScheduleShocks, TimesOfDayAndSpansOfDays) {
  EXPECT_DOUBLE_EQ(tariff(run("on = 2025-04-08T23:00:00"), "C26", "CHN"), 2 + 7.5);
  EXPECT_DOUBLE_EQ(tariff(run("on = 2025-04-09T04:01:00Z"), "C26", "CHN"), 2 + 45);  // 00:01 in New York
  // 9 and 10 April 60% on telephones, 11 and 12 April 10%.
  const auto r = run("on = [2025-04-09, 2025-04-12]");
  EXPECT_NEAR(tariff(r, "C26", "CHN"), 2 + 100 * (0.6 + 0.6 + 0.1 + 0.1) / 4 * 300 / 400, 1e-12);
  EXPECT_EQ(describe(r.scenario.shocks[0]),
            "law.toml, the mean over 2025-04-09 to 2025-04-12, change since 2025-01-01, claim-adjusted");
}

TEST_F(ScheduleShocks, ExportersSectorsAndCarveOutsNarrowThem) {
  const auto r =
      run("on = 2025-04-10\nexporter = [\"CHN\", \"EU27\"]\nsector = \"goods\"\nexclude = \"A01\"\n"
          "without = \"computers\"");
  EXPECT_DOUBLE_EQ(tariff(r, "C26", "CHN"), 2 + 100 * (0.6 * 300 + 0.1 * 100) / 400);
  EXPECT_DOUBLE_EQ(tariff(r, "C26", "FRA"), 2 + 10);
  EXPECT_EQ(tariff(r, "C26", "BRA"), 2);
  EXPECT_EQ(tariff(r, "A01", "CHN"), 2);
}

TEST_F(ScheduleShocks, ALevelTakesThePlaceOfTheTariff) {
  folder_.write("law.toml",
                std::string(schedule::testing::kMatrixSchedule) + "[base]\nfile = \"base.csv\"\n");
  folder_.write("base.csv",
                "code,kind,ad_valorem,general\n85,ad_valorem,0.04,4%\n84,free,0,Free\n01,free,0,Free\n");
  const auto r = run("on = 2025-04-10\nuse = \"level\"\nrates = \"statutory\"");
  EXPECT_DOUBLE_EQ(tariff(r, "C26", "CHN"), 100 * 0.64 * 300 / 400);
  EXPECT_EQ(tariff(r, "SRV", "CHN"), 0);
  EXPECT_FALSE(r.schedules[0].since.has_value());
}

TEST_F(ScheduleShocks, CommandLineDaysWinOverTheFile) {
  Overrides days;
  days.on = "2025-04-09,2025-04-12";
  EXPECT_NEAR(tariff(run("on = 2025-04-01", days), "C26", "CHN"), 2 + 26.25, 1e-12);
  days.on = "2025-04-10", days.known = "2025-04-10";
  EXPECT_DOUBLE_EQ(tariff(run("on = 2025-04-01", days), "C26", "CHN"), 2 + 47.5);
  for (const auto& [on, part] :
       std::vector<std::pair<const char*, const char*>>{{"10 April", "--on: '10 April'"},
                                                        {"2025-04-12,2025-04-09", "before the first day"},
                                                        {"2025-04-10,", "--on"},
                                                        {"2025-04-09,2025-04-10,2025-04-11", "--on"}}) {
    Overrides wrong;
    wrong.on = on;
    const auto message = user_error([&] { run("on = 2025-04-01", wrong); });
    EXPECT_NE(message.find(part), std::string::npos) << message;
  }
  Scenario plain = parse_scenario("[[shock]]\nadd = 1\nunit = \"fraction\"\n", "s.toml");
  EXPECT_NE(user_error([&] { apply_overrides(days, plain); }).find("--on"), std::string::npos);
}

TEST_F(ScheduleShocks, TheRunSaysWhatTheRatesRestOn) {
  const auto r = run("on = 2025-04-10");
  ASSERT_EQ(r.schedules.size(), 1u);
  // EU27 is the mean of two members that sell alike.
  EXPECT_EQ(describe(r.schedules[0], r.scenario, *r.benchmark),
            "law.toml on 2025-04-10, change since 2025-01-01, claim-adjusted: +10.0 points on EU27, +33.3 on "
            "CHN, +7.6 on BRA, +10.0 on ROW");
  std::vector<std::string> roles;
  for (const auto& input : r.inputs) {
    roles.push_back(input.role);
    EXPECT_EQ(input.sha256, sha256_of_file(input.path)) << input.path;
  }
  EXPECT_EQ(roles, (std::vector<std::string>{"scenario", "schedule", "trade weights", "concordance"}));
  std::string notes;
  for (const auto& note : r.notes) notes += note + "\n";
  for (const char* part :
       {"imports of 2024 (trade.csv)", "by map.csv", "no base duties", "belong to no sector"})
    EXPECT_NE(notes.find(part), std::string::npos) << notes;
}

TEST_F(ScheduleShocks, EstimatesInForceAreNamed) {
  folder_.write("law.toml", std::string(schedule::testing::kMatrixSchedule) + R"(
[[exemption]]
id = "rumour"
of = ["war"]
products = ["8517"]
from = 2025-04-10
to = 2025-04-20
covers_usd = 30
estimate = true
unpublished = true
source = "the press"
)");
  const auto notes_of = [&](const std::string& keys) {
    std::string notes;
    for (const auto& note : run(keys).notes) notes += note + "\n";
    return notes;
  };
  EXPECT_NE(notes_of("on = 2025-04-10").find("rumour is an estimate, no official text"), std::string::npos);
  EXPECT_EQ(notes_of("on = 2025-04-09").find("rumour"), std::string::npos);
  EXPECT_EQ(notes_of("on = 2025-04-10\nwithout = \"rumour\"").find("rumour"), std::string::npos);
  // A scenario applies what is charged, published or not; `without` takes it away.
  EXPECT_LT(tariff(run("on = 2025-04-10"), "C26", "CHN"), 2 + 45 - 1);
  EXPECT_DOUBLE_EQ(tariff(run("on = 2025-04-10\nwithout = \"rumour\""), "C26", "CHN"), 2 + 45);
}

TEST_F(ScheduleShocks, MistakesAreNamedAtTheShock) {
  const auto expect = [&](const std::string& message, const std::vector<std::string>& parts) {
    for (const auto& part : parts) EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  const std::string head = "[[shock]]\nschedule = \"law.toml\"\n";
  expect(refusal(head + "on = 2025-04-10\nadd = 5\nunit = \"fraction\"\n"),
         {"s.toml:", "both", "exactly one of"});
  expect(refusal(head), {"s.toml:2", "does not say on which day", "on = 2025-05-02"});
  expect(refusal(head + "on = 2025-04-10\nimporter = \"CHN\"\n"), {"s.toml:5", "'importer' stands beside"});
  expect(refusal(head + "on = 2025-04-10\nunit = \"fraction\"\n"), {"'unit' stands beside"});
  expect(refusal("[[shock]]\nadd = 5\nunit = \"fraction\"\non = 2025-04-10\n"),
         {"s.toml:5", "'on' needs 'schedule'"});
  expect(refusal("[[shock]]\nschedule = \"us-2052\"\non = 2025-04-10\n"),
         {"s.toml:3", "us-2052", "'us-2025'"});
  expect(refusal(head + "on = \"2025-04-10\"\n"), {"s.toml:4"});
  expect(refusal(head + "on = [2025-04-10]\n"), {"s.toml:4", "span of days"});
  expect(refusal(head + "on = [2025-04-10, 2025-04-09]\n"), {"s.toml:4", "before the first day"});
  expect(refusal(head + "on = 2025-04-10\nuse = \"levle\"\n"), {"s.toml:5", "'level'"});
  expect(refusal(head + "on = 2025-04-10\nuse = \"level\"\nsince = 2025-01-01\n"), {"s.toml:6", "since"});
  expect(refusal(shock("on = 2025-04-10\nuse = \"level\"")), {"s.toml:6", "no base duties"});
  expect(refusal(shock("on = 2025-04-10\nwithout = \"computer\"")), {"s.toml:6", "'computers'"});
  expect(refusal(shock("on = 2025-04-10"), world({"CHN", "DEU"})), {"s.toml:3", "USA", "not an economy"});
  expect(refusal("[[shock]]\nschedule = \"law.toml\"\nconcordance = \"mpa.csv\"\non = 2025-04-10\n"),
         {"mpa.csv"});
}

TEST_F(ScheduleShocks, APartOfAnAggregateCannotLevyAlone) {
  std::string text = schedule::testing::kMatrixSchedule;
  text.replace(text.find("\"USA\""), 5, "\"FRA\"");
  folder_.write("law.toml", text);
  const auto message = refusal(shock("on = 2025-04-10"), world({"USA", "EU27", "CHN"}));
  for (const char* part : {"s.toml:3", "FRA", "a part of EU27"})
    EXPECT_NE(message.find(part), std::string::npos) << message;
  // The Union levies for all its members and not on them.
  text.replace(text.find("\"FRA\""), 5, "\"EUU\"");
  folder_.write("law.toml", text);
  const auto r = run("on = 2025-04-10");
  EXPECT_EQ(r.scenario.shocks[0].importers, std::vector<std::string>{"EU27"});
  const auto& t = r.benchmark->tables();
  const auto made = [&](const char* importer, const char* exporter) {
    return r.counterfactual.tariff_new(t.sectors.at("C26"), t.countries.at(importer),
                                       t.countries.at(exporter));
  };
  EXPECT_DOUBLE_EQ(made("DEU", "CHN"), 0.02 + 0.45);
  EXPECT_DOUBLE_EQ(made("FRA", "CHN"), 0.02 + 0.45);
  EXPECT_EQ(made("FRA", "DEU"), 0.02);
  EXPECT_EQ(made("USA", "CHN"), 0.02);
}

TEST(ShippedScenarios, TakeTheLawOfTheDay) {
  const auto run_of = [](const char* name) { return assemble(read_scenario(find_scenario(name))); };
  const auto r = run_of("us-china-2025-12");
  ASSERT_EQ(r.schedules.size(), 2u);
  const auto points = [](const AssembledRun& run, std::size_t i, const std::string& exporter) {
    for (const auto& rate : exporter_rates(run.schedules[i], run.scenario, *run.benchmark))
      if (rate.exporter == exporter) return rate.percent;
    return 0.0;
  };
  // Bounds that hold for any weights: 145 points less exemptions; 125 and the lists less the waivers.
  EXPECT_GT(points(r, 0, "CHN"), 100);
  EXPECT_LT(points(r, 0, "CHN"), 145);
  EXPECT_GT(points(r, 0, "EU27"), 5);
  EXPECT_LT(points(r, 0, "EU27"), 15);
  EXPECT_GT(points(r, 1, "USA"), 80);
  EXPECT_LT(points(r, 1, "USA"), 128);
  EXPECT_EQ(points(r, 1, "JPN"), 0);
  const auto all = run_of("us-china-2025"), bare = run_of("us-china-2025-no-carveouts");
  for (const std::size_t i : {0u, 1u})
    EXPECT_GT(points(bare, i, i == 0 ? "CHN" : "USA"), 20 + points(all, i, i == 0 ? "CHN" : "USA"));
  const auto day = run_of("liberation-day");
  EXPECT_GT(points(day, 0, "CHN"), 40);  // 34 and 20, less exemptions
  EXPECT_LT(points(day, 0, "CHN"), 54);
  EXPECT_GT(points(day, 0, "VNM"), 35);
  EXPECT_LE(points(day, 0, "VNM"), 46);
}

}  // namespace
}  // namespace cobden::scenario
