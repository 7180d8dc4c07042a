// The strategy commands as a script uses them, on the small benchmark: every command with good and bad input,
// JSON that parses, files written whole or not at all.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <set>

#include "cobden/core/file.h"
#include "cobden/data/csv.h"
#include "program.h"

namespace cobden {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

/// A flat war on two of twelve economies: quick, and without schedules.
constexpr const char* kWar = R"(
title = "A flat war"
benchmark = "world-2022-12"
[[shock]]
importer = "USA"
exporter = "CHN"
add = 100
unit = "percentage points"
[[shock]]
importer = "CHN"
exporter = "USA"
add = 80
unit = "percentage points"
)";

class Strategy : public CommandLine {
 protected:
  void SetUp() override {
    CommandLine::SetUp();
    write("war.toml", kWar);
  }
  std::string war(const std::string& question, const std::string& options) const {
    return question + " " + path("war.toml") + " " + options;
  }
  json::value ask(const std::string& question, const std::string& options) const {
    const Answer a = cobden(war(question, options) + " --format json");
    EXPECT_EQ(a.code, 0) << question << " " << options;
    const json::value root = json::parse(a.out);
    EXPECT_EQ(root.at("schema").at("name").as_string(), "cobden." + question);
    EXPECT_EQ(root.at("solver").at("status").as_string(), "converged");
    for (const char* key : {"inputs", "closure", "numeraire", "model", "players", "results"})
      EXPECT_TRUE(root.as_object().contains(key)) << key;
    return root;
  }
};

double welfare_of(const json::value& root, const std::string& code, const char* field) {
  for (const auto& row : root.at("results").at("welfare").as_array())
    if (row.at("measure").as_string() == "welfare_exact" && row.at("importer").as_string() == code)
      return row.at(field).to_number<double>();
  ADD_FAILURE() << "no welfare of " << code;
  return 0;
}

TEST_F(Strategy, OptimumRaisesWelfareWithTariffsWithinTheBounds) {
  const auto root = ask("optimum", "--player USA --partners CHN --lower 0 --upper 12%");
  EXPECT_GT(welfare_of(root, "USA", "value"), welfare_of(root, "USA", "start"));
  EXPECT_GT(root.at("results").at("gain_pct").to_number<double>(), 0);
  const auto& tariffs = root.at("results").at("tariffs").as_array();
  EXPECT_EQ(tariffs.size(), 11u) << "goods from one partner";
  for (const auto& t : tariffs) {
    EXPECT_EQ(t.at("importer").as_string(), "USA");
    EXPECT_EQ(t.at("unit").as_string(), "percent");
    EXPECT_LE(t.at("value").to_number<double>(), 12 + 1e-9);
    EXPECT_GT(t.at("start").to_number<double>(), 99);
  }
  const auto mfn = ask("optimum", "--player USA --class uniform");
  EXPECT_EQ(mfn.at("players").at(0).at("instruments").to_number<int>(), 1);
}

TEST_F(Strategy, NashPrintsItsCertificate) {
  const auto root = ask("nash", "--players USA,CHN");
  EXPECT_LT(root.at("results").at("epsilon_pct").to_number<double>(), 1e-6);
  EXPECT_EQ(root.at("results").at("certificate").at("deviations").as_array().size(), 2u);
  EXPECT_EQ(root.at("results").at("war").as_array().size(), 2u);
  const Answer table = cobden(war("nash", "--players USA,CHN"));
  EXPECT_EQ(table.code, 0);
  EXPECT_THAT(table.out, HasSubstr("Certificate: no player gains"));
  EXPECT_THAT(table.out, HasSubstr("does not maximise its objective"));
  const auto without = ask("nash", "--players USA,CHN --no-certificate");
  EXPECT_TRUE(without.at("results").at("epsilon_pct").is_null());
}

