#pragma once
// The value of a government's objective at a Caliendo-Parro equilibrium, and its partial derivatives: the
// seeds of the adjoint. docs/theory/gradients.md.
#include "cobden/economy/cp_solver.h"
#include "cobden/economy/policy_model.h"

namespace cobden::economy {

/// What an objective looks at, for one country: hats and money in units of world value added.
struct CpAccount {
  double income = 0;           ///< w VA + R + D
  double revenue = 0;          ///< R
  double price = 1;            ///< P_hat, the consumer price index
  double numeraire_price = 1;  ///< of the closure's numeraire; P_hat over it enters the price term
  double base_income = 0;      ///< I at the base
};
CpAccount cp_account(const CpEngine& engine, const CpClosure& closure, const CpSolution& solution,
                     Country country);

/// Value added of the country's sectors [S] at the solution: v_s = gv_s (domestic sales + exports).
BySector cp_sector_value_added(const CpEngine& engine, const CpSolution& solution, Country country);

/// G of the objective, see Objective. Money of the benchmark at base consumer prices.
double cp_value(const CpEngine& engine, const CpClosure& closure, const CpSolution& solution,
                const Objective& objective);

/// Partial derivatives of a sum of objectives at an equilibrium, all else in the list held fixed. [Np], in
/// units of the sum per log or per unit of money.
struct CpSeeds {
  explicit CpSeeds(const CpEngine& engine);
  /// Divides the seeds by the largest, prices counted by unit of base income; returns the divisor.
  double make_of_order_one(const CpEngine& engine);
  numerics::AlignedVector price;    ///< to ln P, consumer price index
  numerics::AlignedVector income;   ///< to income
  numerics::AlignedVector revenue;  ///< to tariff revenue, beside its part in income
  numerics::AlignedVector wage;     ///< to the log wage (of the numeraire)
  numerics::AlignedVector sales;    ///< [S][Np] to a sector's sales, domestic and exports; empty = none
};

/// Adds weight * objective's derivatives to `seeds`.
void add_seeds(const CpEngine& engine, const CpClosure& closure, const CpSolution& solution,
               const WeightedObjective& term, CpSeeds& seeds);

}  // namespace cobden::economy
