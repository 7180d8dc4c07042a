#include "cobden/strategy/bargaining.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <random>

namespace cobden::strategy {
namespace {

constexpr BargainingRule kAll[] = {BargainingRule::kNash, BargainingRule::kKalaiSmorodinsky,
                                   BargainingRule::kEgalitarian};

const FrontierCurve kRoot{[](double x) { return std::sqrt(std::max(0.0, 1 - x)); }, 0, 1};

// Reference case T12: u1 = x, u2 = sqrt(1 - x), threat (0, 0).
TEST(Bargaining, SquareRootFrontierIsTheClosedForm) {
  const auto nash = bargain(kRoot, {0, 0}, BargainingRule::kNash);
  EXPECT_TRUE(nash.agreed());
  EXPECT_NEAR(nash.payoff.first, 2.0 / 3, 1e-9);
  EXPECT_NEAR(nash.payoff.second, std::sqrt(1.0 / 3), 1e-9);
  const auto ks = bargain(kRoot, {0, 0}, BargainingRule::kKalaiSmorodinsky);
  EXPECT_NEAR(ks.payoff.first, 0.6180339887498949, 1e-9);
  EXPECT_EQ(ks.ideal, (PayoffPair{1, 1}));
  // Equal gains: x = sqrt(1 - x), the golden ratio again since both ideals are one.
  EXPECT_NEAR(bargain(kRoot, {0, 0}, BargainingRule::kEgalitarian).payoff.first, 0.6180339887498949, 1e-9);
}

TEST(Bargaining, PowerMovesTheNashSolution) {
  // max p ln x + (1 - p) ln(1 - x) / 2: x = 2 p / (1 + p).
  for (const double p : {0.05, 0.3, 0.5, 0.8, 0.97}) {
    const auto nash = bargain(kRoot, {0, 0}, BargainingRule::kNash, {.power = p});
    EXPECT_NEAR(nash.payoff.first, 2 * p / (1 + p), 1e-9) << "power " << p;
  }
  EXPECT_EQ(bargain(kRoot, {0, 0}, BargainingRule::kNash, {.power = 0}).payoff.first, 0);
  EXPECT_EQ(bargain(kRoot, {0, 0}, BargainingRule::kNash, {.power = 1}).payoff.first, 1);
}

TEST(Bargaining, ThreatPointCutsTheZone) {
  const auto ks = bargain(kRoot, {0.2, 0.4}, BargainingRule::kKalaiSmorodinsky);
  EXPECT_NEAR(ks.zone_lower, 0.2, 1e-15);
  EXPECT_NEAR(ks.zone_upper, 1 - 0.16, 1e-12);
  EXPECT_NEAR(ks.ideal.second, std::sqrt(0.8), 1e-12);
  EXPECT_NEAR(ks.gain.first / ks.gain.second, (ks.ideal.first - 0.2) / (ks.ideal.second - 0.4), 1e-9);
}

TEST(Bargaining, EmptyZonesHaveNames) {
  for (const auto rule : kAll) {
    const auto none = bargain(kRoot, {0.9, 0.9}, rule);
    EXPECT_EQ(none.status, BargainStatus::kNoDeal) << to_string(rule);
    EXPECT_EQ(none.payoff, (PayoffPair{0.9, 0.9})) << "without a deal the threat point is what happens";
    EXPECT_FALSE(none.agreed());
    EXPECT_TRUE(std::isnan(none.ideal.first));
    EXPECT_EQ(bargain(kRoot, {0.75, 0.5}, rule).status, BargainStatus::kNothingToShare);
    EXPECT_EQ(bargain(kRoot, {1.5, -3}, rule).status, BargainStatus::kNoDeal);
    const std::vector<PayoffPair> points = {{0, 1}, {1, 0}};
    EXPECT_EQ(bargain(points, {0.6, 0.6}, rule).status, BargainStatus::kNoDeal);
    EXPECT_EQ(bargain(points, {0.5, 0.5}, rule).status, BargainStatus::kNothingToShare);
  }
  EXPECT_EQ(to_string(BargainStatus::kNoDeal), "no deal");
}

TEST(Bargaining, EqualGainsMayEndWhereTheFrontierDoes) {
  const FrontierCurve flat{[](double x) { return 10 - 0.1 * x; }, 0, 1};
  const auto equal = bargain(flat, {0, 0}, BargainingRule::kEgalitarian);
  EXPECT_EQ(equal.payoff.first, 1);
  EXPECT_TRUE(equal.at_end);
  const auto in_units = bargain(flat, {0, 0}, BargainingRule::kEgalitarian, {.unit = {1, 20}});
  EXPECT_NEAR(in_units.payoff.first, (10 - 0.1 * in_units.payoff.first) / 20, 1e-12);
  EXPECT_FALSE(in_units.at_end);
}

TEST(Bargaining, NashFindsTheHigherOfTwoSummits) {
  // Caves in between 0 and 1, with a bulge near each end; the one on the right is higher.
  const FrontierCurve bent{[](double x) {
                             return x < 0.5 ? 1 - 1.2 * x : x < 0.9 ? 0.4 - 0.1 * (x - 0.5) : 3.6 * (1 - x);
                           },
                           0, 1};
  double best = 0, where = 0;
  for (int k = 0; k <= 1000000; ++k) {
    const double x = k / 1e6, v = x * bent.second(x);
    if (v > best) best = v, where = x;
  }
  EXPECT_NEAR(bargain(bent, {0, 0}, BargainingRule::kNash).payoff.first, where, 2e-5);
}

TEST(Bargaining, SinglePointIsTaken) {
  const std::vector<PayoffPair> one = {{2, 3}};
  for (const auto rule : kAll) {
    const auto deal = bargain(one, {1, 1}, rule);
    EXPECT_TRUE(deal.agreed());
    EXPECT_EQ(deal.payoff, (PayoffPair{2, 3}));
    EXPECT_TRUE(deal.at_end);
  }
}

TEST(Bargaining, MistakesAreUserErrors) {
  const double nan = std::nan("");
  EXPECT_THROW(bargain(kRoot, {nan, 0}, BargainingRule::kNash), UserError);
  EXPECT_THROW(bargain(kRoot, {0, 0}, BargainingRule::kNash, {.power = 1.2}), UserError);
  EXPECT_THROW(bargain(kRoot, {0, 0}, BargainingRule::kEgalitarian, {.unit = {0, 1}}), UserError);
  EXPECT_THROW(bargain({kRoot.second, 1, 0}, {0, 0}, BargainingRule::kNash), UserError);
  EXPECT_THROW(bargain(std::vector<PayoffPair>{}, {0, 0}, BargainingRule::kNash), UserError);
  EXPECT_THROW(bargain(std::vector<PayoffPair>{{nan, 1}}, {0, 0}, BargainingRule::kNash), UserError);
  EXPECT_THROW(parse_bargaining_rule("nsh"), UserError);
  EXPECT_EQ(parse_bargaining_rule("kalai-smorodinsky"), BargainingRule::kKalaiSmorodinsky);
}

std::vector<PayoffPair> random_points(std::mt19937_64& random, int count) {
  std::uniform_real_distribution<double> u(0, 1);
  std::vector<PayoffPair> points;
  for (int k = 0; k < count; ++k) points.push_back({u(random), u(random)});
  return points;
}

RC_GTEST_PROP(Bargaining, DealsAreRationalAndUndominated, (unsigned seed)) {
  std::mt19937_64 random(seed);
  const auto points = random_points(random, 1 + static_cast<int>(seed % 12));
  std::uniform_real_distribution<double> u(0, 0.7);
  const PayoffPair threat{u(random), u(random)};
  for (const auto rule : kAll) {
    const auto deal = bargain(points, threat, rule, {.power = 0.1 + u(random)});
    if (deal.status != BargainStatus::kAgreement) {
      RC_ASSERT(deal.payoff == threat);
      for (const auto& p : points)
        RC_ASSERT(p.first <= threat.first + 1e-11 || p.second <= threat.second + 1e-11);
      continue;
    }
    RC_ASSERT(deal.payoff.first >= threat.first && deal.payoff.second >= threat.second - 1e-12);
    RC_ASSERT(deal.payoff.first <= deal.ideal.first + 1e-12 &&
              deal.payoff.second <= deal.ideal.second + 1e-12);
    for (const auto& p : points)
      RC_ASSERT(!(p.first > deal.payoff.first + 1e-9 && p.second > deal.payoff.second + 1e-9));
  }
}

RC_GTEST_PROP(Bargaining, NashBeatsEveryMixture, (unsigned seed)) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(0, 1);
  const auto points = undominated(random_points(random, 8));
  const double power = 0.05 + 0.9 * u(random);
  const auto deal = bargain(points, {-0.1, -0.1}, BargainingRule::kNash, {.power = power});
  const auto product = [&](double a, double b) {
    return std::pow(a + 0.1, power) * std::pow(b + 0.1, 1 - power);
  };
  const double best = product(deal.payoff.first, deal.payoff.second);
  for (std::size_t k = 0; k + 1 < points.size(); ++k)
    for (int i = 0; i <= 50; ++i) {
      const double s = i / 50.0;
      RC_ASSERT(product((1 - s) * points[k].first + s * points[k + 1].first,
                        (1 - s) * points[k].second + s * points[k + 1].second) <= best * (1 + 1e-12));
    }
}

RC_GTEST_PROP(Bargaining, SolutionsFollowUnits, (unsigned seed)) {
  // Nash and Kalai-Smorodinsky do not depend on the units of either side (Kalai and Smorodinsky 1975, axiom
  // 3).
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(0.2, 5);
  const double a = u(random), b = u(random), shift = u(random) - 2;
  const FrontierCurve moved{[&](double x) { return b * kRoot.second((x - shift) / a); }, shift, shift + a};
  for (const auto rule : {BargainingRule::kNash, BargainingRule::kKalaiSmorodinsky}) {
    const double plain = bargain(kRoot, {0.1, 0.2}, rule).payoff.first;
    const double scaled = bargain(moved, {shift + 0.1 * a, 0.2 * b}, rule).payoff.first;
    RC_ASSERT(std::abs((scaled - shift) / a - plain) < 1e-9);
  }
}

TEST(Bargaining, UndominatedKeepsTheEdge) {
  const std::vector<PayoffPair> points = {{1, 1}, {0, 3}, {2, 0.5}, {1, 2}, {0.5, 1.5}, {2, 0.5}};
  const std::vector<PayoffPair> edge = {{0, 3}, {1, 2}, {2, 0.5}};
  EXPECT_EQ(undominated(points), edge);
}

}  // namespace
}  // namespace cobden::strategy
