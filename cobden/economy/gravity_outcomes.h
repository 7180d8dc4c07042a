#pragma once
// Outcomes of a solved gravity model, in Cobden's common measures and in the conventions of ge_gravity
// (Baier, Yotov and Zylkin 2019) and gegravity (Herman 2021, USITC working paper), so that users of either
// find the column they know.
#include "cobden/economy/gravity.h"
#include "cobden/economy/gravity_equilibrium.h"

namespace cobden::economy {

/// Base and new state of every country and flow. All money in the unit of the benchmark.
struct GravityState {
  ByCountry output_base, spending_base, output_new, spending_new;
  ByCountry price;        ///< factory-gate price = nominal wage, new over base
  ByCountry price_index;  ///< inward multilateral resistance, new over base
  ByCountry outward;      ///< outward multilateral resistance (with world shares of spending), new over base
  BilateralMatrix flow_base, flow_new;
  double world_factor = 1;  ///< mu of multiplicative deficits
  bool multiplicative = false;
};

/// The state that `solution` of `problem` means for `effects`; `flow_base` is [importer][exporter].
/// First-order effects follow gegravity: resistances at fixed incomes, prices 1 / outward, incomes and flows
/// moved by these prices once, so that their flows do not clear markets (Yotov et al. 2016, An Advanced
/// Guide, ch. 2, step III.b (i)).
GravityState gravity_state(const GravityProblem& problem, const GravitySolution& solution,
                           GravitySpec::Effects effects, GravitySpec::Deficits deficits,
                           const BilateralMatrix& flow_base);

Outcomes gravity_outcomes(const GravityState& state, const std::string& unit);

}  // namespace cobden::economy
