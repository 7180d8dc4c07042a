#pragma once
// Named random streams by counter: a number is a pure function of (seed, name of the stream, draw,
// dimension), so it depends neither on the number of threads nor on what was drawn before, and a quantity
// added to a study leaves the draws of the others as they were. Generator: Philox4x32-10 (Salmon et al.
// 2011), which passes the usual batteries of tests and needs no state.
#include <array>
#include <cstdint>
#include <string_view>

namespace cobden {

/// One block of Philox4x32-10: 128 bits of counter and 64 bits of key to 128 random bits (Salmon, Moraes,
/// Dror and Shaw 2011, section 3.3).
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key);

class RandomStream {
 public:
  /// Streams of different names or seeds are independent for all practical purposes (their 64-bit keys differ
  /// unless FNV-1a collides). The name is text of the caller's choice, "precursor/structural/replacement".
  RandomStream(std::uint64_t seed, std::string_view name);

  /// 64 random bits at (draw, dimension).
  std::uint64_t bits(std::uint64_t draw, std::uint64_t dimension = 0) const;
  /// Uniform on the open interval (0, 1) with 53 bits: never 0 and never 1, so that quantile functions and
  /// logarithms are safe.
  double uniform(std::uint64_t draw, std::uint64_t dimension = 0) const;

 private:
  std::array<std::uint32_t, 2> key_;
};

}  // namespace cobden
