#pragma once
// The model of trade wars and trade talks: CES monopolistic competition among a fixed number of firms in each
// country and industry. Firms earn profits, so a tariff moves profits between countries (a home market that
// shifts sales to domestic firms of high mark-ups) besides the terms of trade; governments may weigh the
// income of some industries more than that of others. Labour is the only factor and moves freely between
// industries; there are no intermediate inputs. Choose it for questions about the motives of tariffs, optimal
// tariffs and wars of all against all. Ossa (2014, AER 104(12)), in exact hat algebra; equations in
// docs/theory/ossa.md.
#include <memory>
#include <string>

#include "cobden/economy/model.h"

namespace cobden::economy {

struct OssaSpec {
  /// kZero: trade is first purged of aggregate imbalances, as in the paper; kFixed: deficits keep their value
  /// in units of the numeraire (the paper's NX); kWorldShare: their share of world value added.
  Closure closure = Closure::kZero;
  Numeraire numeraire;
  std::string elasticities;  ///< a set of the benchmark; sigma = theta + 1. Empty = the first
  BySector theta = {};       ///< in place of the set's; empty = the set's
  /// lambda [sector][country] of the outcome "government_objective"; empty = all one, and no such outcome.
  SectorCountry political_weights;
};

/// Builds the model on a benchmark's trade, tariffs and elasticities; intermediate use is left out (all
/// output is income). UserError: unknown elasticity set, closure kIncome, weights below zero or of another
/// size, a country that sells or buys nothing.
std::unique_ptr<Model> make_ossa(BenchmarkPtr benchmark, const OssaSpec& spec = {});

}  // namespace cobden::economy
