// The headline experiment of Ignatenko et al. (2025): 194 economies solved to 1e-12 on one thread, against
// the published method in GNU Octave and a numpy port of the fast scheme, in one run. The share of the
// machine's limit compares one pass with reading the same rows at the machine's measured speed of a dot
// product. usage: liberation_day_bench [DATA_FOLDER]; peers run where octave and python3 with numpy are
// found.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "cobden/core/file.h"
#include "cobden/core/parallel.h"
#include "cobden/core/version.h"
#include "cobden/economy/single_sector_outcomes.h"
#include "cobden/scenario/liberation_day_study.h"

namespace {

using namespace cobden;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_of(const auto& act) {
  const auto begin = Clock::now();
  act();
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median_of(std::size_t repeats, const auto& act) {
  std::vector<double> times(repeats);
  for (auto& t : times) t = seconds_of(act);
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(repeats / 2), times.end());
  return times[repeats / 2];
}

fs::path data_folder(int argc, char** argv) {
  if (argc > 1) return argv[1];
  if (const char* shared = std::getenv("COBDEN_SHARED")) return fs::path(shared) / "data";
  return fs::path(source_folder()).parent_path() / "shared/data";
}

std::string table(std::size_t rows, std::size_t columns, const auto& cell) {
  std::string text;
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j)
      text += fmt::format("{:.17g}{}", cell(i, j), j + 1 < columns ? ',' : '\n');
  return text;
}

void write_for_peers(const fs::path& folder, const economy::SingleSectorBase& b,
                     const economy::SingleSectorSpec& spec, const economy::Counterfactual& c) {
  const std::size_t n = b.countries;
  const auto inverse = economy::inverse_wage_jacobian(b, spec);
  write_file(folder / "base.csv", table(n, 5, [&](std::size_t i, std::size_t k) {
               return k == 0   ? b.income[i]
                      : k == 1 ? b.spending[i]
                      : k == 2 ? b.transfer[i]
                      : k == 3 ? b.profit_share[i]
                               : b.tariff_exponent[i];
             }));
  write_file(folder / "share.csv", table(n, n, [&](std::size_t i, std::size_t j) { return b.share(i, j); }));
  write_file(folder / "tariff.csv", table(n, n, [&](std::size_t i, std::size_t j) {
               return c.tariff_new(Sector(0), Country(i), Country(j));
             }));
  write_file(folder / "jacobian.csv",
             table(n, n, [&](std::size_t i, std::size_t j) { return inverse[i][j]; }));
}

void run_peer(const std::string& name, const std::string& command, double ours, double welfare) {
  FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  double seconds = 0, residual = 0, peer_welfare = 0;
  int iterations = 0;
  const bool ran =
      pipe && std::fscanf(pipe, "%lf %d %lf %lf", &seconds, &iterations, &residual, &peer_welfare) == 4;
  if (pipe) pclose(pipe);
  if (!ran)
    fmt::print("{:34} not run (not installed, or failed)\n", name);
  else
    fmt::print(
        "{:34} {:10.3f} ms  {:4} iterations  residual {:.1e}  {:8.0f}x ours  US welfare differs by {:.1e} "
        "points\n",
        name, 1e3 * seconds, iterations, residual, seconds / ours, std::abs(peer_welfare - welfare));
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path folder = data_folder(argc, argv);
  if (!fs::exists(folder)) {
    fmt::print("liberation_day_bench: skipped, no data at {}\n", folder.string());
    return 0;
  }
  set_thread_limit(1);
  const auto data = scenario::read_liberation_day(folder);
  const auto experiment = scenario::liberation_day_experiment(data, "baseline_ustr");
  const auto base = economy::calibrate_single_sector(*data.benchmark, experiment.spec);
  const double setup = median_of(5, [&] { economy::SingleSectorMap{base, experiment.spec}; });
  const economy::SingleSectorMap map(base, experiment.spec);
  economy::SingleSectorSolution solution;
  const double solve = median_of(201, [&] {
    solution = economy::solve_single_sector(map, experiment.counterfactual, {.tolerance = 1e-12}, {});
  });
  const economy::SingleSectorScenario scenario(base, experiment.spec, experiment.counterfactual);
  auto point = solution.point;
  const double pass = median_of(501, [&] { map.evaluate(scenario, point, economy::WageRule::kJacobian); });
  double sink = 0;
  const double reading = median_of(501, [&] {
    for (int visit = 0; visit < 2; ++visit)  // the rows of shares and the inverse Jacobian
      for (std::size_t i = 0; i < base.countries; ++i)
        sink += numerics::dot(base.gross.data() + i * base.stride, point.cost.data(), base.stride);
  });
  const double welfare =
      100 *
      (economy::levels_at(map, scenario, solution.point).welfare[static_cast<std::size_t>(data.usa.value)] -
       1);
  fmt::print("Liberation Day, {} economies, one thread\n", base.countries);
  fmt::print("{:34} {:10.3f} ms  {:4} passes      residual {:.1e}  {}  US welfare {:.4f}%\n", "Cobden",
             1e3 * solve, solution.summary.iterations, solution.summary.residual,
             to_string(solution.summary.status), welfare);
  fmt::print(
      "  setup once per model {:.1f} ms; one pass {:.1f} us, against {:.1f} us for reading the same rows "
      "once in dot products ({:.0f}%){}\n",
      1e3 * setup, 1e6 * pass, 1e6 * reading, 100 * reading / pass, sink == 0.5 ? " " : "");
  const fs::path peers = fs::path(source_folder()) / "bench/peers",
                 exchange = fs::temp_directory_path() / fmt::format("cobden-bench-{}", getpid());
  fs::create_directories(exchange);
  write_for_peers(exchange, base, experiment.spec, experiment.counterfactual);
  run_peer(
      "numpy, same scheme",
      fmt::format(
          "/usr/bin/env OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 /usr/bin/python3 {}/liberation_day.py {}",
          peers.string(), exchange.string()),
      solve, welfare);
  run_peer("Octave, published method (CPU)",
           fmt::format("octave --no-gui --quiet {}/liberation_day.m {}", peers.string(), exchange.string()),
           solve, welfare);
  fs::remove_all(exchange);
  return solution.summary.converged() ? 0 : 1;
}