TEST_F(Strategy, CooperateFrontierCarveoutsAndRespond) {
  const auto agreement = ask("cooperate", "--players USA,CHN,EU27");
  const auto& gains = agreement.at("results").at("gains").as_array();
  ASSERT_EQ(gains.size(), 3u);
  const auto frontier = ask("frontier", "--players USA,CHN --points 5");
  const auto& points = frontier.at("results").at("frontier").as_array();
  ASSERT_GE(points.size(), 5u);
  for (std::size_t i = 1; i < points.size(); ++i) {
    EXPECT_GE(points[i].at("first_gain").at("percent").to_number<double>(),
              points[i - 1].at("first_gain").at("percent").to_number<double>());
    EXPECT_LE(points[i].at("second_gain").at("percent").to_number<double>(),
              points[i - 1].at("second_gain").at("percent").to_number<double>());
  }
  EXPECT_EQ(frontier.at("results").at("solutions").as_array().size(), 3u);
  const auto carveouts = ask("carveouts", "--players USA,CHN --amounts 1,2");
  const auto& ranking = carveouts.at("results").at("ranking").as_array();
  ASSERT_EQ(ranking.size(), 11u);
  for (std::size_t i = 1; i < ranking.size(); ++i)
    EXPECT_LE(ranking[i].at("own").at("percent").to_number<double>(),
              ranking[i - 1].at("own").at("percent").to_number<double>());
  EXPECT_EQ(carveouts.at("results").at("curve").as_array().size(), 2u);
  const auto responses = ask("respond", "--players USA,CHN --depth 2 --moves hold,cut-half,cut-to-base");
  EXPECT_TRUE(responses.at("results").at("tree_complete").as_bool());
  EXPECT_EQ(responses.at("results").at("path").as_array().size(), 3u);
}

// At these levels the fair point is one side's best: the other's weight there is zero, which must not stop
// the search for the rest of the frontier.
TEST_F(Strategy, AFrontierIsTracedWhereTheFairPointIsAnEnd) {
  for (const char* level : {"20", "30", "40"}) {
    std::string text = kWar;
    for (const char* old : {"100", "80"}) text.replace(text.find(old), std::string(old).size(), level);
    write("war.toml", text);
    const auto frontier = ask("frontier", "--players USA,CHN --points 5");
    const auto& points = frontier.at("results").at("frontier").as_array();
    ASSERT_EQ(points.size(), 5u);
    const auto gain = [&](std::size_t k) {
      return points[k].at("first_gain").at("percent").to_number<double>();
    };
    EXPECT_GT(gain(4), gain(0) + 0.05) << level;
  }
}

const json::object& ranked(const json::value& root, const std::string& id) {
  for (const auto& row : root.at("results").at("ranking").as_array())
    if (row.at("items").at(0).as_string() == id) return row.as_object();
  throw std::runtime_error("no item " + id);
}

TEST_F(Strategy, CarveoutsByTheGoodsOfASchedule) {
  const auto ask_law = [&](const std::string& options) {
    const Answer a =
        cobden("carveouts us-china-2025-12 --players USA,CHN --amounts 1 --format json " + options);
    EXPECT_EQ(a.code, 0) << options;
    return json::parse(a.out);
  };
  const auto number = [](const json::value& v) { return v.to_number<double>(); };
  // The memorandum of 11 April spares 95.79 bn USD of the 125 points; the 20 over fentanyl stay.
  const auto named = ask_law("--items electronics,8517,apr11-electronics");
  const auto& goods = ranked(named, "electronics").at("goods");
  EXPECT_NEAR(number(goods.at("imports_billion_usd")), 95.79, 0.005);
  EXPECT_NEAR(number(goods.at("duty_points")), 20, 0.05) << "a little of it is metal";
  EXPECT_EQ(number(ranked(named, "electronics").at("own_welfare_pct")),
            number(ranked(named, "apr11-electronics").at("own_welfare_pct")));
  EXPECT_LT(number(ranked(named, "8517").at("goods").at("imports_billion_usd")), 95.79);
  EXPECT_EQ(named.at("results").at("goods").at("schedule").as_string(), "us-2025");

  // Chapters hold everything once: with the smaller ones together they are all imports.
  const auto chapters = ask_law("--items hs2 --largest 10");
  double usd = 0;
  for (const auto& row : chapters.at("results").at("ranking").as_array())
    usd += number(row.at("goods").at("imports_billion_usd"));
  EXPECT_NEAR(usd, 429.43 - 12.2, 3) << "of 429.43 bn USD some belong to no sector";
  EXPECT_THAT(std::string(ranked(chapters, "other").at("label").as_string()), HasSubstr("smaller groups"));

  const auto china = ask_law("--owner CHN --items lists");
  EXPECT_EQ(china.at("results").at("goods").at("schedule").as_string(), "cn-2025");
  EXPECT_TRUE(china.at("results").at("goods").at("estimate").as_bool());
  // 10 points on farm goods beside the 125.
  EXPECT_NEAR(number(ranked(china, "no2-10pct").at("goods").at("duty_points")), 135, 1);

  const Answer table = cobden("carveouts us-china-2025-12 --players USA,CHN --amounts 1 --items hs2");
  EXPECT_THAT(table.out, HasSubstr("87 Motor vehicles and parts"));
  EXPECT_THAT(table.out, HasSubstr("Imports of 2024 and duties by the schedule us-2025."));
}

