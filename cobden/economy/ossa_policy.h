#pragma once
// The model of Ossa (2014) as governments see it (policy_model.h): objectives with political weights on the
// income earned in each industry (the paper's eq. 9) and their exact derivatives.
#include <memory>
#include <mutex>

#include "cobden/economy/ossa_equilibrium.h"
#include "cobden/economy/policy_model.h"

namespace cobden::economy {

/// An equilibrium with what gradients reuse.
class OssaEquilibrium final : public Equilibrium {
 public:
  OssaEquilibrium(OssaScenario s, OssaPoint p) : scenario(std::move(s)), point(std::move(p)) {}
  const OssaScenario scenario;
  const OssaPoint point;
  std::vector<double> log_price;  ///< ln of consumer price hats by country
  /// Derivatives of the equations, factored at the first call; safe from several threads.
  const OssaLinear& linear(const OssaSystem& system) const;

 private:
  mutable std::once_flag factored_;
  mutable OssaLinear linear_;
};

class OssaPolicy final : public PolicyModel {
 public:
  explicit OssaPolicy(std::shared_ptr<const OssaSystem> system);
  const CountryAxis& countries() const override { return system_->base().countries; }
  const SectorAxis& sectors() const override { return system_->base().sectors; }
  const EquilibriumPtr& base() const override { return base_; }
  const TradeCube& base_flow() const override { return system_->base().flow; }
  EquilibriumPtr solve(const TradeCube& tariff, const Equilibrium* start, const SolveOptions& options,
                       const RunContext& context) const override;
  /// The same with iceberg costs [sector][importer][exporter], new over base (empty: unchanged), from the
  /// base.
  std::shared_ptr<const OssaEquilibrium> solve_with_costs(const TradeCube& tariff, const TradeCube& cost_hat,
                                                          const SolveOptions& options,
                                                          const RunContext& context) const;
  double value(const Equilibrium& at, const Objective& objective) const override;
  TradeCube flow(const Equilibrium& at) const override;
  std::vector<ImporterGradient> gradient(const Equilibrium& at, std::span<const WeightedObjective> sum,
                                         std::span<const Country> importers,
                                         std::unique_ptr<AdjointState>* state) const override;

 private:
  std::shared_ptr<const OssaEquilibrium> finish(const TradeCube& tariff, OssaScenario scenario,
                                                OssaSolution solution) const;
  std::shared_ptr<const OssaSystem> system_;
  EquilibriumPtr base_;
};

}  // namespace cobden::economy
