#pragma once
// The value of a government's objective at an equilibrium of the single-sector family, and its partial
// derivatives: the seeds of the adjoint. Real income is the study's welfare, real income less the disutility
// of work, so that optima are those of the paper. Ignatenko et al. (2025, JIE), section 3;
// docs/theory/single-sector.md.
#include "cobden/economy/policy_model.h"
#include "cobden/economy/single_sector_outcomes.h"

namespace cobden::economy {

/// One country at a solved point; money in the benchmark's unit.
struct SingleSectorAccount {
  double income = 0;          ///< y = w L Y
  double spending = 0;        ///< E, with tariffs and intermediate inputs
  double revenue = 0;         ///< R
  double final_spending = 0;  ///< F = y + R + T G
  double price = 1;           ///< P, hat over the factual base
  double labour = 1;          ///< L, the same
  double untaxed = 1;         ///< u = 1 - (R/y - R_0/Y), one with a lump-sum rebate
  double delta = 1;           ///< weight of spending in welfare: F_0 / (F_0 - kappa/(1+kappa) u Y)
  double welfare = 1;         ///< (delta F/F_0 + (1 - delta) w L) / P
};
SingleSectorAccount single_sector_account(const SingleSectorMap& map, const SingleSectorPoint& point,
                                          std::size_t country);

/// What values are counted against: the model's base, which is the factual one or that re-solved under other
/// transfers. Base income I = F at the base; [country].
struct SingleSectorReference {
  std::vector<double> income, welfare, price, labour;
};
SingleSectorReference single_sector_reference(const SingleSectorLevels& base);

/// G of policy_model.h: lambda I W / W_base + rho R P_base / P - phi I (P / P_base - 1) + psi I (L / L_base -
/// 1).
double single_sector_value(const SingleSectorMap& map, const SingleSectorReference& reference,
                           const SingleSectorPoint& point, const Objective& objective);

/// Partial derivatives of a sum of objectives to logs, by country [padded]: of wages, employment, prices, net
/// spending Z, the sums S and C at given wages and prices, and to log world income.
struct SingleSectorSeeds {
  explicit SingleSectorSeeds(std::size_t stride)
      : wage(stride), labour(stride), price(stride), spending(stride), gross(stride), net(stride) {}
  numerics::AlignedVector wage, labour, price, spending, gross, net;
  double growth = 0;
  double unit = 0;  ///< sum of absolute weights: the size that multipliers have
};
void add_seeds(const SingleSectorMap& map, const SingleSectorReference& reference,
               const SingleSectorPoint& point, const WeightedObjective& term, SingleSectorSeeds& seeds);

}  // namespace cobden::economy
