#pragma once
// One counterfactual at many draws of trade elasticities, in batches of eight (cp_lanes.h). What draws share
// is made once: shares, domestic feedback, and for a few reference elasticities the Jacobian and the
// solution. Every draw starts from the solution of its nearest reference, never from another draw, so that
// its bits depend on nothing but itself. A draw that the batch cannot solve goes through the whole ladder of
// cp_solver.h alone.
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "cobden/economy/cp_lanes.h"
#include "cobden/economy/cp_solver.h"

namespace cobden::economy {

/// One draw. Elasticities are the benchmark's sectors'; tariffs nullptr = those of the counterfactual.
struct CpDraw {
  BySector theta;
  const TradeCube* tariff = nullptr;
};

struct CpDrawAnswer {
  SolverSummary solver;
  Outcomes outcomes;   ///< those of cp_totals.h; empty if not converged
  bool alone = false;  ///< went through the ladder
};

class CpDraws {
 public:
  /// `references`: elasticities near which draws are expected, at least one. `measures` of cp_totals.h that
  /// answers hold; empty = all. UserError as make_caliendo_parro.
  CpDraws(BenchmarkPtr benchmark, const CaliendoParroSpec& spec, TradeCube tariff_new,
          std::span<const BySector> references, const SolveOptions& options,
          std::vector<std::string> measures = {});
  ~CpDraws();

  /// Whether draws of this specification can be solved here: full sectors, and a closure that lanes know.
  static bool knows(const CaliendoParroSpec& spec);

  /// Answers in the order of the draws, eight at a time; a draw's bits do not depend on the others.
  std::vector<CpDrawAnswer> solve(std::span<const CpDraw> draws, const RunContext& context = {}) const;
  /// The same one at a time through solve_cp, for comparison.
  CpDrawAnswer solve_alone(const CpDraw& draw, const RunContext& context = {}) const;

 private:
  struct Reference;
  struct Batch;
  struct Workspace;
  class Lent;
  std::size_t nearest(const BySector& theta) const;
  void solve_batch(std::span<const CpDraw> draws, CpDrawAnswer* answers, const RunContext& context) const;
  CpDrawAnswer answer_of(const CpWork& base, const CpWork& now, int iterations, double residual) const;

  CpClosure closure_;
  SolveOptions options_;
  std::unique_ptr<const CpEngine> engine_;
  std::unique_ptr<const CpLaneLinks> links_;
  std::unique_ptr<const CpWork>
      base_;  ///< at the data, where they are an equilibrium; else it is solved by draw
  TradeCube tariff_;
  std::vector<Reference> references_;
  std::vector<std::string> measures_;
  mutable std::mutex spare_guard_;                         ///< of `spare_`
  mutable std::vector<std::unique_ptr<Workspace>> spare_;  ///< scratch of batches that are done
};

}  // namespace cobden::economy
