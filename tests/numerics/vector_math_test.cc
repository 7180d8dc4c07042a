#include "cobden/numerics/vector_math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace cobden::numerics {
namespace {

double ulps(double got, double want) {
  return std::abs(got - want) / (std::abs(want) * std::numeric_limits<double>::epsilon());
}

TEST(VectorMath, ExpAndLogAreWithinTwoUnitsInTheLastPlace) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> exponent(-690, 690);
  constexpr std::size_t n = 1 << 16;
  AlignedVector x(n), e(n), l(n);
  for (auto& v : x) v = exponent(random);
  exp_array(x.data(), e.data(), n);
  log_array(e.data(), l.data(), n);
  double worst_exp = 0, worst_log = 0;
  for (std::size_t i = 0; i < n; ++i) {
    worst_exp = std::max(worst_exp, ulps(e[i], std::exp(x[i])));
    worst_log = std::max(worst_log, ulps(l[i], std::log(e[i])));
  }
  EXPECT_LT(worst_exp, 2.5);
  EXPECT_LT(worst_log, 2.5);
  for (auto& v : x) v = 1 + exponent(random) * 1e-6;  // near one, where the logarithm cancels
  log_array(x.data(), l.data(), n);
  for (std::size_t i = 0; i < n; ++i) ASSERT_LT(ulps(l[i], std::log(x[i])), 2.5) << x[i];
}

TEST(VectorMath, DotAndMaxAgreeWithPlainLoops) {
  AlignedVector a(24), b(24);
  for (std::size_t i = 0; i < 24; ++i) a[i] = static_cast<double>(i) - 7, b[i] = 0.5 * static_cast<double>(i);
  double want = 0, largest = 0;
  for (std::size_t i = 0; i < 24; ++i)
    want += a[i] * b[i], largest = std::max(largest, std::abs(a[i] - b[i]));
  EXPECT_DOUBLE_EQ(dot(a.data(), b.data(), 24), want);
  EXPECT_DOUBLE_EQ(max_abs_difference(a.data(), b.data(), 24), largest);
}

}  // namespace
}  // namespace cobden::numerics
