#pragma once
// Anderson acceleration of a fixed point x = g(x), type II: the next point is the combination of the last few
// images whose residuals combine to the smallest norm. Choose it when g is cheap, contracts only weakly or
// cycles, and no Jacobian is at hand. Anderson (1965, J. ACM 12(4)); least-squares form of Walker and Ni
// (2011, SIAM J. Numer. Anal. 49(4), eq. 2.1).
#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "cobden/core/team.h"
#include "cobden/numerics/vector_math.h"

namespace cobden::numerics {

struct AndersonOptions {
  std::size_t memory = 6;  ///< differences kept
  double ridge = 1e-12;    ///< relative Tikhonov term of the normal equations
  double restart_growth =
      4.0;  ///< forget the past when the residual norm grows by this factor over the best so far
  double largest_step = 3.0;  ///< forget the past when the proposed step exceeds this in any component
  Team* team = nullptr;       ///< does the parts of long vectors side by side
};

/// gamma = argmin | f - dF gamma |^2 + ridge, by the normal equations (Walker and Ni, 2011, eq. 2.1), from
/// `gram` = dF' dF [m][m] and `right` = dF' f [m].
std::vector<double> anderson_weights(std::span<const double> gram, std::span<const double> right,
                                     double ridge);

class AndersonMixer {
 public:
  /// `n` must be a multiple of kLanes (pad with components whose residual is zero).
  AndersonMixer(std::size_t n, const AndersonOptions& options = {});
  /// Replaces x by the next iterate, given gx = g(x). Returns the Euclidean norm of gx - x.
  double advance(std::span<double> x, std::span<const double> gx);
  void restart();

 private:
  static constexpr std::size_t kParts = 4;  ///< a step is done in as many parts, whatever the threads
  void in_parts(const std::function<void(std::size_t, std::size_t, std::size_t)>& act);
  double residual(const double* x, const double* gx);
  std::vector<double> mixing_weights() const;
  void remember(const double* gx, const double* f);
  std::size_t n_;
  AndersonOptions options_;
  std::size_t stored_ = 0, next_ = 0;
  bool has_previous_ = false;
  double best_norm_ = 0;
  AlignedVector f_, previous_f_, previous_gx_;
  std::vector<AlignedVector> df_, dg_;            // ring of differences of residuals and of images
  std::vector<double> gram_;                      // df_i . df_j
  std::vector<double> right_;                     // df_i . f
  std::vector<std::array<double, 2>> part_dots_;  // [part][i] of df_i with the newest and with f
};

}  // namespace cobden::numerics
