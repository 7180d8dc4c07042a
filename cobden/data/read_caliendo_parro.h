#pragma once
// The text layout of Caliendo and Parro (2015, REStud 82), "Estimates of the Trade and Welfare Effects of
// NAFTA": 31 economies x 40 sectors, the first 20 traded. Use it for the authors' package and data laid out
// like it.
//
// Files (tab separated, no header, .txt with or without .xz), N countries, J sectors, T traded sectors:
//   GO  J x N  gross output, USD                 B   J x N  value-added shares of output
//   IO  (N J) x J  stacked per country: rows input, columns using sector, columns sum to 1
//   T   T x 1  trade elasticities                xbilat1993  (T N) x N  thousand USD, per sector rows
//   importer, columns exporter tariffs1993, tariffs2005  (T N) x N  percent, stacked alike countries.txt  one
//   name a line
#include <filesystem>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

/// Base year 1993 in million USD. Output is the larger of GO and exports; domestic sales are output less
/// exports; value added B x output; intermediate use IO x (1 - B) x output with the columns of IO scaled to
/// sum exactly to 1; final use the residual of the product account (a few cells are negative and kept).
/// Elasticity set "CP": the T column, 8.22 for sectors without trade. Groups NAFTA, tradables, goods,
/// services. UserError for shares that do not sum to 1 (beyond 1e-4), shares outside 0 to 1, negative flows,
/// tariffs of -100% or below, a wrong number of rows or columns.
BenchmarkTables read_caliendo_parro(const std::filesystem::path& folder, ImportReport& report);

/// [sector][importer][exporter] tariffs of `year` (1993 or 2005) as fractions, zero for sectors without
/// trade.
TradeCube read_caliendo_parro_tariffs(const std::filesystem::path& folder, int year, ImportReport& report);

/// True if the folder holds the files of this layout.
bool is_caliendo_parro(const std::filesystem::path& folder);

}  // namespace cobden::data
