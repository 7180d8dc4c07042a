// Each layout read from a hand-made fixture, with the figures worked out by hand.
#include <gmock/gmock.h>

#include "cobden/data/read.h"
#include "cobden/data/read_caliendo_parro.h"
#include "cobden/data/read_gravity_long.h"
#include "cobden/data/read_gravity_matrix.h"
#include "cobden/data/read_icio.h"
#include "cobden/data/read_long_csv.h"
#include "cobden/data/read_ossa.h"
#include "cobden/data/write_long_csv.h"
#include "data/read_fixtures.h"

namespace cobden::data {
namespace {

using namespace cobden::testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Country A{0}, B{1};
constexpr Sector S1{0}, S2{1};

BenchmarkTables read(const TemporaryFolder& folder, ImportReport& report,
                     std::map<std::string, std::string> settings = {}) {
  return read_benchmark(folder.path(), {.format = "", .name = "", .settings = std::move(settings)}, report);
}

TEST(ReadLongCsv, NativeLayout) {
  const TemporaryFolder folder;
  write_all(folder, native_files());
  ImportReport report;
  const BenchmarkTables t = read(folder, report);
  EXPECT_EQ(t.name, "tiny");
  EXPECT_EQ(t.year, 2020);
  EXPECT_EQ(t.flow(S1, A, B), 10);
  EXPECT_EQ(t.tariff(S1, B, A), 0.1);
  EXPECT_EQ(t.gdp[B], 70);
  EXPECT_EQ(t.country_groups.at("RICH"), std::vector<std::string>{"AAA"});
  EXPECT_EQ(t.sector_groups.at("goods"), std::vector<std::string>{"S1"});
  ASSERT_EQ(t.elasticities.size(), 1u);
  EXPECT_EQ(t.elasticities[0].source, "me (2024)");
  EXPECT_THAT(t.provenance.steps, ElementsAre("made by hand"));
  EXPECT_NO_THROW(Benchmark{t});
  ASSERT_EQ(report.files.size(), 6u);
  for (const auto& f : report.files) EXPECT_EQ(f.sha256.size(), 64u);
}

TEST(ReadLongCsv, ReadsBackExactlyWhatWasWritten) {
  const TemporaryFolder folder;
  write_all(folder, caliendo_parro_files());
  ImportReport report;
  const BenchmarkTables t = read(folder, report);
  write_long_csv(folder.path() / "out", t);
  const BenchmarkTables back = read_benchmark(folder.path() / "out", {}, report);
  EXPECT_EQ(back.name, t.name);
  EXPECT_EQ(back.year, t.year);
  EXPECT_EQ(back.countries.labels(), t.countries.labels());
  EXPECT_EQ(back.flow, t.flow);
  EXPECT_EQ(back.tariff, t.tariff);
  EXPECT_EQ(back.intermediate, t.intermediate);
  EXPECT_EQ(back.final_use, t.final_use);
  EXPECT_EQ(back.value_added, t.value_added);
  EXPECT_EQ(back.elasticities[0].theta, t.elasticities[0].theta);
  EXPECT_EQ(back.elasticities[0].source, t.elasticities[0].source);
  EXPECT_EQ(back.sector_groups, t.sector_groups);
  EXPECT_EQ(back.provenance.steps, t.provenance.steps);
}

TEST(ReadLongCsv, SparseFlowsMustBeDeclared) {
  const TemporaryFolder folder;
  write_all(folder, edited(edited(native_files(), "flows.csv", "AAA,BBB,S1,20,0.1\n", ""),
                           "country_sector.csv", "AAA,S1,52,60\nBBB,S1,82,70", "AAA,S1,52,40\nBBB,S1,60,70"));
  ImportReport report;
  EXPECT_THROW(read(folder, report), UserError);
  EXPECT_TRUE(report.files.empty());
  const BenchmarkTables t = read(folder, report, {{"absent_flows", "zero"}});
  EXPECT_EQ(t.flow(S1, B, A), 0);
  EXPECT_NO_THROW(Benchmark{t});
  EXPECT_THAT(to_text(report), HasSubstr("1 cells without a row read as zero"));
}

TEST(ReadLongCsv, ALayoutCanBeDescribedByTheCaller) {
  const TemporaryFolder folder;
  folder.write("x.csv", "from,to,what,spent,rate\nP,P,g,50,0\nP,Q,g,11,0.1\nQ,P,g,12,0.2\nQ,Q,g,70,0\n");
  folder.write("s.csv", "what,sigma\ng,5\n");
  LongCsvLayout l;
  l.name = "mine";
  l.flows = {"x.csv", "from", "to", "what", "spent", "rate", true, false};
  l.sectors = {"s.csv", "what", "", "", "", {{"sigma", "mine"}}, 1};
  ImportReport report;
  const BenchmarkTables t = read_long_csv(folder.path(), l, report);
  EXPECT_DOUBLE_EQ(t.flow(S1, B, A), 10);
  EXPECT_EQ(t.elasticities[0].theta[S1], 4);
  EXPECT_DOUBLE_EQ(t.value_added(S1, A), 60);
  EXPECT_DOUBLE_EQ(t.final_use(S1, A), 62);
  EXPECT_NO_THROW(Benchmark{t});
}

TEST(ReadCaliendoParro, ClosesTheAccounts) {
  const TemporaryFolder folder;
  write_all(folder, caliendo_parro_files());
  ImportReport report;
  const BenchmarkTables t = read(folder, report);
  EXPECT_THAT(t.countries.codes(), ElementsAre("MEX", "USA"));
  // Mexico imports 20 (million) of good 1 from the United States, which import 30.
  EXPECT_DOUBLE_EQ(t.flow(S1, A, B), 20);
  EXPECT_DOUBLE_EQ(t.flow(S1, A, A), 100 - 30);
  EXPECT_DOUBLE_EQ(t.flow(S2, B, B), 500);
  EXPECT_DOUBLE_EQ(t.tariff(S1, A, B), 0.1);
  EXPECT_DOUBLE_EQ(t.intermediate(S1, S2, A), 0.25 * 0.25 * 200);
  EXPECT_DOUBLE_EQ(t.final_use(S1, A), 70 + 22 - 0.6 * 50 - 0.25 * 50);
  EXPECT_DOUBLE_EQ(t.elasticities[0].theta[S2], 8.22);
  EXPECT_THAT(t.sector_groups.at("tradables"), ElementsAre("CP01"));
  EXPECT_NO_THROW(Benchmark{t});
  EXPECT_EQ(read_caliendo_parro_tariffs(folder.path(), 2005, report)(S1, A, B), 0);
}

TEST(ReadCaliendoParro, NegativeInputSharesAreKeptAndReported) {
  const TemporaryFolder folder;
  write_all(folder, edited(edited(caliendo_parro_files(), "IO.txt", "0.6\t", "1.001\t"), "IO.txt", "0.4\t",
                           "-0.001\t"));
  ImportReport report;
  const BenchmarkTables t = read(folder, report);
  EXPECT_DOUBLE_EQ(t.intermediate(S2, S1, A), -0.001 * 50);
  EXPECT_DOUBLE_EQ(t.intermediate(S1, S1, A), 1.001 * 50);
  EXPECT_NO_THROW(Benchmark{t});
  EXPECT_THAT(to_text(report), HasSubstr("negative input shares, kept as published: 1"));
}

TEST(ReadGravityMatrix, DomesticSalesAreGdpLessExports) {
  const TemporaryFolder folder;
  write_all(folder, gravity_matrix_files());
  ImportReport report;
  const BenchmarkTables t = read(folder, report);
  EXPECT_DOUBLE_EQ(t.flow(S1, B, A), 20);
  EXPECT_DOUBLE_EQ(t.flow(S1, A, A), 80);
  EXPECT_DOUBLE_EQ(t.flow(S1, B, B), 0);
  EXPECT_DOUBLE_EQ(t.value_added(S1, B), 8);
  EXPECT_DOUBLE_EQ(t.gdp[B], 5);
  EXPECT_THAT(t.country_groups.at("EU25"), ElementsAre("AAA", "BBB"));
  EXPECT_THAT(to_text(report), HasSubstr("GDP below exports, domestic sales set to zero: BBB"));
  EXPECT_DOUBLE_EQ(read_liberation_day_tariffs(folder.path(), report)[A], 0.1);
  EXPECT_NO_THROW(Benchmark{t});
}

TEST(ReadOssa, StackedMatricesAndElasticities) {
  const TemporaryFolder folder;
  write_all(folder, ossa_files());
  ImportReport report;
  const BenchmarkTables t = read(folder, report);
  EXPECT_THAT(t.countries.codes(), ElementsAre("CHN", "Elsewhere"));
  EXPECT_THAT(t.sectors.codes(), ElementsAre("ric", "ele"));
  EXPECT_EQ(t.flow(S1, A, B), 20);  // rows export, columns import
  EXPECT_EQ(t.flow(S1, B, A), 10);
  EXPECT_EQ(t.tariff(S1, B, A), 0.1);
  EXPECT_EQ(t.tariff(Sector(1), A, B), 0.05);
  EXPECT_EQ(t.elasticities.size(), 2u);
  EXPECT_EQ(t.elasticities[0].name, "sigma");
  EXPECT_EQ(t.elasticities[0].theta[S1], 4);
  EXPECT_EQ(t.elasticities[1].name, "sigma-3.5");
  EXPECT_EQ(t.value_added(S1, B), 100);
  EXPECT_THAT(to_text(report), HasSubstr("a sector without trade data"));
  const Benchmark b{t};
  EXPECT_EQ(b.deficit()[A], 20 + 40 - 10 - 30);
}

TEST(ReadOssa, PurgedTradeIsASetting) {
  const TemporaryFolder folder;
  write_all(folder, ossa_files());
  ImportReport report;
  const BenchmarkTables t =
      read_benchmark(folder.path(), {.format = "", .name = "", .settings = {{"trade", "purged"}}}, report);
  EXPECT_EQ(t.flow(S1, B, A), 20);
  EXPECT_THROW(
      read_benchmark(folder.path(), {.format = "ossa", .name = "", .settings = {{"trade", "old"}}}, report),
      UserError);
}

TEST(ReadOssa, WhatDoesNotFitIsNamed) {
  const TemporaryFolder folder;
  write_all(folder, ossa_files());
  ImportReport report;
  folder.write("sigma_s.csv", "5,3\n1,3\n");
  EXPECT_THAT(user_error([&] { read(folder, report); }),
              HasSubstr("elasticity of substitution is 1 or below"));
  folder.write("sigma_s.csv", "5,3\n");
  EXPECT_THAT(user_error([&] { read(folder, report); }), HasSubstr("2 rows"));
  write_all(folder, ossa_files());
  folder.write("trade_ijs.csv", "90,10\n20,80\n70,30\n");
  EXPECT_THAT(user_error([&] { read(folder, report); }), HasSubstr("a multiple of 2 rows"));
  folder.write("trade_ijs.csv", "90,10\n20,80\n70,30\n40,-60\n");
  EXPECT_THAT(user_error([&] { read(folder, report); }), HasSubstr("-60"));
}

TEST(ReadOssa, PoliticalWeightsByNameOrAsStacked) {
  const TemporaryFolder folder;
  const CountryAxis countries({"AAA", "BBB"});
  const SectorAxis sectors({"S1", "S2", "S3"});
  ImportReport report;
  folder.write("named.csv", "sector,BBB,AAA\nS2,5,2\nS1,4,1\nS3,6,3\n");
  folder.write("stack.csv", "1,2,3\n4,5,6\n");
  for (const char* name : {"named.csv", "stack.csv"}) {
    const SectorCountry w = read_sector_weights(folder.path() / name, countries, sectors, report);
    for (const Sector s : sectors.all()) {
      EXPECT_EQ(w(s, A), 1 + s.value) << name;
      EXPECT_EQ(w(s, B), 4 + s.value) << name;
    }
  }
  const auto problem = [&](const char* text) {
    folder.write("bad.csv", text);
    return user_error([&] { read_sector_weights(folder.path() / "bad.csv", countries, sectors, report); });
  };
  EXPECT_THAT(problem("1,2,3\n"), HasSubstr("2 rows x 3 columns"));
  EXPECT_THAT(problem("1,2,3\n4,-5,6\n"), HasSubstr("below zero"));
  EXPECT_THAT(problem("sector,AAA,BBB\nS1,1,1\nS2,1,1\n"), HasSubstr("has no row"));
  EXPECT_THAT(problem("sector,AAA,BBB\nS1,1,1\nS1,1,1\nS3,1,1\n"), HasSubstr("stands twice"));
  EXPECT_THAT(problem("sector,AAA,BBC\nS1,1,1\nS2,1,1\nS3,1,1\n"), HasSubstr("BBB"));
}

TEST(ReadGravityLong, OneYearOfSeveral) {
  const TemporaryFolder folder;
  folder.write("g.csv", gravity_long_text());
  ImportReport report;
  EXPECT_THAT(user_error([&] { read_gravity_long(folder.path() / "g.csv", report); }),
              HasSubstr("one of 2000, 2006"));
  report.files.clear();
  const GravityLong g = read_gravity_long(folder.path() / "g.csv", report, {}, 2006);
  EXPECT_EQ(g.tables.flow(S1, B, A), 20);
  EXPECT_EQ(g.output[A], 100);
  EXPECT_EQ(g.expenditure[B], 105);
  EXPECT_EQ(report.files[0].read, 5);
  EXPECT_EQ(report.files[0].used, 4);
  EXPECT_EQ(report.files[0].dropped.at("year is not 2006"), 1);
  EXPECT_NO_THROW(Benchmark{g.tables});
}

TEST(ReadWiot, PurgesNegativeInventoriesWithCoefficientsFixed) {
  const TemporaryFolder folder;
  write_all(folder, wiot_files());
  ImportReport report;
  const BenchmarkTables t = read(folder, report);
  // A = [[.2,.1],[.05,.3]], final demand (74, 65) for (70, 65): y = (I - A)^-1 f.
  const double determinant = 0.8 * 0.7 - 0.1 * 0.05;
  const double ya = (0.7 * 74 + 0.1 * 65) / determinant, yb = (0.05 * 74 + 0.8 * 65) / determinant;
  EXPECT_NEAR(t.flow(S1, A, A) + t.flow(S1, B, A), ya, 1e-10);
  EXPECT_NEAR(t.flow(S1, B, A), 0.1 * yb + 20, 1e-10);
  EXPECT_NEAR(t.intermediate(S1, S1, A), 0.25 * ya, 1e-10);
  EXPECT_NEAR(t.value_added(S1, A), 0.75 * ya, 1e-10);
  EXPECT_EQ(t.elasticities[0].name, "CP");
  EXPECT_THAT(t.provenance.steps, Contains(HasSubstr("1 negative final-use cells")));
  EXPECT_NO_THROW(Benchmark{t});

  const BenchmarkTables kept =
      read(folder, report, {{"negative_final", "keep"}, {"input_prices", "purchaser"}});
  EXPECT_DOUBLE_EQ(kept.flow(S1, B, A), 26);
  // A's own 20 and B's 5, raised by the average tariff 0.5 on B's good in purchases of 89.
  EXPECT_NEAR(kept.intermediate(S1, S1, A), 25 * (74 + 10 * 1.1) / 84, 1e-12);
  EXPECT_NO_THROW(Benchmark{kept});
}

TEST(ReadIcio, MergesRegionsAndLeavesTotalsOut) {
  const TemporaryFolder folder;
  folder.write("ICIO2020.csv", icio_text());
  folder.write("rates.csv", "importer,exporter,sector,tariff\nUSA,CHN,C26,0.25\n");
  ImportReport report;
  const BenchmarkTables t = read_benchmark(
      folder.path() / "ICIO2020.csv",
      {.format = "",
       .name = "",
       .settings = {{"negative_final", "keep"}, {"tariffs", (folder.path() / "rates.csv").string()}}},
      report);
  EXPECT_EQ(t.year, 2020);
  EXPECT_THAT(t.countries.codes(), ElementsAre("USA", "CHN"));
  EXPECT_THAT(t.sectors.codes(), ElementsAre("C26", "SRV"));
  EXPECT_DOUBLE_EQ(t.flow(S1, A, B), 4 + 1 + 3 + 1 + 1 + 1);
  EXPECT_DOUBLE_EQ(t.flow(S1, B, A), 5);
  // China's use of C26 in C26: 5+2+2+5 of its own and 2 from the United States, which carry no tariff.
  EXPECT_DOUBLE_EQ(t.intermediate(S1, S1, B), 16);
  // The United States': 10 and 5, raised by 0.25 x 11 on 46.
  EXPECT_DOUBLE_EQ(t.intermediate(S1, S1, A), 15 * (35 + 11 * 1.25) / 46);
  EXPECT_EQ(report.files[0].read, 9);
  EXPECT_EQ(report.files[0].used, 6);
  EXPECT_THAT(to_text(report), HasSubstr("rows of regions merged into their country: 2"));
  EXPECT_NO_THROW(Benchmark{t});
}

TEST(ReadIcio, ARowThatStandsTwiceOrIsMissingIsRefused) {
  const TemporaryFolder folder;
  ImportReport report;
  const auto error = [&](const std::string& from, const std::string& to) {
    std::string text = icio_text();
    text.replace(text.find(from), from.size(), to);
    folder.write("ICIO2020.csv", text);
    return user_error([&] { read_icio(folder.path() / "ICIO2020.csv", report); });
  };
  EXPECT_THAT(error("\nUSA_SRV,", "\nUSA_C26,"), HasSubstr("stands twice"));
  EXPECT_THAT(error("USA_SRV,5,20,0,0,0,0,75,0,0,0,100\n", ""), HasSubstr("no such row"));
  EXPECT_THAT(error("CHN_INVNT", "CHN_XXXX"), HasSubstr("unknown sector code"));
  EXPECT_THAT(error("USA_SRV,CN1", "USA_SRW,CN1"), HasSubstr("did you mean 'SRV'?"));
}

TEST(ImportReport, LinesSayWhyRowsWereDropped) {
  const ImportReport report{
      {{"a/b.csv", std::string(64, 'f'), 1234567, 1234565, {{"year is not 2006", 2}}, {"a note"}}}};
  const auto lines = report_lines(report);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[3].item, "rows dropped");
  EXPECT_EQ(lines[3].value, "2");
  EXPECT_THAT(to_text(report), HasSubstr("1,234,567 rows read"));
}

}  // namespace
}  // namespace cobden::data
