#include "cobden/economy/cp_totals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>

namespace cobden::economy {
namespace {

double percent(double hat) { return 100 * (hat - 1); }

/// Base and new economy; new money is divided by the price of the numeraire.
class Totals {
 public:
  Totals(const CpEngine& g, const CpWork& base, const CpWork& now, const CpClosure& closure,
         const std::vector<std::string>& measures)
      : g_(g), base_(base), now_(now), measures_(measures), price_(g.N, 1.0) {
    for (std::size_t n = 0; n < g.N; ++n) {
      double log_price = 0;
      for (std::size_t s = 0; s < g.S; ++s)
        log_price += g.shares.final_share(Sector(s), Country(n)) * (now.p[g.at(s, n)] - base.p[g.at(s, n)]);
      price_[n] = std::exp(log_price);
    }
    const auto of = static_cast<std::size_t>(std::max(closure.numeraire_country, 0));
    if (closure.numeraire == Numeraire::Kind::kWage) unit_ = now.ew[of] / base.ew[of];
    if (closure.numeraire == Numeraire::Kind::kPriceIndex) unit_ = price_[of];
  }

  Outcomes take() {
    add_changes();
    add_trade();
    if (any_wanted({"deficit", "income", "value_added"})) add_accounts();
    if (any_wanted({"output_volume", "unit_cost", "price_index"})) add_sector_changes();
    return std::move(out_);
  }

 private:
  Variable by_country(std::string measure, std::string label, std::string unit, bool importer) const {
    return {.measure = std::move(measure),
            .label = std::move(label),
            .unit = std::move(unit),
            .by_sector = false,
            .by_importer = importer,
            .by_exporter = !importer,
            .base = std::vector<double>(g_.N),
            .value = std::vector<double>(g_.N)};
  }

  Variable by_sector(const Variable& total, std::string label) const {
    Variable v = total;
    v.label = std::move(label);
    v.by_sector = true;
    v.base.assign(g_.S * g_.N, 0.0);
    v.value.assign(g_.S * g_.N, 0.0);
    return v;
  }

  bool wanted(std::string_view measure) const {
    return measures_.empty() || std::ranges::find(measures_, measure) != measures_.end();
  }
  bool any_wanted(std::initializer_list<std::string_view> list) const {
    return std::ranges::any_of(list, [this](std::string_view m) { return wanted(m); });
  }

  double revenue(const CpWork& work, std::size_t n) const {
    double sum = 0;
    for (const std::size_t s : g_.open) sum += work.rho[g_.at(s, n)] * work.X[g_.at(s, n)];
    return sum;
  }

  double income(const CpWork& work, std::size_t n) const {
    return work.ew[n] * g_.VA[n] + revenue(work, n) + work.D[n];
  }

  void add_changes() {
    auto exact = by_country("welfare_exact", "Real income (exact)", "percent", true);
    auto wage = by_country("real_wage", "Real wage", "percent", true);
    auto price = by_country("price_index", "Consumer price index", "percent", true);
    auto nominal = by_country("wage", "Wage", "percent", true);
    for (std::size_t n = 0; n < g_.N; ++n) {
      const double wage_hat = now_.ew[n] / base_.ew[n];
      exact.value[n] = percent(income(now_, n) / income(base_, n) / price_[n]);
      wage.value[n] = percent(wage_hat / price_[n]);
      price.value[n] = percent(price_[n] / unit_);
      nominal.value[n] = percent(wage_hat / unit_);
    }
    for (auto* v : {&exact, &wage, &price, &nominal}) out_.add(std::move(*v));
  }

  /// `flow` gives the money of a sector and country.
  template <class Flow>
  void add_money(const char* measure, const char* label, bool importer, const Flow& flow) {
    auto total = by_country(measure, label, g_.shares.unit, importer);
    auto detail = by_sector(total, std::string(label) + " by sector");
    for (std::size_t s = 0; s < g_.S; ++s)
      for (std::size_t n = 0; n < g_.N; ++n) {
        const std::size_t a = g_.at(s, n), d = s * g_.N + n;
        detail.base[d] = flow(base_, a), detail.value[d] = flow(now_, a) / unit_;
        total.base[n] += detail.base[d], total.value[n] += detail.value[d];
      }
    out_.add(std::move(total));
    out_.add(std::move(detail));
  }

