#include "cobden/scenario/talks_linkage.h"

#include <fmt/format.h>

namespace cobden::scenario {
namespace {

using strategy::PayoffPair;
using talks::TradePoint;

/// Status quo, deals, frontier, solutions: in this order. Gains in bn a year over the status quo.
std::vector<TradePoint> trade_points(const TalksPoint& status_quo, const std::vector<TalksPoint>& deals,
                                     const strategy::Frontier& frontier) {
  std::vector<TradePoint> points{{status_quo.name, {0, 0}}};
  for (const auto& deal : deals) points.push_back({deal.name, {deal.gain[0].billion, deal.gain[1].billion}});
  const auto at = [&](const strategy::FrontierPoint& p) {
    return PayoffPair{p.first.billion - status_quo.payoff[0].billion,
                      p.second.billion - status_quo.payoff[1].billion};
  };
  for (std::size_t k = 0; k < frontier.points.size(); ++k)
    points.push_back({fmt::format("frontier {}", k + 1), at(frontier.points[k])});
  for (const auto& solution : frontier.solutions)
    if (solution.bargain.agreed())
      points.push_back({to_string(solution.bargain.rule) + " bargain over tariffs", at(solution.point)});
  return points;
}

talks::LinkageProblem problem_of(const TalksAsk& ask, std::vector<TradePoint> trade, const OfferValue& offer,
                                 std::size_t prior) {
  const auto& a = ask.assumptions;
  return {.trade = std::move(trade),
          .threat = {0, 0},
          .concession = concession_of(offer, prior, ask.concession, a.internalised_share.value,
                                      a.concession_cost.value)};
}

std::size_t level_of(const OfferValue& offer, double level) {
  std::size_t best = 0;
  for (std::size_t k = 0; k < offer.level.size(); ++k)
    if (std::abs(offer.level[k] - level) < std::abs(offer.level[best] - level)) best = k;
  return best;
}

/// Draws of the whole chain: worth of the concession, share counted, cost.
struct WorldDraws {
  std::vector<std::vector<double>> benefit;  ///< [draw][level], bn a year
  std::vector<double> cost;                  ///< [draw] of the full concession
};

WorldDraws draw_worlds(const TalksAsk& ask, const OfferValue& offer) {
  WorldDraws out;
  for (std::size_t d = 0; d < offer.drawn.size(); ++d) {
    const auto a = drawn_assumptions(ask.assumptions, ask.seed, d);
    auto benefit = offer.drawn[d];
    for (double& b : benefit) b *= a.internalised_share.value;
    out.benefit.push_back(std::move(benefit)), out.cost.push_back(a.concession_cost.value);
  }
  return out;
}

double chance_both_gain(PayoffPair trade, std::size_t level, double share_of_level,
                        const WorldDraws& worlds) {
  int both = 0;
  for (std::size_t d = 0; d < worlds.cost.size(); ++d)
    both +=
        trade.first + worlds.benefit[d][level] >= 0 && trade.second - share_of_level * worlds.cost[d] >= 0;
  return static_cast<double>(both) / static_cast<double>(worlds.cost.size());
}

/// Trade points enter the table by position: the listed deals with their own concession, bargains without.
std::vector<std::pair<std::size_t, std::size_t>> rows_wanted(const std::vector<TalksPoint>& deals,
                                                             const strategy::Frontier& frontier,
                                                             const OfferValue& offer) {
  std::vector<std::pair<std::size_t, std::size_t>> rows;
  for (std::size_t k = 0; k < deals.size(); ++k)
    rows.emplace_back(1 + k, level_of(offer, deals[k].concession));
  std::size_t at = 1 + deals.size() + frontier.points.size();
  for (const auto& solution : frontier.solutions)
    if (solution.bargain.agreed()) rows.emplace_back(at++, 0);
  return rows;
}

talks::EnforcementTerms terms_of(const TalksAsk& ask, const std::vector<PayoffPair>& deviations) {
  const auto& a = ask.assumptions;
  return {.discount_first = a.discount_first.value,
          .discount_second = a.discount_second.value,
          .detection = a.detection.value,
          .deviation = deviations};
}

}  // namespace

LinkageAnswer link(const TalksAsk& ask, const TalksPoint& status_quo, const std::vector<TalksPoint>& deals,
                   const strategy::Frontier& frontier, const OfferValue& offer,
                   const std::vector<PayoffPair>& deviations) {
  LinkageAnswer answer;
  const auto trade = trade_points(status_quo, deals, frontier);
  for (std::size_t prior = 0; prior < kPriors.size(); ++prior)
    answer.by_prior.push_back(link_issues(problem_of(ask, trade, offer, prior)));
  answer.problem = problem_of(ask, trade, offer, 2);
  const WorldDraws worlds = draw_worlds(ask, offer);
  answer.bands = link_issues_over_draws(answer.problem, worlds.benefit);
  // The deal whose loss would make the second side join is what trade alone would reach: the Nash bargain.
  const std::size_t bargain = 1 + deals.size() + frontier.points.size();
  const bool agreed = bargain < trade.size();
  std::optional<talks::EnforcementTerms> terms;
  if (deviations.size() == trade.size()) terms = terms_of(ask, deviations);
  answer.channels = linkage_channels(answer.problem, agreed ? bargain : 0, terms);
  const auto wanted = rows_wanted(deals, frontier, offer);
  const auto rows = deal_table(answer.problem, wanted, terms);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto [point, level] = wanted[k];
    const double share = ask.assumptions.internalised_share.value, first = trade[point].payoff.first;
    answer.deals.push_back(
        {.row = rows[k],
         .first_structural = first + share * offer.mean[0][level],
         .first_reference = first + share * offer.mean[1][level],
         .chance_both_gain = chance_both_gain(trade[point].payoff, level, offer.level[level], worlds)});
  }
  return answer;
}

}  // namespace cobden::scenario
