#include "cobden/scenario/ossa_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cobden/data/csv.h"
#include "cobden/data/read_ossa.h"

namespace cobden::scenario {
namespace {

namespace fs = std::filesystem;

constexpr double kHighestTariff = 10;

[[noreturn]] void wrong_size(const data::CsvTable& table, std::size_t rows, std::size_t columns) {
  throw UserError({.place = {.file = table.path().string(), .line = {}, .column = ""},
                   .value = fmt::format("{} x {}", table.rows(), table.columns().size()),
                   .problem = "the table does not fit the study",
                   .expected = fmt::format("{} rows x {} columns", rows, columns),
                   .remedy = "the file may have been cut short"});
}

data::CsvTable sized(const fs::path& file, std::size_t rows, std::size_t columns) {
  auto table = data::CsvTable::read_headless(file, ',');
  if (table.rows() != rows || table.columns().size() != columns) wrong_size(table, rows, columns);
  return table;
}

std::vector<double> hats(const economy::Result& r, const char* measure) {
  std::vector<double> out = r.outcomes.find(measure)->value;
  for (double& v : out) v = 1 + v / 100;
  return out;
}

/// 100 (end / start - 1).
std::vector<double> change(std::vector<double> end, const std::vector<double>& start) {
  for (std::size_t i = 0; i < end.size(); ++i) end[i] = 100 * (end[i] / start[i] - 1);
  return end;
}

std::vector<double> wage_column(const economy::Result& start, const economy::Result& end) {
  std::vector<double> ratio = hats(end, "wage");
  const auto before = hats(start, "wage");
  const auto& bill = start.outcomes.find("wage_bill")->value;
  double world = 0, moved = 0;
  for (std::size_t i = 0; i < ratio.size(); ++i) {
    ratio[i] /= before[i];
    world += bill[i], moved += bill[i] * ratio[i];
  }
  for (double& r : ratio) r *= 100 * world / moved;
  const double mean = mean_of(ratio);
  for (double& r : ratio) r -= mean;
  return ratio;
}

}  // namespace

OssaStudy read_ossa_study(const fs::path& folder) {
  data::ImportReport report;
  OssaStudy study;
  study.folder = folder;
  study.benchmark = std::make_shared<const data::Benchmark>(data::read_ossa(folder, report));
  study.weights = data::read_sector_weights(folder / "lambda_pol_7x33.csv", study.benchmark->countries(),
                                            study.benchmark->sectors(), report);
  economy::OssaSpec spec;
  study.plain = economy::make_ossa(study.benchmark, spec);
  spec.political_weights = study.weights;
  study.political = economy::make_ossa(study.benchmark, spec);
  return study;
}

std::vector<TradeCube> read_stored_optimal_tariffs(const OssaStudy& study) {
  const data::Benchmark& b = *study.benchmark;
  const std::size_t N = b.country_count();
  const auto table = sized(study.folder / "ref_OPTIMALTARIFFBAS.csv", (N - 1) * b.sector_count(), N);
  std::vector<TradeCube> out(N, b.tables().tariff);
  for (const Country importer : b.countries().all()) {
    std::size_t row = 0;  // partners fastest, then industries
    for (const Sector s : b.sectors().all())
      for (const Country exporter : b.countries().all())
        if (exporter != importer)
          out[static_cast<std::size_t>(importer.value)](s, importer, exporter) =
              table.number(row++, static_cast<std::size_t>(importer.value));
  }
  return out;
}

TradeCube read_stored_nash_tariffs(const OssaStudy& study) {
  data::ImportReport report;
  return data::read_matrix_stack(study.folder / "ref_NASHTARIFFBASs_stacked231x7.csv",
                                 study.benchmark->countries(), study.benchmark->sectors(), report);
}

std::vector<std::vector<double>> read_printed_table(const OssaStudy& study, const std::string& name,
                                                    std::size_t columns) {
  const auto table = sized(study.folder / name, study.regions() + 1, columns);
  std::vector<std::vector<double>> out(table.rows());
  for (std::size_t r = 0; r < table.rows(); ++r)
    for (std::size_t c = 0; c < columns; ++c) out[r].push_back(table.number(r, c));
  return out;
}

std::vector<strategy::Player> ossa_players(const OssaStudy& study, bool political, double lower) {
  const data::Benchmark& b = *study.benchmark;
  strategy::InstrumentSpec spec;
  spec.lower = lower, spec.upper = kHighestTariff;
  std::vector<strategy::Player> players;
  for (const Country n : b.countries().all()) {
    strategy::Player player;
    player.objective.country = n;
    if (political) {
      player.objective.sector_weight = BySector(b.sector_count());
      for (const Sector s : b.sectors().all()) player.objective.sector_weight[s] = study.weights(s, n);
    }
    player.instruments = strategy::make_instruments(study.policy(), n, spec);
    players.push_back(std::move(player));
  }
  return players;
}

OssaEffects ossa_effects(const economy::Model& model, const TradeCube& start, const TradeCube& end) {
  constexpr economy::SolveOptions kTight{.tolerance = 1e-12};
  const auto first = model.solve({.tariff_new = start, .trade_cost_hat = {}}, kTight);
  const auto second = model.solve({.tariff_new = end, .trade_cost_hat = {}}, kTight);
  const bool worse = !first.solver.converged() ||
                     (second.solver.converged() && first.solver.residual > second.solver.residual);
  const char* government =
      first.outcomes.find("government_objective") ? "government_objective" : "welfare_exact";
  OssaEffects e;
  e.government = change(hats(second, government), hats(first, government));
  e.welfare = change(hats(second, "welfare_exact"), hats(first, "welfare_exact"));
  e.wage = wage_column(first, second);
  e.profits = change(hats(second, "profit_shift"), hats(first, "profit_shift"));
  e.solver = worse ? first.solver : second.solver;
  return e;
}

double median_tariff(const TradeCube& tariff, Country importer) {
  std::vector<double> rates;
  for (const Sector s : indices<Sector>(tariff.size1()))
    for (const Country o : indices<Country>(tariff.size2()))
      if (o != importer) rates.push_back(100 * tariff(s, importer, o));
  std::sort(rates.begin(), rates.end());
  const std::size_t n = rates.size();
  return n % 2 ? rates[n / 2] : 0.5 * (rates[n / 2 - 1] + rates[n / 2]);
}

double mean_of(const std::vector<double>& v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

double mean_of_others(const std::vector<double>& v, std::size_t own) {
  return (mean_of(v) * static_cast<double>(v.size()) - v[own]) / static_cast<double>(v.size() - 1);
}

}  // namespace cobden::scenario
