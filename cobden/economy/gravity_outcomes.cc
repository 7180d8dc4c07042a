#include "cobden/economy/gravity_outcomes.h"

#include <cmath>
#include <functional>
#include <limits>

namespace cobden::economy {
namespace {

using Effects = GravitySpec::Effects;
using CountryValue = std::function<double(Country)>;
enum class Side { kImporter, kExporter };
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

double ratio(double now, double base) { return base == 0 ? kUndefined : now / base; }
double percent(double now, double base) { return 100 * (ratio(now, base) - 1); }

double total(const ByCountry& values) {
  double sum = 0;
  for (const double v : values.flat()) sum += v;
  return sum;
}

void set_full(const GravityProblem& p, const GravitySolution& s, GravityState& state) {
  const std::size_t n = p.output.size();
  const GravityPoint at = evaluate_gravity(p, s.log_price, s.log_world_factor);
  state.world_factor = std::exp(s.log_world_factor);
  state.output_new = at.income;
  for (const Country i : indices<Country>(n)) {
    state.price[i] = std::exp(s.log_price[i]);
    state.spending_new[i] = at.spending[i] * state.world_factor;
  }
  const double world = total(state.output_new) / total(state.output_base);
  for (const Country j : indices<Country>(n)) {
    // Y' = p^-theta OMR^-theta x world, in changes.
    state.outward[j] = std::exp(-((1 + p.theta) * s.log_price[j] - std::log(world)) / p.theta);
    for (const Country i : indices<Country>(n)) state.flow_new(j, i) = s.share(j, i) * state.spending_new[j];
  }
}

void set_fixed_incomes(const GravityProblem& p, const GravitySolution& s, GravityState& state) {
  for (const Country j : indices<Country>(p.output.size())) {
    state.outward[j] = std::exp(-s.log_price[j]);
    for (const Country i : indices<Country>(p.output.size()))
      state.flow_new(j, i) = s.share(j, i) * state.spending_base[j];
  }
}

void move_incomes_once(const GravityProblem& p, const GravitySolution& s, GravitySpec::Deficits deficits,
                       GravityState& state) {
  const auto countries = indices<Country>(p.output.size());
  for (const Country i : countries) {
    state.price[i] = std::exp(s.log_price[i]);
    state.output_new[i] = state.output_base[i] * state.price[i];
    state.spending_new[i] = deficits == GravitySpec::Deficits::kAdditive
                                ? state.output_new[i] + p.deficit[i]
                                : state.spending_base[i] * state.price[i];
  }
  const double world = total(state.output_new) / total(state.output_base);
  for (const Country j : countries)
    for (const Country i : countries)
      state.flow_new(j, i) *= state.price[i] * ratio(state.spending_new[j], state.spending_base[j]) / world;
}

/// Adds country measures to outcomes with one line each.
class Columns {
 public:
  Columns(const GravityState& state, Outcomes& outcomes) : n_(state.price.size()), outcomes_(outcomes) {}
  void level(const char* measure, const char* label, const std::string& unit, Side side,
             const CountryValue& base, const CountryValue& now) {
    add(measure, label, unit, side, base, now);
  }
  void change(const std::string& measure, const char* label, Side side, const CountryValue& value) {
    add(
        measure, label, "percent", side, [](Country) { return 0.0; }, value);
  }
  void index(const char* measure, const char* label, const CountryValue& value) {
    add(
        measure, label, "index, base = 1", Side::kImporter, [](Country) { return 1.0; }, value);
  }

