#include "cobden/precursor/control.h"

#include <cmath>

#include "cobden/precursor/checks.h"
#include "cobden/precursor/places.h"

namespace cobden::precursor {

double denial(double stringency, double enforcement, double class_coverage) {
  require_share("stringency", stringency);
  require_share("enforcement", enforcement);
  require_share("class_coverage", class_coverage);
  return stringency * enforcement * class_coverage;
}

double landed_cost_factor(double denial) {
  require_share("denial", denial);
  return 1 / (1 - denial);
}

double ad_valorem_equivalent(double denial) { return landed_cost_factor(denial) - 1; }

void check(const Control& control) {
  require_share("stringency", control.stringency);
  if (!(control.ends_after_months > 0))  // infinity is allowed, a negative or missing number is not
    require_positive("ends_after_months", control.ends_after_months);
  require_class(control.product_class);
  require_country_level(control.source);
  for (const auto& heading : control.headings) require_heading(heading);
  for (const auto& destination : control.destinations) require_country_level(destination);
}

}  // namespace cobden::precursor
