#include "cobden/precursor/mortality.h"

#include <algorithm>
#include <cmath>

#include "cobden/precursor/checks.h"

namespace cobden::precursor {

double Baseline::deaths(int month) const { return std::max(floor, level * std::pow(factor, month)); }

void check(const Baseline& baseline) {
  require_positive("baseline.level", baseline.level);
  require_within("baseline.factor", baseline.factor, 0.5, 1.5);
  require_not_negative("baseline.floor", baseline.floor);
}

double averted_share(double exposed_share, double death_exponent, double supply) {
  require_share("exposed_share", exposed_share);
  require_not_negative("death_exponent", death_exponent);
  require_not_negative("supply", supply);
  return exposed_share * (1 - std::pow(supply, death_exponent));
}

}  // namespace cobden::precursor
