#include <fmt/format.h>

#include "cobden/data/read_long_csv.h"
#include "cobden/data/read_support.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

const std::vector<std::pair<std::string, std::string>> kThetaPrefix = {{"theta_*", ""}};

LongCsvLayout native() {
  LongCsvLayout l;
  l.name = "cobden";
  l.flows = {"flows.csv", "exporter", "importer", "sector", "flow", "tariff", false, false};
  l.inputs = {"intermediate.csv",
              "country",
              "input_sector",
              "using_sector",
              {"value"},
              LongCsvLayout::InputValuation::kPurchaser,
              false};
  l.country_sector = {"country_sector.csv", "country", "sector", "final_use", "value_added", ""};
  l.countries = {"countries.csv", "code", "name", "gdp", "groups"};
  l.sectors = {"sectors.csv", "code", "name", "groups", "", kThetaPrefix, 0};
  return l;
}

LongCsvLayout world2022() {
  LongCsvLayout l;
  l.name = "world2022";
  // Rows whose flow and tariff are both zero are left out of the source.
  l.flows = {"trade.csv", "exporter", "importer", "sector", "flow_basic_musd", "tariff", false, true};
  l.inputs = {"io.csv",
              "country",
              "input_sector",
              "using_sector",
              {"z_purchaser_musd"},
              LongCsvLayout::InputValuation::kPurchaser,
              true};
  l.country_sector = {"country_sector.csv",       "country",          "sector",
                      "final_use_purchaser_musd", "value_added_musd", ""};
  l.countries = {"countries.csv", "iso3", "name", "gdp_wdi2022_musd", "group"};
  l.sectors = {"sectors.csv", "code", "name", "", "traded_good", kThetaPrefix, 0};
  l.benchmark_name = "world-2022";
  l.year = 2022;
  l.provenance = {
      .title = "World 2022: 81 economies x 28 sectors with input-output links",
      .source =
          "OECD Inter-Country Input-Output tables (flows, via ahmadlp/tariffwar); WIOD 2014 input mixes; "
          "Teti Global Tariff Database; US Census duties 2024; World Bank GDP",
      .licence = "underlying OECD and WIOD data CC BY 4.0; terms of the tariff data not verified",
      .citation = "OECD (2025) Inter-Country Input-Output tables; Timmer et al. (2015); Teti (2024)",
      .steps = {}};
  return l;
}

LongCsvLayout wiod2014() {
  LongCsvLayout l;
  l.name = "wiod2014";
  l.flows = {"flows_tariffs.csv", "origin", "dest", "sector", "total_musd", "tariff", false, false};
  l.inputs = {"national_io.csv",
              "country",
              "input_sector",
              "using_sector",
              {"domestic_musd", "imported_musd"},
              LongCsvLayout::InputValuation::kInputShares,
              false};
  l.country_sector = {"output_va.csv", "country", "sector", "", "", "va_share"};
  l.countries = {"countries.csv", "iso3", "", "", ""};
  l.sectors = {
      "sectors.csv", "id", "name", "", "tradable", {{"theta_cp2015", "CP"}, {"eps_ll2023", "LL"}}, 0};
  l.benchmark_name = "wiod-2014";
  l.year = 2014;
  l.provenance = {
      .title = "WIOD 2014: 44 economies x 16 sectors with input-output links",
      .source =
          "World Input-Output Database, 2016 release (flows purged of negative inventories); TRAINS tariffs "
          "2014",
      .licence = "WIOD CC BY 4.0",
      .citation =
          "Timmer, Dietzenbacher, Los, Stehrer and de Vries (2015); Lashkaripour and Lugovskyy (2023)",
      .steps = {}};
  return l;
}

LongCsvLayout icio_flows() {
  LongCsvLayout l;
  l.name = "icio-flows";
  l.flows = {"icio2022_9reg_28sec_long.csv", "exporter", "importer", "sector",
             "expenditure_incl_tariff_musd", "tariff",   true,       false};
  l.sectors = {"sigma_28.csv", "sector", "", "", "", {{"sigma_IS", "IS"}, {"sigma_U4", "U4"}}, 1};
  l.sector_codes = {{"Services (aggregate)", "SRV"}};
  l.benchmark_name = "icio-2022-9";
  l.year = 2022;
  l.provenance = {
      .title = "OECD ICIO 2022: 9 regions x 28 sectors, no input-output links",
      .source = "OECD Inter-Country Input-Output tables (via ahmadlp/tariffwar); Teti Global Tariff Database",
      .licence = "OECD data CC BY 4.0; terms of the tariff data not verified",
      .citation = "OECD (2023) Inter-Country Input-Output tables; Teti (2024)",
      .steps = {}};
  return l;
}

std::vector<LongCsvLayout> layouts() { return {native(), world2022(), wiod2014(), icio_flows()}; }

bool fits(const LongCsvLayout& layout, const fs::path& folder) {
  return find_data_file(folder, layout.flows.file) && find_data_file(folder, layout.sectors.file);
}

}  // namespace

std::vector<std::string> long_csv_layouts() {
  std::vector<std::string> names;
  for (const auto& layout : layouts()) names.push_back(layout.name);
  return names;
}

bool is_long_csv(const fs::path& folder) {
  for (const auto& layout : layouts())
    if (fits(layout, folder)) return true;
  return false;
}

LongCsvLayout find_long_csv_layout(const fs::path& folder, const std::string& name) {
  for (const auto& layout : layouts())
    if (name.empty() ? fits(layout, folder) : layout.name == name) return layout;
  const std::string near = name.empty() ? "" : nearest_name(name, long_csv_layouts());
  throw UserError(
      {.place = {.file = folder.string(), .line = {}, .column = name.empty() ? "" : "setting layout"},
       .value = name,
       .problem = name.empty() ? "holds no known long-CSV layout" : "no such long-CSV layout",
       .expected = name.empty()
                       ? "flows.csv and sectors.csv (the native layout), or a folder in another known layout"
                       : fmt::format("one of {}", fmt::join(long_csv_layouts(), ", ")),
       .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

}  // namespace cobden::data
