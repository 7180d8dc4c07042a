#pragma once
// OECD Inter-Country Input-Output tables as one CSV file (editions 2018 to 2025). Rows CHN_C26 ..., then
// taxes (TLS or TAXSUB), value added (VA or VALU) and output (OUT or OUTPUT); columns USA_C26 ..., final use
// USA_HFCE ..., and OUT or TOTAL. The separate regions of China and Mexico (CN1, CN2, MX1, MX2: processing
// and other) are merged into CHN and MEX.
#include <filesystem>
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"
#include "cobden/data/read_inter_country.h"

namespace cobden::data {

struct IcioOptions {
  int year = 0;                   ///< 0: the four digits in the file name
  std::filesystem::path tariffs;  ///< optional long CSV: importer,exporter,sector,tariff
  std::filesystem::path
      sectors;  ///< optional CSV: code,name,theta_* with the sectors of the table in its order
  CollapseOptions collapse;
};

/// Million USD. Value added is the residual of the industry account, so it holds taxes less subsidies on
/// inputs (row TLS) other than the tariffs raised on them. UserError for unknown codes, a row or column that
/// stands twice or is missing, negative intermediate cells, rows that miss OUT by more than 1% of the
/// world's.
BenchmarkTables read_icio(const std::filesystem::path& file, ImportReport& report,
                          const IcioOptions& options = {});

/// Final-use categories known: HFCE households, NPISH non-profit institutions, GGFC government, GFCF fixed
/// capital, INVNT inventories, DPABR, CONS_ABR and NONRES purchases across borders, P33, FD all together.
const std::vector<std::string>& icio_final_categories();

/// True if the header of `file` has columns such as USA_HFCE.
bool is_icio(const std::filesystem::path& file);

}  // namespace cobden::data
