#pragma once
// A control at the source: how strict it is, how well enforced, how much of the product class it covers, and
// what that denial is worth as a duty. Strictness is the policy; enforcement and coverage are what becomes of
// it, and are uncertain.
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "cobden/core/civil_time.h"

namespace cobden::precursor {

/// Share of covered shipments denied, a = s e k, in [0, 1]: stringency s, enforcement e, share of the product
/// class covered k (specification of the module). UserError for a factor outside [0, 1].
double denial(double stringency, double enforcement, double class_coverage);

/// Landed cost over its level before, 1/(1-a): what arrives must pay for what was denied. Infinite at a = 1.
/// UserError for a outside [0, 1].
double landed_cost_factor(double denial);
/// The duty with the same landed cost, 1/(1-a) - 1 [fraction of value]. Infinite at a = 1.
double ad_valorem_equivalent(double denial);

/// A control as a measure: what the schedule of an economy would hold as `flow = "export"`.
struct Control {
  enum class Kind { kLicence, kBan };
  double stringency = 1;  ///< s in [0, 1]: 0 nothing, 1 as strict as proposed
  double ends_after_months = std::numeric_limits<double>::infinity();  ///< a term, or a snap-back; after it 0
  std::optional<Day> begins = {};                                      ///< none = undated
  Kind kind = Kind::kLicence;
  std::string product_class = "precursor-class";  ///< see require_class
  std::vector<std::string> headings = {};         ///< of the Harmonised System, 2, 4 or 6 digits
  std::vector<std::string> destinations = {};     ///< ISO3; empty = all
  std::string source = "CHN";                     ///< ISO3: whose control it is
  std::string verification = {};                  ///< the indicator it is checked by, in words
  std::string linked_measure = {};                ///< id of the duty it is linked to
};

/// UserError for a stringency outside [0, 1], a term that is not above zero, and every label the boundary of
/// the module refuses (places.h).
void check(const Control& control);

}  // namespace cobden::precursor
