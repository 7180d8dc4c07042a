// Duties by sector and economy, against averages computed by hand.
#include "cobden/schedule/sector_matrix.h"

#include <cmath>
#include <cstdlib>

#include "schedule/matrix_world.h"
#include "schedule/small_schedule.h"

namespace cobden::schedule {
namespace {

using testing::kMatrixConcordance;
using testing::kMatrixSchedule;
using testing::kMatrixTrade;
using testing::matrix_tables;
using testing::matrix_world;
using testing::user_error;
using testing::Written;

const std::vector<std::string> kCountries{"USA", "CHN", "DEU", "FRA", "BRA", "ROW"};
constexpr double kTiny = 1e-14;

Concordance by_hand(const data::Benchmark& world, const Written& written) {
  return concordance_for(world, written.folder() / "map.csv");
}

Written written(const std::string& text = kMatrixSchedule) {
  return Written(text, {{"trade.csv", kMatrixTrade}, {"map.csv", kMatrixConcordance}});
}

SectorMatrix matrix(const std::string& on, const EvaluatorOptions& options = {},
                    const data::Benchmark& world = matrix_world(kCountries),
                    const std::string& text = kMatrixSchedule) {
  const Written w = written(text);
  const Evaluator e(w.schedule(), options);
  return sector_matrix(e, read_trade(w.schedule()), by_hand(world, w), world, w.at(on));
}

struct Cell {
  double rate, usd;
  WeightSource weight;
};
void expect_cell(const SectorMatrix& m, const data::Benchmark& world, const std::string& sector,
                 const std::string& exporter, const Cell& cell) {
  const Sector s = world.sectors().at(sector);
  const Country n = world.countries().at(exporter);
  EXPECT_NEAR(m.statutory(s, n), cell.rate, kTiny) << sector << " " << exporter;
  EXPECT_NEAR(m.adjusted(s, n), cell.rate, kTiny) << sector << " " << exporter;
  EXPECT_DOUBLE_EQ(m.trade_usd(s, n), cell.usd) << sector << " " << exporter;
  EXPECT_EQ(to_string(m.weight(s, n)), to_string(cell.weight)) << sector << " " << exporter;
}

TEST(SectorMatrix, WeighsEveryKindOfEconomyByTheTradeItHas) {
  const auto world = matrix_world(kCountries);
  const auto m = matrix("2025-04-10");
  // China: telephones 10 + 50 on 300, computers exempt on 100.
  expect_cell(m, world, "C26", "CHN", {0.6 * 300 / 400, 400, WeightSource::kOwn});
  // Members: the Union's trade under their own rules.
  expect_cell(m, world, "C26", "FRA", {0.1 * 200 / 400, 400, WeightSource::kUnion});
  expect_cell(m, world, "C26", "DEU", {(0.1 * 200 + 0.2 * 200) / 400, 400, WeightSource::kUnion});
  // Brazil sends no electronics: everybody's, 540 telephones and 300 computers.
  expect_cell(m, world, "C26", "BRA", {0.1 * 540 / 840, 840, WeightSource::kAllPartners});
  expect_cell(m, world, "A01", "BRA", {0.1, 80, WeightSource::kOwn});
  // The rest of the world: Mexico and New Zealand, which no other economy claims.
  expect_cell(m, world, "C26", "ROW", {0.1, 40, WeightSource::kOwn});
  expect_cell(m, world, "A01", "ROW", {0.1, 20, WeightSource::kOwn});
  expect_cell(m, world, "A01", "CHN", {0.1, 100, WeightSource::kAllPartners});
  for (const auto& exporter : kCountries) expect_cell(m, world, "SRV", exporter, {0, 0, WeightSource::kNone});
  for (const char* sector : {"A01", "C26"}) expect_cell(m, world, sector, "USA", {0, 0, WeightSource::kNone});
}

TEST(SectorMatrix, SaysWhatItRestsOn) {
  const auto m = matrix("2025-04-10");
  EXPECT_EQ(m.schedule, "test-2025");
  EXPECT_EQ(m.importer, "USA");
  EXPECT_EQ(m.when, "2025-04-10");
  EXPECT_EQ(m.concordance, "map.csv");
  EXPECT_EQ(m.weights_file, "trade.csv");
  EXPECT_EQ(m.weights_source, "made by hand");
  EXPECT_EQ(m.weights_year, 2024);
  EXPECT_DOUBLE_EQ(m.total_usd, 947);
  EXPECT_DOUBLE_EQ(m.without_sector_usd, 7);
  EXPECT_EQ(m.unclaimed_usd, 0);
  ASSERT_EQ(m.files.size(), 1u);
  EXPECT_EQ(m.files[0].filename(), "map.csv");
}

TEST(SectorMatrix, TradeOfPartnersWithoutAnEconomyIsReported) {
  const auto world = matrix_world({"USA", "CHN", "DEU"});
  EXPECT_DOUBLE_EQ(matrix("2025-04-10", {}, world).unclaimed_usd, 80 + 20 + 30 + 10);
}

TEST(SectorMatrix, KnowsOnlyWhatWasPublic) {
  const auto world = matrix_world(kCountries);
  const auto m = matrix("2025-04-10", testing::known_on("2025-04-10"));
  expect_cell(m, world, "C26", "CHN", {(0.6 * 300 + 0.1 * 100) / 400, 400, WeightSource::kOwn});
}

TEST(SectorMatrix, MeanOverDaysCountsEachDayAtItsEnd) {
  const auto world = matrix_world(kCountries);
  const Written w = written();
  const Evaluator e(w.schedule());
  const Trade trade = read_trade(w.schedule());
  const auto map = by_hand(world, w);
  const Days april{*parse_day("2025-04-03"), *parse_day("2025-04-12")};
  // 3 and 4 April free; 5 to 8 and 11 to 12 April 10%; 9 and 10 April 60%.
  const auto m = sector_matrix(e, trade, map, world, april);
  const Sector c26 = world.sectors().at("C26");
  const Country china = world.countries().at("CHN");
  EXPECT_NEAR(m.statutory(c26, china), (6 * 0.1 + 2 * 0.6) / 10 * 300 / 400, kTiny);
  EXPECT_DOUBLE_EQ(m.trade_usd(c26, china), 400);
  EXPECT_EQ(m.when, "the mean over 2025-04-03 to 2025-04-12");
  // Several times at once give what each gives alone.
  const auto both = sector_matrices(e, trade, map, world, {When(w.at("2025-04-10")), When(april)});
  EXPECT_EQ(both[1].statutory.flat()[4], m.statutory.flat()[4]);
  EXPECT_NEAR(both[0].statutory(c26, china), 0.45, kTiny);
}

TEST(SectorMatrix, ClaimsLowerTheAdjustedRateAlone) {
  const std::string text = std::string(kMatrixSchedule) + R"(
[[claim]]
id = "usmca"
of = ["floor"]
file = "claims.csv"
partner = "partner"
partners = ["MEX"]
)";
  const auto world = matrix_world({"USA", "MEX", "CHN"});
  const Written w(text, {{"trade.csv", kMatrixTrade},
                         {"map.csv", kMatrixConcordance},
                         {"claims.csv", "code,partner,share\n8517,MEX,0.25\n01,MEX,1\n"}});
  const Evaluator e(w.schedule());
  const auto m = sector_matrix(e, read_trade(w.schedule()), by_hand(world, w), world, w.at("2025-04-10"));
  const Country mexico = world.countries().at("MEX");
  EXPECT_NEAR(m.statutory(world.sectors().at("C26"), mexico), 0.1, kTiny);
  EXPECT_NEAR(m.adjusted(world.sectors().at("C26"), mexico), 0.075, kTiny);
  EXPECT_NEAR(m.adjusted(world.sectors().at("A01"), mexico), 0, kTiny);
}

TEST(SectorMatrix, SpecificDutiesAndLinesWithoutBaseAreReported) {
  const std::string base = "[base]\nfile = \"base.csv\"\n";
  const std::string text = std::string(kMatrixSchedule) + base;
  const auto world = matrix_world({"USA", "CHN", "DEU", "FRA", "ROW"});
  const Written w(text, {{"trade.csv", kMatrixTrade},
                         {"map.csv", kMatrixConcordance},
                         {"base.csv",
                          "code,kind,ad_valorem,general\n8517,ad_valorem,0.04,4%\n0101,specific,0,2 "
                          "USD/head\n"}});
  const Evaluator e(w.schedule());
  const auto m = sector_matrix(e, read_trade(w.schedule()), by_hand(world, w), world, w.at("2025-04-01"));
  EXPECT_NEAR(m.statutory(world.sectors().at("C26"), world.countries().at("CHN")), 0.04 * 300 / 400, kTiny);
  // The Union is counted once, whichever of its members stand in the benchmark.
  EXPECT_DOUBLE_EQ(m.all_unmatched_usd, 100 + 200);
  EXPECT_DOUBLE_EQ(m.all_unconverted_usd, 80 + 20);
  EXPECT_DOUBLE_EQ(m.unconverted_usd(world.sectors().at("A01"), world.countries().at("ROW")), 100);
}

TEST(SectorMatrix, AMemberOrTheUnionMayBeTheImporter) {
  const auto world = matrix_world(kCountries);
  for (const char* importer : {"DEU", "EUU"}) {
    std::string text = kMatrixSchedule;
    text.replace(text.find("\"USA\""), 5, "\"" + std::string(importer) + "\"");
    const auto m = matrix("2025-04-10", {}, world, text);
    EXPECT_TRUE(m.importers[2]) << importer;
    EXPECT_EQ(m.importers[3], std::string(importer) == "EUU");
    EXPECT_FALSE(m.importers[1]);
    EXPECT_NEAR(m.statutory(world.sectors().at("C26"), world.countries().at("CHN")), 0.45, kTiny);
    EXPECT_EQ(m.statutory(world.sectors().at("C26"), world.countries().at("DEU")), 0);
    // Nobody sends what the United States sends: everybody's trade.
    EXPECT_EQ(m.weight(world.sectors().at("C26"), world.countries().at("USA")), WeightSource::kAllPartners);
  }
}

class MergedEconomies : public ::testing::Test {
 protected:
  MergedEconomies() { setenv("COBDEN_DATA", folder_.path().c_str(), 1); }
  ~MergedEconomies() override { unsetenv("COBDEN_DATA"); }
  testing::TemporaryFolder folder_;
};

TEST_F(MergedEconomies, TakeTheTradeOfTheirMembersFromTheMappingFile) {
  folder_.write("tiny.map.csv",
                "axis,from,to\ncountry,CHN,ASIA\ncountry,BRA,ASIA\ncountry,NZL,ROW\ncountry,ROW,ROW\n"
                "country,DEU,EU27\n");
  const auto world = matrix_world({"USA", "ASIA", "EU27", "ROW"});
  const auto m = matrix("2025-04-10", {}, world);
  // China's 300 at 60% and 100 exempt; Brazil's 80 horses.
  expect_cell(m, world, "C26", "ASIA", {0.45, 400, WeightSource::kOwn});
  expect_cell(m, world, "A01", "ASIA", {0.1, 80, WeightSource::kOwn});
  // EU27 is the Union, whatever the file says; the German duty is not the Union's.
  expect_cell(m, world, "C26", "EU27", {0.05, 400, WeightSource::kOwn});
  // The rest: New Zealand by the file, Mexico because nobody else has it.
  expect_cell(m, world, "C26", "ROW", {0.1, 40, WeightSource::kOwn});
  EXPECT_EQ(m.files.size(), 2u);
}

TEST(EconomyMembers, AGroupOfTheBenchmarkNamesThem) {
  const auto world = matrix_world({"USA", "NORTH"}, {{"NORTH", {"CAN", "MEX"}}});
  EXPECT_EQ(economy_members(world).by_country[1], (std::vector<std::string>{"CAN", "MEX"}));
}

TEST(EconomyMembers, AnEconomyWithoutMembersIsAnError) {
  const auto message = user_error([] { economy_members(matrix_world({"USA", "OCEANIA"})); });
  for (const char* part : {"OCEANIA", "tiny.map.csv", "ROW"})
    EXPECT_NE(message.find(part), std::string::npos) << message;
}

TEST(ImporterEconomies, ThePartOfAnAggregateIsAnError) {
  const auto world = matrix_world({"USA", "EU27", "NORTH"}, {{"NORTH", {"CAN", "MEX"}}});
  EXPECT_EQ(importer_economies("USA", world), (std::vector<Country>{Country(0)}));
  EXPECT_EQ(importer_economies("EUU", world), (std::vector<Country>{Country(1)}));
  for (const auto& [importer, holder] : {std::pair{"DEU", "EU27"}, std::pair{"MEX", "NORTH"}}) {
    const auto message = user_error([&, i = importer] { importer_economies(i, world); });
    EXPECT_NE(message.find("a part of " + std::string(holder)), std::string::npos) << message;
  }
  EXPECT_NE(user_error([&] { importer_economies("JPN", world); }).find("not an economy"), std::string::npos);
  const auto members = matrix_world(kCountries);
  EXPECT_EQ(importer_economies("EUU", members), (std::vector<Country>{Country(2), Country(3)}));
}

}  // namespace
}  // namespace cobden::schedule
