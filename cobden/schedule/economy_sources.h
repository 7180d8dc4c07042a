#pragma once
// Which trade, and whose rules, stand for each economy of a benchmark. Trade statistics and benchmarks cut
// the world differently: members of the European Union where the statistics have the Union, merged economies
// (ASEAN), a rest of the world, and economies that the statistics leave out.
#include <filesystem>
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/schedule/column_sums.h"

namespace cobden::schedule {

/// Who is in each economy of a benchmark.
struct EconomyMembers {
  std::vector<std::vector<std::string>> by_country;  ///< partner codes, in the order of the benchmark
  std::vector<bool> rest;                            ///< [country]: holds what no other has
  std::vector<std::filesystem::path> files;          ///< the mapping file of an aggregated benchmark
};
/// In this order: the economy itself where its code is a partner's; what the file BENCHMARK.map.csv on the
/// data search path merges into it; a country group of its name. ROW is every partner that no other has.
/// UserError for an economy that is none of these.
EconomyMembers economy_members(const data::Benchmark& benchmark);

/// The economies of the benchmark that are the importer, or belong to it where it is the European Union.
/// UserError at `place` if there is none; it names the merged economy that holds the importer.
std::vector<Country> importer_economies(const std::string& importer, const data::Benchmark& benchmark,
                                        const SourcePlace& place = {});

struct EconomySource {
  std::vector<std::string> members;  ///< partner codes
  std::vector<TradeSource> own;      ///< its trade under its rules; empty = the trade has none of it
  bool of_union = false;             ///< `own` is the trade of the European Union under a member's rules
  std::string rules;                 ///< partner code whose rules hold where it has no trade of its own
};

struct EconomySources {
  std::vector<EconomySource> by_country;     ///< in the order of the benchmark
  std::vector<std::filesystem::path> files;  ///< the mapping file of an aggregated benchmark
  double unclaimed_usd = 0;                  ///< trade of partners that belong to no economy
};

/// UserError as economy_members.
EconomySources economy_sources(const data::Benchmark& benchmark, const Trade& trade,
                               const Evaluator& evaluator);

}  // namespace cobden::schedule
