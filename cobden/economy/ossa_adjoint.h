#pragma once
// Values of objectives and their exact derivatives to tariffs in the model of Ossa (2014), by the adjoint
// method: the multipliers of trade balance and budgets from one small dense solve, then every derivative is a
// sum over the cells of its own importer and sector. Derivation in docs/theory/ossa.md.
#include "cobden/economy/ossa_policy.h"

namespace cobden::economy {

/// Sales Y_is, by sector, of one country at an equilibrium [unit].
std::vector<double> ossa_sales(const OssaSystem& system, const OssaEquilibrium& at, std::size_t country);

/// One government's accounts at an equilibrium.
struct OssaAccounts {
  std::vector<double> sales;  ///< Y_is [s]
  double wage_bill = 0, revenue = 0, deficit = 0, price = 1;
  double weighted_sales = 0;  ///< sum_s lambda_s Y_is
  double mean_weight = 1;     ///< sum_s lambda_s (wage bill of s) / (wage bill)
};
/// UserError: weights of another size, or an employment weight, which the model has no term for.
OssaAccounts ossa_accounts(const OssaSystem& system, const OssaEquilibrium& at, const Objective& objective);

/// PolicyModel::value and PolicyModel::gradient.
double ossa_value(const OssaSystem& system, const OssaEquilibrium& at, const Objective& objective);
std::vector<ImporterGradient> ossa_gradient(const OssaSystem& system, const OssaEquilibrium& at,
                                            std::span<const WeightedObjective> sum,
                                            std::span<const Country> importers);

}  // namespace cobden::economy
