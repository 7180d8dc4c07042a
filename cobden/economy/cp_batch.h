#pragma once
// Eight counterfactuals of one base side by side, each with trade elasticities and tariffs of its own: the
// same accelerated sweeps as cp_solver.h, with the eight innermost in every array. Base-year shares and
// input-output links do not depend on elasticities, so each is read once for the eight and stays in registers
// for them. Choose it for ensembles. A draw's answer does not depend on its neighbours, whose number or
// order.
#include <memory>
#include <span>
#include <vector>

#include "cobden/economy/cp_solver.h"

namespace cobden::economy {

inline constexpr std::size_t kCpBatch = 8;  ///< counterfactuals side by side

/// What a draw changes; nullptr = as in the engine.
struct CpDraw {
  const BySector* theta = nullptr;        ///< [model sector] trade elasticities
  const TradeCube* tariff_new = nullptr;  ///< [model sector][importer][exporter], ad valorem fraction
};

/// Per data set: what all batches share.
struct CpBatchBase {
  explicit CpBatchBase(const CpEngine& engine);
  const CpEngine& g;
  numerics::AlignedVector links;  ///< [n][k][j] G*_kj of n over the traded sectors; empty without materials
  numerics::AlignedVector wage_response;  ///< [n][m] inverse of the engine's Jacobian
};

struct CpSolvedDraw {
  CpWork work;  ///< quantities at the solution, closed sectors too
  SolverSummary summary;
};

/// Storage of one batch after another; for one thread.
class CpBatchSpace {
 public:
  explicit CpBatchSpace(const CpBatchBase& base);
  ~CpBatchSpace();
  struct Arrays;
  Arrays& arrays() { return *arrays_; }

 private:
  std::unique_ptr<Arrays> arrays_;
};

/// One to eight draws, in their order. A draw that eight-fold sweeps do not solve is solved alone, by the
/// ladder of solve_cp.
std::vector<CpSolvedDraw> solve_cp_batch(const CpBatchBase& base, std::span<const CpDraw> draws,
                                         const CpClosure& closure, CpBatchSpace& space,
                                         const SolveOptions& options = {}, const RunContext& context = {});

}  // namespace cobden::economy
