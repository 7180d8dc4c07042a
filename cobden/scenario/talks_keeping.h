#pragma once
// Whether a deal keeps itself, and in which steps it could be carried out: critical discount factors issue by
// issue and pooled (talks/enforcement.h), everything both sides can keep up on a coarse grid of tariffs
// (talks/repeated_set.h), and the best sequence of concessions (talks/sequencing.h).
#include <optional>
#include <string>
#include <vector>

#include "cobden/scenario/talks_sincerity.h"
#include "cobden/talks/enforcement.h"
#include "cobden/talks/repeated_set.h"
#include "cobden/talks/sequencing.h"

namespace cobden::scenario {

struct KeepingAnswer {
  std::vector<talks::Issue> issues = {};  ///< relief from duties, the concession: payoffs a period, bn
  talks::CriticalDiscounts critical = {};
  talks::SustainedIssues sustained = {};  ///< at the central discount factors

  /// Tariffs of either side as in the status quo, half way to the base, and at the base.
  std::vector<std::string> levels = {};
  talks::StageGame grid =
      {};  ///< [first's level][second's level] bn a year over the status quo; empty: no equilibrium
  double discount = 0;  ///< the lower of the two
  talks::RepeatedSet repeated = {};

  talks::SequenceProblem sequence_terms =
      {};  ///< units are the whole relief and the whole concession of the offer
  std::optional<talks::SequenceSearch> sequences = {};
  std::string no_sequence = {};  ///< why steps are not needed or cannot help; empty if there are any
  /// Where one side loses nothing by going first: both concessions whole, one after the other; empty else.
  std::vector<talks::SequenceStep> whole_steps = {};
};

/// `offer_point` holds the relief of the offer. UserError: none that input checks let through.
KeepingAnswer keep_deal(const StrategyGame& game, const TalksAsk& ask, const TalksPoint& status_quo,
                        const TalksPoint& offer_point, const SincerityAnswer& sincerity,
                        const RunContext& context);

}  // namespace cobden::scenario
