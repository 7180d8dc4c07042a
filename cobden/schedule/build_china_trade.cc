// China: product lists of the announcements, and an estimate of its imports from the United States by HS6.
#include <fmt/format.h>

#include <cmath>
#include <set>

#include "cobden/data/builtin.h"
#include "cobden/schedule/build_trade_parts.h"

namespace cobden::schedule {
namespace {

namespace fs = std::filesystem;
using data::CsvTable;
using Rows = std::vector<std::vector<std::string>>;
using ByCode = std::map<std::string, double>;

// Imports of the United States by HS6: the pattern by which a sector is spread over its products.
struct ImportPattern {
  ByCode industrial;  ///< from economies of like make-up: European Union, Japan, Korea, United Kingdom
  ByCode all;         ///< from everybody
};

ImportPattern import_pattern(const fs::path& source) {
  const std::set<std::string, std::less<>> like = {"0003", "5880", "5800", "4120"};
  const auto table =
      CsvTable::read(source / "us_imports_2024_hts10" / "us_imports_2024_hts10_by_partner.csv.gz");
  const auto code = table.column("hts10"), census = table.column("cty_code"),
             value = table.column("imports_usd");
  ImportPattern pattern;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    if (table.text(r, census) == "4359") continue;  // Slovakia: inside 0003 already
    const std::string hs6(table.text(r, code).substr(0, 6));
    const double usd = table.number(r, value);
    pattern.all[hs6] += usd;
    if (like.contains(table.text(r, census))) pattern.industrial[hs6] += usd;
  }
  return pattern;
}

// A country exports manufactures of the kinds its peers export, but not the crops, ores and fuels they do.
bool is_primary(const std::string& sector) {
  return sector[0] == 'A' || sector[0] == 'B' || sector == "C10T12" || sector == "C19";
}

ByCode shares_of(const ByCode& pattern, const std::vector<std::string>& codes) {
  ByCode shares;
  double total = 0;
  for (const auto& code : codes)
    if (const auto found = pattern.find(code); found != pattern.end() && found->second > 0)
      total += shares[code] = found->second;
  for (auto& [code, share] : shares) share /= total;
  return shares;
}

// How the unknown rest of a sector is spread over `codes`; sums to 1, or is empty where nothing is known.
ByCode spread(const std::string& sector, const std::vector<std::string>& codes,
              const ImportPattern& pattern) {
  ByCode shares = shares_of(pattern.industrial, codes);
  if (!shares.empty() && !is_primary(sector)) return shares;
  shares = shares_of(pattern.all, codes);
  const double equal = shares.empty() ? 0 : 1.0 / static_cast<double>(shares.size());
  for (auto& [code, share] : shares) share = 0.5 * share + 0.5 * equal;
  return shares;
}

ByCode known_exports(const fs::path& source) {
  const auto table = CsvTable::read(source / "product_lists" / "cn_2025-03-10_us_exports_hs6_2024.csv");
  ByCode known;
  for (std::size_t r = 0; r < table.rows(); ++r)
    known[std::string(table.text(r, table.column("hs6")))] =
        table.number(r, table.column("us_exports_2024_usd"));
  return known;
}

// Basic-price flow from the United States to China in USD, by sector of world-2022.
ByCode benchmark_flows() {
  const auto tables = data::open_tables("world-2022").tables;
  const Country china = tables.countries.at("CHN"), states = tables.countries.at("USA");
  ByCode flows;
  for (const Sector s : tables.sectors.all())
    flows[tables.sectors.code(s)] = 1e6 * tables.flow(s, china, states);
  return flows;
}

// The codes of each sector that are not known already. Gas in a pipeline (271121) cannot cross an ocean.
std::map<std::string, std::vector<std::string>> other_codes(const std::map<std::string, std::string>& sectors,
                                                            const ByCode& known) {
  std::map<std::string, std::vector<std::string>> others;
  for (const auto& [code, sector] : sectors)
    if (!known.contains(code) && code != "271121" && sector != "SRV") others[sector].push_back(code);
  return others;
}

// The eight-digit lines of the exact lists, by HS6. A line longer than a product of the trade file would not
// match it, so these HS6 codes are split: equally, and wholly over the lines that the lists name.
std::map<std::string, std::vector<std::string>> listed_lines(const fs::path& source) {
  std::map<std::string, std::vector<std::string>> lines;
  for (const char* name : {"cn_2025-02-10_list_15pct_hs8.csv", "cn_2025-03-10_list_15pct_hs8.csv",
                           "cn_2025-03-10_list_10pct_hs8.csv"}) {
    const auto table = CsvTable::read(source / "product_lists" / name);
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const std::string code(table.text(r, table.column("hs8")));
      lines[code.substr(0, 6)].push_back(code);
    }
  }
  return lines;
}

/// Rows of the trade file, in whole dollars.
class TradeRows {
 public:
  explicit TradeRows(const fs::path& source) : lines_(listed_lines(source)) {}

  void add(const std::string& hs6, double usd, const char* basis) {
    const auto listed = lines_.find(hs6);
    const auto codes = listed == lines_.end() ? std::vector<std::string>{hs6} : listed->second;
    double left = std::round(usd);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const double part = std::floor(left / static_cast<double>(codes.size() - i));
      rows_.push_back({codes[i], "USA", fmt::format("{:.0f}", part), basis});
      left -= part;
    }
  }
  Rows take() { return std::move(rows_); }

 private:
  std::map<std::string, std::vector<std::string>> lines_;
  Rows rows_;
};

void add_list(const fs::path& from, const std::string& code, const std::string& name, const fs::path& to,
              Files& files) {
  const auto table = CsvTable::read(from);
  files.push_back({to, name.empty() ? csv_columns(table, {code}, {"code"})
                                    : csv_columns(table, {code, name}, {"code", "name"})});
}

}  // namespace

void add_china_trade(const fs::path& source, const fs::path& world, Files& files) {
  const ByCode known = known_exports(source);
  const auto sectors = world_sectors(world);
  const ImportPattern pattern = import_pattern(source);
  ByCode rest = benchmark_flows();
  TradeRows rows(source);
  for (const auto& [code, usd] : known) {
    rows.add(code, usd, "census-exports-2024");
    if (const auto sector = sectors.find(code); sector != sectors.end()) rest[sector->second] -= usd;
  }
  for (const auto& [sector, codes] : other_codes(sectors, known)) {
    // Where the known codes exceed the whole sector, nothing is left for the others.
    if (rest[sector] <= 0) continue;
    for (const auto& [code, share] : spread(sector, codes, pattern))
      if (rest[sector] * share >= 0.5) rows.add(code, rest[sector] * share, "benchmark-2022-spread");
  }
  files.push_back(
      {"cn-imports-from-us-2024.csv", csv_text({"code", "partner", "imports_usd", "basis"}, rows.take())});
}

void add_china_lists(const fs::path& source, Files& files) {
  const fs::path lists = source / "product_lists", to = "lists/cn";
  add_list(lists / "cn_2025-02-10_list_15pct_hs8.csv", "hs8", "", to / "no1-15pct.csv", files);
  add_list(lists / "cn_2025-02-10_list_10pct_hs6_approx.csv", "hs_prefix", "",
           to / "no1-10pct-approximate.csv", files);
  add_list(lists / "cn_2025-03-10_list_15pct_hs8.csv", "hs8", "name_zh", to / "no2-15pct.csv", files);
  add_list(lists / "cn_2025-03-10_list_10pct_hs8.csv", "hs8", "name_zh", to / "no2-10pct.csv", files);
}

}  // namespace cobden::schedule
