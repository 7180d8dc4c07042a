#pragma once
// What the gravity replications share: reading pair tables (one row per exporter and importer) and stored
// country results.
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cobden/data/csv.h"
#include "cobden/economy/gravity_equilibrium.h"
#include "cobden/scenario/replication.h"

namespace cobden::scenario {

/// A square table of pairs, of one year when the file has several. Countries are in the order of their codes.
class PairTable {
 public:
  /// `year` 0 takes all rows; `renamed` maps codes of the file to the codes of the results. UserError: a pair
  /// twice or missing.
  PairTable(const std::filesystem::path& file, int year,
            const std::map<std::string, std::string>& renamed = {});
  const CountryAxis& countries() const { return countries_; }
  /// [importer][exporter]. UserError with file, line and column for blanks and text.
  economy::BilateralMatrix matrix(const std::string& column) const;
  /// A quantity of the exporter (importer), read from its first row.
  ByCountry of_exporter(const std::string& column) const;
  ByCountry of_importer(const std::string& column) const;

 private:
  std::size_t row(Country importer, Country exporter) const {
    return row_[static_cast<std::size_t>(importer.value) * countries_.size() +
                static_cast<std::size_t>(exporter.value)];
  }
  data::CsvTable table_;
  CountryAxis countries_;
  std::vector<std::size_t> row_;
};

/// One row per country and one column per measure.
class CountryTable {
 public:
  explicit CountryTable(const std::filesystem::path& file) : table_(data::CsvTable::read(file)) {}
  /// The stored value. UserError when the country is not in the table.
  double at(const std::string& country, const std::string& column) const;

 private:
  data::CsvTable table_;
};

/// Calls `ours` for every country of the axis and pairs it with the stored column.
void add_column(Replication& out, const CountryTable& stored, const CountryAxis& countries,
                const std::string& column, const std::string& scenario, const std::string& unit,
                const std::function<double(Country)>& ours);

/// Keeps the summary of the worse solve: not converged before converged, then the larger residual.
void keep_worst(economy::SolverSummary& worst, const economy::SolverSummary& next);

/// Runner of the Advanced Guide's applications (variants "trade-without-border", "rtas-effects-identities" of
/// `gravity`).
Replication replicate_trade_without_border(const std::filesystem::path& data, const RunContext& context);
Replication replicate_rtas_effects_identities(const std::filesystem::path& data);

}  // namespace cobden::scenario
