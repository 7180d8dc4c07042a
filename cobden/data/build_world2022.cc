#include "cobden/data/build_world2022.h"

#include "cobden/core/text.h"
#include "cobden/data/aggregate.h"
#include "cobden/data/netcdf_benchmark.h"
#include "cobden/data/read.h"

namespace cobden::data {
namespace {

namespace fs = std::filesystem;

void set_groups(BenchmarkTables& t) {
  const auto codes = [](const char* list) { return split(list, ' '); };
  t.country_groups = {{"EU27", codes("AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU "
                                     "LUX LVA MLT NLD POL PRT ROU SVK SVN SWE")},
                      {"ASEAN", codes("BRN IDN KHM LAO MMR MYS PHL SGP THA VNM")},
                      {"NAFTA", codes("CAN MEX USA")},
                      {"BRICS", codes("BRA CHN IND RUS ZAF")}};
  t.sector_groups = {{"electronics", {"C26"}}, {"chips", {"C26"}}};
  for (const auto& code : t.sectors.codes()) {
    if (code != "SRV") t.sector_groups["goods"].push_back(code);
    if (code.starts_with('A')) t.sector_groups["agriculture"].push_back(code);
    if (code.starts_with('B')) t.sector_groups["mining"].push_back(code);
    if (code.starts_with('C')) t.sector_groups["manufacturing"].push_back(code);
  }
  for (const auto& [name, members] : t.country_groups)
    for (const auto& code : members)
      t.countries.at(code, {.file = "group " + name, .line = {}, .column = ""});
}

Provenance attribution() {
  return {.title = "World 2022: 81 economies x 28 sectors with input-output links, tariffs and elasticities",
          .source =
              "Estimate put together from public sources, not an official table. Flows, economies, sectors "
              "and elasticity sets: OECD "
              "Inter-Country Input-Output tables, year 2022, as published with github.com/ahmadlp/tariffwar "
              "(commit 9863698). "
              "Intermediate totals: public derivatives of the same OECD tables (mametaeverzat014-cell/geds, "
              "liuzs00/Multi-regional-BKMN-model), the rest fitted. Input mixes: World Input-Output Database "
              "2014 and a 2017 table on ICIO "
              "definitions, balanced. Tariffs: Teti Global Tariff Database, 2021 rates, edited (services "
              "zero, food "
              "re-levelled, rest of the world filled in); United States: realised duties of 2024, US Census "
              "Bureau; China on the United "
              "States: plus the 2019 statutory retaliation. GDP used in the fit: World Bank WDI.",
          .licence =
              "OECD ICIO, WIOD and World Bank WDI data: CC BY 4.0. US Census data: public domain. Terms of "
              "reuse of the Teti "
              "Global Tariff Database not verified; the tariffwar repository, from which flows, tariffs and "
              "elasticities were taken, carries no licence "
              "file. Changes to the sources are listed in the source and steps of this file and in "
              "data/README.md.",
          .citation =
              "OECD, Inter-Country Input-Output tables, 2025 edition; M. P. Timmer, E. Dietzenbacher, B. "
              "Los, R. Stehrer and G. J. de Vries "
              "(2015), An Illustrated User Guide to the World Input-Output Database, Review of International "
              "Economics 23(3), "
              "575-605; F. Teti (2024), Missing Tariffs (Global Tariff Database); US Census Bureau, imports "
              "for consumption and calculated duty, 2024; "
              "and the source of the elasticity set used",
          .steps = {}};
}

}  // namespace

BenchmarkTables make_world_2022(const fs::path& source_folder, ImportReport& report) {
  BenchmarkTables t =
      read_benchmark(source_folder, {.format = "long-csv", .name = "world-2022", .settings = {}}, report);
  auto steps = std::move(t.provenance.steps);
  t.provenance = attribution();
  t.provenance.steps = std::move(steps);
  t.provenance.steps.emplace_back(
      "groups added: EU27, ASEAN, NAFTA, BRICS; goods (all but SRV), agriculture (A), mining (B), "
      "manufacturing (C); electronics "
      "and chips both mean C26, the finest level there is: chips are part of it");
  set_groups(t);
  return t;
}

BuiltWorld2022 build_world_2022(const fs::path& source_folder, const fs::path& map,
                                const fs::path& out_folder) {
  BuiltWorld2022 built;
  const Benchmark full(make_world_2022(source_folder, built.report));
  const AggregationMap mapping = read_aggregation_map(map, full.countries(), full.sectors());
  BenchmarkTables merged = aggregate(full.tables(), mapping, "world-2022-12");
  merged.provenance.title =
      "World 2022 in 12 economies x 12 sectors: an aggregate of world-2022 for quick looks and tests";
  const Benchmark small(std::move(merged));
  built.full_accounts = full.accounting();
  built.aggregate_accounts = small.accounting();
  built.full = out_folder / "world-2022.nc";
  built.aggregate = out_folder / "world-2022-12.nc";
  fs::create_directories(out_folder);
  write_netcdf_benchmark(built.full, full.tables());
  write_netcdf_benchmark(built.aggregate, small.tables());
  return built;
}

}  // namespace cobden::data
