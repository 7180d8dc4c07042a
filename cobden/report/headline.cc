#include "cobden/report/headline.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "cobden/report/rows.h"
#include "cobden/scenario/shocks.h"

namespace cobden::report {
namespace {

using Show = HeadlineColumn::Show;
using scenario::Answer;

const HeadlineColumn kUsual[] = {
    {"welfare_exact", "Real income\n(exact)", "%", Show::kValue},
    {"welfare_first_order", "Real income\n(1st order)", "%", Show::kValue},
    {"terms_of_trade", "Terms\nof trade", "% income", Show::kValue},
    {"volume_of_trade", "Volume\nof trade", "% income", Show::kValue},
    {"real_wage", "Real\nwage", "%", Show::kValue},
    {"price_index", "Consumer\nprices", "%", Show::kValue},
    {"employment", "Employ-\nment", "%", Show::kValue},
    {"exports", "\nExports", "%", Show::kPercentChange},
    {"imports", "\nImports", "%", Show::kPercentChange},
    {"tariff_revenue", "Tariff\nrevenue", "bn", Show::kChange},
    {"deficit", "Trade\ndeficit", "bn", Show::kChange},
};

bool is_level(const economy::Variable& v) {
  return v.unit.find("USD") != std::string::npos || v.unit.find("EUR") != std::string::npos;
}

double at(const std::vector<double>& values, Country n) {
  return values.empty() ? 0.0 : values[static_cast<std::size_t>(n.value)];
}

/// Base income, for weights: what the model calls income or spending, else absorption of the benchmark.
double weight(const economy::Result& result, Country n) {
  for (const char* measure : {"income", "expenditure", "value_added"})
    if (const auto* v = country_variable(result, measure); v && !v->base.empty()) return at(v->base, n);
  double total = 0;
  for (const Sector s : result.benchmark->sectors().all()) total += result.benchmark->absorption()(s, n);
  return total;
}

double weighted_mean(const economy::Result& result, const std::vector<double>& values,
                     const std::vector<Country>& members) {
  if (members.size() == 1) return at(values, members[0]);
  double sum = 0, weights = 0;
  for (const Country n : members) {
    if (!std::isfinite(at(values, n))) continue;
    sum += weight(result, n) * at(values, n);
    weights += weight(result, n);
  }
  return weights > 0 ? sum / weights : std::numeric_limits<double>::quiet_NaN();
}

double scale_of(const economy::Variable& v) {
  return v.unit.starts_with("million") ? 1e-3 : v.unit.starts_with("thousand") ? 1e-6 : 1.0;
}

class RowPicker {
 public:
  explicit RowPicker(const Answer& answer) : answer_(answer), benchmark_(*answer.result.benchmark) {}

  void add(const std::string& name) {
    const auto members = scenario::select_countries(name, answer_.run.scenario, benchmark_);
    if (members.size() == 1) return add(members[0]);
    if (taken_.insert(name).second)
      rows_.push_back({name, name == "EU27" ? "European Union" : name, members});
  }
  void add(Country n) {
    const std::string& code = benchmark_.countries().code(n);
    if (taken_.insert(code).second) rows_.push_back({code, benchmark_.countries().label(n), {n}});
  }
  void add_if_known(const char* name) {
    if (benchmark_.countries().find(name) || benchmark_.tables().country_groups.contains(name)) add(name);
  }
  /// Economies that levy or pay a changed tariff, unless that is nearly everyone.
  void add_shocked() {
    const auto change = scenario::tariff_change(answer_.run.counterfactual, benchmark_);
    std::set<Country> levy, pay;
    for (const Country d : benchmark_.countries().all())
      for (const Country o : benchmark_.countries().all())
        if (change(d, o) != 0) levy.insert(d), pay.insert(o);
    for (const auto& side : {levy, pay})
      if (side.size() <= 6)
        for (const Country n : side) add(n);
  }
  void add_most_affected(int count) {
    const auto* welfare = country_variable(answer_.result, "welfare_exact");
    if (!welfare) return;
    std::vector<Country> order;
    for (const Country n : benchmark_.countries().all())
      if (std::isfinite(at(welfare->value, n))) order.push_back(n);
    std::stable_sort(order.begin(), order.end(), [&](Country a, Country b) {
      return std::abs(at(welfare->value, a)) > std::abs(at(welfare->value, b));
    });
    const std::size_t wanted = std::min(order.size(), static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < wanted; ++i) add(order[i]);
  }
  std::vector<HeadlineRow> take() { return std::move(rows_); }

