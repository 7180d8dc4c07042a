#pragma once
// Draws of the two priors. Structural: every parameter from the triangular distribution over its range, then
// the exact path. Reference class: whether a control works at all, how far the indicators fall, how fast that
// fades. They differ about twelve-fold in mean deaths averted in the first year, so they are always shown
// together; the pool is a weighted mixture of their draws.
#include <cstdint>
#include <vector>

#include "cobden/core/run_context.h"
#include "cobden/precursor/bands.h"
#include "cobden/precursor/control.h"
#include "cobden/precursor/mortality.h"
#include "cobden/precursor/parameters.h"
#include "cobden/precursor/reference_class.h"

namespace cobden::precursor {

struct DrawSettings {
  int draws = 10000;  ///< of each prior
  int months = 36;    ///< horizon
  std::uint64_t seed = 1;
};
/// UserError for draws outside 1..1 million or months outside 1..1200.
void check(const DrawSettings& settings);

/// One row of `months` values per draw, month 1 first.
struct Draws {
  std::size_t draws = 0, months = 0;
  std::vector<double> supply;   ///< S, share of normal (reference class: the evaluated indicator)
  std::vector<double> averted;  ///< deaths in the month
  double supply_at(std::size_t draw, std::size_t month) const { return supply[draw * months + month - 1]; }
  double averted_at(std::size_t draw, std::size_t month) const { return averted[draw * months + month - 1]; }
  double cumulative_averted(std::size_t draw, std::size_t month) const;
};

/// Inverse of the triangular distribution (low, mode, high) at u in (0, 1).
double triangular_quantile(double low, double mode, double high, double u);

/// The parameters of one draw. Streams "precursor/structural/KEY", one for each parameter, so that another
/// range for one leaves the draws of the others as they were.
Parameters drawn_parameters(const StructuralPrior& prior, std::uint64_t seed, std::uint64_t draw);

/// One draw of the reference class, of a control of full stringency. Streams "precursor/reference/...".
struct ReferenceDraw {
  double fall = 0;       ///< of the indicators at the start; 0 where the control did nothing
  double half_life = 1;  ///< months
};
ReferenceDraw drawn_reference(const ReferenceClass& reference, std::uint64_t seed, std::uint64_t draw);

/// Draws of the structural prior: same bits for any thread count. Throws Interrupted when cancelled.
Draws structural_draws(const StructuralPrior& prior, const Control& control, const Baseline& baseline,
                       const DrawSettings& settings, const RunContext& context = {});
/// Draws of the reference class: deaths fall as the indicators did, B(m) s fall 2^(-t/h), at once and until
/// the control ends. A control of stringency s counts as s of an evaluated one (judgement).
Draws reference_draws(const ReferenceClass& reference, const Control& control, const Baseline& baseline,
                      const DrawSettings& settings);

/// Bands over draws of both priors together, `structural_weight` in [0, 1] on the first.
Band pooled_band(std::span<const double> structural, std::span<const double> reference,
                 double structural_weight);

}  // namespace cobden::precursor
