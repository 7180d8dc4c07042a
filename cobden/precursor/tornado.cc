#include "cobden/precursor/tornado.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace cobden::precursor {
namespace {

/// An assumption that can be moved: where it stands in the study and how far it goes.
struct Lever {
  std::string key, symbol;
  double low, high;
  std::function<double&(Study&)> at;
};

std::vector<Lever> levers(const Study& study) {
  std::vector<Lever> out;
  for (const auto& record : parameter_records())
    out.push_back({record.key, record.symbol, study.prior.low.*record.value, study.prior.high.*record.value,
                   [member = record.value](Study& s) -> double& { return s.prior.centre.*member; }});
  const auto& v = study.valuation;
  out.push_back({"stringency", "s", 0, 1, [](Study& s) -> double& { return s.control.stringency; }});
  out.push_back({"vsl_million_usd", "v", v.vsl_low, v.vsl_high,
                 [](Study& s) -> double& { return s.valuation.vsl_million_usd; }});
  out.push_back({"discount_rate", "r", std::min(0.02, v.discount_rate), std::max(0.07, v.discount_rate),
                 [](Study& s) -> double& { return s.valuation.discount_rate; }});
  out.push_back({"internalised_share", "lambda", 0, 1,
                 [](Study& s) -> double& { return s.valuation.internalised_share; }});
  return out;
}

CentralOutcome moved(Study study, const Lever& lever, double to) {
  lever.at(study) = to;
  return central_outcome(study);
}

bool covers(double net_bn) { return net_bn >= 0; }

/// Where between `from` and `to` the conclusion turns: bisection, which needs only that it differs at the
/// ends.
double turning_point(const Study& study, const Lever& lever, double from, double to) {
  const bool at_start = covers(moved(study, lever, from).net_bn);
  for (int i = 0; i < 60; ++i) {
    const double middle = std::midpoint(from, to);
    (covers(moved(study, lever, middle).net_bn) == at_start ? from : to) = middle;
  }
  return std::midpoint(from, to);
}

TornadoBar bar_of(const Study& study, const Lever& lever) {
  Study copy = study;
  TornadoBar bar{.key = lever.key,
                 .symbol = lever.symbol,
                 .at_low = lever.low,
                 .centre = lever.at(copy),
                 .at_high = lever.high};
  const CentralOutcome low = moved(study, lever, lever.low), high = moved(study, lever, lever.high);
  bar.averted_low = low.averted, bar.averted_high = high.averted;
  bar.net_bn_low = low.net_bn, bar.net_bn_high = high.net_bn;
  const bool now = covers(central_outcome(study).net_bn);
  if (covers(low.net_bn) != now)
    bar.flips_at = turning_point(study, lever, bar.centre, bar.at_low);
  else if (covers(high.net_bn) != now)
    bar.flips_at = turning_point(study, lever, bar.centre, bar.at_high);
  return bar;
}

}  // namespace

double TornadoBar::swing_bn() const { return std::abs(net_bn_high - net_bn_low); }

CentralOutcome central_outcome(const Study& study) {
  const auto path = monthly_path(study.prior.centre, study.control, study.baseline, study.draws.months);
  std::vector<double> averted;
  for (const auto& row : path) averted.push_back(row.averted);
  const auto& v = study.valuation;
  const double value = present_value_bn(averted, v.vsl_million_usd, v.discount_rate);
  return {.averted = path.back().cumulative_averted,
          .net_bn = v.internalised_share * value -
                    present_cost_bn(v.cost_bn_usd_a_year, study.draws.months, v.discount_rate)};
}

std::vector<TornadoBar> tornado(const Study& study) {
  std::vector<TornadoBar> bars;
  for (const auto& lever : levers(study)) bars.push_back(bar_of(study, lever));
  std::stable_sort(bars.begin(), bars.end(),
                   [](const auto& a, const auto& b) { return a.swing_bn() > b.swing_bn(); });
  return bars;
}

}  // namespace cobden::precursor
