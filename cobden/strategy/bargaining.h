#pragma once
// What two sides agree on when they may choose any point of a frontier and fall back on a threat point if
// they do not agree. Three answers, since none is right for all purposes: Nash (1950, Econometrica 18(2)),
// which maximises the product of gains, with bargaining power after Harsanyi and Selten (1972, Manage. Sci.
// 18(5)); Kalai and Smorodinsky (1975, Econometrica 43(3)), gains in proportion to the best each could hope
// for; and the egalitarian one, equal gains (Kalai 1977, Econometrica 45(7)), which alone depends on how
// gains of the two sides are compared. An empty zone of agreement is an answer with a name, never a pair of
// zeros.
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "cobden/core/error.h"

namespace cobden::strategy {

enum class BargainingRule { kNash, kKalaiSmorodinsky, kEgalitarian };
std::string to_string(BargainingRule rule);  ///< "nash", "kalai-smorodinsky", "egalitarian"
/// UserError names the nearest.
BargainingRule parse_bargaining_rule(const std::string& text, const SourcePlace& place = {});

/// Payoffs of the two sides, in any unit.
struct PayoffPair {
  double first = 0, second = 0;
  bool operator==(const PayoffPair&) const = default;
};

struct BargainingTerms {
  double power = 0.5;  ///< of the first side in the Nash solution, in [0, 1]: gain1^power gain2^(1 - power)
  /// Equal gains are equal in these units (egalitarian only): gain1 / unit.first = gain2 / unit.second.
  PayoffPair unit = {1, 1};
};

/// The efficient frontier as u2 = second(u1), decreasing on [lower, upper]; beyond its ends either side can
/// only lose. Need not be concave.
struct FrontierCurve {
  std::function<double(double)> second;
  double lower = 0, upper = 0;
};

enum class BargainStatus {
  kAgreement,
  kNoDeal,          ///< no point of the frontier is at least as good as the threat point for both
  kNothingToShare,  ///< the threat point is itself on the frontier: neither can gain but at the other's cost
};
std::string to_string(BargainStatus status);  ///< "agreement", "no deal", "nothing to share"

struct Bargain {
  BargainingRule rule = BargainingRule::kNash;
  BargainStatus status = BargainStatus::kNoDeal;
  PayoffPair payoff;  ///< at the agreement; the threat point where there is none
  PayoffPair gain;    ///< payoff less threat point
  /// The best each can get where the other gets no less than its threat payoff; NaN where there is no zone.
  PayoffPair ideal;
  /// Ends of the zone of agreement on the frontier in u1: the second side's best, the first side's best.
  double zone_lower = 0, zone_upper = 0;
  bool at_end = false;  ///< the agreement is an end of the frontier or of the zone (not an interior solution)
  bool agreed() const { return status == BargainStatus::kAgreement; }
};

/// The solution on a curve; u1 to 1e-12 of the zone's width (1e-9 is promised). The Nash product is searched
/// over the whole zone, so that a curve that is not concave gets its global maximum to the resolution of 256
/// starts. UserError: ends out of order, a power outside [0, 1], a unit not positive, or a payoff that is not
/// a finite number.
Bargain bargain(const FrontierCurve& frontier, PayoffPair threat, BargainingRule rule,
                const BargainingTerms& terms = {});

/// The solution on points of a frontier, with straight lines between neighbours (mixtures by lot, or an
/// interpolation): exact on that polygon. Points are sorted by u1; dominated ones are dropped first.
/// UserError as above, or no points.
Bargain bargain(std::span<const PayoffPair> frontier, PayoffPair threat, BargainingRule rule,
                const BargainingTerms& terms = {});

/// The points that no other point dominates, by rising u1 (and falling u2), without repetition.
std::vector<PayoffPair> undominated(std::span<const PayoffPair> points);

}  // namespace cobden::strategy
