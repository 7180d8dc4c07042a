// GTAP's own header names, both generations, on a small world made up by the data base's identities.
#include <gmock/gmock.h>

#include "cobden/data/gtap_benchmark.h"
#include "cobden/data/read.h"
#include "store_fixture.h"

namespace cobden::data {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;
using testing::user_error;
using Type = HeaderArray::Type;

const std::vector<std::string> kGoods{"food", "steel", "ships"}, kRegions{"usa", "chn"};

HarDimension over(const std::string& set, std::vector<std::string> elements) {
  return {.set = set, .elements = std::move(elements)};
}

/// Values by position, the first index fastest.
HeaderArray reals(const std::string& name, std::vector<HarDimension> dimensions, std::vector<float> values) {
  HeaderArray a{.name = name, .description = name, .type = Type::kReals, .coefficient = name};
  for (const auto& d : dimensions) a.shape.push_back(d.elements.size());
  a.dimensions = std::move(dimensions);
  a.reals = std::move(values);
  return a;
}

/// A world of two regions and three goods: 10% is charged on all imports, each region also trades with
/// itself. Imports are used up by firms (half) and households (half), by nobody else.
struct World {
  std::vector<float> cif, paid;                  // [i][r][s]
  std::vector<float> firms_home, firms_imports;  // [i][j][n], the last activity may be investment
  std::vector<float> households_home, households_imports, none;
};

World world(std::size_t activities) {
  World w;
  for (std::size_t s = 0; s < 2; ++s)
    for (std::size_t r = 0; r < 2; ++r)
      for (std::size_t i = 0; i < 3; ++i) {
        const float value = 10.0F * static_cast<float>(1 + i + 2 * r + 3 * s);
        w.cif.push_back(value), w.paid.push_back(1.1F * value);
      }
  const auto paid = [&](std::size_t i, std::size_t n) { return w.paid[i + 6 * n] + w.paid[i + 3 + 6 * n]; };
  for (std::size_t n = 0; n < 2; ++n)
    for (std::size_t j = 0; j < activities; ++j)
      for (std::size_t i = 0; i < 3; ++i) {
        w.firms_home.push_back(static_cast<float>(5 + i + j + n));
        w.firms_imports.push_back(j == 0 || j == 2 ? paid(i, n) / 4 : 0);
      }
  for (std::size_t n = 0; n < 2; ++n)
    for (std::size_t i = 0; i < 3; ++i) {
      w.households_home.push_back(static_cast<float>(200 + 10 * i + n));
      w.households_imports.push_back(paid(i, n) / 2);
      w.none.push_back(0);
    }
  return w;
}

std::vector<HeaderArray> classic_file() {
  const World w = world(4);
  const auto i = over("TRAD_COMM", kGoods), r = over("REG", kRegions);
  const auto j = over("PROD_COMM", {"food", "steel", "ships", "CGDS"});
  return {reals("VIWS", {i, r, r}, w.cif),
          reals("VIMS", {i, r, r}, w.paid),
          reals("VDFM", {i, j, r}, w.firms_home),
          reals("VIFM", {i, j, r}, w.firms_imports),
          reals("VDPM", {i, r}, w.households_home),
          reals("VIPM", {i, r}, w.households_imports),
          reals("VDGM", {i, r}, w.none),
          reals("VIGM", {i, r}, w.none),
          reals("VST", {over("MARG_COMM", {"ships"}), r}, {7, 9}),
          reals("ESBM", {i}, {5, 6, 3})};
}

std::vector<HeaderArray> standard_file() {
  const World w = world(3);
  const auto i = over("COMM", kGoods), j = over("ACTS", kGoods), r = over("REG", kRegions);
  std::vector<HeaderArray> file{
      reals("VCIF", {i, r, r}, w.cif),          reals("VMSB", {i, r, r}, w.paid),
      reals("VDFB", {i, j, r}, w.firms_home),   reals("VMFB", {i, j, r}, w.firms_imports),
      reals("VDPB", {i, r}, w.households_home), reals("VMPB", {i, r}, w.households_imports)};
  for (const char* name : {"VDGB", "VMGB", "VDIB", "VMIB"}) file.push_back(reals(name, {i, r}, w.none));
  return file;
}

class Gtap : public ::testing::Test {
 protected:
  BenchmarkTables read(const std::vector<HeaderArray>& file, const GtapOptions& options = {}) {
    write_har(folder_.path() / "basedata.har", file);
    ImportReport report;
    return read_gtap_benchmark(HarHeaders(folder_.path() / "basedata.har"), report, options);
  }
  std::string refusal(const std::vector<HeaderArray>& file, const GtapOptions& options = {}) {
    return user_error([&] { read(file, options); });
  }
  TemporaryFolder folder_;
};

TEST_F(Gtap, ClassicHeadersBecomeABenchmarkWhoseAccountsAddUp) {
  const auto t = read(classic_file(), {.year = 2014});
  EXPECT_EQ(t.countries.codes(), (std::vector<std::string>{"USA", "CHN"}));
  EXPECT_EQ(t.sectors.codes(), kGoods);
  EXPECT_EQ(t.year, 2014);
  const Country usa(0), chn(1);
  const Sector steel(1), ships(2);
  // VIWS("steel","chn","usa") is 10 (1 + 1 + 2), charged at 10%.
  EXPECT_NEAR(t.flow(steel, usa, chn), 40, 1e-5);
  EXPECT_NEAR(t.flow(steel, chn, usa), 50, 1e-5);
  EXPECT_NEAR(t.tariff(steel, usa, chn), 0.1, 1e-6);
  EXPECT_EQ(t.tariff(steel, usa, usa), 0);
  // Home: what the region buys from itself with its tariff, firms' 6 + j, households' 210.
  EXPECT_NEAR(t.flow(steel, usa, usa), 1.1 * 20 + (6 + 7 + 8 + 9) + 210, 1e-4);
  // The transport pool buys 7 of ships.
  EXPECT_NEAR(t.flow(ships, usa, usa), 1.1 * 30 + (7 + 8 + 9 + 10) + 220 + 7, 1e-4);
  // Final use: households and the column of investment (9), home and imported.
  EXPECT_NEAR(t.final_use(steel, usa), 9 + 210 + 0.5 * 1.1 * (20 + 40), 1e-3);
  EXPECT_NEAR(t.intermediate(steel, Sector(0), usa), 6 + 0.25 * 1.1 * 60, 1e-4);
  ASSERT_EQ(t.elasticities.size(), 1u);
  EXPECT_NEAR(t.elasticities[0].theta[steel], 5, 1e-9);
  EXPECT_LT(Benchmark(t).accounting().worst_imbalance, 1e-6);
}

TEST_F(Gtap, HeadersOfVersionSevenSayTheSame) {
  const auto t = read(standard_file(), {.theta = 4});
  const Country usa(0), chn(1);
  const Sector steel(1);
  EXPECT_NEAR(t.flow(steel, usa, chn), 40, 1e-5);
  EXPECT_NEAR(t.flow(steel, usa, usa), 1.1 * 20 + (6 + 7 + 8) + 210, 1e-4);
  EXPECT_EQ(t.elasticities[0].theta[steel], 4);
  EXPECT_LT(Benchmark(t).accounting().worst_imbalance, 1e-6);
}

TEST_F(Gtap, AreFoundByTheirHeadersWithSettings) {
  write_har(folder_.path() / "gsddat.har", standard_file());
  write_har(folder_.path() / "default.prm",
            {reals("ESBM", {over("COMM", kGoods), over("REG", kRegions)}, {3, 4, 5, 3, 8, 5})});
  ImportReport report;
  ReadOptions options;
  options.settings = {{"parameters", (folder_.path() / "default.prm").string()}, {"year", "2017"}};
  const auto t = read_benchmark(folder_.path() / "gsddat.har", options, report);
  EXPECT_EQ(t.year, 2017);
  EXPECT_NEAR(t.elasticities[0].theta[Sector(0)], 2, 1e-6);
  // Weighted by imports: 40 into the first region at 4, 50 into the second at 8.
  EXPECT_NEAR(t.elasticities[0].theta[Sector(1)], (40 * 4 + 50 * 8) / 90.0 - 1, 1e-6);
  options.settings["parametres"] = "x";
  EXPECT_THAT(user_error([&] { read_benchmark(folder_.path() / "gsddat.har", options, report); }),
              HasSubstr("parametres"));
}

TEST_F(Gtap, WhatDoesNotHoldTogetherIsRefusedAtItsHeader) {
  EXPECT_THAT(refusal(standard_file()), HasSubstr("ESBM"));
  auto file = standard_file();
  file.erase(file.begin() + 3);
  EXPECT_THAT(refusal(file, {.theta = 4}), HasSubstr("VMFB"));
  file = standard_file();
  file[5].reals[0] *= 2;
  EXPECT_THAT(refusal(file, {.theta = 4}), HasSubstr("food into USA"));
  file = standard_file();
  file[1].reals[3] = 0;
  EXPECT_THAT(refusal(file, {.theta = 4}), HasSubstr("food from CHN to USA"));
  file = standard_file();
  file[2].dimensions[1].elements = {"steel", "food", "ships"};
  EXPECT_THAT(refusal(file, {.theta = 4}), HasSubstr("activities are not the commodities"));
  file = standard_file();
  file[0].dimensions[2] = over("DST", {"chn", "usa"});
  EXPECT_THAT(refusal(file, {.theta = 4}), HasSubstr("sources that are not the destinations"));
  file = standard_file();
  file[0].dimensions[0] = {.set = "COMM", .kind = HarDimension::Kind::kUnknown, .elements = {}};
  EXPECT_THAT(refusal(file, {.theta = 4}), HasSubstr("VCIF"));
  file = classic_file();
  file.back().reals[1] = 1;
  EXPECT_THAT(refusal(file), HasSubstr("steel"));
  file = classic_file();
  file[8].dimensions[0].elements = {"planes"};
  EXPECT_THAT(refusal(file), HasSubstr("planes"));
}

}  // namespace
}  // namespace cobden::data
