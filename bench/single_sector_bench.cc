// Governments of the single-sector family on the study's 194 economies, one thread: gradients against solves,
// the optimal US tariffs (193 bilateral ones, or one rate), with intermediate inputs too, Nash equilibria of
// all countries and of the United States and China. bench/README.md explains the columns. usage:
// single_sector_bench [DATA_FOLDER]
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "cobden/core/parallel.h"
#include "cobden/core/version.h"
#include "cobden/economy/single_sector_calibration.h"
#include "cobden/scenario/liberation_day_study.h"
#include "cobden/strategy/nash.h"
#include "timing.h"

namespace {

using namespace cobden;
using namespace cobden::bench;
using namespace cobden::strategy;
using economy::SingleSectorSpec;
namespace fs = std::filesystem;

fs::path data_folder(int argc, char** argv) {
  if (argc > 1) return argv[1];
  if (const char* shared = std::getenv("COBDEN_SHARED")) return fs::path(shared) / "data";
  return fs::path(source_folder()).parent_path() / "shared/data";
}

SingleSectorSpec with(auto change) {
  SingleSectorSpec spec;
  change(spec);
  return spec;
}

struct Study {
  std::string name;
  std::unique_ptr<economy::Model> model;
  Country usa;
  const economy::PolicyModel& policy() const { return *model->policy(); }
};

/// Cold solve to 1e-10, the gradient of US welfare there from nothing, and from the multipliers of a point
/// nearby.
void time_gradient(const Study& study, const TradeCube& tariff) {
  const auto& policy = study.policy();
  const economy::Objective welfare{.country = study.usa};
  const economy::WeightedObjective sum[] = {{1.0, welfare}};
  const Country importers[] = {study.usa};
  economy::EquilibriumPtr at;
  const Timing solve = best_of([&] { at = policy.solve(tariff); });
  const Timing cold = best_of([&] { policy.gradient(*at, sum, importers); });
  std::unique_ptr<economy::AdjointState> state;
  TradeCube near = tariff;
  for (double& t : near.row(Sector(0), study.usa)) t *= 0.99;
  const auto nearby = policy.solve(near, at.get());
  const Timing again = best_of([&] { policy.solve(near, at.get()); });
  policy.gradient(*nearby, sum, importers, &state);
  const Timing warm = best_of([&] {
    policy.gradient(*nearby, sum, importers, &state);
    policy.gradient(*at, sum, importers, &state);
  });
  std::vector<economy::WeightedObjective> sums;
  std::vector<Country> each;
  for (const Country c : policy.countries().all()) sums.push_back({1.0, {.country = c}}), each.push_back(c);
  std::vector<economy::GradientRequest> everybody;
  for (std::size_t i = 0; i < each.size(); ++i)
    everybody.push_back({.sum = {&sums[i], 1}, .importers = {&each[i], 1}});
  const Timing all = best_of([&] { policy.gradients(*at, everybody); });
  fmt::print(
      "{:34} solve {:.3f} ms CPU ({} passes), warm after 1% {:.3f}; gradient {:.3f} ({:.2f} solves), warm "
      "after "
      "1% {:.3f}; own gradients of all {} governments {:.2f} ms\n",
      study.name, 1e3 * solve.cpu, at->summary.iterations, 1e3 * again.cpu, 1e3 * cold.cpu,
      cold.cpu / solve.cpu, 0.5e3 * warm.cpu, everybody.size(), 1e3 * all.cpu);
}

Player player_of(const Study& study, Country c, TariffClass tariff_class) {
  InstrumentSpec spec;
  spec.tariff_class = tariff_class;
  return {.objective = {.country = c}, .instruments = make_instruments(study.policy(), c, spec)};
}

void print_line(const std::string& name, std::size_t instruments, const SearchSummary& s, const Timing& time,
                double number) {
  fmt::print("{:50} {:6} {:5} {:6} {:6} {:9.2f} {:9.2f} {:8.1e} {:12.5f} {}\n", name, instruments,
             s.iterations, s.solves, s.gradients, 1e3 * time.wall, 1e3 * time.cpu, s.first_order, number,
             to_string(s.status));
  if (!s.converged()) fmt::print("    {}\n", s.message);
  std::fflush(stdout);
}

/// The optimum from free trade, and its rates.
void run_optimum(const Study& study, TariffClass tariff_class) {
  const auto& policy = study.policy();
  const Player player = player_of(study, study.usa, tariff_class);
  Optimum best;
  const Timing time = best_of([&] { best = find_optimum(policy, player, policy.base()->tariff); }, 0.3, 3);
  print_line(study.name + ", US " + to_string(tariff_class), player.instruments.size(), best.search, time,
             best.gain_percent);
  double low = 1e300, high = 0, paid = 0, trade = 0;
  for (const Country o : policy.countries().all()) {
    const double t = best.tariff(Sector(0), study.usa, o), x = policy.base_flow()(Sector(0), study.usa, o);
    if (o == study.usa || !(x > 0)) continue;
    low = std::min(low, t), high = std::max(high, t);
    paid += t * x, trade += x;
  }
  fmt::print("    rates from {:.2f}% to {:.2f}%, mean by base imports {:.2f}%\n", 100 * low, 100 * high,
             100 * paid / trade);
}

void run_nash(const Study& study, const std::string& name, const std::vector<Player>& players,
              std::size_t certified) {
  const auto& policy = study.policy();
  std::size_t instruments = 0;
  for (const Player& p : players) instruments += p.instruments.size();
  Nash nash;
  const Timing time = best_of([&] { nash = find_nash(policy, players, policy.base()->tariff); }, 0.3, 2);
  double us = 0;
  for (std::size_t k = 0; k < players.size(); ++k)
    if (players[k].instruments.player == study.usa) us = 100 * (nash.value[k] / nash.start_value[k] - 1);
  print_line(study.name + ", " + name, instruments, nash.search, time, us);
  if (!nash.equilibrium || certified == 0) return;
  const std::vector<Player> some(players.begin(), players.begin() + static_cast<std::ptrdiff_t>(certified));
  Certificate certificate;
  const Timing cost = best_of([&] { certificate = certify(policy, some, *nash.equilibrium); }, 0, 1);
  fmt::print("    certificate of {} players: gain by deviating at most {:.1e}%, {:.0f} ms CPU, {}\n",
             some.size(), certificate.epsilon_percent, 1e3 * cost.cpu,
             certificate.complete ? "complete" : "cut short");
}

/// All countries that sell at home, the United States and China first. Without home sales (Gambia, Marshall
/// Islands) a tariff on everything is a tax on all consumption: it pays for the whole income tax, and the
/// best rate has no bound.
std::vector<Player> all_players(const Study& study) {
  const auto& policy = study.policy();
  const Country china = policy.countries().at("CHN");
  std::vector<Player> players;
  for (const Country c : {study.usa, china})
    players.push_back(player_of(study, c, TariffClass::kUnrestricted));
  for (const Country c : policy.countries().all())
    if (c != study.usa && c != china && policy.base_flow()(Sector(0), c, c) > 0)
      players.push_back(player_of(study, c, TariffClass::kUnrestricted));
  return players;
}

/// US welfare at the study's closed form, a uniform rate on base data.
void print_formula(const Study& study, const data::Benchmark& benchmark, const SingleSectorSpec& spec) {
  const double rate =
      economy::optimal_tariff_formula(economy::calibrate_single_sector(benchmark, spec), spec);
  const auto& policy = study.policy();
  TradeCube tariff = policy.base()->tariff;
  for (const Country o : policy.countries().all())
    if (o != study.usa) tariff(Sector(0), study.usa, o) = rate;
  const economy::Objective welfare{.country = study.usa};
  const double gain =
      policy.value(*policy.solve(tariff), welfare) / policy.value(*policy.base(), welfare) - 1;
  fmt::print("    at the study's formula, {:.2f}% on all: {:.5f}%\n", 100 * rate, 100 * gain);
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path folder = data_folder(argc, argv);
  if (!fs::exists(folder)) {
    fmt::print("single_sector_bench: skipped, no data at {}\n", folder.string());
    return 0;
  }
  set_thread_limit(1);
  const auto data = scenario::read_liberation_day(folder);
  const auto study = [&](const std::string& name, const SingleSectorSpec& spec) {
    return Study{name, economy::make_single_sector(data.benchmark, spec), data.usa};
  };
  using Transfers = SingleSectorSpec::Transfers;
  const auto announced = scenario::liberation_day_experiment(data, "baseline_ustr").counterfactual.tariff_new;
  const SingleSectorSpec published, roundabout = with([](auto&s) { s.labour_share = 0.49; });
  const Study headline = study("headline", published), inputs = study("inputs", roundabout),
              no_transfers = study("no transfers", with([](auto&s) { s.transfers = Transfers::kZero; })),
              inputs_zero =
                  study("inputs, no transfers",
                        with([](auto&s) { s.labour_share = 0.49, s.transfers = Transfers::kZero; })),
              eaton_kortum = study("Eaton-Kortum, no transfers",
                                   with([](auto&s) { s.profits = false, s.transfers = Transfers::kZero; }));
  for (const Study* s : {&headline, &inputs, &no_transfers, &inputs_zero, &eaton_kortum})
    time_gradient(*s, announced);
  fmt::print("\n{:50} {:>6} {:>5} {:>6} {:>6} {:>9} {:>9} {:>8} {:>12} {}\n", "search", "instr", "steps",
             "solves", "adj", "ms", "CPU ms", "FOC", "US gain %", "status");
  for (const Study* s : {&headline, &inputs, &no_transfers, &eaton_kortum}) {
    run_optimum(*s, TariffClass::kUnrestricted);
    run_optimum(*s, TariffClass::kUniform);
    if (s == &headline) print_formula(*s, *data.benchmark, published);
    if (s == &inputs) print_formula(*s, *data.benchmark, roundabout);
  }
  for (const Study* s : {&no_transfers, &eaton_kortum, &inputs_zero})
    run_nash(*s, "Nash of all", all_players(*s), 3);
  run_nash(headline, "Nash of USA and CHN",
           {player_of(headline, data.usa, TariffClass::kUnrestricted),
            player_of(headline, data.china, TariffClass::kUnrestricted)},
           2);
  return 0;
}
