#pragma once
// Anderson acceleration of eight fixed points x = g(x) of one shape side by side, the eight innermost in
// every array. Each has its own weights, restarts and end, so that its iterates do not depend on its
// neighbours. The method is that of anderson.h.
#include <array>

#include "cobden/numerics/anderson.h"
#include "cobden/numerics/simd_eight.h"

namespace cobden::numerics {

class AndersonEight {
 public:
  /// x: [n][8].
  AndersonEight(std::size_t n, const AndersonOptions& options = {});
  using Flags = std::array<bool, kEight>;
  /// Replaces x by the next iterates, given gx = g(x); by gx for the systems in `plain`, which forget their
  /// past.
  void advance(double* x, const double* gx, const Flags& plain);
  /// Forgets everything, for other fixed points of the same shape.
  void restart();

 private:
  void remember(const double* x, const double* gx);
  /// [column of the ring] what each difference is multiplied by before it is added, of one system.
  std::vector<double> weights_of(std::size_t system) const;
  std::size_t n_;
  AndersonOptions options_;
  std::size_t columns_ = 0, next_ = 0;  // of the ring
  std::array<int, kEight> stored_;      // differences of a system that count; -1 = no point yet
  std::array<double, kEight> best_norm_{}, norm_{};
  AlignedVector f_, previous_gx_;       // [n][8]
  std::vector<AlignedVector> df_, dg_;  // ring of [n][8]
  AlignedVector gram_, right_;          // [m][m][8], [m][8]
};

}  // namespace cobden::numerics
