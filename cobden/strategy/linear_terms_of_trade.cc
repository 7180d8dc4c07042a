#include "cobden/strategy/linear_terms_of_trade.h"

#include <algorithm>
#include <cmath>

#include "cobden/core/error.h"

namespace cobden::strategy {
namespace {
/// Above the prohibitive tariff nothing is traded and prices stand still.
double effective(double tariff) { return std::min(tariff, LinearTermsOfTrade::prohibitive_tariff()); }
}  // namespace

LinearTermsOfTrade::LinearTermsOfTrade(double political_weight) : g_(political_weight) {
  if (!(g_ >= 0 && g_ < 0.75))
    throw UserError("political weight " + std::to_string(g_) + " is outside [0, 0.75)",
                    "at 0.75 and above governments want no imports at all");
}

double LinearTermsOfTrade::world_price(double tariff) { return (4 - 3 * effective(tariff)) / 7; }

double LinearTermsOfTrade::imports(double tariff) { return (1 - 6 * effective(tariff)) / 7; }

/// Consumer surplus (1 - p)^2 / 2, producer surplus p^2 / 4 counted 1 + g times, and revenue.
double LinearTermsOfTrade::importing_payoff(double tariff) const {
  const double t = effective(tariff), p = home_price(t);
  return (1 - p) * (1 - p) / 2 + (1 + g_) * p * p / 4 + t * imports(t);
}

/// d importing_payoff / dt, with dp/dt = 4/7 and d imports / dt = -6/7.
double LinearTermsOfTrade::importing_slope(double tariff) const {
  const double p = home_price(tariff);
  return (-(1 - p) + (1 + g_) * p / 2) * 4 / 7 + imports(tariff) - tariff * 6 / 7;
}

/// Consumer surplus (1 - p*)^2 / 2 and producer surplus p*^2 / 2.
double LinearTermsOfTrade::exporting_payoff(double tariff) {
  const double p = world_price(tariff);
  return (1 - p) * (1 - p) / 2 + p * p / 2;
}

double LinearTermsOfTrade::payoff(double own, double partner) const {
  return importing_payoff(own) + exporting_payoff(partner);
}

/// Goods do not interact, so the reply is the same to every tariff of the partner; the payoff is concave.
double LinearTermsOfTrade::best_reply(double /*partner*/) const {
  double low = 0, high = prohibitive_tariff();
  if (importing_slope(low) <= 0) return low;
  if (importing_slope(high) >= 0) return high;
  for (int k = 0; k < 80; ++k) {
    const double middle = 0.5 * (low + high);
    (importing_slope(middle) > 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double LinearTermsOfTrade::nash_tariff_by_iteration() const {
  double one = 0, other = 0;
  for (int round = 0; round < 100; ++round) {
    const double reply = best_reply(other), answer = best_reply(reply);
    const bool still = std::abs(reply - one) < 1e-15 && std::abs(answer - other) < 1e-15;
    one = reply, other = answer;
    if (still) break;
  }
  return one;
}

double LinearTermsOfTrade::nash_tariff() const { return (3 + 8 * g_) / (60 - 8 * g_); }

double LinearTermsOfTrade::politically_optimal_tariff() const { return 4 * g_ / (21 - 4 * g_); }

StagePayoffs LinearTermsOfTrade::stage(double agreed) const {
  const double nash = nash_tariff();
  return {.cooperate = payoff(agreed, agreed),
          .deviate = payoff(best_reply(agreed), agreed),
          .punish = payoff(nash, nash)};
}

}  // namespace cobden::strategy
