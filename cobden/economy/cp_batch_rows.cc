// Rows of trade for eight draws: those that no draw changes are the base's, read once for all of them.
#include <algorithm>

#include "cobden/economy/cp_batch_sweep.h"
#include "cobden/economy/cp_rows.h"

namespace cobden::economy {
namespace {

constexpr std::size_t L = kCpBatch;

}  // namespace

CpBatchRows::CpBatchRows(const CpBatchBase& base, std::span<const CpLane> draws) {
  const CpEngine& g = base.g;
  const std::size_t T = g.open.size();
  const auto draw = [&](std::size_t l) -> const CpLane& { return draws[std::min(l, draws.size() - 1)]; };
  theta.assign(T * L, 1.0), k.assign(T * g.Np * L, 0.0);
  for (std::size_t t = 0; t < T; ++t)
    for (std::size_t l = 0; l < L; ++l) {
      theta[t * L + l] = (draw(l).theta ? *draw(l).theta : g.shares.theta)[Sector(g.open[t])];
      for (std::size_t n = 0; n < g.N; ++n) k[(t * g.Np + n) * L + l] = g.delta[g.at(g.open[t], n)];
    }
  std::vector<const TradeCube*> tariffs;  // each once
  for (std::size_t l = 0; l < draws.size(); ++l)
    if (draw(l).tariff_new && std::find(tariffs.begin(), tariffs.end(), draw(l).tariff_new) == tariffs.end())
      tariffs.push_back(draw(l).tariff_new);
  K.assign(T * g.N, nullptr), K_tilde = K8 = K8_tilde = K;
  std::vector<std::size_t> differing;
  for (std::size_t t = 0; t < T; ++t)
    for (std::size_t n = 0; n < g.N; ++n) {
      const std::size_t s = g.open[t], row = s * g.N + n, at = t * g.N + n;
      const auto changes = [&](const TradeCube* tariff) { return row_changes(g, *tariff, {}, s, n); };
      if (std::any_of(tariffs.begin(), tariffs.end(), changes)) {
        differing.push_back(at);
        continue;
      }
      K[at] = &g.K[row * g.Np];
      K_tilde[at] = g.row_has_tariff[row] ? &g.K_tilde[row * g.Np] : K[at];
    }
  overlay.assign(differing.size() * 2 * g.N * L, 0.0);
  for (std::size_t d = 0; d < differing.size(); ++d) {
    K8[differing[d]] = &overlay[d * 2 * g.N * L], K8_tilde[differing[d]] = K8[differing[d]] + g.N * L;
    fill(g, draw, tariffs, differing[d], &overlay[d * 2 * g.N * L]);
  }
}

void CpBatchRows::fill(const CpEngine& g, const auto& draw, std::span<const TradeCube* const> tariffs,
                       std::size_t at, double* to) {
  const std::size_t t = at / g.N, n = at % g.N, s = g.open[t];
  const TradeCube none;
  CpRowChange change(g.Np);
  numerics::AlignedVector row(2 * g.Np);
  const auto of_tariff = [&](const TradeCube* tariff) {
    find_change(g, tariff ? *tariff : none, none, Sector(s), Country(n), 1.0, change);
    for (std::size_t l = 0; l < L; ++l) {
      if (draw(l).tariff_new != tariff) continue;
      bool taxed = false;
      double* home = &k[(t * g.Np + n) * L + l];
      const double scale = fill_row(g, s, n, theta[t * L + l], change, row.data(), &row[g.Np], *home, taxed);
      if (scale != 0 && log_scale.empty()) log_scale.assign(k.size(), 0.0);
      if (scale != 0) log_scale[(t * g.Np + n) * L + l] = scale;
      for (std::size_t i = 0; i < g.N; ++i) to[i * L + l] = row[i], to[(g.N + i) * L + l] = row[g.Np + i];
    }
  };
  of_tariff(nullptr);
  for (const TradeCube* tariff : tariffs) of_tariff(tariff);
}

}  // namespace cobden::economy
