#include "cobden/economy/cp_shares.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cobden::economy {
namespace {

using Variant = CaliendoParroSpec::Variant;
using data::Benchmark;

struct VariantName {
  Variant variant;
  const char* name;
};
constexpr std::array kVariants{
    VariantName{Variant::kInputOutput, "input-output"}, VariantName{Variant::kOwnSector, "own-sector"},
    VariantName{Variant::kNoMaterials, "no-materials"}, VariantName{Variant::kOneSector, "one-sector"}};

void fill_trade(const Benchmark& b, CpShares& shares) {
  const auto& t = b.tables();
  shares.tariff = t.tariff;
  shares.expenditure = b.absorption();
  shares.share = TradeCube(b.sector_count(), b.country_count(), b.country_count());
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all()) {
      const double x = shares.expenditure(s, d);
      for (const Country o : t.countries.all())
        // A country that buys nothing of a good is given itself as its only source: shares sum to one,
        // nothing is spent.
        shares.share(s, d, o) = x > 0 ? t.flow(s, d, o) * (1 + t.tariff(s, d, o)) / x : (d == o ? 1.0 : 0.0);
    }
}

/// Cost shares of the full input-output model: gamma = intermediate / output.
void fill_costs(const Benchmark& b, CpShares& shares) {
  const auto& t = b.tables();
  const std::size_t S = b.sector_count(), N = b.country_count();
  shares.value_added_share = SectorCountry(S, N, 1.0);
  shares.input_share = InputOutputCube(S, S, N);
  for (const Sector j : t.sectors.all())
    for (const Country n : t.countries.all()) {
      if (b.output()(j, n) <= 0) continue;  // no output: cost is labour alone
      double total = t.value_added(j, n);
      for (const Sector k : t.sectors.all()) total += t.intermediate(k, j, n);
      for (const Sector k : t.sectors.all()) shares.input_share(k, j, n) = t.intermediate(k, j, n) / total;
      shares.value_added_share(j, n) = t.value_added(j, n) / total;
    }
}

/// CP's "no input-output": a sector's only material is its own good, at the own-good share of its materials.
void keep_own_materials(const Benchmark& b, CpShares& shares) {
  const auto& z = b.tables().intermediate;
  const std::size_t S = b.sector_count(), N = b.country_count();
  InputOutputCube own(S, S, N);
  for (const Sector j : b.sectors().all())
    for (const Country n : b.countries().all()) {
      double materials = 0;
      for (const Sector k : b.sectors().all()) materials += z(k, j, n);
      const double share = materials > 0 ? z(j, j, n) / materials : 0.0;
      own(j, j, n) = share;
      shares.value_added_share(j, n) = 1 - share;
    }
  shares.input_share = std::move(own);
}

/// alpha from what is left of absorption after intermediate use; negative cells are clipped.
void fill_final_shares(const Benchmark& b, CpShares& shares) {
  const std::size_t S = b.sector_count(), N = b.country_count();
  shares.final_share = SectorCountry(S, N);
  double clipped = 0, world = 0;
  int cells = 0;
  for (const Country n : b.countries().all()) {
    double total = 0;
    for (const Sector k : b.sectors().all()) {
      double use = shares.expenditure(k, n);
      if (!shares.input_share.empty())
        for (const Sector j : b.sectors().all()) use -= shares.input_share(k, j, n) * b.output()(j, n);
      // Rounding of the two large sums is not an inventory.
      if (std::abs(use) < 1e-12 * shares.expenditure(k, n)) use = 0;
      world += std::abs(use);
      if (use < 0) clipped -= use, ++cells, use = 0;
      shares.final_share(k, n) = use, total += use;
    }
    if (total <= 0)
      throw UserError({.place = {.file = "benchmark " + b.name(), .line = {}, .column = "final_use"},
                       .value = b.countries().code(n),
                       .problem = "country has no final use",
                       .expected = "a positive total",
                       .remedy = "check its intermediate use, or balance the table"});
    for (const Sector k : b.sectors().all()) shares.final_share(k, n) /= total;
  }
  if (cells > 0)
    shares.notes.push_back(fmt::format(
        "negative final use set to zero in {} cells ({:.2g}% of world final use), shares rescaled", cells,
        100 * clipped / world));
}

void fill_income(const Benchmark& b, CpShares& shares) {
  shares.value_added = ByCountry(b.country_count());
  for (const Sector j : b.sectors().all())
    for (const Country n : b.countries().all())
      shares.value_added[n] += shares.value_added_share(j, n) * b.output()(j, n);
  shares.deficit = b.deficit();
  // Deficits of a closed world sum to zero up to rounding; the solver needs exactly zero.
  double sum = 0;
  for (const double d : shares.deficit.flat()) sum += d;
  for (double& d : shares.deficit.flat()) d -= sum / static_cast<double>(b.country_count());
}

