#pragma once
// A full inter-country input-output table and its collapse to a benchmark: flows by origin, destination and
// product are intermediate plus final sales; the national input table sums inputs over their origins. Use it
// whatever file the table comes from (read_icio.h); it keeps what the source says of links between sectors,
// which bilateral trade data do not.
//
// Negative final cells (inventories drawn down) have no place in a model of spending. They are set to zero
// and output is solved again with the technical coefficients held fixed (Costinot and Rodriguez-Clare 2014,
// Handbook of International Economics 4, online appendix; the procedure of Dietzenbacher et al.), or kept
// where no bilateral flow turns negative.
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

/// Money at basic prices. Row and column position of country n, sector s: n x sectors + s.
struct InterCountryTable {
  CountryAxis countries;
  SectorAxis sectors;
  std::vector<std::string> final_categories;
  std::vector<double> inter;   ///< [row][column], rows origins
  std::vector<double> final;   ///< [row][destination x categories + category]
  std::vector<double> output;  ///< [row] as stated by the source

  std::size_t cells() const { return countries.size() * sectors.size(); }
  double& inter_at(std::size_t row, std::size_t column) { return inter[row * cells() + column]; }
  double inter_at(std::size_t row, std::size_t column) const { return inter[row * cells() + column]; }
};

struct CollapseOptions {
  enum class NegativeFinal { kPurge, kKeep };
  enum class InputPrices {
    kPurchaser,  ///< inputs are raised by the importer's average tariff on the product, value added falls by
                 ///< it
    kBasic,      ///< inputs stay as the source's coefficients of output; tariffs are paid by final users
  };
  NegativeFinal negative_final = NegativeFinal::kPurge;
  InputPrices input_prices = InputPrices::kPurchaser;
  double value_added_floor = 0.02;  ///< share of output; inputs of a sector beyond 1 - floor are scaled down
};

/// UserError if the table does not fit in memory, before anything is allocated.
void require_table_memory(std::size_t countries, std::size_t sectors, std::size_t categories);
/// Compares row sums with the stated output: a note of the gap; UserError if it exceeds 1% of world output.
void check_row_sums(const InterCountryTable& table, const std::string& file, FileRows& account);
/// Fills flow, intermediate, final use and value added of `t`, whose axes and tariffs are set. What was done
/// goes to provenance.steps. UserError if a bilateral flow is negative under kKeep, or if output cannot be
/// solved.
void collapse(InterCountryTable table, const CollapseOptions& options, BenchmarkTables& t);

}  // namespace cobden::data
