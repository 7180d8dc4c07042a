#pragma once
// What averted deaths are worth, and to whom. Deaths and dollars always stand side by side; the share of the
// value that a negotiator counts is explicit, with the share at which the exchange breaks even.
#include <optional>
#include <span>

namespace cobden::precursor {

struct Valuation {
  double vsl_million_usd = 13.2;  ///< value of a statistical life (US DOT 2024 guidance, base year 2023)
  double vsl_low = 7.3, vsl_high = 18.2;  ///< million USD (the alternatives of US DOT 2015, scaled)
  double discount_rate = 0.03;            ///< a year; 0.02 and 0.07 as sensitivity
  double internalised_share = 1;          ///< lambda in [0, 1]: the share of the value a negotiator counts
  double cost_bn_usd_a_year =
      10;                     ///< what is given in return [bn USD a year]; judgement until talks supply it
  double attribution = 0.25;  ///< share of an observed fall put down to a control (0 to 0.5)
};
/// UserError for a rate outside (0, 1) (a rate of 0 is a discount factor of one), a share outside [0, 1], a
/// value of life not above zero or outside its range, or a negative cost.
void check(const Valuation& valuation);

/// Present value [bn USD] of `deaths` averted by month, each worth `vsl_million_usd`, counted at the end of
/// its month: sum d_m v (1+r)^(-m/12).
double present_value_bn(std::span<const double> deaths, double vsl_million_usd, double discount_rate);
/// Present value [bn USD] of a constant yearly cost, paid in twelfths at the end of each of `months` months.
double present_cost_bn(double bn_usd_a_year, int months, double discount_rate);

/// The share lambda* of the value at which it equals the cost; nothing where the value is zero and the cost
/// is not. Above one: not even the whole value covers the cost.
std::optional<double> break_even_share(double value_bn, double cost_bn);

/// What the side that gains `gain` pays the side whose concession costs `cost`, by the asymmetric Nash
/// bargain with weight `payer_weight` of the payer: C + (1 - w)(G - C), in the unit of both (Nash 1950, with
/// weights). Nothing where the gain is below the cost: no deal. UserError for a weight outside [0, 1].
std::optional<double> nash_transfer(double gain, double cost, double payer_weight);

/// Deaths of an observed fall that are put down to a control: `fall` x attribution. UserError for an
/// attribution outside [0, 1].
double attributed(double fall, double attribution);

}  // namespace cobden::precursor
