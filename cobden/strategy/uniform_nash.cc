#include "cobden/strategy/uniform_nash.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace cobden::strategy {
namespace {

using Clock = std::chrono::steady_clock;

void charge(const ByCountry& rate, TradeCube& tariff) {
  for (const Sector s : indices<Sector>(tariff.size1()))
    for (const Country d : indices<Country>(tariff.size2()))
      for (const Country o : indices<Country>(tariff.size3())) tariff(s, d, o) = d == o ? 0 : rate[d];
}

double largest_gap(const ByCountry& a, const ByCountry& b) {
  double gap = 0;
  for (const Country n : indices<Country>(a.size())) gap = std::max(gap, std::abs(a[n] - b[n]));
  return gap;
}

}  // namespace

ByCountry nash_tariff_formula(const TradeCube& flow, const TradeCube& tariff, const BySector& theta,
                              ShareMeasure measure, double least_elasticity) {
  const std::size_t N = flow.size2();
  ByCountry exports(N), weighted(N), rate(N);
  for (const Sector s : indices<Sector>(flow.size1()))
    for (const Country d : indices<Country>(N)) {
      const auto power = [&](Country o) {
        return measure == ShareMeasure::kTariffInclusive ? 1 + tariff(s, d, o) : 1.0;
      };
      double spending = 0;
      for (const Country o : indices<Country>(N)) spending += flow(s, d, o) * power(o);
      for (const Country o : indices<Country>(N)) {
        const double x = flow(s, d, o);
        if (o == d || x <= 0) continue;
        exports[o] += x;
        weighted[o] += theta[s] * x * (1 - x * power(o) / spending);
      }
    }
  for (const Country n : indices<Country>(N))
    rate[n] = exports[n] > 0 ? 1 / std::max(weighted[n] / exports[n], least_elasticity) : 0;
  return rate;
}

FormulaNash find_formula_nash(const economy::PolicyModel& model, const BySector& theta, ShareMeasure measure,
                              const SearchOptions& options, const RunContext& context) {
  const auto begin = Clock::now();
  FormulaNash nash{.rate = {}, .equilibrium = model.base(), .search = {}};
  SearchSummary& search = nash.search;
  search.method = "fixed point of the formula, warm equilibria";
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  const auto stop = [&](SearchStatus status, const char* message) {
    search.status = status, search.message = message, search.seconds = elapsed();
    return nash;
  };
  nash.rate = nash_tariff_formula(model.base_flow(), model.base()->tariff, theta, measure);
  TradeCube tariff = model.base()->tariff;
  while (search.iterations < options.max_iterations) {
    if (context.cancelled()) return stop(SearchStatus::kInterrupted, "interrupted");
    if (elapsed() > options.seconds) return stop(SearchStatus::kTimeLimit, "time limit reached");
    charge(nash.rate, tariff);
    auto next = model.solve(tariff, nash.equilibrium.get(), options.solve, context);
    ++search.solves, ++search.iterations;
    if (!next->summary.converged()) return stop(SearchStatus::kNoEquilibrium, "the economy was not solved");
    nash.equilibrium = std::move(next);
    const ByCountry rate = nash_tariff_formula(model.flow(*nash.equilibrium), tariff, theta, measure);
    search.first_order = largest_gap(rate, nash.rate);
    search.history.push_back(search.first_order);
    if (search.first_order < options.tolerance) return stop(SearchStatus::kConverged, "solved");
    nash.rate = rate;
  }
  return stop(SearchStatus::kNotConverged, "iteration limit reached");
}

}  // namespace cobden::strategy
