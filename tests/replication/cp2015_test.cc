// Caliendo and Parro (2015). The paper prints two decimals, so a replication must agree to half a unit of the
// last one.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "cobden/scenario/replication.h"
#include "shared_data.h"

namespace cobden::scenario {
namespace {

double ours(const Replication& r, const std::string& table, const std::string& entity,
            const std::string& measure) {
  for (const auto& row : r.rows)
    if (row.table == table && row.entity == entity && row.measure == measure) return row.ours;
  ADD_FAILURE() << "no row " << table << " " << entity << " " << measure;
  return NAN;
}

TEST(CaliendoParro2015, Tables2And3And5ToThePrintedDigit) {
  COBDEN_NEED_SHARED("data/cp2015_nafta_31x40");
  const Replication r = replicate_cp2015(shared_path, "nafta", {});
  ASSERT_TRUE(r.solver.converged()) << r.solver.message;
  int compared = 0;
  for (const auto& row : r.rows) {
    if (!row.paper) continue;
    // 0.005 is half a unit of the printed digit; the extra 1e-9 is for ties in rounding.
    EXPECT_NEAR(row.ours, *row.paper, 0.005 + 1e-9) << row.table << " " << row.entity << " " << row.measure;
    ++compared;
  }
  EXPECT_EQ(compared, 30);
}

TEST(CaliendoParro2015, AllCountriesAgreeWithAnIndependentSolution) {
  COBDEN_NEED_SHARED("data/cp2015_nafta_31x40/reference_full_precision.json");
  std::stringstream text;
  text << std::ifstream(shared_path).rdbuf();
  const auto root = boost::json::parse(text.str());
  const auto& reference = root.at("NAFTA only");
  const Replication r = replicate_cp2015(shared_path.parent_path(), "nafta", {});
  for (const auto& [key, measure] :
       {std::pair{"tot", "tot"}, std::pair{"vot", "vot"}, std::pair{"lin", "welfare_lin"},
        std::pair{"realwage", "real_wage"}, std::pair{"exactW", "welfare_exact"}})
    for (std::size_t n = 0; n < 31; ++n) {
      const std::string country(reference.at("names").at(n).as_string());
      // The reference was iterated to about 1e-9 in wages, 1e-6 in percent.
      EXPECT_NEAR(ours(r, "T2", country, measure), reference.at(key).at(n).to_number<double>(), 1e-6)
          << country << " " << measure;
    }
}

TEST(CaliendoParro2015, EveryVariantSolvesAndFirstOrderDiffersFromExact) {
  COBDEN_NEED_SHARED("data/cp2015_nafta_31x40");
  for (const auto& variant : cp2015_variants()) {
    const Replication r = replicate_cp2015(shared_path, variant, {});
    EXPECT_TRUE(r.solver.converged()) << variant << ": " << r.solver.message;
    EXPECT_GT(ours(r, "T2", "Mexico", "welfare_lin"), ours(r, "T2", "Mexico", "welfare_exact")) << variant;
  }
}

}  // namespace
}  // namespace cobden::scenario
