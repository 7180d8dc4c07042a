#include "cobden/economy/cp_rows.h"

#include <algorithm>
#include <cmath>

namespace cobden::economy {
namespace {

/// A row whose every source is below this is rescaled: their ratios matter, their size does not.
constexpr double kTinyRow = 1e-100;

/// kappa_hat^-theta, with `scale` divided out (logs).
void take_powers(double theta, double scale, CpRowChange& change) {
  for (std::size_t i = 0; i < change.cost.size(); ++i) change.factor[i] = -theta * change.cost[i] - scale;
  numerics::exp_array(change.factor.data(), change.factor.data(), change.factor.size());
}

/// Takes a changed row from `known` if it was solved at the same tariffs.
bool copy_known_row(const CpEngine& g, const CpKnownRows* known, const TradeCube& tariff_new, std::size_t row,
                    double* K, CpRows& rows) {
  if (!known) return false;
  const Sector s(row / g.N);
  const Country n(row % g.N);
  const auto now = tariff_new.row(s, n), before = known->tariff.row(s, n);
  if (!std::equal(now.begin(), now.end(), before.begin())) return false;
  const double *from = known->rows.K[row], *from_taxed = known->rows.K_tilde[row];
  std::copy_n(from, g.Np, K);
  if (from_taxed != from) std::copy_n(from_taxed, g.Np, K + g.Np);
  rows.K[row] = K;
  rows.K_tilde[row] = from_taxed == from ? K : K + g.Np;
  const std::size_t a = g.at(row / g.N, row % g.N);
  rows.k[a] = known->rows.k[a];
  rows.log_scale[row] = known->rows.log_scale[row];
  return true;
}

}  // namespace

void find_change(const CpEngine& g, const TradeCube& tariff_new, const TradeCube& cost_hat, Sector s,
                 Country d, double fraction, CpRowChange& change) {
  auto& [cost, power, factor, iceberg] = change;
  const auto old = g.shares.tariff.row(s, d);
  const auto next = tariff_new.empty() ? old : tariff_new.row(s, d);
  std::fill(cost.begin(), cost.end(), 1.0);
  std::fill(power.begin(), power.end(), 1.0);
  for (std::size_t i = 0; i < g.N; ++i) power[i] = 1 + next[i], cost[i] = power[i] / (1 + old[i]);
  numerics::log_array(cost.data(), cost.data(), g.Np);
  if (fraction != 1.0) {
    for (std::size_t i = 0; i < g.Np; ++i) factor[i] = cost[i] *= fraction;
    numerics::exp_array(factor.data(), factor.data(), g.Np);
    for (std::size_t i = 0; i < g.N; ++i) power[i] = (1 + old[i]) * factor[i];
  }
  if (cost_hat.empty()) return;
  std::fill(iceberg.begin(), iceberg.end(), 1.0);
  std::copy_n(cost_hat.row(s, d).begin(), g.N, iceberg.begin());
  numerics::log_array(iceberg.data(), iceberg.data(), g.Np);
  numerics::axpy(fraction, iceberg.data(), cost.data(), g.Np);
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

double fill_row(const CpEngine& g, std::size_t s, std::size_t n, double theta, CpRowChange& change, double* K,
                double* Kt, double& k_domestic, bool& taxed) {
  const double home = g.delta[g.at(s, n)];
  const double* base = &g.K[(s * g.N + n) * g.Np];
  take_powers(theta, 0.0, change);
  double largest = home * change.factor[n], scale = 0;
  for (std::size_t i = 0; i < g.N; ++i) largest = std::max(largest, base[i] * change.factor[i]);
  if (largest < kTinyRow) {
    double log_largest = -1e300;
    for (std::size_t i = 0; i < g.N; ++i) {
      const double share = i == n ? home : base[i];
      if (share > 0) log_largest = std::max(log_largest, std::log(share) - theta * change.cost[i]);
    }
    scale = log_largest > -1e300 ? log_largest : 0.0;
    take_powers(theta, scale, change);
  }
  k_domestic = home * change.factor[n];
  taxed = false;
  for (std::size_t i = 0; i < g.N; ++i) {
    K[i] = base[i] * change.factor[i];  // the diagonal of `base` is zero
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): tariffs are above -100%, so powers are positive
    Kt[i] = K[i] / change.power[i];
    taxed = taxed || (K[i] > 0 && change.power[i] != 1.0);
  }
  return scale;
}

CpRows make_rows(const CpEngine& g, const TradeCube& tariff_new, const TradeCube& cost_hat, double fraction,
                 const CpKnownRows* known, Team* team) {
  constexpr std::size_t kParts = 8;
  const auto in_parts = [&](std::size_t count, const auto& act) {
    const auto one = [&](std::size_t part) {
      for (std::size_t i = part * count / kParts; i < (part + 1) * count / kParts; ++i) act(i);
    };
    if (team) return team->run(kParts, one);
    for (std::size_t part = 0; part < kParts; ++part) one(part);
  };
  CpRows rows;
  rows.K.resize(g.S * g.N);
  rows.K_tilde.resize(g.S * g.N);
  rows.k.assign(g.delta.begin(), g.delta.end());
  rows.log_scale.assign(g.S * g.N, 0.0);
  std::vector<char> changes(g.S * g.N);
  in_parts(changes.size(), [&](std::size_t row) {
    rows.K[row] = &g.K[row * g.Np];
    rows.K_tilde[row] = g.row_has_tariff[row] ? &g.K_tilde[row * g.Np] : rows.K[row];
    const std::size_t s = row / g.N;
    changes[row] = g.traded[s] && row_changes(g, tariff_new, cost_hat, s, row % g.N);
  });
  std::vector<std::size_t> changed;
  for (std::size_t row = 0; row < changes.size(); ++row)
    if (changes[row]) changed.push_back(row);
  rows.overlay.assign(changed.size() * 2 * g.Np, 0.0);
  in_parts(changed.size(), [&](std::size_t r) {
    const std::size_t row = changed[r], s = row / g.N, n = row % g.N;
    double* K = &rows.overlay[r * 2 * g.Np];
    if (copy_known_row(g, known, tariff_new, row, K, rows)) return;
    double* Kt = K + g.Np;
    bool taxed = false;
    CpRowChange change(g.Np);
    find_change(g, tariff_new, cost_hat, Sector(s), Country(n), fraction, change);
    rows.log_scale[row] =
        fill_row(g, s, n, g.shares.theta[Sector(s)], change, K, Kt, rows.k[g.at(s, n)], taxed);
    rows.K[row] = K;
    rows.K_tilde[row] = taxed ? Kt : K;
  });
  return rows;
}

}  // namespace cobden::economy
