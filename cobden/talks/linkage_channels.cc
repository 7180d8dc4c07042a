#include "cobden/talks/linkage_channels.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

PayoffPair gain_of(const LinkageProblem& problem, std::size_t trade, std::size_t level) {
  return {problem.trade[trade].payoff.first + problem.concession.benefit[level] - problem.threat.first,
          problem.trade[trade].payoff.second - problem.concession.cost[level] - problem.threat.second};
}

void require_deal(const LinkageProblem& problem, std::size_t trade, std::size_t level) {
  if (trade >= problem.trade.size() || level >= problem.concession.level.size())
    throw UserError("linkage: the deal names no trade point or no level of the concession");
}

/// Joint gain of the Nash bargain, zero where there is no deal.
double nash_joint(const LinkageProblem& problem, bool with) {
  const Linkage answer = link_issues(problem);
  const auto& bargain = with ? answer.bargains[0].with : answer.bargains[0].without;
  return bargain.gain.first + bargain.gain.second;
}

/// The concession bargained over alone, with trade left as it is without a deal.
LinkageProblem concession_alone(const LinkageProblem& problem) {
  LinkageProblem alone = problem;
  alone.trade = {{"no trade deal", problem.threat}};
  return alone;
}

/// Joint gain of the best deal that both accept and keep.
template <class Kept>
double best_kept(const LinkageProblem& problem, std::size_t levels, const Kept& kept) {
  double best = 0;
  for (std::size_t x = 0; x < problem.trade.size(); ++x)
    for (std::size_t a = 0; a < levels; ++a) {
      const PayoffPair gain = gain_of(problem, x, a);
      if (gain.first >= 0 && gain.second >= 0 && kept(x, a)) best = std::max(best, gain.first + gain.second);
    }
  return best;
}

/// The concession on its own keeps itself only where it costs the second side nothing.
double concession_kept_alone(const Concession& concession) {
  double best = 0;
  for (std::size_t a = 0; a < concession.level.size(); ++a)
    if (concession.cost[a] <= 0 && concession.benefit[a] >= 0)
      best = std::max(best, concession.benefit[a] - concession.cost[a]);
  return best;
}

double enforcement_channel(const LinkageProblem& problem, const EnforcementTerms& terms) {
  const std::size_t levels = problem.concession.level.size();
  const double pooled = best_kept(problem, levels, [&](std::size_t x, std::size_t a) {
    return pooled_slack(problem, terms, x, a).kept();
  });
  const double apart = best_kept(
      problem, 1, [&](std::size_t x, std::size_t) { return pooled_slack(problem, terms, x, 0).kept(); });
  return pooled - apart - concession_kept_alone(problem.concession);
}

void set_participation(const LinkageProblem& problem, std::size_t trade, LinkageChannels& channels) {
  const Concession& c = problem.concession;
  const double at_stake = problem.trade[trade].payoff.second - problem.threat.second;
  double best = 0;
  for (std::size_t a = 0; a < c.level.size(); ++a) {
    if (c.cost[a] > at_stake || c.benefit[a] - c.cost[a] <= best) continue;
    best = c.benefit[a] - c.cost[a];
    channels.participation_level = c.level[a];
  }
  channels.participation = best - std::min(best, concession_kept_alone(c));
  channels.threat_cost_first = problem.trade[trade].payoff.first - problem.threat.first;
}

/// Nothing has to be kept of a concession that is not made.
void set_binding(const LinkageProblem& problem, DealRow& row) {
  std::vector<std::pair<DealConstraint, double>> slacks = {{DealConstraint::kFirstGains, row.gain.first},
                                                           {DealConstraint::kSecondGains, row.gain.second}};
  if (row.slack) {
    slacks.emplace_back(DealConstraint::kFirstKeeps, row.slack->first);
    slacks.emplace_back(DealConstraint::kSecondKeepsTrade, row.slack->second_trade);
    if (problem.concession.level[row.level] > 0)
      slacks.emplace_back(DealConstraint::kSecondKeepsConcession, row.slack->second_concession);
  }
  row.binding_slack = std::numeric_limits<double>::infinity();
  for (const auto& [constraint, slack] : slacks)
    if (slack < row.binding_slack) row.binding = constraint, row.binding_slack = slack;
  row.acceptable = row.binding_slack >= 0;
}

}  // namespace

