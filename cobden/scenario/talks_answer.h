#pragma once
// The whole situation of two governments at odds, from one scenario: what is charged and what it does, what
// each would do next, what the exemptions reveal, what an offer outside trade is worth, which deals both
// prefer, how sure one must be of the other, how long deadlock may last, and which assumption turns the
// conclusion. Each part is a file of its own; this one puts them in order. docs/theory/talks.md.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cobden/scenario/strategy_answer.h"
#include "cobden/scenario/talks_deadlock.h"
#include "cobden/scenario/talks_flips.h"
#include "cobden/scenario/talks_keeping.h"
#include "cobden/scenario/talks_linkage.h"
#include "cobden/scenario/talks_pressure.h"
#include "cobden/scenario/talks_reveal.h"
#include "cobden/scenario/talks_sincerity.h"

namespace cobden::scenario {

struct TalksAnswer {
  TalksAsk ask;
  Answer duties;                    ///< the scenario's duties, with the range over elasticity sets
  StrategyAnswer negotiation;       ///< frontier and bargains over tariffs, and the war's diagnosis
  std::vector<TalksPoint> threats;  ///< status quo, Nash, before the dispute
  std::optional<strategy::Nash> nash;
  std::vector<TalksPoint> deals;  ///< as listed in the scenario
  // Parts that the scenario asks for; none where it does not, or where an earlier part has no answer.
  std::optional<PressureAnswer> pressure;
  std::vector<TariffWeights> weights_before;  ///< by side
  std::vector<RevealAnswer> reveal;
  std::optional<OfferValue> offer;
  std::optional<LinkageAnswer> linkage;
  std::optional<SincerityAnswer> sincerity;
  std::optional<KeepingAnswer> keeping;
  std::optional<DeadlockAnswer> deadlock;
  std::optional<DynamicsAnswer> dynamics;
  std::optional<FlipsAnswer> flips;
  std::vector<PowerGain> by_power;  ///< gains by bargaining power; empty without a zone of agreement
  double offer_worth = 0;           ///< of the offer's concession, bn a year at the full value of a life
  std::vector<InputFile> inputs;   ///< everything read
  strategy::SearchSummary search;  ///< status of the whole; not converged names the part

  const StrategyGame& game() const { return *negotiation.game; }
  const std::string& code(std::size_t side) const { return game().texts[side].code; }
};

/// Answers [talks] of the run; a scenario without one gets its defaults, and no offer. UserError: not two
/// players, or what the parts refuse.
TalksAnswer answer_talks(AssembledRun run, const RunContext& context = {});

}  // namespace cobden::scenario
