#pragma once
// A small balanced world for tests: shares drawn from a fixed seed, accounts exact by construction.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "cobden/data/benchmark.h"

namespace cobden::testing {

/// N countries A, B, ... and S sectors s1, s2, ...; tariffs on all cross-border trade, one zero flow where N
/// > 1, two elasticity sets, groups, GDP.
inline data::BenchmarkTables small_world(int N = 3, int S = 2, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> draw(0.5, 1.5);
  data::BenchmarkTables t;
  std::vector<std::string> countries, sectors;
  for (int n = 0; n < N; ++n) countries.push_back(std::string(1, static_cast<char>('A' + n)));
  for (int s = 0; s < S; ++s) sectors.push_back("s" + std::to_string(s + 1));
  t.name = "small-world";
  t.countries = CountryAxis(countries);
  t.sectors = SectorAxis(sectors);
  t.year = 2020;
  t.flow = TradeCube(S, N, N);
  t.tariff = TradeCube(S, N, N);
  t.intermediate = InputOutputCube(S, S, N);
  t.final_use = t.value_added = SectorCountry(S, N);
  SectorCountry output(S, N);
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) {
        t.flow(s, d, o) = (d == o ? 100 : 10) * draw(random);
        if (d != o) t.tariff(s, d, o) = 0.2 * draw(random);
      }
  if (N > 1) t.flow(Sector(0), Country(0), Country(N - 1)) = 0;
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) {
        output(s, o) += t.flow(s, d, o);
        t.final_use(s, d) += t.flow(s, d, o) * (1 + t.tariff(s, d, o));
      }
  t.value_added = output;
  for (const Sector k : t.sectors.all())
    for (const Sector j : t.sectors.all())
      for (const Country n : t.countries.all()) {
        const double z = 0.4 / S * draw(random) * std::min(output(j, n), output(k, n));
        t.intermediate(k, j, n) = z;
        t.final_use(k, n) -= z;
        t.value_added(j, n) -= z;
      }
  for (const char* set : {"GYY", "IS"}) {
    BySector theta(S);
    for (const Sector s : t.sectors.all()) theta[s] = 3 + 2 * draw(random);
    t.elasticities.push_back({set, "drawn for a test", theta});
  }
  t.gdp = ByCountry(N);
  for (const Country n : t.countries.all()) t.gdp[n] = 100 * draw(random);
  t.country_groups = {{"first", {"A"}}, {"pair", {countries.front(), countries.back()}}};
  t.sector_groups = {{"goods", {"s1"}}};
  t.provenance = {.title = "A small world, \"made by hand\"",
                  .source = "tests, not data",
                  .licence = "none needed",
                  .citation = "—",
                  .steps = {"drawn from a seed", "balanced, by construction"}};
  return t;
}

/// Every field the same, doubles bit for bit.
inline bool same_tables(const data::BenchmarkTables& a, const data::BenchmarkTables& b) {
  bool same =
      a.name == b.name && a.countries == b.countries && a.countries.labels() == b.countries.labels() &&
      a.sectors == b.sectors && a.sectors.labels() == b.sectors.labels() && a.year == b.year &&
      a.unit == b.unit && a.flow == b.flow && a.tariff == b.tariff && a.intermediate == b.intermediate &&
      a.final_use == b.final_use && a.value_added == b.value_added && a.gdp == b.gdp &&
      a.country_groups == b.country_groups && a.sector_groups == b.sector_groups &&
      a.provenance.title == b.provenance.title && a.provenance.source == b.provenance.source &&
      a.provenance.licence == b.provenance.licence && a.provenance.citation == b.provenance.citation &&
      a.provenance.steps == b.provenance.steps && a.elasticities.size() == b.elasticities.size();
  for (std::size_t i = 0; same && i < a.elasticities.size(); ++i)
    same = a.elasticities[i].name == b.elasticities[i].name &&
           a.elasticities[i].source == b.elasticities[i].source &&
           a.elasticities[i].theta == b.elasticities[i].theta;
  return same;
}

/// A new empty folder under the system's temporary folder, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cobden-test-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The message of the UserError that `act` throws; empty if it throws none.
template <class F>
std::string user_error(F act) {
  try {
    act();
  } catch (const UserError& e) {
    return e.what();
  }
  return "";
}

}  // namespace cobden::testing
