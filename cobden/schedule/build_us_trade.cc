// The United States: base duties, metal contents, imports of 2024 and the shares of trade that claim a
// preference.
#include <algorithm>

#include "cobden/schedule/build_trade_parts.h"
#include "cobden/schedule/economies.h"
#include "cobden/schedule/partners.h"

namespace cobden::schedule {
namespace {

namespace fs = std::filesystem;
using data::CsvTable;
using Rows = std::vector<std::vector<std::string>>;

// Slovakia stands in the Census table by itself and inside the European Union (0003): its rows are dropped.
constexpr std::string_view kSlovakia = "4359";
constexpr std::string_view kEuropeanUnion = "0003";

using ByKey = std::map<std::pair<std::string, std::string>, double>;

CsvTable imports_table(const fs::path& source) {
  return CsvTable::read(source / "us_imports_2024_hts10" / "us_imports_2024_hts10_by_partner.csv.gz");
}

void add_imports(const CsvTable& table, Files& files) {
  const auto code = table.column("hts10"), census = table.column("cty_code"),
             value = table.column("imports_usd");
  Rows rows;
  for (std::size_t r = 0; r < table.rows(); ++r)
    if (table.text(r, census) != kSlovakia)
      rows.push_back({std::string(table.text(r, code)),
                      iso3_of_census(table.text(r, census), table.place(r, census)),
                      std::string(table.text(r, value))});
  files.push_back({"us-imports-2024.csv.xz", csv_text({"code", "partner", "imports_usd"}, std::move(rows))});
}

void add_usmca_claims(const fs::path& source, Files& files) {
  const auto table = CsvTable::read(source / "us_imports_2024_hts10" / "usmca_claim_shares_2024.csv.gz");
  const auto code = table.column("hts10"), census = table.column("cty_code"),
             share = table.column("usmca_share");
  Rows rows;
  for (std::size_t r = 0; r < table.rows(); ++r)
    if (table.number(r, share) > 0)
      rows.push_back({std::string(table.text(r, code)),
                      iso3_of_census(table.text(r, census), table.place(r, census)),
                      std::string(table.text(r, share))});
  files.push_back({"us-claims-usmca.csv.xz", csv_text({"code", "partner", "share"}, std::move(rows))});
}

// Imports from the European Union by (chapter, sector) and their totals by sector.
ByKey union_imports(const CsvTable& imports, const std::map<std::string, std::string>& sectors) {
  const auto code = imports.column("hts10"), census = imports.column("cty_code"),
             value = imports.column("imports_usd");
  ByKey by_chapter;
  for (std::size_t r = 0; r < imports.rows(); ++r) {
    if (imports.text(r, census) != kEuropeanUnion) continue;
    const auto sector = sectors.find(std::string(imports.text(r, code).substr(0, 6)));
    if (sector == sectors.end()) continue;
    const double usd = imports.number(r, value);
    by_chapter[{sector->first.substr(0, 2), sector->second}] += usd;
    by_chapter[{"", sector->second}] += usd;
  }
  return by_chapter;
}

// The weight of a member state in a chapter: its exports to the United States by sector, each spread over
// chapters as those of the whole union are. (Imports by product are known for the union only.)
ByKey member_weights(const CsvTable& imports, const fs::path& world) {
  const ByKey of_union = union_imports(imports, world_sectors(world));
  const auto table = CsvTable::read(world / "hs" / "us_imports_2024_sector28_partner.csv");
  const auto partner = table.column("partner"), sector = table.column("sector28"),
             value = table.column("imports_usd");
  const auto& members = european_union();
  ByKey weights;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::string member(table.text(r, partner)), in(table.text(r, sector));
    if (std::ranges::find(members, member) == members.end()) continue;
    for (const auto& [key, usd] : of_union)
      if (!key.first.empty() && key.second == in)
        weights[{key.first, member}] += table.number_or(r, value, 0) * usd / of_union.at({"", in});
  }
  return weights;
}

// The European Union's share of a chapter: the mean of its members, a member without a figure counting as 0.
void add_union_shares(const ByKey& weights, ByKey& shares) {
  std::map<std::string, std::pair<double, double>> sums;  // chapter -> weighted shares, weights
  for (const auto& [key, weight] : weights) {
    const auto found = shares.find(key);
    sums[key.first].first += weight * (found == shares.end() ? 0 : found->second);
    sums[key.first].second += weight;
  }
  for (const auto& [chapter, sum] : sums)
    if (sum.second > 0) shares[{chapter, "EUU"}] = sum.first / sum.second;
}

void add_mfn_claims(const fs::path& source, const CsvTable& imports, Files& files) {
  const auto table = CsvTable::read(source / "us_imports_2024_hts10" / "mfn_exemption_shares.csv");
  const auto code = table.column("hs2"), census = table.column("cty_code"),
             share = table.column("exemption_share");
  ByKey shares;
  for (std::size_t r = 0; r < table.rows(); ++r)
    shares[{std::string(table.text(r, code)),
            iso3_of_census(table.text(r, census), table.place(r, census))}] = table.number(r, share);
  add_union_shares(member_weights(imports, source.parent_path() / "world2022_81x28"), shares);
  Rows rows;
  for (const auto& [key, value] : shares)
    if (value >= 1e-6) rows.push_back({key.first, key.second, rounded(value, 6)});
  files.push_back({"us-claims-mfn.csv", csv_text({"code", "partner", "share"}, std::move(rows))});
}

}  // namespace

