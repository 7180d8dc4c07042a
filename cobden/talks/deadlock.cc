#include "cobden/talks/deadlock.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cobden::talks {
namespace {

constexpr int kSides[] = {0, 1};
constexpr double kForever = std::numeric_limits<double>::infinity();

const AttritionSide& side_of(const AttritionGame& game, int side) {
  return side == 0 ? game.first : game.second;
}

}  // namespace

double AttritionPath::cumulative_hazard(int side, double t) const {
  const double until = std::min(t, quiet_from_);
  return yield_[at(1 - side)] / conflict_ * game_.rates.integral(1 - side, until);
}

double AttritionPath::discount(int side, double t) const { return std::exp(-game_.rates.integral(side, t)); }

double AttritionPath::hazard(int side, double t) const {
  return t < quiet_from_ ? yield_[at(1 - side)] / conflict_ * game_.rates.rate(1 - side, t) : 0;
}

double AttritionPath::conceded(int side, double t) const {
  double kept = c_[at(side)] * std::exp(-cumulative_hazard(side, t));
  if (game_.deadline && t >= game_.deadline->at) kept *= 1 - rush_[at(side)];
  return 1 - kept;
}

double AttritionPath::no_deal(double t) const { return (1 - conceded(0, t)) * (1 - conceded(1, t)); }

/// Sums integrand(from, to, first rates just after `from`) over pieces of [0, horizon] with constant hazards.
template <class Integrand>
double AttritionPath::integrate(double horizon, const Integrand& integrand) const {
  auto times = game_.rates.breaks(horizon);
  for (const double t : {quiet_from_, game_.deadline ? game_.deadline->at : kForever})
    if (t < horizon) times.push_back(t);
  std::sort(times.begin(), times.end());
  double sum = 0;
  for (std::size_t k = 0; k + 1 < times.size(); ++k)
    if (times[k + 1] > times[k]) sum += integrand(times[k], times[k + 1]);
  return sum;
}

double AttritionPath::gave_in_first(int side, double t) const {
  double sum = initial(side) + integrate(std::min(t, quiet_from_), [&](double from, double to) {
                 const double own = hazard(side, from), all = own + hazard(1 - side, from);
                 const double alive = c_[0] * c_[1] *
                                      std::exp(-cumulative_hazard(0, from) - cumulative_hazard(1, from));
                 return all > 0 ? own / all * alive * -std::expm1(-all * (to - from)) : 0.0;
               });
  if (game_.deadline && t >= game_.deadline->at)
    sum += no_deal_before_deadline_ * rush_[at(side)] * (1 - rush_[at(1 - side)]);
  return sum;
}

double AttritionPath::expected_duration(double horizon) const {
  return integrate(horizon, [&](double from, double to) {
    const double fall = hazard(0, from) + hazard(1, from);
    return no_deal(from) * (fall > 0 ? -std::expm1(-fall * (to - from)) / fall : to - from);
  });
}

double AttritionPath::expected_delay_cost(int side, double flow, double horizon) const {
  return flow * integrate(horizon, [&](double from, double to) {
           const double fall = hazard(0, from) + hazard(1, from) + game_.rates.rate(side, from);
           const double now = no_deal(from) * discount(side, from);
           return now * (fall > 0 ? -std::expm1(-fall * (to - from)) / fall : to - from);
         });
}

double AttritionPath::deadline_payoff(int side, bool gives_in) const {
  const double q = rush_[at(1 - side)], k = yield_[at(side)], win = side_of(game_, side).demand;
  const double without = side == 0 ? game_.deadline->without_deal_first : game_.deadline->without_deal_second;
  // Both at once: either demand is met with even odds.
  return gives_in ? q * (win + k) / 2 + (1 - q) * k : q * win + (1 - q) * without;
}

double AttritionPath::payoff_of_giving_in(int side, double t) const {
  const double win = side_of(game_, side).demand, k = yield_[at(side)], c = c_[at(1 - side)];
  // In time measured by impatience, R, the other's hazard is the constant k/conflict:
  // win int e^-R dF = c k (1 - e^(-R win/conflict)).
  const double r = game_.rates.integral(side, std::min(t, quiet_from_));
  const double won = (1 - c) * win + c * k * -std::expm1(-r * win / conflict_);
  if (t >= kForever) return won;
  return won + (1 - conceded(1 - side, t)) * discount(side, t) * k;
}

double AttritionPath::deviation_gain() const {
  const double end = game_.deadline ? game_.deadline->at : 2 * std::max(exhaustion_[0], exhaustion_[1]);
  constexpr int kTimes = 400;
  double gain = 0;
  for (const int side : kSides) {
    const auto compare = [&](double value) { gain = std::max(gain, value - payoff(side)); };
    for (int k = 0; k < kTimes; ++k) compare(payoff_of_giving_in(side, end * k / kTimes));
    compare(payoff_of_giving_in(side, std::nextafter(std::min(quiet_from_, end), 0.0)));
    if (!game_.deadline) {
      compare(payoff_of_giving_in(side, kForever));
      continue;
    }
    const double before = payoff_of_giving_in(side, kForever);  // what was won by the deadline
    const double reached = c_[at(1 - side)] * std::exp(-cumulative_hazard(1 - side, end)) * discount(side, end);
    for (const bool gives_in : {true, false}) compare(before + reached * deadline_payoff(side, gives_in));
  }
  return gain;
}

double AttritionPath::indifference_error() const {
  double error = 0;
  constexpr int kTimes = 100;
  for (const int side : kSides) {
    // Giving in at 0 by a mass, and at every time of the phase in which hazards are positive.
    if (initial(side) > 0) error = std::max(error, std::abs(payoff(side) - yield_[at(side)]));
    for (int k = 1; k < kTimes && quiet_from_ > 0; ++k)
      error = std::max(error,
                       std::abs(payoff(side) - payoff_of_giving_in(side, quiet_from_ * k / kTimes)));
    if (rush_[at(side)] <= 0) continue;
    const double end = game_.deadline->at, other = 1 - conceded(1 - side, std::nextafter(end, 0.0));
    const double at_end =
        payoff_of_giving_in(side, kForever) + other * discount(side, end) * deadline_payoff(side, true);
    error = std::max(error, std::abs(payoff(side) - at_end));
  }
  return error;
}

}  // namespace cobden::talks
