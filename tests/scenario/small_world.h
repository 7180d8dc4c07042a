#pragma once
// A balanced world of three economies and three sectors, made by hand: two goods sectors and services, no
// inputs.
#include <memory>

#include "cobden/data/benchmark.h"
#include "cobden/economy/model.h"

namespace cobden::testing {

inline data::BenchmarkTables small_tables() {
  const std::size_t N = 3, S = 3;
  data::BenchmarkTables t;
  t.name = "small";
  t.year = 2022;
  t.countries = CountryAxis({"AAA", "BBB", "CCC"}, {"Aland", "Beland", "Celand"});
  t.sectors = SectorAxis({"farm", "steel", "serv"}, {"Farming", "Steel", "Services"});
  t.country_groups["PAIR"] = {"AAA", "BBB"};
  t.sector_groups["goods"] = {"farm", "steel"};
  t.flow = TradeCube(S, N, N);
  t.tariff = TradeCube(S, N, N);
  t.final_use = SectorCountry(S, N);
  t.value_added = SectorCountry(S, N);
  for (std::size_t s = 0; s < S; ++s)
    for (std::size_t d = 0; d < N; ++d)
      for (std::size_t o = 0; o < N; ++o) {
        const Sector k(s);
        const Country importer(d), exporter(o);
        // Cells differ, so that a shock on the wrong one is seen.
        const double x = d == o ? 900.0 + 10.0 * static_cast<double>(s)
                                : 20.0 + 3.0 * static_cast<double>(s * 9 + d * 3 + o);
        const double tariff = d == o || s == 2 ? 0.0 : 0.02 + 0.01 * static_cast<double>(s * 9 + d * 3 + o);
        t.flow(k, importer, exporter) = x;
        t.tariff(k, importer, exporter) = tariff;
        t.value_added(k, exporter) += x;
        t.final_use(k, importer) += x * (1 + tariff);
      }
  for (const auto& [name, theta] : {std::pair{"low", 3.0}, std::pair{"GYY", 5.0}, std::pair{"high", 9.0}})
    t.elasticities.push_back({name, "made by hand", BySector(S, theta)});
  return t;
}

inline economy::BenchmarkPtr small_world() { return std::make_shared<const data::Benchmark>(small_tables()); }

}  // namespace cobden::testing
