#include "synthetic_world.h"

#include <fmt/format.h>

#include <cmath>
#include <random>

namespace cobden::bench {
namespace {

using data::BenchmarkTables;

std::vector<std::string> codes(char letter, std::size_t count) {
  std::vector<std::string> names(count);
  for (std::size_t i = 0; i < count; ++i) names[i] = fmt::format("{}{:03}", letter, i);
  return names;
}

struct Place {
  double size, x, y;
};

/// Gravity: size x size / distance times the exporter's advantage in the sector; home sales on top.
void fill_trade(BenchmarkTables& t, std::mt19937_64& random) {
  std::normal_distribution<double> normal(0, 1);
  std::uniform_real_distribution<double> u(0, 1);
  std::vector<Place> place(t.countries.size());
  double world = 0;
  for (auto& p : place) p = {std::exp(1.2 * normal(random)), u(random), u(random)}, world += p.size;
  for (const Sector s : t.sectors.all()) {
    const bool service = 3 * s.value >= 2 * static_cast<int>(t.sectors.size());
    const double openness = service ? 0.08 : 0.5;
    std::vector<double> advantage(place.size());
    for (double& a : advantage) a = std::exp(0.5 * normal(random));
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) {
        const Place &a = place[static_cast<std::size_t>(d.value)],
                    &b = place[static_cast<std::size_t>(o.value)];
        const double gain = advantage[static_cast<std::size_t>(o.value)];
        if (d == o) {
          t.flow(s, d, o) = 1000 * a.size * (0.7 + 0.3 * gain);
          continue;
        }
        const double distance = 0.1 + std::hypot(a.x - b.x, a.y - b.y);
        t.flow(s, d, o) = 1000 * openness * a.size * (b.size / world) * 0.35 / distance * gain *
                          std::exp(0.5 * normal(random));
        if (!service) t.tariff(s, d, o) = 0.12 * u(random) * u(random);
      }
  }
}

/// Materials are half of cost, a third of them the own good, and never so much that final use would vanish.
void fill_uses(BenchmarkTables& t, std::mt19937_64& random) {
  std::uniform_real_distribution<double> u(0.2, 1);
  const std::size_t S = t.sectors.size(), N = t.countries.size();
  SectorCountry output(S, N), absorption(S, N);
  for (const Sector k : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all())
        output(k, o) += t.flow(k, d, o), absorption(k, d) += t.flow(k, d, o) * (1 + t.tariff(k, d, o));
  t.final_use = absorption;
  t.value_added = output;
  for (const Country n : t.countries.all())
    for (const Sector j : t.sectors.all())
      for (const Sector k : t.sectors.all()) {
        const double weight = k == j ? 1.0 / 3 : 2.0 / 3 / static_cast<double>(S);
        const double use = weight * u(random) * std::min(0.8 * output(j, n), 0.8 * absorption(k, n));
        t.intermediate(k, j, n) = use;
        t.value_added(j, n) -= use;
        t.final_use(k, n) -= use;
      }
}

}  // namespace

BenchmarkTables synthetic_world(std::size_t countries, std::size_t sectors) {
  std::mt19937_64 random(20250402);
  BenchmarkTables t;
  t.name = fmt::format("synthetic {} x {}", countries, sectors);
  t.countries = CountryAxis(codes('C', countries));
  t.sectors = SectorAxis(codes('S', sectors));
  t.unit = "million USD";
  t.flow = t.tariff = TradeCube(sectors, countries, countries);
  t.intermediate = InputOutputCube(sectors, sectors, countries);
  t.final_use = t.value_added = SectorCountry(sectors, countries);
  fill_trade(t, random);
  fill_uses(t, random);
  std::uniform_real_distribution<double> u(0, 1);
  BySector theta(sectors);
  for (double& v : theta.flat()) v = 2.5 + 6.5 * u(random);
  t.elasticities = {{"SYN", "made up", theta}};
  return t;
}

}  // namespace cobden::bench
