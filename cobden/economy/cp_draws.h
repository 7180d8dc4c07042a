#pragma once
// One counterfactual at many draws of trade elasticities, eight side by side (cp_batch.h). What draws share
// is made once: shares, domestic feedback, and for a few reference elasticities the Jacobian and the
// solution. Every draw starts from the solution of its nearest reference, never from another draw, so that
// its bits depend on nothing but itself. Choose it for ensembles; bilateral detail and the first-order
// formula are left out.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cobden/economy/caliendo_parro.h"

namespace cobden::economy {

/// One draw. Elasticities are the benchmark's sectors'; tariffs nullptr = those of the counterfactual.
struct CpDraw {
  BySector theta;
  const TradeCube* tariff = nullptr;
};

struct CpDrawAnswer {
  SolverSummary solver;
  Outcomes outcomes;   ///< those of cp_totals (cp_accounts.h); empty if not converged
  bool alone = false;  ///< went through the ladder of solve_cp
};

class CpDraws {
 public:
  /// `references`: elasticities near which draws are expected, at least one. `measures`: those of cp_totals
  /// that answers must hold; empty = all. UserError as make_caliendo_parro.
  CpDraws(BenchmarkPtr benchmark, const CaliendoParroSpec& spec, TradeCube tariff_new,
          std::span<const BySector> references, const SolveOptions& options,
          std::vector<std::string> measures = {});
  CpDraws(CpDraws&&) noexcept;
  ~CpDraws();

  /// Whether draws of this specification can be solved here: all but the one-sector variant, whose data
  /// depend on elasticities.
  static bool knows(const CaliendoParroSpec& spec);

  /// Answers in the order of the draws, eight at a time and in parallel; a draw's bits do not depend on the
  /// others. UserError: an elasticity that is not positive, a tariff of -100% or below.
  std::vector<CpDrawAnswer> solve(std::span<const CpDraw> draws, const RunContext& context = {}) const;
  /// The same one at a time through solve_cp, for comparison.
  CpDrawAnswer solve_alone(const CpDraw& draw, const RunContext& context = {}) const;

 private:
  struct Shared;
  std::unique_ptr<const Shared> shared_;
};

}  // namespace cobden::economy