void add_us_duties(const fs::path& source, Files& files) {
  const auto base = CsvTable::read(source / "hts_mfn_2025" / "mfn_2025.csv");
  files.push_back(
      {"us-base-2025.csv.xz",
       csv_columns(base,
                   {"hts", "kind", "ad_valorem", "specific_usd", "specific_unit", "general_raw", "col2_kind",
                    "col2_ad_valorem", "col2_specific_usd", "col2_unit", "col2_raw"},
                   {"code", "kind", "ad_valorem", "specific_usd", "specific_unit", "general", "col2_kind",
                    "col2_ad_valorem", "col2_specific_usd", "col2_unit", "column2"})});
  const auto table = CsvTable::read(source / "hts_mfn_2025" / "ave_2024_realised_nonFTA.csv");
  const auto code = table.column("hts"), ave = table.column("ave"), value = table.column("imports_usd");
  Rows rows;
  for (std::size_t r = 0; r < table.rows(); ++r)
    if (!table.blank(r, ave))
      rows.push_back({std::string(table.text(r, code)), std::string(table.text(r, ave)),
                      std::string(table.text(r, value))});
  files.push_back({"us-ave-2024.csv", csv_text({"code", "ave", "imports_usd"}, std::move(rows))});
}

void add_us_contents(const fs::path& source, Files& files) {
  const auto table = CsvTable::read(source / "product_lists" / "us_metal_content_shares_hts10.csv.gz");
  const std::vector<std::string> metals = {"steel_share", "aluminum_share", "copper_share",
                                           "other_metal_share"};
  std::map<std::string, std::string> contents;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    std::string& shares = contents[std::string(table.text(r, table.column("hs10")))];
    for (const auto& metal : metals) shares += "," + rounded(table.number(r, table.column(metal)), 6);
  }
  std::string text = "code,steel_share,aluminum_share,copper_share,other_metal_share\n";
  for (const auto& [code, shares] : merged_prefixes(contents)) text += code + shares + '\n';
  files.push_back({"us-content.csv.xz", std::move(text)});
}

void add_us_trade(const fs::path& source, Files& files) {
  const CsvTable imports = imports_table(source);
  add_imports(imports, files);
  add_usmca_claims(source, files);
  add_mfn_claims(source, imports, files);
}

}  // namespace cobden::schedule
