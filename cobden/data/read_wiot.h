#pragma once
// The World Input-Output Table as headless matrices in one folder (World Input-Output Database, 2013 release;
// Timmer, Dietzenbacher, Los, Stehrer and de Vries 2015). Million USD, basic prices, N countries, J sectors:
//   wiotYYYY_inter.csv   (N J) x (N J), country by country, sectors within       wiotYYYY_output.csv  one
//   value a row wiotYYYY_final.csv   (N J) x (N C), C final-use categories for each country  countries.txt
//   one code a line sectors.csv          id,name and trade elasticities theta_* / eps_*          tariffs*.csv
//   optional, long list
#include <filesystem>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"
#include "cobden/data/read_inter_country.h"

namespace cobden::data {

struct WiotOptions {
  int year = 0;  ///< 0: the latest in the folder
  /// Inputs stay at basic prices, as in the published coefficients, unless asked otherwise.
  CollapseOptions collapse{.input_prices = CollapseOptions::InputPrices::kBasic};
};

/// UserError for a matrix of the wrong size, negative intermediate cells, rows that miss the stated output by
/// more than 1% of the world's, unknown codes.
BenchmarkTables read_wiot(const std::filesystem::path& folder, ImportReport& report,
                          const WiotOptions& options = {});

/// True if the folder holds at least one wiotYYYY_inter.csv.
bool is_wiot(const std::filesystem::path& folder);

}  // namespace cobden::data