void check(const EnforcementTerms& terms, std::size_t points) {
  require_discount("discount factor of the first side", terms.discount_first);
  require_discount("discount factor of the second side", terms.discount_second);
  require_share("detection", terms.detection);
  if (terms.deviation.size() != points)
    throw UserError("enforcement: the payoffs of a breach are needed for each trade point");
  for (const auto& payoff : terms.deviation) {
    require_finite("payoff of a breach", payoff.first);
    require_finite("payoff of a breach", payoff.second);
  }
}

PromiseSlack pooled_slack(const LinkageProblem& problem, const EnforcementTerms& terms, std::size_t trade,
                          std::size_t level) {
  check(terms, problem.trade.size());
  require_deal(problem, trade, level);
  const PayoffPair gain = gain_of(problem, trade, level), breach = terms.deviation[trade];
  const double benefit = problem.concession.benefit[level], cost = problem.concession.cost[level];
  const double d1 = terms.discount_first, d2 = terms.discount_second;
  PromiseSlack slack;
  // C - (1-delta) D - delta N, counted from the threat point, whose N is then 0. A breach of trade comes with
  // the benefit of that period's concession for the first side, and without its cost for the second.
  slack.first = gain.first - (1 - d1) * (breach.first + benefit - problem.threat.first);
  slack.second_trade = gain.second - (1 - d2) * (breach.second - problem.threat.second);
  // kappa (1-delta) <= delta q gain: compliance of docs/theory/talks.md with what is lost for ever.
  slack.second_concession = d2 * terms.detection * gain.second - (1 - d2) * std::max(0.0, cost);
  if (cost <= 0) slack.second_concession = std::max(slack.second_concession, 0.0);
  return slack;
}

LinkageChannels linkage_channels(const LinkageProblem& problem, std::size_t trade,
                                 const std::optional<EnforcementTerms>& terms) {
  LinkageChannels channels;
  channels.negotiation =
      nash_joint(problem, true) - nash_joint(problem, false) - nash_joint(concession_alone(problem), true);
  require_deal(problem, trade, 0);
  if (terms) {
    check(*terms, problem.trade.size());
    channels.enforcement = enforcement_channel(problem, *terms);
  }
  set_participation(problem, trade, channels);
  return channels;
}

std::string to_string(DealConstraint constraint) {
  switch (constraint) {
    case DealConstraint::kNone:
      return "none";
    case DealConstraint::kFirstGains:
      return "individual rationality of the first side";
    case DealConstraint::kSecondGains:
      return "individual rationality of the second side";
    case DealConstraint::kFirstKeeps:
      return "enforcement: the first side's trade promise";
    case DealConstraint::kSecondKeepsTrade:
      return "enforcement: the second side's trade promise";
    case DealConstraint::kSecondKeepsConcession:
      return "enforcement: the second side's concession";
  }
  return "unknown";
}

std::vector<DealRow> deal_table(const LinkageProblem& problem,
                                const std::vector<std::pair<std::size_t, std::size_t>>& deals,
                                const std::optional<EnforcementTerms>& terms) {
  check(problem.concession);
  if (terms) check(*terms, problem.trade.size());
  std::vector<DealRow> rows;
  for (const auto& [trade, level] : deals) {
    require_deal(problem, trade, level);
    DealRow row;
    row.name = problem.trade[trade].name;
    row.trade = trade, row.level = level;
    if (level > 0)
      row.name += fmt::format(" with {} at {:g}", problem.concession.name, problem.concession.level[level]);
    row.gain = gain_of(problem, trade, level);
    row.rational_first = row.gain.first >= 0;
    row.rational_second = row.gain.second >= 0;
    if (terms) row.slack = pooled_slack(problem, *terms, trade, level);
    set_binding(problem, row);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace cobden::talks
