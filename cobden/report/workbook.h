#pragma once
// Tables as an Excel workbook (.xlsx), one sheet to a table: for those who go on working in a spreadsheet.
// Numbers are numbers there, not text, and the header of a column holds its unit.
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "cobden/scenario/strategy_answer.h"

namespace cobden::report {

/// Text or number; NaN = undefined, an empty cell.
using SheetCell = std::variant<std::string, double>;

struct SheetColumn {
  std::string heading, unit;
};

/// One table. Every row has a cell for each column.
struct Sheet {
  std::string name;  ///< up to 31 characters, none of [ ] : * ? / and the backslash
  std::vector<SheetColumn> columns;
  std::vector<std::vector<SheetCell>> rows;
};

/// Writes the workbook whole or not at all; the same sheets give the same bytes. UserError when it cannot be
/// written or a sheet has more rows than Excel knows, 1,048,576 with its header.
void write_workbook(const std::filesystem::path& path, const std::vector<Sheet>& sheets);

/// What a run found: `About`, then one sheet for each set of axes (`World`, `Economies`, `Sectors`, `Pairs`,
/// and, if asked for, `Pairs by sector`). Each measure has a column of new values; levels, of base values
/// besides.
std::vector<Sheet> run_sheets(const scenario::AssembledRun& run, const economy::Result& result,
                              bool bilateral_by_sector);
/// What governments choose: the rows of strategy.csv, and the tariffs of every solution. `full` as there.
std::vector<Sheet> strategy_sheets(const scenario::StrategyAnswer& answer, bool full);
/// A table of CSV text with a header row; columns of numbers become numbers, save codes.
Sheet sheet_of_csv(const std::string& name, const std::string& csv);

}  // namespace cobden::report
