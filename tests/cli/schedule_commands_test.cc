// `cobden schedule` as a script and an analyst use it, on the ready schedules.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>

#include "cobden/core/file.h"
#include "cobden/data/csv.h"
#include "program.h"

namespace cobden {
namespace {

namespace json = boost::json;

using ScheduleCommands = CommandLine;

json::value results(const std::string& arguments) {
  const Answer a = cobden("schedule " + arguments + " --format json");
  EXPECT_EQ(a.code, 0) << arguments;
  return json::parse(a.out).at("results");
}

double number(const json::value& v) { return v.to_number<double>(); }

const json::object* part(const json::value& root, const std::string& measure) {
  for (const auto& p : root.at("parts").as_array())
    if (p.at("measure").as_string() == measure) return &p.as_object();
  return nullptr;
}

TEST_F(ScheduleCommands, ExplainsAnExemptLine) {
  const json::value r = results("explain 8517.13.0000 --from CHN --to USA --on 2025-04-20");
  EXPECT_NEAR(number(r.at("total_pct")), 20, 1e-12);
  EXPECT_NEAR(number(r.at("base_pct")), 0, 1e-12);
  const auto* exempt = part(r, "ieepa-reciprocal-china");
  ASSERT_NE(exempt, nullptr);
  EXPECT_EQ(exempt->at("status").as_string(), "exempt");
  EXPECT_EQ(number(exempt->at("charged_share")), 0);
  EXPECT_NEAR(number(exempt->at("rate_pct")), 125, 1e-9);
  EXPECT_NE(std::string(exempt->at("reason").as_string()).find("apr11-electronics"), std::string::npos);
}

TEST_F(ScheduleCommands, KnowsOnlyWhatWasKnown) {
  const json::value r =
      results("explain 8517.13.0000 --from CHN --to USA --on 2025-04-10 --known 2025-04-10");
  EXPECT_NEAR(number(r.at("total_pct")), 145, 1e-9);
  EXPECT_EQ(r.at("known").as_string(), "2025-04-10");
}

TEST_F(ScheduleCommands, NoonInBeijingDividesTheDay) {
  const auto at = [](const std::string& time) {
    return number(results("explain 88024010 --from USA --to CHN --on " + time).at("total_pct"));
  };
  EXPECT_EQ(at("2025-04-10T12:00:59+08:00"), 0);
  EXPECT_NEAR(at("2025-04-10T12:01:00+08:00"), 84, 1e-9);
  EXPECT_NEAR(at("2025-04-10"), 84, 1e-9);
  EXPECT_NEAR(at("2025-05-14"), 10, 1e-9) << "the unpublished waivers are not law";
}

TEST_F(ScheduleCommands, ControlsOfTheExporterAreShown) {
  const json::value r = results("explain 28469019 --from CHN --to USA --on 2025-05-02");
  const auto& controls = r.at("export_controls").as_array();
  ASSERT_FALSE(controls.empty());
  EXPECT_EQ(controls[0].at("status").as_string(), "licence");
}

TEST_F(ScheduleCommands, AveragesWithTheirGaps) {
  const json::value r = results("average --to USA --from CHN --on 2025-04-10 --known 2025-04-10");
  EXPECT_NEAR(number(r.at("statutory_pct")), 144.83, 0.3);  // the worked example of another evaluator
  EXPECT_LT(number(r.at("claim_adjusted_pct")), number(r.at("statutory_pct")));
  EXPECT_EQ(number(r.at("trade_usd")), 429425828419.0);
  EXPECT_GT(number(r.at("unmatched_usd")), 0);
  EXPECT_GT(number(r.at("unconverted_usd")), 0);
  double sum = 0;
  for (const auto& a : r.at("by_authority").as_array()) sum += number(a.at("statutory_pct"));
  EXPECT_NEAR(sum, number(r.at("statutory_pct")), 1e-9);
}

TEST_F(ScheduleCommands, AverageByDayHasEveryDay) {
  const Answer a =
      cobden("schedule average --to CHN --from USA --between 2025-04-09,2025-04-13 --format csv");
  ASSERT_EQ(a.code, 0);
  const auto csv = data::CsvTable::parse(a.out, "out", ',', data::CsvTable::Header::kFirstRow);
  ASSERT_EQ(csv.rows(), 5u);
  EXPECT_EQ(csv.text(1, csv.column("date")), "2025-04-10");
  const std::size_t rate = csv.column("statutory_pct");
  EXPECT_NEAR(csv.number(1, rate) - csv.number(0, rate), 84, 1e-6);
  EXPECT_NEAR(csv.number(3, rate) - csv.number(2, rate), 41, 1e-6);
  EXPECT_EQ(csv.number(4, rate), csv.number(3, rate));
}

TEST_F(ScheduleCommands, CarveOutsAreWorthWhatTheyCover) {
  const json::value r = results("carveouts --to USA --from CHN --on 2025-04-20");
  bool found = false;
  for (const auto& c : r.at("carveouts").as_array()) {
    if (c.at("id").as_string() != "apr11-electronics") continue;
    found = true;
    EXPECT_NEAR(number(c.at("trade_usd")) / 1e9, 95.79, 0.005);  // spec: the 20 prefixes of the memorandum
    EXPECT_NEAR(number(c.at("share_pct")), 100 * 95.79 / 429.43, 0.01);
    EXPECT_GT(number(c.at("duty_not_charged_usd")), 1.1e11);
  }
  EXPECT_TRUE(found);
}

TEST_F(ScheduleCommands, RatesAreStretchesOfTime) {
  ASSERT_EQ(
      cobden(
          "schedule rates --to USA --from CHN --products 9503000073 --between 2025-01-01,2025-12-31 --out " +
          path("rates.csv"))
          .code,
      0);
  const auto csv = data::CsvTable::read(path("rates.csv"));
  ASSERT_GE(csv.rows(), 7u);
  EXPECT_EQ(csv.text(0, csv.column("from")), "2025-01-01");
  for (std::size_t r = 1; r < csv.rows(); ++r)
    EXPECT_EQ(csv.text(r, csv.column("from")), csv.text(r - 1, csv.column("to")));
  EXPECT_EQ(csv.text(csv.rows() - 1, csv.column("to")), "2026-01-01");
  double largest = 0;
  for (std::size_t r = 0; r < csv.rows(); ++r)
    largest = std::max(largest, csv.number(r, csv.column("statutory_pct")));
  EXPECT_NEAR(largest, 145, 1e-9);
}

TEST_F(ScheduleCommands, DifferencesAddUp) {
  const json::value r = results("diff --to USA --from CHN --on 2025-04-08 --and 2025-04-10");
  double change = 0;
  for (const auto& c : r.at("changes").as_array()) change += number(c.at("change_usd"));
  EXPECT_NEAR(change / 429425828419.0 * 100, number(r.at("after_pct")) - number(r.at("before_pct")), 1e-8);
}

TEST_F(ScheduleCommands, TheChartIsWrittenWhole) {
  ASSERT_EQ(cobden("schedule chart --out " + path("rates.svg")).code, 0);
  const std::string svg = read_file(path("rates.svg"));
  for (const char* text : {"USA on CHN", "CHN on USA", "EO 14266: 125%", "No. 6: 125%", "</svg>"})
    EXPECT_NE(svg.find(text), std::string::npos) << text;
}

TEST_F(ScheduleCommands, TheMatrixNamesItsConcordanceAndWeights) {
  const json::value r = results("matrix --to USA --benchmark world-2022 --on 2025-05-02 --from CHN,DEU");
  EXPECT_EQ(r.at("concordance").as_string(), "hs-world-2022.csv");
  EXPECT_EQ(number(r.at("weights_year")), 2024);
  double trade = 0, duty = 0;
  for (const auto& cell : r.at("cells").as_array()) {
    if (cell.at("exporter").as_string() != "CHN") {
      EXPECT_EQ(cell.at("weights").as_string(), "union") << cell.at("sector").as_string();
      continue;
    }
    trade += number(cell.at("trade_usd"));
    duty += number(cell.at("trade_usd")) * number(cell.at("statutory_pct")) / 100;
  }
  // Sectors and the products without one make the whole of the average command.
  const json::value average = results("average --to USA --from CHN --by sector --on 2025-05-02");
  double without = 0, without_duty = 0;
  for (const auto& row : average.at("sectors").as_array())
    if (row.at("sector").as_string() == "no sector") {
      without = number(row.at("trade_usd"));
      without_duty = without * number(row.at("statutory_pct")) / 100;
    }
  EXPECT_NEAR(trade + without, number(average.at("trade_usd")), 1);
  EXPECT_NEAR((duty + without_duty) / (trade + without) * 100, number(average.at("statutory_pct")), 1e-9);
}

TEST_F(ScheduleCommands, TheReadySchedulesAreSound) {
  for (const char* id : {"us-2025", "cn-2025"}) {
    const json::value r = results(std::string("check ") + id);
    EXPECT_TRUE(r.at("sound").as_bool()) << id;
    for (const auto& f : r.at("findings").as_array())
      EXPECT_EQ(f.at("severity").as_string(), "note") << json::serialize(f);
  }
}

TEST_F(ScheduleCommands, CheckFindsWhatIsWrong) {
  write("s.toml", R"([schedule]
id = "s"
importer = "USA"
[list]
toys = { codes = ["9503"] }
nothing = { codes = ["0000"] }
[[measure]]
id = "a"
rate = [{ from = 2025-01-01, is = "10%" }, { from = 2025-01-01, is = "20%" }]
[[measure]]
id = "b"
products = ["toys"]
exempt = ["nothing"]
rate = [{ from = 2025-06-01, is = "10%" }]
[[exemption]]
id = "idle"
of = ["b"]
products = ["toys"]
from = 2025-01-01
to = 2025-02-01
[[stack]]
when_owed = ["a"]
not_owed = ["b"]
to = 2025-06-04
[[stack]]
when_owed = ["b"]
not_owed = ["a"]
from = 2025-06-05
)");
  const Answer a = cobden("schedule check " + path("s.toml"));
  EXPECT_EQ(a.code, 2);
  for (const char* text :
       {"two steps begin", "matches no product", "exempts nothing", "no rule holds", "s.toml:9"})
    EXPECT_NE(a.out.find(text), std::string::npos) << text << "\n" << a.out;
}

struct Mistake {
  const char* arguments;
  const char* said;
};

TEST_F(ScheduleCommands, MistakesAreOneLineAndExitCode2) {
  for (const Mistake& m :
       {Mistake{"explain 85x7 --from CHN --to USA --on 2025-04-20", "not a product code"},
        {"explain 8517 --from CHNN --to USA --on 2025-04-20", "did you mean 'CHN'"},
        {"explain 8517 --from CHN --to FRA --on 2025-04-20", "has no schedule here"},
        {"explain 8517 --from CHN --to USA --on 2025-02-30", "is not a date"},
        {"explain 8517 --from CHN --to USA", "the date is missing"},
        {"explain 8517 --to USA --on 2025-04-20", "one partner is needed"},
        {"explain 8517 --from CHN --to USA --on 2025-04-20 --claim nafta", "is not a claim"},
        {"explain 8517 --from CHN --to USA --on 2025-04-20 --without apr11", "neither an exempt list"},
        {"average --to USA --from XXX --on 2025-04-20", "has no trade"},
        {"average --to USA --between 2025-04-20", "is not a span of days"},
        {"average --to USA --between 2025-04-20,2025-04-01", "before the first day"},
        {"average --schedule us-2026 --on 2025-04-20", "did you mean 'us-2025'"},
        {"diff --to USA --on 2025-04-20", "nothing differs"},
        {"rates --to USA --from CHN --products 12a --on 2025-04-20", "not a product code"},
        {"chart --pair USACHN --out x.svg", "is not a pair"}}) {
    const Answer a = cobden(std::string("schedule ") + m.arguments, true);
    EXPECT_EQ(a.code, 2) << m.arguments;
    EXPECT_NE(a.out.find(m.said), std::string::npos) << m.arguments << ": " << a.out;
    EXPECT_EQ(std::count(a.out.begin(), a.out.end(), '\n'), 1) << a.out;
  }
}

}  // namespace
}  // namespace cobden
