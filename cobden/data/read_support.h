#pragma once
// What every reader of benchmark data shares: settings that reject unknown keys, files found with or without
// compression, cells that may be given once, values checked where they stand, and accounts closed by a stated
// residual.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/data/csv.h"
#include "cobden/data/import_report.h"

namespace cobden::data {

/// Settings of one layout by name. Every accessor marks its key as known; `finish` refuses what is left.
class Settings {
 public:
  explicit Settings(const std::map<std::string, std::string>& given) : given_(given) {}
  std::string text(const std::string& key, const std::string& standard);
  /// UserError unless the value spells a number.
  double number(const std::string& key, double standard);
  /// UserError unless the value is one of `choices`; the first choice is the standard one.
  std::string choice(const std::string& key, const std::vector<std::string>& choices);
  /// UserError for a key that no accessor asked for, naming the nearest known one.
  void finish() const;

 private:
  std::optional<std::string> take(const std::string& key);
  std::map<std::string, std::string> given_;
  std::vector<std::string> known_;
};

/// `folder/name`, or the same with .xz or .gz, or for a .csv with .dta or .sav in its place; nullopt if none
/// is there.
std::optional<std::filesystem::path> find_data_file(const std::filesystem::path& folder,
                                                    const std::string& name);
/// As find_data_file; UserError if none is there.
std::filesystem::path need_data_file(const std::filesystem::path& folder, const std::string& name);

/// Opens the account of one file: all rows read and, until a reader says otherwise, used. The reference lasts
/// until the next call.
FileRows& account_for(ImportReport& report, const CsvTable& table);

/// Marks cells of an array as given; a cell given twice is a UserError.
class CellLedger {
 public:
  explicit CellLedger(std::size_t cells) : line_(cells, 0) {}
  /// UserError at `table` row `row` if the cell was claimed before, naming the earlier line.
  void claim(std::size_t cell, const CsvTable& table, std::size_t row, std::size_t column,
             std::string_view what);
  std::size_t missing() const;
  /// Flat position of the first cell never claimed; nullopt if all are.
  std::optional<std::size_t> first_missing() const;

 private:
  std::vector<std::int32_t> line_;  // 1-based line that claimed the cell, 0 = not yet
};

/// A number >= 0; UserError with the place otherwise.
double flow_at(const CsvTable& table, std::size_t row, std::size_t column);
/// An ad valorem tariff as a fraction, > -1; UserError with the place otherwise. `scale` converts the file's
/// unit.
double tariff_at(const CsvTable& table, std::size_t row, std::size_t column, double scale = 1.0);
/// A trade elasticity > 0; UserError with the place otherwise.
double elasticity_at(const CsvTable& table, std::size_t row, std::size_t column);
/// The codes of one column; UserError at the place of a blank or repeated one.
std::vector<std::string> codes_at(const CsvTable& table, std::size_t column);

/// [sector][country] sum_d flow: output at basic prices.
SectorCountry output_of(const BenchmarkTables& tables);
/// [sector][country] sum_o flow (1 + tariff): absorption at purchaser prices.
SectorCountry absorption_of(const BenchmarkTables& tables);
/// Value added as what the industry account leaves: output less inputs (all output without input-output
/// links).
void close_industry_account(BenchmarkTables& tables);
/// Final use as what the product account leaves: absorption less intermediate use.
void close_product_account(BenchmarkTables& tables);

/// Appends one line to provenance.steps.
void note_step(BenchmarkTables& tables, std::string_view step);

/// Fills `t.tariff`, already shaped, from a long CSV: importer,exporter,sector,tariff (fraction). Cells
/// without a row carry no tariff, which is noted. UserError for unknown codes, duplicates, rates of -100% or
/// below.
void read_tariff_list(const std::filesystem::path& file, BenchmarkTables& t, ImportReport& report);
/// Adds one elasticity set for each column theta_NAME or eps_NAME of a table whose rows are the sectors in
/// order; the names cp2015 and ll2023 are known as CP and LL.
void add_elasticity_columns(const CsvTable& table, BenchmarkTables& t);

/// Adds EU27, USMCA, ASEAN and G7 where at least two members are countries of the benchmark (ISO 3166-1
/// alpha-3 codes).
void add_standard_groups(BenchmarkTables& tables);

/// Author and year of an elasticity set by its usual short name; empty if the name is not known.
std::string elasticity_source(std::string_view set_name);

}  // namespace cobden::data
