#include "cobden/data/balance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cobden::data {
namespace {

struct Margins {
  SectorCountry output, absorption;
};

Margins margins_of(const BenchmarkTables& t) {
  const std::size_t N = t.countries.size(), S = t.sectors.size();
  Margins m{SectorCountry(S, N), SectorCountry(S, N)};
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) {
        m.output(s, o) += t.flow(s, d, o);
        m.absorption(s, d) += t.flow(s, d, o) * (1 + t.tariff(s, d, o));
      }
  return m;
}

void purge(std::span<double> values, BalanceSummary& summary) {
  for (double& x : values)
    if (x < 0) {
      ++summary.purged;
      summary.purged_value += x;
      x = 0;
    }
}

/// The bordered use table of country n: inputs and value added by using sectors and final use.
BalanceProblem problem_of(const BenchmarkTables& t, const Margins& m, Country n) {
  const std::size_t S = t.sectors.size();
  BalanceProblem p;
  p.what = "use table of " + t.countries.code(n);
  p.start = Matrix(S + 1, S + 1);
  p.row_names = p.column_names = t.sectors.codes();
  p.row_names.emplace_back("value added");
  p.column_names.emplace_back("final use");
  p.row_totals.assign(S + 1, 0.0);
  p.column_totals.assign(S + 1, 0.0);
  for (const Sector k : t.sectors.all()) {
    const auto i = static_cast<std::size_t>(k.value);
    for (const Sector j : t.sectors.all())
      p.start(Row(k.value), Column(j.value)) = t.intermediate.empty() ? 0.0 : t.intermediate(k, j, n);
    p.start(Row(k.value), Column(S)) = t.final_use(k, n);
    p.start(Row(S), Column(k.value)) = t.value_added(k, n);
    p.row_totals[i] = m.absorption(k, n);
    p.column_totals[i] = m.output(k, n);
    p.row_totals[S] += t.value_added(k, n);
    p.column_totals[S] += m.absorption(k, n) - m.output(k, n);
  }
  p.column_totals[S] += p.row_totals[S];
  return p;
}

void store(const Matrix& x, Country n, BenchmarkTables& t) {
  const std::size_t S = t.sectors.size();
  for (const Sector k : t.sectors.all()) {
    if (!t.intermediate.empty())
      for (const Sector j : t.sectors.all()) t.intermediate(k, j, n) = x(Row(k.value), Column(j.value));
    t.final_use(k, n) = x(Row(k.value), Column(S));
    t.value_added(k, n) = x(Row(S), Column(k.value));
  }
}

/// Compares column shares before and after.
void measure(const BalanceProblem& before, const Matrix& after, CountryBalance& report) {
  const std::size_t n = before.start.rows();
  double weight = 0, worst = -1;
  for (std::size_t j = 0; j < n; ++j) {
    double total_before = 0, total_after = 0, change = 0;
    for (std::size_t i = 0; i < n; ++i) {
      total_before += before.start(Row(i), Column(j));
      total_after += after(Row(i), Column(j));
    }
    if (total_before <= 0 || total_after <= 0) continue;
    for (std::size_t i = 0; i < n; ++i) {
      const double was = before.start(Row(i), Column(j)) / total_before,
                   is = after(Row(i), Column(j)) / total_after;
      change += std::abs(is - was);
      if (std::abs(is - was) <= worst) continue;
      worst = std::abs(is - was);
      report.worst_input = before.row_names[i], report.worst_user = before.column_names[j];
      report.worst_before = was, report.worst_after = is;
    }
    report.moved += 0.5 * change * total_after;
    weight += total_after;
  }
  if (weight > 0) report.moved /= weight;
}

/// Without input-output links there is nothing to fit: value added is output, final use is absorption.
BalanceProblem without_links(BalanceProblem p) {
  const std::size_t S = p.start.rows() - 1;
  p.row_totals[S] = 0;
  p.column_totals[S] = 0;
  for (std::size_t i = 0; i < S; ++i) {
    p.start(Row(i), Column(S)) = p.start(Row(S), Column(i)) = 1;
    p.row_totals[S] += p.column_totals[i];
    p.column_totals[S] += p.row_totals[i];
  }
  return p;
}

CountryBalance balance_country(const Margins& m, Country n, const BalanceOptions& options,
                               BenchmarkTables& t) {
  const BalanceProblem given = problem_of(t, m, n);
  const BalanceProblem p = t.intermediate.empty() ? without_links(given) : given;
  CountryBalance report;
  report.country = n;
  report.generalised =
      std::any_of(p.start.flat().begin(), p.start.flat().end(), [](double x) { return x < 0; });
  const BalancedMatrix fitted = report.generalised ? gras(p, options) : ras(p, options);
  report.converged = fitted.converged;
  report.iterations = fitted.iterations;
  report.gap = fitted.gap;
  measure(given, fitted.matrix, report);
  if (fitted.converged) store(fitted.matrix, n, t);
  return report;
}

std::string summarise(const BalanceSummary& summary, const BenchmarkTables& t) {
  long generalised = 0;
  const CountryBalance *most = nullptr, *stuck = nullptr;
  for (const auto& c : summary.countries) {
    generalised += c.generalised;
    if (!most || c.moved > most->moved) most = &c;
    if (!c.converged && (!stuck || c.gap > stuck->gap)) stuck = &c;
  }
  if (stuck)
    return fmt::format(
        "balancing did not converge: the use table of {} still misses its margins by {:.1e} of its total",
        t.countries.code(stuck->country), stuck->gap);
  std::string text =
      fmt::format("balanced by {}",
                  generalised == 0 ? "RAS"
                                   : fmt::format("RAS, generalised for negative cells in {} of {} countries",
                                                 generalised, summary.countries.size()));
  if (summary.purged > 0)
    text += fmt::format(" after setting {} negative cells ({:.6g} {}) to zero", summary.purged,
                        summary.purged_value, t.unit);
  return text +
         fmt::format(
             "; shares moved most in {}: {:.3g}% of its use table, there {} in {} from {:.4g}% to {:.4g}%",
             t.countries.code(most->country), 100 * most->moved, most->worst_input, most->worst_user,
             100 * most->worst_before, 100 * most->worst_after);
}

}  // namespace

BalanceResult balance(BenchmarkTables tables, const BenchmarkBalanceOptions& options) {
  BalanceResult result{std::move(tables), {}};
  auto& [t, summary] = result;
  if (options.purge_negative) {
    purge(t.intermediate.flat(), summary);
    purge(t.final_use.flat(), summary);
    purge(t.value_added.flat(), summary);
  }
  const Margins m = margins_of(t);
  summary.converged = true;
  for (const Country n : t.countries.all()) {
    summary.countries.push_back(balance_country(m, n, options.matrix, t));
    summary.converged = summary.converged && summary.countries.back().converged;
  }
  summary.message = summarise(summary, t);
  if (summary.converged) t.provenance.steps.push_back(summary.message);
  return result;
}

}  // namespace cobden::data
