#pragma once
// One importer's row of a sector at new tariffs and iceberg costs: the steps of make_rows and of the rows of
// many draws.
#include "cobden/economy/cp_engine.h"

namespace cobden::economy {

/// Padded [Np]: ln kappa_hat (tariff and iceberg change together) and the new power of the tariff.
struct CpRowChange {
  explicit CpRowChange(std::size_t Np) : cost(Np), power(Np), factor(Np), iceberg(Np) {}
  numerics::AlignedVector cost, power, factor, iceberg;
};

bool row_changes(const CpEngine& engine, const TradeCube& tariff_new, const TradeCube& cost_hat,
                 std::size_t s, std::size_t n);

/// Fills cost and power, both moved `fraction` of the way in logs, tau' = tau^(1-f) tau_new^f.
void find_change(const CpEngine& engine, const TradeCube& tariff_new, const TradeCube& cost_hat, Sector s,
                 Country d, double fraction, CpRowChange& change);

/// Fills one row K, K~ [Np] and its domestic entry at elasticity `theta`; returns what was divided out
/// (logs).
double fill_row(const CpEngine& engine, std::size_t s, std::size_t n, double theta, CpRowChange& change,
                double* K, double* K_tilde, double& k_domestic, bool& taxed);

}  // namespace cobden::economy
