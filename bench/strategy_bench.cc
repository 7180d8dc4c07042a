// Speed of searches for tariffs: one country's optimum, Nash equilibria of two and of all countries, and
// certificates, one thread, beside a general-purpose quasi-Newton search (NLopt's L-BFGS) on the same model
// and gradients. bench/README.md explains the columns. usage: strategy_bench [--elasticities]; real data are
// looked for in $COBDEN_SHARED or ../shared.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "cobden/core/parallel.h"
#include "cobden/core/version.h"
#include "cobden/data/builtin.h"
#include "cobden/data/read_caliendo_parro.h"
#include "cobden/economy/caliendo_parro.h"
#include "cobden/numerics/bounded_search.h"
#include "cobden/strategy/nash.h"
#include "timing.h"

namespace {

using namespace cobden;
using namespace cobden::bench;
using namespace cobden::strategy;
namespace fs = std::filesystem;

struct World {
  std::string name;
  std::unique_ptr<economy::Model> model;
  const economy::PolicyModel& policy() const { return *model->policy(); }
};

World make_world(const std::string& name, economy::BenchmarkPtr benchmark, const std::string& set,
                 economy::CaliendoParroSpec::Variant variant) {
  economy::CaliendoParroSpec spec;
  spec.variant = variant;
  spec.closure = economy::Closure::kZero;
  spec.elasticities = set;
  return {name, economy::make_caliendo_parro(std::move(benchmark), spec)};
}

Player make_player(const economy::PolicyModel& model, Country c, const std::vector<Sector>& sectors) {
  Player player;
  player.objective.country = c;
  InstrumentSpec spec;
  spec.sectors = sectors;
  player.instruments = make_instruments(model, c, spec);
  return player;
}

std::vector<Player> all_players(const economy::PolicyModel& model, const std::vector<Sector>& sectors) {
  std::vector<Player> players;
  for (const Country c : model.countries().all()) {
    try {
      players.push_back(make_player(model, c, sectors));
    } catch (const UserError&) {
      continue;  // imports none of these goods
    }
  }
  return players;
}

void print_header() {
  fmt::print("{:46} {:>6} {:>5} {:>6} {:>6} {:>9} {:>9} {:>8} {:>12} {}\n", "case", "instr", "steps",
             "solves", "adj", "ms", "CPU ms", "FOC", "gain or eps%", "status");
}

void print_line(const std::string& name, std::size_t instruments, const SearchSummary& s, const Timing& time,
                double gain) {
  fmt::print("{:46} {:6} {:5} {:6} {:6} {:9.2f} {:9.2f} {:8.1e} {:12.3e} {}\n", name, instruments,
             s.iterations, s.solves, s.gradients, 1e3 * time.wall, 1e3 * time.cpu, s.first_order, gain,
             to_string(s.status));
  std::fflush(stdout);
}

void print_history(const SearchSummary& s) {
  if (!std::getenv("COBDEN_BENCH_HISTORY")) return;
  fmt::print("    {}\n   ", s.message);
  for (std::size_t k = 0; k < s.history.size(); ++k) fmt::print(" {:.1e}", s.history[k]);
  fmt::print("\n");
}

/// NLopt's L-BFGS from the same start, cold solves excepted: it too starts each solve from the last.
void run_peer(const World& w, const Player& player, double optimum) {
  const auto& model = w.policy();
  const Instruments& own = player.instruments;
  int needed = 0;
  double best = 0;
  const auto search = [&] {
    economy::EquilibriumPtr last = model.base();
    std::unique_ptr<economy::AdjointState> adjoint;
    needed = 0;
    numerics::BoundedProblem problem{.lower = own.lower, .upper = own.upper, .evaluate = {}};
    int count = 0;
    const double base = model.value(*last, player.objective);
    problem.evaluate = [&](std::span<const double> h, bool, numerics::PointEvaluation& at) {
      TradeCube tariff = model.base()->tariff;
      own.write(h, tariff);
      auto there = model.solve(tariff, last.get());
      if (!there->summary.converged()) return false;
      last = std::move(there);
      ++count;
      at.value = model.value(*last, player.objective) / base;
      const economy::WeightedObjective sum[] = {{1.0, player.objective}};
      const Country importers[] = {own.player};
      at.gradient = own.collect(model.gradient(*last, sum, importers, &adjoint).front().derivative);
      for (double& g : at.gradient) g /= base;
      if (needed == 0 && at.value > optimum / base - 1e-8) needed = count;
      return true;
    };
    auto found = numerics::maximise_bounded(problem, own.read(model, model.base()->tariff),
                                            {.max_evaluations = 1000, .value_tolerance = 1e-12});
    best = found.value * base;
    return found;
  };
  numerics::BoundedOptimum found;
  const Timing time = best_of([&] { found = search(); }, 0.2, 1);
  fmt::print("{:46} {:6} {:5} {:6} {:6} {:9.2f} {:9.2f} {:>8} {:12.3e} {}; within 1e-8 after {}\n",
             "    peer: L-BFGS (NLopt)", own.size(), "", found.evaluations, found.evaluations,
             1e3 * time.wall, 1e3 * time.cpu, "", 100 * (best - optimum) / optimum, found.message, needed);
}

void run_optimum(const World& w, const std::string& country, const std::vector<Sector>& sectors, bool peer,
                 double budget = 0.5) {
  const auto& model = w.policy();
  const Player player = make_player(model, model.countries().at(country), sectors);
  Optimum best;
  const Timing time =
      best_of([&] { best = find_optimum(model, player, model.base()->tariff); }, budget, budget > 0 ? 3 : 1);
  print_line(w.name + ", optimum of " + country, player.instruments.size(), best.search, time,
             best.gain_percent);
  print_history(best.search);
  if (peer) run_peer(w, player, best.value);
}

void run_nash(const World& w, const std::string& name, const std::vector<Player>& players, double certify_for,
              double budget = 0.5) {
  const auto& model = w.policy();
  Nash nash;
  const Timing time =
      best_of([&] { nash = find_nash(model, players, model.base()->tariff); }, budget, budget > 0 ? 2 : 1);
  std::size_t instruments = 0;
  for (const Player& p : players) instruments += p.instruments.size();
  print_line(w.name + ", " + name, instruments, nash.search, time, 0);
  print_history(nash.search);
  if (!(certify_for > 0) || !nash.equilibrium) return;
  CertificateOptions options;
  options.seconds = certify_for;
  Certificate certificate;
  const Timing cost =
      best_of([&] { certificate = certify(model, players, *nash.equilibrium, options); }, 0, 1);
  int solves = 0, searches = 0;
  for (const Deviation& d : certificate.deviations) solves += d.solves, searches += d.searches;
  fmt::print("{:46} {:6} {:5} {:6} {:6} {:9.2f} {:9.2f} {:>8} {:12.3e} {}\n", "    certificate", instruments,
             searches, solves, "", 1e3 * cost.wall, 1e3 * cost.cpu, "", certificate.epsilon_percent,
             certificate.complete ? "complete" : "cut short");
  std::fflush(stdout);
}

fs::path shared_data() {
  if (const char* given = std::getenv("COBDEN_SHARED")) return fs::path(given) / "data";
  return fs::path(source_folder()).parent_path() / "shared" / "data";
}

void run_nafta() {
  const fs::path folder = shared_data() / "cp2015_nafta_31x40";
  if (!fs::exists(folder)) {
    fmt::print("31 x 40, 1993 data: left out, needs {}\n", folder.string());
    return;
  }
  data::ImportReport report;
  const auto benchmark = std::make_shared<const data::Benchmark>(data::read_caliendo_parro(folder, report));
  using Variant = economy::CaliendoParroSpec::Variant;
  for (const auto variant : {Variant::kInputOutput, Variant::kNoMaterials}) {
    const World w = make_world("31 x 40, " + to_string(variant), benchmark, "CP", variant);
    run_optimum(w, "USA", {}, true);
    run_nash(w, "Nash of all", all_players(w.policy(), {}), 60);
  }
}

void run_world_2022() {
  const auto benchmark = std::make_shared<const data::Benchmark>(data::open_benchmark("world-2022"));
  const auto goods = benchmark->sector_selection("goods");
  const World w = make_world("81 x 28, input-output", benchmark, "GYY",
                             economy::CaliendoParroSpec::Variant::kInputOutput);
  const auto& model = w.policy();
  run_optimum(w, "USA", goods, true);
  run_nash(w, "Nash of USA and CHN",
           {make_player(model, model.countries().at("USA"), goods),
            make_player(model, model.countries().at("CHN"), goods)},
           60);
  run_nash(w, "Nash of all", all_players(model, goods), 0, 0);
}

/// Robustness: every elasticity set of world-2022.
void run_elasticities() {
  const auto benchmark = std::make_shared<const data::Benchmark>(data::open_benchmark("world-2022"));
  const auto goods = benchmark->sector_selection("goods");
  for (const auto& set : benchmark->tables().elasticities) {
    const World w = make_world("81 x 28, " + set.name, benchmark, set.name,
                               economy::CaliendoParroSpec::Variant::kInputOutput);
    const auto& model = w.policy();
    for (const char* country : {"USA", "CHN", "DEU"}) run_optimum(w, country, goods, false, 0);
    run_nash(w, "Nash of USA and CHN",
             {make_player(model, model.countries().at("USA"), goods),
              make_player(model, model.countries().at("CHN"), goods)},
             0, 0);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const bool elasticities = argc > 1 && std::string_view(argv[1]) == "--elasticities";
  set_thread_limit(1);
  fmt::print("Searches from the base tariffs to first-order conditions of 1e-7, deficits zero, one thread\n");
  print_header();
  if (elasticities) {
    run_elasticities();
    return 0;
  }
  run_nafta();
  run_world_2022();
  return 0;
}
