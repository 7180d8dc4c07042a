#pragma once
// Trade and the concession on one table (talks/linkage.h), with the payoffs of a real economy.
#include <optional>
#include <string>
#include <vector>

#include "cobden/scenario/talks_offer.h"
#include "cobden/scenario/talks_points.h"
#include "cobden/strategy/frontier.h"
#include "cobden/talks/linkage_channels.h"

namespace cobden::scenario {

/// One row of the deal table.
struct DealRow {
  talks::DealRow row = {};      ///< at the mean of the pooled prior
  double first_structural = 0;  ///< gain of the first side under either prior alone, bn a year
  double first_reference = 0;
  double chance_both_gain = 0;  ///< share of draws in which neither side loses
};

struct LinkageAnswer {
  /// Trade points: the status quo, the deals as listed, then the points of the frontier and its solutions.
  talks::LinkageProblem problem = {};         ///< at the mean of the pooled prior
  std::vector<talks::Linkage> by_prior = {};  ///< structural, reference class, pooled
  talks::LinkageBands bands = {};             ///< over draws of the worth and of the share that counts
  talks::LinkageChannels channels = {};       ///< at the mean of the pooled prior
  std::vector<DealRow> deals = {};            ///< the listed deals, then bargains over trade alone
};

/// `status_quo` is the threat point; `deals` have their payoffs.
LinkageAnswer link(const TalksAsk& ask, const TalksPoint& status_quo, const std::vector<TalksPoint>& deals,
                   const strategy::Frontier& frontier, const OfferValue& offer,
                   const std::vector<strategy::PayoffPair>& deviations);

}  // namespace cobden::scenario
