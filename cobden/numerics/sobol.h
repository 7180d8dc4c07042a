#pragma once
// Sobol' points (1967) with the direction numbers of Joe and Kuo (2008, SIAM J. Sci. Comput. 30(5)), as Boost
// ships them, and Owen's nested uniform scrambling (1998, J. Complexity 14(4)): each point is uniform, any block
// of 2^m points from a multiple of 2^m on keeps its equidistribution, and different seeds give independent
// replicates. Choose them over independent draws where the outcome is smooth in its inputs: the error of a
// mean then falls nearly as 1/N instead of 1/sqrt(N). A coordinate is a pure function of (seed, point,
// dimension), so that points can be made in any order on any number of threads.
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cobden/core/random.h"

namespace cobden::numerics {

/// Dimensions with direction numbers.
inline constexpr std::size_t kMostSobolDimensions = 3667;

class SobolPoints {
 public:
  /// UserError for more than kMostSobolDimensions. `seed` and `name` choose the scrambling.
  SobolPoints(std::size_t dimensions, std::uint64_t seed, std::string_view name);

  std::size_t dimensions() const { return directions_.size(); }
  /// The plain point: 32 bits after the binary point, Gray code order, point 0 at the origin.
  std::uint32_t plain_bits(std::uint64_t point, std::size_t dimension) const;
  /// The scrambled coordinate in the open interval (0, 1), 53 bits. point < 2^32.
  double at(std::uint64_t point, std::size_t dimension) const;

 private:
  static constexpr int kBits = 32;
  std::vector<std::array<std::uint32_t, kBits>> directions_;
  RandomStream flips_, tails_;
};

}  // namespace cobden::numerics
