#include "cobden/data/benchmark.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace cobden::data {
namespace {

using Kind = AccountingIssue::Kind;

void require_shape(bool fits, const std::string& name, const std::string& table, const std::string& shape) {
  if (!fits) throw UserError(fmt::format("benchmark {}: table '{}' is not {}", name, table, shape));
}

void check_shapes(const BenchmarkTables& t) {
  const std::size_t N = t.countries.size(), S = t.sectors.size();
  if (N == 0 || S == 0) throw UserError("benchmark " + t.name + " has no countries or no sectors");
  const auto cube = [&](const TradeCube& c) { return c.size1() == S && c.size2() == N && c.size3() == N; };
  const auto table = [&](const SectorCountry& c) { return c.rows() == S && c.columns() == N; };
  require_shape(cube(t.flow), t.name, "flow", "sectors x importers x exporters");
  require_shape(cube(t.tariff), t.name, "tariff", "sectors x importers x exporters");
  require_shape(table(t.final_use), t.name, "final_use", "sectors x countries");
  require_shape(table(t.value_added), t.name, "value_added", "sectors x countries");
  const auto& z = t.intermediate;
  require_shape(z.empty() || (z.size1() == S && z.size2() == S && z.size3() == N), t.name, "intermediate",
                "input sectors x using sectors x countries");
  require_shape(t.gdp.empty() || t.gdp.size() == N, t.name, "gdp", "one value per country");
  for (const auto& set : t.elasticities)
    require_shape(set.theta.size() == S, t.name, "elasticities " + set.name, "one value per sector");
}

[[noreturn]] void bad_cell(const BenchmarkTables& t, const std::string& table, const std::string& cell,
                           double value, const std::string& problem, const std::string& expected) {
  throw UserError({.place = {.file = "benchmark " + t.name, .line = {}, .column = table + "[" + cell + "]"},
                   .value = fmt::format("{:g}", value),
                   .problem = problem,
                   .expected = expected,
                   .remedy = "correct the source table"});
}

void check_trade_values(const BenchmarkTables& t) {
  for (const Sector s : t.sectors.all())
    for (const Country d : t.countries.all())
      for (const Country o : t.countries.all()) {
        const auto cell = [&] {
          return fmt::format("sector {}, importer {}, exporter {}", t.sectors.code(s), t.countries.code(d),
                             t.countries.code(o));
        };
        const double x = t.flow(s, d, o), tariff = t.tariff(s, d, o);
        if (!std::isfinite(x) || x < 0)
          bad_cell(t, "flow", cell(), x, "trade flow is negative or not a number", "a value of 0 or more");
        if (!std::isfinite(tariff) || tariff <= -1)
          bad_cell(t, "tariff", cell(), tariff, "tariff is -100% or below, or not a number",
                   "a fraction above -1");
        if (d == o && tariff != 0)
          bad_cell(t, "tariff", cell(), tariff, "domestic sales carry a tariff", "0 on the diagonal");
      }
}

void check_other_values(const BenchmarkTables& t) {
  const auto finite = [&](std::span<const double> values, const char* table) {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!std::isfinite(values[i]))
        bad_cell(t, table, fmt::format("flat position {}", i), values[i], "not a number", "a finite value");
  };
  finite(t.final_use.flat(), "final_use");
  finite(t.value_added.flat(), "value_added");
  finite(t.intermediate.flat(), "intermediate");
  finite(t.gdp.flat(), "gdp");
  for (const auto& set : t.elasticities)
    for (const Sector s : t.sectors.all())
      if (!std::isfinite(set.theta[s]) || set.theta[s] <= 0)
        bad_cell(t, "elasticities " + set.name, "sector " + t.sectors.code(s), set.theta[s],
                 "trade elasticity is zero, negative or not a number", "a value above 0");
}

double relative_gap(double a, double b) {
  const double scale = std::max(std::abs(a), std::abs(b));
  return scale > 0 ? std::abs(a - b) / scale : 0.0;
}

