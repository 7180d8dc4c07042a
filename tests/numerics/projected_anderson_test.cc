#include "cobden/numerics/projected_anderson.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace cobden::numerics {
namespace {

/// Maximum of -x'Ax/2 + b'x within [0, upper] by steps f = gradient / diagonal; returns the steps taken.
int maximise_quadratic(const std::vector<std::vector<double>>& a, const std::vector<double>& b, double upper,
                       std::vector<double>& x) {
  const std::size_t n = b.size();
  ProjectedAnderson mixer(n, {.memory = 10});
  const std::vector<double> weight(n, 1.0), damping(n, 1.0);
  for (int step = 0; step < 500; ++step) {
    std::vector<double> f(n);
    std::vector<char> free(n, 1);
    double norm = 0;
    for (std::size_t i = 0; i < n; ++i) {
      f[i] = b[i];
      for (std::size_t j = 0; j < n; ++j) f[i] -= a[i][j] * x[j];
      f[i] /= a[i][i];
      if ((x[i] <= 0 && f[i] <= 0) || (x[i] >= upper && f[i] >= 0)) free[i] = 0;
      if (free[i]) norm = std::max(norm, std::abs(f[i]));
    }
    if (norm < 1e-10) return step;
    const auto move = mixer.step(x, f, weight, free, damping);
    for (std::size_t i = 0; i < n; ++i) x[i] = std::clamp(x[i] + move[i], 0.0, upper);
  }
  return 500;
}

/// A positive definite matrix with strong links.
std::vector<std::vector<double>> linked_matrix(std::size_t n, double link, std::mt19937_64& random) {
  std::uniform_real_distribution<double> u(-1, 1);
  std::vector<std::vector<double>> root(n, std::vector<double>(n)), a = root;
  for (auto& row : root)
    for (double& v : row) v = u(random);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < n; ++k) a[i][j] += link * root[k][i] * root[k][j] / static_cast<double>(n);
      if (i == j) a[i][j] += 1;
    }
  return a;
}

TEST(ProjectedAnderson, FindsConstrainedMaximaWithTheRightSigns) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> u(-1, 1);
  for (int world = 0; world < 20; ++world) {
    const std::size_t n = 12;
    const auto a = linked_matrix(n, 2, random);
    std::vector<double> b(n), x(n, 0.1);
    for (double& v : b) v = u(random);
    const int steps = maximise_quadratic(a, b, 0.3, x);
    EXPECT_LT(steps, 80) << world;
    for (std::size_t i = 0; i < n; ++i) {
      double slope = b[i];
      for (std::size_t j = 0; j < n; ++j) slope -= a[i][j] * x[j];
      if (x[i] == 0)
        EXPECT_LE(slope, 1e-9);
      else if (x[i] == 0.3)
        EXPECT_GE(slope, -1e-9);
      else
        EXPECT_NEAR(slope, 0, 1e-8);
    }
  }
}

TEST(ProjectedAnderson, OneDimensionIsTheSecantMethod) {
  ProjectedAnderson mixer(1, {.memory = 6});
  double x = 0;
  int steps = 0;
  for (; steps < 20 && std::abs(std::cos(x) - x) > 1e-14; ++steps) {
    const double f[] = {3 * (std::cos(x) - x)}, at[] = {x}, one[] = {1};
    const char free[] = {1};
    x += mixer.step(at, f, one, free, one)[0];
  }
  EXPECT_LE(steps, 9) << "older secants must not blur the newest";
}

TEST(ProjectedAnderson, HeldComponentsDoNotMove) {
  ProjectedAnderson mixer(3);
  const double one[] = {1, 1, 1};
  const char free[] = {1, 0, 1};
  std::vector<double> x = {0, 5, 0};
  for (int k = 0; k < 4; ++k) {
    const double f[] = {1 - x[0], 7, 2 - x[2] + 0.1 * x[0]};
    const auto move = mixer.step(x, f, one, free, one);
    EXPECT_EQ(move[1], 0.0);
    for (std::size_t i = 0; i < 3; ++i) x[i] += move[i];
  }
  EXPECT_NEAR(x[0], 1, 1e-12);
  EXPECT_NEAR(x[2], 2.1, 1e-12);
}

}  // namespace
}  // namespace cobden::numerics
