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

/// A point near which draws are expected: where they start, and how wages answer trade there.
struct CpReference {
  CpState start;
  numerics::AlignedVector wage_response;  ///< [n][Np] inverse of the Jacobian d ln(A/B) / dw
};

/// What a draw changes; nullptr = as in the engine.
struct CpLane {
  const BySector* theta = nullptr;         ///< [model sector] trade elasticities
  const TradeCube* tariff_new = nullptr;   ///< [model sector][importer][exporter], ad valorem fraction
  const CpReference* reference = nullptr;  ///< nullptr = the base
};

/// Per data set: what all batches share.
struct CpBatchBase {
  explicit CpBatchBase(const CpEngine& engine);
  const CpEngine& g;
  numerics::AlignedVector links;  ///< [n][k][j] G*_kj of n over the traded sectors; empty without materials
  CpReference base;               ///< the data
};
/// The inverse of a Jacobian as a reference holds it.
numerics::AlignedVector wage_response_of(const CpEngine& engine,
                                         const Eigen::PartialPivLU<Eigen::MatrixXd>& jacobian);

struct CpSolvedLane {
  CpWork work;  ///< quantities at the solution, closed sectors too
  SolverSummary summary;
  bool alone = false;  ///< went through the ladder
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
std::vector<CpSolvedLane> solve_cp_batch(const CpBatchBase& base, std::span<const CpLane> lanes,
                                         const CpClosure& closure, CpBatchSpace& space,
                                         const SolveOptions& options = {}, const RunContext& context = {});

}  // namespace cobden::economy
