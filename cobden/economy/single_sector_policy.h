#pragma once
// The single-sector family as governments see it: equilibria from warm starts, the value of an objective, and
// its exact derivatives by the adjoint method (single_sector_adjoint.h). docs/theory/single-sector.md.
#include <memory>
#include <string>

#include "cobden/economy/policy_model.h"
#include "cobden/economy/single_sector_outcomes.h"

namespace cobden::economy {

/// The policy model of `map`, which must outlive it as must `benchmark`. `reference`: the levels that values
/// are counted against. `base_problem`: why the base could not be solved, empty if it could.
std::unique_ptr<PolicyModel> make_single_sector_policy(const SingleSectorMap& map,
                                                       const data::Benchmark& benchmark,
                                                       const SingleSectorLevels& reference,
                                                       std::string base_problem);

}  // namespace cobden::economy
