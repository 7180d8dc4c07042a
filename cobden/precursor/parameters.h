#pragma once
// The thirteen parameters of the supply model, described once: key, symbol, range, bounds and what each rests
// on. The table feeds the structural prior, the tornado, the options of a file and the documentation.
#include <span>
#include <string>

#include "cobden/precursor/replacement.h"

namespace cobden::precursor {

struct Parameters {
  double covered_share = 0.80;     ///< theta: share of supply on routes the control covers
  double enforcement = 0.5;        ///< e
  double class_coverage = 0.5;     ///< k: share of the product class the control names
  double replacement = 0.8;        ///< rho: share of the loss replaced in the end
  double replacement_months = 12;  ///< tau
  double stock_months = 2;         ///< m, months of use
  double demand_elasticity = 0.6;  ///< epsilon, absolute
  double purity_exponent = 0.75;   ///< phi
  double death_exponent = 0.5;     ///< eta
  double exposed_share = 0.9;      ///< omega: share of deaths that depend on this supply
  double ramp_months = 3;
  double lag_months = 1;
  double route_elasticity = 4;  ///< sigma
};

struct ParameterRecord {
  std::string key, symbol, meaning, unit;
  double Parameters::*value;
  double low, high;    ///< range of the structural prior; the centre is the default of `Parameters`
  double least, most;  ///< bounds that no input may leave
  std::string basis;   ///< what the range rests on; "judgement" where nothing better is known
};
/// In the order of `Parameters`.
std::span<const ParameterRecord> parameter_records();

/// UserError that names the first parameter out of its bounds.
void check(const Parameters& parameters);

/// Every parameter with its range: the structural prior draws each from the triangular distribution
/// (low, centre, high), independently.
struct StructuralPrior {
  Parameters low, centre, high;
};
/// The ranges of `parameter_records`.
StructuralPrior default_prior();
/// UserError unless low <= centre <= high for every parameter, all within bounds.
void check(const StructuralPrior& prior);

/// Full gross loss g = theta s e k of a control of stringency s.
double full_loss(const Parameters& parameters, double stringency);
/// Ramp and replacement of these parameters for a control that ends after `ends_after_months`.
Replacement replacement_of(const Parameters& parameters, double ends_after_months);

}  // namespace cobden::precursor
