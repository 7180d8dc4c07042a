// Speed of the Caliendo-Parro solver on real and made-up worlds, one thread, against the machine's measured
// limits and against peers' methods run on the same data in the same session. bench/README.md explains the
// columns. usage: caliendo_parro_bench [--no-peers]; real data are looked for in $COBDEN_SHARED or ../shared.
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "cobden/core/file.h"
#include "cobden/core/parallel.h"
#include "cobden/core/version.h"
#include "cobden/data/builtin.h"
#include "cobden/data/read_caliendo_parro.h"
#include "cobden/economy/caliendo_parro.h"
#include "cobden/economy/cp_solver.h"
#include "machine_limits.h"
#include "synthetic_world.h"
#include "timing.h"

namespace {

using namespace cobden;
using namespace cobden::bench;
using economy::CpEngine;
namespace fs = std::filesystem;

/// One economy without deficits (re-solved), ready for shocks.
struct World {
  std::string size;
  economy::BenchmarkPtr benchmark;
  std::unique_ptr<CpEngine> engine;
  double setup_ms = 0;
};
struct Solved {
  economy::CpSolution solution;
  Timing time;
};

constexpr economy::CpClosure kClosure{.closure = economy::Closure::kZero};
constexpr auto kInputOutput = economy::CaliendoParroSpec::Variant::kInputOutput;

World make_world(data::Benchmark benchmark, const std::string& set) {
  World w;
  w.size = fmt::format("{} x {}", benchmark.country_count(), benchmark.sector_count());
  w.benchmark = std::make_shared<const data::Benchmark>(std::move(benchmark));
  const auto build = [&] { return std::make_unique<CpEngine>(cp_shares(*w.benchmark, kInputOutput, set)); };
  w.setup_ms = 1e3 * best_of([&] { build(); }, 0.05, 1).cpu;
  const auto raw = build();
  const auto base = solve_cp(*raw, {}, {}, kClosure, {.tolerance = 1e-12});
  w.engine = std::make_unique<CpEngine>(rebase(*raw, base, {}));
  return w;
}

/// Arrays that one sweep reads from beginning to end: share rows of traded sectors and input-output links.
std::size_t bytes_per_sweep(const CpEngine& g, const economy::CpRows& rows) {
  std::size_t lines = 0, traded = 0;
  for (std::size_t s = 0; s < g.S; ++s) {
    if (!g.traded[s]) continue;
    ++traded;
    for (std::size_t n = 0; n < g.N; ++n) lines += rows.K[s * g.N + n] == rows.K_tilde[s * g.N + n] ? 1 : 2;
  }
  if (!g.G_star.empty()) lines += traded * traded;
  return lines * g.Np * sizeof(double);
}

void print_header() {
  fmt::print("{:30} {:>8} {:>8} {:>7} {:>9} {:>9} {:>6} {:>9} {:>9} {:>8} {:>7} {:>7} {:>6} {:>6}\n", "case",
             "size", "setup ms", "rows ms", "solve ms", "CPU ms", "sweeps", "us/sweep", "residual",
             "MB/sweep", "GB/s", "limit", "share", "x DRAM");
}

/// Solves one case many times and prints its line; `share` is the floor (reading the arrays once at the speed
/// measured for that many bytes, two exps and two logs per traded good and country) over the time of a sweep.
Solved run_case(const World& w, const std::string& name, const TradeCube& tariff) {
  static const VectorThroughput vector = measure_vector_throughput();
  Solved r{.solution = solve_cp(*w.engine, tariff, {}, kClosure), .time = {}};
  r.time = best_of([&] { solve_cp(*w.engine, tariff, {}, kClosure); });
  const double rows_s = best_of([&] { make_rows(*w.engine, tariff, {}); }, 0.05).cpu;
  const auto& s = r.solution.summary;
  const std::size_t bytes = bytes_per_sweep(*w.engine, r.solution.rows);
  const double sweep_s = (r.time.cpu - rows_s) / s.iterations, bandwidth = measure_read_bandwidth(bytes);
  // Measured beside the case, since a shared machine's memory is not the same fast all the time.
  const double dram = 1e9 * measure_read_bandwidth(256 << 20);
  double traded = 0;
  for (const char t : w.engine->traded) traded += t;
  const double floor =
      1e-9 * (static_cast<double>(bytes) / bandwidth +
              2 * traded * static_cast<double>(w.engine->Np) * (vector.exp_ns + vector.log_ns));
  fmt::print(
      "{:30} {:>8} {:8.1f} {:7.3f} {:9.3f} {:9.3f} {:6} {:9.1f} {:9.1e} {:8.2f} {:7.1f} {:7.1f} {:5.0f}% "
      "{:6.2f}{}\n",
      name, w.size, w.setup_ms, 1e3 * rows_s, 1e3 * r.time.wall, 1e3 * r.time.cpu, s.iterations,
      1e6 * sweep_s, s.residual, 1e-6 * static_cast<double>(bytes),
      1e-9 * static_cast<double>(bytes) / sweep_s, bandwidth, 100 * floor / sweep_s,
      sweep_s * dram / static_cast<double>(bytes), s.converged() ? "" : "  " + economy::to_string(s.status));
  std::fflush(stdout);
  return r;
}

TradeCube tariffs_where(const World& w, const auto& rule) {
  TradeCube t = w.engine->shares.tariff;
  for (const Sector s : indices<Sector>(t.size1()))
    for (const Country d : indices<Country>(t.size2()))
      for (const Country o : indices<Country>(t.size2()))
        if (d != o && w.engine->traded[static_cast<std::size_t>(s.value)])
          t(s, d, o) = rule(t(s, d, o), d, o);
  return t;
}

/// The two economies of largest value added.
std::pair<Country, Country> largest_two(const World& w) {
  const auto& va = w.engine->shares.value_added;
  Country first(0), second(1);
  for (const Country n : indices<Country>(w.engine->N)) {
    if (va[n] > va[first])
      second = first, first = n;
    else if (n != first && va[n] > va[second])
      second = n;
  }
  return {first, second};
}

TradeCube war_of_the_largest(const World& w) {
  const auto [a, b] = largest_two(w);
  return tariffs_where(w, [a = a, b = b](double t, Country d, Country o) {
    return d == a && o == b ? t + 1.45 : d == b && o == a ? t + 1.25 : t;
  });
}

void run_stress(const World& w) {
  const auto [a, b] = largest_two(w);
  run_case(w, "145-125% war of the largest", war_of_the_largest(w));
  run_case(w, "all tariffs 300%", tariffs_where(w, [](double, Country, Country) { return 3.0; }));
  run_case(w, "one country imports nothing",
           tariffs_where(w, [a = a](double t, Country d, Country) { return d == a ? 1e4 : t; }));
}

// ---- peers ----

void dump(const fs::path& path, std::span<const double> values) {
  write_file(path, std::string_view(reinterpret_cast<const char*>(values.data()), values.size_bytes()));
}

/// Raw little-endian doubles, last index fastest: what both peers read.
void write_for_peers(const fs::path& folder, const CpEngine& g, const TradeCube& tariff,
                     const economy::CpSolution& ours) {
  const auto& b = g.shares;
  fs::create_directories(folder);
  write_file(folder / "sizes.txt", fmt::format("{} {}\n", g.N, g.S));
  dump(folder / "share.f64", b.share.flat());
  dump(folder / "tariff.f64", b.tariff.flat());
  dump(folder / "tariff_new.f64", tariff.flat());
  dump(folder / "gamma.f64", b.input_share.flat());
  dump(folder / "gamma_va.f64", b.value_added_share.flat());
  dump(folder / "alpha.f64", b.final_share.flat());
  dump(folder / "expenditure.f64", b.expenditure.flat());
  dump(folder / "theta.f64", b.theta.flat());
  dump(folder / "value_added.f64", b.value_added.flat());
  dump(folder / "wage_ours.f64", std::span(ours.work.ew.data(), g.N));
}

/// A peer prints: CPU seconds, iterations, its residual, largest relative difference of wages from ours, and
/// whether it stopped by itself (1) or was cut (0).
void run_peer(const std::string& name, const std::string& command, double ours) {
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  double seconds = 0, residual = 0, difference = 0;
  int iterations = 0, finished = 0;
  const bool ran = pipe && std::fscanf(pipe, "%lf %d %lf %lf %d", &seconds, &iterations, &residual,
                                       &difference, &finished) == 5;
  if (pipe) pclose(pipe);
  if (!ran)
    fmt::print("  {:44} not run (not installed, or failed)\n", name);
  else
    fmt::print(
        "  {:44} {:12.2f} ms CPU {:5} iterations  residual {:.1e}  wages differ by {:.1e}  {:10.0f} : 1{}\n",
        name, 1e3 * seconds, iterations, residual, difference, seconds / ours,
        finished ? "" : "  (cut at 600 s of CPU)");
  std::fflush(stdout);
}

void run_numpy(const fs::path& folder, double ours) {
  run_peer(
      "numpy, same scheme",
      fmt::format(
          "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 /usr/bin/python3 {}/bench/peers/caliendo_parro.py {}",
          source_folder(), folder.string()),
      ours);
}

void run_octave(const fs::path& folder, double ours) {
  run_peer(
      "Octave, the published nested loop",
      fmt::format(
          "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 octave-cli --quiet {}/bench/peers/caliendo_parro.m {}",
          source_folder(), folder.string()),
      ours);
}

// ---- worlds ----

fs::path shared_data() {
  if (const char* given = std::getenv("COBDEN_SHARED")) return fs::path(given) / "data";
  return fs::path(source_folder()).parent_path() / "shared/data";
}

struct PeerFolder {
  fs::path path = fs::temp_directory_path() / fmt::format("cobden-bench-cp-{}", getpid());
  ~PeerFolder() { fs::remove_all(path); }
};

void run_nafta(bool peers) {
  const fs::path folder = shared_data() / "cp2015_nafta_31x40";
  if (!fs::exists(folder))
    return fmt::print("Caliendo-Parro 31 x 40: skipped, no data at {}\n", folder.string());
  data::ImportReport report;
  const World w = make_world(data::Benchmark(data::read_caliendo_parro(folder, report)), "CP");
  const TradeCube later = data::read_caliendo_parro_tariffs(folder, 2005, report);
  TradeCube nafta = w.benchmark->tables().tariff;
  std::vector<Country> members;
  for (const Country c : w.benchmark->countries().all()) {
    const std::string& label = w.benchmark->countries().label(c);
    if (label == "Mexico" || label == "Canada" || label == "USA") members.push_back(c);
  }
  for (const Sector s : w.benchmark->sectors().all())
    for (const Country d : members)
      for (const Country o : members) nafta(s, d, o) = later(s, d, o);
  const Solved three = run_case(w, "tariffs 1993-2005, NAFTA", nafta);
  const Solved all = run_case(w, "tariffs 1993-2005, all", later);
  run_stress(w);
  if (!peers) return;
  const PeerFolder exchange;
  write_for_peers(exchange.path, *w.engine, nafta, three.solution);
  fmt::print("peers on tariffs 1993-2005, NAFTA (ours {:.3f} ms CPU)\n", 1e3 * three.time.cpu);
  run_numpy(exchange.path, three.time.cpu);
  run_octave(exchange.path, three.time.cpu);
  write_for_peers(exchange.path, *w.engine, later, all.solution);
  fmt::print("peers on tariffs 1993-2005, all (ours {:.3f} ms CPU)\n", 1e3 * all.time.cpu);
  run_numpy(exchange.path, all.time.cpu);
}

/// The whole of what a user waits for: building the model, solving and all outcomes; then over every
/// elasticity set of the benchmark.
void run_whole_model(const economy::BenchmarkPtr& b, const TradeCube& tariff) {
  const economy::CaliendoParroSpec spec;
  const auto model = economy::make_caliendo_parro(b, spec);
  const Timing build = best_of([&] { economy::make_caliendo_parro(b, spec); });
  int sweeps = 0;
  const Timing solve =
      best_of([&] { sweeps = model->solve({.tariff_new = tariff, .trade_cost_hat = {}}).solver.iterations; });
  const auto& sets = b->tables().elasticities;
  const Timing range = best_of([&] {
    for (const auto& set : sets) {
      economy::CaliendoParroSpec other;
      other.elasticities = set.name;
      economy::make_caliendo_parro(b, other)->solve({.tariff_new = tariff, .trade_cost_hat = {}});
    }
  });
  fmt::print(
      "world-2022, fixed deficits, whole model: set-up {:.1f} ms, solve with all outcomes {:.2f} ms ({} "
      "sweeps), {} "
      "elasticity sets with set-up {:.1f} ms\n",
      1e3 * build.wall, 1e3 * solve.wall, sweeps, sets.size(), 1e3 * range.wall);
}

void run_world_2022(bool peers) {
  const World w = make_world(data::open_benchmark("world-2022"), "GYY");
  const Country us = w.benchmark->country_selection("USA")[0], cn = w.benchmark->country_selection("CHN")[0];
  const TradeCube war = tariffs_where(w, [&](double t, Country d, Country o) {
    return d == us && o == cn ? t + 1.45 : d == cn && o == us ? t + 1.25 : t;
  });
  const Solved r = run_case(w, "world-2022, US-China 145/125%", war);
  run_stress(w);
  run_whole_model(w.benchmark, war);
  if (!peers) return;
  const PeerFolder exchange;
  write_for_peers(exchange.path, *w.engine, war, r.solution);
  fmt::print("peers on world-2022, US-China 145/125% (ours {:.3f} ms CPU)\n", 1e3 * r.time.cpu);
  run_numpy(exchange.path, r.time.cpu);
}

/// One large solve on one thread and on two, in turns, so that both meet the same neighbours.
void run_threads(const World& w) {
  const TradeCube war = war_of_the_largest(w);
  double one = 1e300, two = 1e300;
  for (int turn = 0; turn < 12; ++turn)
    for (const int threads : {1, 2}) {
      set_thread_limit(threads);
      const auto solution = economy::solve_cp(*w.engine, war, {}, {.closure = economy::Closure::kZero});
      double& best = threads == 1 ? one : two;
      best = std::min(best, solution.summary.seconds);
    }
  set_thread_limit(1);
  fmt::print("two threads inside one solve   {:3} x {}  one {:.2f} ms, two {:.2f} ms, ratio {:.2f}\n",
             w.engine->N, w.engine->S, 1e3 * one, 1e3 * two, one / two);
}

}  // namespace

int main(int argc, char** argv) {
  const bool peers = !(argc > 1 && std::string_view(argv[1]) == "--no-peers");
  set_thread_limit(1);
  const VectorThroughput vector = measure_vector_throughput();
  fmt::print(
      "Caliendo-Parro, cold solves to 1e-10 without deficits, one thread, best of many\nmeasured here: exp "
      "{:.2f} "
      "ns, log {:.2f} ns per element; reading in cache (256 KB) {:.1f} GB/s, in DRAM (256 MB) {:.1f} GB/s\n",
      vector.exp_ns, vector.log_ns, measure_read_bandwidth(256 << 10), measure_read_bandwidth(256 << 20));
  print_header();
  run_nafta(peers);
  run_world_2022(peers);
  for (const auto& [n, s] : {std::pair{7, 33}, {31, 40}, {77, 45}, {44, 56}, {160, 65}}) {
    const World w = make_world(
        data::Benchmark(synthetic_world(static_cast<std::size_t>(n), static_cast<std::size_t>(s))), "SYN");
    run_stress(w);
    if (n >= 77) run_threads(w);
  }
  return 0;
}
