// Eight fixed points side by side take the steps each would take alone.
#include "cobden/numerics/anderson_eight.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cobden::numerics {
namespace {

constexpr std::size_t kSize = 16;

/// A weak contraction with a cycle, harder for later systems; system 7 throws its first points far away.
void image_of(std::size_t system, int step, const double* x, double* gx) {
  const double pull = 0.2 + 0.05 * static_cast<double>(system);
  for (std::size_t i = 0; i < kSize; ++i) {
    const double next = x[(i + 1) % kSize];
    gx[i] = std::sin(static_cast<double>(i)) + pull * (i % 2 ? -next : next) + 0.1 * std::tanh(x[i]);
    if (system == 7 && step == 3) gx[i] += 50.0 * static_cast<double>(i + 1);
  }
}

TEST(AndersonEight, TakesTheStepsOfEachAlone) {
  AndersonEight eight(kSize, {.memory = 4});
  std::vector<AndersonMixer> alone(8, AndersonMixer(kSize, {.memory = 4}));
  AlignedVector x(kSize * 8), gx(kSize * 8);
  std::vector<AlignedVector> xs(8, AlignedVector(kSize)), gs = xs;
  for (int step = 0; step < 80; ++step) {
    AndersonEight::Flags plain{};
    plain[2] = step == 5;  // one system is told to forget
    for (std::size_t l = 0; l < 8; ++l) {
      image_of(l, step, xs[l].data(), gs[l].data());
      for (std::size_t i = 0; i < kSize; ++i) x[i * 8 + l] = xs[l][i], gx[i * 8 + l] = gs[l][i];
      if (plain[l])
        alone[l].restart(), xs[l] = gs[l];
      else
        alone[l].advance(xs[l], gs[l]);
    }
    eight.advance(x.data(), gx.data(), plain);
    for (std::size_t l = 0; l < 8; ++l)
      for (std::size_t i = 0; i < kSize; ++i)
        ASSERT_NEAR(x[i * 8 + l], xs[l][i], 1e-7 * (1 + std::abs(xs[l][i])))
            << "step " << step << " system " << l;
  }
  for (std::size_t l = 0; l < 8; ++l) {
    image_of(l, 99, xs[l].data(), gs[l].data());
    for (std::size_t i = 0; i < kSize; ++i) EXPECT_NEAR(xs[l][i], gs[l][i], 1e-9) << "system " << l;
  }
}

TEST(AndersonEight, ASystemThatFailsLeavesTheOthersAlone) {
  AlignedVector a(kSize * 8, 0.0), b = a, ga = a, gb = a;
  AndersonEight one(kSize), other(kSize);
  for (int step = 0; step < 12; ++step) {
    for (std::size_t l = 0; l < 8; ++l) {
      double x[kSize], g[kSize];
      for (std::size_t i = 0; i < kSize; ++i) x[i] = a[i * 8 + l];
      image_of(l, step, x, g);
      for (std::size_t i = 0; i < kSize; ++i) {
        ga[i * 8 + l] = g[i];
        gb[i * 8 + l] = l == 3 ? std::nan("") : g[i];
      }
    }
    one.advance(a.data(), ga.data(), {});
    other.advance(b.data(), gb.data(), {});
    for (std::size_t i = 0; i < kSize * 8; ++i)
      if (i % 8 != 3) {
        ASSERT_EQ(a[i], b[i]) << "step " << step << " at " << i;
      }
  }
}

}  // namespace
}  // namespace cobden::numerics
