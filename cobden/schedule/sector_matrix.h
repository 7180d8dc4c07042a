#pragma once
// The duties of a schedule as a matrix of the sectors and economies of a benchmark: averages over the
// products of a sector, weighted by imports of the base year. Every cell says whose trade weighed it, because
// a cell without trade of its own is a weaker statement than one with it.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cobden/schedule/concordance.h"
#include "cobden/schedule/economy_sources.h"

namespace cobden::schedule {

/// Both days belong to it.
struct Days {
  Day first, last;
};
/// When rates are asked for: at an instant, or as the mean over the days of a span, each taken at its end.
using When = std::variant<Instant, Days>;
/// "2025-05-02", "the mean over 2025-01-01 to 2025-12-31".
std::string describe(const When& when, const LocalClock& clock);

/// Segments of time with the share of the mean that each has.
using TimeWeights = std::map<std::size_t, double>;
TimeWeights time_weights(const Evaluator& evaluator, const When& when);

/// Whose trade weighed a cell.
enum class WeightSource : std::uint8_t {
  kNone,         ///< nobody sends goods of the sector, or it is a service: no rate
  kOwn,          ///< the economy's own trade
  kUnion,        ///< the European Union's, under the member's rules
  kAllPartners,  ///< all partners', under the economy's rules: it has no trade in the sector
};
std::string to_string(WeightSource source);  ///< "own", "union", "all partners", "none"

struct SectorMatrix {
  std::string schedule, importer;     ///< id, ISO code
  std::string when;                   ///< as in describe()
  SectorCountry statutory;            ///< [sector][exporter], fraction of the customs value
  SectorCountry adjusted;             ///< the same where trade that claims a preference does not owe it
  SectorCountry trade_usd;            ///< weight of the cell, USD of the base year
  SectorCountry unconverted_usd;      ///< of it, with a specific duty that is not converted and counts as 0
  std::vector<WeightSource> weights;  ///< [sector x exporter]
  std::vector<bool> importers;        ///< [exporter]: holds the importer itself; its column is zero
  std::string concordance;            ///< name of the map from products to sectors
  std::string weights_file;           ///< name of the file of trade
  std::string weights_source;         ///< as the schedule states it
  int weights_year = 0;               ///< 0 = not stated
  bool weights_estimate = false;
  double total_usd = 0;            ///< all trade of the file
  double without_sector_usd = 0;   ///< of it, in products that belong to no sector with tariffs
  double unclaimed_usd = 0;        ///< of it, of partners that belong to no economy of the benchmark
  double all_unconverted_usd = 0;  ///< of it, with a specific duty that counts as 0
  double all_unmatched_usd = 0;    ///< of it, whose base duty the file does not have: counts as 0
  std::vector<std::filesystem::path> files;  ///< concordance and mapping files it was made with

  WeightSource weight(Sector s, Country exporter) const {
    return weights[static_cast<std::size_t>(s.value) * trade_usd.columns() +
                   static_cast<std::size_t>(exporter.value)];
  }
};

/// One matrix for each of `when`, from one walk over the trade. UserError: an economy of the benchmark that
/// is none (economy_sources.h).
std::vector<SectorMatrix> sector_matrices(const Evaluator& evaluator, const Trade& trade,
                                          const Concordance& concordance, const data::Benchmark& benchmark,
                                          const std::vector<When>& when, const RunContext& context = {});
/// The same for one time.
SectorMatrix sector_matrix(const Evaluator& evaluator, const Trade& trade, const Concordance& concordance,
                           const data::Benchmark& benchmark, const When& when,
                           const RunContext& context = {});

}  // namespace cobden::schedule
