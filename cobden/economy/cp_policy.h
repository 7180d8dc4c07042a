#pragma once
// The Caliendo-Parro family as governments see it: equilibria from warm starts, the value of an objective,
// and its exact derivatives by the adjoint method (cp_adjoint.h). docs/theory/gradients.md.
#include <memory>
#include <string>

#include "cobden/economy/cp_solver.h"
#include "cobden/economy/policy_model.h"

namespace cobden::economy {

/// An equilibrium with the arrays that warm starts and adjoints need.
struct CpEquilibrium final : public Equilibrium {
  explicit CpEquilibrium(CpSolution solved) : solution(std::move(solved)) {}
  CpSolution solution;  ///< its summary is moved to the base class
};

/// The policy model of `engine`, which must outlive it. `base_problem`: why the base could not be solved,
/// empty if it could.
std::unique_ptr<PolicyModel> make_cp_policy(const CpEngine& engine, const CpClosure& closure,
                                            std::string base_problem);

}  // namespace cobden::economy
