#include "cobden/precursor/value.h"

#include <fmt/format.h>

#include <cmath>

#include "cobden/core/error.h"
#include "cobden/precursor/checks.h"

namespace cobden::precursor {
namespace {

/// Discount factor of the end of month m.
double discount(double rate, std::size_t month) {
  return std::pow(1 + rate, -static_cast<double>(month) / 12);
}

}  // namespace

void check(const Valuation& v) {
  require_positive("vsl_million_usd", v.vsl_million_usd);
  require_positive("vsl_low_million_usd", v.vsl_low);
  require_positive("vsl_high_million_usd", v.vsl_high);
  if (v.vsl_low > v.vsl_million_usd || v.vsl_high < v.vsl_million_usd)
    fail_at({.file = "", .line = {}, .column = "vsl_million_usd"}, fmt::format("{:g}", v.vsl_million_usd),
            "lies outside its range", fmt::format("{:g} to {:g}", v.vsl_low, v.vsl_high),
            "move vsl_low_million_usd or vsl_high_million_usd too");
  if (v.discount_rate == 0)
    fail_at({.file = "", .line = {}, .column = "discount_rate"}, "0", "is a discount factor of one",
            "a rate above 0 and below 1, 0.03");
  require_within("discount_rate", v.discount_rate, 1e-9, 1 - 1e-9);
  require_share("internalised_share", v.internalised_share);
  require_share("attribution", v.attribution);
  require_not_negative("cost_bn_usd_a_year", v.cost_bn_usd_a_year);
}

double present_value_bn(std::span<const double> deaths, double vsl_million_usd, double discount_rate) {
  double sum = 0;
  for (std::size_t m = 0; m < deaths.size(); ++m) sum += deaths[m] * discount(discount_rate, m + 1);
  return sum * vsl_million_usd / 1000;
}

double present_cost_bn(double bn_usd_a_year, int months, double discount_rate) {
  double sum = 0;
  for (int m = 1; m <= months; ++m) sum += discount(discount_rate, static_cast<std::size_t>(m));
  return sum * bn_usd_a_year / 12;
}

std::optional<double> break_even_share(double value_bn, double cost_bn) {
  if (cost_bn == 0) return 0;
  if (!(value_bn > 0)) return {};
  return cost_bn / value_bn;
}

std::optional<double> nash_transfer(double gain, double cost, double payer_weight) {
  require_share("payer_weight", payer_weight);
  if (!(gain >= cost)) return {};
  return cost + (1 - payer_weight) * (gain - cost);
}

double attributed(double fall, double attribution) {
  require_share("attribution", attribution);
  return fall * attribution;
}

}  // namespace cobden::precursor
