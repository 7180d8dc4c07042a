#include "cobden/economy/gravity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cobden/economy/gravity_equilibrium.h"
#include "cobden/economy/gravity_outcomes.h"

namespace cobden::economy {
namespace {

using Deficits = GravitySpec::Deficits;
using Effects = GravitySpec::Effects;
const Sector kAll(0);
constexpr std::array kDeficitNames{"additive", "multiplicative"};
constexpr std::array kEffectNames{"baseline", "conditional", "first-order", "full"};

template <class Enum, std::size_t N>
Enum parse_word(const std::array<const char*, N>& names, const std::string& text, const char* what,
                const SourcePlace& place) {
  for (std::size_t i = 0; i < N; ++i)
    if (text == names[i]) return static_cast<Enum>(i);
  const std::string near = nearest_name(text, {names.begin(), names.end()});
  throw UserError({.place = place,
                   .value = text,
                   .problem = std::string("unknown ") + what,
                   .expected = fmt::format("one of {}", fmt::join(names, ", ")),
                   .remedy = near.empty() ? "" : "did you mean '" + near + "'?"});
}

double chosen_theta(const data::Benchmark& b, const GravitySpec& spec) {
  const int given = (spec.theta ? 1 : 0) + (spec.sigma ? 1 : 0) + (spec.elasticities.empty() ? 0 : 1);
  if (given != 1)
    throw UserError("gravity needs exactly one of theta, sigma and a named elasticity set",
                    "give one of them");
  const double theta = spec.theta   ? *spec.theta
                       : spec.sigma ? *spec.sigma - 1
                                    : b.elasticities(spec.elasticities).theta[kAll];
  if (!std::isfinite(theta) || theta <= 0)
    throw UserError({.place = {},
                     .value = fmt::format("theta = {:g}", theta),
                     .problem = "the trade elasticity is not positive",
                     .expected = "theta above 0, or sigma above 1",
                     .remedy = ""});
  return theta;
}

BilateralMatrix base_flows(const data::Benchmark& b) {
  const std::size_t n = b.country_count();
  BilateralMatrix flow(n, n);
  for (const Country d : b.countries().all())
    for (const Country o : b.countries().all()) flow(d, o) = b.tables().flow(kAll, d, o);
  return flow;
}

/// Deficits from the trade across borders alone, so that balanced trade gives exact zeros.
ByCountry base_deficits(const BilateralMatrix& flow) {
  ByCountry imports(flow.rows()), exports(flow.rows()), deficit(flow.rows());
  for (const Country d : indices<Country>(flow.rows()))
    for (const Country o : indices<Country>(flow.rows()))
      if (d != o) imports[d] += flow(d, o), exports[o] += flow(d, o);
  for (const Country i : indices<Country>(flow.rows())) {
    const double gap = imports[i] - exports[i];
    deficit[i] = std::abs(gap) <= 1e-14 * (imports[i] + exports[i]) ? 0 : gap;
  }
  return deficit;
}

[[noreturn]] void bad_cell(const data::Benchmark& b, const char* table, Country d, Country o, double value,
                           const std::string& problem, const std::string& expected,
                           const std::string& remedy) {
  throw UserError({.place = {.file = "counterfactual",
                             .line = {},
                             .column = fmt::format("{}[importer {}, exporter {}]", table,
                                                   b.countries().code(d), b.countries().code(o))},
                   .value = fmt::format("{:g}", value),
                   .problem = problem,
                   .expected = expected,
                   .remedy = remedy});
}

class GravityModel final : public Model {
 public:
  GravityModel(BenchmarkPtr benchmark, const GravitySpec& spec)
      : benchmark_(std::move(benchmark)), spec_(spec) {
    const data::Benchmark& b = *benchmark_;
    if (b.sector_count() != 1)
      throw UserError(
          fmt::format("gravity needs a one-sector benchmark; {} has {} sectors", b.name(), b.sector_count()),
          "aggregate its sectors into one first");
    data::require_memory(b.country_count(), 1, 12);
    flow_ = base_flows(b);
    problem_ = base_problem(b);
    describe();
  }
  const ModelDescription& description() const override { return description_; }
  const BenchmarkPtr& benchmark() const override { return benchmark_; }

  Result solve(const Counterfactual& counterfactual, const SolveOptions& options,
               const RunContext& context) const override {
    const GravityProblem problem = shocked(counterfactual);
    GravitySolution solution;
    if (spec_.effects == Effects::kBaseline)
      solution.solver = {.status = SolveStatus::kConverged,
                         .method = "none",
                         .message = "the base is reported unchanged",
                         .history = {}};
    else
      solution = solve_gravity(problem, options, context);
    const GravityState state = gravity_state(problem, solution, spec_.effects, spec_.deficits, flow_);
    return {benchmark_,
            description_,
            to_string(spec_.deficits),
            to_string(spec_.numeraire),
            solution.solver,
            gravity_outcomes(state, benchmark_->tables().unit)};
  }

 private:
  GravityProblem base_problem(const data::Benchmark& b) const {
    const std::size_t n = b.country_count();
    GravityProblem p{.log_weight = BilateralMatrix(n, n),
                     .base_log_weight = {},
                     .output = ByCountry(n),
                     .spending = ByCountry(n),
                     .deficit = base_deficits(flow_),
                     .theta = chosen_theta(b, spec_),
                     .income = income(base_deficits(flow_)),
                     .numeraire = spec_.numeraire.kind,
                     .numeraire_country = Country(0),
                     .names = b.countries().codes()};
    if (spec_.numeraire.kind != Numeraire::Kind::kWorldValueAdded)
      p.numeraire_country = b.countries().at(spec_.numeraire.country);
    for (const Country d : b.countries().all())
      for (const Country o : b.countries().all()) p.spending[d] += flow_(d, o), p.output[o] += flow_(d, o);
    for (const Country d : b.countries().all())
      for (const Country o : b.countries().all())
        p.log_weight(d, o) = flow_(d, o) > 0 ? std::log(flow_(d, o) / p.spending[d])
                                             : -std::numeric_limits<double>::infinity();
    p.base_log_weight = p.log_weight;
    for (const Country i : b.countries().all())
      if (spec_.deficits == Deficits::kMultiplicative && p.output[i] <= 0 && p.spending[i] > 0)
        throw UserError(
            "multiplicative deficits need output in every country; " + b.countries().code(i) + " only spends",
            "use additive deficits");
    return p;
  }

