#pragma once
// Small balanced worlds made on the spot, for the consistency battery.
#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"

namespace cobden::testing {

struct ToyOptions {
  std::size_t countries = 4, sectors = 3;
  bool input_output = true;
  double zero_share = 0;     ///< probability that a cross-border flow is zero
  bool unequal = false;      ///< country sizes over six orders of magnitude
  bool balanced = false;     ///< symmetric flows, no deficits
  bool zero_home = false;    ///< the first country buys nothing of sector 0 at home
  bool closed_last = false;  ///< nobody trades the last sector
  double mean_tariff = 0.08;
  unsigned seed = 1;
};

/// Random flows and tariffs; input-output links at random shares; accounts exact by construction.
inline data::BenchmarkTables toy_tables(const ToyOptions& o) {
  std::mt19937_64 random(o.seed);
  std::uniform_real_distribution<double> u(0, 1);
  const std::size_t N = o.countries, S = o.sectors;
  std::vector<std::string> c, s;
  for (std::size_t n = 0; n < N; ++n) c.push_back("C" + std::to_string(n));
  for (std::size_t k = 0; k < S; ++k) s.push_back("S" + std::to_string(k));
  data::BenchmarkTables t;
  t.name = "toy";
  t.countries = CountryAxis(c);
  t.sectors = SectorAxis(s);
  t.flow = t.tariff = TradeCube(S, N, N);
  t.final_use = t.value_added = SectorCountry(S, N);
  std::vector<double> size(N, 1000);
  if (o.unequal)
    for (auto& v : size) v = std::pow(10.0, 6 * u(random));
  for (const Sector k : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country e : t.countries.all()) {
        const double mass =
            std::sqrt(size[static_cast<std::size_t>(d.value)] * size[static_cast<std::size_t>(e.value)]);
        if (d == e) {
          t.flow(k, d, e) = o.zero_home && k.value == 0 && d.value == 0
                                ? 0
                                : 10 * size[static_cast<std::size_t>(d.value)] * (0.5 + u(random));
        } else {
          const bool closed = o.closed_last && static_cast<std::size_t>(k.value) == S - 1;
          t.flow(k, d, e) = u(random) < o.zero_share || closed
                                ? 0
                                : 0.3 *
                                      std::min({mass, size[static_cast<std::size_t>(d.value)],
                                                size[static_cast<std::size_t>(e.value)]}) *
                                      (0.2 + u(random));
          t.tariff(k, d, e) = 2 * o.mean_tariff * u(random);
        }
      }
  if (o.balanced)
    for (const Sector k : t.sectors.all())
      for (const Country d : t.countries.all())
        for (const Country e : t.countries.all())
          if (d.value < e.value) t.flow(k, e, d) = t.flow(k, d, e);
  SectorCountry output(S, N), absorption(S, N);
  for (const Sector k : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country e : t.countries.all())
        output(k, e) += t.flow(k, d, e), absorption(k, d) += t.flow(k, d, e) * (1 + t.tariff(k, d, e));
  if (o.input_output) t.intermediate = InputOutputCube(S, S, N);
  for (const Country n : t.countries.all())
    for (const Sector j : t.sectors.all()) {
      t.value_added(j, n) += output(j, n);
      if (!o.input_output) continue;
      for (const Sector k : t.sectors.all()) {
        // At most half of output, and little enough of each input that final use stays positive.
        const double use = std::min(0.5 / static_cast<double>(S) * output(j, n) * u(random),
                                    0.5 / static_cast<double>(S) * absorption(k, n));
        t.intermediate(k, j, n) = use;
        t.value_added(j, n) -= use;
      }
    }
  for (const Country n : t.countries.all())
    for (const Sector k : t.sectors.all()) {
      t.final_use(k, n) = absorption(k, n);
      if (o.input_output)
        for (const Sector j : t.sectors.all()) t.final_use(k, n) -= t.intermediate(k, j, n);
    }
  BySector theta(S);
  for (const Sector k : t.sectors.all()) theta[k] = 1.5 + 6 * u(random);
  t.elasticities = {{"TOY", "made up", theta}};
  return t;
}

inline std::shared_ptr<const data::Benchmark> toy_world(const ToyOptions& o = {}) {
  return std::make_shared<const data::Benchmark>(toy_tables(o));
}

}  // namespace cobden::testing
