// Lashkaripour (2021): uniform Nash tariffs of all countries, against the stored run of his code and against
// the exact equilibrium that gradients find.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "cobden/scenario/replication.h"
#include "shared_data.h"

namespace cobden::scenario {
namespace {

using Key = std::pair<std::string, std::string>;
std::map<Key, ReplicationRow> by_key(const Replication& r) {
  std::map<Key, ReplicationRow> found;
  for (const auto& row : r.rows) found[{row.entity, row.measure}] = row;
  return found;
}

TEST(UniformNash, FormulaOnWiod2014ReproducesTheStoredRun) {
  COBDEN_NEED_SHARED("data/uniform_nash");
  const auto r = replicate("uniform-nash", shared_path, "wiod2014");
  int compared = 0;
  for (const auto& row : r.rows)
    if (row.paper) {
      // Both solved to better than 1e-10; welfare in points.
      EXPECT_NEAR(row.ours, *row.paper, 1e-9) << row.entity << " " << row.measure;
      ++compared;
    }
  EXPECT_EQ(compared, 4 * 44);
}

TEST(UniformNash, FormulaOnIcio2022ReproducesThePrintedFigures) {
  COBDEN_NEED_SHARED("data/world2022_81x28");
  const auto r = replicate("uniform-nash", shared_path.parent_path(), "icio2022");
  int compared = 0;
  for (const auto& row : r.rows)
    if (row.paper) {
      EXPECT_NEAR(row.ours, *row.paper, 0.5 * std::pow(10, -row.paper_decimals)) << row.entity;
      ++compared;
    }
  EXPECT_EQ(compared, 6);
}

// The formula leaves out third countries and revenue: rates are close, not equal, and each country would
// change its own. The exact equilibrium has slightly higher tariffs.
TEST(UniformNash, TheExactEquilibriumLiesNearTheFormula) {
  COBDEN_NEED_SHARED("data/uniform_nash");
  const auto exact = by_key(replicate("uniform-nash", shared_path, "wiod2014-exact")),
             formula = by_key(replicate("uniform-nash", shared_path, "wiod2014-factory-prices"));
  double largest = 0;
  for (const auto& [key, row] : exact)
    if (key.second == "one_plus_t") largest = std::max(largest, std::abs(row.ours - formula.at(key).ours));
  EXPECT_LT(largest, 0.05);
  EXPECT_GT(largest, 1e-4);
  EXPECT_GT(exact.at({"USA", "one_plus_t"}).ours, formula.at({"USA", "one_plus_t"}).ours);
}

TEST(UniformNash, UnknownVariantIsAUserError) {
  COBDEN_NEED_SHARED("data/uniform_nash");
  EXPECT_THROW(replicate("uniform-nash", shared_path, "wiod2015"), UserError);
}

}  // namespace
}  // namespace cobden::scenario
