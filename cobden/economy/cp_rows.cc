#include <algorithm>
#include <cmath>

#include "cobden/economy/cp_engine.h"

namespace cobden::economy {
namespace {

/// Entries below this in every source of a row are rescaled: their ratios matter, their size does not.
constexpr double kTinyRow = -230.0;  // ln 1e-100

struct CellChange {
  double cost;    ///< ln kappa_hat: tariff and iceberg change together
  double tariff;  ///< new power of the tariff, 1 + t'
};

/// Moves `fraction` of the way in logs: tau' = tau^(1-f) tau_new^f, kappa likewise.
CellChange change_of(const CpEngine& g, const TradeCube& tariff_new, const TradeCube& cost_hat, std::size_t s,
                     std::size_t n, std::size_t i, double fraction) {
  const Sector sec(s);
  const Country d(n), o(i);
  const double old_power = 1 + g.shares.tariff(sec, d, o);
  const double new_power = tariff_new.empty() ? old_power : 1 + tariff_new(sec, d, o);
  const double iceberg = cost_hat.empty() ? 0.0 : fraction * std::log(cost_hat(sec, d, o));
  if (new_power == old_power) return {iceberg, old_power};
  const double step = fraction * std::log(new_power / old_power);
  return {step + iceberg, fraction == 1.0 ? new_power : old_power * std::exp(step)};
}

bool row_changes(const CpEngine& g, const TradeCube& tariff_new, const TradeCube& cost_hat, std::size_t s,
                 std::size_t n) {
  const Sector sec(s);
  const Country d(n);
  if (!tariff_new.empty()) {
    const auto a = tariff_new.row(sec, d), b = g.shares.tariff.row(sec, d);
    if (!std::equal(a.begin(), a.end(), b.begin())) return true;
  }
  if (cost_hat.empty()) return false;
  const auto row = cost_hat.row(sec, d);
  return std::any_of(row.begin(), row.end(), [](double v) { return v != 1.0; });
}

/// Fills one overlay row; returns what was divided out (logs).
double fill_overlay(const CpEngine& g, const TradeCube& tariff_new, const TradeCube& cost_hat, std::size_t s,
                    std::size_t n, double fraction, double* K, double* Kt, double& k_domestic, bool& taxed) {
  const double theta = g.shares.theta[Sector(s)];
  const double* base = &g.K[(s * g.N + n) * g.Np];
  std::vector<CellChange> change(g.N);
  double largest = -1e300;
  for (std::size_t i = 0; i < g.N; ++i) {
    change[i] = change_of(g, tariff_new, cost_hat, s, n, i, fraction);
    const double share = i == n ? g.delta[g.at(s, n)] : base[i];
    if (share > 0) largest = std::max(largest, std::log(share) - theta * change[i].cost);
  }
  const double scale = largest < kTinyRow ? largest : 0.0;
  taxed = false;
  for (std::size_t i = 0; i < g.N; ++i) {
    const double share = i == n ? g.delta[g.at(s, n)] : base[i];
    const double factor = change[i].cost == 0 && scale == 0 ? 1.0 : std::exp(-theta * change[i].cost - scale);
    const double value = share > 0 ? share * factor : 0.0;
    if (i == n) {
      k_domestic = value;
      continue;
    }
    K[i] = value;
    Kt[i] = value / change[i].tariff;
    taxed = taxed || (value > 0 && change[i].tariff != 1.0);
  }
  return scale;
}

}  // namespace

CpRows make_rows(const CpEngine& g, const TradeCube& tariff_new, const TradeCube& cost_hat, double fraction) {
  CpRows rows;
  rows.K.resize(g.S * g.N);
  rows.K_tilde.resize(g.S * g.N);
  rows.k.assign(g.delta.begin(), g.delta.end());
  rows.log_scale.assign(g.S * g.N, 0.0);
  std::vector<std::size_t> changed;
  for (std::size_t s = 0; s < g.S; ++s)
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t row = s * g.N + n;
      rows.K[row] = &g.K[row * g.Np];
      rows.K_tilde[row] = g.row_has_tariff[row] ? &g.K_tilde[row * g.Np] : rows.K[row];
      if (g.traded[s] && row_changes(g, tariff_new, cost_hat, s, n)) changed.push_back(row);
    }
  rows.overlay.assign(changed.size() * 2 * g.Np, 0.0);
  for (std::size_t r = 0; r < changed.size(); ++r) {
    const std::size_t row = changed[r], s = row / g.N, n = row % g.N;
    double* K = &rows.overlay[r * 2 * g.Np];
    double* Kt = K + g.Np;
    bool taxed = false;
    rows.log_scale[row] =
        fill_overlay(g, tariff_new, cost_hat, s, n, fraction, K, Kt, rows.k[g.at(s, n)], taxed);
    rows.K[row] = K;
    rows.K_tilde[row] = taxed ? Kt : K;
  }
  return rows;
}

}  // namespace cobden::economy
