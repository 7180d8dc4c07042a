#include "cobden/precursor/market.h"

#include <fmt/format.h>

#include <cmath>

#include "cobden/core/error.h"
#include "cobden/precursor/checks.h"

namespace cobden::precursor {
namespace {

void check_prices(double wholesale, double retail, double wholesale_new) {
  require_positive("wholesale", wholesale);
  require_positive("retail", retail);
  require_positive("wholesale_new", wholesale_new);
}

}  // namespace

double price_factor(double supply, double demand_elasticity) {
  require_not_negative("supply", supply);
  require_positive("demand_elasticity", demand_elasticity);
  return std::pow(supply, -1 / demand_elasticity);
}

double purity_factor(double supply, double purity_exponent) {
  require_not_negative("supply", supply);
  require_not_negative("purity_exponent", purity_exponent);
  return std::pow(supply, purity_exponent);
}

MarketEquilibrium iso_elastic_market(double demand, double supply, double scale) {
  require_positive("supply_scale", scale);
  if (!(demand < supply))
    throw UserError(
        fmt::format("demand of elasticity {:g} and supply of {:g} have no stable crossing", demand, supply),
        "demand must fall faster in the price than supply");
  const double price = std::pow(scale, 1 / (demand - supply));
  return {price, std::pow(price, demand)};
}

double additive_pass_through(double wholesale, double retail, double wholesale_new) {
  check_prices(wholesale, retail, wholesale_new);
  return retail + wholesale_new - wholesale;
}

double multiplicative_pass_through(double wholesale, double retail, double wholesale_new) {
  check_prices(wholesale, retail, wholesale_new);
  return retail * wholesale_new / wholesale;
}

}  // namespace cobden::precursor
