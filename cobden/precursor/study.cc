#include "cobden/precursor/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cobden/core/error.h"
#include "cobden/precursor/checks.h"
#include "cobden/precursor/routes.h"
#include "cobden/precursor/tornado.h"

namespace cobden::precursor {
namespace {

/// 6, 12 and 36 months where the study reaches them, and its end.
std::vector<int> horizons_of(int months) {
  std::set<int> out{months};
  for (const int month : {6, 12, 36})
    if (month <= months) out.insert(month);
  return {out.begin(), out.end()};
}

/// A quantity of every draw of the two priors; the pool is their mixture.
struct Sample {
  std::vector<double> structural, reference;
  double structural_weight;

  Band band(Prior prior) const {
    if (prior == Prior::kStructural) return band_of(structural);
    if (prior == Prior::kReferenceClass) return band_of(reference);
    return pooled_band(structural, reference, structural_weight);
  }
  /// Share of draws at or above `least`.
  double chance(Prior prior, double least) const {
    const auto share = [least](const std::vector<double>& values) {
      const auto count = std::count_if(values.begin(), values.end(), [&](double x) { return x >= least; });
      return static_cast<double>(count) / static_cast<double>(values.size());
    };
    if (prior == Prior::kStructural) return share(structural);
    if (prior == Prior::kReferenceClass) return share(reference);
    return structural_weight * share(structural) + (1 - structural_weight) * share(reference);
  }
};

struct BothDraws {
  Draws structural, reference;
  double structural_weight;

