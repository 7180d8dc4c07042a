#pragma once
// Solves one Caliendo-Parro counterfactual: Anderson-accelerated sweeps, and a ladder of sturdier methods
// when they stall.
#include "cobden/economy/cp_engine.h"

namespace cobden::economy {

struct CpSolution {
  CpRows rows;
  CpState state;
  CpWork work;  ///< quantities at `state`
  SolverSummary summary;
};

/// A solution at other tariffs (without iceberg changes) to start from.
struct CpStart {
  const CpSolution& solution;
  const TradeCube& tariff;
};

/// New tariffs and iceberg costs on the model's sectors (either may be empty). Starts from `start` (only with
/// `cost_hat` empty), and from the base where that fails or there is none.
CpSolution solve_cp(const CpEngine& engine, const TradeCube& tariff_new, const TradeCube& cost_hat,
                    const CpClosure& closure, const SolveOptions& options = {},
                    const RunContext& context = {}, const CpStart* start = nullptr);

/// The solved economy as a new base: its shares, expenditure, value added and deficits.
CpShares rebase(const CpEngine& engine, const CpSolution& solution, const TradeCube& tariff_new);

/// Shares pi' at the solution, [s][d][o].
TradeCube solved_shares(const CpEngine& engine, const CpSolution& solution);

}  // namespace cobden::economy
