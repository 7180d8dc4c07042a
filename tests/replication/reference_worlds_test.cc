// Reference counterfactuals of the three world tables, solved independently elsewhere: agreement to 1e-6
// points of welfare.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "cobden/data/builtin.h"
#include "cobden/data/read.h"
#include "cobden/economy/caliendo_parro.h"
#include "shared_data.h"

namespace cobden {
namespace {

using economy::CaliendoParroSpec;
using economy::Closure;

boost::json::value parse(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return boost::json::parse(text.str());
}

economy::BenchmarkPtr open(const std::filesystem::path& folder,
                           std::map<std::string, std::string> settings = {}) {
  data::ImportReport report;
  return std::make_shared<const data::Benchmark>(
      data::read_benchmark(folder, {.format = "", .name = "", .settings = std::move(settings)}, report));
}

struct Shock {
  std::string importer, exporter;
  double add;
  std::string except;
};

TradeCube shocked(const economy::BenchmarkPtr& b, const std::vector<Shock>& shocks, std::size_t goods) {
  TradeCube t = b->tables().tariff;
  for (const auto& shock : shocks)
    for (const Country d : b->country_selection(shock.importer))
      for (const Country o : b->country_selection(shock.exporter))
        for (std::size_t s = 0; s < goods; ++s)
          if (d != o && b->sectors().codes()[s] != shock.except) t(Sector(s), d, o) += shock.add;
  return t;
}

economy::Result solve(const economy::BenchmarkPtr& b, const TradeCube& tariff,
                      CaliendoParroSpec::Variant variant, Closure closure, const std::string& set) {
  const auto result = economy::make_caliendo_parro(
                          b, {.variant = variant, .closure = closure, .numeraire = {}, .elasticities = set})
                          ->solve({.tariff_new = tariff, .trade_cost_hat = {}});
  EXPECT_TRUE(result.solver.converged()) << result.solver.message;
  return result;
}

TEST(ReferenceWorlds, World2022) {
  COBDEN_NEED_SHARED("data/world2022_81x28");
  const auto b = open(shared_path);
  using V = CaliendoParroSpec::Variant;
  const std::vector<Shock> war{{"USA", "CHN", 1.45, ""}, {"CHN", "USA", 1.25, ""}},
      carved{{"USA", "CHN", 1.45, "C26"}, {"CHN", "USA", 1.25, ""}};
  for (const auto& [file, shocks, variant, closure, set] :
       {std::tuple{"us145_cn125_IS_io_fixed", war, V::kInputOutput, Closure::kFixed, "IS"},
        std::tuple{"us145_cn125_c26_exempt_IS_io_fixed", carved, V::kInputOutput, Closure::kFixed, "IS"},
        std::tuple{"us_plus10_all_IS_io_fixed", std::vector<Shock>{{"USA", "all", 0.1, ""}}, V::kInputOutput,
                   Closure::kFixed, "IS"},
        std::tuple{"us_plus20_china_IS_io_fixed", std::vector<Shock>{{"USA", "CHN", 0.2, ""}},
                   V::kInputOutput, Closure::kFixed, "IS"},
        std::tuple{"us_plus10_all_U4_noio_zero", std::vector<Shock>{{"USA", "all", 0.1, ""}}, V::kNoMaterials,
                   Closure::kZero, "U4"}}) {
    const auto reference = parse(shared_path / "reference" / (std::string(file) + ".json"));
    const auto result = solve(b, shocked(b, shocks, 27), variant, closure, set);
    for (const Country n : b->countries().all())
      EXPECT_NEAR(result.outcomes.find("welfare_exact")->value[static_cast<std::size_t>(n.value)],
                  reference.at("welfare_pct").at(b->countries().code(n)).to_number<double>(), 1e-6)
          << file << " " << b->countries().code(n);
  }
}

void compare_lists(const economy::BenchmarkPtr& b, const boost::json::value& reference,
                   const economy::Result& result, const std::string& what) {
  for (std::size_t i = 0; i < reference.at("countries").as_array().size(); ++i) {
    const std::string code(reference.at("countries").at(i).as_string());
    const auto n = static_cast<std::size_t>(b->countries().at(code).value);
    EXPECT_NEAR(result.outcomes.find("welfare_exact")->value[n],
                reference.at("welfare_pct").at(i).to_number<double>(), 1e-6)
        << what << " " << code;
    EXPECT_NEAR(1 + result.outcomes.find("wage")->value[n] / 100,
                reference.at("w_hat").at(i).to_number<double>(), 1e-7)
        << what << " " << code;
  }
}

// What is shipped gives the same answer as the tables it was built from.
TEST(ReferenceWorlds, TheBuiltInBenchmark) {
  COBDEN_NEED_SHARED("data/world2022_81x28/reference/us145_cn125_IS_io_fixed.json");
  const auto b = std::make_shared<const data::Benchmark>(data::open_benchmark("world-2022"));
  const auto reference = parse(shared_path);
  const auto result = solve(b, shocked(b, {{"USA", "CHN", 1.45, ""}, {"CHN", "USA", 1.25, ""}}, 27),
                            CaliendoParroSpec::Variant::kInputOutput, Closure::kFixed, "IS");
  for (const Country n : b->countries().all())
    EXPECT_NEAR(result.outcomes.find("welfare_exact")->value[static_cast<std::size_t>(n.value)],
                reference.at("welfare_pct").at(b->countries().code(n)).to_number<double>(), 1e-6)
        << b->countries().code(n);
}

TEST(ReferenceWorlds, Wiod2014) {
  COBDEN_NEED_SHARED("data/wiod2014_44x16");
  const auto b = open(shared_path);
  const auto root = parse(shared_path / "reference_counterfactuals.json");
  for (const auto& [key, shocks] :
       {std::pair{"US +10pp all goods, all partners", std::vector<Shock>{{"USA", "all", 0.1, ""}}},
        std::pair{"US-CHN mutual +25pp goods",
                  std::vector<Shock>{{"USA", "CHN", 0.25, ""}, {"CHN", "USA", 0.25, ""}}}}) {
    const auto result =
        solve(b, shocked(b, shocks, 15), CaliendoParroSpec::Variant::kInputOutput, Closure::kZero, "CP");
    compare_lists(b, root.at(key), result, key);
  }
  const TradeCube free_trade(b->sector_count(), b->country_count(), b->country_count());
  compare_lists(b, root.at("global free trade (zero tariffs)"),
                solve(b, free_trade, CaliendoParroSpec::Variant::kInputOutput, Closure::kZero, "CP"),
                "free trade");
}

TEST(ReferenceWorlds, Wiod2011) {
  COBDEN_NEED_SHARED("data/wiod2011_41x35");
  const auto b = open(shared_path);
  const auto result = solve(b, shocked(b, {{"USA", "CHN", 0.25, ""}, {"CHN", "USA", 0.25, ""}}, 16),
                            CaliendoParroSpec::Variant::kInputOutput, Closure::kZero, "CP");
  compare_lists(b, parse(shared_path / "reference_counterfactual.json"), result, "US-CHN +25");
}

}  // namespace
}  // namespace cobden
