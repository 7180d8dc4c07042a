// The real folders: sizes, world totals, and that the one constructor of Benchmark accepts what every reader
// returns.
#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

#include "cobden/data/csv.h"
#include "cobden/data/read.h"
#include "cobden/data/read_caliendo_parro.h"
#include "cobden/data/read_gravity_long.h"
#include "cobden/data/read_gravity_matrix.h"
#include "cobden/data/read_ossa.h"
#include "shared_data.h"

namespace cobden::data {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

double total(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

Benchmark read(const std::filesystem::path& path, ImportReport& report,
               std::map<std::string, std::string> settings = {}) {
  return Benchmark(read_benchmark(path, {.format = "", .name = "", .settings = std::move(settings)}, report));
}

TEST(SharedData, World2022) {
  COBDEN_NEED_SHARED("data/world2022_81x28");
  ImportReport report;
  const Benchmark b = read(shared_path, report);
  EXPECT_EQ(b.country_count(), 81u);
  EXPECT_EQ(b.sector_count(), 28u);
  EXPECT_NEAR(total(b.value_added().flat()) / 1e6, 95.97, 0.005);
  EXPECT_NEAR(total(b.output().flat()) / 1e6, 199.69, 0.005);
  EXPECT_EQ(b.tables().elasticities.size(), 8u);
  EXPECT_EQ(b.elasticities("FGO").source, "Fontagne, Guimbard and Orefice (2022)");
  EXPECT_EQ(b.tables().country_groups.at("EU27").size(), 27u);
  EXPECT_EQ(b.tables().sector_groups.at("goods").size(), 27u);
  // What countries.csv states, from its own columns.
  const CsvTable stated = CsvTable::read(shared_path / "countries.csv");
  const ByCountry revenue = b.tariff_revenue(), value_added = b.value_added();
  for (const Country n : b.countries().all()) {
    const auto row = static_cast<std::size_t>(n.value);
    const double scale = stated.number(row, stated.column("va_musd"));
    EXPECT_NEAR(value_added[n], scale, 1e-9 * scale) << b.countries().code(n);
    EXPECT_NEAR(revenue[n], stated.number(row, stated.column("tariff_revenue_musd")), 1e-9 * scale)
        << b.countries().code(n);
    EXPECT_NEAR(b.deficit()[n], stated.number(row, stated.column("deficit_musd")), 1e-9 * scale)
        << b.countries().code(n);
  }
}

TEST(SharedData, Wiod2014) {
  COBDEN_NEED_SHARED("data/wiod2014_44x16");
  ImportReport report;
  const Benchmark b = read(shared_path, report);
  EXPECT_EQ(b.country_count(), 44u);
  EXPECT_EQ(b.sector_count(), 16u);
  EXPECT_LT(b.accounting().worst_imbalance, 1e-12);
  // The one negative implied final-demand cell its README speaks of: -9e-6 of total.
  double negative = 0;
  int cells = 0;
  for (const double f : b.tables().final_use.flat())
    if (f < 0) negative += f, ++cells;
  EXPECT_EQ(cells, 1);
  EXPECT_NEAR(negative / total(b.tables().final_use.flat()), -9e-6, 5e-7);
  EXPECT_EQ(b.elasticities("CP").theta[Sector(6)], 64.85);
  EXPECT_GT(b.tables().tariff(Sector(15), b.countries().at("IND"), b.countries().at("USA")) + 1, 0);
  const Benchmark untaxed = read(shared_path, report, {{"services_tariffs", "zero"}});
  EXPECT_LT(total(untaxed.tariff_revenue().flat()), total(b.tariff_revenue().flat()));
}

TEST(SharedData, Icio2022NineRegions) {
  COBDEN_NEED_SHARED("data/icio2022_9x28");
  ImportReport report;
  const Benchmark b = read(shared_path, report);
  EXPECT_EQ(b.country_count(), 9u);
  EXPECT_EQ(b.sector_count(), 28u);
  EXPECT_FALSE(b.has_input_output());
  EXPECT_TRUE(b.sectors().find("SRV"));
  EXPECT_NEAR(b.elasticities("IS").theta[Sector(0)], 7.6215, 1e-12);
  EXPECT_NEAR(total(b.output().flat()) / 1e6, 199.7, 1.0);
}

TEST(SharedData, CaliendoParro) {
  COBDEN_NEED_SHARED("data/cp2015_nafta_31x40");
  ImportReport report;
  const Benchmark b = read(shared_path, report);
  EXPECT_EQ(b.country_count(), 31u);
  EXPECT_EQ(b.sector_count(), 40u);
  EXPECT_LT(b.accounting().worst_imbalance, 1e-12);
  EXPECT_EQ(b.tables().sector_groups.at("tradables").size(), 20u);
  EXPECT_EQ(b.country_selection("NAFTA").size(), 3u);
  EXPECT_EQ(b.countries().label(b.countries().at("GBR")), "UK");
  EXPECT_THAT(b.tables().provenance.steps, Contains(HasSubstr("1 negative kept as published")));
  const TradeCube tariffs = read_caliendo_parro_tariffs(shared_path, 2005, report);
  EXPECT_NEAR(tariffs(Sector(0), Country(0), Country(1)), 0.0368, 1e-12);
}

TEST(SharedData, LiberationDay) {
  COBDEN_NEED_SHARED("data/liberation_day_194x1");
  ImportReport report;
  const Benchmark b = read(shared_path, report);
  EXPECT_EQ(b.country_count(), 194u);
  EXPECT_EQ(b.countries().at("USA"), Country(184));
  EXPECT_EQ(b.country_selection("EU25").size(), 25u);
  double crossing = 0;
  for (const Country d : b.countries().all())
    for (const Country o : b.countries().all()) crossing += d == o ? 0 : b.tables().flow(Sector(0), d, o);
  EXPECT_NEAR(crossing / 1e6, 21.74967, 1e-5);
  const ByCountry rates = read_liberation_day_tariffs(shared_path, report);
  EXPECT_EQ(rates[b.countries().at("USA")], 0);
  EXPECT_EQ(rates[b.countries().at("CHN")], 0.54);
}

TEST(SharedData, GravityFiles) {
  COBDEN_NEED_SHARED("data/gravity_1sector");
  ImportReport report;
  EXPECT_EQ(read(shared_path / "gegravity_sample_30.csv", report).country_count(), 30u);
  const GravityLong advanced_guide =
      read_gravity_long(shared_path / "agtpa_ch2_TradeWithoutBorder_2006.csv.xz", report);
  EXPECT_EQ(advanced_guide.tables.countries.size(), 69u);
  const Benchmark guide(advanced_guide.tables);
  for (const Country n : guide.countries().all())
    EXPECT_NEAR(guide.output()(Sector(0), n), advanced_guide.output[n], 1e-9 * advanced_guide.output[n]);
  EXPECT_EQ(
      read(shared_path / "ge_gravity_stata_44_results.csv.xz", report, {{"year", "2000"}}).country_count(),
      44u);
  EXPECT_EQ(report.files.back().dropped.at("year is not 2000"), 3 * 1936);
}

TEST(SharedData, Ossa2014) {
  COBDEN_NEED_SHARED("data/ossa2014_7x33");
  ImportReport report;
  const Benchmark b = read(shared_path, report);
  EXPECT_EQ(b.country_count(), 7u);
  EXPECT_EQ(b.sector_count(), 33u);
  EXPECT_EQ(b.tables().elasticities.size(), 5u);
  // The variants are scaled to these means.
  const char* names[] = {"sigma-3.5", "sigma-5", "sigma-6.5"};
  const double means[] = {3.5, 5, 6.5};
  for (int k = 0; k < 3; ++k)
    EXPECT_NEAR(total(b.elasticities(names[k]).theta.flat()) / 33 + 1, means[k], 1e-5) << names[k];
  const SectorCountry w =
      read_sector_weights(shared_path / "lambda_pol_7x33.csv", b.countries(), b.sectors(), report);
  for (const Country n : b.countries().all()) {
    double mean = 0;
    for (const Sector s : b.sectors().all()) mean += w(s, n) / 33;
    EXPECT_NEAR(mean, 1, 1e-9) << b.countries().code(n);
  }
}

TEST(SharedData, Wiot2011) {
  COBDEN_NEED_SHARED("data/wiod2011_41x35");
  ImportReport report;
  const Benchmark b = read(shared_path, report);
  EXPECT_EQ(b.country_count(), 41u);
  EXPECT_EQ(b.sector_count(), 35u);
  EXPECT_LT(b.accounting().worst_imbalance, 1e-10);
  // 141.8 tn as published; the purge of 352 negative cells adds 0.22%.
  EXPECT_NEAR(total(b.output().flat()) / 1e6, 141.8 * 1.0022, 0.1);
  EXPECT_THAT(b.tables().provenance.steps, Contains(HasSubstr("352 negative final-use cells")));
  for (const double f : b.tables().final_use.flat()) EXPECT_GE(f, -1e-6);
  EXPECT_EQ(read(shared_path, report, {{"year", "2008"}, {"input_prices", "purchaser"}}).tables().year, 2008);
}

}  // namespace
}  // namespace cobden::data
