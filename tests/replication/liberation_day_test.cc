// Ignatenko, Lashkaripour, Macedoni and Simonovska (2025, JIE): Tables 1 to 3 at every printed digit, all
// countries of the headline experiment, and numbers quoted in the abstract.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "cobden/core/file.h"
#include "cobden/core/text.h"
#include "cobden/economy/single_sector_equilibrium.h"
#include "cobden/scenario/liberation_day_study.h"
#include "cobden/scenario/replication.h"
#include "cobden/strategy/nash.h"
#include "shared_data.h"

namespace cobden::scenario {
namespace {

std::vector<std::vector<std::string>> csv_rows(const std::filesystem::path& path) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : split(read_file(path), '\n'))
    if (!trim(line).empty()) rows.push_back(split(std::string(trim(line)), ','));
  rows.erase(rows.begin());
  return rows;
}

using Key = std::tuple<std::string, std::string, std::string>;
std::map<Key, double> by_key(const Replication& r) {
  std::map<Key, double> found;
  for (const auto& row : r.rows) found[{row.scenario, row.entity, row.measure}] = row.ours;
  return found;
}

TEST(LiberationDay, Tables1To3AtEveryPrintedDigit) {
  COBDEN_NEED_SHARED("data/liberation_day_194x1");
  const auto r = replicate_liberation_day(shared_path.parent_path(), "", {});
  ASSERT_TRUE(r.solver.converged());
  EXPECT_LE(r.solver.residual, 1e-12);
  const auto ours = by_key(r);
  int compared = 0;
  for (const auto& row :
       csv_rows(shared_path.parent_path().parent_path() / "reference/liberation_day_tables_1_2_3.csv")) {
    const double scale = std::pow(10, *parse_number(row[5])), paper = *parse_number(row[4]);
    const auto found = ours.find({row[1], row[2], row[3]});
    ASSERT_NE(found, ours.end()) << row[1] << " " << row[2] << " " << row[3];
    EXPECT_EQ(std::round(found->second * scale), std::round(paper * scale))
        << row[1] << " " << row[2] << " " << row[3] << " ours " << found->second;
    ++compared;
  }
  EXPECT_EQ(compared, 92);
  for (const auto& row : r.rows)
    if (row.paper) {
      EXPECT_NEAR(row.ours, *row.paper, 0.5 * std::pow(10, -row.paper_decimals) + 1e-9)
          << row.scenario << " " << row.entity;
    }
}

TEST(LiberationDay, All194CountriesOfTheHeadlineExperiment) {
  COBDEN_NEED_SHARED("data/liberation_day_194x1");
  const auto ours = by_key(replicate_liberation_day(shared_path, "baseline_ustr", {}));
  int compared = 0;
  for (const auto& row : csv_rows(shared_path.parent_path().parent_path() /
                                  "reference/liberation_day_baseline_countries.csv")) {
    const double published = *parse_number(row[3]), value = ours.at({row[0], row[1], row[2]});
    EXPECT_NEAR(value, published, 1e-8 * std::max(1.0, std::abs(published))) << row[1] << " " << row[2];
    ++compared;
  }
  EXPECT_EQ(compared, 194 * 7);
}

/// "U.S. welfare declines by up to 3.38% when accounting for input-output linkages, while global employment
/// contracts by 0.58%" (abstract): the experiment with roundabout inputs and reciprocal retaliation.
TEST(LiberationDay, AbstractWithIntermediateInputs) {
  COBDEN_NEED_SHARED("data/liberation_day_194x1");
  const auto ours = by_key(replicate_liberation_day(shared_path, "io_ustr_reciprocal", {}));
  EXPECT_NEAR(ours.at({"io_ustr_reciprocal", "USA", "welfare_pct"}), -3.38, 0.005);
  EXPECT_NEAR(ours.at({"io_ustr_reciprocal", "world", "world_employment_pct"}), -0.58, 0.005);
}

/// The data README's 21.80%; the abstract's "19%" is the same formula with imports measured by income.
TEST(LiberationDay, FormulaTariffs) {
  COBDEN_NEED_SHARED("data/liberation_day_194x1");
  const auto data = read_liberation_day(shared_path);
  const auto base = economy::calibrate_single_sector(*data.benchmark, {});
  EXPECT_NEAR(base.profit_share[0], 0.114335212816, 1e-12);
  EXPECT_NEAR(base.profit_share[184], 0.270470982283, 1e-12);
  EXPECT_NEAR(economy::optimal_tariff_formula(base, {}), 0.2180, 5e-5);
  EXPECT_NEAR(economy::optimal_tariff_formula(base, {}, economy::ImportMeasure::kIncome), 0.19, 5e-3);
  EXPECT_EQ(data.europe.size(), 25u);
}

