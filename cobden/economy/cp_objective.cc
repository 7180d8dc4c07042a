#include "cobden/economy/cp_objective.h"

#include <cmath>

namespace cobden::economy {
namespace {

double consumer_price(const CpEngine& g, const CpSolution& solution, std::size_t n) {
  double log_price = 0;
  for (std::size_t s = 0; s < g.S; ++s)
    log_price += g.shares.final_share(Sector(s), Country(n)) * solution.work.p[g.at(s, n)];
  return std::exp(log_price);
}

double numeraire_price(const CpEngine& g, const CpClosure& closure, const CpSolution& solution) {
  const auto n = static_cast<std::size_t>(closure.numeraire_country);
  switch (closure.numeraire) {
    case Numeraire::Kind::kWorldValueAdded:
      return 1;
    case Numeraire::Kind::kWage:
      return solution.work.ew[n];
    case Numeraire::Kind::kPriceIndex:
      return consumer_price(g, solution, n);
  }
  return 1;
}

}  // namespace

CpAccount cp_account(const CpEngine& g, const CpClosure& closure, const CpSolution& solution,
                     Country country) {
  const auto n = static_cast<std::size_t>(country.value);
  const CpWork& work = solution.work;
  return {.income = work.ew[n] * g.VA[n] + work.revenue[n] + work.D[n],
          .revenue = work.revenue[n],
          .price = consumer_price(g, solution, n),
          .numeraire_price = numeraire_price(g, closure, solution),
          .base_income = g.income[n]};
}

BySector cp_sector_value_added(const CpEngine& g, const CpSolution& solution, Country country) {
  BySector value_added(g.S);
  for (const Sector s : indices<Sector>(g.S)) {
    const std::size_t a = g.at(static_cast<std::size_t>(s.value), static_cast<std::size_t>(country.value));
    value_added[s] = g.shares.value_added_share(s, country) *
                     (solution.work.s[a] * solution.work.X[a] + solution.work.Y[a]);
  }
  return value_added;
}

double cp_value(const CpEngine& g, const CpClosure& closure, const CpSolution& solution,
                const Objective& objective) {
  const CpAccount now = cp_account(g, closure, solution, objective.country);
  double mean_weight = 1;
  if (!objective.sector_weight.empty()) {
    const BySector value_added = cp_sector_value_added(g, solution, objective.country);
    double weighted = 0, total = 0;
    for (const Sector s : indices<Sector>(g.S))
      weighted += objective.sector_weight[s] * value_added[s], total += value_added[s];
    mean_weight = weighted / total;
  }
  return mean_weight * now.income / now.price + objective.revenue_weight * now.revenue / now.price -
         objective.price_weight * now.base_income * (now.price / now.numeraire_price - 1);
}

}  // namespace cobden::economy
