#pragma once
// What the goods of one economy owe product by product: the lines behind the cells of a SectorMatrix, so that
// whoever moves a product from one rate to another knows by how much its sector's rate moves.
#include <vector>

#include "cobden/schedule/sector_matrix.h"

namespace cobden::schedule {

/// Sums over the trade of one product, in USD of the base year.
struct ProductDuty {
  ProductCode code;
  Sector sector;
  bool own = true;  ///< false: all partners' trade, in a sector in which the economy has none
  double trade_usd = 0;
  double statutory_usd = 0, adjusted_usd = 0;  ///< duty
};

/// Every product with a sector that an economy sends, in the order of codes, with its mean duty at `when`.
/// Weights are those of sector_matrices: its own trade, or, in sectors in which it has none, that of all
/// partners under its rules; duty over trade, summed by sector, is the cell of the matrix. `economy` is of
/// economy_sources. Throws Interrupted.
std::vector<ProductDuty> product_duties(const Evaluator& evaluator, const Trade& trade,
                                        const Concordance& concordance, std::size_t sector_count,
                                        const EconomySource& economy, const When& when,
                                        const RunContext& context = {});

}  // namespace cobden::schedule
