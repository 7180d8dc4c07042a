#include "cobden/economy/policy_parts.h"

#include <fmt/format.h>

namespace cobden::economy {

void check_axes(const Objective& objective, const CountryAxis& countries, std::size_t sectors) {
  const auto n = objective.country.value;
  if (n < 0 || static_cast<std::size_t>(n) >= countries.size())
    throw UserError("the objective's country is not one of the model's");
  const std::size_t weights = objective.sector_weight.size();
  if (weights != 0 && weights != sectors)
    throw UserError(fmt::format("the objective of {} has {} sector weights, the model {} {}",
                                countries.code(objective.country), weights, sectors,
                                sectors == 1 ? "sector" : "sectors"));
}

void check_tariffs(const TradeCube& tariff, const CountryAxis& countries, const SectorAxis& sectors) {
  const std::size_t N = countries.size();
  if (tariff.size1() != sectors.size() || tariff.size2() != N || tariff.size3() != N)
    throw UserError("the tariffs do not have the model's sectors and countries");
  for (const Sector s : sectors.all())
    for (const Country d : countries.all()) {
      const auto row = tariff.row(s, d);
      // One pass without branches; the cell at fault is looked for only where there is one.
      bool good = row[static_cast<std::size_t>(d.value)] == 0;
      for (const double t : row) good &= t > -1 && t <= 1e300;
      if (good) continue;
      std::size_t o = 0;
      const auto self = static_cast<std::size_t>(d.value);
      while (row[o] > -1 && row[o] <= 1e300 && (o != self || row[o] == 0)) ++o;
      throw UserError({.place = {},
                       .value = fmt::format("{:g}", row[o]),
                       .problem = fmt::format("not a possible tariff (importer {}, exporter {}, sector {})",
                                              countries.code(d), countries.code(Country(o)), sectors.code(s)),
                       .expected = "a fraction above -1, and 0 on domestic sales",
                       .remedy = ""});
    }
}

void mark_base_problem(const std::string& problem, SolverSummary& summary) {
  if (problem.empty()) return;
  summary.status = SolveStatus::kNoEquilibrium;
  summary.message = problem;
}

}  // namespace cobden::economy
