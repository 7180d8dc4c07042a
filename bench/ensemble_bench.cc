// Draws of trade elasticities: eight at a time in vector lanes against one at a time, against a model of its
// own for each draw, and against a careful numpy implementation of the same scheme, one thread, in the same
// run. bench/README.md explains the columns. usage: ensemble_bench [--no-peers]
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cobden/core/parallel.h"
#include "cobden/core/random.h"
#include "cobden/core/version.h"
#include "cobden/data/builtin.h"
#include "cobden/economy/cp_draws.h"
#include "cobden/economy/cp_shares.h"
#include "cobden/numerics/distribution.h"
#include "synthetic_world.h"
#include "timing.h"

namespace {

using namespace cobden;
using namespace cobden::bench;
namespace fs = std::filesystem;

constexpr double kSpread = 0.25;

struct Case {
  std::string name, set;
  economy::BenchmarkPtr benchmark;
  TradeCube tariff = {};
  std::vector<economy::CpDraw> draws = {};
};

/// 145 points of one economy on another's goods and 125 points back, deficits fixed; draws around a set.
Case make_case(data::BenchmarkTables tables, const std::string& set, std::pair<Country, Country> sides,
               const std::vector<Sector>& goods, std::size_t many) {
  Case c{.name = tables.name,
         .set = set,
         .benchmark = std::make_shared<const data::Benchmark>(std::move(tables))};
  const auto& b = *c.benchmark;
  const auto [one, other] = sides;
  c.tariff = b.tables().tariff;
  for (const Sector s : goods) c.tariff(s, one, other) += 1.45, c.tariff(s, other, one) += 1.25;
  const RandomStream stream(1, "bench");
  for (std::size_t d = 0; d < many; ++d) {
    economy::CpDraw draw{.theta = b.elasticities(set).theta};
    for (std::size_t s = 0; s < draw.theta.size(); ++s)
      draw.theta[Sector(s)] *= std::exp(kSpread * numerics::normal_quantile(stream.uniform(d, s)));
    c.draws.push_back(std::move(draw));
  }
  return c;
}

Case real_case(const std::string& name, std::size_t many) {
  auto tables = data::open_tables(name).tables;
  const data::Benchmark b(tables);
  return make_case(std::move(tables), "GYY", {b.countries().at("USA", {}), b.countries().at("CHN", {})},
                   b.sector_selection("goods"), many);
}

Case synthetic_case(std::size_t countries, std::size_t sectors, std::size_t many) {
  auto tables = synthetic_world(countries, sectors);
  std::vector<Sector> all;
  for (const Sector s : tables.sectors.all()) all.push_back(s);
  return make_case(std::move(tables), "SYN", {Country(0), Country(1)}, all, many);
}

void write_doubles(const fs::path& path, std::span<const double> values) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size_bytes()));
}

/// What the peer reads.
void write_case(const Case& c, const std::vector<economy::CpDrawAnswer>& answers, const fs::path& folder) {
  const auto shares = economy::cp_shares(*c.benchmark, {}, c.set);
  std::ofstream(folder / "sizes.txt")
      << c.benchmark->country_count() << " " << c.benchmark->sector_count() << " " << c.draws.size();
  std::vector<double> theta, wages;
  for (std::size_t d = 0; d < c.draws.size(); ++d) {
    const auto flat = c.draws[d].theta.flat();
    theta.insert(theta.end(), flat.begin(), flat.end());
    const auto* added = answers[d].outcomes.find("value_added");
    for (std::size_t n = 0; n < added->value.size(); ++n)
      wages.push_back(std::log(added->value[n] / shares.value_added[Country(n)]));
  }
  const std::pair<const char*, std::span<const double>> files[] = {
      {"share", shares.share.flat()},
      {"tariff", shares.tariff.flat()},
      {"tariff_new", c.tariff.flat()},
      {"gamma", shares.input_share.flat()},
      {"gamma_va", shares.value_added_share.flat()},
      {"alpha", shares.final_share.flat()},
      {"expenditure", shares.expenditure.flat()},
      {"value_added", shares.value_added.flat()},
      {"deficit", shares.deficit.flat()},
      {"reference", shares.theta.flat()},
      {"theta", theta},
      {"wage_ours", wages}};
  for (const auto& [name, values] : files) write_doubles(folder / (std::string(name) + ".f64"), values);
}

void print_line(const std::string& what, double per_draw, double best, double sweeps, double residual,
                const std::string& note) {
  fmt::print("{:<34}{:>12.3f}{:>12.0f}{:>9.2f}{:>9.1f}{:>11.1e}  {}\n", what, 1e3 * per_draw, 1 / per_draw,
             per_draw / best, sweeps, residual, note);
}

