#include "cobden/strategy/first_order.h"

#include <algorithm>
#include <cmath>

namespace cobden::strategy {
namespace {
constexpr double kLargestFall = -0.95;  // of D / P; ln(1 + D / P) needs more than -1
}

FirstOrder first_order(std::span<const double> h, std::vector<double> derivative, std::vector<double> pace,
                       std::span<const double> lower, std::span<const double> upper) {
  const std::size_t n = h.size();
  FirstOrder f;
  f.derivative = std::move(derivative);
  f.pace = std::move(pace);
  f.step.assign(n, 0.0);
  f.free.assign(n, 0);
  for (std::size_t k = 0; k < n; ++k) {
    if (!(f.pace[k] > 0)) continue;
    const double ratio = f.derivative[k] / f.pace[k];
    f.step[k] = std::log1p(std::max(ratio, kLargestFall));
    const bool held = (h[k] <= lower[k] && ratio <= 0) || (h[k] >= upper[k] && ratio >= 0);
    if (held) continue;
    f.free[k] = 1;
    f.norm = std::max(f.norm, std::abs(ratio));
  }
  return f;
}

FirstOrder first_order_of(const economy::PolicyModel& model, const Player& player,
                          const economy::Equilibrium& at, std::span<const double> h,
                          std::unique_ptr<economy::AdjointState>* adjoint, double tolerance) {
  const economy::WeightedObjective sum[] = {{1.0, player.objective}};
  const Country importers[] = {player.instruments.player};
  const economy::GradientRequest request{.sum = sum, .importers = importers, .state = adjoint};
  const auto gradient = std::move(model.gradients(at, {&request, 1}, tolerance).front().front());
  const Instruments& own = player.instruments;
  return first_order(h, own.collect(gradient.derivative), own.collect(gradient.pace), own.lower, own.upper);
}

std::vector<double> bounded_move(std::span<const double> h, std::span<const double> step, double cap,
                                 std::span<const double> lower, std::span<const double> upper) {
  std::vector<double> move(h.size());
  for (std::size_t k = 0; k < h.size(); ++k)
    move[k] = std::clamp(h[k] + std::clamp(step[k], -cap, cap), lower[k], upper[k]) - h[k];
  return move;
}

void adapt_damping(const FirstOrder& before, const FirstOrder& after, double largest,
                   std::vector<double>& damping) {
  for (std::size_t k = 0; k < damping.size(); ++k) {
    const bool swings =
        before.step[k] * after.step[k] < 0 && std::abs(after.step[k]) > 0.5 * std::abs(before.step[k]);
    damping[k] = swings ? std::max(0.1 * largest, 0.5 * damping[k]) : std::min(largest, 1.25 * damping[k]);
  }
}

}  // namespace cobden::strategy
