// Quantiles, probability intervals and Sobol indices against values known in closed form.
#include "cobden/ensemble/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "cobden/numerics/sobol.h"

namespace cobden::ensemble {
namespace {

TEST(Quantiles, LieLinearlyBetweenOrderStatistics) {
  std::vector<double> figures;
  for (int i = 20; i >= 0; --i) figures.push_back(i);  // 0 ... 20: the quantile at u is 20 u
  const auto q = quantiles_of(figures);
  EXPECT_EQ(q.count, 21U);
  EXPECT_DOUBLE_EQ(q.p05, 1);
  EXPECT_DOUBLE_EQ(q.p25, 5);
  EXPECT_DOUBLE_EQ(q.p50, 10);
  EXPECT_DOUBLE_EQ(q.p95, 19);
  EXPECT_NEAR(q.mean, 10, 1e-12);
  EXPECT_NEAR(q.deviation, std::sqrt(38.5), 1e-12);  // (n^2 - 1) / 12 n / (n - 1) of 0 ... 20
}

TEST(Quantiles, CountWhatIsMissing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto q = quantiles_of(std::vector<double>{1, nan, 3});
  EXPECT_EQ(q.count, 2U);
  EXPECT_EQ(q.missing, 1U);
  EXPECT_DOUBLE_EQ(q.p50, 2);
  EXPECT_TRUE(std::isnan(quantiles_of(std::vector<double>{nan}).p50));
}

TEST(Share, IntervalIsThatOfWilson) {
  // Newcombe (1998, Stat. Med. 17), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const struct {
    std::size_t holds, count;
    double low, high;
  } published[] = {
      {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
  for (const auto& p : published) {
    const Share s = share_of(p.holds, p.count);
    EXPECT_NEAR(s.low, p.low, 5e-5) << p.holds << " of " << p.count;
    EXPECT_NEAR(s.high, p.high, 5e-5) << p.holds << " of " << p.count;
  }
  EXPECT_EQ(share_of(20, 20).high, 1);
  EXPECT_TRUE(std::isnan(share_of(0, 0).value));
}

/// f at the radial points of scrambled Sobol points over [0, 1]^inputs.
template <class F>
RadialFigures radial(std::size_t inputs, std::size_t draws, const F& f) {
  const numerics::SobolPoints points(2 * inputs, 3, "test");
  RadialFigures figures;
  figures.mixed.resize(inputs);
  for (std::size_t i = 0; i < draws; ++i) {
    std::vector<double> a, b;
    for (std::size_t d = 0; d < inputs; ++d)
      a.push_back(points.at(i, d)), b.push_back(points.at(i, d + inputs));
    figures.a.push_back(f(a)), figures.b.push_back(f(b));
    for (std::size_t k = 0; k < inputs; ++k) {
      auto mixed = a;
      mixed[k] = b[k];
      figures.mixed[k].push_back(f(mixed));
    }
  }
  return figures;
}

TEST(SobolIndices, OfIshigamisFunctionAreItsOwn) {
  // Ishigami and Homma (1990) with a = 7, b = 0.1; variances of the parts in closed form.
  constexpr double pi = std::numbers::pi, a = 7, b = 0.1;
  const double first = 0.5 * std::pow(1 + b * std::pow(pi, 4) / 5, 2), second = a * a / 8,
               both = b * b * std::pow(pi, 8) * (1.0 / 18 - 1.0 / 50), variance = first + second + both;
  const auto figures = radial(3, 8192, [&](const std::vector<double>& u) {
    const auto x = [&](std::size_t k) { return pi * (2 * u[k] - 1); };
    return std::sin(x(0)) + a * std::pow(std::sin(x(1)), 2) + b * std::pow(x(2), 4) * std::sin(x(0));
  });
  const auto s = sobol_indices(figures, 1);
  const double expected_first[] = {first / variance, second / variance, 0};
  const double expected_total[] = {(first + both) / variance, second / variance, both / variance};
  for (std::size_t k = 0; k < 3; ++k) {
    // Sobol points are closer than the bootstrap of independent draws says.
    EXPECT_NEAR(s[k].first, expected_first[k], 3 * s[k].first_error) << k;
    EXPECT_NEAR(s[k].total, expected_total[k], 3 * s[k].total_error) << k;
    EXPECT_LT(s[k].first_error, 0.05);
    EXPECT_LT(s[k].total_error, 0.05);
  }
}

TEST(SobolIndices, OfASumAreShares) {
  const auto s = sobol_indices(
      radial(2, 4096, [](const std::vector<double>& u) { return 1000 + 3 * u[0] + 4 * u[1]; }), 1);
  EXPECT_NEAR(s[0].first, 9.0 / 25, 0.02);
  EXPECT_NEAR(s[0].total, 9.0 / 25, 0.01);
  EXPECT_NEAR(s[1].first, 16.0 / 25, 0.02);
  EXPECT_NEAR(s[1].total, 16.0 / 25, 0.01);
}

TEST(SobolIndices, OfAConstantAreZero) {
  const auto s = sobol_indices(radial(2, 16, [](const auto&) { return 5.0; }), 1);
  EXPECT_EQ(s[0].first, 0);
  EXPECT_EQ(s[1].total, 0);
}

}  // namespace
}  // namespace cobden::ensemble