AccountingReport check_accounts(const BenchmarkTables& t, const SectorCountry& output,
                                const SectorCountry& absorption, const AccountingOptions& options) {
  AccountingReport report;
  double world = 0;
  for (const double y : output.flat()) world += y;
  const auto compare = [&](Kind kind, Sector s, Country n, double left, double right) {
    const double gap = relative_gap(left, right);
    if (std::abs(left - right) <= options.floor * world) return;
    report.worst_imbalance = std::max(report.worst_imbalance, gap);
    if (gap > options.tolerance) report.issues.push_back({kind, s, n, left, right, gap}), ++report.imbalances;
  };
  for (const Sector k : t.sectors.all())
    for (const Country n : t.countries.all()) {
      double inputs = 0, uses = t.final_use(k, n);
      if (!t.intermediate.empty())
        for (const Sector j : t.sectors.all()) {
          inputs += t.intermediate(j, k, n), uses += t.intermediate(k, j, n);
          if (t.intermediate(j, k, n) < 0)
            report.issues.push_back({Kind::kNegativeIntermediate, k, n, t.intermediate(j, k, n), 0, 0});
        }
      compare(Kind::kIndustryAccount, k, n, output(k, n), inputs + t.value_added(k, n));
      compare(Kind::kProductAccount, k, n, absorption(k, n), uses);
      if (t.final_use(k, n) < 0)
        report.issues.push_back({Kind::kNegativeFinalUse, k, n, t.final_use(k, n), 0, 0});
      if (t.value_added(k, n) < 0)
        report.issues.push_back({Kind::kNegativeValueAdded, k, n, t.value_added(k, n), 0, 0});
      if (output(k, n) == 0) report.issues.push_back({Kind::kZeroOutput, k, n, 0, 0, 0});
    }
  std::stable_sort(report.issues.begin(), report.issues.end(),
                   [](const auto& a, const auto& b) { return a.relative > b.relative; });
  return report;
}

[[noreturn]] void refuse_imbalances(const BenchmarkTables& t, const AccountingReport& report) {
  std::string worst;
  std::size_t shown = 0;
  for (const auto& issue : report.issues) {
    if (issue.kind != Kind::kIndustryAccount && issue.kind != Kind::kProductAccount) continue;
    if (++shown > 3) break;
    worst += (shown > 1 ? "; " : "") + describe(issue, t);
  }
  throw UserError(
      {.place = {.file = "benchmark " + t.name, .line = {}, .column = ""},
       .value = "",
       .problem = fmt::format("the accounts do not add up in {} cell(s): {}", report.imbalances, worst),
       .expected = "",
       .remedy =
           "see all cells with 'cobden data check', or balance the table (cobden data import --balance)"});
}

template <class I, class A>
std::vector<I> select(const A& axis, const std::map<std::string, std::vector<std::string>>& groups,
                      const std::string& name, const SourcePlace& place) {
  std::vector<I> chosen;
  if (const auto one = axis.find(name)) return {*one};
  if (const auto group = groups.find(name); group != groups.end()) {
    for (const auto& code : group->second) chosen.push_back(axis.at(code, place));
    return chosen;
  }
  if (name == "all") {
    for (const I i : axis.all()) chosen.push_back(i);
    return chosen;
  }
  std::vector<std::string> known = axis.codes();
  for (const auto& [group, codes] : groups) known.push_back(group);
  known.emplace_back("all");
  const std::string near = nearest_name(name, known);
  throw UserError(
      {.place = place,
       .value = name,
       .problem = "is neither a code nor a group of the benchmark",
       .expected = "",
       .remedy = near.empty() ? "list them with 'cobden data info'" : "did you mean '" + near + "'?"});
}

}  // namespace

