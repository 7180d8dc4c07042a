#pragma once
// What draws say: quantiles, probabilities with their error, and Sobol indices of the inputs with theirs.
#include <cstdint>
#include <span>
#include <vector>

namespace cobden::ensemble {

/// Quantiles of the finite figures, linear between order statistics (Hyndman and Fan 1996, type 7).
struct Quantiles {
  std::size_t count = 0;    ///< finite figures
  std::size_t missing = 0;  ///< draws that were solved and have no such figure
  double mean = 0, deviation = 0;
  double p05 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0;
};
/// NaN everywhere without a finite figure.
Quantiles quantiles_of(std::span<const double> figures);

/// A share of draws with its 95% interval (Wilson 1927, J. Am. Stat. Assoc. 22): it stays within [0, 1] and
/// is not empty where all draws agree.
struct Share {
  std::size_t count = 0, holds = 0;
  double value = 0, low = 0, high = 0;
};
Share share_of(std::size_t holds, std::size_t count);

/// First-order and total index of one input for one outcome, with standard errors of the bootstrap.
struct SobolIndex {
  double first = 0, first_error = 0;
  double total = 0, total_error = 0;
};
/// Figures of one outcome at the points of each draw: A, B, and A with one input from B; draws with any value
/// that is not finite must have been taken out.
struct RadialFigures {
  std::vector<double> a, b;                ///< [draw]
  std::vector<std::vector<double>> mixed;  ///< [input][draw]
};
/// Saltelli et al. (2010, eq. b of table 2) for the first order, Jansen (1999) for the total; `resamples` of
/// the draws with replacement give the errors. All zero where the outcome does not vary.
std::vector<SobolIndex> sobol_indices(const RadialFigures& figures, std::uint64_t seed, int resamples = 200);

}  // namespace cobden::ensemble
