#include "cobden/ensemble/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/core/random.h"

namespace cobden::ensemble {
namespace {

double ordered_quantile(const std::vector<double>& sorted, double level) {
  const double place = level * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

/// Indices of one input over the draws that `pick` names, repeats allowed.
struct Pair {
  double first, total;
};
std::vector<Pair> estimate(const RadialFigures& f, const std::vector<std::size_t>& pick) {
  const auto n = static_cast<double>(pick.size());
  double sum = 0, square = 0;
  for (const std::size_t i : pick) sum += f.a[i] + f.b[i];
  const double mean = sum / (2 * n);
  for (const std::size_t i : pick)
    square += (f.a[i] - mean) * (f.a[i] - mean) + (f.b[i] - mean) * (f.b[i] - mean);
  const double variance = square / (2 * n);
  std::vector<Pair> pairs(f.mixed.size(), {0, 0});
  if (!(variance > 0)) return pairs;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    double first = 0, total = 0;
    for (const std::size_t i : pick) {
      // Taking the mean out leaves the expectation and lowers the variance where the mean is large.
      first += (f.b[i] - mean) * (f.mixed[k][i] - f.a[i]);
      total += (f.a[i] - f.mixed[k][i]) * (f.a[i] - f.mixed[k][i]);
    }
    pairs[k] = {first / n / variance, total / (2 * n) / variance};
  }
  return pairs;
}

double deviation(const std::vector<double>& values) {
  double mean = 0, square = 0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  for (const double v : values) square += (v - mean) * (v - mean);
  return std::sqrt(square / static_cast<double>(values.size() - 1));
}

}  // namespace

Quantiles quantiles_of(std::span<const double> figures) {
  std::vector<double> sorted;
  for (const double x : figures)
    if (std::isfinite(x)) sorted.push_back(x);
  Quantiles q{.count = sorted.size(), .missing = figures.size() - sorted.size()};
  if (sorted.empty()) {
    q.mean = q.deviation = q.p05 = q.p25 = q.p50 = q.p75 = q.p95 = std::numeric_limits<double>::quiet_NaN();
    return q;
  }
  for (const double x : sorted) q.mean += x / static_cast<double>(sorted.size());
  if (sorted.size() > 1) q.deviation = deviation(sorted);
  std::ranges::sort(sorted);
  q.p05 = ordered_quantile(sorted, 0.05), q.p25 = ordered_quantile(sorted, 0.25);
  q.p50 = ordered_quantile(sorted, 0.5);
  q.p75 = ordered_quantile(sorted, 0.75), q.p95 = ordered_quantile(sorted, 0.95);
  return q;
}

Share share_of(std::size_t holds, std::size_t count) {
  Share share{.count = count, .holds = holds};
  if (count == 0) {
    share.value = std::numeric_limits<double>::quiet_NaN(), share.low = 0, share.high = 1;
    return share;
  }
  constexpr double z = 1.959963984540054;  // 97.5% quantile of the standard normal
  const auto n = static_cast<double>(count);
  const double p = static_cast<double>(holds) / n;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  share.value = p;
  share.low = holds == 0 ? 0 : std::max(0.0, centre - half);
  share.high = holds == count ? 1 : std::min(1.0, centre + half);
  return share;
}

std::vector<SobolIndex> sobol_indices(const RadialFigures& f, std::uint64_t seed, int resamples) {
  const std::size_t n = f.a.size(), inputs = f.mixed.size();
  std::vector<SobolIndex> indices(inputs);
  if (n < 2) return indices;
  std::vector<std::size_t> pick(n);
  for (std::size_t i = 0; i < n; ++i) pick[i] = i;
  const auto all = estimate(f, pick);
  const RandomStream stream(seed, "ensemble/bootstrap");
  std::vector<std::vector<double>> first(inputs), total(inputs);
  for (int r = 0; r < resamples; ++r) {
    for (std::size_t i = 0; i < n; ++i)
      pick[i] = std::min(n - 1, static_cast<std::size_t>(stream.uniform(static_cast<std::uint64_t>(r), i) *
                                                         static_cast<double>(n)));
    const auto again = estimate(f, pick);
    for (std::size_t k = 0; k < inputs; ++k)
      first[k].push_back(again[k].first), total[k].push_back(again[k].total);
  }
  for (std::size_t k = 0; k < inputs; ++k)
    indices[k] = {.first = all[k].first,
                  .first_error = resamples > 1 ? deviation(first[k]) : 0,
                  .total = all[k].total,
                  .total_error = resamples > 1 ? deviation(total[k]) : 0};
  return indices;
}

}  // namespace cobden::ensemble