TEST_F(Strategy, OutLeavesEveryFileAndTariffsThatAnotherScenarioTakes) {
  ASSERT_EQ(cobden(war("nash", "--players USA,CHN --out " + path("o"))).code, 0);
  for (const char* name : {"strategy.txt", "strategy.json", "strategy.csv", "tariffs.csv", "results.csv",
                           "results.nc", "gains.svg", "tariffs.svg", "manifest.json"})
    EXPECT_TRUE(fs::exists(folder_ / "o" / name)) << name;
  const auto manifest = json::parse(read_file(folder_ / "o" / "manifest.json"));
  EXPECT_THAT(std::string(manifest.at("command").as_string()), HasSubstr("nash"));
  for (const auto& input : manifest.at("inputs").as_array())
    EXPECT_EQ(std::string(input.at("sha256").as_string()),
              sha256_of_file(std::string(input.at("path").as_string())));
  write("again.toml",
        "benchmark = \"world-2022-12\"\n[[shock]]\nsector = \"all\"\ntariff_file = \"o/tariffs.csv\"\nunit = "
        "\"percent\"\n");
  const auto nash = json::parse(read_file(folder_ / "o" / "strategy.json"));
  const Answer again =
      cobden("run " + path("again.toml") + " --no-range --format json --measures welfare_exact");
  ASSERT_EQ(again.code, 0);
  const auto rows = json::parse(again.out);
  for (const auto& row : rows.at("results").as_array())
    EXPECT_NEAR(row.at("value").to_number<double>(),
                welfare_of(nash, std::string(row.at("importer").as_string()), "value"), 1e-6);
  EXPECT_EQ(cobden("compare " + path("o") + " " + path("o") + " --measures welfare_exact").code, 0);
  for (const char* chart : {"gains.svg", "tariffs.svg"})
    EXPECT_EQ(
        system(("/usr/bin/python3 -c \"import xml.dom.minidom,sys; xml.dom.minidom.parse(sys.argv[1])\" " +
                path(std::string("o/") + chart))
                   .c_str()),
        0);
}

TEST_F(Strategy, ChartsAndTariffsOfEveryQuestion) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
      {"optimum --player USA", {"tariffs-USA.svg", "tariffs.csv"}},
      {"frontier --players USA,CHN --points 3", {"frontier.svg", "tariffs-egalitarian.csv"}},
      {"carveouts --players USA,CHN --amounts 1", {"carveouts.svg", "tariffs.csv"}},
      {"respond --players USA,CHN --depth 1", {"path.svg"}},
      {"cooperate --players USA,CHN", {"gains.svg", "tariffs.svg"}}};
  for (const auto& [line, files] : cases) {
    const auto space = line.find(' ');
    const std::string out = path(line.substr(0, space));
    ASSERT_EQ(cobden(war(line.substr(0, space), line.substr(space) + " --out " + out)).code, 0) << line;
    for (const auto& file : files) EXPECT_TRUE(fs::exists(fs::path(out) / file)) << line << ": " << file;
  }
}

TEST_F(Strategy, CsvIsATable) {
  for (const auto& line : {"optimum --player USA", "nash --players USA,CHN",
                           "frontier --players USA,CHN --points 3", "carveouts --players USA,CHN --amounts 1",
                           "respond --players USA,CHN --depth 1", "cooperate --players USA,CHN"}) {
    const std::string text = line;
    const auto space = text.find(' ');
    const Answer a = cobden(war(text.substr(0, space), text.substr(space) + " --format csv"));
    ASSERT_EQ(a.code, 0) << line;
    const auto table = data::CsvTable::parse(a.out, "stdout", ',', data::CsvTable::Header::kFirstRow);
    EXPECT_GT(table.rows(), 1u) << line;
  }
}

TEST_F(Strategy, RunAnswersTheQuestionOfTheFileToo) {
  write("asked.toml", std::string(kWar) + "[strategy]\nquestion = \"optimum\"\nplayers = [\"USA\"]\n");
  const Answer table = cobden("run " + path("asked.toml") + " --no-range --out " + path("o"));
  ASSERT_EQ(table.code, 0);
  EXPECT_THAT(table.out, HasSubstr("Best tariffs of USA"));
  EXPECT_TRUE(fs::exists(folder_ / "o" / "results.csv"));
  EXPECT_TRUE(fs::exists(folder_ / "o" / "tariffs.csv"));
  const auto root = json::parse(cobden("run " + path("asked.toml") + " --no-range --format json").out);
  EXPECT_GT(root.at("strategy").at("results").at("gain_pct").to_number<double>(), 0);
  write("settings.toml", std::string(kWar) + "[strategy]\nplayers = [\"USA\"]\n");
  const auto plain = json::parse(cobden("run " + path("settings.toml") + " --no-range --format json").out);
  EXPECT_FALSE(plain.as_object().contains("strategy")) << "settings without a question are for the commands";
  EXPECT_EQ(cobden("optimum " + path("settings.toml") + " --format json").code, 0);
}

