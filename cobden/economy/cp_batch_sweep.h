#pragma once
// The sweep of cp_engine.h for eight counterfactuals at once. Legend as there; every array has the eight
// innermost, and goods are the T traded sectors only.
#include <array>

#include "cobden/economy/cp_batch.h"

namespace cobden::economy {

/// Rows of eight counterfactuals: those of the base where no draw changes them, else eight side by side.
struct CpBatchRows {
  CpBatchRows(const CpBatchBase& base, std::span<const CpLane> lanes);
  std::vector<const double*> K, K_tilde;    ///< [T][N] rows [Np] that all share; nullptr where they differ
  std::vector<const double*> K8, K8_tilde;  ///< [T][N] rows [N][8]; nullptr where all share one
  numerics::AlignedVector k;                ///< [T][Np][8]
  numerics::AlignedVector log_scale;        ///< [T][Np][8]; empty if nothing was divided out
  numerics::AlignedVector theta;            ///< [T][8]
  numerics::AlignedVector overlay;          ///< storage of rows that differ

 private:
  /// The row `at` of every draw, and their domestic entries.
  void fill(const CpEngine& engine, const auto& lane_at, std::span<const TradeCube* const> tariffs,
            std::size_t at, double* to);
};

struct CpBatchWork {
  explicit CpBatchWork(const CpEngine& engine);
  numerics::AlignedVector e, Phi, p, s, M, Y, X, q, z, rho;                 ///< [T][Np][8]
  numerics::AlignedVector A, B, I, D, ew, ew_new, gap, revenue, tax, step;  ///< [Np][8]
  numerics::AlignedVector own;                                              ///< [4][T][8] one country's links
  std::array<bool, kCpBatch> clamped{};                                     ///< a safeguard was active
};

/// Sizes of the moves of a sweep, by draw.
struct CpBatchSizes {
  std::array<double, kCpBatch> trade_gap{}, cost_step{}, spend_step{}, wage_step{};
  double largest(std::size_t draw) const;
};

/// One sweep of states [2 T Np + Np][8]. `responses`: CpReference::wage_response of each draw.
CpBatchSizes sweep(const CpBatchBase& base, const CpBatchRows& rows, const CpClosure& closure,
                   const std::array<const double*, kCpBatch>& responses, const double* in, double* out,
                   CpBatchWork& work);

}  // namespace cobden::economy