 private:
  void add(const std::string& measure, const char* label, const std::string& unit, Side side,
           const CountryValue& base, const CountryValue& now) {
    Variable v{.measure = measure,
               .label = label,
               .unit = unit,
               .by_sector = false,
               .by_importer = side == Side::kImporter,
               .by_exporter = side == Side::kExporter,
               .base = {},
               .value = {}};
    for (const Country i : indices<Country>(n_)) v.base.push_back(base(i)), v.value.push_back(now(i));
    outcomes_.add(std::move(v));
  }
  std::size_t n_;
  Outcomes& outcomes_;
};

struct TradeTotals {
  ByCountry exports, imports;
};

TradeTotals foreign_totals(const BilateralMatrix& flow) {
  TradeTotals t{ByCountry(flow.rows()), ByCountry(flow.rows())};
  for (const Country j : indices<Country>(flow.rows()))
    for (const Country i : indices<Country>(flow.rows()))
      if (i != j) t.exports[i] += flow(j, i), t.imports[j] += flow(j, i);
  return t;
}

Variable bilateral(const char* measure, const char* label, const std::string& unit, bool by_sector,
                   const BilateralMatrix& base, const BilateralMatrix& now, double scale) {
  Variable v{.measure = measure,
             .label = label,
             .unit = unit,
             .by_sector = by_sector,
             .by_importer = true,
             .by_exporter = true,
             .base = {base.flat().begin(), base.flat().end()},
             .value = {now.flat().begin(), now.flat().end()}};
  for (double& x : v.value) x *= scale;
  return v;
}

void add_common(const GravityState& s, const std::string& unit, const TradeTotals& base,
                const TradeTotals& now, Outcomes& out) {
  Columns c(s, out);
  c.change("welfare_exact", "Real expenditure (exact)", Side::kImporter,
           [&](Country i) { return percent(s.spending_new[i] / s.price_index[i], s.spending_base[i]); });
  c.change("real_wage", "Real wage", Side::kImporter,
           [&](Country i) { return 100 * (s.price[i] / s.price_index[i] - 1); });
  c.index("price_index", "Price index", [&](Country i) { return s.price_index[i]; });
  c.index("factory_gate_price", "Factory-gate price (nominal wage)", [&](Country i) { return s.price[i]; });
  c.index("outward_multilateral_resistance", "Outward multilateral resistance",
          [&](Country i) { return s.outward[i]; });
  c.level(
      "exports", "Exports", unit, Side::kExporter, [&](Country i) { return base.exports[i]; },
      [&](Country i) { return now.exports[i]; });
  c.level(
      "imports", "Imports", unit, Side::kImporter, [&](Country i) { return base.imports[i]; },
      [&](Country i) { return now.imports[i]; });
  c.level(
      "output", "Output", unit, Side::kExporter, [&](Country i) { return s.output_base[i]; },
      [&](Country i) { return s.output_new[i]; });
  c.level(
      "expenditure", "Expenditure", unit, Side::kImporter, [&](Country i) { return s.spending_base[i]; },
      [&](Country i) { return s.spending_new[i]; });
  c.level(
      "deficit", "Imports less exports", unit, Side::kImporter,
      [&](Country i) { return base.imports[i] - base.exports[i]; },
      [&](Country i) { return now.imports[i] - now.exports[i]; });
  out.add(bilateral("trade_customs_value", "Trade at customs value", unit, true, s.flow_base, s.flow_new, 1));
}

void add_ge_gravity(const GravityState& s, const std::string& unit, Outcomes& out) {
  Columns c(s, out);
  const auto real_wage = [&](Country i) { return s.price[i] / s.price_index[i]; };
  c.index("ge_gravity.welfare", "welfare", [&](Country i) {
    return s.multiplicative ? real_wage(i) : ratio(s.spending_new[i], s.spending_base[i]) / s.price_index[i];
  });
  c.index("ge_gravity.real_wage", "real_wage", real_wage);
  c.index("ge_gravity.nom_wage", "nom_wage", [&](Country i) { return s.price[i]; });
  c.index("ge_gravity.price_index", "price_index", [&](Country i) { return s.price_index[i]; });
  out.add(bilateral("ge_gravity.new_trade", "new_trade", unit, false, s.flow_base, s.flow_new,
                    1 / s.world_factor));
}

void add_gegravity(const GravityState& s, const TradeTotals& base, const TradeTotals& now, Outcomes& out) {
  Columns c(s, out);
  const auto add = [&](const char* name, const CountryValue& value) {
    c.change(name + std::string(" change (percent)"), name, Side::kImporter, value);
  };
  const auto terms = [&](Country i) { return s.price[i] / s.price_index[i]; };
  const auto gdp = [&](Country i) { return ratio(s.output_new[i], s.output_base[i]) / s.price_index[i]; };
  add("factory gate price", [&](Country i) { return 100 * (s.price[i] - 1); });
  add("omr", [&](Country i) { return 100 * (s.outward[i] - 1); });
  add("imr", [&](Country i) { return 100 * (s.price_index[i] - 1); });
  add("GDP", [&](Country i) { return 100 * (gdp(i) - 1); });
  c.index("welfare statistic", "welfare statistic",
          [&](Country i) { return ratio(s.spending_base[i], s.spending_new[i]) * s.price_index[i]; });
  add("terms of trade", [&](Country i) { return 100 * (terms(i) - 1); });
  add("output", [&](Country i) { return percent(s.output_new[i], s.output_base[i]); });
  add("expenditure", [&](Country i) { return percent(s.spending_new[i], s.spending_base[i]); });
  add("foreign exports", [&](Country i) { return percent(now.exports[i], base.exports[i]); });
  add("foreign imports", [&](Country i) { return percent(now.imports[i], base.imports[i]); });
  add("intranational trade", [&](Country i) { return percent(s.flow_new(i, i), s.flow_base(i, i)); });
}

}  // namespace

GravityState gravity_state(const GravityProblem& p, const GravitySolution& s, Effects effects,
                           GravitySpec::Deficits deficits, const BilateralMatrix& flow_base) {
  const std::size_t n = p.output.size();
  GravityState state{.output_base = p.output,
                     .spending_base = p.spending,
                     .output_new = p.output,
                     .spending_new = p.spending,
                     .price = ByCountry(n, 1.0),
                     .price_index = ByCountry(n, 1.0),
                     .outward = ByCountry(n, 1.0),
                     .flow_base = flow_base,
                     .flow_new = flow_base,
                     .world_factor = 1,
                     .multiplicative = deficits == GravitySpec::Deficits::kMultiplicative};
  if (effects == Effects::kBaseline) return state;
  for (const Country i : indices<Country>(n)) state.price_index[i] = std::exp(s.log_price_index[i]);
  if (effects == Effects::kFull)
    set_full(p, s, state);
  else
    set_fixed_incomes(p, s, state);
  if (effects == Effects::kFirstOrder) move_incomes_once(p, s, deficits, state);
  return state;
}

Outcomes gravity_outcomes(const GravityState& state, const std::string& unit) {
  Outcomes out;
  const TradeTotals base = foreign_totals(state.flow_base), now = foreign_totals(state.flow_new);
  add_common(state, unit, base, now, out);
  add_ge_gravity(state, unit, out);
  add_gegravity(state, base, now, out);
  return out;
}

}  // namespace cobden::economy
