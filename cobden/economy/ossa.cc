#include "cobden/economy/ossa.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "cobden/economy/ossa_outcomes.h"

namespace cobden::economy {
namespace {

using Clock = std::chrono::steady_clock;

/// Base trade that misses balance by more than this needs to be solved again.
constexpr double kBaseTolerance = 1e-9;

void check_counterfactual(const Counterfactual& c, const data::Benchmark& b) {
  const auto check = [&](const TradeCube& cube, double low, const char* what, const char* expected) {
    if (cube.empty()) return;
    if (cube.size1() != b.sector_count() || cube.size2() != b.country_count() ||
        cube.size3() != b.country_count())
      throw UserError("the counterfactual does not have the benchmark's sectors and countries");
    for (const Sector s : b.sectors().all())
      for (const Country d : b.countries().all())
        for (const Country o : b.countries().all())
          if (const double x = cube(s, d, o); !std::isfinite(x) || x <= low)
            throw UserError(
                {.place = {},
                 .value = fmt::format("{:g}", x),
                 .problem = fmt::format("{} (importer {}, exporter {}, sector {})", what,
                                        b.countries().code(d), b.countries().code(o), b.sectors().code(s)),
                 .expected = expected,
                 .remedy = ""});
  };
  check(c.tariff_new, -1, "tariff is -100% or below, or not a number", "a fraction above -1");
  check(c.trade_cost_hat, 0, "iceberg cost change is not positive", "new over base, above 0");
  if (!c.tariff_new.empty())
    for (const Sector s : b.sectors().all())
      for (const Country n : b.countries().all())
        if (c.tariff_new(s, n, n) != 0)
          throw UserError(fmt::format("domestic sales carry a tariff (country {}, sector {})",
                                      b.countries().code(n), b.sectors().code(s)));
}

void check_weights(const SectorCountry& weights, const data::Benchmark& b) {
  if (weights.empty()) return;
  if (weights.rows() != b.sector_count() || weights.columns() != b.country_count())
    throw UserError("political weights do not have the benchmark's sectors and countries");
  for (const Country n : b.countries().all()) {
    double total = 0;
    for (const Sector s : b.sectors().all()) {
      const double w = weights(s, n);
      if (!std::isfinite(w) || w < 0)
        throw UserError(fmt::format("political weight {:g} of {} in {} is below zero or not a number", w,
                                    b.sectors().code(s), b.countries().code(n)));
      total += w;
    }
    if (total <= 0)
      throw UserError("all political weights of " + b.countries().code(n) + " are zero", "give one at least");
  }
}

class Ossa final : public Model {
 public:
  Ossa(BenchmarkPtr benchmark, const OssaSpec& spec) : benchmark_(std::move(benchmark)), spec_(spec) {
    const auto begin = Clock::now();
    check_spec();
    const auto& set = benchmark_->elasticities(set_name());
    std::vector<double> sigma;
    const BySector& drawn = spec_.theta.empty() ? set.theta : spec_.theta;
    for (const double theta : drawn.flat()) sigma.push_back(theta + 1);
    const auto& t = benchmark_->tables();
    describe();
    settle_base(ossa_base(t.countries, t.sectors, t.unit, sigma, t.flow, t.tariff, benchmark_->name()));
    policy_ = std::make_unique<OssaPolicy>(system_);
    setup_seconds_ = std::chrono::duration<double>(Clock::now() - begin).count();
  }

  const ModelDescription& description() const override { return description_; }
  const BenchmarkPtr& benchmark() const override { return benchmark_; }
  const PolicyModel* policy() const override { return policy_.get(); }