  /// `of(draws, draw)` for every draw.
  template <class Of>
  Sample sample(const Of& of) const {
    const auto all = [&](const Draws& draws) {
      std::vector<double> values(draws.draws);
      for (std::size_t d = 0; d < draws.draws; ++d) values[d] = of(draws, d);
      return values;
    };
    return {all(structural), all(reference), structural_weight};
  }
};

double value_of(const Draws& draws, std::size_t draw, const Valuation& v) {
  const std::span<const double> averted(draws.averted.data() + draw * draws.months, draws.months);
  return present_value_bn(averted, v.vsl_million_usd, v.discount_rate);
}

/// Fills a quantity of the three answers from one sample.
template <class Into>
void fill(StudyAnswer& answer, const Sample& sample, const Into& into) {
  for (auto& prior : answer.priors) into(prior) = sample.band(prior.prior);
}

void fill_horizons(StudyAnswer& answer, const BothDraws& draws) {
  for (const int month : horizons_of(answer.study.draws.months)) {
    const auto m = static_cast<std::size_t>(month);
    for (auto& prior : answer.priors) prior.horizons.push_back({.month = month});
    fill(answer, draws.sample([m](const Draws& d, std::size_t i) { return d.supply_at(i, m); }),
         [](PriorAnswer& p) -> Band& { return p.horizons.back().supply; });
    fill(answer, draws.sample([m](const Draws& d, std::size_t i) { return d.cumulative_averted(i, m); }),
         [](PriorAnswer& p) -> Band& { return p.horizons.back().cumulative_averted; });
  }
}

void fill_months(StudyAnswer& answer, const BothDraws& draws) {
  const auto months = static_cast<std::size_t>(answer.study.draws.months);
  for (auto& prior : answer.priors) prior.deaths.resize(months);
  for (std::size_t m = 1; m <= months; ++m) {
    const double baseline = answer.study.baseline.deaths(static_cast<int>(m));
    fill(answer, draws.sample([&](const Draws& d, std::size_t i) { return baseline - d.averted_at(i, m); }),
         [m](PriorAnswer& p) -> Band& { return p.deaths[m - 1]; });
  }
  const std::size_t year = std::min<std::size_t>(12, months);
  fill(answer, draws.sample([year](const Draws& d, std::size_t i) { return d.cumulative_averted(i, year); }),
       [](PriorAnswer& p) -> Band& { return p.averted_first_year; });
}

void fill_values(StudyAnswer& answer, const BothDraws& draws) {
  const Valuation& v = answer.study.valuation;
  const Sample value = draws.sample([&](const Draws& d, std::size_t i) { return value_of(d, i, v); });
  fill(answer, value, [](PriorAnswer& p) -> Band& { return p.value_bn; });
  const double lambda = v.internalised_share;
  for (auto& prior : answer.priors) {
    prior.net_bn = lambda * prior.value_bn.mean - answer.cost_bn;
    prior.break_even = break_even_share(prior.value_bn.mean, answer.cost_bn);
    prior.covers_cost = prior.net_bn >= 0;
    if (lambda > 0)
      prior.chance_covers_cost = value.chance(prior.prior, answer.cost_bn / lambda);
    else
      prior.chance_covers_cost = answer.cost_bn == 0 ? 1 : 0;
  }
}

/// The pooled net is linear in the weight, so it turns where the line between the two means crosses zero.
std::optional<double> turning_weight(const PriorAnswer& structural, const PriorAnswer& reference) {
  if (structural.covers_cost == reference.covers_cost) return {};
  return reference.net_bn / (reference.net_bn - structural.net_bn);
}

std::string conclusion_of(const StudyAnswer& answer) {
  const auto& [structural, reference, pooled] =
      std::tie(answer.priors[0], answer.priors[1], answer.priors[2]);
  const auto verdict = [](const PriorAnswer& p) { return p.covers_cost ? "covers" : "does not cover"; };
  std::string text = fmt::format(
      "At an internalised share of {:g}, the mean value of the control {} a cost of {:.3g} bn USD under the "
      "structural prior, {} it under the reference class and {} it pooled.",
      answer.study.valuation.internalised_share, verdict(structural), answer.cost_bn, verdict(reference),
      verdict(pooled));
  if (answer.weight_flips_at)
    text += fmt::format(" The prior itself decides: the pool turns at a structural weight of {:.2f}.",
                        *answer.weight_flips_at);
  return text;
}

void fill_centre(StudyAnswer& answer) {
  const Study& study = answer.study;
  const Parameters& p = study.prior.centre;
  answer.central = monthly_path(p, study.control, study.baseline, study.draws.months);
  answer.denial = denial(study.control.stringency, p.enforcement, p.class_coverage);
  answer.ad_valorem_equivalent = ad_valorem_equivalent(answer.denial);
  answer.landed_cost = ces_landed_cost(p.covered_share, answer.denial, p.route_elasticity);
  answer.covered_share_after = ces_covered_share(p.covered_share, answer.denial, p.route_elasticity);
  answer.central_net_bn = central_outcome(study).net_bn;
}

}  // namespace

void check(const Study& study) {
  check(study.control), check(study.prior), check(study.baseline);
  check(study.valuation), check(study.draws);
  require_share("structural_weight", study.structural_weight);
}

std::string to_string(Prior prior) {
  switch (prior) {
    case Prior::kStructural:
      return "structural";
    case Prior::kReferenceClass:
      return "reference class";
    case Prior::kPooled:
      return "pooled";
  }
  return "";
}

StudyAnswer run_study(const Study& study, const ReferenceClass& reference, const RunContext& context) {
  check(study);
  StudyAnswer answer{.study = study};
  for (const Prior prior : {Prior::kStructural, Prior::kReferenceClass, Prior::kPooled})
    answer.priors.push_back({.prior = prior});
  answer.cost_bn =
      present_cost_bn(study.valuation.cost_bn_usd_a_year, study.draws.months, study.valuation.discount_rate);
  fill_centre(answer);
  const BothDraws draws{structural_draws(study.prior, study.control, study.baseline, study.draws, context),
                        reference_draws(reference, study.control, study.baseline, study.draws),
                        study.structural_weight};
  fill_horizons(answer, draws);
  fill_months(answer, draws);
  fill_values(answer, draws);
  const double mean = answer.priors[0].averted_first_year.mean;
  answer.disagreement = mean > 0 ? answer.priors[1].averted_first_year.mean / mean : 0;
  answer.weight_flips_at = turning_weight(answer.priors[0], answer.priors[1]);
  answer.tornado = tornado(study);
  answer.conclusion = conclusion_of(answer);
  return answer;
}

}  // namespace cobden::precursor
