#include "cobden/economy/cp_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cobden/core/parallel.h"
#include "cobden/economy/cp_adjoint_block.h"
#include "cobden/economy/policy_parts.h"

namespace cobden::economy {
namespace {

/// Customs values from shares and spending including the tariff.
TradeCube trade_at(TradeCube share, const TradeCube& tariff, const auto& spending) {
  for (const Sector s : indices<Sector>(share.size1()))
    for (const Country d : indices<Country>(share.size2())) {
      const auto row = share.row(s, d);
      const auto rate = tariff.row(s, d);
      for (std::size_t o = 0; o < row.size(); ++o) row[o] *= spending(s, d) / (1 + rate[o]);
    }
  return share;
}

TradeCube base_trade(const CpShares& b) {
  return trade_at(b.share, b.tariff, [&](Sector s, Country d) { return b.expenditure(s, d); });
}

/// Euclidean norm of what a sweep still changes, with seeds of order one.
constexpr double kAdjointTolerance = 1e-10;

class CpPolicy final : public PolicyModel {
 public:
  CpPolicy(const CpEngine& engine, const CpClosure& closure, std::string base_problem)
      : engine_(engine),
        closure_(closure),
        base_problem_(std::move(base_problem)),
        adjoint_base_(engine),
        base_flow_(base_trade(engine.shares)) {
    base_ = solve(engine.shares.tariff, nullptr, {.tolerance = 1e-12}, {});
  }

  const CountryAxis& countries() const override { return engine_.shares.countries; }
  const SectorAxis& sectors() const override { return engine_.shares.sectors; }
  const EquilibriumPtr& base() const override { return base_; }
  const TradeCube& base_flow() const override { return base_flow_; }

  EquilibriumPtr solve(const TradeCube& tariff, const Equilibrium* start, const SolveOptions& options,
                       const RunContext& context) const override {
    check_tariffs(tariff, countries(), sectors());
    // Braces throughout: clang 14, which clang-tidy uses, cannot make an aggregate in place.
    const bool warm = start && start->summary.converged();
    const auto from = warm ? std::optional(CpStart{mine(*start).solution, start->tariff}) : std::nullopt;
    auto solved = std::make_shared<CpEquilibrium>(
        solve_cp(engine_, tariff, {}, closure_, options, context, from ? &*from : nullptr));
    solved->tariff = tariff;
    solved->summary = std::move(solved->solution.summary);
    mark_base_problem(base_problem_, solved->summary);
    return solved;
  }

  double value(const Equilibrium& at, const Objective& objective) const override {
    check_objective(objective);
    return cp_value(engine_, closure_, mine(at).solution, objective);
  }

  TradeCube flow(const Equilibrium& at) const override {
    const CpSolution& solution = mine(at).solution;
    return trade_at(solved_shares(engine_, solution), at.tariff, [&](Sector s, Country d) {
      return solution.work
          .X[engine_.at(static_cast<std::size_t>(s.value), static_cast<std::size_t>(d.value))];
    });
  }

  std::vector<ImporterGradient> gradient(const Equilibrium& at, std::span<const WeightedObjective> sum,
                                         std::span<const Country> importers,
                                         std::unique_ptr<AdjointState>* state) const override {
    const GradientRequest request{.sum = sum, .importers = importers, .state = state};
    return std::move(gradients(at, {&request, 1}, kAdjointTolerance).front());
  }

  std::vector<std::vector<ImporterGradient>> gradients(const Equilibrium& at,
                                                       std::span<const GradientRequest> requests,
                                                       double tolerance) const override {
    const CpAdjointPoint point(engine_, adjoint_base_, closure_, mine(at).solution);
    std::vector<std::vector<ImporterGradient>> all(requests.size());
    const auto block = [&](std::size_t b) {
      const std::size_t first = b * kBlock, count = std::min(kBlock, requests.size() - first);
      answer_block(point, requests.subspan(first, count), tolerance, &all[first]);
    };
    const std::size_t blocks = (requests.size() + kBlock - 1) / kBlock;
    if (blocks == 1)
      block(0);
    else
      parallel_for(blocks, block);
    for (auto& rows : all)
      for (ImporterGradient& row : rows) row.converged = row.converged && at.summary.converged();
    return all;
  }

