#include "cobden/numerics/linear_program.h"

#include <ClpSimplex.hpp>
#include <CoinPackedMatrix.hpp>
#include <cmath>

#include "cobden/core/error.h"

namespace cobden::numerics {
namespace {

void require_numbers(const LinearProgram& program) {
  bool fine = true;
  for (const double value : program.objective) fine = fine && std::isfinite(value);
  for (std::size_t j = 0; j < program.lower.size(); ++j)
    fine = fine && !std::isnan(program.lower[j]) && !std::isnan(program.upper[j]);
  for (const auto& row : program.rows) {
    fine = fine && !std::isnan(row.lower) && !std::isnan(row.upper);
    for (const auto& entry : row.entries) fine = fine && std::isfinite(entry.second);
  }
  if (!fine) throw UserError("a linear program holds a number that is not finite");
}

double clp_bound(double value) {
  return std::isinf(value) ? std::copysign(COIN_DBL_MAX, value) : value;
}

CoinPackedMatrix matrix_of(const LinearProgram& program) {
  CoinPackedMatrix matrix(false, 0, 0);
  matrix.setDimensions(0, static_cast<int>(program.objective.size()));
  for (const auto& row : program.rows) {
    std::vector<int> column;
    std::vector<double> value;
    for (const auto& [j, a] : row.entries) {
      column.push_back(j);
      value.push_back(a);
    }
    matrix.appendRow(static_cast<int>(column.size()), column.data(), value.data());
  }
  return matrix;
}

void load(const LinearProgram& program, ClpSimplex& clp) {
  std::vector<double> lower, upper, row_lower, row_upper;
  for (std::size_t j = 0; j < program.objective.size(); ++j) {
    lower.push_back(clp_bound(program.lower[j]));
    upper.push_back(clp_bound(program.upper[j]));
  }
  for (const auto& row : program.rows) {
    row_lower.push_back(clp_bound(row.lower));
    row_upper.push_back(clp_bound(row.upper));
  }
  clp.setLogLevel(0);
  clp.setPrimalTolerance(1e-9);
  clp.setDualTolerance(1e-9);
  clp.loadProblem(matrix_of(program), lower.data(), upper.data(), program.objective.data(), row_lower.data(),
                  row_upper.data());
  clp.setOptimizationDirection(-1);
}

LinearStatus status_of(const ClpSimplex& clp) {
  if (clp.isProvenOptimal()) return LinearStatus::kOptimal;
  if (clp.isProvenPrimalInfeasible()) return LinearStatus::kInfeasible;
  if (clp.isProvenDualInfeasible()) return LinearStatus::kUnbounded;
  return LinearStatus::kFailed;
}

}  // namespace

int LinearProgram::add_variable(double objective_coefficient, double least, double most) {
  objective.push_back(objective_coefficient);
  lower.push_back(least);
  upper.push_back(most);
  return static_cast<int>(objective.size()) - 1;
}

void LinearProgram::add_row(std::vector<std::pair<int, double>> entries, double least, double most) {
  rows.push_back({std::move(entries), least, most});
}

std::string to_string(LinearStatus status) {
  switch (status) {
    case LinearStatus::kOptimal:
      return "optimal";
    case LinearStatus::kInfeasible:
      return "infeasible";
    case LinearStatus::kUnbounded:
      return "unbounded";
    case LinearStatus::kFailed:
      return "failed";
  }
  return "unknown";
}

LinearSolution maximise(const LinearProgram& program) {
  require_numbers(program);
  ClpSimplex clp;
  load(program, clp);
  clp.primal();
  LinearSolution solution;
  solution.status = status_of(clp);
  if (!solution.optimal()) return solution;
  solution.x.assign(clp.primalColumnSolution(), clp.primalColumnSolution() + clp.numberColumns());
  for (std::size_t j = 0; j < solution.x.size(); ++j) solution.value += program.objective[j] * solution.x[j];
  return solution;
}

LinearSolution minimise(LinearProgram program) {
  for (double& value : program.objective) value = -value;
  LinearSolution solution = maximise(program);
  solution.value = -solution.value;
  return solution;
}

}  // namespace cobden::numerics
