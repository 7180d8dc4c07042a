// The built program as a script uses it: exit codes, one-line errors, JSON and CSV answers, output folders.
#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "cobden/core/file.h"
#include "cobden/data/csv.h"
#include "cobden/data/netcdf_file.h"
#include "program.h"

namespace cobden {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

double value_of(const json::value& root, const std::string& measure, const std::string& axis,
                const std::string& code) {
  for (const auto& row : root.at("results").as_array()) {
    const auto& o = row.as_object();
    if (o.at("measure").as_string() == measure && o.contains(axis) && o.at(axis).as_string() == code &&
        !o.contains("sector"))
      return o.at("value").to_number<double>();
  }
  ADD_FAILURE() << "no row " << measure << " " << code;
  return 0;
}

TEST_F(CommandLine, RunAnswersInJsonAsScriptsRelyOn) {
  const Answer a = cobden("run us-china-2025-12 --format json");
  ASSERT_EQ(a.code, 0);
  const json::value root = json::parse(a.out);
  for (const char* key : {"schema", "inputs", "closure", "numeraire", "solver", "results"})
    EXPECT_TRUE(root.as_object().contains(key)) << key;
  EXPECT_EQ(root.at("closure").as_string(), "fixed");
  EXPECT_EQ(root.at("solver").at("status").as_string(), "converged");
  EXPECT_LE(root.at("solver").at("residual").to_number<double>(), 1e-10);
  EXPECT_LT(value_of(root, "welfare_exact", "importer", "USA"), 0);
  EXPECT_LT(value_of(root, "welfare_exact", "importer", "CHN"), 0);
  for (const char* measure : {"welfare_first_order", "terms_of_trade", "volume_of_trade", "real_wage",
                              "price_index", "imports", "tariff_revenue", "deficit"})
    value_of(root, measure, "importer", "USA");
  for (const char* measure : {"exports", "output"}) value_of(root, measure, "exporter", "USA");
  EXPECT_EQ(root.at("elasticity_range").as_array().size(), 12u);
  for (const auto& row : root.at("results").as_array()) {
    const auto& o = row.as_object();
    ASSERT_FALSE(o.at("unit").as_string().empty());
    if (o.at("value").is_null()) continue;
    ASSERT_NEAR(o.at("change").to_number<double>(),
                o.at("value").to_number<double>() - o.at("base").to_number<double>(),
                1e-12 * std::abs(o.at("value").to_number<double>()) + 1e-300);
  }
}

TEST_F(CommandLine, TheSameBitsWhateverTheNumberOfThreads) {
  const auto strip = [](std::string text) {
    return text.substr(text.find("\"elasticity_range\""));
  };  // times stand before it
  EXPECT_EQ(strip(cobden("--threads 1 run us-china-2025-12 --format json").out),
            strip(cobden("--threads 2 run us-china-2025-12 --format json").out));
}

TEST_F(CommandLine, OutLeavesAllFilesAndAManifestWithTrueHashes) {
  ASSERT_EQ(cobden("run us-china-2025-12 --out " + path("o")).code, 0);
  for (const char* name : {"results.csv", "results.nc", "results.xlsx", "gempack-shocks.txt", "manifest.json",
                           "summary.txt", "chart.svg"})
    EXPECT_TRUE(fs::exists(folder_ / "o" / name)) << name;
  const json::value manifest = json::parse(read_file(folder_ / "o" / "manifest.json"));
  std::set<std::string> roles;
  for (const auto& input : manifest.at("inputs").as_array()) {
    roles.emplace(input.at("role").as_string());
    EXPECT_EQ(std::string(input.at("sha256").as_string()),
              sha256_of_file(std::string(input.at("path").as_string())));
  }
  EXPECT_EQ(roles, (std::set<std::string>{"scenario", "benchmark", "schedule", "product list", "base duties",
                                          "ad valorem equivalents", "content shares", "claims",
                                          "trade weights", "concordance"}));
  EXPECT_EQ(manifest.at("schedules").as_array().size(), 2u);
  const auto table = data::CsvTable::read(folder_ / "o" / "results.csv");
  EXPECT_EQ(table.columns(), (std::vector<std::string>{"scenario", "model", "measure", "unit", "exporter",
                                                       "importer", "sector", "value", "base", "change"}));
  const data::NetcdfReader file(folder_ / "o" / "results.nc");
  EXPECT_EQ(file.doubles("welfare_exact", {"importer"}).size(), 12u);
  EXPECT_EQ(file.doubles("trade_customs_value_by_sector", {"sector", "importer", "exporter"}).size(),
            12u * 12 * 12);
  EXPECT_EQ(
      system(("/usr/bin/python3 -c \"import xml.dom.minidom,sys; xml.dom.minidom.parse(sys.argv[1])\" " +
              path("o/chart.svg"))
                 .c_str()),
      0);
}

TEST_F(CommandLine, CarveoutsSoftenTheWar) {
  write("war.toml", R"(
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
add = 145
unit = "percentage points"
[[shock]]
importer = "CHN"
exporter = "USA"
add = 125
unit = "percentage points"
)");
  const auto war = json::parse(cobden("run " + path("war.toml") + " --format json --no-range").out);
  write("carved.toml", R"(
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
exclude = "electronics"
add = 145
unit = "percentage points"
[[shock]]
importer = "CHN"
exporter = "USA"
add = 125
unit = "percentage points"
)");
  const Answer a = cobden("run " + path("carved.toml") + " --format json --no-range");
  ASSERT_EQ(a.code, 0);
  EXPECT_GT(value_of(json::parse(a.out), "welfare_exact", "importer", "USA"),
            value_of(war, "welfare_exact", "importer", "USA"));
  const Answer c = cobden("compare " + path("war.toml") + " " + path("carved.toml") + " --format json");
  ASSERT_EQ(c.code, 0);
  EXPECT_GT(json::parse(c.out).at("results").as_array().size(), 50u);
}

TEST_F(CommandLine, CompareReadsOutputFolders) {
  ASSERT_EQ(cobden("run us-china-2025-12 --no-range --out " + path("a")).code, 0);
  ASSERT_EQ(cobden("run us-china-2025-12 --no-range --closure zero --out " + path("b")).code, 0);
  const Answer c =
      cobden("compare " + path("a") + " " + path("b") + " --measures welfare_exact --format csv");
  EXPECT_EQ(c.code, 0);
  EXPECT_NE(c.out.find("welfare_exact,percent,,USA,"), std::string::npos) << c.out.substr(0, 300);
}

TEST_F(CommandLine, AnImpossibleScenarioExitsWithOneAndSaysWhy) {
  write("impossible.toml",
        "benchmark = \"world-2022-12\"\n[[shock]]\nsector = \"all\"\nset = 1e6\nunit = \"percent\"\n");
  const Answer a = cobden("run " + path("impossible.toml") + " --no-range", true);
  EXPECT_EQ(a.code, 1);
  EXPECT_NE(a.out.find("NOT AN EQUILIBRIUM"), std::string::npos);
  EXPECT_NE(a.out.find("income falls"), std::string::npos) << a.out;
}

TEST_F(CommandLine, BadInputIsOneLineAndExitCodeTwo) {
  write("bad.toml",
        "benchmark = \"world-2022-12\"\n[[shock]]\nimporter = \"USA\"\nexprter = \"CHN\"\nadd = 10\nunit = "
        "\"percent\"\n");
  write("unit.toml",
        "benchmark = \"world-2022-12\"\n[[shock]]\nimporter = \"USA\"\nexporter = \"CHN\"\nadd = 10\n");
  write("code.toml",
        "benchmark = \"world-2022-12\"\n[[shock]]\nimporter = \"USB\"\nexporter = \"CHN\"\nadd = 10\nunit = "
        "\"percentage points\"\n");
  write("minus.toml",
        "benchmark = \"world-2022-12\"\n[[shock]]\nimporter = \"USA\"\nexporter = \"CHN\"\nset = -150\nunit "
        "= \"percent\"\n");
  const std::vector<std::pair<std::string, std::string>> cases{
      {"run " + path("bad.toml"), "bad.toml:4: shock.exprter"},
      {"run " + path("unit.toml"), "unit"},
      {"run " + path("code.toml"), "'USA'"},
      {"run " + path("minus.toml"), "-100%"},
      {"run us-china-2026", "'us-china-2025'"},
      {"rnu x", "'run'"},
      {"run us-china-2025-12 --fromat json", "--format"},
      {"run us-china-2025-12 --measures welfar_exact", "'welfare_exact'"},
      {"run us-china-2025-12 --closure fixd", "'fixed'"},
      {"data info nowhere", "world-2022"},
      {"replicate cp2016 --data .", "'cp2015'"},
      {"run us-china-2025-12 --out /proc/none/x", "--out"}};
  for (const auto& [arguments, expected] : cases) {
    const Answer a = cobden(arguments, true);
    EXPECT_EQ(a.code, 2) << arguments;
    EXPECT_NE(a.out.find(expected), std::string::npos) << arguments << "\n" << a.out;
    EXPECT_EQ(std::count(a.out.begin(), a.out.end(), '\n'), 1) << arguments << "\n" << a.out;
  }
}

TEST_F(CommandLine, DataRoundTripThroughCsvKeepsTheAnswer) {
  ASSERT_EQ(cobden("data export world-2022-12 --out " + path("csv") + " --to csv").code, 0);
  ASSERT_EQ(cobden("data import " + path("csv") + " --out " + path("again.nc")).code, 0);
  EXPECT_EQ(cobden("data check " + path("again.nc")).code, 0);
  const auto one = json::parse(cobden("run us-china-2025-12 --format json --no-range").out);
  const auto two = json::parse(
      cobden("run us-china-2025-12 --format json --no-range --benchmark " + path("again.nc")).out);
  EXPECT_EQ(value_of(one, "welfare_exact", "importer", "USA"),
            value_of(two, "welfare_exact", "importer", "USA"));
}

TEST_F(CommandLine, VersionNamesCommitAndBuild) {
  const Answer a = cobden("--version");
  EXPECT_EQ(a.code, 0);
  EXPECT_NE(a.out.find("commit"), std::string::npos);
}

}  // namespace
}  // namespace cobden
