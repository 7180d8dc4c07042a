#pragma once
// From supply to price and purity. The cost of the precursor is a tiny share of the street price, so what
// moves the market is quantity; pass-through of cost is here to show how little it explains.
namespace cobden::precursor {

/// Price over its level before when supply is S of normal and demand has elasticity -epsilon: S^(-1/epsilon).
/// UserError for S < 0 or epsilon not above zero; infinite at S = 0.
double price_factor(double supply, double demand_elasticity);
/// Purity over its level before, S^phi. UserError for a negative argument.
double purity_factor(double supply, double purity_exponent);

struct MarketEquilibrium {
  double price = 1, quantity = 1;  ///< over their levels before
};
/// Demand Q = P^demand (a negative elasticity), supply Q = k P^supply with the supply curve scaled by k:
/// P = k^(1/(demand - supply)), Q = P^demand. UserError unless demand < supply and k > 0.
MarketEquilibrium iso_elastic_market(double demand_elasticity, double supply_elasticity, double supply_scale);

/// Retail price after the wholesale price moves, [same unit]: additive keeps the margin, multiplicative the
/// ratio (Caulkins 1994 names the two models). UserError for prices not above zero.
double additive_pass_through(double wholesale, double retail, double wholesale_new);
double multiplicative_pass_through(double wholesale, double retail, double wholesale_new);

}  // namespace cobden::precursor
