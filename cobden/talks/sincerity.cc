#include "cobden/talks/sincerity.h"

#include <cmath>
#include <limits>
#include <optional>

#include "cobden/core/error.h"
#include "cobden/talks/checks.h"

namespace cobden::talks {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

void check(const Monitoring& monitoring) {
  require_share("detection", monitoring.detection);
  require_share("false alarm", monitoring.false_alarm);
}

void check(const Receiver& receiver) {
  require_finite("gain", receiver.gain);
  require_not_negative("loss", receiver.loss);
  require_discount("discount factor", receiver.discount);
  if (receiver.gain <= 0)
    throw UserError("no belief makes relief worth granting: compliance gains the receiver nothing",
                    "give a gain above 0");
}

void check(const Conceder& conceder) {
  require_positive("relief", conceder.relief);
  require_not_negative("cost of compliance", conceder.cost);
  require_discount("discount factor", conceder.discount);
}

/// 1/(1 - delta(1-p)): how long a relation lasts that an event of probability p a period ends, discounted.
Sensitive lifetime(double discount, double ending) {
  const double length = 1 / (1 - discount * (1 - ending));
  return {.value = length, .by_detection = -discount * length * length};
}

std::optional<Sensitive> compliance(double relief, double cost, const Monitoring& m) {
  const double d = cost * (1 - m.false_alarm) + (m.detection - m.false_alarm) * (relief - cost);
  if (cost == 0 && m.detection >= m.false_alarm) return Sensitive{};
  if (!(d > 0) || !(cost < d)) return std::nullopt;
  return Sensitive{.value = cost / d,
                   .by_detection = -cost / (d * d) * (relief - cost),
                   .by_false_alarm = cost / (d * d) * relief};
}

std::optional<int> snapback(const Conceder& conceder, const Monitoring& monitoring) {
  if (snapback_margin(conceder, monitoring, 0) >= 0) return 0;
  if (snapback_margin(conceder, monitoring, std::numeric_limits<double>::infinity()) < 0) return std::nullopt;
  // The margin rises with K to a limit that it may never reach: the last step is bounded.
  constexpr int kLongest = 1 << 20;
  int low = 0, high = 1;
  while (high < kLongest && snapback_margin(conceder, monitoring, high) < 0) low = high, high *= 2;
  if (snapback_margin(conceder, monitoring, high) < 0) return std::nullopt;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (snapback_margin(conceder, monitoring, middle) < 0 ? low : high) = middle;
  }
  return high;
}

}  // namespace

Sensitive belief_threshold(const Receiver& receiver, const Monitoring& monitoring) {
  check(receiver);
  check(monitoring);
  const Sensitive cheated = lifetime(receiver.discount, monitoring.detection);
  const Sensitive kept = lifetime(receiver.discount, monitoring.false_alarm);
  const double a = receiver.loss * cheated.value, b = receiver.gain * kept.value;
  const double sum = (a + b) * (a + b);
  return {.value = a / (a + b),
          .by_detection = receiver.loss * cheated.by_detection * b / sum,
          .by_false_alarm = -a * receiver.gain * kept.by_detection / sum};
}

double detection_needed(const Receiver& receiver, double prior, double false_alarm) {
  check(receiver);
  require_share("prior", prior);
  require_share("false alarm", false_alarm);
  if (prior >= belief_threshold(receiver, {0, false_alarm}).value) return 0;
  const double most = belief_threshold(receiver, {1, false_alarm}).value;
  if (prior < most)
    fail_at({.file = "", .line = {}, .column = "prior"}, std::to_string(prior),
            "not even certain detection makes this belief enough", "at least " + std::to_string(most));
  // mu* <= prior where l/(1-delta(1-q)) (1-prior) <= prior B.
  const double b = receiver.gain * lifetime(receiver.discount, false_alarm).value;
  return (receiver.loss * (1 - prior) / (prior * b) - 1) / receiver.discount + 1;
}

SignalInterval separating_actions(const Conceder& conceder, const SignalCost& cost,
                                  const Monitoring& monitoring) {
  check(conceder);
  check(monitoring);
  require_positive("signal cost of the sincere", cost.sincere);
  require_positive("signal cost of the insincere", cost.insincere);
  const Sensitive caught = lifetime(conceder.discount, monitoring.detection);
  const Sensitive kept = lifetime(conceder.discount, monitoring.false_alarm);
  const double copy = conceder.relief / cost.insincere;
  const double worth = (conceder.relief - conceder.cost) / cost.sincere;
  return {.lower = {.value = copy * caught.value, .by_detection = copy * caught.by_detection},
          .upper = {.value = worth * kept.value, .by_false_alarm = worth * kept.by_detection}};
}

Sensitive compliance_threshold(double relief, double cost, const Monitoring& monitoring) {
  check(Conceder{relief, cost, 0});
  check(monitoring);
  const auto found = compliance(relief, cost, monitoring);
  if (!found)
    throw UserError("no discount factor below one makes compliance pay",
                    cost >= relief ? "relief must be worth more than compliance costs"
                                   : "detection must exceed the false alarm rate by more");
  return *found;
}

double snapback_margin(const Conceder& conceder, const Monitoring& monitoring, double periods) {
  check(conceder);
  check(monitoring);
  require_not_negative("snap-back", std::isinf(periods) ? 0 : periods);
  const double d = conceder.discount, f = monitoring.false_alarm;
  const double punished = -std::expm1(periods == 0 ? 0 : periods * std::log(d));  // 1 - delta^K
  const double value = (conceder.relief - conceder.cost) / (1 - d + d * f * punished);
  return d * (monitoring.detection - f) * punished * value - conceder.cost;
}

int shortest_snapback(const Conceder& conceder, const Monitoring& monitoring) {
  const auto periods = snapback(conceder, monitoring);
  if (!periods)
    throw UserError("not even a snap-back for ever makes compliance pay",
                    "raise detection or the value of relief, or lower the cost of compliance");
  return *periods;
}

std::vector<MonitoringRow> monitoring_table(const Receiver& receiver, const Conceder& conceder,
                                            const SignalCost& cost, double false_alarm,
                                            std::span<const double> detection) {
  std::vector<MonitoringRow> rows;
  for (const double q : detection) {
    const Monitoring monitoring{q, false_alarm};
    const auto signal = separating_actions(conceder, cost, monitoring);
    const auto patient = compliance(conceder.relief, conceder.cost, monitoring);
    const auto periods = snapback(conceder, monitoring);
    rows.push_back({.detection = q,
                    .belief_threshold = belief_threshold(receiver, monitoring).value,
                    .compliance_threshold = patient ? patient->value : kNone,
                    .snapback = periods ? *periods : kNone,
                    .signal_lower = signal.lower.value,
                    .signal_upper = signal.upper.value});
  }
  return rows;
}

}  // namespace cobden::talks
