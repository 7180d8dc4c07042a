#include "cobden/talks/sincerity.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "cobden/core/error.h"

namespace cobden::talks {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A number in [low, high] on a grid of a thousand.
double between(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0; }

// Reference case T16.
TEST(Sincerity, BeliefThresholdIsTheClosedForm) {
  const Receiver receiver{.gain = 2, .loss = 1, .discount = 0.9};
  EXPECT_NEAR(belief_threshold(receiver, {.detection = 0.5}).value, 1.0 / 12, 1e-12);
  EXPECT_NEAR(belief_threshold(receiver, {.detection = 0}).value, 1.0 / 3, 1e-12);
  EXPECT_NEAR(belief_threshold(receiver, {.detection = 1}).value, 1.0 / 21, 1e-12);
}

// Reference case T18.
TEST(Sincerity, ComplianceAndSnapbackAreTheClosedForms) {
  EXPECT_NEAR(compliance_threshold(1, 0.4, {0.5, 0}).value, 4.0 / 7, 1e-12);
  EXPECT_NEAR(compliance_threshold(1, 0.4, {0.5, 0.1}).value, 2.0 / 3, 1e-12);
  EXPECT_EQ(shortest_snapback({1, 0.4, 0.9}, {0.5, 0}), 2);
  // kappa <= delta q (1-delta^K)(L-kappa)/(1-delta): 0.27 for one period, 0.513 for two.
  EXPECT_NEAR(snapback_margin({1, 0.4, 0.9}, {0.5, 0}, 1), 0.27 - 0.4, 1e-12);
  EXPECT_NEAR(snapback_margin({1, 0.4, 0.9}, {0.5, 0}, 2), 0.513 - 0.4, 1e-12);
  EXPECT_EQ(shortest_snapback({1, 0, 0.9}, {0.5, 0}), 0) << "what costs nothing needs no threat";
}

// At the threshold the sides are indifferent: values summed over a long horizon agree.
TEST(Sincerity, ThresholdsMakeSidesIndifferentInASummedGame) {
  const double delta = 0.9, q = 0.3, f = 0.05, gain = 2, loss = 1.5;
  double kept = 0, cheated = 0;
  for (int t = 0; t < 2000; ++t) {
    kept += std::pow(delta * (1 - f), t) * gain;
    cheated += std::pow(delta * (1 - q), t) * loss;
  }
  const double mu = belief_threshold({gain, loss, delta}, {q, f}).value;
  EXPECT_NEAR(mu * kept - (1 - mu) * cheated, 0, 1e-9);
  const double patient = compliance_threshold(1, 0.2, {q, f}).value;
  EXPECT_NEAR(snapback_margin({1, 0.2, patient}, {q, f}, kInfinity), 0, 1e-12);
}

RC_GTEST_PROP(SincerityProperties, MoreMonitoringAndPatienceNeverHurt, ()) {
  const double q = between(0.1, 0.95), f = between(0, 0.09), delta = between(0.05, 0.95);
  const Receiver receiver{between(0.1, 5), between(0, 5), delta};
  const double mu = belief_threshold(receiver, {q, f}).value;
  RC_ASSERT(mu >= 0 && mu <= 1);
  RC_ASSERT(belief_threshold(receiver, {q + 0.05, f}).value <= mu + 1e-15);
  RC_ASSERT(belief_threshold(receiver, {q, f + 0.01}).value >= mu - 1e-15);
  const Conceder conceder{between(0.5, 5), between(0, 0.4), delta};
  const double margin = snapback_margin(conceder, {q, f}, 3);
  RC_ASSERT(snapback_margin(conceder, {q + 0.05, f}, 3) >= margin - 1e-12);
  RC_ASSERT(snapback_margin({conceder.relief, conceder.cost, delta + 0.04}, {q, f}, 3) >= margin - 1e-12);
  RC_ASSERT(snapback_margin(conceder, {q, f}, 4) >= margin - 1e-12);
  const auto signal = separating_actions(conceder, {1, 1}, {q, f});
  RC_ASSERT(separating_actions(conceder, {1, 1}, {q + 0.05, f}).lower.value <= signal.lower.value + 1e-12);
}

RC_GTEST_PROP(SincerityProperties, SlopesAreThoseOfTheFormulas, ()) {
  const double q = between(0.3, 0.9), f = between(0.01, 0.2), h = 1e-6;
  const Receiver receiver{between(0.5, 3), between(0.2, 3), between(0.1, 0.9)};
  const Conceder conceder{between(1, 3), between(0.1, 0.5), receiver.discount};
  const auto compare = [&](const auto& formula) {
    const Sensitive at = formula(Monitoring{q, f});
    const double by_q = (formula(Monitoring{q + h, f}).value - formula(Monitoring{q - h, f}).value) / (2 * h);
    const double by_f = (formula(Monitoring{q, f + h}).value - formula(Monitoring{q, f - h}).value) / (2 * h);
    RC_ASSERT(std::abs(at.by_detection - by_q) < 1e-6 * (1 + std::abs(by_q)));
    RC_ASSERT(std::abs(at.by_false_alarm - by_f) < 1e-6 * (1 + std::abs(by_f)));
  };
  compare([&](const Monitoring& m) { return belief_threshold(receiver, m); });
  compare([&](const Monitoring& m) { return separating_actions(conceder, {1.5, 1}, m).lower; });
  compare([&](const Monitoring& m) { return separating_actions(conceder, {1.5, 1}, m).upper; });
  RC_PRE((q - f) * (conceder.relief - conceder.cost) > conceder.cost * f + 0.05);
  compare([&](const Monitoring& m) { return compliance_threshold(conceder.relief, conceder.cost, m); });
}

RC_GTEST_PROP(SincerityProperties, TheShortestSnapbackIsJustLongEnough, ()) {
  const Conceder conceder{between(0.5, 3), between(0.01, 0.5), between(0.3, 0.95)};
  const Monitoring monitoring{between(0.2, 1), between(0, 0.15)};
  RC_PRE(snapback_margin(conceder, monitoring, kInfinity) > 1e-9);
  const int periods = shortest_snapback(conceder, monitoring);
  RC_ASSERT(snapback_margin(conceder, monitoring, periods) >= 0);
  RC_ASSERT(snapback_margin(conceder, monitoring, periods - 1) < 0);
}

TEST(Sincerity, DetectionThatIsNeededTurnsTheBeliefIntoTheThreshold) {
  const Receiver receiver{2, 1, 0.9};
  const double q = detection_needed(receiver, 0.1);
  EXPECT_NEAR(belief_threshold(receiver, {q, 0}).value, 0.1, 1e-12);
  EXPECT_EQ(detection_needed(receiver, 0.5), 0);
  EXPECT_THROW(detection_needed(receiver, 0.01), UserError);
}

TEST(Sincerity, MonitoringStandsInForADifferenceInTheCostOfTheSignal) {
  const Conceder conceder{1, 0.4, 0.9};
  EXPECT_FALSE(separating_actions(conceder, {1, 1}, {0, 0}).separates());
  EXPECT_TRUE(separating_actions(conceder, {1, 3}, {0, 0}).separates());
  EXPECT_TRUE(separating_actions(conceder, {1, 1}, {0.5, 0}).separates());
  const auto interval = separating_actions(conceder, {1, 1}, {0.5, 0});
  EXPECT_NEAR(interval.riley(), 1 / (1 - 0.9 * 0.5), 1e-12);
  EXPECT_NEAR(interval.upper.value, 0.6 / 0.1, 1e-9);
}

TEST(Sincerity, TablesMarkWhatHasNoSolution) {
  const std::vector<double> detection = {0, 0.25, 0.5, 1};
  const auto rows = monitoring_table({2, 1, 0.9}, {1, 0.4, 0.9}, {1, 1}, 0, detection);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_TRUE(std::isnan(rows[0].compliance_threshold));
  EXPECT_TRUE(std::isnan(rows[0].snapback));
  EXPECT_EQ(rows[2].snapback, 2);
  EXPECT_NEAR(rows[2].compliance_threshold, 4.0 / 7, 1e-12);
}

TEST(Sincerity, BadInputIsOneClearSentence) {
  const Receiver receiver{2, 1, 0.9};
  EXPECT_THROW(belief_threshold({2, 1, 1}, {}), UserError);
  EXPECT_THROW(belief_threshold({2, 1, 1.2}, {}), UserError);
  EXPECT_THROW(belief_threshold({0, 1, 0.9}, {}), UserError);
  EXPECT_THROW(belief_threshold(receiver, {1.1, 0}), UserError);
  EXPECT_THROW(detection_needed(receiver, -0.1), UserError);
  EXPECT_THROW(detection_needed(receiver, 1.1), UserError);
  EXPECT_THROW(compliance_threshold(1, 1.2, {0.5, 0}), UserError);
  EXPECT_THROW(compliance_threshold(1, 0.4, {0.2, 0.3}), UserError);
  EXPECT_THROW(shortest_snapback({1, 0.9, 0.5}, {0.1, 0}), UserError);
  EXPECT_THROW(separating_actions({1, 0.4, 0.9}, {0, 1}, {}), UserError);
  try {
    belief_threshold({2, 1, 1}, {});
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("at 1 the value of the future is infinite"), std::string::npos);
  }
}

}  // namespace
}  // namespace cobden::talks
