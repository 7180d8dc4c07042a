#include "cobden/precursor/priors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "cobden/core/error.h"
#include "cobden/core/parallel.h"
#include "cobden/core/random.h"
#include "cobden/precursor/checks.h"
#include "cobden/precursor/supply_path.h"

namespace cobden::precursor {
namespace {

constexpr std::size_t kDrawsPerTask = 256;  // enough to outweigh the cost of a task

Draws empty_draws(const DrawSettings& settings) {
  check(settings);
  Draws out{.draws = static_cast<std::size_t>(settings.draws),
            .months = static_cast<std::size_t>(settings.months),
            .supply = {},
            .averted = {}};
  out.supply.resize(out.draws * out.months), out.averted.resize(out.draws * out.months);
  return out;
}

std::vector<RandomStream> parameter_streams(std::uint64_t seed) {
  std::vector<RandomStream> streams;
  for (const auto& record : parameter_records())
    streams.emplace_back(seed, "precursor/structural/" + record.key);
  return streams;
}

Parameters drawn(const StructuralPrior& prior, const std::vector<RandomStream>& streams, std::uint64_t draw) {
  Parameters p;
  const auto records = parameter_records();
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto member = records[i].value;
    p.*member = triangular_quantile(prior.low.*member, prior.centre.*member, prior.high.*member,
                                    streams[i].uniform(draw));
  }
  return p;
}

/// Runs body(draw) for all draws, in tasks of neighbouring ones.
void for_each_draw(std::size_t draws, const std::function<void(std::size_t)>& body) {
  parallel_for((draws + kDrawsPerTask - 1) / kDrawsPerTask, [&](std::size_t task) {
    const std::size_t end = std::min(draws, (task + 1) * kDrawsPerTask);
    for (std::size_t d = task * kDrawsPerTask; d < end; ++d) body(d);
  });
}

}  // namespace

void check(const DrawSettings& settings) {
  require_within("draws", settings.draws, 1, 1e6);
  require_within("months", settings.months, 1, 1200);
}

double Draws::cumulative_averted(std::size_t draw, std::size_t month) const {
  double sum = 0;
  for (std::size_t m = 1; m <= month; ++m) sum += averted_at(draw, m);
  return sum;
}

double triangular_quantile(double low, double mode, double high, double u) {
  if (high <= low) return mode;
  const double rise = (mode - low) / (high - low);
  const double x = u < rise ? low + std::sqrt(u * (high - low) * (mode - low))
                            : high - std::sqrt((1 - u) * (high - low) * (high - mode));
  return std::clamp(x, low, high);  // rounding must not leave the range
}

Parameters drawn_parameters(const StructuralPrior& prior, std::uint64_t seed, std::uint64_t draw) {
  return drawn(prior, parameter_streams(seed), draw);
}

ReferenceDraw drawn_reference(const ReferenceClass& reference, std::uint64_t seed, std::uint64_t draw) {
  const auto uniform = [&](const char* name) {
    return RandomStream(seed, std::string("precursor/reference/") + name).uniform(draw);
  };
  ReferenceDraw out;
  if (uniform("effective") * reference.interventions < reference.effective)
    out.fall = std::lerp(reference.fall_low, reference.fall_high, uniform("fall"));
  const std::size_t n = reference.analogues.size();
  const auto& analogue =
      reference.analogues[static_cast<std::size_t>(uniform("analogue") * static_cast<double>(n))];
  out.half_life = std::lerp(analogue.half_life_low, analogue.half_life_high, uniform("half-life"));
  return out;
}

Draws structural_draws(const StructuralPrior& prior, const Control& control, const Baseline& baseline,
                       const DrawSettings& settings, const RunContext& context) {
  check(prior), check(control), check(baseline);
  Draws out = empty_draws(settings);
  const auto streams = parameter_streams(settings.seed);
  for_each_draw(out.draws, [&](std::size_t d) {
    if (context.cancelled()) return;
    const auto path = monthly_path(drawn(prior, streams, d), control, baseline, settings.months);
    for (std::size_t m = 0; m < path.size(); ++m) {
      out.supply[d * out.months + m] = path[m].supply;
      out.averted[d * out.months + m] = path[m].averted;
    }
  });
  if (context.cancelled()) throw Interrupted("nothing was written");
  return out;
}

Draws reference_draws(const ReferenceClass& reference, const Control& control, const Baseline& baseline,
                      const DrawSettings& settings) {
  check(control), check(baseline);
  Draws out = empty_draws(settings);
  for_each_draw(out.draws, [&](std::size_t d) {
    const ReferenceDraw draw = drawn_reference(reference, settings.seed, d);
    for (int month = 1; month <= settings.months; ++month) {
      const bool held = month <= control.ends_after_months;
      const double fall = held ? control.stringency * draw.fall * remaining_effect(draw.half_life, month) : 0;
      const std::size_t at = d * out.months + static_cast<std::size_t>(month) - 1;
      out.supply[at] = 1 - fall;
      out.averted[at] = baseline.deaths(month) * fall;
    }
  });
  return out;
}

Band pooled_band(std::span<const double> structural, std::span<const double> reference,
                 double structural_weight) {
  require_share("structural_weight", structural_weight);
  std::vector<double> values(structural.begin(), structural.end());
  values.insert(values.end(), reference.begin(), reference.end());
  std::vector<double> weights(structural.size(), structural_weight / static_cast<double>(structural.size()));
  weights.insert(weights.end(), reference.size(),
                 (1 - structural_weight) / static_cast<double>(reference.size()));
  return band_of(values, weights);
}

}  // namespace cobden::precursor
