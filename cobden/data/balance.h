#pragma once
// Restores the accounts of a benchmark whose use tables do not add up (rounded, partly estimated, or purged
// of negative cells), moving them as little as biproportional balancing can. Trade flows and tariffs are the
// best measured figures, so they stay: output and absorption of every country and sector follow from them. Of
// each country the table
//
//                    using sectors   final use | total
//   input sectors    intermediate    final use | absorption
//   value added      value added     -         | value added of the country, as given
//   total            output          implied   |
//
// is fitted by RAS, or by generalised RAS where a cell is negative (see ras.h). Final use of a country is
// thereby its value added plus tariff revenue plus deficit: the income identity.
#include "cobden/data/benchmark.h"
#include "cobden/data/ras.h"

namespace cobden::data {

struct BenchmarkBalanceOptions {
  BalanceOptions matrix;
  bool purge_negative = false;  ///< first set negative intermediate use, final use and value added to zero
};

/// How one country's table was moved.
struct CountryBalance {
  Country country;
  bool generalised = false;  ///< a cell was negative: GRAS
  bool converged = false;
  int iterations = 0;
  double gap = 0;    ///< largest gap of a margin left, relative to the table's total
  double moved = 0;  ///< half the absolute change of column shares, weighted by column totals (0..1)
  std::string worst_input, worst_user;       ///< cell whose column share changed most
  double worst_before = 0, worst_after = 0;  ///< its column share
};

struct BalanceSummary {
  bool converged = false;  ///< every country
  std::vector<CountryBalance> countries;
  long purged = 0;          ///< negative cells set to zero
  double purged_value = 0;  ///< their sum, in the benchmark's unit (negative)
  std::string message;      ///< one line for a person
};

struct BalanceResult {
  BenchmarkTables tables;  ///< use it only if summary.converged
  BalanceSummary summary;
};

/// Not converging is a status. UserError for margins no balancing can meet: it names country and row or
/// column.
BalanceResult balance(BenchmarkTables tables, const BenchmarkBalanceOptions& options = {});

}  // namespace cobden::data
