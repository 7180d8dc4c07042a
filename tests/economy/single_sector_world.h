#pragma once
// Made-up worlds of the single-sector family, its specifications and simple tariff shocks.
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "cobden/economy/single_sector.h"

namespace cobden::testing {

using economy::BenchmarkPtr;
using economy::Counterfactual;
using economy::SingleSectorSpec;
using Values = std::vector<double>;

inline data::BenchmarkTables tables(std::size_t n, const std::vector<Values>& flow_by_exporter,
                                    const Values& gdp) {
  data::BenchmarkTables t;
  t.name = "hand-made";
  t.unit = "million USD";
  std::vector<std::string> codes{"USA"};
  for (std::size_t i = 1; i < n; ++i) codes.push_back("C" + std::to_string(i));
  t.countries = CountryAxis(codes);
  t.sectors = SectorAxis({"ALL"});
  t.flow = t.tariff = TradeCube(1, n, n);
  t.value_added = t.final_use = SectorCountry(1, n);
  t.gdp = ByCountry(gdp);
  for (const Country o : t.countries.all())
    for (const Country d : t.countries.all())
      t.flow(Sector(0), d, o) =
          flow_by_exporter[static_cast<std::size_t>(o.value)][static_cast<std::size_t>(d.value)];
  return t;
}

inline BenchmarkPtr finish(data::BenchmarkTables t) {
  for (const Country o : t.countries.all())
    for (const Country d : t.countries.all()) {
      t.value_added(Sector(0), o) += t.flow(Sector(0), d, o);
      t.final_use(Sector(0), d) += t.flow(Sector(0), d, o) * (1 + t.tariff(Sector(0), d, o));
    }
  return std::make_shared<const data::Benchmark>(std::move(t));
}

/// Sizes spread over four orders of magnitude, a fifth of the flows zero, imbalanced trade.
inline data::BenchmarkTables random_tables(std::size_t n, unsigned seed, double scale = 1) {
  std::mt19937 rng(seed);
  std::uniform_real_distribution<double> u(0, 1);
  Values size(n), gdp(n);
  for (std::size_t i = 0; i < n; ++i)
    size[i] = i == 0 ? 1 : std::exp(-9 * u(rng)), gdp[i] = 1000 * scale * size[i];
  std::vector<Values> flow(n, Values(n));
  double total = 0;
  for (const double s : size) total += s;
  for (std::size_t o = 0; o < n; ++o)
    for (std::size_t d = 0; d < n; ++d)
      if (o != d && u(rng) > 0.2) flow[o][d] = 300 * scale * size[o] * size[d] / total * (0.7 + 0.6 * u(rng));
  return tables(n, flow, gdp);
}

inline BenchmarkPtr two_symmetric() { return finish(tables(2, {{0, 20}, {20, 0}}, {100, 100})); }

inline Counterfactual everyone_charges(const data::Benchmark& b, double rate) {
  const std::size_t n = b.country_count();
  Counterfactual c{.tariff_new = TradeCube(1, n, n, rate), .trade_cost_hat = {}};
  for (const Country i : b.countries().all()) c.tariff_new(Sector(0), i, i) = 0;
  return c;
}

inline Counterfactual first_charges(const data::Benchmark& b, double rate) {
  const std::size_t n = b.country_count();
  Counterfactual c{.tariff_new = TradeCube(1, n, n), .trade_cost_hat = {}};
  for (std::size_t o = 1; o < n; ++o) c.tariff_new(Sector(0), Country(0), Country(o)) = rate;
  return c;
}

struct NamedSpec {
  std::string name;
  SingleSectorSpec spec;
};

inline std::vector<NamedSpec> all_specs() {
  std::vector<NamedSpec> specs(7);
  specs[0].name = "baseline";
  specs[1].name = "eaton_kortum", specs[1].spec.profits = false;
  specs[2].name = "partial", specs[2].spec.pass_through = 0.25;
  specs[3].name = "eps8", specs[3].spec.trade_elasticity = 8;
  specs[4].name = "lump_sum", specs[4].spec.rebate = SingleSectorSpec::Rebate::kLumpSum;
  specs[5].name = "roundabout", specs[5].spec.labour_share = 0.49;
  specs[6].name = "zero", specs[6].spec.transfers = SingleSectorSpec::Transfers::kZero;
  return specs;
}

}  // namespace cobden::testing
