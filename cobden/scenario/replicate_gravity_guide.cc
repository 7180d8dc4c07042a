// Chapter 2 of An Advanced Guide to Trade Policy Analysis (Yotov, Piermartini, Monteiro and Larch 2016, WTO
// and UNCTAD) on 69 countries: trade without borders. The Guide iterates PPML regressions. A regression with
// exporter and importer effects and a given trade cost has one solution fixed by its margins
// (cobden/economy/gravity_baseline.h), so only the first one, which estimates three cost coefficients, is
// done here.
#include <fmt/format.h>

#include <Eigen/Dense>
#include <array>
#include <cmath>

#include "cobden/economy/gravity.h"
#include "cobden/economy/gravity_baseline.h"
#include "cobden/scenario/gravity_study.h"

namespace cobden::scenario {
namespace {

using economy::BilateralMatrix;
using economy::GravityFit;
constexpr double kSigma = 7, kTheta = kSigma - 1;
constexpr economy::SolveOptions kTight{.tolerance = 1e-12, .max_iterations = 200};
using Coefficients = Eigen::Vector3d;  // log distance, contiguity, international border
const std::array kVariables{"ln_DIST", "CNTG", "INTL_BRDR"};
/// Poisson estimates of the application as its log prints them.
const Coefficients kPrinted(-0.7912879, 0.6736456, -2.47445);

/// The 2006 pairs; the Guide renames its reference country so that it sorts last.
PairTable guide_pairs(const std::filesystem::path& data) {
  return PairTable(data / "agtpa_ch2_TradeWithoutBorder_2006.csv.xz", 0, {{"ZZZ", "DEU"}});
}

struct Application {
  CountryAxis countries;
  Country reference;
  BilateralMatrix trade;
  std::array<BilateralMatrix, 3> variable;  // in the order of Coefficients
  ByCountry output, spending;               // sums of observed trade
  Coefficients estimates;
  BilateralMatrix cost_new;  // t^(1-sigma) without borders
  GravityFit base, conditional;
};

BilateralMatrix cost_power(const Application& a, const Coefficients& beta) {
  BilateralMatrix cost(a.countries.size(), a.countries.size());
  for (std::size_t c = 0; c < cost.flat().size(); ++c) {
    double sum = 0;
    for (int v = 0; v < 3; ++v) sum += beta[v] * a.variable[static_cast<std::size_t>(v)].flat()[c];
    cost.flat()[c] = std::exp(sum);
  }
  return cost;
}

GravityFit fit(const Application& a, const BilateralMatrix& cost) {
  return fit_gravity_flows(cost, a.output, a.spending, a.reference, a.countries.codes(), kTight);
}

/// Poisson first-order conditions of the coefficients: sum (trade - fitted) variable, relative to the sum of
/// trade.
Coefficients score(const Application& a, const Coefficients& beta) {
  const BilateralMatrix fitted = fit(a, cost_power(a, beta)).flow;
  Coefficients sum = Coefficients::Zero();
  double total = 0;
  for (std::size_t c = 0; c < fitted.flat().size(); ++c) {
    total += a.trade.flat()[c];
    for (int v = 0; v < 3; ++v)
      sum[v] += (a.trade.flat()[c] - fitted.flat()[c]) * a.variable[static_cast<std::size_t>(v)].flat()[c];
  }
  return sum / total;
}

/// Newton on the score from the printed digits, with differences for the derivative; three steps reach
/// rounding.
Coefficients estimate(const Application& a) {
  Coefficients beta = kPrinted;
  for (int step = 0; step < 4; ++step) {
    const Coefficients here = score(a, beta);
    Eigen::Matrix3d slope;
    for (int v = 0; v < 3; ++v) slope.col(v) = (score(a, beta + 1e-5 * Coefficients::Unit(v)) - here) / 1e-5;
    beta -= slope.partialPivLu().solve(here);
  }
  return beta;
}

Application load(const std::filesystem::path& data) {
  const PairTable pairs = guide_pairs(data);
  const std::size_t n = pairs.countries().size();
  Application a{.countries = pairs.countries(),
                .reference = pairs.countries().at("DEU"),
                .trade = pairs.matrix("trade"),
                .variable = {pairs.matrix("DIST"), pairs.matrix("CNTG"), BilateralMatrix(n, n, 1.0)},
                .output = ByCountry(n),
                .spending = ByCountry(n),
                .estimates = {},
                .cost_new = {},
                .base = {},
                .conditional = {}};
  for (double& distance : a.variable[0].flat()) distance = std::log(distance);
  for (const Country j : a.countries.all()) {
    a.variable[2](j, j) = 0;
    for (const Country i : a.countries.all()) a.output[i] += a.trade(j, i), a.spending[j] += a.trade(j, i);
  }
  a.estimates = estimate(a);
  a.cost_new = cost_power(a, {a.estimates[0], a.estimates[1], 0});
  a.base = fit(a, cost_power(a, a.estimates));
  a.conditional = fit(a, a.cost_new);
  return a;
}

double exports(const BilateralMatrix& flow, Country i) {
  double sum = 0;
  for (const Country j : indices<Country>(flow.rows()))
    if (j != i) sum += flow(j, i);
  return sum;
}

/// The Guide's columns of one equilibrium: resistances to the power 1 - sigma with the reference importer
/// at 1.
struct Columns {
  ByCountry price, output, outward, inward, exports;
};

Columns columns_of_fit(const Application& a, const GravityFit& fit) {
  const std::size_t n = a.countries.size();
  Columns c{ByCountry(n, 1.0), a.output, ByCountry(n), ByCountry(n), ByCountry(n)};
  for (const Country i : a.countries.all()) {
    c.outward[i] = a.output[i] * a.spending[a.reference] / fit.exporter_effect[i];
    c.inward[i] = a.spending[i] / (fit.importer_effect[i] * a.spending[a.reference]);
    c.exports[i] = exports(fit.flow, i);
  }
  return c;
}

/// The full endowment equilibrium solved to rounding. The Guide's flows leave out the common factor of
/// multiplicative deficits, as ge_gravity's do.
Columns columns_of_equilibrium(const Application& a, const Columns& base, const economy::Result& result) {
  const std::size_t n = a.countries.size();
  const auto column = [&](const char* measure) -> const std::vector<double>& {
    return result.outcomes.find(measure)->value;
  };
  const auto &price = column("factory_gate_price"), &index = column("price_index"),
             &trade = column("ge_gravity.new_trade");
  Columns c{ByCountry(price), ByCountry(n), ByCountry(n), ByCountry(n), ByCountry(n)};
  for (const Country i : a.countries.all()) {
    const auto at = static_cast<std::size_t>(i.value);
    c.output[i] = price[at] * a.output[i];
    c.outward[i] = base.outward[i] * std::pow(price[at], kSigma);
    c.inward[i] = base.inward[i] * std::pow(index[at], -kTheta);
    for (const Country j : a.countries.all())
      if (j != i) c.exports[i] += trade[static_cast<std::size_t>(j.value) * n + at];
  }
  return c;
}

/// The Guide's own loop (TradeWithoutBorder.do, step III.b), stopped by its own rule, in closed form: the
/// flows of each round are the last ones times exporter and importer factors, so the regression in it returns
/// them unchanged.
class PublishedLoop {
 public:
  explicit PublishedLoop(const Application& a)
      : a_(a),
        n_(a.countries.size()),
        exporter_(a.conditional.exporter_effect),
        importer_(a.conditional.importer_effect),
        output_(a.output),
        price_(n_),
        outward_(n_, 1.0),
        inward_(n_, 1.0),
        reference_spending_(a.spending[a.reference]) {
    for (const Country i : a.countries.all())
      price_[i] = std::pow(exporter_[i] / a.base.exporter_effect[i], -1 / kTheta);
  }

