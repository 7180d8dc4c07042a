#include "cobden/precursor/calibration.h"

#include <cmath>

#include "cobden/precursor/checks.h"
#include "cobden/precursor/supply_path.h"

namespace cobden::precursor {
namespace {

/// Share of deaths averted in the month when the gross loss is `g`: theta carries it, the rest is one.
double fall_at(Parameters p, double g, int month) {
  p.covered_share = g, p.enforcement = 1, p.class_coverage = 1;
  const SupplyPath path(p, {});
  return averted_share(p.exposed_share, p.death_exponent, path.supply(month - p.lag_months));
}

}  // namespace

Baseline calibrate_baseline(const MonthSeries& deaths, int until, int months, double floor) {
  MonthSeries clock{.first = until - months + 1, .values = {}, .file = deaths.file};
  double n = 0, t = 0, y = 0, tt = 0, ty = 0;
  for (int month = clock.first; month <= until; ++month) {
    const double value = std::log(deaths.mean(month, month)), time = month - until;
    n += 1, t += time, y += value, tt += time * time, ty += time * value;
  }
  require_within("months", n, 3, 1200);
  const Baseline out{.level = deaths.mean(until, until),
                     .factor = std::exp((ty - t * y / n) / (tt - t * t / n)),
                     .floor = floor};
  check(out);
  return out;
}

double implied_slope(const Parameters& p) {
  require_positive("purity_exponent", p.purity_exponent);
  return p.exposed_share * p.death_exponent / p.purity_exponent;
}

double supply_of_purity(double purity_ratio, double purity_exponent) {
  require_positive("purity ratio", purity_ratio);
  require_positive("purity_exponent", purity_exponent);
  return std::pow(purity_ratio, 1 / purity_exponent);
}

std::optional<double> gross_loss_for_fall(const Parameters& p, double fall, int month) {
  require_within("fall", fall, 0, 1 - 1e-12);
  check(p);
  if (fall_at(p, 1, month) < fall) return {};
  double low = 0, high = 1;  // the fall rises with g, so bisection finds it
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (fall_at(p, middle, month) < fall ? low : high) = middle;
  }
  return high;
}

}  // namespace cobden::precursor
