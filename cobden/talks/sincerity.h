#pragma once
// A concession whose sincerity is doubted, in closed form: how sure the side that grants relief must be, which
// up-front action tells the sincere from the insincere, and how patient the conceding side must be to keep
// its word. Choose these formulas to see what matters; sender_receiver.h solves the game behind them. Beliefs
// and grim endings after Kreps and Wilson (1982, J. Econ. Theory 27(2)); the least costly separating action
// after Riley (1979, Econometrica 47(2)); compliance under imperfect monitoring after Green and Porter (1984,
// Econometrica 52(1)). Derivations: docs/theory/talks.md.
//
// Each period a breach is seen with probability q, and a false alarm rings with probability f though nothing
// was done; an alarm ends relief (for ever, or for K periods).
#include <span>
#include <vector>

namespace cobden::talks {

struct Monitoring {
  double detection = 0;    ///< q in [0, 1] a period
  double false_alarm = 0;  ///< f in [0, 1] a period
};

/// A number with its slopes in the two qualities of monitoring.
struct Sensitive {
  double value = 0;
  double by_detection = 0;    ///< d value / d q
  double by_false_alarm = 0;  ///< d value / d f
};

/// The side that grants relief, in any unit of payoff a period.
struct Receiver {
  double gain = 0;      ///< g > 0 if the other complies
  double loss = 0;      ///< l >= 0 if it is cheated
  double discount = 0;  ///< delta in [0, 1) a period
};

/// Relief is worth granting from the belief mu* = A/(A+B) that the other is sincere,
/// A = l/(1-delta(1-q)), B = g/(1-delta(1-f)). UserError: bounds, or g not above zero (no belief suffices).
Sensitive belief_threshold(const Receiver& receiver, const Monitoring& monitoring);

/// The smallest q at which a belief `prior` reaches the threshold; 0 if it does already without monitoring.
/// UserError: bounds, or even q = 1 is not enough.
double detection_needed(const Receiver& receiver, double prior, double false_alarm = 0);

/// The conceding side, in its own unit a period.
struct Conceder {
  double relief = 0;    ///< L > 0: what relief is worth to it
  double cost = 0;      ///< kappa >= 0: what compliance costs it
  double discount = 0;  ///< delta in [0, 1)
};

/// What one unit of an action in advance (a licence regime, a destroyed stock, an extradition law) costs each
/// type.
struct SignalCost {
  double sincere = 1, insincere = 1;  ///< > 0
};

/// Actions e that only the sincere takes: [L/((1-delta(1-q)) c_I), (L-kappa)/((1-delta(1-f)) c_S)].
struct SignalInterval {
  Sensitive lower;  ///< where the insincere stops copying; the Riley outcome when the interval is not empty
  Sensitive upper;  ///< where the sincere would rather not
  bool separates() const { return lower.value <= upper.value; }
  double riley() const { return lower.value; }
};

/// With equal costs an interval exists once monitoring is good enough: detection does the work of a
/// difference in the cost of the signal. An empty interval is an answer, not an error. UserError: bounds.
SignalInterval separating_actions(const Conceder& conceder, const SignalCost& cost,
                                  const Monitoring& monitoring);

/// A type that weighs cheating each period complies from the discount factor
/// delta* = kappa / [kappa(1-f) + (q-f)(L-kappa)], an alarm ending relief for ever.
/// UserError: bounds, or no discount factor below one is enough (relief not worth its cost, or q too low).
Sensitive compliance_threshold(double relief, double cost, const Monitoring& monitoring);

/// Net value of complying over cheating once, when an alarm suspends relief for `periods` periods (0 = never,
/// infinity = for ever), in payoff units: delta (q-f)(1-delta^K) V - kappa with
/// V = (L-kappa)/(1 - delta(1-f) - f delta^(K+1)). With f = 0 this is zero where
/// kappa = delta q (1-delta^K)(L-kappa)/(1-delta). UserError: bounds.
double snapback_margin(const Conceder& conceder, const Monitoring& monitoring, double periods);

/// The shortest snap-back that makes compliance pay. UserError: bounds, or not even a snap-back for ever does.
int shortest_snapback(const Conceder& conceder, const Monitoring& monitoring);

/// One row of "how monitoring changes it"; NaN where there is no solution.
struct MonitoringRow {
  double detection = 0;
  double belief_threshold = 0;      ///< mu*
  double compliance_threshold = 0;  ///< delta*
  double snapback = 0;              ///< periods; NaN where none is long enough
  double signal_lower = 0, signal_upper = 0;
};
/// Everything above at each detection probability. UserError: bounds.
std::vector<MonitoringRow> monitoring_table(const Receiver& receiver, const Conceder& conceder,
                                            const SignalCost& cost, double false_alarm,
                                            std::span<const double> detection);

}  // namespace cobden::talks
