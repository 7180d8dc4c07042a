#pragma once
// Which assumption turns the conclusion: one judged number at a time over its range, the others at their
// centre. Two conclusions are tried: whether the prior is enough to take the offer, and whether a deal by the
// deadline is more likely than not.
#include <optional>
#include <string>
#include <vector>

#include "cobden/scenario/talks_deadlock.h"
#include "cobden/scenario/talks_sincerity.h"

namespace cobden::scenario {

struct FlipBar {
  std::string key = {};
  double low = 0, centre = 0, high = 0;  ///< of the assumption
  double at_low = 0, at_high = 0;        ///< of the outcome; NaN where it has no value
  std::optional<double> flips_at = {};   ///< where the conclusion turns, if within the range
  double swing() const;                  ///< |at high - at low|
};

struct FlipsAnswer {
  Reading reading = Reading::kRealIncome;  ///< that of the headline of SincerityAnswer
  /// Prior less threshold under that reading and the pooled prior: zero or more, take the offer. Without a
  /// threshold (no belief is enough) it counts as prior less one.
  double offer_margin = 0;
  std::vector<FlipBar> offer = {};  ///< by swing, largest first; bars without any swing are left out
  std::optional<double> chance_of_deal = {};  ///< by the deadline, or the horizon
  std::vector<FlipBar> deal = {};
};

/// `whole_worth` of the offer's concession, bn a year at the full value of a life.
FlipsAnswer find_flips(const TalksAsk& ask, const SincerityAnswer& sincerity, double whole_worth,
                       const std::vector<PowerGain>& gains, const TalksClocks& clocks);

}  // namespace cobden::scenario