  /// Runs to the published stop: spread and largest change of the price factors at most 0.01.
  int run() {
    int rounds = 0;
    ByCountry before(n_), last = price_;  // the Guide's "change_pricei_0" is 0, not 1
    bool moving = true;
    while (moving && rounds < 100) {
      ++rounds;
      round();
      moving = still_moving(last, before);
      before = last;
      last = price_;
    }
    return rounds;
  }

  Columns columns() const {
    Columns c{ByCountry(n_), ByCountry(n_), ByCountry(n_), ByCountry(n_), ByCountry(n_)};
    const double reference = a_.spending[a_.reference];
    for (const Country i : a_.countries.all()) {
      c.price[i] = std::pow(exporter_[i] / a_.base.exporter_effect[i] / (reference_spending_ / reference),
                            -1 / kTheta);
      c.output[i] = c.price[i] * a_.output[i];
      c.outward[i] = c.output[i] * reference_spending_ / exporter_[i];
      c.inward[i] = spending(i) / (importer_[i] * reference_spending_);
    }
    for (const Country j : a_.countries.all())
      for (const Country i : a_.countries.all())
        if (i != j)
          c.exports[i] += c.output[i] * c.output[j] * a_.spending[j] / a_.output[j] * a_.cost_new(j, i) /
                          (c.inward[j] * c.outward[i]);
    return c;
  }

