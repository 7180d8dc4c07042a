// Speed of the model of Ossa (2014) on its own data, 7 regions x 33 industries, one thread: equilibria from
// afar and from nearby, gradients, one country's unrestricted optimum (198 tariffs; 322 s in the paper), the
// Nash equilibrium of all (1386 tariffs; 96 minutes) and cooperative tariffs (about 50 hours), beside the
// paper's way of solving an equilibrium in numpy. usage: ossa_bench [FOLDER]; the data are looked for in
// $COBDEN_SHARED or ../shared; the peer runs where python3 with numpy is found.
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "cobden/core/file.h"
#include "cobden/core/version.h"
#include "cobden/data/read_ossa.h"
#include "cobden/economy/ossa.h"
#include "cobden/strategy/cooperate.h"
#include "cobden/strategy/nash.h"
#include "timing.h"

namespace {

using namespace cobden;
using namespace cobden::bench;
namespace fs = std::filesystem;

fs::path data_folder(int argc, char** argv) {
  if (argc > 1) return argv[1];
  if (const char* shared = std::getenv("COBDEN_SHARED")) return fs::path(shared) / "data/ossa2014_7x33";
  return fs::path(source_folder()).parent_path() / "shared/data/ossa2014_7x33";
}

void row(const char* what, const Timing& t, const std::string& notes) {
  fmt::print("{:<44} {:>10.1f} {:>10.1f}  {}\n", what, 1e6 * t.wall, 1e6 * t.cpu, notes);
}

void solves(const economy::PolicyModel& model, const TradeCube& war) {
  const auto cold = model.solve(war);
  row("equilibrium, war of 145 and 125%", best_of([&] { model.solve(war); }),
      fmt::format("{} steps, residual {:.0e}", cold->summary.iterations, cold->summary.residual));
  TradeCube near = war;
  for (double& t : near.flat()) t *= 1.01;
  const auto warm = model.solve(near, cold.get());
  row("the same from an equilibrium 1% away", best_of([&] { model.solve(near, cold.get()); }),
      fmt::format("{} steps", warm->summary.iterations));
  const std::vector<economy::WeightedObjective> sum{{1, {.country = Country(0)}}};
  std::vector<Country> all;
  for (const Country c : model.countries().all()) all.push_back(c);
  const std::vector<Country> own{Country(0)};
  // A fresh equilibrium each time: the first gradient factors the equations.
  const Timing both = best_of([&] { model.gradient(*model.solve(near, cold.get()), sum, own); });
  row("warm equilibrium and gradient", both, "198 tariffs");
  row("one more gradient there", best_of([&] { model.gradient(*cold, sum, all); }), "1386 tariffs");
}

/// The same war in numpy, from the base that is written for it.
void peer(const economy::PolicyModel& model, const data::Benchmark& b, const TradeCube& war) {
  const fs::path folder = fs::temp_directory_path() / fmt::format("cobden-ossa-{}", ::getpid());
  fs::create_directories(folder);
  const auto store = [&](const char* name, std::span<const double> values) {
    write_file(folder / fmt::format("{}.f64", name),
               std::string(reinterpret_cast<const char*>(values.data()), values.size_bytes()));
  };
  write_file(folder / "sizes.txt", fmt::format("{} {}", b.country_count(), b.sector_count()));
  std::vector<double> sigma, welfare;
  for (const double theta : b.tables().elasticities.front().theta.flat()) sigma.push_back(theta + 1);
  const auto at = model.solve(war);
  for (const Country n : b.countries().all()) {
    const economy::Objective own{.country = n};
    welfare.push_back(model.value(*at, own) / model.value(*model.base(), own));
  }
  store("flow", model.base_flow().flat()), store("tariff", model.base()->tariff.flat());
  store("tariff_new", war.flat()), store("sigma", sigma), store("welfare", welfare);
  const std::string command =
      fmt::format("OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 /usr/bin/python3 {}/bench/peers/ossa.py {} 2>&1",
                  source_folder(), folder.string());
  FILE* pipe = ::popen(command.c_str(), "r");
  double seconds = 0, steps = 0, residual = 0, difference = 0;
  const bool read =
      pipe && std::fscanf(pipe, "%lf %lf %lf %lf", &seconds, &steps, &residual, &difference) == 4;
  if (pipe) ::pclose(pipe);
  if (read)
    row("the war in numpy, the paper's method", {.wall = seconds, .cpu = seconds},
        fmt::format("{} steps, residual {:.0e}, welfare within {:.0e} points of ours", steps, residual,
                    difference));
  else
    fmt::print("the numpy peer did not run\n");
  fs::remove_all(folder);
}

void searches(const economy::PolicyModel& model) {
  std::vector<strategy::Player> players;
  for (const Country c : model.countries().all()) {
    strategy::Player player;
    player.objective.country = c;
    player.instruments = strategy::make_instruments(model, c, {});
    players.push_back(std::move(player));
  }
  const TradeCube& base = model.base()->tariff;
  for (const auto& player : players) {
    const auto found = strategy::find_optimum(model, player, base);
    row(("optimum of " + model.countries().code(player.objective.country)).c_str(),
        best_of([&] { strategy::find_optimum(model, player, base); }),
        fmt::format("{}, {} steps, {} solves, gain {:.4f}%", to_string(found.search.status),
                    found.search.iterations, found.search.solves, found.gain_percent));
  }
  const auto nash = strategy::find_nash(model, players, base);
  row("Nash equilibrium of all", best_of([&] { strategy::find_nash(model, players, base); }),
      fmt::format("{}, {} steps, {} solves, {} gradients", to_string(nash.search.status),
                  nash.search.iterations, nash.search.solves, nash.search.gradients));
  const auto agreed = strategy::cooperate(model, players, base);
  row("cooperative tariffs from factual ones",
      best_of([&] { strategy::cooperate(model, players, base); }, 0.3, 3),
      fmt::format("{}, {} steps, {} solves, common gain {:.4f}%", to_string(agreed.search.status),
                  agreed.search.iterations, agreed.search.solves, agreed.common_gain_percent));
  strategy::CertificateOptions options;
  const auto certified = strategy::find_nash(model, players, base, {}, &options);
  row("Nash equilibrium with its certificate",
      best_of([&] { strategy::find_nash(model, players, base, {}, &options); }, 0.1, 1),
      fmt::format("epsilon {:.1e}% of welfare", certified.certificate.epsilon_percent));
}

}  // namespace

int main(int argc, char** argv) {
  const fs::path folder = data_folder(argc, argv);
  if (!data::is_ossa(folder)) {
    fmt::print("no data of Ossa (2014) at {}: nothing measured\n", folder.string());
    return 0;
  }
  data::ImportReport report;
  const auto benchmark = std::make_shared<const data::Benchmark>(data::read_ossa(folder, report));
  const auto model = economy::make_ossa(benchmark);
  TradeCube war = benchmark->tables().tariff;
  const Country usa = benchmark->countries().at("USA"), china = benchmark->countries().at("CHN");
  for (const Sector s : benchmark->sectors().all()) war(s, usa, china) = 1.45, war(s, china, usa) = 1.25;
  fmt::print("{:<44} {:>10} {:>10}\n", "", "wall [us]", "cpu [us]");
  row("setting up, purge included", best_of([&] { economy::make_ossa(benchmark); }), "");
  solves(*model->policy(), war);
  peer(*model->policy(), *benchmark, war);
  searches(*model->policy());
}
