#pragma once
// Bands of a quantity over weighted draws.
#include <span>

namespace cobden::precursor {

struct Band {
  double mean = 0, p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0;
};

/// Mean and quantiles of `values` with `weights` (empty = equal; else as many, not negative, not all zero).
/// A quantile is the smallest value whose cumulative weight reaches the level, so bands are ordered and are
/// values that were drawn. Sums run in the order given: the same bits for the same input.
Band band_of(std::span<const double> values, std::span<const double> weights = {});

}  // namespace cobden::precursor
