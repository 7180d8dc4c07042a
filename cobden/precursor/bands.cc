#include "cobden/precursor/bands.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "cobden/core/error.h"

namespace cobden::precursor {

Band band_of(std::span<const double> values, std::span<const double> weights) {
  invariant(!values.empty(), "a band has draws");
  invariant(weights.empty() || weights.size() == values.size(), "a weight for every draw");
  const auto weight = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };
  double total = 0, sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) total += weight(i), sum += weight(i) * values[i];
  invariant(total > 0, "the weights of a band are not all zero");
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return values[a] != values[b] ? values[a] < values[b] : a < b;
  });
  std::size_t at = 0;
  double reached = weight(order[0]);
  // Rounding in the cumulative sum must not push a quantile to the next value.
  const auto quantile = [&](double level) {
    while (at + 1 < order.size() && reached < level * total * (1 - 1e-12)) reached += weight(order[++at]);
    return values[order[at]];
  };
  Band band{.mean = sum / total};
  band.p05 = quantile(0.05), band.p25 = quantile(0.25), band.p50 = quantile(0.5);
  band.p75 = quantile(0.75), band.p95 = quantile(0.95);
  return band;
}

}  // namespace cobden::precursor
