#pragma once
// Reader of the layout of Ossa (2014, AER 104(12), replication archive openICPSR E112717V1): square matrices
// stacked sector by sector, rows exporters, columns importers, no headers; elasticities of substitution with
// one row for each sector and one column for each of the paper's variants; political weights with one row for
// each country. The stack is a general layout: tariffs that were computed elsewhere are read by the same
// function.
#include <filesystem>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

struct OssaOptions {
  /// Trade after the paper's removal of aggregate imbalances (purged_trade_ijs.csv), instead of the raw
  /// flows.
  bool purged = false;
};

/// True if `folder` holds trade_ijs.csv, tariff_ijs.csv and sigma_s.csv, or their compressed forms.
bool is_ossa(const std::filesystem::path& folder);

/// Countries and sectors of regions.csv and sectors.csv (sectors beyond the stack are left out, which the
/// report says), flows in million USD, tariffs as fractions. Elasticity sets "sigma", "sigma-3.5", "sigma-5",
/// "sigma-6.5" and "uniform" hold the trade elasticity sigma - 1. UserError: a stack that does not fit the
/// labels, an elasticity of substitution of 1 or less, a tariff on domestic sales.
BenchmarkTables read_ossa(const std::filesystem::path& folder, ImportReport& report,
                          const OssaOptions& options = {});

/// A stack of N x N matrices, one for each sector, rows exporters, columns importers, as a cube
/// [sector][importer][exporter]. UserError: a size that does not fit the axes, a cell that is no number.
TradeCube read_matrix_stack(const std::filesystem::path& file, const CountryAxis& countries,
                            const SectorAxis& sectors, ImportReport& report);

/// Political weights [sector][country], fractions >= 0 (one = as much as real income). Either a table with a
/// header, column `sector` and one column for each country, or the archive's layout without one: a row for
/// each country, a column for each sector. UserError: unknown or missing codes, a size that does not fit, a
/// weight below zero.
SectorCountry read_sector_weights(const std::filesystem::path& file, const CountryAxis& countries,
                                  const SectorAxis& sectors, ImportReport& report);

}  // namespace cobden::data
