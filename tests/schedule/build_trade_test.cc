#include "cobden/schedule/build_trade.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "cobden/core/error.h"
#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/data/csv.h"
#include "cobden/schedule/build_trade_parts.h"
#include "cobden/schedule/economies.h"
#include "cobden/schedule/partners.h"
#include "shared_data.h"

namespace cobden::schedule {
namespace {

namespace fs = std::filesystem;
using data::CsvTable;

fs::path shipped(const fs::path& name) {
  return (fs::path(source_folder()) / "data" / "schedules" / name).lexically_normal();
}

CsvTable shipped_table(const fs::path& name) { return CsvTable::read(shipped(name)); }

double value_of(const CsvTable& t, std::size_t row, const char* column) {
  return t.number(row, t.column(column));
}
std::string text_of(const CsvTable& t, std::size_t row, const char* column) {
  return std::string(t.text(row, t.column(column)));
}

// Sum of imports of a partner, over codes that begin with one of `prefixes` (all codes if there are none).
double imports_from(const CsvTable& t, const std::string& partner, const std::vector<std::string>& prefixes) {
  double sum = 0;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    if (text_of(t, r, "partner") != partner) continue;
    const std::string code = text_of(t, r, "code");
    if (prefixes.empty() ||
        std::ranges::any_of(prefixes, [&](const std::string& p) { return code.starts_with(p); }))
      sum += value_of(t, r, "imports_usd");
  }
  return sum;
}

/// Longest-prefix look-up in a map file: what a reader of it does.
std::string look_up(const std::map<std::string, std::string>& entries, std::string code) {
  for (; !code.empty(); code.pop_back())
    if (const auto found = entries.find(code); found != entries.end()) return found->second;
  return "";
}

TEST(BuildTrade, CommittedFilesAreWhatTheSourcesGive) {
  COBDEN_NEED_SHARED("data/us_china_schedule");
  const auto files = build_trade_files(shared_path);
  EXPECT_EQ(files.size(), 15u);
  for (const auto& file : files) EXPECT_TRUE(read_file(shipped(file.name)) == file.content) << file.name;
}

TEST(BuildTrade, ImportsFromChinaAreTheCensusTotal) {
  const CsvTable t = shipped_table("us-imports-2024.csv.xz");
  EXPECT_EQ(t.rows(), 207148u);
  EXPECT_EQ(imports_from(t, "CHN", {}), 429'425'828'419.0);
  std::size_t lines = 0;
  for (std::size_t r = 0; r < t.rows(); ++r) lines += text_of(t, r, "partner") == "CHN";
  EXPECT_EQ(lines, 14422u);
  EXPECT_EQ(imports_from(t, "SVK", {}), 0);
}

TEST(BuildTrade, TheElectronicsMemorandumCoversWhatWasFound) {
  COBDEN_NEED_SHARED("data/us_china_schedule/product_lists/us_apr11_electronics_exempt.csv");
  const CsvTable list = CsvTable::read(shared_path);
  std::vector<std::string> prefixes;
  for (std::size_t r = 0; r < list.rows(); ++r) prefixes.push_back(text_of(list, r, "prefix"));
  EXPECT_EQ(prefixes.size(), 20u);
  EXPECT_NEAR(imports_from(shipped_table("us-imports-2024.csv.xz"), "CHN", prefixes), 95.79e9, 0.005e9);
}

TEST(BuildTrade, MergedContentsAreTheSourceToSixDigits) {
  COBDEN_NEED_SHARED("data/us_china_schedule/product_lists/us_metal_content_shares_hts10.csv.gz");
  const char* metals[] = {"steel_share", "aluminum_share", "copper_share", "other_metal_share"};
  std::map<std::string, std::string> entries;
  const CsvTable ours = shipped_table("us-content.csv.xz");
  for (std::size_t r = 0; r < ours.rows(); ++r) entries[text_of(ours, r, "code")] = std::to_string(r);
  const CsvTable source = CsvTable::read(shared_path);
  EXPECT_EQ(source.rows(), 20780u);
  for (std::size_t r = 0; r < source.rows(); ++r) {
    const std::string row = look_up(entries, text_of(source, r, "hs10"));
    ASSERT_NE(row, "") << text_of(source, r, "hs10");
    for (const char* metal : metals) {
      const double exact = value_of(source, r, metal);
      ASSERT_NEAR(value_of(ours, std::stoul(row), metal), exact, 5.1e-6 * exact);
    }
  }
}

TEST(BuildTrade, ConcordancesGiveEveryProductItsSector) {
  COBDEN_NEED_SHARED("data/world2022_81x28/hs/hs6_to_sector28.csv");
  std::map<std::string, std::string> entries;
  const CsvTable ours = shipped_table("../concordances/hs-world-2022.csv");
  for (std::size_t r = 0; r < ours.rows(); ++r)
    entries[text_of(ours, r, "code")] = text_of(ours, r, "sector");
  const CsvTable source = CsvTable::read(shared_path);
  for (std::size_t r = 0; r < source.rows(); ++r) {
    const std::string sector = text_of(source, r, "sector28");
    EXPECT_EQ(look_up(entries, text_of(source, r, "hs6")), sector == "NA" ? "" : sector);
  }
  // No ten-digit product departs from its six digits.
  const CsvTable hts10 = CsvTable::read(shared_path.parent_path() / "hts10_to_sector28.csv.xz");
  for (std::size_t r = 0; r < hts10.rows(); ++r) {
    const std::string sector = text_of(hts10, r, "sector28");
    EXPECT_EQ(look_up(entries, text_of(hts10, r, "hts10")), sector == "NA" ? "" : sector);
  }
}

TEST(BuildTrade, EveryGtapSectorOfTheMapHasAnIsicDivision) {
  std::set<std::string> known;
  const CsvTable isic = shipped_table("../concordances/gtap-isic4.csv");
  for (std::size_t r = 0; r < isic.rows(); ++r) known.insert(text_of(isic, r, "gtap"));
  const CsvTable map = shipped_table("../concordances/hs-gtap.csv");
  for (std::size_t r = 0; r < map.rows(); ++r)
    EXPECT_TRUE(known.contains(text_of(map, r, "sector"))) << text_of(map, r, "sector");
}

TEST(BuildTrade, SharesAreSharesAndPartnersAreKnown) {
  for (const char* name : {"us-claims-usmca.csv.xz", "us-claims-mfn.csv"}) {
    const CsvTable t = shipped_table(name);
    for (std::size_t r = 0; r < t.rows(); ++r) {
      EXPECT_TRUE(is_partner_code(text_of(t, r, "partner"))) << text_of(t, r, "partner");
      EXPECT_GT(value_of(t, r, "share"), 0);
      EXPECT_LE(value_of(t, r, "share"), 1);
    }
  }
}

TEST(BuildTrade, ChinasImportsKeepWhatIsKnownAndAddUpToTheBenchmark) {
  const CsvTable t = shipped_table("cn-imports-from-us-2024.csv");
  double known = 0, all = 0;
  std::size_t census = 0;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    const double usd = value_of(t, r, "imports_usd");
    all += usd;
    if (text_of(t, r, "basis") == "census-exports-2024") known += usd, ++census;
  }
  EXPECT_EQ(census, 719u);  // 507 HS6 codes, on the eight-digit lines that China lists
  EXPECT_EQ(known, 21'902'806'255.0);
  EXPECT_NEAR(all, 127.79e9,
              0.01e9);  // goods of world-2022 from the United States to China, less mining support
}

TEST(BuildTrade, EveryListedLineOfChinaMeetsItsTrade) {
  const CsvTable t = shipped_table("cn-imports-from-us-2024.csv");
  std::map<std::string, double> usd;
  for (std::size_t r = 0; r < t.rows(); ++r) usd[text_of(t, r, "code")] = value_of(t, r, "imports_usd");
  double covered = 0;
  for (const char* name : {"lists/cn/no2-15pct.csv", "lists/cn/no2-10pct.csv"}) {
    const CsvTable list = shipped_table(name);
    for (std::size_t r = 0; r < list.rows(); ++r) covered += usd.at(text_of(list, r, "code"));
  }
  // The known exports, and the estimates of 18 listed HS6 codes without a known figure.
  EXPECT_NEAR(covered, 21'902'806'255.0 + 78.5e6, 0.5e6);
  for (const char* gas_and_coal : {"27111100", "27011210"}) EXPECT_GT(usd.at(gas_and_coal), 0);
}

TEST(BuildTrade, EconomiesAreUniqueAndHaveNames) {
  const CsvTable t = shipped_table("economies.csv");
  std::set<std::string> seen;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    EXPECT_TRUE(is_partner_code(text_of(t, r, "iso3"))) << text_of(t, r, "iso3");
    EXPECT_TRUE(seen.insert(text_of(t, r, "iso3")).second);
    EXPECT_NE(text_of(t, r, "name"), "");
  }
  EXPECT_EQ(t.rows(), 240u);
  EXPECT_EQ(iso3_of_census("5700", {}), "CHN");
  EXPECT_THROW(iso3_of_census("9999", {}), UserError);
}

TEST(BuildTrade, PrefixesStandOnlyWhereAllOfTheirCodesAgree) {
  const auto merged = merged_prefixes({{"010101", "a"}, {"010102", "a"}, {"010203", "b"}, {"020304", "c"}});
  const std::map<std::string, std::string> expected = {{"0101", "a"}, {"0102", "b"}, {"02", "c"}};
  EXPECT_EQ(merged, expected);
}

TEST(BuildTrade, NumbersAreRoundedInPlainNotation) {
  EXPECT_EQ(rounded(0.0024161978502015642, 6), "0.0024162");
  EXPECT_EQ(rounded(0, 6), "0");
  EXPECT_EQ(rounded(1, 6), "1");
  EXPECT_EQ(rounded(0.99999996, 6), "1");
  EXPECT_EQ(rounded(123456.78, 3), "123000");
}

TEST(BuildTrade, AFolderWithoutTheTablesIsRefused) {
  EXPECT_THROW(build_trade_files(fs::temp_directory_path() / "no-such-folder"), UserError);
}

}  // namespace
}  // namespace cobden::schedule
