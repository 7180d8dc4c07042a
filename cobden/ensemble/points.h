#pragma once
// Where an ensemble is evaluated. Draw i of a seed is the same point whatever else is drawn, and for Sobol
// indices every draw has, besides its point A and an independent point B, one point for each input: A with
// that input's numbers from B (Saltelli et al. 2010, Comput. Phys. Commun. 181, section 3, "radial" blocks).
#include <optional>
#include <vector>

#include "cobden/core/random.h"
#include "cobden/ensemble/plan.h"
#include "cobden/numerics/sobol.h"

namespace cobden::ensemble {

/// The points of an ensemble; evaluations are numbered draw by draw.
class Points {
 public:
  Points(const Plan& plan);

  /// Evaluations of one draw: 1, or inputs + 2 with indices.
  std::size_t per_draw() const { return per_draw_; }
  /// Uniforms of an evaluation: of A, of B, or of A with one input from B.
  std::vector<double> uniforms(std::size_t evaluation) const;

 private:
  double at(std::size_t draw, std::size_t dimension, bool second) const;
  const Plan& plan_;
  std::size_t per_draw_ = 1;
  std::optional<numerics::SobolPoints> sobol_;  ///< dimensions of A, then of B
  std::vector<RandomStream> first_, second_;    ///< by input, named after it
  std::vector<std::size_t> input_of_;           ///< [dimension]
};

}  // namespace cobden::ensemble
