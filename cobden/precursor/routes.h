#pragma once
// How supply divides over routes once a control makes some of them dear: constant elasticity of substitution
// where routes differ in kind, logit with capacities where what holds them is room. Both answer at the level
// of countries; both are for judging how much of a control is undone by shifting, not for choosing a route.
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace cobden::precursor {

/// Index of landed cost over its level before, with share `covered` of cost on routes where `denial` a holds:
/// C = [theta (1-a)^(sigma-1) + 1 - theta]^(1/(1-sigma)). At sigma = 1 its limit (1-a)^(-theta), at infinite
/// sigma 1 (theta < 1); infinite where everything is denied and nothing can replace it. UserError for shares
/// outside [0, 1] or a negative sigma.
double ces_landed_cost(double covered, double denial, double sigma);

/// Share of the covered routes after the control, theta c^(1-sigma) / [theta c^(1-sigma) + 1 - theta] with
/// c = 1/(1-a) (shares of cost). UserError as above.
double ces_covered_share(double covered, double denial, double sigma);

struct LogitRoutes {
  std::vector<double> flow;          ///< f_r, in the unit of the total
  std::vector<double> shadow_price;  ///< of each capacity, in the unit of cost; 0 where it does not bind
};

/// Minimises sum c_r f_r + mu sum f_r ln f_r with sum f = total and f_r <= K_r: entropy-smoothed choice, as
/// in stochastic assignment (Erlander and Stewart 1990). Exact: routes reach their capacity in the order of
/// K_r exp(c_r/mu), so the binding set is found by one pass. `capacity` may be empty (none) and hold
/// infinities. UserError for mu or total not above zero, a negative capacity, or a total above all
/// capacities.
LogitRoutes logit_routes(std::span<const double> cost, double mu, double total,
                         std::span<const double> capacity = {});

}  // namespace cobden::precursor
