#include "cobden/numerics/vector_math.h"

#include "cobden/numerics/simd.h"

namespace cobden::numerics {
namespace {

// n + kMagic has the integer n in its low mantissa bits; the inverse turns a small integer into a double.
constexpr double kMagic = 0x1.8p52;
constexpr std::int64_t kMagicBits = 0x4338000000000000;

inline __attribute__((always_inline)) Lanes exp_lanes(Lanes x) {
  const Lanes low = x - x - 700.0, high = x - x + 700.0;
  x = x < low ? low : x;
  x = x > high ? high : x;
  const Lanes shifted = x * 0x1.71547652b82fep0 + kMagic;  // 1 / ln 2
  const Lanes n = shifted - kMagic;
  // ln 2 in two parts, the first short enough that n times it is exact with and without fused multiplication.
  const Lanes r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
  Lanes p = r * (1.0 / 6227020800.0) + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r * r + r;  // exp(r) - 1
  const LanesInt exponent = reinterpret_cast<LanesInt>(shifted) - kMagicBits;
  const Lanes scale = reinterpret_cast<Lanes>((exponent + 1023) << 52);
  return p * scale + scale;
}

inline __attribute__((always_inline)) Lanes log_lanes(Lanes x) {
  const LanesInt bits = reinterpret_cast<LanesInt>(x);
  // Subtracting the bits of sqrt(1/2) puts the mantissa in [sqrt(1/2), sqrt(2)).
  const LanesInt offset = bits - 0x3fe6a09e667f3bcd;
  const LanesInt exponent = offset >> 52;
  const Lanes m = reinterpret_cast<Lanes>(bits - (exponent << 52));
  const Lanes e = reinterpret_cast<Lanes>(exponent + kMagicBits) - kMagic;
  const Lanes f = (m - 1.0) / (m + 1.0);
  const Lanes z = f * f;
  Lanes p = z * (2.0 / 23.0) + 2.0 / 21.0;
  p = p * z + 2.0 / 19.0;
  p = p * z + 2.0 / 17.0;
  p = p * z + 2.0 / 15.0;
  p = p * z + 2.0 / 13.0;
  p = p * z + 2.0 / 11.0;
  p = p * z + 2.0 / 9.0;
  p = p * z + 2.0 / 7.0;
  p = p * z + 2.0 / 5.0;
  p = p * z + 2.0 / 3.0;
  return e * 0x1.62e42fefa39efp-1 + (2.0 * f + (p * z * f + e * 0x1.abc9e3b39803fp-56));
}

}  // namespace

COBDEN_CLONES void exp_array(const double* in, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kWidth) store(out + i, exp_lanes(load(in + i)));
}

COBDEN_CLONES void log_array(const double* in, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kWidth) store(out + i, log_lanes(load(in + i)));
}

COBDEN_CLONES double dot(const double* a, const double* b, std::size_t n) {
  Lanes s0 = {}, s1 = {};
  for (std::size_t i = 0; i < n; i += 2 * kWidth) {
    s0 += load(a + i) * load(b + i);
    s1 += load(a + i + kWidth) * load(b + i + kWidth);
  }
  return sum(s0 + s1);
}

COBDEN_CLONES void axpy(double f, const double* x, double* y, std::size_t n) {
  for (std::size_t i = 0; i < n; i += kWidth) store(y + i, load(y + i) + f * load(x + i));
}

COBDEN_CLONES double max_abs_difference(const double* a, const double* b, std::size_t n) {
  Lanes m = {}, poison = {};  // comparisons lose a NaN: d - d keeps it
  for (std::size_t i = 0; i < n; i += kWidth) {
    Lanes d = load(a + i) - load(b + i);
    d = d < 0.0 ? -d : d;
    m = d > m ? d : m;
    poison += d - d;
  }
  double largest = 0;
  for (std::size_t k = 0; k < kWidth; ++k) largest = m[k] > largest ? m[k] : largest;
  return largest + sum(poison);
}

}  // namespace cobden::numerics
