#pragma once
// Goods in groups that people name: headings of the Harmonised System, or the product lists of a schedule.
// Lists overlap, so that goods fall into pieces, each in the same groups throughout: whoever takes several
// groups together takes every piece of them once.
#include <string>
#include <vector>

#include "cobden/schedule/evaluator.h"
#include "cobden/schedule/product_duties.h"

namespace cobden::schedule {

/// Trade in one product, with an amount of duty that goes with it in proportion (what a measure added, say).
struct Goods {
  ProductCode code;
  Sector sector;
  double trade_usd = 0, duty_usd = 0;
};

struct ProductGroup {
  std::string id;     ///< name of a list, id of an exemption, or heading: "electronics", "8517"
  std::string label;  ///< in words
};
struct GroupPiece {
  std::vector<std::size_t> groups;  ///< positions in GroupedGoods::groups, ascending, at least one
  Sector sector;
  double trade_usd = 0, duty_usd = 0;
};
struct GroupedGoods {
  std::vector<ProductGroup> groups;
  std::vector<GroupPiece> pieces;  ///< by sector, then by groups
  /// Sums over the pieces of a group, USD.
  double trade_usd(std::size_t group) const;
  double duty_usd(std::size_t group) const;
};

/// One group for each heading of `digits` digits; products with fewer digits stand for themselves.
GroupedGoods group_by_heading(const std::vector<Goods>& goods, int digits);

/// Groups as named: product lists as the schedule writes them ("annex2:original"), exemptions (their lists
/// together) and headings ("85", "8517"). Entries of lists count as they stand at `at`, with their shares of
/// value. UserError at `place` for a name that is none of them, with the nearest, which may be one of
/// `other_words` that the caller knows.
GroupedGoods group_by_name(const std::vector<Goods>& goods, const Schedule& schedule,
                           const std::vector<std::string>& names, Instant at, const SourcePlace& place = {},
                           const std::vector<std::string>& other_words = {});

/// Every product list that a duty or an exemption in force at `at` for `partner` rests on, but the list of
/// everything; lists that hold none of the goods are left out. Exemptions taken away (EvaluatorOptions::
/// without) count: what they would spare is a group like any other.
GroupedGoods group_by_lists(const std::vector<Goods>& goods, const Evaluator& evaluator,
                            const std::string& partner, Instant at);

/// The `count` groups with the largest duty, in their order; the others make one more group, "other", if
/// `lump`, and are left out if not.
GroupedGoods keep_largest(GroupedGoods grouped, std::size_t count, bool lump);

}  // namespace cobden::schedule
