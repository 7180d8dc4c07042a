#pragma once
// What the public series say about the model's numbers: the level and trend of deaths, and the slope between
// purity and deaths that the exponents must agree with.
#include "cobden/precursor/mortality.h"
#include "cobden/precursor/parameters.h"
#include "cobden/precursor/series.h"

namespace cobden::precursor {

/// Baseline from what was known at the end of month `until`: level the deaths of that month, factor from a
/// log-linear trend over the `months` up to it, floor as given. UserError if months are missing.
Baseline calibrate_baseline(const MonthSeries& deaths, int until, int months, double floor);

/// Slope of ln deaths on ln purity that the parameters imply near full supply: omega eta / phi.
/// UserError for phi = 0.
double implied_slope(const Parameters& parameters);

/// Supply, as a share of before, that a change of purity implies: ratio^(1/phi). UserError for phi or a ratio
/// not above zero.
double supply_of_purity(double purity_ratio, double purity_exponent);

/// The gross loss g = theta a that lowers deaths `month` months on by `fall` (share), other parameters as
/// given: the model turned round. Nothing if not even g = 1 does. UserError for a fall outside [0, 1).
std::optional<double> gross_loss_for_fall(const Parameters& parameters, double fall, int month);

}  // namespace cobden::precursor
