#pragma once
// Linear programs in floating point: a thin door to CLP, COIN-OR's simplex code (Forrest and Lougee-Heimer
// 2005), which this file's source alone includes. For small problems whose answer turns on a tie, see
// exact_program.h.
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace cobden::numerics {

inline constexpr double kNoBound = std::numeric_limits<double>::infinity();

/// Maximise objective . x subject to lower <= x <= upper and row bounds.
struct LinearProgram {
  struct Row {
    std::vector<std::pair<int, double>> entries;  ///< (variable, coefficient)
    double lower = -kNoBound, upper = kNoBound;
  };
  std::vector<double> objective, lower, upper;  ///< by variable
  std::vector<Row> rows;

  /// Adds a variable and returns its position.
  int add_variable(double objective_coefficient = 0, double least = 0, double most = kNoBound);
  void add_row(std::vector<std::pair<int, double>> entries, double least, double most);
};

enum class LinearStatus { kOptimal, kInfeasible, kUnbounded, kFailed };
std::string to_string(LinearStatus status);  ///< "optimal", "infeasible", "unbounded", "failed"

struct LinearSolution {
  LinearStatus status = LinearStatus::kFailed;
  double value = 0;
  std::vector<double> x;  ///< a vertex; empty unless optimal
  bool optimal() const { return status == LinearStatus::kOptimal; }
};

/// Primal and dual tolerance 1e-9 in the units of the rows; one thread; the same input gives the same bits.
/// UserError: a coefficient or bound that is not a number.
LinearSolution maximise(const LinearProgram& program);
LinearSolution minimise(LinearProgram program);

}  // namespace cobden::numerics
