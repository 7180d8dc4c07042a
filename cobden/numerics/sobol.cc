#include "cobden/numerics/sobol.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <boost/random/detail/sobol_table.hpp>

#include "cobden/core/error.h"

namespace cobden::numerics {
namespace {

using Table = boost::random::detail::qrng_tables::sobol;
static_assert(Table::max_dimension == kMostSobolDimensions);

/// Bratley and Fox (1988, ACM TOMS 14(1), eqs 2-4): v_k = m_k / 2^k from the primitive polynomial of the
/// dimension and its first m.
template <std::size_t kBits>
std::array<std::uint32_t, kBits> directions_of(std::size_t dimension) {
  std::array<std::uint32_t, kBits> m{};
  if (dimension == 0) {
    m.fill(1);
  } else {
    const unsigned polynomial = Table::polynomial(dimension - 1);
    const auto degree = static_cast<std::size_t>(std::bit_width(polynomial)) - 1;
    for (std::size_t k = 0; k < kBits; ++k) {
      if (k < degree) {
        m[k] = Table::minit(dimension - 1, k);
        continue;
      }
      m[k] = m[k - degree];
      for (std::size_t i = 1; i <= degree; ++i)
        if ((polynomial >> (degree - i)) & 1U) m[k] ^= m[k - i] << i;
    }
  }
  for (std::size_t k = 0; k < kBits; ++k) m[k] <<= kBits - 1 - k;
  return m;
}

}  // namespace

SobolPoints::SobolPoints(std::size_t dimensions, std::uint64_t seed, std::string_view name)
    : flips_(seed, std::string(name) + "/flips"), tails_(seed, std::string(name) + "/tails") {
  if (dimensions > kMostSobolDimensions)
    throw UserError(fmt::format("{} dimensions are more than the {} that Sobol points have", dimensions,
                                kMostSobolDimensions),
                    "use sampling monte-carlo");
  directions_.reserve(dimensions);
  for (std::size_t d = 0; d < dimensions; ++d) directions_.push_back(directions_of<kBits>(d));
}

std::uint32_t SobolPoints::plain_bits(std::uint64_t point, std::size_t dimension) const {
  const auto& v = directions_[dimension];
  std::uint32_t x = 0;
  // Gray code order (Antonov and Saleev 1979): the usual one, in which consecutive points differ by one v.
  for (std::uint64_t gray = point ^ (point >> 1); gray != 0; gray &= gray - 1)
    x ^= v[static_cast<std::size_t>(std::countr_zero(gray))];
  return x;
}

double SobolPoints::at(std::uint64_t point, std::size_t dimension) const {
  invariant(point >> kBits == 0, "a Sobol point is one of the first 2^32");
  const std::uint32_t plain = plain_bits(point, dimension);
  std::uint32_t scrambled = 0;
  // Each bit is flipped or not by a fair coin of its own for every pattern of the bits above it.
  for (int bit = 0; bit < kBits; ++bit) {
    const int down = kBits - 1 - bit;
    const std::uint64_t above = bit == 0 ? 0 : plain >> (down + 1);
    const std::uint64_t node = (std::uint64_t{1} << bit) | above;  // position in the binary tree
    const auto coin = static_cast<std::uint32_t>(flips_.bits(node, dimension) >> 63);
    scrambled |= (((plain >> down) & 1U) ^ coin) << down;
  }
  // Below the 32nd bit all is random, point by point.
  const std::uint64_t tail = tails_.bits(point, dimension) >> (64 - 21);
  const std::uint64_t bits = (std::uint64_t{scrambled} << 21) | tail;
  return std::min((static_cast<double>(bits) + 0.5) * 0x1p-53, 1 - 0x1p-53);
}

}  // namespace cobden::numerics
