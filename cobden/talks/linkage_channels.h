#pragma once
// Why linking helps, three answers apart: bargaining over both at once (negotiation), keeping both by the threat
// of losing both (enforcement), and making the other side join by what it loses if it stays out (participation).
// They answer different questions and do not add up. Maggi (2016, "Issue Linkage", Handbook of Commercial
// Policy 1B, after Maggi 1999, Am. Econ. Rev. 89(1)); the measures in numbers here are this project's.
#include <optional>

#include "cobden/strategy/repeated_game.h"
#include "cobden/talks/linkage.h"

namespace cobden::talks {

/// How a deal would be kept. Trade is seen by all; the concession is watched with detection q.
struct EnforcementTerms {
  double discount_first = 0, discount_second = 0;  ///< in [0, 1) a period
  double detection = 1;                            ///< q in [0, 1] of a breach of the concession, a period
  /// By trade point: what each side gets in the period in which it alone breaks the trade part, bn USD a year.
  std::vector<PayoffPair> deviation;
};
/// UserError: bounds, or not one deviation for each of `points` trade points.
void check(const EnforcementTerms& terms, std::size_t points);

/// Slack of a deal's promises, (1-delta) units of bn USD a year; zero or more: kept.
struct PromiseSlack {
  double first = 0;           ///< side 1 keeps its trade part
  double second_trade = 0;    ///< side 2 keeps its trade part (and stops the concession at once if it breaks it)
  double second_concession = 0;  ///< side 2 keeps the concession though a breach is seen only with q
  bool kept() const { return first >= 0 && second_trade >= 0 && second_concession >= 0; }
};
/// With issues pooled a breach of either ends both, for ever, at the threat point.
PromiseSlack pooled_slack(const LinkageProblem& problem, const EnforcementTerms& terms, std::size_t trade,
                          std::size_t level);

struct LinkageChannels {
  /// Joint gain of the Nash bargain over both, less those of separate bargains, bn USD a year.
  double negotiation = 0;
  /// Joint gain of the best deal that keeps itself with issues pooled, less with each on its own; nothing
  /// without enforcement terms.
  std::optional<double> enforcement;
  /// Net worth of the concession that side 2 would make only because staying out costs it the trade deal.
  double participation = 0;
  double participation_level = 0;  ///< the level of the concession that goes with it
  /// What carrying out that threat costs side 1, bn USD a year; above zero it is not credible by itself.
  double threat_cost_first = 0;
};
/// `trade` is the trade deal that participation is made to depend on (usually what trade alone would reach).
/// UserError as link_issues and check, or no such trade point.
LinkageChannels linkage_channels(const LinkageProblem& problem, std::size_t trade,
                                 const std::optional<EnforcementTerms>& terms = {});

/// What stands in a deal's way, or comes nearest to it.
enum class DealConstraint { kNone, kFirstGains, kSecondGains, kFirstKeeps, kSecondKeepsTrade, kSecondKeepsConcession };
std::string to_string(DealConstraint constraint);  ///< "individual rationality of the first side", ...

struct DealRow {
  std::string name;
  std::size_t trade = 0, level = 0;
  PayoffPair gain;  ///< over the threat point, bn USD a year
  bool rational_first = false, rational_second = false;
  std::optional<PromiseSlack> slack;
  bool acceptable = false;  ///< both gain or lose nothing, and keep it where that was asked
  /// The constraint with the least slack: violated where the deal is not acceptable.
  DealConstraint binding = DealConstraint::kNone;
  double binding_slack = 0;
};
/// A row for each deal asked for. UserError as above.
std::vector<DealRow> deal_table(const LinkageProblem& problem,
                                const std::vector<std::pair<std::size_t, std::size_t>>& deals,
                                const std::optional<EnforcementTerms>& terms = {});

}  // namespace cobden::talks
