// The stored results of two public programs for one-sector gravity: the Stata command ge_gravity (Baier,
// Yotov and Zylkin 2019) on 44 economies, and the Python package gegravity (Herman 2021) on 30 countries.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "cobden/economy/gravity.h"
#include "cobden/economy/gravity_baseline.h"
#include "cobden/scenario/gravity_study.h"

namespace cobden::scenario {
namespace {

using economy::BilateralMatrix;
using economy::GravitySpec;
constexpr economy::SolveOptions kTight{.tolerance = 1e-12, .max_iterations = 200};

const std::vector<double>& values(const economy::Result& result, const std::string& measure) {
  const auto* v = result.outcomes.find(measure);
  invariant(v != nullptr, "a gravity model reports every column of the packages");
  return v->value;
}

/// One of the two stored runs of the EU enlargement: welfare by country and flows by pair.
struct StataRun {
  GravitySpec::Deficits deficits;
  const char *welfare, *trade;
};

void add_stata_rows(Replication& out, const PairTable& pairs, const StataRun& run,
                    const economy::Result& result) {
  const ByCountry welfare = pairs.of_exporter(run.welfare);
  const BilateralMatrix trade = pairs.matrix(run.trade);
  const auto &ours_welfare = values(result, "ge_gravity.welfare"),
             &ours_trade = values(result, "ge_gravity.new_trade");
  const auto& countries = pairs.countries();
  const std::string scenario = "eu_effect, " + to_string(run.deficits) + " deficits";
  for (const Country i : countries.all())
    out.rows.push_back({.table = "reference",
                        .entity = countries.code(i),
                        .measure = run.welfare,
                        .scenario = scenario,
                        .unit = "index, base = 1",
                        .paper = welfare[i],
                        .paper_decimals = 7,
                        .ours = ours_welfare[static_cast<std::size_t>(i.value)]});
  for (const Country i : countries.all())
    for (const Country j : countries.all())
      out.rows.push_back({.table = "reference",
                          .entity = countries.code(i) + "-" + countries.code(j),
                          .measure = run.trade,
                          .scenario = scenario,
                          .unit = "million USD",
                          .paper = trade(j, i),
                          .paper_decimals = 7,
                          .ours = ours_trade[static_cast<std::size_t>(j.value) * countries.size() +
                                             static_cast<std::size_t>(i.value)]});
}

Replication replicate_ge_gravity(const std::filesystem::path& data, const RunContext& context) {
  const PairTable pairs(data / "ge_gravity_stata_44_results.csv.xz", 2000);
  const auto benchmark = economy::one_sector_benchmark("wiod-2000-44", 2000, "million USD", pairs.countries(),
                                                       pairs.matrix("trade"));
  constexpr double kTheta = 4;
  const TradeCube hat = economy::trade_cost_hat_from_partial_effects(pairs.matrix("eu_effect"), kTheta);
  Replication out{.name = "gravity",
                  .variant = "ge-gravity",
                  .citation = "baier_yotov_zylkin_2019",
                  .rows = {},
                  .notes = {},
                  .solver = {},
                  .closure = "additive and multiplicative",
                  .numeraire = "world-value-added"};
  for (const StataRun run : {StataRun{GravitySpec::Deficits::kAdditive, "w_eu", "X_eu"},
                             StataRun{GravitySpec::Deficits::kMultiplicative, "w_mult", "X_mult"}}) {
    GravitySpec spec;
    spec.theta = kTheta;
    spec.deficits = run.deficits;
    const auto result =
        make_gravity(benchmark, spec)->solve({.tariff_new = {}, .trade_cost_hat = hat}, kTight, context);
    keep_worst(out.solver, result.solver);
    add_stata_rows(out, pairs, run, result);
  }
  out.notes = {
      "eu_effect is the partial effect in logs of trade: X' = X exp(eu_effect) before any adjustment, i.e. "
      "cost_hat = exp(-eu_effect / theta).",
      "Pairs are named exporter-importer. The reference columns are Stata floats: 24 bits, at best 6e-8 of "
      "the value; the command itself stops at 1e-8.",
      "w_mult is the real wage; X_mult is stored before the common factor that makes world spending equal "
      "world output."};
  return out;
}

/// Trade costs to the power 1 - sigma of the package's example: exp(sum beta x), [importer][exporter].
BilateralMatrix package_costs(const PairTable& pairs) {
  // Poisson estimates printed in the package's example (examples_OneSectorGE.py), by ppmlhdfe on the same 30
  // countries.
  constexpr std::array<std::pair<const char*, double>, 5> kEstimates{{{"lndist", -0.3898623},
                                                                      {"contiguity", 0.891577},
                                                                      {"common_language", 0.0326249},
                                                                      {"pta", 0.4711383},
                                                                      {"international", -3.412584}}};
  BilateralMatrix cost(pairs.countries().size(), pairs.countries().size());
  for (const auto& [variable, beta] : kEstimates) {
    const BilateralMatrix x = pairs.matrix(variable);
    for (std::size_t c = 0; c < cost.flat().size(); ++c) cost.flat()[c] += beta * x.flat()[c];
  }
  for (double& c : cost.flat()) c = std::exp(c + 16.32434);  // the constant cancels in every result
  return cost;
}

BilateralMatrix canada_japan_agreement(const PairTable& pairs) {
  constexpr double kPtaEstimate = 0.4711383;
  const Country canada = pairs.countries().at("CAN"), japan = pairs.countries().at("JPN");
  BilateralMatrix partial(pairs.countries().size(), pairs.countries().size());
  const BilateralMatrix pta = pairs.matrix("pta");
  partial(canada, japan) = kPtaEstimate * (1 - pta(canada, japan));
  partial(japan, canada) = kPtaEstimate * (1 - pta(japan, canada));
  return partial;
}

/// gegravity builds its base from costs and margins; its output and expenditure totals differ, and only
/// shares enter.
economy::GravityFit package_baseline(const PairTable& pairs) {
  ByCountry output = pairs.of_exporter("Y");
  const ByCountry spending = pairs.of_importer("E");
  double y = 0, e = 0;
  for (const Country i : pairs.countries().all()) y += output[i], e += spending[i];
  for (const Country i : pairs.countries().all()) output[i] *= e / y;
  return economy::fit_gravity_flows(package_costs(pairs), output, spending, pairs.countries().at("DEU"),
                                    pairs.countries().codes(), kTight);
}

constexpr std::array kPackageColumns{"factory gate price change (percent)",
                                     "omr change (percent)",
                                     "imr change (percent)",
                                     "GDP change (percent)",
                                     "welfare statistic",
                                     "terms of trade change (percent)",
                                     "output change (percent)",
                                     "expenditure change (percent)",
                                     "foreign exports change (percent)",
                                     "foreign imports change (percent)",
                                     "intranational trade change (percent)"};

}  // namespace

std::vector<std::string> gravity_variants() {
  return {"ge-gravity", "trade-without-border", "rtas-effects-identities"};
}
std::vector<std::string> gegravity_variants() { return {"canada-japan", "canada-japan-full"}; }

Replication replicate_gravity(const std::filesystem::path& data, const std::string& variant,
                              const RunContext& context) {
  if (variant == "trade-without-border") return replicate_trade_without_border(data, context);
  if (variant == "rtas-effects-identities") return replicate_rtas_effects_identities(data);
  return replicate_ge_gravity(data, context);
}

Replication replicate_gegravity(const std::filesystem::path& data, const std::string& variant,
                                const RunContext& context) {
  const PairTable pairs(data / "gegravity_sample_30.csv", 2006);
  const CountryTable stored(data / "gegravity_CANJPN_country_results.csv");
  const economy::GravityFit base = package_baseline(pairs);
  const auto benchmark =
      economy::one_sector_benchmark("gegravity-30", 2006, "million USD", pairs.countries(), base.flow);
  GravitySpec spec;
  spec.sigma = 5;
  spec.deficits = GravitySpec::Deficits::kMultiplicative;
  spec.effects =
      variant == "canada-japan-full" ? GravitySpec::Effects::kFull : GravitySpec::Effects::kFirstOrder;
  spec.numeraire = {economy::Numeraire::Kind::kPriceIndex, "DEU"};
  const TradeCube hat = economy::trade_cost_hat_from_partial_effects(canada_japan_agreement(pairs), 4);
  const auto result =
      make_gravity(benchmark, spec)->solve({.tariff_new = {}, .trade_cost_hat = hat}, kTight, context);
  Replication out{.name = "gegravity",
                  .variant = variant,
                  .citation = "herman_2021",
                  .rows = {},
                  .notes = {},
                  .solver = base.solver,
                  .closure = result.closure,
                  .numeraire = result.numeraire};
  keep_worst(out.solver, result.solver);
  for (const char* column : kPackageColumns) {
    const auto& ours = values(result, column);
    const char* unit = std::string(column) == "welfare statistic" ? "index, base = 1" : "percent";
    add_column(out, stored, pairs.countries(), column, "Canada-Japan PTA", unit,
               [&](Country i) { return ours[static_cast<std::size_t>(i.value)]; });
  }
  out.notes = {
      "Baseline flows are fitted to the example's Poisson estimates (lndist -0.3898623, contiguity 0.891577, "
      "common_language 0.0326249, pta 0.4711383, "
      "international -3.412584) and to the sample's output and expenditure shares; reference importer DEU.",
      "The package's 'full GE' keeps the baseline output and expenditure shares in its resistance equations, "
      "so its prices are the conditional "
      "resistances moved once (factory gate price = 1 / omr). The default variant does the same; "
      "'canada-japan-full' clears markets, and differs.",
      "The package's welfare statistic is base over new real expenditure: below 1 is a gain."};
  return out;
}

}  // namespace cobden::scenario
