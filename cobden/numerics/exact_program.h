#pragma once
// Linear programs in exact rational arithmetic, for small problems whose answer is yes or no: is there a
// point at all, and is this number zero or not. Two-phase tableau simplex with the rule of the smallest index
// (Bland 1977, Math. Oper. Res. 2(2)), which cannot cycle; no tolerance anywhere. Costs grow with the length
// of the numbers: a few dozen rows. For larger problems in floating point see linear_program.h.
#include <vector>

#include "cobden/numerics/rational.h"

namespace cobden::numerics {

enum class Sense { kAtMost, kEqual, kAtLeast };

/// Maximise objective . x subject to the rows and x >= 0, but for variables declared free.
class ExactProgram {
 public:
  /// All `variables` are zero or more; those for which `is_free` is true may be negative.
  explicit ExactProgram(std::size_t variables, std::vector<bool> is_free = {});
  /// coefficient . x (sense) bound; `coefficient` has one entry for each variable.
  void add_row(std::vector<Rational> coefficient, Sense sense, const Rational& bound);
  /// `row`[j] x_j for a few j: the same, written short.
  void add_sparse_row(const std::vector<std::pair<std::size_t, Rational>>& row, Sense sense,
                      const Rational& bound);
  std::size_t variables() const { return variables_; }

  enum class Status { kOptimal, kInfeasible, kUnbounded };
  struct Solution {
    Status status = Status::kInfeasible;
    Rational value;
    std::vector<Rational> x;  ///< a vertex; empty unless optimal
    bool optimal() const { return status == Status::kOptimal; }
  };
  Solution maximise(const std::vector<Rational>& objective) const;
  Solution minimise(const std::vector<Rational>& objective) const;
  /// Any point that keeps all rows.
  Solution feasible_point() const;

 private:
  struct Row {
    std::vector<Rational> coefficient;
    Sense sense;
    Rational bound;
  };
  friend class ExactTableau;
  std::size_t variables_;
  std::vector<std::size_t> free_;  ///< variables that may be negative
  std::vector<Row> rows_;
};

}  // namespace cobden::numerics
