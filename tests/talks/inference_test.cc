// Weights behind observed policy, on cases solved by hand (talks_cases.json T31).
#include "cobden/talks/inference.h"

#include <gtest/gtest.h>

#include "cobden/core/error.h"

namespace cobden::talks {
namespace {

// Values w (3, 1, 0) + (1 - w) (1, 2, 3), only the first item spared: w lies in [0.4, 1].
TEST(Inference, ExemptionsBoundTheWeights) {
  const auto found = weights_from_exemptions({{3, 1}, {1, 2}, {0, 3}}, {true, false, false});
  EXPECT_TRUE(found.rationalised);
  EXPECT_NEAR(found.least_slack, 0, 1e-12);
  ASSERT_EQ(found.weight.size(), 2u);
  EXPECT_NEAR(found.weight[0].lower, 0.4, 1e-9);
  EXPECT_NEAR(found.weight[0].upper, 1.0, 1e-9);
  EXPECT_FALSE(found.caveats.empty());
  EXPECT_THROW(weights_from_exemptions({{3, 1}, {1, 2}}, {true, true}), UserError);
}

// Marginal effects that the weights 0.5 and 1.5 balance exactly.
TEST(Inference, TariffsGiveTheWeightsThatBalanceThem) {
  const auto fit = weights_from_tariffs({{3, -1}, {-6, 2}, {1.5, -0.5}});
  EXPECT_TRUE(fit.identified);
  EXPECT_NEAR(fit.weight[0], 0.5, 1e-12);
  EXPECT_NEAR(fit.weight[1], 1.5, 1e-12);
  EXPECT_LT(fit.residual_share, 1e-12);
}

}  // namespace
}  // namespace cobden::talks
