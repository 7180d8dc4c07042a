#pragma once
// Base year of the single-sector family: profit shares, domestic sales, transfers and the elasticity of
// tariffs, all from trade flows and GDP alone. Ignatenko et al. (2025, JIE), section 4 (calibration);
// equations in single_sector.h.
#include <array>

#include "cobden/core/array.h"
#include "cobden/economy/single_sector.h"
#include "cobden/numerics/vector_math.h"

namespace cobden::economy {

/// Calibrated base. Vectors hold one value per country, in the benchmark's order and unit; matrices are
/// [importer][exporter] with rows padded to `stride` by zeros.
struct SingleSectorBase {
  std::size_t countries = 0, stride = 0;
  std::vector<std::string> codes;  ///< of the countries, for messages
  numerics::AlignedVector gross;   ///< lambda: shares in spending at purchaser prices, diagonal zero
  numerics::AlignedVector net;     ///< lambda / (1 + base tariff), diagonal zero
  numerics::AlignedVector tariff;  ///< base tariff, fraction
  std::vector<double> home;        ///< lambda_ii, domestic share
  std::vector<double> spending;    ///< E: total spending including tariffs
  std::vector<double>
      income;  ///< Y: labour income (and, with profits, the profits of foreign firms' sales at home)
  std::vector<double>
      transfer;  ///< T of the regime asked for; adds up to zero except in kBalancedAsPublished
  std::vector<double>
      factual_transfer;         ///< T in the data: net spending less Y less sales to firms; adds up to zero
  std::vector<double> revenue;  ///< base tariff revenue (zero in the study)
  std::vector<double> profit_share;     ///< nu
  std::vector<double> tariff_exponent;  ///< phi
  Country singled_out;

  double share(std::size_t importer, std::size_t exporter) const {
    return importer == exporter ? home[importer] : gross[importer * stride + exporter];
  }
  /// Base flow net of tariffs, X_ji [unit of the benchmark].
  double flow(std::size_t importer, std::size_t exporter) const {
    return spending[importer] * (importer == exporter ? home[importer] : net[importer * stride + exporter]);
  }
};

/// Trade between the singled-out country (1) and all others together (0), off-diagonal flows only.
struct TwoRegions {
  std::array<std::array<double, 2>, 2> flow{};  ///< [importer][exporter]
  std::array<double, 2> income{};
};

/// Profit shares nu of both regions such that the margins on each region's sales are `margins` (rest first):
/// equations of the two-region aggregation, `E_r = Y_r + (1-nu_r)(M_r - sum_s (1-nu_s) X_rs)`, solved by
/// Newton; negative shares become 0. UserError when no solution is found.
std::array<double, 2> profit_shares(const TwoRegions& regions, const std::array<double, 2>& margins);

/// UserErrors as in make_single_sector.
SingleSectorBase calibrate_single_sector(const data::Benchmark& benchmark, const SingleSectorSpec& spec);

/// The study's closed form for the unilaterally optimal uniform tariff of the singled-out country on base
/// data, `t = 1 / ((1 + delta eps) phi - 1)` with `delta = sum_{i != n} X_ni (1-nu_i)(1-lambda_ni) /
/// ((1-nu_n)(M_n))`. M_n is imports, E_n - X_nn (21.80% for the US of the study); the study's experiment with
/// both sides optimal takes Y_n - X_nn instead (kIncome), which leaves the transfer out and gives 18.54%, the
/// 19% of the abstract.
enum class ImportMeasure { kSpending, kIncome };
double optimal_tariff_formula(const SingleSectorBase& base, const SingleSectorSpec& spec,
                              ImportMeasure imports = ImportMeasure::kSpending);

/// The closed form for all other countries acting as one region against the singled-out country; one rate per
/// importer (they differ only in phi). `E_r - X_rr` of the formula is `Y_r - X_rr`, as published.
std::vector<double> optimal_retaliation_formula(const SingleSectorBase& base, const SingleSectorSpec& spec);

}  // namespace cobden::economy
