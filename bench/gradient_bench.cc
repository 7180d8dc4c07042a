// Exact gradients of the Caliendo-Parro family against one equilibrium of the same world, one thread, in the
// same run. bench/README.md explains the columns. usage: gradient_bench; the 1993 data are looked for in
// $COBDEN_SHARED or ../shared.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "cobden/core/parallel.h"
#include "cobden/core/version.h"
#include "cobden/data/builtin.h"
#include "cobden/data/read_caliendo_parro.h"
#include "cobden/economy/caliendo_parro.h"
#include "cobden/economy/cp_adjoint.h"
#include "cobden/economy/policy_model.h"
#include "synthetic_world.h"
#include "timing.h"

namespace {

using namespace cobden;
using namespace cobden::bench;
using economy::EquilibriumPtr;
using economy::PolicyModel;
using economy::WeightedObjective;
namespace fs = std::filesystem;

fs::path shared_data() {
  if (const char* given = std::getenv("COBDEN_SHARED")) return fs::path(given) / "data";
  return fs::path(source_folder()).parent_path() / "shared/data";
}

struct World {
  std::string name;
  std::unique_ptr<economy::Model> model;
  const PolicyModel& policy() const { return *model->policy(); }
};

World make_world(const std::string& name, data::Benchmark benchmark, const std::string& set) {
  economy::CaliendoParroSpec spec;
  spec.closure = economy::Closure::kZero;
  spec.elasticities = set;
  const auto b = std::make_shared<const data::Benchmark>(std::move(benchmark));
  return {fmt::format("{} {} x {}", name, b->country_count(), b->sector_count()),
          economy::make_caliendo_parro(b, spec)};
}

std::vector<Country> everybody(const PolicyModel& policy) {
  const auto all = policy.countries().all();
  return {all.begin(), all.end()};
}

/// The two economies that are worth most at the base.
std::pair<Country, Country> largest_two(const PolicyModel& policy) {
  std::vector<std::pair<double, Country>> worth;
  for (const Country n : policy.countries().all()) {
    economy::Objective o;
    o.country = n;
    worth.emplace_back(policy.value(*policy.base(), o), n);
  }
  std::sort(worth.rbegin(), worth.rend());
  return {worth[0].second, worth[1].second};
}

TradeCube tariffs_where(const PolicyModel& policy, const auto& rule) {
  TradeCube t = policy.base()->tariff;
  for (const Sector s : policy.sectors().all())
    for (const Country d : policy.countries().all())
      for (const Country o : policy.countries().all())
        if (d != o) t(s, d, o) = rule(t(s, d, o), d, o);
  return t;
}

WeightedObjective income_of(Country n) {
  WeightedObjective term;
  term.objective.country = n;
  return term;
}

int sweeps_of(const std::unique_ptr<economy::AdjointState>& state) {
  return dynamic_cast<const economy::CpMultipliers&>(*state).last.sweeps;
}

void run_case(const World& w, const std::string& name, const TradeCube& tariff, Country player) {
  const PolicyModel& policy = w.policy();
  const auto all = everybody(policy);
  const std::vector<WeightedObjective> own = {income_of(player)};
  EquilibriumPtr at;
  const Timing solve = best_of([&] { at = policy.solve(tariff); });
  std::unique_ptr<economy::AdjointState> state;
  const Timing full = best_of([&] {
    state.reset();
    policy.gradient(*at, own, all, &state);
  });
  const int cold = sweeps_of(state);
  const Timing row = best_of([&] { policy.gradient(*at, own, {&player, 1}); });
  // The player's tariffs move by one point: what a search sees from step to step.
  TradeCube next = tariff;
  for (const Sector s : policy.sectors().all())
    for (const Country o : policy.countries().all())
      if (o != player) next(s, player, o) += 0.01;
  EquilibriumPtr moved;
  const Timing resolve = best_of([&] { moved = policy.solve(next, at.get()); });
  const economy::CpMultipliers before = dynamic_cast<const economy::CpMultipliers&>(*state);
  const Timing warm = best_of([&] {
    state = std::make_unique<economy::CpMultipliers>(before);
    policy.gradient(*moved, own, {&player, 1}, &state);
  });
  fmt::print("{:20} {:28} {:8.3f} {:6} {:8.3f} {:6} {:6.2f} {:8.3f} | {:8.3f} {:6} {:8.3f} {:6}\n", w.name,
             name, 1e3 * solve.cpu, at->summary.iterations, 1e3 * full.cpu, cold, full.cpu / solve.cpu,
             1e3 * row.cpu, 1e3 * resolve.cpu, moved->summary.iterations, 1e3 * warm.cpu, sweeps_of(state));
  std::fflush(stdout);
}

/// Every country's own derivatives at one equilibrium, together and one by one: a Nash iteration.
void run_players(const World& w, const std::string& name, const TradeCube& tariff) {
  const PolicyModel& policy = w.policy();
  const auto all = everybody(policy);
  std::vector<std::vector<WeightedObjective>> own;
  for (const Country n : all) own.push_back({income_of(n)});
  std::vector<std::unique_ptr<economy::AdjointState>> states(all.size());
  std::vector<economy::GradientRequest> requests;
  for (std::size_t n = 0; n < all.size(); ++n)
    requests.push_back({.sum = own[n], .importers = {&all[n], 1}, .state = &states[n]});
  const auto forget = [&] {
    for (auto& state : states) state.reset();
  };
  EquilibriumPtr at, moved;
  const Timing solve = best_of([&] { at = policy.solve(tariff); });
  const Timing single = best_of([&] {
    forget();
    for (const auto& r : requests) policy.gradient(*at, r.sum, r.importers, r.state);
  });
  const Timing block = best_of([&] {
    forget();
    policy.gradients(*at, requests);
  });
  std::vector<economy::CpMultipliers> before;
  for (const auto& state : states) before.push_back(dynamic_cast<const economy::CpMultipliers&>(*state));
  const int cold = sweeps_of(states[0]);
  moved = policy.solve(tariffs_where(policy, [&](double t, Country, Country) { return t + 0.01; }));
  const auto warm = [&](double tolerance) {
    return best_of([&] {
      for (std::size_t n = 0; n < all.size(); ++n)
        states[n] = std::make_unique<economy::CpMultipliers>(before[n]);
      policy.gradients(*moved, requests, tolerance);
    });
  };
  const Timing exact = warm(1e-10);
  const int exact_sweeps = sweeps_of(states[0]);
  const Timing rough = warm(1e-5);
  const double per = 1e3 / static_cast<double>(all.size());
  fmt::print("{:20} {:28} {:8.3f} {:8.3f} {:8.3f} {:6} {:6.2f} | {:8.3f} {:6} {:8.3f} {:6}\n", w.name, name,
             1e3 * solve.cpu, per * single.cpu, per * block.cpu, cold, per * block.cpu / (1e3 * solve.cpu),
             per * exact.cpu, exact_sweeps, per * rough.cpu, sweeps_of(states[0]));
  std::fflush(stdout);
}

void run_world(const World& w) {
  const auto [a, b] = largest_two(w.policy());
  run_case(w, "base", w.policy().base()->tariff, a);
  run_case(w, "145-125% war",
           tariffs_where(w.policy(),
                         [a = a, b = b](double t, Country d, Country o) {
                           return d == a && o == b ? t + 1.45 : d == b && o == a ? t + 1.25 : t;
                         }),
           a);
  run_case(w, "all tariffs 300%", tariffs_where(w.policy(), [](double, Country, Country) { return 3.0; }), a);
}

/// Runs `act` on every world, made anew each time so that only one is in memory.
void on_worlds(const auto& act) {
  const fs::path folder = shared_data() / "cp2015_nafta_31x40";
  if (fs::exists(folder)) {
    data::ImportReport report;
    act(make_world("1993", data::Benchmark(data::read_caliendo_parro(folder, report)), "CP"));
  } else {
    fmt::print("1993 31 x 40: skipped, no data at {}\n", folder.string());
  }
  act(make_world("world-2022", data::open_benchmark("world-2022"), "GYY"));
  for (const auto& [n, s] : {std::pair{7, 33}, {31, 40}, {77, 45}})
    act(make_world("made up",
                   data::Benchmark(synthetic_world(static_cast<std::size_t>(n), static_cast<std::size_t>(s))),
                   "SYN"));
}

}  // namespace

int main() {
  set_thread_limit(1);
  fmt::print(
      "Gradients of real income of the largest economy to all tariffs of the world, one thread, best of "
      "many, "
      "CPU ms\n{:20} {:28} {:>8} {:>6} {:>8} {:>6} {:>6} {:>8} | {:>8} {:>6} {:>8} {:>6}\n",
      "world", "at", "solve", "sweeps", "gradient", "sweeps", "ratio", "one row", "warm", "sweeps",
      "warm row", "sweeps");
  on_worlds(run_world);
  fmt::print(
      "\nEvery country's derivatives to its own tariffs, CPU ms for one country: one by one, together, and "
      "together after all tariffs rose by a point, exact and to 1e-5\n{:20} {:28} {:>8} {:>8} {:>8} {:>6} "
      "{:>6} "
      "| {:>8} {:>6} {:>8} {:>6}\n",
      "world", "at", "solve", "single", "together", "sweeps", "ratio", "warm", "sweeps", "to 1e-5", "sweeps");
  on_worlds([](const World& w) {
    run_players(w, "all tariffs 30%",
                tariffs_where(w.policy(), [](double, Country, Country) { return 0.3; }));
  });
  return 0;
}
