#pragma once
// Anderson acceleration (anderson.h) of eight fixed points side by side, element by element in the lanes of
// vector registers: x[i][lane]. Each lane mixes, forgets and restarts on its own and is never read by
// another, so that a lane's iterates do not depend on what stands beside it. Choose it where many small
// problems of one shape are solved and memory traffic or short loops, not arithmetic, are the cost of one
// alone.
#include <array>
#include <cstddef>
#include <vector>

#include "cobden/numerics/anderson.h"

namespace cobden::numerics {

/// Problems side by side: two vector registers of four doubles.
inline constexpr std::size_t kSideBySide = 8;
using PerLane = std::array<double, kSideBySide>;

class AndersonLanes {
 public:
  /// `n` values per lane.
  AndersonLanes(std::size_t n, const AndersonOptions& options = {});
  void restart();
  /// Replaces x by the next iterates, given gx = g(x), both [n][kSideBySide]. Lanes in `march` take gx as it
  /// is and forget their past.
  void advance(double* x, const double* gx, const std::array<bool, kSideBySide>& march);

 private:
  void mixing_weights(std::vector<double>& gamma) const;
  bool valid(std::size_t column, std::size_t lane) const;
  std::size_t n_;
  AndersonOptions options_;
  std::size_t newest_ = 0, columns_ = 0;
  bool has_previous_ = false;
  std::array<std::size_t, kSideBySide> stored_{};
  PerLane best_norm_{};
  AlignedVector f_, previous_f_, previous_gx_;
  std::vector<AlignedVector> df_, dg_;
  std::vector<double> gram_;   // [memory][memory][lane]
  std::vector<double> right_;  // [memory][lane]
};

/// max_i |a[i] - b[i]| of each lane; NaN where a difference is not finite.
PerLane largest_difference(const double* a, const double* b, std::size_t n);

}  // namespace cobden::numerics
