// A question as data goes through the command line's own descriptions.
#include "apps/cli/ask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <sstream>

#include "apps/cli/save.h"
#include "program.h"

namespace cobden::cli {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

AskedQuestion question(const std::string& words, const char* options, const std::string& scenario = "") {
  AskedQuestion q;
  q.words = words, q.options = json::parse(options).as_object(), q.scenario = scenario;
  return q;
}

/// What is wrong with a question, with its place in front.
std::string complaint(const AskedQuestion& q) {
  try {
    check(q);
  } catch (const UserError& error) {
    return error.detail().place.column + ": " + error.what();
  }
  return "";
}

TEST(Ask, GivesTheDocumentOfTheCommandLine) {
  const auto q = question("data info", R"({"benchmark": "world-2022-12", "largest": 3})");
  EXPECT_EQ(ask(q).out, cobden("data info world-2022-12 --largest 3 --format json").out);
  EXPECT_EQ(ask(q, {}, Also::kCsvAndReport).csv,
            cobden("data info world-2022-12 --largest 3 --format csv").out);
}

TEST(Ask, MakesCsvAndReportBeside) {
  const auto q = question("run", R"({"benchmark": "world-2022-12", "no-range": true})", "us-china-145-125");
  const auto answer = ask(q, {}, Also::kCsvAndReport);
  EXPECT_EQ(answer.exit_code, kDone);
  EXPECT_EQ(answer.csv, cobden("run us-china-145-125 --benchmark world-2022-12 --no-range --format csv").out);
  EXPECT_THAT(answer.report.substr(0, 20), HasSubstr("<!DOCTYPE html>"));
  EXPECT_EQ(ask(q).csv, "");
}

TEST(Ask, FillsEveryTypeOfOption) {
  const auto rows = [](const char* options) {
    return json::parse(ask(question("run", options, "us-china-145-125")).out).at("results").as_array().size();
  };
  EXPECT_EQ(rows(R"({"benchmark": "world-2022-12", "no-range": true, "measures": ["welfare_exact"]})"), 12u);
  EXPECT_EQ(
      rows(R"({"benchmark": "world-2022-12", "no-range": true, "measures": "welfare_exact,real_wage"})"),
      24u);
  EXPECT_EQ(rows(R"({"benchmark": "world-2022-12", "no-range": true, "measures": ["trade_customs_value"],
                     "full": true, "sector": "C26", "importer": ["USA", "CHN"]})"),
            24u)
      << "home sales stand on the diagonal";
}

TEST(Ask, NamesThePlaceOfAMistake) {
  const auto run = [](const char* options) {
    return complaint(question("run", options, "us-china-145-125"));
  };
  EXPECT_EQ(run(R"({"closure": "zero"})"), "");
  EXPECT_THAT(run(R"({"clozure": "zero"})"), HasSubstr("options.clozure: "));
  EXPECT_THAT(run(R"({"clozure": "zero"})"), HasSubstr("'closure'"));
  EXPECT_THAT(run(R"({"full": 1})"), HasSubstr("true or false"));
  EXPECT_THAT(run(R"({"closure": {}})"), HasSubstr("options.closure"));
  EXPECT_THAT(run(R"({"measures": [true]})"), HasSubstr("options.measures"));
  EXPECT_THAT(run(R"({"out": "folder"})"), HasSubstr("command line alone"));
  EXPECT_THAT(run(R"({"help-scenario": "text"})"), HasSubstr("command line alone"));
  EXPECT_THAT(complaint(question("compare", R"({"first": "a", "second": "b", "top": 0})")),
              HasSubstr("at least 1"));
  EXPECT_THAT(complaint(question("compare", R"({"first": "a"})")), HasSubstr("options.second"));
  EXPECT_THAT(complaint(question("rum", "{}")), HasSubstr("'run'"));
  EXPECT_THAT(complaint(question("run", "{}")), HasSubstr("scenario"));
  EXPECT_THAT(complaint(question("data info", R"({"benchmark": "world-2022"})", "us-china-2025")),
              HasSubstr("takes no scenario"));
}

TEST(Ask, OffersNothingThatReadsOrWritesFilesOfThePerson) {
  std::vector<std::string> names;
  for (const auto& q : offered_questions()) {
    names.push_back(q.name);
    for (const auto& option : q.options)
      for (const char* path : {"out", "report", "chart", "map", "data", "weights-file", "source"})
        EXPECT_FALSE(option.name == path && q.name != "precursor interdict") << q.name << " " << path;
  }
  for (const char* name : {"run", "nash", "talks", "precursor", "schedule explain", "ensemble"})
    EXPECT_THAT(names, ::testing::Contains(name));
  for (const char* name : {"data import", "data build", "game", "replicate", "schedule build",
                           "schedule chart", "runs list", "serve"})
    EXPECT_THAT(names, ::testing::Not(::testing::Contains(name)));
}

