#include "cobden/economy/caliendo_parro.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <mutex>

#include "cobden/economy/caliendo_parro_parts.h"
#include "cobden/economy/cp_outcomes.h"
#include "cobden/economy/cp_policy.h"

namespace cobden::economy {
namespace {

using Clock = std::chrono::steady_clock;

/// Labour markets that miss by more than this at w = 1 mean that the data are not an equilibrium of the
/// variant.
constexpr double kBaseTolerance = 1e-9;

class CaliendoParro final : public Model {
 public:
  CaliendoParro(BenchmarkPtr benchmark, const CaliendoParroSpec& spec)
      : benchmark_(std::move(benchmark)), spec_(spec) {
    const auto begin = Clock::now();
    closure_ = cp_closure(*benchmark_, spec);
    CpShares shares = cp_shares(*benchmark_, spec.variant, spec.elasticities, spec.theta);
    describe(shares);
    settle_base(std::move(shares));
    setup_seconds_ = std::chrono::duration<double>(Clock::now() - begin).count();
  }

  const ModelDescription& description() const override { return description_; }
  const BenchmarkPtr& benchmark() const override { return benchmark_; }

  Result solve(const Counterfactual& counterfactual, const SolveOptions& options,
               const RunContext& context) const override {
    check_counterfactual(counterfactual, *benchmark_);
    const TradeCube tariff = on_model_sectors(counterfactual.tariff_new, *benchmark_, engine_->shares);
    const TradeCube cost = on_model_sectors(counterfactual.trade_cost_hat, *benchmark_, engine_->shares);
    CpSolution solution = solve_cp(*engine_, tariff, cost, closure_, options, context);
    Result result{.benchmark = benchmark_,
                  .model = description_,
                  .closure = to_string(spec_.closure),
                  .numeraire = to_string(spec_.numeraire),
                  .solver = solution.summary,
                  .outcomes = cp_outcomes(*engine_, solution, tariff, closure_)};
    result.solver.setup_seconds = setup_seconds_;
    if (!base_problem_.empty()) {
      result.solver.status = SolveStatus::kNoEquilibrium;
      result.solver.message = base_problem_;
    }
    return result;
  }

  const PolicyModel* policy() const override {
    std::call_once(policy_made_, [&] { policy_ = make_cp_policy(*engine_, closure_, base_problem_); });
    return policy_.get();
  }

 private:
  void describe(const CpShares& shares) {
    description_ = {.family = "caliendo-parro",
                    .variant = to_string(spec_.variant),
                    .elasticities = spec_.elasticities,
                    .citation = "caliendo_parro_2015",
                    .notes = shares.notes};
    description_.notes.emplace_back(
        "tariff revenue is rebated to the representative household of the importer");
    if (spec_.closure == Closure::kZero)
      description_.notes.emplace_back(
          "the base is the benchmark re-solved without trade deficits; changes are against it");
  }

  /// The base is the data where they are an equilibrium of the variant, and is otherwise re-solved at base
  /// tariffs.
  void settle_base(CpShares shares) {
    engine_ = std::make_unique<CpEngine>(std::move(shares));
    SolveOptions tight;
    tight.tolerance = 1e-12;
    if (spec_.closure != Closure::kZero) {
      if (clears(*engine_, swept_base(*engine_, closure_).work)) return;
      description_.notes.emplace_back(
          "the data are not an equilibrium of this variant: the base was re-solved at base tariffs");
    }
    CpSolution base = solve_cp(*engine_, {}, {}, closure_, tight);
    if (!base.summary.converged() && base.summary.residual > 1e-10)
      base_problem_ = "the base year could not be solved: " + base.summary.message;
    engine_ = std::make_unique<CpEngine>(rebase(*engine_, base, {}));
  }

  BenchmarkPtr benchmark_;
  CaliendoParroSpec spec_;
  CpClosure closure_;
  ModelDescription description_;
  std::unique_ptr<CpEngine> engine_;
  std::string base_problem_;
  double setup_seconds_ = 0;
  mutable std::once_flag policy_made_;  // made when first asked for: most models only solve
  mutable std::unique_ptr<PolicyModel> policy_;
};

}  // namespace

void check_counterfactual(const Counterfactual& counterfactual, const data::Benchmark& b) {
  const auto fits = [&](const TradeCube& c) {
    return c.empty() || (c.size1() == b.sector_count() && c.size2() == b.country_count() &&
                         c.size3() == b.country_count());
  };
  if (!fits(counterfactual.tariff_new) || !fits(counterfactual.trade_cost_hat))
    throw UserError("the counterfactual does not have the benchmark's sectors and countries");
  const auto refuse = [&](Sector s, Country d, Country o, double value, const char* problem,
                          const char* expected) {
    throw UserError(
        {.place = {},
         .value = fmt::format("{:g}", value),
         .problem = fmt::format("{} (importer {}, exporter {}, sector {})", problem, b.countries().code(d),
                                b.countries().code(o), b.sectors().code(s)),
         .expected = expected,
         .remedy = ""});
  };
  for (const Sector s : b.sectors().all())
    for (const Country d : b.countries().all())
      for (const Country o : b.countries().all()) {
        if (!counterfactual.tariff_new.empty()) {
          const double t = counterfactual.tariff_new(s, d, o);
          if (!std::isfinite(t) || t <= -1)
            refuse(s, d, o, t, "tariff is -100% or below, or not a number", "a fraction above -1");
          if (d == o && t != 0) refuse(s, d, o, t, "domestic sales carry a tariff", "0");
        }
        if (!counterfactual.trade_cost_hat.empty()) {
          const double k = counterfactual.trade_cost_hat(s, d, o);
          if (!std::isfinite(k) || k <= 0)
            refuse(s, d, o, k, "iceberg cost change is not positive", "new over base, above 0");
        }
      }
}

CpClosure cp_closure(const data::Benchmark& benchmark, const CaliendoParroSpec& spec) {
  CpClosure closure{.closure = spec.closure, .numeraire = spec.numeraire.kind};
  if (spec.numeraire.kind != Numeraire::Kind::kWorldValueAdded)
    closure.numeraire_country =
        benchmark.countries()
            .at(spec.numeraire.country, {.file = "", .line = {}, .column = "numeraire"})
            .value;
  return closure;
}

CpSolution swept_base(const CpEngine& engine, const CpClosure& closure) {
  CpSolution base{
      .rows = make_rows(engine, {}, {}), .state = base_state(engine), .work = CpWork(engine), .summary = {}};
  CpState image = base.state;
  sweep(engine, base.rows, closure, nullptr, base.state, image, base.work);
  return base;
}

bool clears(const CpEngine& engine, const CpWork& base) {
  return labour_excess_demand(engine, base) < kBaseTolerance;
}

std::unique_ptr<Model> make_caliendo_parro(BenchmarkPtr benchmark, const CaliendoParroSpec& spec) {
  return std::make_unique<CaliendoParro>(std::move(benchmark), spec);
}

}  // namespace cobden::economy
