#pragma once
// The equations of one-sector gravity in changes and their damped Newton solution.
// Unknown: u = log factory-gate price changes (all countries) and m, bordered by one numeraire row. Trade
// balance is written as ln(exports + deficit) - ln(imports) with domestic sales kept apart, so that near
// autarky the small trade flows and not the large domestic ones decide. The same system with incomes held
// fixed is the biproportional problem of conditional effects and of fitting a gravity baseline to margins:
// there exp(-theta u) is the exporter's scaling.
//
// Legend: i, k exporters, j importers; s[j,k] expenditure shares; E spending; Y base output; D deficit; theta
// elasticity.
//   ln Phi_j = ln sum_k w[j,k] exp(-theta u_k),  w = pi cost_hat^-theta,  P_j = Phi_j^(-1/theta)
//   A_i = sum_{j != i} s[j,i] E_j,   M_i = E_i sum_{k != i} s[i,k],   F_i = ln(A_i + D_i^+) - ln(M_i + D_i^-)
//   - m
// Eaton and Kortum (2002, eqs 7, 10, 20-21); in changes Dekle, Eaton and Kortum (2008); multiplicative
// deficits: E = phi w Y and D = w Y (phi - exp(-m)), so exp(m) is the common factor that makes world spending
// equal world output.
#include <string>
#include <vector>

#include "cobden/economy/model.h"

namespace cobden::economy {

using BilateralMatrix = Array2<Country, Country>;  ///< [importer][exporter]

struct GravityProblem {
  enum class Income {
    kFixed,           ///< output and spending stay at the base
    kAdditive,        ///< spending = w Y + D
    kMultiplicative,  ///< spending = (E / Y) w Y
  };
  BilateralMatrix log_weight;       ///< ln(pi cost_hat^-theta); -infinity where nothing can be bought
  BilateralMatrix base_log_weight;  ///< ln(pi), where continuation starts; empty = no continuation
  ByCountry output, spending;       ///< base Y and E [money]
  ByCountry deficit;                ///< base E - Y [money], summing to zero
  double theta = 0;
  Income income = Income::kAdditive;
  Numeraire::Kind numeraire = Numeraire::Kind::kWorldValueAdded;
  Country numeraire_country;
  std::vector<std::string> names;  ///< country codes, for messages
};

struct GravitySolution {
  ByCountry log_price;          ///< u, factory-gate prices new over base
  ByCountry log_price_index;    ///< ln P new over base; 0 for a country that buys nothing
  double log_world_factor = 0;  ///< m with multiplicative income, else 0
  BilateralMatrix share;        ///< s
  SolverSummary solver;  ///< residual: largest |F|, i.e. trade imbalance relative to the country's own trade
};

/// Shares, spending and trade at a trial point.
struct GravityPoint {
  BilateralMatrix share;
  ByCountry log_price_index, income, spending, deficit, exports, imports;
};
/// m enters only with multiplicative income. [money of the problem]
GravityPoint evaluate_gravity(const GravityProblem& problem, const ByCountry& log_price, double m);

/// Damped Newton from prices of one, by continuation in the costs if that stalls. kNoEquilibrium only where
/// shown: an importer left without any supplier, trade that can flow only one way, or a group of countries
/// cut off with a deficit.
GravitySolution solve_gravity(const GravityProblem& problem, const SolveOptions& options,
                              const RunContext& context = {});

}  // namespace cobden::economy
