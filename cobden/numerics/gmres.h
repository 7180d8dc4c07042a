#pragma once
// GMRES for a linear fixed point x = M x + b whose map is only known by its action: the generalized minimal
// residual method on (I - M) x = b. Choose it over Anderson acceleration when the map is affine: the residual
// is the smallest over all combinations of the iterates, and it cannot cycle. Saad and Schultz (1986, SIAM J.
// Sci. Stat. Comput. 7(3)); orthogonalisation by classical Gram-Schmidt, once, repeated where it cancels.
#include <array>
#include <functional>
#include <span>
#include <vector>

#include "cobden/numerics/vector_math.h"

namespace cobden::numerics {

struct GmresOptions {
  int max_iterations = 60;   ///< applications of the map, also the dimension of the Krylov space
  double tolerance = 1e-10;  ///< Euclidean norm of b - (I - M) x accepted
};

struct GmresSummary {
  int iterations = 0;
  double residual = 0;  ///< Euclidean norm, as the recursion knows it
  bool converged = false;
};

/// Adds to x the minimiser over the Krylov space of `residual` = b - (I - M) x. `map` writes M v to its
/// second argument. Sizes must be multiples of kLanes (pad with zeros).
GmresSummary gmres(std::span<double> x, std::span<const double> residual,
                   const std::function<void(const double* v, double* image)>& map,
                   const GmresOptions& options = {});

/// Four systems with one map, solved side by side: element i of system l stands at 4 i + l. `map` takes four
/// vectors at once. Every system has its own Krylov space; one that has converged rests at zero while the
/// others go on. The maps' cost is shared, the iterations are not fewer.
std::array<GmresSummary, 4> gmres_lanes(std::span<double> x, std::span<const double> residual,
                                        const std::function<void(const double* v, double* image)>& map,
                                        const GmresOptions& options = {});

}  // namespace cobden::numerics
