#include "cobden/numerics/gmres.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace cobden::numerics {
namespace {

constexpr std::size_t kSize = 24;

/// A dense map of given spectral size, deterministic.
std::vector<double> random_map(double size, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> u(0, size / std::sqrt(static_cast<double>(kSize)));
  std::vector<double> m(kSize * kSize);
  for (double& v : m) v = u(random);
  return m;
}

double largest_residual(const std::vector<double>& m, const AlignedVector& b, std::span<const double> x) {
  double largest = 0;
  for (std::size_t i = 0; i < kSize; ++i) {
    double r = b[i] - x[i];
    for (std::size_t k = 0; k < kSize; ++k) r += m[i * kSize + k] * x[k];
    largest = std::max(largest, std::abs(r));
  }
  return largest;
}

auto action(const std::vector<double>& m) {
  return [&m](const double* v, double* image) {
    for (std::size_t i = 0; i < kSize; ++i) {
      image[i] = 0;
      for (std::size_t k = 0; k < kSize; ++k) image[i] += m[i * kSize + k] * v[k];
    }
  };
}

TEST(Gmres, SolvesContractionsInFewStepsAndExpansionsInAsManyAsTheyHaveDimensions) {
  AlignedVector b(kSize);
  for (std::size_t i = 0; i < kSize; ++i) b[i] = std::cos(static_cast<double>(i));
  for (const auto& [size, limit] : {std::pair{1e-3, 5}, {0.1, 12}, {0.9, 24}, {3.0, 24}}) {
    const auto m = random_map(size, 1);
    AlignedVector x(kSize);
    const auto summary = gmres(x, b, action(m), {.max_iterations = 30, .tolerance = 1e-11});
    EXPECT_TRUE(summary.converged) << size;
    EXPECT_LE(summary.iterations, limit) << size;
    EXPECT_LT(largest_residual(m, b, x), 1e-10) << size;
  }
}

TEST(Gmres, SaysWhenItDoesNotConvergeAndReturnsItsBest) {
  AlignedVector b(kSize, 1.0), x(kSize);
  const auto m = random_map(3.0, 2);
  const auto summary = gmres(x, b, action(m), {.max_iterations = 5, .tolerance = 1e-11});
  EXPECT_FALSE(summary.converged);
  EXPECT_EQ(summary.iterations, 5);
  EXPECT_LT(summary.residual, std::sqrt(static_cast<double>(kSize)));
  // A system without a solution, x = x + 1, and one that is not a number.
  AlignedVector y(kSize);
  const auto identity = [](const double* v, double* image) { std::copy_n(v, kSize, image); };
  EXPECT_FALSE(gmres(y, b, identity, {}).converged);
  const auto poison = [](const double*, double* image) { std::fill_n(image, kSize, std::nan("")); };
  AlignedVector z(kSize, 2.0);
  EXPECT_FALSE(gmres(z, b, poison, {}).converged);
  EXPECT_EQ(z[0], 2.0);
}

TEST(Gmres, FourSystemsSideBySideAgreeWithOneByOne) {
  const auto m = random_map(0.5, 3);
  AlignedVector b4(4 * kSize), x4(4 * kSize);
  std::vector<AlignedVector> b(4, AlignedVector(kSize));
  for (std::size_t l = 0; l < 3; ++l)  // the fourth is at rest already
    for (std::size_t i = 0; i < kSize; ++i)
      b4[4 * i + l] = b[l][i] =
          std::pow(10.0, 2.0 * static_cast<double>(l)) * std::sin(static_cast<double>(i * (l + 1)));
  const auto four = [&](const double* v, double* image) {
    for (std::size_t l = 0; l < 4; ++l)
      for (std::size_t i = 0; i < kSize; ++i) {
        image[4 * i + l] = 0;
        for (std::size_t k = 0; k < kSize; ++k) image[4 * i + l] += m[i * kSize + k] * v[4 * k + l];
      }
  };
  const auto together = gmres_lanes(x4, b4, four, {.max_iterations = 40, .tolerance = 1e-11});
  for (std::size_t l = 0; l < 4; ++l) {
    AlignedVector x(kSize);
    const auto alone = gmres(x, b[l], action(m), {.max_iterations = 40, .tolerance = 1e-11});
    EXPECT_TRUE(together[l].converged) << l;
    EXPECT_NEAR(together[l].iterations, alone.iterations, 1) << l;
    for (std::size_t i = 0; i < kSize; ++i) EXPECT_NEAR(x4[4 * i + l], x[i], 1e-10) << l << " " << i;
  }
  EXPECT_EQ(together[3].iterations, 0);
}

}  // namespace
}  // namespace cobden::numerics
