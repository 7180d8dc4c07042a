#pragma once
// The chance that growth falls below a line once a solved shock is added to a stated baseline: growth at risk
// (Adrian, Boyarchenko and Giannone 2019, Am. Econ. Rev. 109(4)). The baseline is a two-piece normal
// distribution, as central banks publish for their fan charts: one mode, its own spread on either side (Wallis
// 2004, Natl. Inst. Econ. Rev. 189). Whose baseline it is must be said.
#include <span>
#include <string>

namespace cobden::talks {

/// Growth in percent a year.
struct GrowthBaseline {
  double mode = 0;
  double spread_below = 0, spread_above = 0;  ///< standard deviations of the two halves, > 0, percentage points
  std::string source = {};                    ///< or "judgement"; must not be empty
  double mean() const;                        ///< mode + sqrt(2/pi) (spread_above - spread_below)
};

/// P(growth < x). UserError: spreads not above zero, no source, or x not finite.
double chance_below(const GrowthBaseline& baseline, double x);
/// The growth that is missed with probability `share` in (0, 1).
double growth_quantile(const GrowthBaseline& baseline, double share);

struct GrowthAtRisk {
  double before = 0;            ///< P(growth < threshold) without the shock
  double after = 0;             ///< with it
  double quantile_before = 0;   ///< 5th percentile of growth, percent
  double quantile_after = 0;
};
/// The shock moves growth by `shocks`[draw] percentage points (one number: known for sure), independent of the
/// baseline. UserError as above, or no shocks.
GrowthAtRisk growth_at_risk(const GrowthBaseline& baseline, double threshold, std::span<const double> shocks);

}  // namespace cobden::talks