 private:
  double spending(Country i) const { return output_[i] * a_.spending[i] / a_.output[i]; }
  double outward_level(Country i) const { return output_[i] * reference_spending_ / exporter_[i]; }
  double inward_level(Country i) const { return spending(i) / (importer_[i] * reference_spending_); }

  void round() {
    ByCountry old_exporter = exporter_, old_outward(n_), old_inward(n_);
    for (const Country i : a_.countries.all())
      old_outward[i] = outward_level(i), old_inward[i] = inward_level(i);
    const double old_reference = reference_spending_;
    const double level = price_[a_.reference] / inward_[a_.reference] *
                         importer_[a_.reference];  // reference importer back to 1
    for (const Country i : a_.countries.all()) {
      exporter_[i] *= price_[i] / outward_[i] * level;
      importer_[i] *= price_[i] / inward_[i] / level;
    }
    for (const Country i : a_.countries.all()) {
      output_[i] = 0;
      for (const Country j : a_.countries.all())
        output_[i] += exporter_[i] * a_.cost_new(j, i) * importer_[j];
    }
    reference_spending_ = spending(a_.reference);
    for (const Country i : a_.countries.all()) {
      price_[i] =
          std::pow(exporter_[i] / old_exporter[i] / (reference_spending_ / old_reference), -1 / kTheta);
      outward_[i] = outward_level(i) / old_outward[i];
      inward_[i] = inward_level(i) / old_inward[i];
    }
  }

  bool still_moving(const ByCountry& last, const ByCountry& before) const {
    double mean = 0, square = 0, largest = -1e300;
    const auto count = static_cast<double>(n_);
    for (const Country i : a_.countries.all()) {
      const double d = last[i] - before[i];
      mean += d / count, square += d * d / count;
      largest = std::max(largest, d);
    }
    return std::sqrt(square - mean * mean) > 0.01 || std::abs(largest) > 0.01;
  }

