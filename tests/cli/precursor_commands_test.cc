// `cobden precursor` as a script and an analyst use it.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "program.h"
#include "shared_data.h"

namespace cobden {
namespace {

namespace json = boost::json;

using PrecursorCommands = CommandLine;

json::value results(const std::string& arguments) {
  const Answer a = cobden("precursor " + arguments + " --format json");
  EXPECT_EQ(a.code, 0) << arguments;
  return json::parse(a.out).at("results");
}

double value(const json::value& row, const char* key) {
  const json::value& cell = row.at(key);
  return (cell.is_object() ? cell.at("value") : cell).to_number<double>();
}

TEST_F(PrecursorCommands, WorkedCaseUnderBothPriorsAndThePool) {
  const json::value r = results("--set draws=500");
  const auto& path = r.at("central_path").as_array();
  ASSERT_EQ(path.size(), 36U);
  EXPECT_NEAR(value(path[5], "supply"), 0.954289, 1e-6);
  EXPECT_NEAR(value(path[35], "cumulative"), 1845.683, 1e-3);
  const auto& averted = r.at("deaths_averted").as_array();
  ASSERT_EQ(averted.size(), 9U) << "three priors at 6, 12 and 36 months";
  for (const auto& row : averted) {
    EXPECT_EQ(row.at("p50").at("unit").as_string(), "deaths");
    EXPECT_LE(value(row, "p05"), value(row, "p50"));
    EXPECT_LE(value(row, "p50"), value(row, "p95"));
  }
  ASSERT_EQ(r.at("value").as_array().size(), 3U);
  for (const auto& row : r.at("value").as_array()) EXPECT_GT(value(row, "break_even_share"), 0);
  EXPECT_EQ(r.at("tornado").as_array().size(), 17U);
  for (const auto& row : r.at("assumptions").as_array()) EXPECT_FALSE(row.at("basis").as_string().empty());
}

TEST_F(PrecursorCommands, SettingsStandOverTheFile) {
  write("control.toml", "[precursor]\nstringency = 0\nmonths = 12\ndraws = 100\n");
  const json::value none = results(path("control.toml")),
                    half = results(path("control.toml") + " --set stringency=0.5");
  EXPECT_EQ(value(none.at("value").as_array()[2], "deaths_averted"), 0);
  EXPECT_EQ(none.at("value").as_array()[0].at("break_even").as_string(), "never");
  EXPECT_GT(value(half.at("value").as_array()[2], "deaths_averted"), 0);
}

TEST_F(PrecursorCommands, TableSaysBothPriorsAndTheHarm) {
  const Answer a = cobden("precursor --set draws=200");
  ASSERT_EQ(a.code, 0);
  for (const char* part : {"structural", "reference class", "pooled", "Break-even", "Conclusion", "turns at",
                           "judgement", "spikes of overdoses"})
    EXPECT_NE(a.out.find(part), std::string::npos) << part;
}

TEST_F(PrecursorCommands, SameBytesForAnyThreadCount) {
  const Answer one = cobden("--threads 1 precursor --set draws=600 --format csv"),
               two = cobden("--threads 4 precursor --set draws=600 --format csv");
  EXPECT_EQ(one.code, 0);
  EXPECT_EQ(one.out, two.out);
}

TEST_F(PrecursorCommands, ChartHasBands) {
  const Answer a = cobden("precursor --set draws=200,ends_after_months=18 --chart " + path("bands.svg"));
  ASSERT_EQ(a.code, 0);
  std::ifstream file(path("bands.svg"));
  const std::string svg((std::istreambuf_iterator<char>(file)), {});
  std::size_t ribbons = 0;
  for (std::size_t at = 0; (at = svg.find("class=\"ribbon", at)) != std::string::npos; ++at) ++ribbons;
  EXPECT_EQ(ribbons, 2U);
  EXPECT_NE(svg.find("The control ends"), std::string::npos);
}

TEST_F(PrecursorCommands, BadInputIsOneLineAndExitCodeTwo) {
  write("city.toml", "[precursor]\ndestinations = [\"Springfield\"]\n");
  write("none.toml", "title = \"no control\"\n");
  write("empty.toml", "");
  for (const std::string& arguments :
       {path("city.toml"), path("none.toml"), path("empty.toml"), path("absent.toml"),
        std::string("--set stringency=2"), std::string("--set discount_rate=0"),
        std::string("--set structural_weight=1.5"), std::string("--help-format word"),
        std::string("backcast /no/such/folder")}) {
    const Answer a = cobden("precursor " + arguments, true);
    EXPECT_EQ(a.code, 2) << arguments;
    EXPECT_EQ(a.out.find("cobden: "), 0U) << a.out;
    EXPECT_EQ(a.out.find('\n'), a.out.size() - 1) << a.out;
  }
}

TEST_F(PrecursorCommands, InterdictsBetweenCountriesOnly) {
  write("network.csv",
        "from,to,capacity,cost\nSOURCES,CHN,80,9\nSOURCES,OTHER,20,9\nCHN,MEX,60,2\nCHN,USA,20,1\nMEX,USA,70,"
        "3\n"
        "OTHER,USA,20,2\n");
  const json::value r = results("interdict " + path("network.csv"));
  const auto& rows = r.at("interdiction").as_array();
  ASSERT_EQ(rows.size(), 4U);
  for (const auto& [budget, flow] : {std::pair{0, 100}, {1, 80}, {2, 40}, {3, 20}})
    EXPECT_EQ(value(rows[static_cast<std::size_t>(budget)], "flow"), flow);
  write("ports.csv", "from,to,capacity\nSOURCES,Port A,1\nPort A,USA,1\n");
  const Answer refused = cobden("precursor interdict " + path("ports.csv"), true);
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.out.find("finer than a country"), std::string::npos) << refused.out;
}

TEST_F(PrecursorCommands, BackcastSaysWhatIsUnexplained) {
  COBDEN_NEED_SHARED("data/precursor_control");
  const json::value r = results("backcast " + shared_path.string() + " --set draws=200");
  EXPECT_NEAR(value(r.at("backcasts").as_array()[0], "observed"), 30.79, 0.01);
  EXPECT_GT(value(r.at("backcasts").as_array()[0], "unexplained"), 30);
}

}  // namespace
}  // namespace cobden
