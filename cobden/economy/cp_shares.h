#pragma once
// What the Caliendo-Parro family needs of a benchmark: shares. Everything the solver and the outcomes use is
// here, so that a variant of the model (own-sector materials, no materials, one sector) is only another way
// to fill it.
#include "cobden/economy/caliendo_parro.h"

namespace cobden::economy {

/// Base-year shares; N countries, S sectors. Money in the benchmark's unit.
struct CpShares {
  CountryAxis countries;
  SectorAxis sectors;  ///< those of the benchmark, or the single sector of the one-sector variant
  std::string unit;    ///< of money, the benchmark's
  TradeCube share;     ///< pi[s][d][o]: expenditure of d on goods of o, sums to one over o
  TradeCube tariff;    ///< base tariff, ad valorem fraction
  InputOutputCube
      input_share;  ///< gamma[k][j][n]: cost share of input k in j, purchaser prices; empty = no materials
  SectorCountry value_added_share;  ///< gamma_va[j][n]; 1 - sum_k gamma
  SectorCountry final_share;        ///< alpha[k][n], sums to one over k
  SectorCountry expenditure;        ///< X[s][n], tariff-inclusive [unit]
  BySector theta;                   ///< trade elasticity
  ByCountry value_added;            ///< [unit]
  ByCountry deficit;                ///< [unit], imports less exports; sums to zero
  std::vector<std::string> notes;   ///< what was changed on the way (negative final use clipped, ...)

  std::size_t country_count() const { return share.size2(); }
  std::size_t sector_count() const { return share.size1(); }
};

/// Shares of `benchmark` under a variant and an elasticity set, or `theta` in its place [benchmark sector].
/// Negative final use (inventories) is set to
/// zero and the shares rescaled, as Caliendo and Parro do; the base then has to be re-solved, which
/// make_caliendo_parro does.
CpShares cp_shares(const data::Benchmark& benchmark, CaliendoParroSpec::Variant variant,
                   const std::string& elasticities, const BySector& theta = {});

/// A counterfactual tariff or cost cube given on the benchmark's sectors, on the sectors of `shares`:
/// unchanged unless the variant is one-sector, where cells are averaged with base trade weights.
TradeCube on_model_sectors(const TradeCube& cube, const data::Benchmark& benchmark, const CpShares& shares);

}  // namespace cobden::economy