 private:
  const Answer& answer_;
  const data::Benchmark& benchmark_;
  std::set<std::string> taken_;
  std::vector<HeadlineRow> rows_;
};

HeadlineColumn column_for(const economy::Variable& v) {
  for (const auto& usual : kUsual)
    if (usual.measure == v.measure) return usual;
  if (is_level(v)) return {v.measure, v.measure, scale_of(v) == 1.0 ? "change" : "bn change", Show::kChange};
  return {v.measure, v.measure, v.unit, Show::kValue};
}

}  // namespace

const economy::Variable* country_variable(const economy::Result& result, const std::string& measure) {
  for (const auto& v : result.outcomes.all())
    if (v.measure == measure && !v.by_sector && v.by_importer != v.by_exporter) return &v;
  return nullptr;
}

std::vector<HeadlineRow> headline_rows(const Answer& answer) {
  RowPicker picker(answer);
  const auto& outputs = answer.run.scenario.outputs;
  if (!outputs.countries.empty()) {
    for (const auto& name : outputs.countries) picker.add(name);
    return picker.take();
  }
  for (const char* name : {"USA", "CHN", "EU27"}) picker.add_if_known(name);
  picker.add_shocked();
  picker.add_most_affected(outputs.top);
  return picker.take();
}

std::vector<HeadlineColumn> headline_columns(const Answer& answer, const std::vector<std::string>& measures) {
  const auto& names = measures.empty() ? answer.run.scenario.outputs.measures : measures;
  require_measures(answer.result, names);
  std::vector<HeadlineColumn> columns;
  if (names.empty()) {
    for (const auto& usual : kUsual)
      if (const auto* v = country_variable(answer.result, usual.measure)) {
        columns.push_back(usual);
        if (v->unit.starts_with("index")) columns.back().unit = "base = 1";
      }
  }
  for (const auto& name : names)
    if (const auto* v = country_variable(answer.result, name)) columns.push_back(column_for(*v));
  return columns;
}

double headline_value(const economy::Result& result, const HeadlineColumn& column, const HeadlineRow& row) {
  const auto* v = country_variable(result, column.measure);
  if (!v) return std::numeric_limits<double>::quiet_NaN();
  if (column.show == Show::kValue) return weighted_mean(result, v->value, row.members);
  double base = 0, value = 0;
  for (const Country n : row.members) base += at(v->base, n), value += at(v->value, n);
  if (column.show == Show::kChange) return scale_of(*v) * (value - base);
  return base != 0 ? 100 * (value / base - 1) : std::numeric_limits<double>::quiet_NaN();
}

scenario::ElasticityRange::Span headline_range(const Answer& answer, const HeadlineRow& row) {
  scenario::ElasticityRange::Span span;
  bool first = true;
  for (std::size_t k = 0; k < answer.range.sets.size(); ++k) {
    if (answer.range.welfare_percent[k].empty()) continue;
    const double x = weighted_mean(answer.result, answer.range.welfare_percent[k], row.members);
    if (first || x < span.low) span.low = x, span.low_set = answer.range.sets[k];
    if (first || x > span.high) span.high = x, span.high_set = answer.range.sets[k];
    first = false;
  }
  return span;
}

}  // namespace cobden::report
