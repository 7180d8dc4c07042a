#pragma once
// How impatient both sides are over time: discount rates that jump on given dates (a pause that ends, an
// election), constant between. Everything a war of attrition needs of them is an integral, so that time can be
// measured in the hazard it has brought instead of in days.
#include <array>
#include <limits>
#include <vector>

namespace cobden::talks {

/// Rates of both sides up to a time, after the end of the segment before.
struct RateSegment {
  double until = std::numeric_limits<double>::infinity();  ///< the last one lasts for ever
  double first = 0, second = 0;                            ///< per unit of time, >= 0
};

class RatePath {
 public:
  /// UserError: no segments, ends not rising or the last one finite, a rate negative, or the last rates zero.
  explicit RatePath(std::vector<RateSegment> segments);
  /// The same rates for ever. UserError unless both are above zero.
  RatePath(double first, double second);

  /// Rate of `side` (0, 1) just after time t.
  double rate(int side, double t) const;
  /// Its integral from 0 to t, t >= 0.
  double integral(int side, double t) const;
  /// The earliest time at which the integral reaches `amount`; infinite only if `amount` is.
  double time_of(int side, double amount) const;
  /// Times at which rates jump, before `horizon`, with 0 and `horizon` at the ends.
  std::vector<double> breaks(double horizon) const;

 private:
  std::vector<RateSegment> segments_;
};

}  // namespace cobden::talks
