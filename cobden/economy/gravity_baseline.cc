#include "cobden/economy/gravity_baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace cobden::economy {
namespace {

void check_margins(const ByCountry& output, const ByCountry& spending,
                   const std::vector<std::string>& names) {
  double y = 0, e = 0;
  for (const Country i : indices<Country>(output.size())) {
    if (!(output[i] > 0) || !(spending[i] > 0) || !std::isfinite(output[i]) || !std::isfinite(spending[i]))
      throw UserError("gravity fit: output or spending of " + names[static_cast<std::size_t>(i.value)] +
                      " is not positive");
    y += output[i], e += spending[i];
  }
  if (std::abs(y - e) > 1e-9 * std::max(y, e))
    throw UserError(fmt::format("gravity fit: world output {:.10g} and world spending {:.10g} differ", y, e),
                    "scale one of them first");
}

}  // namespace

GravityFit fit_gravity_flows(const BilateralMatrix& cost_power, const ByCountry& output,
                             const ByCountry& spending, Country reference,
                             const std::vector<std::string>& names, const SolveOptions& options) {
  check_margins(output, spending, names);
  const std::size_t n = output.size();
  GravityProblem p{.log_weight = BilateralMatrix(n, n),
                   .base_log_weight = {},
                   .output = output,
                   .spending = spending,
                   .deficit = ByCountry(n),
                   .theta = 1,
                   .income = GravityProblem::Income::kFixed,
                   .numeraire = Numeraire::Kind::kWage,
                   .numeraire_country = reference,
                   .names = names};
  // Frictionless gravity is the start, so that prices of one are near the answer whatever the level of the
  // costs.
  for (const Country j : indices<Country>(n)) {
    p.deficit[j] = spending[j] - output[j];
    for (const Country i : indices<Country>(n))
      p.log_weight(j, i) = std::log(cost_power(j, i)) + std::log(output[i]);
  }
  const GravitySolution s = solve_gravity(p, options);
  GravityFit fit{BilateralMatrix(n, n), ByCountry(n), ByCountry(n), s.solver};
  for (const Country j : indices<Country>(n))
    for (const Country i : indices<Country>(n)) fit.flow(j, i) = s.share(j, i) * spending[j];
  const auto importer = [&](Country j) { return spending[j] * std::exp(s.log_price_index[j]); };
  for (const Country i : indices<Country>(n)) {
    fit.importer_effect[i] = importer(i) / importer(reference);
    fit.exporter_effect[i] = output[i] * std::exp(-s.log_price[i]) * importer(reference);
  }
  return fit;
}

BenchmarkPtr one_sector_benchmark(const std::string& name, int year, const std::string& unit,
                                  const CountryAxis& countries, const BilateralMatrix& flow) {
  const std::size_t n = countries.size();
  data::BenchmarkTables t;
  t.name = name;
  t.year = year;
  t.unit = unit;
  t.countries = countries;
  t.sectors = SectorAxis({"all"});
  t.flow = TradeCube(1, n, n);
  t.tariff = TradeCube(1, n, n);
  t.final_use = SectorCountry(1, n);
  t.value_added = SectorCountry(1, n);
  const Sector all(0);
  for (const Country j : countries.all())
    for (const Country i : countries.all()) {
      t.flow(all, j, i) = flow(j, i);
      t.final_use(all, j) += flow(j, i);
      t.value_added(all, i) += flow(j, i);
    }
  return std::make_shared<const data::Benchmark>(std::move(t));
}

}  // namespace cobden::economy
