#pragma once
// Nash tariffs of all countries by formula, one rate for each country: Lashkaripour (2021, J. International
// Economics 131, eq. 14), who writes the best response of a country as one over a trade-weighted elasticity
// of the demand for its exports, so that an equilibrium of the war is a fixed point of N numbers and no
// welfare is ever maximised. Choose it to replicate, or for a first guess: it leaves out what a tariff does
// through third countries and through revenue, and the published form weights with shares at tariff-inclusive
// prices, which the exact optimum of two countries does not. find_nash with uniform instruments is the exact
// answer. The formula knows no input-output links.
#include <vector>

#include "cobden/strategy/search.h"

namespace cobden::strategy {

/// Whose share stands in the elasticity of demand for exports of i to j, eps (1 - lambda_ij).
enum class ShareMeasure {
  kTariffInclusive,  ///< share in spending at purchaser prices, as published
  kFactoryPrices,    ///< share net of tariffs: exact for two countries
};

struct FormulaNash {
  ByCountry rate;  ///< one tariff for each country, fraction; the base rates where it exports nothing
  economy::EquilibriumPtr equilibrium;
  SearchSummary search;  ///< first_order: largest |t - formula(t)|
};

/// The rates the formula gives at an equilibrium: t_i = 1 / sum_s eps_s sum_j X_ij,s (1 - lambda_ij,s) /
/// sum_s sum_j X_ij,s over foreign buyers j, X exports at customs value. The elasticity in the denominator is
/// not let below `least_elasticity` (1 in the published code, which caps the rate at 100%).
ByCountry nash_tariff_formula(const TradeCube& flow, const TradeCube& tariff, const BySector& theta,
                              ShareMeasure measure, double least_elasticity = 1);

/// All countries charge the formula's rate on everything from everybody. `theta` [sector]. The model must
/// have no input-output links (not checked here).
FormulaNash find_formula_nash(const economy::PolicyModel& model, const BySector& theta, ShareMeasure measure,
                              const SearchOptions& options = {}, const RunContext& context = {});

}  // namespace cobden::strategy