  GravityProblem::Income income(const ByCountry& deficit) const {
    if (spec_.effects != Effects::kFull) return GravityProblem::Income::kFixed;
    // Without deficits the two treatments are one model, and the additive form is exact however small trade
    // becomes.
    const bool balanced =
        std::all_of(deficit.flat().begin(), deficit.flat().end(), [](double d) { return d == 0; });
    return balanced || spec_.deficits == Deficits::kAdditive ? GravityProblem::Income::kAdditive
                                                             : GravityProblem::Income::kMultiplicative;
  }

  /// The problem with the counterfactual's costs; UserError for shapes, costs that are not positive, and
  /// tariff changes.
  GravityProblem shocked(const Counterfactual& c) const {
    const data::Benchmark& b = *benchmark_;
    const std::size_t n = b.country_count();
    const auto fits = [&](const TradeCube& cube) {
      return cube.size1() == 1 && cube.size2() == n && cube.size3() == n;
    };
    if (!c.trade_cost_hat.empty() && !fits(c.trade_cost_hat))
      throw UserError("trade_cost_hat is not 1 x importers x exporters of the benchmark");
    if (!c.tariff_new.empty() && !fits(c.tariff_new))
      throw UserError("tariff_new is not 1 x importers x exporters of the benchmark");
    GravityProblem p = problem_;
    for (const Country d : b.countries().all())
      for (const Country o : b.countries().all()) {
        refuse_tariff_change(c, d, o);
        if (c.trade_cost_hat.empty()) continue;
        const double hat = c.trade_cost_hat(kAll, d, o);
        if (std::isnan(hat) || hat <= 0)
          bad_cell(b, "trade_cost_hat", d, o, hat, "trade cost change is not positive",
                   "new over base cost above 0 (infinity forbids the flow)", "");
        p.log_weight(d, o) -= p.theta * std::log(hat);
      }
    return p;
  }

  void refuse_tariff_change(const Counterfactual& c, Country d, Country o) const {
    if (c.tariff_new.empty()) return;
    const double now = c.tariff_new(kAll, d, o), base = benchmark_->tables().tariff(kAll, d, o);
    if (now == base) return;
    bad_cell(*benchmark_, "tariff_new", d, o, now,
             "structural gravity has iceberg trade costs only and no tariff revenue",
             fmt::format("the base tariff {:g}", base),
             fmt::format(
                 "state it as trade_cost_hat = {:.6g} to leave revenue out, or use the caliendo-parro model",
                 (1 + now) / (1 + base)));
  }

  void describe() {
    description_ = {
        .family = "gravity",
        .variant = to_string(spec_.effects),
        .elasticities = fmt::format("theta = {:g} (sigma = {:g})", problem_.theta, problem_.theta + 1),
        .citation = "anderson_larch_yotov_2018",
        .notes = {"Trade costs are iceberg: tariff revenue is not modelled, and expenditure is counted at "
                  "customs value."}};
    if (spec_.deficits == Deficits::kMultiplicative)
      description_.notes.emplace_back(
          "Expenditure keeps its ratio to output up to one common factor, so that world spending equals "
          "world output.");
    if (spec_.effects == Effects::kFirstOrder)
      description_.notes.emplace_back(
          "First-order effects: prices move once by the conditional outward resistance; flows do not clear "
          "markets.");
    if (spec_.effects == Effects::kConditional)
      description_.notes.emplace_back("Conditional effects: output and expenditure are held at the base.");
  }

  BenchmarkPtr benchmark_;
  GravitySpec spec_;
  ModelDescription description_;
  BilateralMatrix flow_;
  GravityProblem problem_;
};

}  // namespace

std::string to_string(Deficits deficits) { return kDeficitNames[static_cast<std::size_t>(deficits)]; }
std::string to_string(Effects effects) { return kEffectNames[static_cast<std::size_t>(effects)]; }
Deficits parse_gravity_deficits(const std::string& text, const SourcePlace& place) {
  return parse_word<Deficits>(kDeficitNames, text, "treatment of deficits", place);
}
Effects parse_gravity_effects(const std::string& text, const SourcePlace& place) {
  return parse_word<Effects>(kEffectNames, text, "kind of effects", place);
}

std::unique_ptr<Model> make_gravity(BenchmarkPtr benchmark, const GravitySpec& spec) {
  return std::make_unique<GravityModel>(std::move(benchmark), spec);
}

TradeCube trade_cost_hat_from_partial_effects(const Array2<Country, Country>& partial, double theta) {
  const std::size_t n = partial.rows();
  TradeCube hat(1, n, n, 1.0);
  for (const Country d : indices<Country>(n))
    for (const Country o : indices<Country>(n)) {
      if (!std::isfinite(partial(d, o)) || (d == o && partial(d, o) != 0))
        throw UserError(fmt::format("partial effect of importer {} and exporter {} is {:g}", d.value + 1,
                                    o.value + 1, partial(d, o)),
                        "give finite effects, 0 for domestic trade");
      hat(kAll, d, o) = std::exp(-partial(d, o) / theta);
    }
  return hat;
}

}  // namespace cobden::economy