Benchmark::Benchmark(BenchmarkTables tables, const AccountingOptions& options) : t_(std::move(tables)) {
  check_shapes(t_);
  check_trade_values(t_);
  check_other_values(t_);
  const std::size_t N = country_count(), S = sector_count();
  output_ = SectorCountry(S, N);
  absorption_ = SectorCountry(S, N);
  deficit_ = ByCountry(N);
  for (const Sector s : t_.sectors.all())
    for (const Country d : t_.countries.all())
      for (const Country o : t_.countries.all()) {
        const double x = t_.flow(s, d, o);
        output_(s, o) += x;
        absorption_(s, d) += x * (1 + t_.tariff(s, d, o));
        if (d != o) deficit_[d] += x, deficit_[o] -= x;
      }
  accounting_ = check_accounts(t_, output_, absorption_, options);
  if (options.refuse && accounting_.imbalances > 0) refuse_imbalances(t_, accounting_);
}

ByCountry Benchmark::tariff_revenue() const {
  ByCountry revenue(country_count());
  for (const Sector s : t_.sectors.all())
    for (const Country d : t_.countries.all())
      for (const Country o : t_.countries.all()) revenue[d] += t_.flow(s, d, o) * t_.tariff(s, d, o);
  return revenue;
}

ByCountry Benchmark::value_added() const {
  ByCountry total(country_count());
  for (const Sector s : t_.sectors.all())
    for (const Country n : t_.countries.all()) total[n] += t_.value_added(s, n);
  return total;
}

bool Benchmark::traded(Sector s) const {
  for (const Country d : t_.countries.all())
    for (const Country o : t_.countries.all())
      if (d != o && t_.flow(s, d, o) > 0) return true;
  return false;
}

const ElasticitySet& Benchmark::elasticities(const std::string& set_name) const {
  std::vector<std::string> known;
  for (const auto& set : t_.elasticities) {
    if (set.name == set_name) return set;
    known.push_back(set.name);
  }
  throw UserError({.place = {.file = "benchmark " + name(), .line = {}, .column = "elasticities"},
                   .value = set_name,
                   .problem = "no such elasticity set",
                   .expected = fmt::format("one of {}", fmt::join(known, ", ")),
                   .remedy = ""});
}

std::vector<Country> Benchmark::country_selection(const std::string& name, const SourcePlace& place) const {
  return select<Country>(t_.countries, t_.country_groups, name, place);
}

std::vector<Sector> Benchmark::sector_selection(const std::string& name, const SourcePlace& place) const {
  return select<Sector>(t_.sectors, t_.sector_groups, name, place);
}

void require_memory(std::size_t countries, std::size_t sectors, std::size_t copies) {
  const double needed = static_cast<double>(copies) * 8.0 * static_cast<double>(countries) *
                        static_cast<double>(countries) * static_cast<double>(sectors);
  const double available =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (needed > 0.8 * available)
    throw UserError({.place = {},
                     .value = fmt::format("{} countries x {} sectors", countries, sectors),
                     .problem = fmt::format("needs about {:.1f} GB of memory and this machine has {:.1f} GB",
                                            needed / 1e9, available / 1e9),
                     .expected = "",
                     .remedy = "aggregate countries or sectors first (cobden data aggregate)"});
}

std::string describe(const AccountingIssue& issue, const BenchmarkTables& t) {
  const std::string cell =
      fmt::format("{} in {}", t.sectors.code(issue.sector), t.countries.code(issue.country));
  switch (issue.kind) {
    case Kind::kIndustryAccount:
      return fmt::format(
          "industry account of {}: output {:.6g}, inputs plus value added {:.6g} ({:.2g}% apart)", cell,
          issue.left, issue.right, 100 * issue.relative);
    case Kind::kProductAccount:
      return fmt::format(
          "product account of {}: absorption {:.6g}, intermediate plus final use {:.6g} ({:.2g}% apart)",
          cell, issue.left, issue.right, 100 * issue.relative);
    case Kind::kNegativeFinalUse:
      return fmt::format("final use of {} is negative: {:.6g}", cell, issue.left);
    case Kind::kNegativeValueAdded:
      return fmt::format("value added of {} is negative: {:.6g}", cell, issue.left);
    case Kind::kNegativeIntermediate:
      return fmt::format("an intermediate input of {} is negative: {:.6g}", cell, issue.left);
    case Kind::kZeroOutput:
      return fmt::format("{} has no output", cell);
  }
  return cell;
}

}  // namespace cobden::data