TEST(LiberationDay, ExtremeTariffsOn194Countries) {
  COBDEN_NEED_SHARED("data/liberation_day_194x1");
  const auto data = read_liberation_day(shared_path);
  economy::SingleSectorSpec spec;
  spec.transfers = economy::SingleSectorSpec::Transfers::kZero;
  spec.rebate = economy::SingleSectorSpec::Rebate::kLumpSum;
  const auto base = economy::calibrate_single_sector(*data.benchmark, spec);
  const economy::SingleSectorMap map(base, spec);
  for (const double rate : {-0.3, 3.0, 10.0, 1e4}) {
    economy::Counterfactual c{.tariff_new = TradeCube(1, 194, 194, rate), .trade_cost_hat = {}};
    for (std::size_t i = 0; i < 194; ++i) c.tariff_new(Sector(0), Country(i), Country(i)) = 0;
    const auto s = economy::solve_single_sector(map, c, {.tolerance = 1e-10}, {});
    EXPECT_TRUE(s.summary.converged()) << rate << " " << s.summary.message;
  }
  // With the study's transfers a 1000% US tariff has no equilibrium, and the status says why.
  const economy::SingleSectorSpec published;
  const auto with_transfers = economy::calibrate_single_sector(*data.benchmark, published);
  economy::Counterfactual us{.tariff_new = TradeCube(1, 194, 194), .trade_cost_hat = {}};
  for (std::size_t j = 0; j < 194; ++j)
    us.tariff_new(Sector(0), data.usa, Country(j)) = Country(j) == data.usa ? 0 : 10;
  const auto s =
      economy::solve_single_sector(economy::SingleSectorMap(with_transfers, published), us, {}, {});
  EXPECT_EQ(s.summary.status, economy::SolveStatus::kNoEquilibrium);
  EXPECT_NE(s.summary.message.find("no equilibrium found beyond"), std::string::npos) << s.summary.message;
}

double us_welfare(const economy::Model& model, Country usa, const TradeCube& tariff) {
  const auto result = model.solve({.tariff_new = tariff, .trade_cost_hat = {}}, {.tolerance = 1e-12});
  EXPECT_TRUE(result.solver.converged()) << result.solver.message;
  return result.outcomes.find("welfare_exact")->value[static_cast<std::size_t>(usa.value)];
}

/// What the model's own optimum is, beside the study's formula (1.79%, Table 1) and the published rows with
/// inputs, which are no optima.
TEST(LiberationDay, TrueOptimumOfTheUnitedStates) {
  COBDEN_NEED_SHARED("data/liberation_day_194x1");
  const auto data = read_liberation_day(shared_path);
  for (const bool inputs : {false, true}) {
    economy::SingleSectorSpec spec;
    if (inputs) spec.labour_share = 0.49;
    const auto model = economy::make_single_sector(data.benchmark, spec);
    const auto& policy = *model->policy();
    const auto optimum = [&](strategy::TariffClass tariff_class) {
      strategy::InstrumentSpec instruments;
      instruments.tariff_class = tariff_class;
      const strategy::Player player{{.country = data.usa},
                                    strategy::make_instruments(policy, data.usa, instruments)};
      auto best = find_optimum(policy, player, policy.base()->tariff);
      EXPECT_TRUE(best.search.converged()) << best.search.message;
      EXPECT_NEAR(us_welfare(*model, data.usa, best.tariff), best.gain_percent, 1e-7);
      return best;
    };
    const auto uniform = optimum(strategy::TariffClass::kUniform),
               free = optimum(strategy::TariffClass::kUnrestricted);
    const double rate = std::expm1(uniform.h.at(0));
    EXPECT_NEAR(100 * rate, inputs ? 17.93 : 25.12, 0.005);
    EXPECT_NEAR(uniform.gain_percent, inputs ? 2.2819 : 1.8060, 5e-5);
    EXPECT_NEAR(free.gain_percent, inputs ? 2.2876 : 1.8105, 1e-4);
    EXPECT_GT(free.gain_percent, uniform.gain_percent);
    TradeCube other = uniform.tariff;
    for (const double shift : {-0.01, 0.01}) {
      for (const Country o : data.benchmark->countries().all())
        if (o != data.usa) other(Sector(0), data.usa, o) = rate + shift;
      EXPECT_LT(us_welfare(*model, data.usa, other), uniform.gain_percent);
    }
    if (!inputs) {
      const auto formula = liberation_day_experiment(data, "optimal_us").counterfactual.tariff_new;
      const double published = us_welfare(*model, data.usa, formula);
      EXPECT_NEAR(published, 1.79, 0.005);
      EXPECT_LT(published, uniform.gain_percent);
    } else {
      const auto searched = liberation_day_experiment(data, "io_optimal_us").counterfactual.tariff_new;
      EXPECT_NEAR(searched(Sector(0), data.usa, data.china), rate, 1e-5);
    }
  }
}

/// All countries that sell at home: 192 of 194, 25,216 bilateral tariffs. Certified for the largest two.
TEST(LiberationDay, NashOf192CountriesWithoutTransfers) {
  COBDEN_NEED_SHARED("data/liberation_day_194x1");
  const auto data = read_liberation_day(shared_path);
  economy::SingleSectorSpec spec;
  spec.transfers = economy::SingleSectorSpec::Transfers::kZero;
  const auto model = economy::make_single_sector(data.benchmark, spec);
  const auto& policy = *model->policy();
  std::vector<strategy::Player> players, largest;
  for (const Country c : policy.countries().all()) {
    if (!(policy.base_flow()(Sector(0), c, c) > 0)) continue;
    players.push_back({{.country = c}, strategy::make_instruments(policy, c, {})});
    if (c == data.usa || c == data.china) largest.push_back(players.back());
  }
  ASSERT_EQ(players.size(), 192u);
  const auto nash = find_nash(policy, players, policy.base()->tariff);
  ASSERT_TRUE(nash.search.converged()) << nash.search.message;
  strategy::CertificateOptions options;
  options.starts = 1;
  const auto certificate = certify(policy, largest, *nash.equilibrium, options);
  EXPECT_LT(certificate.epsilon_percent, 1e-6);
  EXPECT_NEAR(us_welfare(*model, data.usa, nash.tariff), -1.0247, 1e-3);
}

TEST(LiberationDay, UnknownVariantNamesTheNearest) {
  try {
    replicate_liberation_day("nowhere", "baseline_usr", {});
    ADD_FAILURE();
  } catch (const UserError& e) {
    EXPECT_NE(std::string(e.what()).find("did you mean 'baseline_ustr'"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace cobden::scenario