/// Trade-weighted mean elasticity, weights = cross-border trade of the sector.
double mean_theta(const Benchmark& b, const BySector& theta) {
  double weight = 0, total = 0;
  for (const Sector s : b.sectors().all())
    for (const Country d : b.countries().all())
      for (const Country o : b.countries().all())
        if (d != o) weight += b.tables().flow(s, d, o), total += b.tables().flow(s, d, o) * theta[s];
  return weight > 0 ? total / weight : theta[Sector(0)];
}

data::Benchmark one_sector(const Benchmark& b, const std::string& elasticities, const BySector& theta) {
  const auto& t = b.tables();
  const std::size_t N = b.country_count(), S = b.sector_count();
  data::BenchmarkTables one;
  one.name = b.name() + " (one sector)";
  one.countries = t.countries;
  one.sectors = SectorAxis({"ALL"}, {"All goods and services"});
  one.year = t.year, one.unit = t.unit;
  one.flow = one.tariff = TradeCube(1, N, N);
  one.final_use = one.value_added = SectorCountry(1, N);
  if (b.has_input_output()) one.intermediate = InputOutputCube(1, 1, N);
  const Sector all(0);
  for (const Country d : t.countries.all())
    for (const Country o : t.countries.all()) {
      double revenue = 0;
      for (const Sector s : t.sectors.all())
        one.flow(all, d, o) += t.flow(s, d, o), revenue += t.flow(s, d, o) * t.tariff(s, d, o);
      if (one.flow(all, d, o) > 0) one.tariff(all, d, o) = revenue / one.flow(all, d, o);
    }
  for (const Country n : t.countries.all())
    for (std::size_t k = 0; k < S; ++k) {
      one.final_use(all, n) += t.final_use(Sector(k), n);
      one.value_added(all, n) += t.value_added(Sector(k), n);
      if (b.has_input_output())
        for (const Sector j : t.sectors.all())
          one.intermediate(all, all, n) += t.intermediate(Sector(k), j, n);
    }
  const auto& set = b.elasticities(elasticities);
  one.elasticities = {{set.name, set.source + " (trade-weighted mean)",
                       BySector(1, mean_theta(b, theta.empty() ? set.theta : theta))}};
  return data::Benchmark(std::move(one));
}

}  // namespace

std::string to_string(Variant variant) {
  for (const auto& v : kVariants)
    if (v.variant == variant) return v.name;
  return "unknown";
}

Variant parse_caliendo_parro_variant(const std::string& text, const SourcePlace& place) {
  std::vector<std::string> known;
  for (const auto& v : kVariants) {
    if (text == v.name) return v.variant;
    known.emplace_back(v.name);
  }
  const std::string near = nearest_name(text, known);
  throw UserError({.place = place,
                   .value = text,
                   .problem = "unknown variant of the Caliendo-Parro model",
                   .expected = "input-output, own-sector, no-materials or one-sector",
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

CpShares cp_shares(const Benchmark& benchmark, Variant variant, const std::string& elasticities,
                   const BySector& theta) {
  if (variant == Variant::kOneSector) {
    const Benchmark one = one_sector(benchmark, elasticities, theta);
    return cp_shares(one, one.has_input_output() ? Variant::kInputOutput : Variant::kNoMaterials,
                     elasticities);
  }
  if (variant != Variant::kNoMaterials && !benchmark.has_input_output())
    throw UserError({.place = {.file = "benchmark " + benchmark.name(), .line = {}, .column = "variant"},
                     .value = to_string(variant),
                     .problem = "the benchmark has no intermediate use",
                     .expected = "",
                     .remedy = "choose variant no-materials, or a benchmark with input-output links"});
  CpShares shares;
  shares.countries = benchmark.countries();
  shares.unit = benchmark.tables().unit;
  shares.sectors = benchmark.sectors();
  shares.theta = theta.empty() ? benchmark.elasticities(elasticities).theta : theta;
  fill_trade(benchmark, shares);
  shares.value_added_share = SectorCountry(benchmark.sector_count(), benchmark.country_count(), 1.0);
  if (variant == Variant::kInputOutput) fill_costs(benchmark, shares);
  if (variant == Variant::kOwnSector) keep_own_materials(benchmark, shares);
  fill_final_shares(benchmark, shares);
  fill_income(benchmark, shares);
  return shares;
}

TradeCube on_model_sectors(const TradeCube& cube, const Benchmark& benchmark, const CpShares& shares) {
  if (cube.empty() || shares.sector_count() == benchmark.sector_count()) return cube;
  const std::size_t N = benchmark.country_count();
  TradeCube one(1, N, N);
  const auto& flow = benchmark.tables().flow;
  for (const Country d : benchmark.countries().all())
    for (const Country o : benchmark.countries().all()) {
      double weight = 0, total = 0, plain = 0;
      for (const Sector s : benchmark.sectors().all())
        weight += flow(s, d, o), total += flow(s, d, o) * cube(s, d, o), plain += cube(s, d, o);
      one(Sector(0), d, o) =
          weight > 0 ? total / weight : plain / static_cast<double>(benchmark.sector_count());
    }
  return one;
}

}  // namespace cobden::economy