  Result solve(const Counterfactual& c, const SolveOptions& options,
               const RunContext& context) const override {
    check_counterfactual(c, *benchmark_);
    const TradeCube& tariff = c.tariff_new.empty() ? system_->base().tariff : c.tariff_new;
    const auto at = policy_->solve_with_costs(tariff, c.trade_cost_hat, options, context);
    Result result{
        .benchmark = benchmark_,
        .model = description_,
        .closure = to_string(spec_.closure),
        .numeraire = to_string(spec_.numeraire),
        .solver = at->summary,
        .outcomes = ossa_outcomes(*system_, *at, policy_->flow(*at), tariff, spec_.political_weights)};
    result.solver.setup_seconds = setup_seconds_;
    if (!base_problem_.empty()) {
      result.solver.status = SolveStatus::kNoEquilibrium;
      result.solver.message = base_problem_;
    }
    return result;
  }

 private:
  std::string set_name() const {
    if (!spec_.elasticities.empty()) return spec_.elasticities;
    const auto& sets = benchmark_->tables().elasticities;
    return sets.empty() ? "" : sets.front().name;
  }

  void check_spec() {
    check_weights(spec_.political_weights, *benchmark_);
    if (spec_.closure == Closure::kIncome)
      throw UserError({.place = {.file = "", .line = {}, .column = "closure"},
                       .value = to_string(spec_.closure),
                       .problem = "the family 'ossa' has no such closure",
                       .expected = "zero, fixed or world-share",
                       .remedy = ""});
    if (spec_.closure == Closure::kWorldShare && spec_.numeraire.kind != Numeraire::Kind::kWorldValueAdded)
      throw UserError({.place = {.file = "", .line = {}, .column = "numeraire"},
                       .value = to_string(spec_.numeraire),
                       .problem = "the family 'ossa' counts shares of the world in world value added",
                       .expected = "world-value-added",
                       .remedy = "or use closure fixed"});
    numeraire_.kind = spec_.numeraire.kind;
    if (numeraire_.kind != Numeraire::Kind::kWorldValueAdded)
      numeraire_.country = static_cast<std::size_t>(
          benchmark_->countries()
              .at(spec_.numeraire.country, {.file = "", .line = {}, .column = "numeraire"})
              .value);
  }

  void describe() {
    description_ = {.family = "ossa",
                    .variant = "monopolistic competition",
                    .elasticities = set_name(),
                    .citation = "ossa_2014",
                    .notes = {"firms are fixed in number and earn profits; labour moves freely between "
                              "industries; no intermediate inputs: all output is income",
                              "tariff revenue is handed out in proportion to the wage bill"}};
    if (spec_.closure == Closure::kZero)
      description_.notes.emplace_back(
          "trade was first purged of aggregate imbalances; changes are against that base");
  }

  /// Closure zero: trade at base tariffs without deficits becomes the base.
  void settle_base(OssaBase base) {
    const bool balance = spec_.closure == Closure::kZero;
    double gap = 0;
    for (std::size_t n = 0; n < base.N; ++n) {
      gap = std::max(gap, std::abs(base.deficit[n]) / base.spending[n]);
      if (balance) base.deficit[n] = 0;
    }
    system_ = std::make_shared<const OssaSystem>(std::move(base), numeraire_);
    if (!balance || gap < kBaseTolerance) return;
    const OssaPolicy raw(system_);
    const OssaBase& b = system_->base();
    if (!raw.base()->summary.converged())
      base_problem_ = "the base year could not be solved: " + raw.base()->summary.message;
    OssaBase purged = ossa_base(b.countries, b.sectors, b.unit, b.sigma, raw.flow(*raw.base()), b.tariff,
                                benchmark_->name());
    std::fill(purged.deficit.begin(), purged.deficit.end(), 0);
    system_ = std::make_shared<const OssaSystem>(std::move(purged), numeraire_);
  }

  BenchmarkPtr benchmark_;
  OssaSpec spec_;
  OssaNumeraire numeraire_;
  ModelDescription description_;
  std::shared_ptr<const OssaSystem> system_;
  std::unique_ptr<OssaPolicy> policy_;
  std::string base_problem_;
  double setup_seconds_ = 0;
};

}  // namespace

std::unique_ptr<Model> make_ossa(BenchmarkPtr benchmark, const OssaSpec& spec) {
  return std::make_unique<Ossa>(std::move(benchmark), spec);
}

}  // namespace cobden::economy