TEST_F(Strategy, TheSameBitsWhateverTheNumberOfThreads) {
  const auto results = [](const std::string& text) { return text.substr(text.find("\"results\"")); };
  for (const char* line :
       {"nash --players USA,CHN,EU27", "frontier --players USA,CHN --points 5",
        "carveouts --players USA,CHN --amounts 2", "respond --players USA,CHN --depth 2"}) {
    const std::string text = line;
    const auto space = text.find(' ');
    const std::string question = war(text.substr(0, space), text.substr(space) + " --format json");
    EXPECT_EQ(results(cobden("--threads 1 " + question).out), results(cobden("--threads 2 " + question).out))
        << line;
  }
}

TEST_F(Strategy, LimitsExitWithOneAndSaySo) {
  const Answer a = cobden(war("nash", "--players USA,CHN --max-iterations 2"), true);
  EXPECT_EQ(a.code, 1);
  EXPECT_THAT(a.out, HasSubstr("NOT CONVERGED"));
  EXPECT_THAT(a.out, HasSubstr("best point found"));
  const Answer late = cobden(war("nash", "--players all --seconds 0"), true);
  EXPECT_EQ(late.code, 1);
  EXPECT_THAT(late.out, HasSubstr("TIME LIMIT"));
}

TEST_F(Strategy, BadInputIsOneLineAndExitCodeTwoAndWritesNothing) {
  write("costs.toml", "benchmark = \"world-2022-12\"\n[[shock]]\ntrade_cost = 5\nunit = \"percent\"\n");
  write("bad.toml", std::string(kWar) + "[strategy]\nquestion = \"nash\"\nplayer = [\"USA\"]\n");
  const std::vector<std::pair<std::string, std::string>> cases{
      {war("optimum", ""), "takes one player"},
      {war("optimum", "--player USB"), "'USA'"},
      {war("nash", "--players USA,USA"), "twice"},
      {war("frontier", "--players USA"), "takes 2 players"},
      {war("optimum", "--player USA --class mfm"), "'mfn'"},
      {war("optimum", "--player USA --upper 20"), "has no unit"},
      {war("optimum", "--player USA --lower 30% --upper 20%"), "--lower"},
      {war("optimum", "--player USA --sectors gods"), "'goods'"},
      {war("optimum", "--player USA --weights C26=-1"), "--weights"},
      {war("optimum", "--player USA --employment-weight 1"), "labour"},
      {war("cooperate", "--players USA,CHN --form bilateral --deals USA-CHN"), "USA:CHN"},
      {war("frontier", "--players USA,CHN --threat nahs"), "'nash'"},
      {war("frontier", "--players USA,CHN --power 2"), "--power"},
      {war("carveouts", "--players USA,CHN --owner EU27"), "--owner"},
      {war("carveouts", "--players USA,CHN --budget trades"), "'trade'"},
      {war("carveouts", "--players USA,CHN --items hs2"), "come from no schedule"},
      {"carveouts us-china-2025-12 --players USA,CHN --items elektronics", "'electronics'"},
      {"carveouts us-china-2025-12 --players USA,CHN --items hs2 --largest 64", "--largest"},
      {war("respond", "--players USA,CHN --moves hodl"), "'hold'"},
      {war("optimum", "--player USA --plyers x"), "--player"},
      {"optimum " + path("costs.toml") + " --player USA", "trade costs"},
      {"run " + path("bad.toml"), "bad.toml:16: strategy.player"},
      {war("optimum", "--player USA --out /proc/none/x"), "--out"}};
  for (const auto& [arguments, expected] : cases) {
    const Answer a = cobden(
        arguments + (arguments.find("--out") == std::string::npos ? " --out " + path("none") : ""), true);
    EXPECT_EQ(a.code, 2) << arguments;
    EXPECT_THAT(a.out, HasSubstr(expected)) << arguments;
    EXPECT_EQ(std::count(a.out.begin(), a.out.end(), '\n'), 1) << arguments << "\n" << a.out;
    EXPECT_FALSE(fs::exists(folder_ / "none")) << arguments;
  }
}

}  // namespace
}  // namespace cobden
