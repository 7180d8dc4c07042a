#include "cobden/scenario/talks_sincerity.h"

#include <algorithm>
#include <cmath>

namespace cobden::scenario {
namespace {

constexpr double kMonthsAYear = 12;

/// The answer of `solve`, or nothing where the closed form says that there is none.
template <class Solve>
auto or_nothing(const Solve& solve) -> std::optional<decltype(solve())> {
  try {
    return solve();
  } catch (const UserError&) {
    return {};
  }
}

double a_period(const TalksAsk& ask, double a_year) { return a_year * ask.period_months / kMonthsAYear; }

talks::Monitoring monitoring_of(const TalksAssumptions& a) {
  return {a.detection.value, a.false_alarm.value};
}

talks::Conceder conceder_of(const TalksAsk& ask, const OfferStakes& stakes) {
  return {.relief = a_period(ask, stakes.relief_second),
          .cost = a_period(ask, stakes.cost_second),
          .discount = ask.assumptions.discount_second.value};
}

talks::Receiver receiver_of(const TalksAsk& ask, const TalksAssumptions& a, const SincerityCase& c) {
  return {.gain = a_period(ask, c.gain), .loss = a_period(ask, c.loss), .discount = a.discount_first.value};
}

/// Three digits: the games are solved in exact fractions, and their tables are read.
double rounded(double x) {
  if (x == 0) return 0;
  const double unit = std::pow(10, std::floor(std::log10(std::abs(x))) - 2);
  return std::round(x / unit) * unit;
}

/// Present values of the icebreaker: the action in advance is the least that separates.
talks::Icebreaker icebreaker_of(const TalksAsk& ask, const SincerityCase& c, const OfferStakes& stakes,
                                const talks::SignalInterval& signal) {
  const auto& a = ask.assumptions;
  const double d1 = a.discount_first.value, d2 = a.discount_second.value, q = a.detection.value,
               f = a.false_alarm.value;
  const double kept = 1 / (1 - d2 * (1 - f)), until_seen = 1 / (1 - d2 * (1 - q));
  talks::Icebreaker terms;
  terms.prior = rounded(a.prior.value);
  terms.receiver_gain = rounded(a_period(ask, c.gain) / (1 - d1 * (1 - f)));
  terms.receiver_loss = rounded(a_period(ask, c.loss) / (1 - d1 * (1 - q)));
  terms.sincere_relief = rounded(a_period(ask, stakes.relief_second) * kept);
  terms.compliance_cost = rounded(a_period(ask, stakes.cost_second) * kept);
  terms.insincere_relief = rounded(a_period(ask, stakes.relief_second) * until_seen);
  terms.signal_cost_sincere = rounded(signal.lower.value * a.signal_cost_sincere.value);
  // At the lower end the insincere type is indifferent; what separates is a hair above.
  terms.signal_cost_insincere = rounded(signal.lower.value * a.signal_cost_insincere.value * 1.01);
  return terms;
}

void solve_game(const TalksAsk& ask, SincerityAnswer& answer) {
  const auto& c = answer.cases[answer.headline];
  const double prior = ask.assumptions.prior.value;
  if (!(prior > 0 && prior < 1)) {
    answer.no_game = "the prior leaves no doubt";
  } else if (!(answer.stakes.relief_second > 0)) {
    answer.no_game = "relief is worth nothing to the second side";
  } else if (!(c.gain > 0)) {
    answer.no_game = "even a kept offer does not pay the first side: it never grants relief";
  } else if (!(c.loss > 0)) {
    answer.no_game = "relief pays the first side even if it is cheated: it needs no signal";
  } else {
    answer.game = icebreaker_game(icebreaker_of(ask, c, answer.stakes, *answer.signal));
    answer.equilibria = signalling_equilibria(answer.game);
  }
}

/// Of the cases under the pooled prior the one with the highest threshold; no threshold is higher than any.
std::size_t most_demanding(const std::vector<SincerityCase>& cases) {
  const auto threshold = [&](std::size_t k) { return cases[k].threshold ? cases[k].threshold->value : 2.0; };
  std::size_t best = kPriors.size() - 1;
  for (std::size_t k = best; k < cases.size(); k += kPriors.size())
    if (threshold(k) > threshold(best)) best = k;
  return best;
}

std::vector<double> qualities() {
  std::vector<double> q;
  for (int k = 0; k <= 20; ++k) q.push_back(k / 20.0);
  return q;
}

}  // namespace

std::string to_string(Reading reading) {
  switch (reading) {
    case Reading::kRealIncome:
      return "real income";
    case Reading::kLeverage:
      return "real income and leverage";
    case Reading::kConcessionAlone:
      return "the concession alone";
  }
  return "";
}

SincerityCase sincerity_case(const TalksAsk& ask, const TalksAssumptions& a, const OfferStakes& stakes,
                             double whole_worth, std::size_t prior, Reading reading) {
  SincerityCase c{.prior = prior, .reading = reading};
  c.worth = a.internalised_share.value * whole_worth;
  double relief = reading == Reading::kConcessionAlone ? 0 : stakes.relief_first;
  if (reading == Reading::kLeverage) relief -= stakes.leverage;
  c.gain = relief + c.worth;
  c.loss = std::max(0.0, a.cost_if_cheated.value - relief);
  if (!(c.gain > 0)) return c;
  const auto receiver = receiver_of(ask, a, c);
  c.threshold = or_nothing([&] { return talks::belief_threshold(receiver, monitoring_of(a)); });
  c.detection_needed =
      or_nothing([&] { return talks::detection_needed(receiver, a.prior.value, a.false_alarm.value); });
  c.enough = c.threshold && a.prior.value >= c.threshold->value;
  return c;
}

SincerityAnswer doubt_offer(const TalksAsk& ask, const OfferStakes& stakes, const OfferValue& offer) {
  SincerityAnswer answer{.offer = ask.offer, .stakes = stakes};
  const auto& a = ask.assumptions;
  for (const Reading reading : {Reading::kRealIncome, Reading::kLeverage, Reading::kConcessionAlone})
    for (std::size_t prior = 0; prior < kPriors.size(); ++prior)
      answer.cases.push_back(sincerity_case(
          ask, a, stakes, worth_at(offer.level, offer.mean[prior], stakes.level), prior, reading));
  answer.headline = most_demanding(answer.cases);
  const auto conceder = conceder_of(ask, stakes);
  const auto monitoring = monitoring_of(a);
  if (conceder.relief > 0) {
    answer.compliance =
        or_nothing([&] { return talks::compliance_threshold(conceder.relief, conceder.cost, monitoring); });
    answer.complies = answer.compliance && conceder.discount >= answer.compliance->value;
    answer.snapback = or_nothing([&] { return talks::shortest_snapback(conceder, monitoring); });
    const talks::SignalCost cost{a.signal_cost_sincere.value, a.signal_cost_insincere.value};
    answer.signal = or_nothing([&] { return talks::separating_actions(conceder, cost, monitoring); });
    const auto& c = answer.cases[answer.headline];
    if (c.gain > 0)
      answer.monitoring =
          talks::monitoring_table(receiver_of(ask, a, c), conceder, cost, a.false_alarm.value, qualities());
  }
  solve_game(ask, answer);
  return answer;
}

}  // namespace cobden::scenario
