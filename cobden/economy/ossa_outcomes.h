#pragma once
// What a solved counterfactual of the model of Ossa (2014) means: exact welfare, wages, profits, trade and
// revenue, the income earned in each industry, what governments that weigh industries make of it, and the
// paper's split of welfare into terms of trade, profit shifting and trade volumes (its eq. 14).
#include "cobden/economy/ossa_policy.h"

namespace cobden::economy {

/// All outcomes of `at` against the system's base, money in the benchmark's unit (new values in units of the
/// numeraire). `weights` [sector][country] adds "government_objective"; empty leaves it out.
Outcomes ossa_outcomes(const OssaSystem& system, const OssaEquilibrium& at, const TradeCube& flow,
                       const TradeCube& tariff, const SectorCountry& weights);

}  // namespace cobden::economy
