#pragma once
// Duties summed by sector for many columns at once: economies that send the same trade (members of the
// European Union, or all partners' trade lent to economies without their own) and differ only in the
// preferences they claim are assessed together, each set of claims once.
#include <vector>

#include "cobden/core/axis.h"
#include "cobden/schedule/average.h"

namespace cobden::schedule {

/// Sums over trade lines, in USD.
struct RateSum {
  double trade_usd = 0;
  double statutory_usd = 0, adjusted_usd = 0;  ///< duty
  double unmatched_usd = 0;    ///< trade whose base duty the file does not have (counted as 0)
  double unconverted_usd = 0;  ///< trade with a specific part that is not converted (counted as 0)
};

/// What is summed. Products without a sector are left out.
struct ColumnQuestion {
  struct Source {
    std::size_t trade_partner = 0;  ///< position in Trade::partners
    std::size_t rules = 0;          ///< position in `rules`
    std::size_t column = 0;
  };
  struct Product {
    ProductCode code;
    std::optional<Sector> sector;
  };
  std::vector<PartnerFacts> rules;
  std::vector<Source> sources;
  std::vector<std::vector<bool>> sectors;  ///< [column][sector] that are asked
  std::vector<Product> products;           ///< every product of the trade, in its order
  std::vector<std::size_t> segments;       ///< of time, ascending
  std::size_t sector_count = 0;
};

/// [segment][column x sector]. Parts of the trade are walked in parallel and added in their order; the bits
/// do not depend on the number of threads. Throws Interrupted.
std::vector<std::vector<RateSum>> sum_columns(const Evaluator& evaluator, const Trade& trade,
                                              const ColumnQuestion& question, const RunContext& context = {});

/// Whether two partners owe the same before any claim; their claims may differ in size.
bool same_duties(const PartnerFacts& a, const PartnerFacts& b);
/// Whether two partners are treated alike, whatever they send.
bool same_rules(const PartnerFacts& a, const PartnerFacts& b);

}  // namespace cobden::schedule
