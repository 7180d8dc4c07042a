#pragma once
// Aggregation of countries and sectors by a mapping file. Choose it to make a model quicker, or results
// readable; what is merged can never be taken apart again, so a mapping that would split a code is refused.
//
// Flows, intermediate use, final use, value added and GDP are added. What is not a sum:
// - Tariffs keep their revenue: sum(flow * tariff) / sum(flow); where nothing flows, the plain mean of the
// merged rates.
// - Tariffs between countries that are merged. Their trade becomes domestic, and a domestic sale bears no
// tariff. The sale is
//   revalued to what the buyer pays, flow * (1 + tariff); the selling sector's output and value added grow by
//   the former revenue, as a net tax on products inside value added (the producers' prices of the System of
//   National Accounts 2008, chapter 6, instead of basic prices). Thus every expenditure share at purchaser
//   prices, absorption, intermediate and final use, income and deficits stay exactly what they were, both
//   accounts hold, and aggregating in two steps gives what one step gives. (Taking the revenue out of uses
//   instead would change the shares the models run on and depend on the order of merging.)
// - Elasticities: mean over the merged sectors weighted by the source's cross-border trade (plain mean where
// none is traded).
// - Groups are kept when every merged code lies wholly inside or outside; else dropped, and said so in the
// steps.
#include <filesystem>
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"

namespace cobden::data {

/// Where every source code goes. `country_to[source] = target`.
struct AggregationMap {
  CountryAxis countries;  ///< target axes, in the order in which the mapping file first names a target
  SectorAxis sectors;
  std::vector<Country> country_to;
  std::vector<Sector> sector_to;
  std::string name;  ///< for the provenance: file name
};

/// Reads a CSV with columns axis (country or sector), from, to and, optionally, label (of the target). An
/// axis the file does not mention is kept as it is. UserError with its line: an unknown code, one mapped
/// twice, one mapped to two targets (disaggregation), two labels for one target; and the codes left out.
AggregationMap read_aggregation_map(const std::filesystem::path& path, const CountryAxis& countries,
                                    const SectorAxis& sectors);

/// The aggregated tables, same unit and year; `name` empty keeps the name with "-aggregated". `source` must
/// hold its accounts.
BenchmarkTables aggregate(const BenchmarkTables& source, const AggregationMap& map,
                          const std::string& name = "");

}  // namespace cobden::data
