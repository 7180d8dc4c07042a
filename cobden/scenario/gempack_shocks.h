#pragma once
// Changes of tariffs as GTAP users write them in a command file of GEMPACK:
//   Shock tms("sector","exporter","importer") = x;   ! a comment, to the next ! or the end of the line
// tms is the percentage change of the power of the tariff, 1 + t (Hertel, ed., 1997): 10 on a tariff of 5%
// makes 1.05 x 1.10 - 1 = 15.5%, not 15%.
#include <string>
#include <string_view>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/economy/model.h"

namespace cobden::scenario {

/// One statement.
struct PowerShock {
  std::string sector, exporter, importer;  ///< as written
  double percent = 0;                      ///< change of 1 + t
  SourcePlace place;
};

/// The statements of a file in order. UserError at the line of anything else: another statement or variable,
/// a set or function in place of a quoted element or a number, a statement that is not closed.
std::vector<PowerShock> parse_gempack_shocks(std::string_view text, const std::string& file);

/// The tariffs that result, from those given: every statement takes its power to 1 + x/100 of what it was.
/// Codes match whatever their case, as in GEMPACK. UserError at its line: an unknown code, a cell shocked
/// twice, home sales, a power that falls to zero or below.
void apply_gempack_shocks(const std::vector<PowerShock>& shocks, const data::Benchmark& benchmark,
                          TradeCube& tariff);

/// The change of every tariff from the benchmark's to the counterfactual's as such statements, which read
/// back to the same tariffs but for rounding in the last digit; `title` stands in a comment. Changes of trade
/// costs have no place in it, which a comment says.
std::string gempack_shocks(const economy::Counterfactual& counterfactual, const data::Benchmark& benchmark,
                           const std::string& title);

}  // namespace cobden::scenario