  const Application& a_;
  std::size_t n_;
  ByCountry exporter_, importer_, output_, price_, outward_, inward_;
  double reference_spending_;
};

double percent(double now, double base) { return 100 * (now / base - 1); }
double percent_of_power(double now, double base) { return 100 * (std::pow(now / base, -1 / kTheta) - 1); }

void add_full(Replication& out, const CountryTable& production, const CountryTable& consumption,
              const Application& a, const Columns& base, const Columns& full, const std::string& scenario) {
  const auto make = [&](const char* name, const char* unit, const std::function<double(Country)>& ours) {
    add_column(out, production, a.countries, name, scenario, unit, ours);
  };
  const auto use = [&](const char* name, const char* unit, const std::function<double(Country)>& ours) {
    add_column(out, consumption, a.countries, name, scenario, unit, ours);
  };
  make("change_pricei_FULL", "index, base = 1", [&](Country i) { return full.price[i]; });
  make("change_price_FULL", "percent", [&](Country i) { return percent(full.price[i], 1); });
  make("Y_FULL", "million USD", [&](Country i) { return full.output[i]; });
  make("OMR_FULL", "power 1 - sigma", [&](Country i) { return full.outward[i]; });
  make("change_OMR_FULL", "percent",
       [&](Country i) { return percent_of_power(full.outward[i], base.outward[i]); });
  make("Xi_FULL", "million USD", [&](Country i) { return full.exports[i]; });
  make("change_Xi_FULL", "percent", [&](Country i) { return percent(full.exports[i], base.exports[i]); });
  use("IMR_FULL", "power 1 - sigma", [&](Country i) { return full.inward[i]; });
  use("change_IMR_FULL", "percent",
      [&](Country i) { return percent_of_power(full.inward[i], base.inward[i]); });
}

void add_fixed(Replication& out, const CountryTable& production, const CountryTable& consumption,
               const Application& a, const Columns& base, const Columns& conditional) {
  const auto make = [&](const char* name, const char* scenario, const char* unit,
                        const std::function<double(Country)>& ours) {
    add_column(out, production, a.countries, name, scenario, unit, ours);
  };
  const auto use = [&](const char* name, const char* scenario, const char* unit,
                       const std::function<double(Country)>& ours) {
    add_column(out, consumption, a.countries, name, scenario, unit, ours);
  };
  make("Y_BLN", "baseline", "million USD", [&](Country i) { return a.output[i]; });
  make("Xi_BLN", "baseline", "million USD", [&](Country i) { return base.exports[i]; });
  make("OMR_BLN", "baseline", "power 1 - sigma", [&](Country i) { return base.outward[i]; });
  use("IMR_BLN", "baseline", "power 1 - sigma", [&](Country i) { return base.inward[i]; });
  make("Xi_CDL", "conditional", "million USD", [&](Country i) { return conditional.exports[i]; });
  make("OMR_CDL", "conditional", "power 1 - sigma", [&](Country i) { return conditional.outward[i]; });
  make("change_Xi_CDL", "conditional", "percent",
       [&](Country i) { return percent(conditional.exports[i], base.exports[i]); });
  make("change_OMR_CDL", "conditional", "percent",
       [&](Country i) { return percent_of_power(conditional.outward[i], base.outward[i]); });
  use("IMR_CDL", "conditional", "power 1 - sigma", [&](Country i) { return conditional.inward[i]; });
  use("change_IMR_CDL", "conditional", "percent",
      [&](Country i) { return percent_of_power(conditional.inward[i], base.inward[i]); });
}

economy::Result full_equilibrium(const Application& a, const RunContext& context) {
  economy::GravitySpec spec;
  spec.sigma = kSigma;
  spec.deficits = economy::GravitySpec::Deficits::kMultiplicative;
  spec.numeraire = {economy::Numeraire::Kind::kPriceIndex, a.countries.code(a.reference)};
  BilateralMatrix partial(a.countries.size(), a.countries.size());
  for (const Country j : a.countries.all())
    for (const Country i : a.countries.all()) partial(j, i) = i == j ? 0 : -a.estimates[2];
  const auto benchmark =
      economy::one_sector_benchmark("advanced-guide-69", 2006, "million USD", a.countries, a.base.flow);
  return make_gravity(benchmark, spec)
      ->solve(
          {.tariff_new = {}, .trade_cost_hat = economy::trade_cost_hat_from_partial_effects(partial, kTheta)},
          kTight, context);
}

void add_coefficients(Replication& out, const Application& a) {
  for (std::size_t v = 0; v < kVariables.size(); ++v)
    out.rows.push_back({.table = "log",
                        .entity = kVariables[v],
                        .measure = "coefficient",
                        .scenario = "baseline",
                        .unit = "log points",
                        .paper = kPrinted[static_cast<int>(v)],
                        .paper_decimals = v == 2 ? 5 : 7,
                        .ours = a.estimates[static_cast<int>(v)]});
}

}  // namespace

Replication replicate_trade_without_border(const std::filesystem::path& data, const RunContext& context) {
  const Application a = load(data);
  const CountryTable production(data / "agtpa_1_TradeWithoutBorder_FULL_PROD.csv"),
      consumption(data / "agtpa_1_TradeWithoutBorder_FULL_CONS.csv");
  const auto result = full_equilibrium(a, context);
  Replication out{.name = "gravity",
                  .variant = "trade-without-border",
                  .citation = "yotov_et_al_2016",
                  .rows = {},
                  .notes = {},
                  .solver = a.base.solver,
                  .closure = result.closure,
                  .numeraire = result.numeraire};
  keep_worst(out.solver, a.conditional.solver);
  keep_worst(out.solver, result.solver);
  const Columns base = columns_of_fit(a, a.base), conditional = columns_of_fit(a, a.conditional);
  add_coefficients(out, a);
  add_fixed(out, production, consumption, a, base, conditional);
  PublishedLoop loop(a);
  const int rounds = loop.run();
  add_full(out, production, consumption, a, base, loop.columns(), "full, published stop");
  add_full(out, production, consumption, a, base, columns_of_equilibrium(a, base, result), "full");
  out.notes = {
      "Cost coefficients are re-estimated from the Poisson first-order conditions and agree with the "
      "application's log (measure 'coefficient'); sigma 7; reference importer DEU.",
      fmt::format("The Guide stops its price iteration when changes fall to 0.01. Scenario 'full, published "
                  "stop' runs that loop ({} rounds); scenario 'full' is the "
                  "equilibrium to rounding, and its differences are the loop's remaining error.",
                  rounds)};
  return out;
}

Replication replicate_rtas_effects_identities(const std::filesystem::path& data) {
  const CountryTable production(data / "agtpa_2_RTAsEffects_FULL_PROD.csv");
  const PairTable pairs = guide_pairs(data);
  const auto& countries = pairs.countries();
  const auto stored = [&](Country i, const char* column) { return production.at(countries.code(i), column); };
  Replication out{.name = "gravity",
                  .variant = "rtas-effects-identities",
                  .citation = "yotov_et_al_2016",
                  .rows = {},
                  .notes = {},
                  .solver = {.status = economy::SolveStatus::kConverged,
                             .method = "none",
                             .message = "identities only; nothing is solved",
                             .history = {}},
                  .closure = "multiplicative",
                  .numeraire = "price-index:DEU"};
  add_column(out, production, countries, "Y_FULL", "identity", "million USD",
             [&](Country i) { return stored(i, "change_pricei_FULL") * stored(i, "Y_BLN"); });
  add_column(out, production, countries, "OMR_FULL", "identity", "power 1 - sigma", [&](Country i) {
    return stored(i, "OMR_BLN") * std::pow(stored(i, "change_pricei_FULL"), kSigma);
  });
  add_column(out, production, countries, "change_OMR_FULL", "identity", "percent", [&](Country i) {
    return percent(std::pow(stored(i, "change_pricei_FULL"), kSigma / kTheta), 1);
  });
  add_column(out, production, countries, "change_price_FULL", "identity", "percent",
             [&](Country i) { return -percent(stored(i, "change_pricei_FULL"), 1); });
  out.notes = {
      "Not a simulation: the application's 1994 trade panel and pair effects are not among the data, so it "
      "cannot be re-solved.",
      "The rows check that the stored prices, outputs and outward resistances obey this model's identities "
      "(Y' = p Y, OMR' = OMR p^sigma at the power 1 - sigma). "
      "The application states percent changes as the effect of having the agreement, with the sign turned."};
  return out;
}

}  // namespace cobden::scenario