  void add_trade() {
    if (wanted("exports")) add_exports();
    const bool rate = wanted("average_tariff");
    if (rate || wanted("imports")) add_imports();
    if (rate || wanted("tariff_revenue")) add_revenue();
    if (any_wanted({"output", "output_volume"})) add_output();
    if (rate) add_average_tariff();
  }

  void add_exports() {
    add_money("exports", "Exports", false, [](const CpWork& w, std::size_t a) { return w.Y[a]; });
  }
  void add_imports() {
    add_money("imports", "Imports (customs value)", true,
              [](const CpWork& w, std::size_t a) { return w.M[a] * w.X[a]; });
  }
  void add_revenue() {
    add_money("tariff_revenue", "Tariff revenue", true,
              [](const CpWork& w, std::size_t a) { return w.rho[a] * w.X[a]; });
  }
  void add_output() {
    add_money("output", "Gross output", false,
              [](const CpWork& w, std::size_t a) { return w.s[a] * w.X[a] + w.Y[a]; });
  }

  void add_average_tariff() {
    auto rate = by_country("average_tariff", "Tariff revenue over imports", "percent", true);
    const auto &imports = *out_.find("imports"), &revenue = *out_.find("tariff_revenue");
    for (std::size_t n = 0; n < g_.N; ++n) {
      rate.base[n] = imports.base[n] > 0 ? 100 * revenue.base[n] / imports.base[n] : 0.0;
      rate.value[n] = imports.value[n] > 0 ? 100 * revenue.value[n] / imports.value[n] : 0.0;
    }
    out_.add(std::move(rate));
  }

  void add_accounts() {
    auto deficit = by_country("deficit", "Trade deficit (imports less exports)", g_.shares.unit, true);
    auto money = by_country("income", "Income (value added, revenue, deficit)", g_.shares.unit, true);
    auto added = by_country("value_added", "Value added", g_.shares.unit, false);
    for (std::size_t n = 0; n < g_.N; ++n) {
      deficit.base[n] = base_.D[n], deficit.value[n] = now_.D[n] / unit_;
      money.base[n] = income(base_, n), money.value[n] = income(now_, n) / unit_;
      added.base[n] = base_.ew[n] * g_.VA[n], added.value[n] = now_.ew[n] * g_.VA[n] / unit_;
    }
    for (auto* v : {&deficit, &money, &added}) out_.add(std::move(*v));
  }

  void add_sector_changes() {
    const auto like = [&](const char* measure, const char* label, bool importer) {
      return by_sector(by_country(measure, label, "percent", importer), label);
    };
    auto volume = like("output_volume", "Output at base prices", false);
    auto price = like("price_index", "Purchaser price by sector", true);
    auto cost = like("unit_cost", "Unit cost (factory-gate price) by sector", false);
    const Variable* output = out_.find_by_sector("output");
    for (std::size_t s = 0; s < g_.S; ++s)
      for (std::size_t n = 0; n < g_.N; ++n) {
        const std::size_t a = g_.at(s, n), d = s * g_.N + n;
        const double cost_hat = std::exp(now_.c[a] - base_.c[a]) / unit_;
        if (output)
          volume.value[d] = output->base[d] > 0 ? percent(output->value[d] / output->base[d] / cost_hat)
                                                : std::numeric_limits<double>::quiet_NaN();
        price.value[d] = percent(std::exp(now_.p[a] - base_.p[a]) / unit_);
        cost.value[d] = percent(cost_hat);
      }
    if (output) out_.add(std::move(volume));
    for (auto* v : {&price, &cost}) out_.add(std::move(*v));
  }

  const CpEngine& g_;
  const CpWork &base_, &now_;
  const std::vector<std::string>& measures_;
  std::vector<double> price_;  ///< of consumption, new over base
  double unit_ = 1;            ///< price of the numeraire
  Outcomes out_;
};

}  // namespace

const std::vector<std::string>& cp_total_measures() {
  static const std::vector<std::string> measures{
      "welfare_exact", "real_wage",      "price_index",   "wage",           "exports",
      "imports",       "tariff_revenue", "output",        "average_tariff", "deficit",
      "income",        "value_added",    "output_volume", "unit_cost"};
  return measures;
}

Outcomes cp_totals(const CpEngine& engine, const CpWork& base, const CpWork& now, const CpClosure& closure,
                   const std::vector<std::string>& measures) {
  return Totals(engine, base, now, closure, measures).take();
}

}  // namespace cobden::economy
