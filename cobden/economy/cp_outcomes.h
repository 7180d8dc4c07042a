#pragma once
// What a solved Caliendo-Parro counterfactual means: welfare (exact and first-order), prices, trade, revenue,
// output.
#include "cobden/economy/cp_accounts.h"

namespace cobden::economy {

/// All outcomes of `solution` against the engine's base. Money is in the benchmark's unit, new values in
/// units of the numeraire. First-order welfare: Caliendo and Parro (2015), eq. 16, evaluated at finite
/// changes with base weights as the paper prints it.
Outcomes cp_outcomes(const CpEngine& engine, const CpSolution& solution, const TradeCube& tariff_new,
                     const CpClosure& closure);

}  // namespace cobden::economy