void run_peer(const Case& c, const std::vector<economy::CpDrawAnswer>& answers, std::size_t batch,
              double best) {
  const fs::path folder = fs::temp_directory_path() / fmt::format("cobden_ensemble_bench_{}", c.name);
  fs::create_directories(folder);
  write_case(c, answers, folder);
  const auto command = fmt::format(
      "OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 /usr/bin/python3 {}/bench/peers/ensemble.py {} {} 2>&1",
      source_folder(), folder.string(), batch);
  FILE* pipe = popen(command.c_str(), "r");
  char text[512] = {};
  const bool read = pipe && fgets(text, sizeof text, pipe);
  if (pipe) pclose(pipe);
  double seconds = 0, sweeps = 0, residual = 0, difference = 0;
  const bool good =
      read && std::sscanf(text, "%lf %lf %lf %lf", &seconds, &sweeps, &residual, &difference) == 4;
  fs::remove_all(folder);
  if (!good) {
    fmt::print("numpy, {} draws at once: left out ({})\n", batch, read ? text : "no python3 with numpy");
    return;
  }
  print_line(fmt::format("numpy, {} draws at once", batch), seconds, best, sweeps, residual,
             fmt::format("log wages differ by {:.1e}", difference));
}

struct Totals {
  double sweeps = 0, residual = 0;
};
Totals totals_of(const std::vector<economy::CpDrawAnswer>& answers) {
  Totals t;
  for (const auto& a : answers) {
    t.sweeps += a.solver.iterations / static_cast<double>(answers.size());
    t.residual = std::max(t.residual, a.solver.converged() ? a.solver.residual : 1.0);
  }
  return t;
}

/// Largest difference of real incomes between two ways, percentage points.
double difference(const economy::Outcomes& a, const economy::Outcomes& b) {
  double largest = 0;
  const auto &x = a.find("welfare_exact")->value, &y = b.find("welfare_exact")->value;
  for (std::size_t n = 0; n < x.size(); ++n) largest = std::max(largest, std::abs(x[n] - y[n]));
  return largest;
}

void run_case(const Case& c, bool peers) {
  const auto many = static_cast<double>(c.draws.size());
  const std::vector<BySector> reference{c.benchmark->elasticities(c.set).theta};
  economy::CaliendoParroSpec shared;
  shared.elasticities = c.set;
  const economy::CpDraws solver(c.benchmark, shared, c.tariff, reference, {});
  std::vector<economy::CpDrawAnswer> together, alone(c.draws.size());
  std::vector<economy::Result> models(c.draws.size());
  const auto lanes = best_of([&] { together = solver.solve(c.draws); }, 1, 3);
  const auto single = best_of(
      [&] {
        for (std::size_t d = 0; d < c.draws.size(); ++d) alone[d] = solver.solve_alone(c.draws[d]);
      },
      1, 3);
  const auto model = best_of(
      [&] {
        for (std::size_t d = 0; d < c.draws.size(); ++d) {
          economy::CaliendoParroSpec spec = shared;
          spec.theta = c.draws[d].theta;
          models[d] = economy::make_caliendo_parro(c.benchmark, spec)->solve({c.tariff, {}});
        }
      },
      1, 2);
  double apart = 0, model_apart = 0, model_sweeps = 0, model_residual = 0;
  for (std::size_t d = 0; d < c.draws.size(); ++d) {
    apart = std::max(apart, difference(together[d].outcomes, alone[d].outcomes));
    model_apart = std::max(model_apart, difference(together[d].outcomes, models[d].outcomes));
    model_sweeps += models[d].solver.iterations / many;
    model_residual = std::max(model_residual, models[d].solver.residual);
  }
  fmt::print("\n{} ({} x {}), {} draws\n{:<34}{:>12}{:>12}{:>9}{:>9}{:>11}\n", c.name,
             c.benchmark->country_count(), c.benchmark->sector_count(), c.draws.size(), "", "CPU ms/draw",
             "draws/s", "times", "sweeps", "residual");
  const double best = lanes.cpu / many;
  print_line("eight draws in lanes", best, best, totals_of(together).sweeps, totals_of(together).residual,
             "");
  print_line("one at a time", single.cpu / many, best, totals_of(alone).sweeps, totals_of(alone).residual,
             fmt::format("real income differs by {:.1e} points", apart));
  print_line("a model for each (cobden run)", model.cpu / many, best, model_sweeps, model_residual,
             fmt::format("real income differs by {:.1e} points", model_apart));
  if (!peers) return;
  for (const std::size_t batch : {std::size_t{1}, std::size_t{8}, std::size_t{32}})
    run_peer(c, together, batch, best);
}

}  // namespace

int main(int argc, char** argv) {
  const bool peers = argc < 2 || std::string(argv[1]) != "--no-peers";
  set_thread_limit(1);
  fmt::print(
      "ensemble_bench: one thread; CPU time, best of several; 'times' is against eight draws in lanes\n");
  run_case(real_case("world-2022-12", 256), peers);
  run_case(real_case("world-2022", 32), peers);
  run_case(synthetic_case(31, 40, 64), false);
  run_case(synthetic_case(160, 65, 8), false);
  return 0;
}
