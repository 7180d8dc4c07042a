// Maps from products to sectors, and the list of economies.
#include <algorithm>
#include <array>

#include "cobden/schedule/build_trade_parts.h"
#include "cobden/schedule/economies.h"

namespace cobden::schedule {
namespace {

namespace fs = std::filesystem;
using data::CsvTable;

// GTAP sectors of goods as divisions of ISIC Rev. 4, by the definitions of GTAP 10 and 11. `groups` tells
// apart what shares a division.
struct GtapSector {
  std::string_view gtap, isic4, groups;
};
constexpr std::array<GtapSector, 46> kGtap = {{
    {"pdr", "A01", ""},           {"wht", "A01", ""},     {"gro", "A01", ""},
    {"v_f", "A01", ""},           {"osd", "A01", ""},     {"c_b", "A01", ""},
    {"pfb", "A01", ""},           {"ocr", "A01", ""},     {"ctl", "A01", ""},
    {"oap", "A01", ""},           {"wol", "A01", ""},     {"frs", "A02", ""},
    {"fsh", "A03", ""},           {"coa", "B05", ""},     {"oil", "B06", "B061"},
    {"gas", "B06", "B062"},       {"oxt", "B07,B08", ""}, {"cmt", "C10", "C101"},
    {"omt", "C10", "C101"},       {"vol", "C10", "C104"}, {"mil", "C10", "C105"},
    {"pcr", "C10", "C106"},       {"sgr", "C10", "C107"}, {"ofd", "C10", "C102,C103,C106,C107,C108"},
    {"b_t", "C11,C12", ""},       {"tex", "C13", ""},     {"wap", "C14", ""},
    {"lea", "C15", ""},           {"lum", "C16", ""},     {"ppp", "C17,C18", ""},
    {"p_c", "C19", ""},           {"chm", "C20", ""},     {"bph", "C21", ""},
    {"rpp", "C22", ""},           {"nmm", "C23", ""},     {"i_s", "C24", "C241,C2431"},
    {"nfm", "C24", "C242,C2432"}, {"fmp", "C25", ""},     {"ele", "C26", ""},
    {"eeq", "C27", ""},           {"ome", "C28", ""},     {"mvh", "C29", ""},
    {"otn", "C30", ""},           {"omf", "C31,C32", ""}, {"ely", "D35", "D351"},
    {"gdt", "D35", "D352,D353"},
}};

std::map<std::string, std::string> pairs_of(const CsvTable& table, std::string_view code,
                                            std::string_view sector) {
  const auto from = table.column(code), to = table.column(sector);
  std::map<std::string, std::string> pairs;
  for (std::size_t r = 0; r < table.rows(); ++r) pairs.emplace(table.text(r, from), table.text(r, to));
  std::erase_if(pairs,
                [](const auto& p) { return p.second == "NA" || p.second == "na" || p.second.empty(); });
  return pairs;
}

std::string concordance(const std::map<std::string, std::string>& pairs) {
  std::string text = "code,sector\n";
  for (const auto& [code, sector] : merged_prefixes(pairs)) text += csv_line({code, sector});
  return text;
}

void add_gtap_isic(const fs::path& source, Files& files) {
  const auto table = CsvTable::read(source / "concordances" / "gtap_sector_names.csv");
  const auto gtap = table.column("gtap_code"), name = table.column("sector_name");
  std::vector<std::vector<std::string>> rows;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const auto known = std::ranges::find(kGtap, table.text(r, gtap), &GtapSector::gtap);
    if (known != kGtap.end())
      rows.push_back({std::string(known->gtap), std::string(known->isic4), std::string(known->groups),
                      std::string(table.text(r, name))});
  }
  files.push_back({"../concordances/gtap-isic4.csv",
                   csv_text({"gtap", "isic4", "isic4_groups", "name"}, std::move(rows))});
}

}  // namespace

std::map<std::string, std::string> world_sectors(const fs::path& world) {
  return pairs_of(CsvTable::read(world / "hs" / "hs6_to_sector28.csv"), "hs6", "sector28");
}

void add_concordances(const fs::path& source, const fs::path& world, Files& files) {
  add_gtap_isic(source, files);
  files.push_back(
      {"../concordances/hs-gtap.csv",
       concordance(pairs_of(CsvTable::read(source / "concordances" / "hs6_gtap.csv"), "hs6", "gtap"))});
  files.push_back({"../concordances/hs-world-2022.csv", concordance(world_sectors(world))});
}

void add_economies(const fs::path& source, Files& files) {
  const auto table = CsvTable::read(source / "concordances" / "census_country_codes.csv");
  const auto code = table.column("Code"), name = table.column("Name");
  std::map<std::string, std::pair<std::string, std::string>> economies = {
      {"EUU", {"0003", economy_name("EUU", "")}}};
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::string iso3 = iso3_of_census(table.text(r, code), table.place(r, code));
    auto& [census, label] = economies[iso3];
    census += (census.empty() ? "" : " ") + std::string(table.text(r, code));
    label = economy_name(iso3, table.text(r, name));
  }
  std::string text = "iso3,census,name\n";
  for (const auto& [iso3, entry] : economies) text += csv_line({iso3, entry.first, entry.second});
  files.push_back({"economies.csv", std::move(text)});
}

}  // namespace cobden::schedule
