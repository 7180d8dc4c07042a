#pragma once
// Many counterfactuals of one benchmark, each with trade elasticities of its own: the solver of ensembles.
// Their answers leave out bilateral detail and the first-order formula, and equal those of one model and one
// solve each, to the tolerance. Choose it when elasticities are drawn; for one counterfactual take the model.
#include <memory>
#include <span>
#include <vector>

#include "cobden/economy/caliendo_parro.h"

namespace cobden::economy {

/// What a draw changes. nullptr = as in the benchmark.
struct ModelDraw {
  const BySector* elasticities = nullptr;  ///< [benchmark sector]
  const TradeCube* tariff_new = nullptr;   ///< [sector][importer][exporter], ad valorem fraction
};

struct DrawAnswer {
  SolverSummary solver;
  Outcomes outcomes;  ///< by economy and sector, named as in Model::solve
};

class DrawModel {
 public:
  virtual ~DrawModel() = default;
  /// One answer for each draw, in order; in parallel. An answer does not depend on the other draws.
  /// UserError: an elasticity that is not positive, a tariff of -100% or below.
  virtual std::vector<DrawAnswer> solve(std::span<const ModelDraw> draws, const SolveOptions& options = {},
                                        const RunContext& context = {}) const = 0;
};

/// Eight draws side by side (cp_batch.h). nullptr for the one-sector variant, whose data depend on
/// elasticities.
std::unique_ptr<DrawModel> make_caliendo_parro_draws(BenchmarkPtr benchmark, const CaliendoParroSpec& spec);

}  // namespace cobden::economy
