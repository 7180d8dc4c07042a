#pragma once
// The sweep of cp_engine.h for eight draws at once that differ in their trade elasticities (and tariffs): one
// draw to each lane of two vector registers, [sector][country][lane]. Rows of trade that no draw changes are
// read once for all eight and multiply a whole vector of draws, which makes of eight matrix-vector products
// one matrix-matrix product: it is bound by arithmetic, where a draw alone is bound by memory. No lane reads
// another, so that a draw's bits do not depend on its neighbours. Legend of symbols: cp_engine.h.
#include <array>
#include <span>

#include "cobden/economy/cp_engine.h"
#include "cobden/numerics/anderson_lanes.h"

namespace cobden::economy {

inline constexpr std::size_t kDrawLanes = numerics::kSideBySide;

/// What all draws of a data set share besides its engine: links between open sectors by country.
struct CpLaneLinks {
  explicit CpLaneLinks(const CpEngine& engine);
  std::vector<double> G;  ///< [N][T][T] G*_kj of the open sectors; empty if no materials
};

/// One draw: its elasticities on the model's sectors, and its tariffs there (nullptr = those of the base).
struct CpLaneInput {
  const BySector* theta = nullptr;
  const TradeCube* tariff = nullptr;
};

/// Rows that some draw changes, with an entry for each draw.
struct CpLaneRows {
  std::vector<std::vector<std::size_t>> plain, taxed, changed;  ///< [S] importers by kind of row
  std::vector<std::size_t> first;         ///< [S] position of the sector's first changed row in `K`
  numerics::AlignedVector K, K_tilde;     ///< [changed row][Np][lane]
  numerics::AlignedVector k;              ///< [S][Np][lane] domestic entry
  std::array<bool, kDrawLanes> usable{};  ///< false where a row would have to be rescaled (cp_rows.cc)
};
/// Lanes past the inputs repeat the last. `inputs` holds 1 to kDrawLanes draws.
CpLaneRows make_lane_rows(const CpEngine& engine, std::span<const CpLaneInput> inputs);

/// The unknowns [T][Np][lane] and [Np][lane], in one vector as CpState.
struct CpLaneState {
  numerics::AlignedVector z;
  std::size_t TN = 0;  ///< T Np
  double* c() { return z.data(); }
  double* lnX() { return z.data() + TN * kDrawLanes; }
  double* w() { return z.data() + 2 * TN * kDrawLanes; }
  const double* c() const { return z.data(); }
  const double* lnX() const { return z.data() + TN * kDrawLanes; }
  const double* w() const { return z.data() + 2 * TN * kDrawLanes; }
  void set(std::size_t lane, const CpState& state);
  CpState lane(std::size_t lane) const;
};

/// Quantities at the state last swept, as CpWork with a lane to each draw.
struct CpLaneWork {
  explicit CpLaneWork(const CpEngine& engine);
  numerics::AlignedVector e, Phi, p, s, M, Y, X, q, z, rho;           ///< [S][Np][lane]
  numerics::AlignedVector A, B, I, D, ew, ew_new, gap, revenue, tax;  ///< [Np][lane]
  numerics::AlignedVector f;                                          ///< [Np][lane] X / Phi
  numerics::PerLane c_bar{};
  std::array<bool, kDrawLanes> clamped{};
  /// One draw's quantities; closed sectors are still to be completed.
  void copy_to(const CpEngine& engine, std::size_t lane, CpWork& work) const;
};

struct CpLaneSize {
  numerics::PerLane trade_gap{}, cost_step{}, spend_step{}, wage_step{};
  double largest(std::size_t lane) const;
};

/// Whether the lanes know the closure: deficits zero, or fixed in units of world value added.
bool lanes_know(const CpClosure& closure);

/// One sweep of all draws. `theta` [S][lane]; `jacobian` [lane] of the draw's reference.
CpLaneSize lane_sweep(const CpEngine& engine, const CpLaneLinks& links, const CpLaneRows& rows,
                      const CpClosure& closure, std::span<const double> theta,
                      const std::array<const Eigen::PartialPivLU<Eigen::MatrixXd>*, kDrawLanes>& jacobian,
                      const CpLaneState& in, CpLaneState& out, CpLaneWork& work);

}  // namespace cobden::economy
