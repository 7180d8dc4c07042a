#pragma once
// Steps that the model of one counterfactual and that of many draws share.
#include "cobden/economy/cp_solver.h"

namespace cobden::economy {

/// UserError: a cube of another shape, a tariff of -100% or below, an iceberg change that is not positive.
void check_counterfactual(const Counterfactual& counterfactual, const data::Benchmark& benchmark);
/// The closure and numeraire of a specification. UserError: a numeraire country the benchmark does not have.
CpClosure cp_closure(const data::Benchmark& benchmark, const CaliendoParroSpec& spec);
/// The data themselves, swept once; closed sectors as in the data.
CpSolution swept_base(const CpEngine& engine, const CpClosure& closure);
/// Whether the data are an equilibrium of the variant: labour markets clear at base wages.
bool clears(const CpEngine& engine, const CpWork& base);

}  // namespace cobden::economy
