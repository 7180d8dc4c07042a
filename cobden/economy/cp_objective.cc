#include "cobden/economy/cp_objective.h"

#include <algorithm>
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

/// sum_s lambda_s v_s / sum_s v_s: the weight that a unit of the country's income has.
double mean_weight(const CpEngine& g, const Objective& objective, const BySector& value_added) {
  double weighted = 0, total = 0;
  for (const Sector s : indices<Sector>(g.S))
    weighted += objective.sector_weight[s] * value_added[s], total += value_added[s];
  return weighted / total;
}

/// Income moves between sectors with their sales: dG / dQ_j = gv_j (lambda_j - mean) / V * I / P.
void add_sales_seeds(const CpEngine& g, const WeightedObjective& term, const BySector& value_added,
                     double mean, double real_income, CpSeeds& seeds) {
  if (seeds.sales.empty()) seeds.sales.assign(g.S * g.Np, 0.0);
  const Country n = term.objective.country;
  double total = 0;
  for (const double v : value_added.flat()) total += v;
  for (const Sector s : indices<Sector>(g.S))
    seeds.sales[g.at(static_cast<std::size_t>(s.value), static_cast<std::size_t>(n.value))] +=
        term.weight * g.shares.value_added_share(s, n) * (term.objective.sector_weight[s] - mean) / total *
        real_income;
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
  const double mean = objective.sector_weight.empty()
                          ? 1.0
                          : mean_weight(g, objective, cp_sector_value_added(g, solution, objective.country));
  return mean * now.income / now.price + objective.revenue_weight * now.revenue / now.price -
         objective.price_weight * now.base_income * (now.price / now.numeraire_price - 1);
}

CpSeeds::CpSeeds(const CpEngine& g) : price(g.Np), income(g.Np), revenue(g.Np), wage(g.Np) {}

double CpSeeds::make_of_order_one(const CpEngine& g) {
  double largest = 0;
  for (std::size_t n = 0; n < g.N; ++n) {
    const double income_unit = std::max(g.income[n], 1e-300);
    largest = std::max({largest, std::abs(income[n]), std::abs(revenue[n]), std::abs(price[n]) / income_unit,
                        std::abs(wage[n]) / income_unit});
  }
  for (const double v : sales) largest = std::max(largest, std::abs(v));
  if (!(largest > 0)) return 1;
  for (auto* seeds : {&price, &income, &revenue, &wage, &sales})
    for (double& v : *seeds) v /= largest;
  return largest;
}

void add_seeds(const CpEngine& g, const CpClosure& closure, const CpSolution& solution,
               const WeightedObjective& term, CpSeeds& seeds) {
  const Objective& o = term.objective;
  const auto n = static_cast<std::size_t>(o.country.value);
  const CpAccount now = cp_account(g, closure, solution, o.country);
  const double real_income = now.income / now.price, real_revenue = now.revenue / now.price,
               price_loss = o.price_weight * now.base_income * now.price / now.numeraire_price;
  double mean = 1;
  if (!o.sector_weight.empty()) {
    const BySector value_added = cp_sector_value_added(g, solution, o.country);
    mean = mean_weight(g, o, value_added);
    add_sales_seeds(g, term, value_added, mean, real_income, seeds);
  }
  seeds.income[n] += term.weight * mean / now.price;
  seeds.revenue[n] += term.weight * o.revenue_weight / now.price;
  seeds.price[n] -= term.weight * (mean * real_income + o.revenue_weight * real_revenue + price_loss);
  if (closure.numeraire == Numeraire::Kind::kWorldValueAdded) return;
  auto& unit = closure.numeraire == Numeraire::Kind::kWage ? seeds.wage : seeds.price;
  unit[static_cast<std::size_t>(closure.numeraire_country)] += term.weight * price_loss;
}

}  // namespace cobden::economy
