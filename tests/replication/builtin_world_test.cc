// The shipped world-2022 gives the reference solution that an independent program found for the tables it was
// written from. Needs no data but what is shipped: the figures below are a few of that solution's, the whole
// of which reference_worlds_test.cc compares where it is at hand.
#include <gtest/gtest.h>

#include "cobden/data/builtin.h"
#include "cobden/economy/caliendo_parro.h"

namespace cobden {
namespace {

struct Expected {
  const char* country;
  double welfare_pct;
};

TEST(BuiltinWorld2022, UnitedStates145China125) {
  const auto world = std::make_shared<const data::Benchmark>(data::open_benchmark("world-2022"));
  const Country usa = world->countries().at("USA"), china = world->countries().at("CHN");
  TradeCube tariff = world->tables().tariff;
  for (const Sector s : world->sector_selection("goods")) {
    tariff(s, usa, china) += 1.45;
    tariff(s, china, usa) += 1.25;
  }
  const auto result =
      economy::make_caliendo_parro(world, {.variant = economy::CaliendoParroSpec::Variant::kInputOutput,
                                           .closure = economy::Closure::kFixed,
                                           .numeraire = {},
                                           .elasticities = "IS"})
          ->solve({.tariff_new = tariff, .trade_cost_hat = {}});
  ASSERT_TRUE(result.solver.converged()) << result.solver.message;
  // us145_cn125_IS_io_fixed, percent; that solution has residuals below 1e-13, so 1e-6 points is generous.
  for (const auto& [country, welfare_pct] :
       {Expected{"USA", -0.6010563142897829}, Expected{"CHN", -0.5735987761638417},
        Expected{"MEX", 0.29145697099683954}, Expected{"CAN", 0.0645215262724319},
        Expected{"VNM", 0.8693012705055292}, Expected{"DEU", 0.043953529743889774},
        Expected{"ROW", 0.0025965725314991417}}) {
    const auto n = static_cast<std::size_t>(world->countries().at(country).value);
    EXPECT_NEAR(result.outcomes.find("welfare_exact")->value[n], welfare_pct, 1e-6) << country;
  }
}

}  // namespace
}  // namespace cobden
