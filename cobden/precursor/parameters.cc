#include "cobden/precursor/parameters.h"

#include <fmt/format.h>

#include <vector>

#include "cobden/core/error.h"
#include "cobden/precursor/checks.h"
#include "cobden/precursor/control.h"

namespace cobden::precursor {

std::span<const ParameterRecord> parameter_records() {
  using P = Parameters;
  static const std::vector<ParameterRecord> kRecords = {
      {"covered_share", "theta", "share of supply on routes the control covers", "share", &P::covered_share,
       0.5, 0.95, 0, 1, "judgement; the 2025 US threat assessment names China first, then India"},
      {"enforcement", "e", "share of the control that is enforced", "share", &P::enforcement, 0.1, 0.9, 0, 1,
       "judgement"},
      {"class_coverage", "k", "share of the product class that the control names", "share",
       &P::class_coverage, 0.1, 0.9, 0, 1, "judgement"},
      {"replacement", "rho", "share of the loss that other sources replace in the end", "share",
       &P::replacement, 0.3, 1, 0, 1, "analogues: 1989 and 1995 full, 2001 and 2006 little"},
      {"replacement_months", "tau", "time constant of replacement", "months", &P::replacement_months, 4, 24,
       0.01, 1200, "analogues: 1995 4-18 months, 1989 12-24 months"},
      {"stock_months", "m", "stock between shipment and street", "months of use", &P::stock_months, 0.5, 6, 0,
       120, "judgement"},
      {"demand_elasticity", "epsilon", "elasticity of demand to the street price, absolute", "",
       &P::demand_elasticity, 0.3, 0.9, 0.01, 10, "the 1995 episode gives 0.63"},
      {"purity_exponent", "phi", "elasticity of purity to supply", "", &P::purity_exponent, 0.5, 1, 0, 5,
       "judgement, with the staged series"},
      {"death_exponent", "eta", "elasticity of exposed deaths to supply", "", &P::death_exponent, 0.1, 1, 0,
       5, "regressions on the staged series; the SOURCE model gives 0.9-1.0"},
      {"exposed_share", "omega", "share of deaths that depend on this supply", "share", &P::exposed_share,
       0.5, 1, 0, 1, "judgement"},
      {"ramp_months", "ramp", "months until the control has its full effect", "months", &P::ramp_months, 1, 6,
       0, 120, "judgement"},
      {"lag_months", "lag", "months from supply to deaths", "months", &P::lag_months, 0, 3, 0, 60,
       "judgement"},
      {"route_elasticity", "sigma", "substitution between covered and other routes", "", &P::route_elasticity,
       1, 10, 0, 1000, "judgement"},
  };
  return kRecords;
}

void check(const Parameters& parameters) {
  for (const auto& record : parameter_records())
    require_within(record.key, parameters.*record.value, record.least, record.most);
}

StructuralPrior default_prior() {
  StructuralPrior prior;
  for (const auto& record : parameter_records()) {
    prior.low.*record.value = record.low;
    prior.high.*record.value = record.high;
  }
  return prior;
}

void check(const StructuralPrior& prior) {
  check(prior.low), check(prior.centre), check(prior.high);
  for (const auto& record : parameter_records()) {
    const double low = prior.low.*record.value, centre = prior.centre.*record.value,
                 high = prior.high.*record.value;
    if (low <= centre && centre <= high) continue;
    fail_at({.file = "", .line = {}, .column = record.key}, fmt::format("{:g}", centre),
            "lies outside its range", fmt::format("{:g} to {:g}", low, high),
            fmt::format("move {0}_low or {0}_high too", record.key));
  }
}

double full_loss(const Parameters& p, double stringency) {
  return p.covered_share * denial(stringency, p.enforcement, p.class_coverage);
}

Replacement replacement_of(const Parameters& p, double ends_after_months) {
  return {.share = p.replacement,
          .months = p.replacement_months,
          .ramp = p.ramp_months,
          .ends_at = ends_after_months};
}

}  // namespace cobden::precursor
