#pragma once
// A world of a few economies with real codes and three sectors, for matrices of duties. Only axes, groups and
// round flows matter to them; the accounts hold.
#include <map>
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"

namespace cobden::schedule::testing {

inline data::BenchmarkTables matrix_tables(const std::vector<std::string>& countries,
                                           const std::vector<std::string>& sectors = {"A01", "C26", "SRV"},
                                           const std::vector<std::string>& goods = {"A01", "C26"}) {
  const std::size_t N = countries.size(), S = sectors.size();
  data::BenchmarkTables t;
  t.name = "tiny";
  t.year = 2022;
  t.countries = CountryAxis(countries);
  t.sectors = SectorAxis(sectors);
  if (!goods.empty()) t.sector_groups["goods"] = goods;
  t.flow = TradeCube(S, N, N);
  t.tariff = TradeCube(S, N, N);
  t.final_use = SectorCountry(S, N);
  t.value_added = SectorCountry(S, N);
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) {
        const double flow = d == o ? 1000 : 10.0 * (s.value + 1);
        const double tariff = d == o || t.sectors.code(s) == "SRV" ? 0 : 0.02;
        t.flow(s, d, o) = flow;
        t.tariff(s, d, o) = tariff;
        t.value_added(s, o) += flow;
        t.final_use(s, d) += flow * (1 + tariff);
      }
  t.elasticities.push_back({"GYY", "made by hand", BySector(S, 5.0)});
  return t;
}

inline data::Benchmark matrix_world(const std::vector<std::string>& countries,
                                    const std::map<std::string, std::vector<std::string>>& groups = {}) {
  auto tables = matrix_tables(countries);
  tables.country_groups = groups;
  return data::Benchmark(std::move(tables));
}

// Duties that change on almost every day of April 2025, and trade to weigh them by.
inline constexpr const char* kMatrixSchedule = R"([schedule]
id = "test-2025"
importer = "USA"
day_starts = "00:01 America/New_York"

[trade]
file = "trade.csv"
year = 2024
source = "made by hand"

[[measure]]
id = "floor"
rate = [{ from = 2025-04-05, is = "10%", announced = 2025-04-02 }]

[[measure]]
id = "war"
partners = ["CHN"]
products = ["8517"]
rate = [{ from = 2025-04-09, is = "50%", announced = 2025-04-08 }, { from = 2025-04-11, is = "off" }]

[[measure]]
id = "german"
partners = ["DEU"]
products = ["8471"]
rate = [{ from = 2025-04-05, is = "20%", announced = 2025-04-02 }]

[[exemption]]
id = "computers"
of = ["floor"]
products = ["8471"]
from = 2025-04-05
announced = 2025-04-11
)";
// C26: telephones (8517) and computers (8471); A01: horses (0101); 9901 belongs to no sector.
inline constexpr const char* kMatrixTrade = R"(code,partner,imports_usd
01012100,BRA,80
01012100,MEX,20
84713001,CHN,100
84713001,EUU,200
85171300,CHN,300
85171300,EUU,200
85171300,MEX,30
85171300,NZL,10
99010000,CHN,7
)";
inline constexpr const char* kMatrixConcordance = "code,sector\n01,A01\n84,C26\n85,C26\n98,SRV\n";

}  // namespace cobden::schedule::testing
