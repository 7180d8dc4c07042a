#pragma once
// Loss of supply and its replacement: a control takes hold over its ramp, and what it takes away is replaced,
// in part and with delay, from elsewhere. Everything in closed form.
//
// Symbols: g full gross loss = theta a; r ramp [months]; rho share replaced in the end; tau time constant of
// replacement [months]; L0 gross loss; R replaced; L = max(0, L0 - R) net loss; shares of normal use.
#include <limits>

namespace cobden::precursor {

struct Replacement {
  double share = 0.8;                                        ///< rho in [0, 1]
  double months = 12;                                        ///< tau > 0
  double ramp = 3;                                           ///< r >= 0; 0 = at once
  double ends_at = std::numeric_limits<double>::infinity();  ///< month from which L0 = 0 again
};

/// L0(t) = g min(1, t/r) until the control ends, 0 before month 0 and after the end.
double gross_loss(double full_loss, const Replacement& way, double month);
/// R(t), the solution of R' = (rho L0 - R)/tau with R(0) = 0.
double replaced(double full_loss, const Replacement& way, double month);
/// L(t) = max(0, L0 - R). For rho <= 1 the maximum binds only after the end.
double net_loss(double full_loss, const Replacement& way, double month);
/// Integral of L from 0 to `month` [months of use].
double cumulative_net_loss(double full_loss, const Replacement& way, double month);

/// UserError for rho outside [0, 1], tau not above zero, a negative ramp, or an end not above zero.
void check(const Replacement& way);

}  // namespace cobden::precursor
