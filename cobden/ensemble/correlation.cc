#include "cobden/ensemble/correlation.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "cobden/data/csv.h"
#include "cobden/numerics/distribution.h"
#include "cobden/scenario/strategy_game.h"

namespace cobden::ensemble {
namespace {

using Matrix = Eigen::MatrixXd;

/// Reads pairs over the matrix; sectors of the benchmark that the input does not draw are passed over.
void read_pairs(const scenario::EnsembleInput& ask, const std::vector<Sector>& sectors,
                const scenario::Scenario& scenario, const data::Benchmark& benchmark, Matrix& correlation) {
  const auto path =
      scenario::beside_scenario(scenario, ask.correlation_file, ask.place_of("correlation_file"));
  const auto table = data::CsvTable::read(path);
  const std::size_t first = table.column("sector"), second = table.column("sector2"),
                    column = table.column("correlation");
  const auto position = [&](std::size_t row, std::size_t of) {
    const Sector s = benchmark.sectors().at(std::string(table.text(row, of)), table.place(row, of));
    return std::ranges::find(sectors, s) - sectors.begin();
  };
  Matrix given = Matrix::Zero(correlation.rows(), correlation.cols());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto i = position(row, first), j = position(row, second);
    const double rho = table.number(row, column);
    if (std::abs(rho) > 1 || (i == j && rho != 1))
      fail_at(table.place(row, column), std::string(table.text(row, column)), "is not such a correlation",
              i == j ? "1, of a sector with itself" : "a number from -1 to 1");
    if (i >= correlation.rows() || j >= correlation.rows() || i == j) continue;
    if (given(i, j) != 0 && correlation(i, j) != rho)
      fail_at(table.place(row, column), std::string(table.text(row, column)),
              "the pair stands twice with different values", "one value for a pair");
    correlation(i, j) = correlation(j, i) = rho;
    given(i, j) = given(j, i) = 1;
  }
}

}  // namespace

std::vector<double> correlation_factor(const scenario::EnsembleInput& ask, const std::vector<Sector>& sectors,
                                       const scenario::Scenario& scenario, const data::Benchmark& benchmark) {
  if (ask.correlation == 0 && ask.correlation_file.empty()) return {};
  const auto n = static_cast<Eigen::Index>(sectors.size());
  Matrix correlation = Matrix::Constant(n, n, ask.correlation);
  correlation.diagonal().setOnes();
  const bool file = !ask.correlation_file.empty();
  if (file) read_pairs(ask, sectors, scenario, benchmark, correlation);
  const Eigen::LLT<Matrix> llt(correlation);
  if (llt.info() != Eigen::Success)
    fail_at(
        ask.place_of(file ? "correlation_file" : "correlation"),
        file ? ask.correlation_file.string() : fmt::format("{:g}", ask.correlation),
        fmt::format("no {} numbers have such correlations (the matrix is not positive definite)", n),
        file ? "a positive definite matrix" : fmt::format("above {:.3g}", -1.0 / static_cast<double>(n - 1)));
  const Matrix lower = llt.matrixL();
  std::vector<double> factor(static_cast<std::size_t>(n * n));
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j <= i; ++j) factor[static_cast<std::size_t>(i * n + j)] = lower(i, j);
  return factor;
}

void correlate(const std::vector<double>& factor, std::span<double> uniforms) {
  if (factor.empty()) return;
  const std::size_t n = uniforms.size();
  std::vector<double> score(n);
  for (std::size_t i = 0; i < n; ++i) score[i] = numerics::normal_quantile(uniforms[i]);
  for (std::size_t i = 0; i < n; ++i) {
    double z = 0;
    for (std::size_t j = 0; j <= i; ++j) z += factor[i * n + j] * score[j];
    // Ten standard deviations out the distribution function rounds to 0 or 1, which are no uniforms.
    uniforms[i] = std::clamp(numerics::normal_probability(z), 0x1p-1022, 1 - 0x1p-53);
  }
}

}  // namespace cobden::ensemble
