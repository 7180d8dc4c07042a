#pragma once
// A benchmark economy: one year's balanced world accounts plus the tariffs and elasticities that belong to
// them. Every reader fills a `BenchmarkTables` and ends in the same `Benchmark` constructor, which checks the
// accounting once (HiGHS: every loader ends in one passModel).
//
// Accounting (o exporter, d importer, j, k sectors; money in `unit`; basic prices are before the importer's
// tariff):
//
//   output[j,n]     = sum_d flow[j,d,n]                               basic prices
//   output[j,n]     = sum_k intermediate[k,j,n] + value_added[j,n]    industry account
//   absorption[k,n] = sum_o flow[k,n,o] (1 + tariff[k,n,o])           purchaser prices
//   absorption[k,n] = sum_j intermediate[k,j,n] + final_use[k,n]      product account
//   deficit[n]      = sum_{j,o} flow[j,n,o] - sum_{j,d} flow[j,d,n]   imports less exports, basic prices
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cobden/core/array.h"

namespace cobden::data {

/// Trade elasticities by sector: the elasticity of trade flows to trade costs (theta of Caliendo and Parro,
/// 2015; sigma - 1 in an Armington reading). Dimensionless, > 0.
struct ElasticitySet {
  std::string name;    ///< e.g. "GYY"
  std::string source;  ///< author and year
  BySector theta;
};

struct Provenance {
  std::string title;               ///< one line: what it is
  std::string source;              ///< where the figures are from
  std::string licence;             ///< terms of the data
  std::string citation;            ///< how to cite it
  std::vector<std::string> steps;  ///< what Cobden did to it, in order (import, aggregation, balancing)
};

/// What a reader hands over. Axes first; every array in the layout named beside it.
struct BenchmarkTables {
  std::string name;  ///< short name, e.g. "world-2022"
  CountryAxis countries;
  SectorAxis sectors;
  int year = 0;
  std::string unit = "million USD";
  TradeCube flow;  ///< [sector][importer][exporter], at basic prices before the importer's tariff, diagonal =
                   ///< domestic sales
  TradeCube tariff;  ///< same layout, ad valorem fraction (0.25 = 25%), zero on the diagonal
  InputOutputCube
      intermediate;  ///< [input][using][country], purchaser prices; empty = no input-output links known
  SectorCountry final_use;    ///< [sector][country], purchaser prices
  SectorCountry value_added;  ///< [sector][country]
  std::vector<ElasticitySet> elasticities;
  ByCountry gdp;  ///< optional: gross domestic product where the source gives it apart (same unit)
  std::map<std::string, std::vector<std::string>> country_groups;  ///< e.g. "EU27" -> codes
  std::map<std::string, std::vector<std::string>> sector_groups;   ///< e.g. "goods" -> codes
  Provenance provenance;
};

/// One cell whose account does not add up, or that a reader of the report should know of.
struct AccountingIssue {
  enum class Kind {
    kIndustryAccount,       ///< output differs from inputs plus value added
    kProductAccount,        ///< absorption differs from uses
    kNegativeFinalUse,      ///< allowed, reported (inventories); models clip it
    kNegativeValueAdded,    ///< allowed, reported
    kNegativeIntermediate,  ///< allowed, reported: published tables hold a few (a by-product booked as a
                            ///< negative input)
    kZeroOutput,            ///< allowed, reported: the country does not produce the good
  };
  Kind kind;
  Sector sector;
  Country country;
  double left = 0, right = 0;  ///< the two sides (for the one-sided kinds: the value, and 0)
  double relative = 0;         ///< |left - right| / max(|left|, |right|)
};

struct AccountingReport {
  std::vector<AccountingIssue> issues;  ///< worst first
  double worst_imbalance = 0;           ///< largest relative gap of the two accounts
  std::size_t imbalances = 0;           ///< cells beyond the tolerance
};

struct AccountingOptions {
  double tolerance = 1e-6;  ///< relative, per cell
  double floor = 1e-9;      ///< gaps below floor * world output are rounding, whatever their cell
  bool refuse =
      true;  ///< false: construct all the same and leave the verdict to the caller (cobden data check)
};

/// An immutable, checked benchmark.
class Benchmark {
 public:
  /// Checks shapes and values (non-finite or negative flows, tariffs below -100%, tariffs on domestic sales,
  /// elasticities <= 0), then the accounts. UserError names the cell: country, sector and both sides.
  explicit Benchmark(BenchmarkTables tables, const AccountingOptions& options = {});

  const BenchmarkTables& tables() const { return t_; }
  const std::string& name() const { return t_.name; }
  const CountryAxis& countries() const { return t_.countries; }
  const SectorAxis& sectors() const { return t_.sectors; }
  std::size_t country_count() const { return t_.countries.size(); }
  std::size_t sector_count() const { return t_.sectors.size(); }
  bool has_input_output() const { return !t_.intermediate.empty(); }
  const AccountingReport& accounting() const { return accounting_; }

  const SectorCountry& output() const { return output_; }          ///< [unit], basic prices
  const SectorCountry& absorption() const { return absorption_; }  ///< [unit], purchaser prices
  const ByCountry& deficit() const { return deficit_; }            ///< [unit], imports less exports
  ByCountry tariff_revenue() const;                                ///< [unit]
  ByCountry value_added() const;                                   ///< [unit], summed over sectors
  /// True if any flow of the sector crosses a border.
  bool traded(Sector s) const;

  /// UserError that names the sets there are.
  const ElasticitySet& elasticities(const std::string& set_name) const;
  /// A country code or group name to positions; "all" is every country. UserError names the nearest name.
  std::vector<Country> country_selection(const std::string& name, const SourcePlace& place = {}) const;
  /// A sector code or group name to positions; "all" is every sector.
  std::vector<Sector> sector_selection(const std::string& name, const SourcePlace& place = {}) const;

 private:
  BenchmarkTables t_;
  SectorCountry output_, absorption_;
  ByCountry deficit_;
  AccountingReport accounting_;
};

/// Throws UserError if arrays of countries x countries x sectors (with `copies` of them) would not fit in
/// memory.
void require_memory(std::size_t countries, std::size_t sectors, std::size_t copies = 6);

/// One line for a person: e.g. "industry account of C26 in MLT: output 12.1, inputs plus value added 11.8
/// (2.5%)".
std::string describe(const AccountingIssue& issue, const BenchmarkTables& tables);

}  // namespace cobden::data
