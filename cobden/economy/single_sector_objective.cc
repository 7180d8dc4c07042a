#include "cobden/economy/single_sector_objective.h"

#include <cmath>

namespace cobden::economy {
namespace {

bool relieves_tax(const SingleSectorMap& map) {
  return map.spec().rebate == SingleSectorSpec::Rebate::kIncomeTaxRelief;
}

double labour_part(const SingleSectorMap& map) {
  const double kappa = map.spec().labour_elasticity;
  return kappa / (1 + kappa);
}

double factual_spending(const SingleSectorBase& b, std::size_t i) {
  return b.income[i] + b.factual_transfer[i] + b.revenue[i];
}

double income_weight(const Objective& o) { return o.sector_weight.empty() ? 1 : o.sector_weight[Sector(0)]; }

/// Derivatives of the welfare hat, times `money`.
void add_welfare_seeds(const SingleSectorMap& map, const SingleSectorPoint& point, std::size_t n,
                       double money, SingleSectorSeeds& seeds) {
  const auto& b = map.base();
  const SingleSectorAccount a = single_sector_account(map, point, n);
  const double factual = factual_spending(b, n), hat = a.income / b.income[n];
  const double real = money / a.price, of_spending = real * a.delta / factual;  // of a unit of F
  const double earned = of_spending * a.income + real * (1 - a.delta) * hat;    // of log y
  seeds.wage[n] += earned;
  seeds.labour[n] += earned;
  seeds.spending[n] += of_spending * a.revenue;
  seeds.gross[n] += of_spending * a.spending;
  seeds.net[n] -= of_spending * a.spending;
  seeds.growth += of_spending * b.transfer[n] * point.world_growth;
  seeds.price[n] -= money * a.welfare;
  if (!relieves_tax(map)) return;
  // Through the weight: d delta / d u = delta^2 kappa/(1+kappa) Y / F_0, and u falls with revenue over y.
  const double untaxed = real * (a.final_spending / factual - hat) * a.delta * a.delta * labour_part(map) *
                         b.income[n] / factual;
  seeds.spending[n] -= untaxed * a.revenue / a.income;
  seeds.wage[n] += untaxed * a.revenue / a.income;
  seeds.labour[n] += untaxed * a.revenue / a.income;
  seeds.gross[n] -= untaxed * a.spending / a.income;
  seeds.net[n] += untaxed * a.spending / a.income;
}

/// Of the price index in units of the numeraire, which moves with all countries' prices or wages.
void add_price_seeds(const SingleSectorMap& map, const SingleSectorPoint& point, std::size_t n, double money,
                     SingleSectorSeeds& seeds) {
  const auto& b = map.base();
  const auto& weight = map.has_inputs() ? b.income : b.spending;
  const auto& level = map.has_inputs() ? point.log_wage : point.log_price;
  auto& numeraire = map.has_inputs() ? seeds.wage : seeds.price;
  double total = 0;
  for (std::size_t i = 0; i < b.countries; ++i) total += weight[i] * std::exp(level[i]);
  for (std::size_t i = 0; i < b.countries; ++i)
    numeraire[i] -= money * weight[i] * std::exp(level[i]) / total;
  seeds.price[n] += money;
}

}  // namespace

SingleSectorAccount single_sector_account(const SingleSectorMap& map, const SingleSectorPoint& p,
                                          std::size_t i) {
  const auto& b = map.base();
  SingleSectorAccount a;
  const double over = p.gross_sum[i] / p.net_sum[i];
  a.income = p.labour_income[i];
  a.spending = p.net_spending[i] * over;
  a.revenue = p.net_spending[i] * (over - 1);
  a.final_spending = a.income + a.revenue + b.transfer[i] * p.world_growth;
  a.price = std::exp(p.log_price[i]);
  a.labour = std::exp(p.log_labour[i]);
  const double factual = factual_spending(b, i);
  if (relieves_tax(map)) a.untaxed = 1 - (a.revenue / a.income - b.revenue[i] / b.income[i]);
  a.delta = factual / (factual - labour_part(map) * a.untaxed * b.income[i]);
  a.welfare = (a.delta * a.final_spending / factual + (1 - a.delta) * a.income / b.income[i]) / a.price;
  return a;
}

SingleSectorReference single_sector_reference(const SingleSectorLevels& base) {
  return {base.final_spending, base.welfare, base.price_hat, base.labour_hat};
}

double single_sector_value(const SingleSectorMap& map, const SingleSectorReference& r,
                           const SingleSectorPoint& point, const Objective& o) {
  const auto n = static_cast<std::size_t>(o.country.value);
  const SingleSectorAccount a = single_sector_account(map, point, n);
  return income_weight(o) * r.income[n] * a.welfare / r.welfare[n] +
         o.revenue_weight * a.revenue * r.price[n] / a.price -
         o.price_weight * r.income[n] * (a.price / r.price[n] - 1) +
         o.employment_weight * r.income[n] * (a.labour / r.labour[n] - 1);
}

void add_seeds(const SingleSectorMap& map, const SingleSectorReference& r, const SingleSectorPoint& point,
               const WeightedObjective& term, SingleSectorSeeds& seeds) {
  const Objective& o = term.objective;
  const auto n = static_cast<std::size_t>(o.country.value);
  const SingleSectorAccount a = single_sector_account(map, point, n);
  const double lambda = income_weight(o);
  if (lambda != 0) add_welfare_seeds(map, point, n, term.weight * lambda * r.income[n] / r.welfare[n], seeds);
  const double real = term.weight * o.revenue_weight * r.price[n] / a.price;
  seeds.spending[n] += real * a.revenue;
  seeds.gross[n] += real * a.spending;
  seeds.net[n] -= real * a.spending;
  seeds.price[n] -= real * a.revenue;
  if (o.price_weight != 0)
    add_price_seeds(map, point, n, -term.weight * o.price_weight * r.income[n] * a.price / r.price[n], seeds);
  seeds.labour[n] += term.weight * o.employment_weight * r.income[n] * a.labour / r.labour[n];
  seeds.unit += std::abs(term.weight) * (std::abs(lambda) + std::abs(o.revenue_weight) +
                                         std::abs(o.price_weight) + std::abs(o.employment_weight));
}

}  // namespace cobden::economy