TEST(Ask, ReadsAScenarioFromItsText) {
  AskedQuestion q = question("run", R"({"measures": ["welfare_exact"], "no-range": true})");
  q.scenario.text =
      "benchmark = \"world-2022-12\"\n[[shock]]\nimporter = \"USA\"\nexporter = \"CHN\"\nadd = 10\n"
      "unit = \"percentage points\"\n";
  EXPECT_EQ(ask(q).exit_code, kDone);
  EXPECT_TRUE(is_quick(q));
  EXPECT_EQ(check(q).scenario_text, q.scenario.text);
  *q.scenario.text += "tariff_file = \"/etc/passwd\"\n";
  EXPECT_THAT(complaint(q), HasSubstr("scenario:7: tariff_file"));
}

TEST(Ask, ProgramLineIsWhatOneWouldType) {
  EXPECT_EQ(
      program_line(question("run", R"({"measures": ["a", "b"], "full": true, "no-range": false})", "x")),
      "cobden run x --measures a,b --full --format json");
  EXPECT_EQ(
      program_line(question("schedule explain", R"({"code": "8517", "to": "USA", "on": "2025-04-10"})")),
      "cobden schedule explain 8517 --to USA --on 2025-04-10 --format json");
  EXPECT_EQ(program_line(question("respond", R"({"moves": ["hold", "add 10 points"]})", "x")),
            "cobden respond x --moves 'hold,add 10 points' --format json");
}

TEST(Ask, SaysWhatTakesLonger) {
  EXPECT_TRUE(is_quick(question("schedule list", "{}")));
  EXPECT_TRUE(is_quick(question("run", R"({"benchmark": "world-2022-12"})", "us-china-145-125")));
  EXPECT_FALSE(is_quick(question("run", "{}", "us-china-145-125")));
  EXPECT_FALSE(is_quick(question("talks", "{}", "us-china-2025-12")));
  EXPECT_THROW(require_modest(question("run", R"({"full": true})", "us-china-145-125")), UserError);
  EXPECT_NO_THROW(require_modest(question("run", R"({"full": true})", "us-china-2025-12")));
}

TEST_F(CommandLine, SavedAnswersAreThereAgain) {
  const std::string store = " --store " + path("runs.sqlite");
  const Answer table =
      cobden("run us-china-145-125 --benchmark world-2022-12 --no-range --save" + store, true);
  ASSERT_EQ(table.code, 0);
  EXPECT_THAT(table.out, HasSubstr("Saved as run "));
  const Answer again = cobden("runs show last --answer" + store);
  const auto strip = [](json::value v) {
    v.as_object().erase("solver");
    return v;
  };
  const Answer fresh = cobden("run us-china-145-125 --benchmark world-2022-12 --no-range --format json");
  EXPECT_EQ(strip(json::parse(again.out)), strip(json::parse(fresh.out)));
  EXPECT_EQ(cobden("runs show last --format csv" + store).out,
            cobden("run us-china-145-125 --benchmark world-2022-12 --no-range --format csv").out);
  EXPECT_EQ(cobden("run nowhere --save" + store).code, 2);
  EXPECT_EQ(cobden("scenarios --save" + store, true).code, 0);
  const json::value list = json::parse(cobden("runs list --format json" + store).out);
  ASSERT_EQ(list.at("results").as_array().size(), 2u) << "what was refused is not kept";
  const auto& run = list.at("results").at(1);
  EXPECT_EQ(run.at("options").at("benchmark").as_string(), "world-2022-12");
  EXPECT_EQ(run.at("scenario").as_string(), "us-china-145-125");
  EXPECT_EQ(run.at("state").as_string(), "done");
}

TEST_F(CommandLine, RunsAreComparedExportedAndDeleted) {
  const std::string store = " --store " + path("runs.sqlite");
  cobden("run us-china-145-125 --benchmark world-2022-12 --no-range --save" + store);
  cobden("run us-china-145-125 --benchmark world-2022-12 --no-range --closure zero --save --title second" +
         store);
  const json::value list = json::parse(cobden("runs list --format json" + store).out);
  const std::string first(list.at("results").at(1).at("id").as_string());
  const Answer compared =
      cobden("runs compare " + first + " last --measures welfare_exact --format csv" + store);
  EXPECT_EQ(std::count(compared.out.begin(), compared.out.end(), '\n'), 13);
  ASSERT_EQ(cobden("runs export last --out " + path("out") + store).code, 0);
  for (const char* name : {"answer.json", "results.csv", "scenario.toml", "manifest.json", "report.html"})
    EXPECT_TRUE(fs::exists(folder_ / "out" / name)) << name;
  EXPECT_EQ(cobden("runs delete " + first + " nothing" + store).code, 2) << "all or none";
  EXPECT_EQ(cobden("runs delete " + first + store).code, 0);
  EXPECT_EQ(cobden("runs show " + first + store).code, 2);
  EXPECT_THAT(cobden("runs list" + store).out, HasSubstr("second"));
  EXPECT_THAT(cobden("runs show nothing" + store, true).out, HasSubstr("is no run of this store"));
}

}  // namespace
}  // namespace cobden::cli
