#pragma once
// Biproportional balancing of one matrix to given row and column totals.
// - RAS: every cell is multiplied by a row and a column factor. Choose it when no cell is negative: zeros
// stay, and the result is
//   the nearest to the start in information (Stone and Brown 1962; Bacharach 1970, "Biproportional
//   Matrices").
// - GRAS: negative cells are divided by the factors instead, so signs stay too. Choose it for inventories and
// subsidies
//   (Junius and Oosterhaven 2003, Economic Systems Research 15(1); target function corrected by Lenzen, Wood
//   and Gallego 2007, ibid. 19(4)). Without negative cells it is RAS.
#include <string>
#include <vector>

#include "cobden/core/array.h"

namespace cobden::data {

struct RowTag {
  static constexpr std::string_view kName = "row";
};
struct ColumnTag {
  static constexpr std::string_view kName = "column";
};
using Row = Index<RowTag>;
using Column = Index<ColumnTag>;
using Matrix = Array2<Row, Column>;

/// What is to be balanced. Names appear in errors; empty = positions.
struct BalanceProblem {
  std::string what = "matrix";  ///< e.g. "use table of MLT"
  Matrix start;
  std::vector<double> row_totals, column_totals;
  std::vector<std::string> row_names, column_names;
};

struct BalanceOptions {
  double tolerance = 1e-12;    ///< largest gap of a margin, relative to the grand total
  int max_iterations = 20000;  ///< reaching it is never success
};

struct BalancedMatrix {
  Matrix matrix;
  bool converged = false;
  int iterations = 0;
  double gap = 0;       ///< largest gap of a margin, relative to the grand total of absolute margins
  std::string message;  ///< why it stopped, in words
};

/// UserError: a negative cell or total, totals that do not sum to the same, a zero row or column with a
/// positive total.
BalancedMatrix ras(const BalanceProblem& problem, const BalanceOptions& options = {});

/// As ras, for cells of either sign; UserError also for a row or column whose signs cannot reach its total.
BalancedMatrix gras(const BalanceProblem& problem, const BalanceOptions& options = {});

}  // namespace cobden::data
