#include "cobden/scenario/talks_offer.h"

#include <algorithm>
#include <set>

#include "cobden/core/random.h"
#include "cobden/precursor/priors.h"

namespace cobden::scenario {
namespace {

using precursor::Draws;

/// Present value of each draw as an even flow, bn a year at the full value of a life.
std::vector<double> yearly_worth(const Draws& draws, const precursor::Study& study) {
  const auto& v = study.valuation;
  const double one_a_year = precursor::present_cost_bn(1, study.draws.months, v.discount_rate);
  std::vector<double> worth(draws.draws);
  for (std::size_t d = 0; d < draws.draws; ++d)
    worth[d] = precursor::present_value_bn({draws.averted.data() + d * draws.months, draws.months},
                                           v.vsl_million_usd, v.discount_rate) /
               one_a_year;
  return worth;
}

std::vector<double> levels_of(const TalksAsk& ask) {
  std::set<double> levels{0, 0.25, 0.5, 0.75, 1};
  for (const auto& deal : ask.deals) levels.insert(deal.concession);
  return {levels.begin(), levels.end()};
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double x : values) sum += x;
  return sum / static_cast<double>(values.size());
}

}  // namespace

OfferValue value_offer(const precursor::Study& study, const TalksAsk& ask, const RunContext& context) {
  const auto reference = precursor::read_reference_class(precursor::find_reference_class());
  OfferValue offer;
  offer.study = precursor::run_study(study, reference, context);
  precursor::Study drawn = study;
  drawn.draws.draws = ask.draws;
  drawn.draws.seed = ask.seed;
  // Which prior a draw of the pool comes from does not depend on the level: levels are compared within a
  // draw.
  const RandomStream which(ask.seed, "talks/prior");
  offer.drawn.resize(static_cast<std::size_t>(ask.draws));
  const double most = study.control.stringency;
  offer.level = levels_of(ask);
  for (const double level : offer.level) {
    drawn.control.stringency = level * most;
    const auto structural = yearly_worth(
        structural_draws(drawn.prior, drawn.control, drawn.baseline, drawn.draws, context), drawn);
    const auto outside =
        yearly_worth(reference_draws(reference, drawn.control, drawn.baseline, drawn.draws), drawn);
    const double a = mean_of(structural), b = mean_of(outside), w = study.structural_weight;
    offer.mean[0].push_back(a), offer.mean[1].push_back(b), offer.mean[2].push_back(w * a + (1 - w) * b);
    for (std::size_t d = 0; d < offer.drawn.size(); ++d)
      offer.drawn[d].push_back(which.uniform(d) < w ? structural[d] : outside[d]);
  }
  return offer;
}

talks::Concession concession_of(const OfferValue& offer, std::size_t prior, const std::string& name,
                                double share, double full_cost) {
  talks::Concession c{.name = name, .level = offer.level, .benefit = {}, .cost = {}};
  for (std::size_t k = 0; k < offer.level.size(); ++k) {
    c.benefit.push_back(share * offer.mean[prior][k]);
    c.cost.push_back(full_cost * offer.level[k]);
  }
  return c;
}

double worth_at(const std::vector<double>& level, const std::vector<double>& worth, double at) {
  const auto above = std::ranges::lower_bound(level, at);
  if (above == level.end()) return worth.back();
  const auto k = static_cast<std::size_t>(above - level.begin());
  if (k == 0 || *above == at) return worth[k];
  const double share = (at - level[k - 1]) / (level[k] - level[k - 1]);
  return worth[k - 1] + share * (worth[k] - worth[k - 1]);
}

TalksAssumptions drawn_assumptions(const TalksAssumptions& assumptions, std::uint64_t seed,
                                   std::uint64_t draw) {
  TalksAssumptions out = assumptions;
  for (const auto& record : assumption_records()) {
    Assumption& a = out.*record.value;
    a.value = precursor::triangular_quantile(a.low, a.value, a.high,
                                             RandomStream(seed, "talks/" + record.key).uniform(draw));
  }
  return out;
}

}  // namespace cobden::scenario
