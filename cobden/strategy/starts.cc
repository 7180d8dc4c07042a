#include "cobden/strategy/starts.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace cobden::strategy {
namespace {

/// Uniform on [0, 1) from the top 53 bits: the standard distributions differ between libraries.
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

}  // namespace

std::vector<StartPoint> make_starts(const Instruments& instruments, const std::vector<double>& given,
                                    const std::string& given_name, int count, unsigned seed) {
  constexpr double kWide = 0.6931471805599453, kNear = 0.1823215567939546;  // ln(1 + 100%), ln(1 + 20%)
  const std::size_t n = instruments.size();
  std::vector<StartPoint> starts;
  const auto add = [&](std::vector<double> h, std::string name) {
    for (std::size_t k = 0; k < n; ++k) h[k] = std::clamp(h[k], instruments.lower[k], instruments.upper[k]);
    starts.push_back({std::move(h), std::move(name)});
  };
  add(given, given_name);
  if (count > 1) add(std::vector<double>(n, 0.0), "zero tariffs");
  std::mt19937_64 random(seed * 1000003ULL + static_cast<unsigned>(instruments.player.value));
  for (int k = 1; k + 2 <= count; ++k) {
    std::vector<double> h(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double top = k % 2 == 1 ? std::max(kNear, 2 * given[i]) : kWide;
      const double low = instruments.lower[i];
      h[i] = low + uniform(random) * (std::max(low, std::min(instruments.upper[i], top)) - low);
    }
    add(std::move(h), "random " + std::to_string(k));
  }
  return starts;
}

}  // namespace cobden::strategy
