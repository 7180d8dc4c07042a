#include "cobden/economy/single_sector_policy.h"

#include <mutex>

#include "cobden/economy/policy_parts.h"
#include "cobden/economy/single_sector_adjoint.h"

namespace cobden::economy {
namespace {

using numerics::AlignedVector;

/// Euclidean norm of what an iteration still changes in the multipliers, which are of order one.
constexpr double kAdjointTolerance = 1e-10;
/// From this share of the number of countries on, one factorisation is cheaper than as many iterations.
constexpr std::size_t kCountriesPerIteration = 8;

/// An equilibrium with the rows and the point that warm starts and adjoints need.
struct SingleSectorEquilibrium final : public Equilibrium {
  SingleSectorEquilibrium(SingleSectorScenario made, SingleSectorPoint solved)
      : scenario(std::move(made)), point(std::move(solved)) {}
  SingleSectorScenario scenario;
  SingleSectorPoint point;
};

TradeCube cube_of(const std::vector<double>& flow, std::size_t n) {
  TradeCube cube(1, n, n);
  std::ranges::copy(flow, cube.flat().begin());
  return cube;
}

class SingleSectorPolicy final : public PolicyModel {
 public:
  SingleSectorPolicy(const SingleSectorMap& map, const data::Benchmark& benchmark,
                     const SingleSectorLevels& reference, std::string base_problem)
      : map_(map),
        benchmark_(benchmark),
        reference_(single_sector_reference(reference)),
        base_problem_(std::move(base_problem)),
        base_flow_(cube_of(reference.flow, map.countries())),
        base_tariff_(1, map.countries(), map.countries()),
        base_scenario_(map.base(), map.spec(), Counterfactual{}) {
    const auto& b = map.base();
    for (std::size_t i = 0; i < b.countries; ++i)
      std::copy_n(&b.tariff[i * b.stride], b.countries, base_tariff_.row(Sector(0), Country(i)).begin());
    base_ = solve(base_tariff_, nullptr, {.tolerance = 1e-12}, {});
  }

  const CountryAxis& countries() const override { return benchmark_.countries(); }
  const SectorAxis& sectors() const override { return benchmark_.sectors(); }
  const EquilibriumPtr& base() const override { return base_; }
  const TradeCube& base_flow() const override { return base_flow_; }

  EquilibriumPtr solve(const TradeCube& tariff, const Equilibrium* start, const SolveOptions& options,
                       const RunContext& context) const override {
    if (tariff.empty()) throw UserError("the tariffs do not have the model's sectors and countries");
    const auto* from = start && start->summary.converged() ? &mine(*start) : nullptr;
    SingleSectorScenario scenario(map_.base(), map_.spec(), tariff, from ? from->scenario : base_scenario_,
                                  from ? from->tariff : base_tariff_);
    auto solution = solve_single_sector(map_, {.tariff_new = tariff, .trade_cost_hat = {}}, scenario,
                                        from ? &from->point : nullptr, options, context);
    auto solved = std::make_shared<SingleSectorEquilibrium>(std::move(scenario), std::move(solution.point));
    solved->tariff = tariff;
    solved->summary = std::move(solution.summary);
    mark_base_problem(base_problem_, solved->summary);
    return solved;
  }

  double value(const Equilibrium& at, const Objective& objective) const override {
    check_axes(objective, countries(), 1);
    return single_sector_value(map_, reference_, mine(at).point, objective);
  }

  TradeCube flow(const Equilibrium& at) const override {
    const auto& own = mine(at);
    return cube_of(levels_at(map_, own.scenario, own.point).flow, map_.countries());
  }

  std::vector<ImporterGradient> gradient(const Equilibrium& at, std::span<const WeightedObjective> sum,
                                         std::span<const Country> importers,
                                         std::unique_ptr<AdjointState>* state) const override {
    const auto& own = mine(at);
    const SingleSectorAdjointPoint point(map_, own.scenario, own.point);
    const SingleSectorReducedSeeds seeds = reduced_seeds(point, sum);
    AlignedVector fresh;
    AlignedVector& eta = state ? own_multipliers(*state) : fresh;
    const auto solved = solve_adjoint(point, preconditioner(), seeds, kAdjointTolerance, eta);
    std::vector<ImporterGradient> gradients;
    for (const Country importer : importers) {
      gradients.push_back(importer_gradient(point, seeds, importer, eta));
      gradients.back().converged = solved.converged;
    }
    return gradients;
  }

  std::vector<std::vector<ImporterGradient>> gradients(const Equilibrium& at,
                                                       std::span<const GradientRequest> requests,
                                                       double tolerance) const override {
    if (requests.size() * kCountriesPerIteration < map_.countries())
      return PolicyModel::gradients(at, requests, tolerance);
    const auto& own = mine(at);
    const SingleSectorAdjointPoint point(map_, own.scenario, own.point);
    std::vector<SingleSectorReducedSeeds> seeds;
    for (const GradientRequest& request : requests) seeds.push_back(reduced_seeds(point, request.sum));
    std::vector<AlignedVector> eta;
    const auto solved = solve_adjoints(point, seeds, eta);
    std::vector<std::vector<ImporterGradient>> found(requests.size());
    for (std::size_t k = 0; k < requests.size(); ++k)
      for (const Country importer : requests[k].importers) {
        found[k].push_back(importer_gradient(point, seeds[k], importer, eta[k]));
        found[k].back().converged = solved.converged;
      }
    return found;
  }

 private:
  static const SingleSectorEquilibrium& mine(const Equilibrium& at) {
    return made_by<SingleSectorEquilibrium>(at);
  }

  static AlignedVector& own_multipliers(std::unique_ptr<AdjointState>& state) {
    return multipliers_in<SingleSectorMultipliers>(
               state, [](const auto&) { return true; },
               [] { return std::make_unique<SingleSectorMultipliers>(); })
        .eta;
  }

  SingleSectorReducedSeeds reduced_seeds(const SingleSectorAdjointPoint& point,
                                         std::span<const WeightedObjective> sum) const {
    SingleSectorSeeds seeds(map_.stride());
    for (const WeightedObjective& term : sum) {
      check_axes(term.objective, countries(), 1);
      add_seeds(map_, reference_, point.at, term, seeds);
    }
    return {point, seeds};
  }

  /// Made when first asked for: a few milliseconds that models which only solve need not spend.
  const std::vector<AlignedVector>& preconditioner() const {
    std::call_once(preconditioner_made_, [&] {
      const auto& base = mine(*base_);
      preconditioner_ = inverse_adjoint_matrix({map_, base.scenario, base.point});
    });
    return preconditioner_;
  }

  const SingleSectorMap& map_;
  const data::Benchmark& benchmark_;
  SingleSectorReference reference_;
  std::string base_problem_;
  TradeCube base_flow_, base_tariff_;
  SingleSectorScenario base_scenario_;
  EquilibriumPtr base_;
  mutable std::once_flag preconditioner_made_;
  mutable std::vector<AlignedVector> preconditioner_;
};

}  // namespace

std::unique_ptr<PolicyModel> make_single_sector_policy(const SingleSectorMap& map,
                                                       const data::Benchmark& benchmark,
                                                       const SingleSectorLevels& reference,
                                                       std::string base_problem) {
  return std::make_unique<SingleSectorPolicy>(map, benchmark, reference, std::move(base_problem));
}

}  // namespace cobden::economy