 private:
  /// One adjoint system: seeds of order one, their unit, and multipliers of the caller or its own.
  struct System {
    CpReducedSeeds seeds;
    double unit;
    std::unique_ptr<AdjointState> own;
    CpMultipliers* multipliers;
  };

  System make_system(const CpAdjointPoint& point, const GradientRequest& request) const {
    CpSeeds seeds(engine_);
    for (const WeightedObjective& term : request.sum) {
      check_objective(term.objective);
      add_seeds(engine_, closure_, point.solution, term, seeds);
    }
    const double unit = seeds.make_of_order_one(engine_);
    System system{
        .seeds = CpReducedSeeds(point, seeds), .unit = unit, .own = nullptr, .multipliers = nullptr};
    system.multipliers = &own_multipliers(request.state ? *request.state : system.own);
    return system;
  }

  void answer_block(const CpAdjointPoint& point, std::span<const GradientRequest> requests, double tolerance,
                    std::vector<ImporterGradient>* answers) const {
    CpAdjointWork work(point);
    std::vector<System> systems;
    systems.reserve(requests.size());
    for (const GradientRequest& r : requests) systems.emplace_back(make_system(point, r));
    solve_systems(point, systems, tolerance, work);
    for (std::size_t k = 0; k < requests.size(); ++k)
      answers[k] = rows_of(point, systems[k], requests[k].importers, work);
  }

  static void solve_systems(const CpAdjointPoint& point, std::vector<System>& systems, double tolerance,
                            CpAdjointWork& work) {
    if (systems.size() == 1) {
      solve_adjoint(point, systems[0].seeds, tolerance, *systems[0].multipliers, work);
      return;
    }
    std::vector<const CpReducedSeeds*> seeds;
    std::vector<CpMultipliers*> states;
    for (auto& s : systems) seeds.push_back(&s.seeds), states.push_back(s.multipliers);
    solve_adjoint_block(point, seeds, tolerance, states);
  }

  static std::vector<ImporterGradient> rows_of(const CpAdjointPoint& point, const System& system,
                                               std::span<const Country> importers, CpAdjointWork& work) {
    prepare_worth(point, system.seeds, system.multipliers->z.data(), work);
    std::vector<ImporterGradient> rows;
    for (const Country importer : importers) {
      rows.push_back(importer_gradient(point, *system.multipliers, importer, work, system.unit));
      rows.back().converged = system.multipliers->last.converged;
    }
    return rows;
  }

  static const CpEquilibrium& mine(const Equilibrium& at) { return made_by<CpEquilibrium>(at); }

  CpMultipliers& own_multipliers(std::unique_ptr<AdjointState>& state) const {
    const auto fits = [&](const CpMultipliers& m) { return m.z.size() == CpMultipliers(engine_).z.size(); };
    return multipliers_in<CpMultipliers>(state, fits,
                                         [&] { return std::make_unique<CpMultipliers>(engine_); });
  }

  void check_objective(const Objective& objective) const {
    if (objective.employment_weight != 0)
      throw UserError(
          {.place = {},
           .value = fmt::format("{:g}", objective.employment_weight),
           .problem = "employment has a weight, but the Caliendo-Parro family has no labour supply",
           .expected = "0",
           .remedy = "choose the single-sector family"});
    check_axes(objective, countries(), engine_.S);
  }

  const CpEngine& engine_;
  CpClosure closure_;
  std::string base_problem_;
  CpAdjointBase adjoint_base_;
  TradeCube base_flow_;
  EquilibriumPtr base_;
};

}  // namespace

std::unique_ptr<PolicyModel> make_cp_policy(const CpEngine& engine, const CpClosure& closure,
                                            std::string base_problem) {
  return std::make_unique<CpPolicy>(engine, closure, std::move(base_problem));
}

}  // namespace cobden::economy
