#include "cobden/strategy/bargaining.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cobden/core/axis.h"
#include "cobden/numerics/root.h"

namespace cobden::strategy {
namespace {

constexpr int kStarts = 256;            // of the search for the Nash product
constexpr double kNothing = 1e-12;      // gains below this share of the payoffs' size are none
constexpr double kSlopeReach = 1.5e-3;  // of differences, as a share of the zone; errors of its fourth power

/// The part of the frontier that both sides prefer to the threat point.
struct Zone {
  BargainStatus status = BargainStatus::kNoDeal;
  double lower = 0, upper = 0;  // u1
  PayoffPair ideal = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
};

void check_terms(PayoffPair threat, const BargainingTerms& terms) {
  if (!std::isfinite(threat.first) || !std::isfinite(threat.second))
    throw UserError("the threat point's payoffs must be finite numbers");
  if (!(terms.power >= 0 && terms.power <= 1))
    throw UserError("bargaining power " + std::to_string(terms.power) + " is outside [0, 1]",
                    "0.5 is equal power; 1 gives all to the first side");
  if (!(terms.unit.first > 0 && terms.unit.second > 0) || !std::isfinite(terms.unit.first) ||
      !std::isfinite(terms.unit.second))
    throw UserError("units in which gains are compared must be positive numbers");
}

double size_of(PayoffPair threat, double lower, double upper, double top, double bottom) {
  return std::max({std::abs(threat.first), std::abs(threat.second), std::abs(lower), std::abs(upper),
                   std::abs(top), std::abs(bottom), std::numeric_limits<double>::min()});
}

void set_status(Zone& zone, PayoffPair threat, double size) {
  const double most = std::max(zone.ideal.first - threat.first, zone.ideal.second - threat.second);
  zone.status = most > kNothing * size ? BargainStatus::kAgreement : BargainStatus::kNothingToShare;
}

Zone find_zone(const FrontierCurve& frontier, PayoffPair threat) {
  Zone zone;
  const double top = frontier.second(frontier.lower), bottom = frontier.second(frontier.upper);
  if (!std::isfinite(top) || !std::isfinite(bottom))
    throw UserError("the frontier must have finite payoffs at both ends");
  zone.lower = std::max(frontier.lower, threat.first);
  zone.upper = frontier.upper;
  const double size = size_of(threat, frontier.lower, frontier.upper, top, bottom);
  if (top < threat.second - kNothing * size) return zone;
  if (top <= threat.second)
    zone.upper = frontier.lower;
  else if (bottom < threat.second)
    zone.upper = numerics::find_root([&](double u) { return frontier.second(u) - threat.second; },
                                     frontier.lower, frontier.upper)
                     .x;
  if (zone.lower > zone.upper + kNothing * size) return zone;
  zone.lower = std::min(zone.lower, zone.upper);
  zone.ideal = {zone.upper, std::max(frontier.second(zone.lower), threat.second)};
  set_status(zone, threat, size);
  return zone;
}

/// Gains as far as they can be had; roots leave the last one or two bits open.
PayoffPair gain_at(double u1, double u2, PayoffPair threat) {
  return {std::max(0.0, u1 - threat.first), std::max(0.0, u2 - threat.second)};
}

/// The log of the Nash product; a side without power does not count.
double log_product(PayoffPair gain, double power) {
  const auto term = [](double weight, double g) { return weight == 0 ? 0.0 : weight * std::log(g); };
  return term(power, gain.first) + term(1 - power, gain.second);
}

/// Where the ray from the threat point in the direction (unit) meets the frontier: gain1 / unit1 less gain2 /
/// unit2 rises along it.
double on_ray(const FrontierCurve& frontier, const Zone& zone, PayoffPair threat, PayoffPair unit) {
  if (!(zone.upper > zone.lower)) return zone.lower;
  const auto excess = [&](double u) {
    return (u - threat.first) / unit.first - (frontier.second(u) - threat.second) / unit.second;
  };
  if (excess(zone.lower) >= 0) return zone.lower;
  if (excess(zone.upper) <= 0) return zone.upper;
  return numerics::find_root(excess, zone.lower, zone.upper).x;
}

/// Slope of the frontier by five-point differences.
double slope_at(const FrontierCurve& frontier, double u, double step) {
  const auto f = [&](double k) { return frontier.second(u + k * step); };
  return (8 * (f(1) - f(-1)) - (f(2) - f(-2))) / (12 * step);
}

/// The maximum of `value` between a and b by golden sections (Kiefer 1953), to the width at which a smooth
/// value no longer tells points apart.
double golden_section(const std::function<double(double)>& value, double a, double b) {
  constexpr double kRatio = 0.6180339887498949;
  double x = b - kRatio * (b - a), y = a + kRatio * (b - a), at_x = value(x), at_y = value(y);
  for (int k = 0; k < 60; ++k) {
    if (at_x >= at_y) {
      b = y, y = x, at_y = at_x;
      x = b - kRatio * (b - a), at_x = value(x);
    } else {
      a = x, x = y, at_x = at_y;
      y = a + kRatio * (b - a), at_y = value(y);
    }
  }
  return at_x >= at_y ? x : y;
}

/// Where the product's derivative changes sign near `u`; the value itself is too flat to tell u1 to more than
/// eight digits. `u` itself where the frontier has a kink or an end there.
double sharpen_product(const FrontierCurve& frontier, PayoffPair threat, double power, double u,
                       double width) {
  const double room = std::min(u - frontier.lower, frontier.upper - u);
  const double step = std::min(kSlopeReach * width, 0.02 * room), reach = 2 * step;
  if (!(step > 1e-9 * width)) return u;
  const auto slope = [&](double x) {
    return power * (frontier.second(x) - threat.second) +
           (1 - power) * (x - threat.first) * slope_at(frontier, x, step);
  };
  if (!(slope(u - reach) > 0 && slope(u + reach) < 0)) return u;
  return numerics::find_root(slope, u - reach, u + reach).x;
}

double best_product(const FrontierCurve& frontier, const Zone& zone, PayoffPair threat, double power) {
  const double width = zone.upper - zone.lower;
  if (power == 0 || !(width > 0)) return zone.lower;
  if (power == 1) return zone.upper;
  const auto value = [&](double u) { return log_product(gain_at(u, frontier.second(u), threat), power); };
  int best = 0;
  double best_value = -std::numeric_limits<double>::infinity();
  for (int k = 0; k <= kStarts; ++k) {
    const double v = value(zone.lower + width * k / kStarts);
    if (v > best_value) best = k, best_value = v;
  }
  const double u = golden_section(value, zone.lower + width * std::max(0, best - 1) / kStarts,
                                  zone.lower + width * std::min(kStarts, best + 1) / kStarts);
  const double sharp = sharpen_product(frontier, threat, power, u, width);
  return value(sharp) >= value(u) - 1e-13 * std::max(1.0, std::abs(best_value)) ? sharp : u;
}

Bargain without_deal(BargainingRule rule, const Zone& zone, PayoffPair threat) {
  Bargain b;
  b.rule = rule;
  b.status = zone.status;
  b.payoff = threat;
  b.ideal = zone.ideal;
  b.zone_lower = zone.lower, b.zone_upper = zone.upper;
  return b;
}

Bargain deal_at(BargainingRule rule, const Zone& zone, PayoffPair threat, PayoffPair payoff) {
  Bargain b = without_deal(rule, zone, threat);
  b.payoff = payoff;
  b.gain = gain_at(payoff.first, payoff.second, threat);
  b.at_end = payoff.first <= zone.lower || payoff.first >= zone.upper;
  return b;
}

PayoffPair ray_of(BargainingRule rule, const Zone& zone, PayoffPair threat, const BargainingTerms& terms) {
  if (rule == BargainingRule::kEgalitarian) return terms.unit;
  return {zone.ideal.first - threat.first, zone.ideal.second - threat.second};
}

/// A polygon's second payoff at u1.
double interpolate(std::span<const PayoffPair> points, double u) {
  const auto after = std::ranges::upper_bound(points, u, {}, &PayoffPair::first);
  if (after == points.begin()) return points.front().second;
  if (after == points.end()) return points.back().second;
  const PayoffPair& a = *(after - 1);
  const PayoffPair& b = *after;
  return a.second + (b.second - a.second) * (u - a.first) / (b.first - a.first);
}

/// The Nash product on each straight piece in closed form: power shares the piece's line between its two
/// zeros of the gains.
double best_product_on_polygon(std::span<const PayoffPair> points, const Zone& zone, PayoffPair threat,
                               double power) {
  double best = zone.lower, best_value = -std::numeric_limits<double>::infinity();
  const auto look = [&](double u) {
    const double v = log_product(gain_at(u, interpolate(points, u), threat), power);
    if (v > best_value) best = u, best_value = v;
  };
  look(zone.lower);
  for (std::size_t k = 0; k + 1 < points.size(); ++k) {
    const double a = std::max(points[k].first, zone.lower), b = std::min(points[k + 1].first, zone.upper);
    if (a > b) continue;
    const double slope = (points[k + 1].second - points[k].second) / (points[k + 1].first - points[k].first);
    const double zero = points[k].first + (threat.second - points[k].second) / slope;
    look(std::clamp(threat.first + power * (zero - threat.first), a, b));
    look(b);
  }
  return best;
}

}  // namespace

std::string to_string(BargainingRule rule) {
  switch (rule) {
    case BargainingRule::kNash:
      return "nash";
    case BargainingRule::kKalaiSmorodinsky:
      return "kalai-smorodinsky";
    case BargainingRule::kEgalitarian:
      return "egalitarian";
  }
  return "unknown";
}

BargainingRule parse_bargaining_rule(const std::string& text, const SourcePlace& place) {
  std::vector<std::string> known;
  for (const auto rule :
       {BargainingRule::kNash, BargainingRule::kKalaiSmorodinsky, BargainingRule::kEgalitarian}) {
    if (to_string(rule) == text) return rule;
    known.push_back(to_string(rule));
  }
  const std::string near = nearest_name(text, known);
  fail_at(place, text, "unknown bargaining solution", "nash, kalai-smorodinsky or egalitarian",
          near.empty() ? "" : "did you mean '" + near + "'?");
}

std::string to_string(BargainStatus status) {
  switch (status) {
    case BargainStatus::kAgreement:
      return "agreement";
    case BargainStatus::kNoDeal:
      return "no deal";
    case BargainStatus::kNothingToShare:
      return "nothing to share";
  }
  return "unknown";
}

Bargain bargain(const FrontierCurve& frontier, PayoffPair threat, BargainingRule rule,
                const BargainingTerms& terms) {
  check_terms(threat, terms);
  if (!(frontier.lower <= frontier.upper) || !std::isfinite(frontier.lower) || !std::isfinite(frontier.upper))
    throw UserError("the ends of the frontier are out of order or not finite");
  const Zone zone = find_zone(frontier, threat);
  if (zone.status != BargainStatus::kAgreement) return without_deal(rule, zone, threat);
  const double u = rule == BargainingRule::kNash
                       ? best_product(frontier, zone, threat, terms.power)
                       : on_ray(frontier, zone, threat, ray_of(rule, zone, threat, terms));
  return deal_at(rule, zone, threat, {u, frontier.second(u)});
}

std::vector<PayoffPair> undominated(std::span<const PayoffPair> points) {
  std::vector<PayoffPair> sorted(points.begin(), points.end());
  std::ranges::sort(sorted, [](const PayoffPair& a, const PayoffPair& b) {
    return a.first != b.first ? a.first > b.first : a.second > b.second;
  });
  std::vector<PayoffPair> kept;
  for (const PayoffPair& p : sorted)
    if (kept.empty() || p.second > kept.back().second) kept.push_back(p);
  std::ranges::reverse(kept);
  return kept;
}

Bargain bargain(std::span<const PayoffPair> frontier, PayoffPair threat, BargainingRule rule,
                const BargainingTerms& terms) {
  check_terms(threat, terms);
  if (frontier.empty()) throw UserError("a frontier needs at least one point");
  for (const PayoffPair& p : frontier)
    if (!std::isfinite(p.first) || !std::isfinite(p.second))
      throw UserError("the frontier's payoffs must be finite numbers");
  const auto points = undominated(frontier);
  const FrontierCurve curve{[&](double u) { return interpolate(points, u); }, points.front().first,
                            points.back().first};
  const Zone zone = find_zone(curve, threat);
  if (zone.status != BargainStatus::kAgreement) return without_deal(rule, zone, threat);
  const double u = rule == BargainingRule::kNash
                       ? best_product_on_polygon(points, zone, threat, terms.power)
                       : on_ray(curve, zone, threat, ray_of(rule, zone, threat, terms));
  return deal_at(rule, zone, threat, {u, curve.second(u)});
}

}  // namespace cobden::strategy
