#include "cobden/talks/growth_at_risk.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cobden/core/error.h"
#include "cobden/numerics/root.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

constexpr double kTail = 0.05;

double normal_below(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

void check(const GrowthBaseline& baseline) {
  require_finite("mode of growth", baseline.mode);
  require_positive("spread below", baseline.spread_below);
  require_positive("spread above", baseline.spread_above);
  if (baseline.source.empty())
    throw UserError("the baseline of growth has no source", "name one, or write judgement");
}

double mean_chance_below(const GrowthBaseline& baseline, double x, std::span<const double> shocks) {
  double sum = 0;
  for (const double shock : shocks) sum += chance_below(baseline, x - shock);
  return sum / static_cast<double>(shocks.size());
}

/// Where the mixture over shocks has probability `share` below it.
double mixture_quantile(const GrowthBaseline& baseline, double share, std::span<const double> shocks) {
  const auto [low, high] = std::minmax_element(shocks.begin(), shocks.end());
  const double centre = growth_quantile(baseline, share);
  if (*low == *high) return centre + *low;
  const auto excess = [&](double x) { return mean_chance_below(baseline, x, shocks) - share; };
  return numerics::find_root(excess, centre + *low, centre + *high).x;
}

}  // namespace

double GrowthBaseline::mean() const {
  return mode + std::sqrt(2 / std::numbers::pi) * (spread_above - spread_below);
}

double chance_below(const GrowthBaseline& baseline, double x) {
  check(baseline);
  require_finite("growth", x);
  const double a = baseline.spread_below, b = baseline.spread_above;
  if (x <= baseline.mode) return 2 * a / (a + b) * normal_below((x - baseline.mode) / a);
  return 1 - 2 * b / (a + b) * normal_below((baseline.mode - x) / b);
}

double growth_quantile(const GrowthBaseline& baseline, double share) {
  check(baseline);
  require_inside("share", share, "no growth is certain");
  const double reach = 40 * std::max(baseline.spread_below, baseline.spread_above);
  const auto excess = [&](double x) { return chance_below(baseline, x) - share; };
  return numerics::find_root(excess, baseline.mode - reach, baseline.mode + reach).x;
}

GrowthAtRisk growth_at_risk(const GrowthBaseline& baseline, double threshold, std::span<const double> shocks) {
  check(baseline);
  if (shocks.empty()) throw UserError("growth at risk: there is no shock", "give 0 for none");
  for (const double shock : shocks) require_finite("shock", shock);
  return {.before = chance_below(baseline, threshold),
          .after = mean_chance_below(baseline, threshold, shocks),
          .quantile_before = growth_quantile(baseline, kTail),
          .quantile_after = mixture_quantile(baseline, kTail, shocks)};
}

}  // namespace cobden::talks
