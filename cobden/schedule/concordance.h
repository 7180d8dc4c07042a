#pragma once
// From products to the sectors of a benchmark. A map is a CSV of headings and sectors in which the longest
// heading that covers a product decides. Cobden's own go to world-2022 and to GTAP; benchmarks made from
// world-2022 are reached through the file that aggregated them, and other benchmarks whose sector codes are
// divisions of ISIC Rev. 4 ("C26", "C13T15", "B05_06") through GTAP.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cobden/data/benchmark.h"
#include "cobden/schedule/prefix_map.h"

namespace cobden::schedule {

struct Concordance {
  struct Entry {
    ProductCode code;  ///< no digits at all = every product
    Sector sector;
  };
  PrefixMap<Entry> map;
  std::string name;                          ///< "hs-world-2022.csv through world-2022-12.map.csv"
  std::vector<std::filesystem::path> files;  ///< it was read from, in the order of `name`

  /// nullopt for a product that belongs to no sector with tariffs (chapters 98 and 99, electricity).
  std::optional<Sector> sector(const ProductCode& product) const {
    const Entry* entry = map.find(product);
    return entry ? std::optional(entry->sector) : std::nullopt;
  }
};

/// The sectors of a benchmark that can bear a tariff: its group "goods", or all if it has no such group.
std::vector<bool> goods_sectors(const data::Benchmark& benchmark);

/// The map to the sectors of `benchmark`: `file` (CSV with columns code, sector), else a ready one. Products
/// of sectors that are services are left out. UserError: a code or sector in `file` that is none; no ready
/// map fits, with the file to give.
Concordance concordance_for(const data::Benchmark& benchmark,
                            const std::optional<std::filesystem::path>& file = std::nullopt);

}  // namespace cobden::schedule
