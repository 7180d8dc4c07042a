#include "cobden/economy/ossa_policy.h"

#include "cobden/economy/ossa_adjoint.h"
#include "cobden/economy/policy_parts.h"

namespace cobden::economy {
namespace {

const OssaEquilibrium& own(const Equilibrium& at) { return made_by<OssaEquilibrium>(at); }

}  // namespace

const OssaLinear& OssaEquilibrium::linear(const OssaSystem& system) const {
  std::call_once(factored_, [&] { linear_ = system.linearise(scenario, point); });
  return linear_;
}

OssaPolicy::OssaPolicy(std::shared_ptr<const OssaSystem> system) : system_(std::move(system)) {
  OssaScenario scenario(system_->base(), {}, {});
  OssaSolution solution = solve_ossa(*system_, scenario, {}, {}, {.tolerance = 1e-12}, {});
  base_ = finish(system_->base().tariff, std::move(scenario), std::move(solution));
}

std::shared_ptr<const OssaEquilibrium> OssaPolicy::finish(const TradeCube& tariff, OssaScenario scenario,
                                                          OssaSolution solution) const {
  auto out = std::make_shared<OssaEquilibrium>(std::move(scenario), std::move(solution.point));
  out->tariff = tariff;
  out->summary = std::move(solution.summary);
  out->log_price = system_->log_consumer_prices(system_->log_prices(out->scenario, out->point));
  return out;
}

EquilibriumPtr OssaPolicy::solve(const TradeCube& tariff, const Equilibrium* start,
                                 const SolveOptions& options, const RunContext& context) const {
  OssaScenario scenario(system_->base(), tariff, {});
  OssaSolution solution = solve_ossa(*system_, scenario, tariff, {}, options, context,
                                     start ? &own(*start).point.log_wage : nullptr);
  return finish(tariff, std::move(scenario), std::move(solution));
}

std::shared_ptr<const OssaEquilibrium> OssaPolicy::solve_with_costs(const TradeCube& tariff,
                                                                    const TradeCube& cost_hat,
                                                                    const SolveOptions& options,
                                                                    const RunContext& context) const {
  OssaScenario scenario(system_->base(), tariff, cost_hat);
  OssaSolution solution = solve_ossa(*system_, scenario, tariff, cost_hat, options, context);
  return finish(tariff, std::move(scenario), std::move(solution));
}

double OssaPolicy::value(const Equilibrium& at, const Objective& objective) const {
  return ossa_value(*system_, own(at), objective);
}

TradeCube OssaPolicy::flow(const Equilibrium& at) const {
  const OssaEquilibrium& e = own(at);
  const OssaBase& b = system_->base();
  TradeCube out(b.S, b.N, b.N);
  for (std::size_t s = 0; s < b.S; ++s)
    for (std::size_t j = 0; j < b.N; ++j) {
      const double spent = b.spending_share[s * b.N + j] * e.point.spending[j];
      const auto row = out.row(Sector(s), Country(j));
      for (std::size_t i = 0; i < b.N; ++i)
        row[i] = e.point.share[b.row(s, j) + i] * e.scenario.inverse_tau[b.row(s, j) + i] * spent;
    }
  return out;
}

std::vector<ImporterGradient> OssaPolicy::gradient(const Equilibrium& at,
                                                   std::span<const WeightedObjective> sum,
                                                   std::span<const Country> importers,
                                                   std::unique_ptr<AdjointState>*) const {
  return ossa_gradient(*system_, own(at), sum, importers);
}

}  // namespace cobden::economy
